"""Turn errors into pages for people and JSON for machines; no traceback reaches a screen."""

from __future__ import annotations

import sqlite3

from flask import Flask, Response, current_app, jsonify, request
from markupsafe import escape
from sqlalchemy.exc import DatabaseError
from werkzeug.exceptions import HTTPException

from kiosk import errors
from kiosk.content.parts import Text
from kiosk.shell import visitors
from kiosk.shell.pages import render
from kiosk.storage.db import db, is_storage_error

STATUS: dict[type[errors.KioskError], int] = {
    errors.Unknown: 404,
    errors.Refused: 409,
    errors.NotAllowed: 403,
    errors.Throttled: 429,
    errors.StorageFailed: 503,
    errors.NotReached: 503,
}
TITLES = {
    400: Text(zh="看不懂这个请求", en="This request cannot be understood"),
    404: Text(zh="没有找到这一页", en="This page is not here"),
    421: Text(zh="这不是这里的网址", en="This address is not of this place"),
    414: Text(zh="网址太长了", en="The address is too long"),
    413: Text(zh="内容太长了", en="That is too much text"),
    403: Text(zh="这里不能操作", en="This is not allowed here"),
    429: Text(zh="请稍等片刻", en="Please wait a moment"),
    503: Text(zh="暂时不能保存", en="This cannot be saved just now"),
}
DEFAULT_TITLE = Text(zh="出了点小问题", en="Something went wrong")
DEFAULT_MESSAGE = Text(
    zh="这一步没有完成，之前确认过的内容都已保存。",
    en="This step was not done. All that was confirmed before is kept.",
)
ADVICE = Text(
    zh="请点下面的按钮回到首页；如果再次出现，请告诉工作人员。",
    en="Please go back to the start; if it happens again, tell a member of staff.",
)


def init_app(app: Flask) -> None:
    """Handle our own errors, HTTP's, and whatever nobody foresaw."""
    app.register_error_handler(errors.KioskError, _ours)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(DatabaseError, _storage)
    app.register_error_handler(sqlite3.DatabaseError, _storage)
    app.register_error_handler(Exception, _unforeseen)


def _ours(error: errors.KioskError) -> Response:
    status = next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 400)
    response = _answer(status, Text(zh=error.zh, en=error.en))
    if isinstance(error, errors.Throttled):
        response.headers["Retry-After"] = str(error.wait)
    return response


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    if status < 400:
        return Response(error.get_response().data, status, dict(error.get_headers()))
    return _answer(status, DEFAULT_MESSAGE)


def _storage(error: DatabaseError | sqlite3.DatabaseError) -> Response:
    """Answer that the database fails, where reading showed it; other errors are unforeseen."""
    if not is_storage_error(error):
        return _unforeseen(error)
    current_app.logger.error("the database fails at %s: %s", request.path, error)
    return _ours(db.note_failure(error))


def _unforeseen(error: Exception) -> Response:
    current_app.logger.error("unforeseen error at %s", request.path, exc_info=error)
    return _answer(500, DEFAULT_MESSAGE)


def _answer(status: int, message: Text) -> Response:
    if wants_json():
        response = jsonify(status=status, error={"zh": message.zh, "en": message.en})
        response.status_code = status
        return response
    title = TITLES.get(status, DEFAULT_TITLE)
    is_staff = request.path.startswith("/staff/") and not visitors.is_through_door()
    template = "staff/error.html" if is_staff else "error.html"
    try:
        return render(template, status, title=title, message=message, advice=ADVICE, status=status)
    except (DatabaseError, sqlite3.DatabaseError, errors.KioskError):
        return _plain(status, title, message)


def _plain(status: int, title: Text, message: Text) -> Response:
    """Return a page that needs no database, for when the database itself is what fails."""
    rows = "".join(f"<p>{escape(text)}</p>" for text in (message.zh, message.en))
    page = (
        f'<!doctype html><html lang="zh-Hans"><meta charset="utf-8"><title>{escape(title.zh)}'
        '</title><script src="/static/shell/window.js"></script>'
        f"<h1>{escape(title.zh)}<br>{escape(title.en)}</h1>{rows}"
    )
    return Response(page, status, content_type="text/html; charset=utf-8")


def wants_json() -> bool:
    """Return True if a machine is asking."""
    if visitors.is_through_door():
        return False
    accepted = request.accept_mimetypes
    is_for_machines = request.path == "/healthz" or request.path.startswith("/sync/")
    return is_for_machines or accepted.best == "application/json"
