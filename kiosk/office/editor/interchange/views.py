"""Pages that take files of other programs into a topic or a survey, and hand them out."""

from __future__ import annotations

from flask import Response, request
from werkzeug.exceptions import RequestEntityTooLarge

from kiosk.accounts.pages import StaffPages, show, signed_in
from kiosk.errors import Refused, Unknown
from kiosk.office.editor import forms, manuscript
from kiosk.office.editor.interchange import exchange, letters
from kiosk.office.editor.interchange.exchange import Brought
from kiosk.office.editor.interchange.taking import Defaults
from kiosk.office.editor.sections import Spot, part, title
from kiosk.office.editor.views import EDITING
from kiosk.shell.server import MOST_UPLOAD_BYTES
from kiosk.storage.db import db

pages = StaffPages(allowed=EDITING, section="content")
OK, CONFLICT, TOO_LARGE = 200, 409, 413


@pages.get("/content-out/<of>/<path:key>")
def content_out(of: str, key: str) -> Response:
    """Send a topic or a survey as a file; if parts of it do not fit, say so first."""
    spot, name = _spot(of, key), request.args.get("format", "")
    tree = manuscript.read(db.reader()).tree
    file = exchange.write(tree, spot, name)
    remarks = file.remarks.all()
    if any(each.is_refused for each in remarks) and "anyway" not in request.args:
        return _page(spot, OK, remarks=remarks, format=name)
    response = Response(file.data, content_type="application/octet-stream")
    response.headers["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return response


@pages.post("/content-in/<of>", name="content_in_new")
@pages.post("/content-in/<of>/<path:key>")
def content_in(of: str, key: str = "") -> Response:
    """Take a file into a topic or a survey, and show what came in and what did not."""
    request.max_content_length = MOST_UPLOAD_BYTES
    spot = _spot(of, key)
    try:
        brought = _take(spot)
    except RequestEntityTooLarge:
        most = letters.MOST_BYTES // 1_000_000
        problem = Refused(
            f"文件太大，最多 {most} MB；什么都没有收。",
            f"The file is too large, at most {most} MB; nothing was taken in.",
        )
        return _page(spot, TOO_LARGE, problem=problem)
    except Refused as error:
        return _page(spot, CONFLICT, problem=error)
    return _page(brought.spot, OK, brought=brought, remarks=brought.remarks)


def _take(spot: Spot) -> Brought:
    file, form = request.files.get("file"), request.form
    if file is None or not file.filename:
        raise Refused("请先选一个文件。", "Choose a file first.")
    level = forms.plain(form.get("difficulty", ""))
    defaults = Defaults(
        source=forms.plain(form.get("source", "")),
        audience=form.get("audience", ""),
        difficulty=int(level) if level in ("1", "2", "3") else None,
    )
    data = file.read(letters.MOST_BYTES + 1)
    with db.transaction() as tx:
        return exchange.take(tx, spot, data, who=signed_in().name, defaults=defaults)


def _spot(of: str, key: str) -> Spot:
    if of not in exchange.SECTIONS_TAKEN or (of == "topics" and not key):
        raise Unknown("没有这个页面。", "There is no such page.")
    spot = Spot.named(of, key)
    if key:
        part(manuscript.read(db.reader()).tree, spot)
    return spot


def _page(spot: Spot, code: int, **context: object) -> Response:
    given = {"problem": None, "brought": None, "remarks": [], "format": ""} | context
    outer = title(part(manuscript.read(db.reader()).tree, spot)) if spot.id else ""
    return show("editor/exchanged.html", code, spot=spot, outer=outer, **given)
