"""Refuse requests that hold what no page here sends, before a feature sees them.

No address, cookie or header has control characters or bytes that are no UTF-8; no form has NUL,
which PostgreSQL cannot store. Other control characters in a form's values stay for the cleaning of
each field: a scanner sends some, and a paste from a document brings others along.
"""

from __future__ import annotations

import io
import re
from typing import IO, Any
from urllib.parse import unquote_to_bytes

from flask import Flask, Request, abort, request
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.formparser import FormDataParser

from kiosk.errors import Garbled

MOST_PATH = 2048
"""Bytes of a path; those of the pages have less than 200."""
MOST_NUMBER = 2**31 - 1
"""The largest number in a path; a larger one names nothing, and no database takes it."""
FORM = "application/x-www-form-urlencoded"
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_CONTROL_IN_QUERY = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
"""A tab or a line's end may come with a name that is pasted into a search."""
_CONTROL_IN_HEADER = re.compile("[\x00-\x08\x0a-\x1f\x7f]")
_BROKEN_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})")


def init_app(app: Flask) -> None:
    """Check the head of each request at once, and each form when it is read."""
    app.request_class = CheckedRequest
    app.before_request(_check_head)


class CheckedForms(FormDataParser):
    """A reader of forms that refuses what is no text."""

    def parse(
        self,
        stream: IO[bytes],
        mimetype: str,
        content_length: int | None,
        options: dict[str, str] | None = None,
    ) -> tuple[IO[bytes], MultiDict[str, str], MultiDict[str, FileStorage]]:
        """Read a form. Raises Garbled."""
        if mimetype == FORM:
            data = stream.read()
            _read_text(data, "表单", "form")
            stream = io.BytesIO(data)
        parsed = super().parse(stream, mimetype, content_length, options)
        for name, value in parsed[1].items(multi=True):
            if _CONTROL.search(name) or "\x00" in value:
                raise _garbled("表单", "form")
        for name, file in parsed[2].items(multi=True):
            if _CONTROL.search(name) or _CONTROL.search(file.filename or ""):
                raise _garbled("文件名", "name of a file")
        return parsed


class HeldForms(CheckedForms):
    """A reader of forms that holds files in memory: a large one would else lie open on the disk."""

    def __init__(self, *args: Any, **options: Any) -> None:
        """Read files into memory, whatever their size."""
        super().__init__(*args, **options | {"stream_factory": _in_memory})


def _in_memory(*_args: object, **_of_file: object) -> io.BytesIO:
    return io.BytesIO()


class CheckedRequest(Request):
    """A request whose forms are checked when they are read."""

    form_data_parser_class = CheckedForms


def _check_head() -> None:
    """Refuse garbled addresses, cookies and headers. Raises Garbled."""
    raw: str = request.environ["PATH_INFO"]
    if len(raw) > MOST_PATH:
        abort(414)
    address = str(request.environ.get("REQUEST_URI", ""))
    path = _read_text(raw.encode("latin-1"), "网址", "address", is_quoted=False)
    is_broken = _BROKEN_ESCAPE.search(address.encode("latin-1", "replace"))
    if is_broken or _CONTROL.search(path):
        raise _garbled("网址", "address")
    if _CONTROL_IN_QUERY.search(_read_text(request.query_string, "网址", "address")):
        raise _garbled("网址", "address")
    for name, value in request.headers:
        if _CONTROL_IN_HEADER.search(value):
            raise _garbled(*(("Cookie", "cookie") if name == "Cookie" else ("请求头", "header")))
    if any(_CONTROL.search(f"{name}{value}") for name, value in request.cookies.items(multi=True)):
        raise _garbled("Cookie", "cookie")
    parts = (request.view_args or {}).values()
    if any(isinstance(each, int) and each > MOST_NUMBER for each in parts):
        abort(404)


def _read_text(data: bytes, zh: str, en: str, *, is_quoted: bool = True) -> str:
    """Return what bytes say, unquoted if they are quoted. Raises Garbled."""
    if is_quoted and _BROKEN_ESCAPE.search(data):
        raise _garbled(zh, en)
    try:
        return (unquote_to_bytes(data) if is_quoted else data).decode()
    except UnicodeDecodeError:
        raise _garbled(zh, en) from None


def _garbled(zh: str, en: str) -> Garbled:
    return Garbled(
        f"请求的{zh}里有不能用的字符，这一步没有做。请回到首页，从页面上的按钮再进来；"
        "粘贴的文字请先删去看不见的字符。",
        f"The {en} of this request holds characters that cannot be used, so nothing was done. Go "
        "back to the start and use the buttons; remove invisible characters from pasted text.",
    )


def is_plain(path: str) -> bool:
    """Return True if a path may stand on a page, as that of a request that was refused may not."""
    return not _CONTROL.search(path) and "\ufffd" not in path
