"""Let staff download records."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import datetime

from flask import Response, current_app, request, stream_with_context
from sqlalchemy import Connection

from kiosk.content import service as content
from kiosk.db import db
from kiosk.errors import KioskError, NotAllowed, Refused, Unknown
from kiosk.journal.reading import Filters, Opener
from kiosk.staff import accounts, events, exports, sessions
from kiosk.staff.pages import bp, chosen_event, read_day, show, signed_in
from kiosk.staff.privacy_views import opener


@bp.get("/exports", endpoint="exports")
def exports_page() -> Response:
    """Offer the exports."""
    return _exports()


def _exports(code: int = 200, problem: KioskError | None = None) -> Response:
    return show(
        "staff/exports.html",
        code,
        kinds=exports.KINDS,
        formats=list(exports.FORMATS),
        sealed_kinds=exports.SEALED_KINDS,
        units=content.current().pack.units,
        is_unlocked=signed_in().is_unlocked,
        event=chosen_event(),
        events=events.held(db.reader()),
        problem=problem,
        given=request.form,
    )


@bp.post("/exports")
def download() -> Response:
    """Send an export, or say on the form what is wrong with it."""
    try:
        return _download()
    except (Refused, NotAllowed, Unknown) as error:
        return _exports(403 if isinstance(error, NotAllowed) else 409, error)


def _download() -> Response:
    """Send an export as it is made; sealed text only unlocked, with a reason, and recorded."""
    session, form = signed_in(), request.form
    kind, shape = form.get("kind", ""), form.get("format", "")
    if shape not in exports.FORMATS:
        raise Refused("请选择文件格式。", "Please choose a file format.")
    with ExitStack() as held:
        connection = held.enter_context(db.engine.connect())
        opened = (
            _opener(session, connection, form.get("reason", "").strip())
            if "unsealed" in form
            else None
        )
        table = exports.open_table(connection, kind, _filters(), opened)
        with db.transaction() as tx:
            about = f"{kind} {shape} {table.count}"
            if opened:
                about += f" unsealed: {form['reason'].strip()[:200]}"
            accounts.note(tx, session.name, "export", about)
        response = Response(
            stream_with_context(exports.chunks(table, shape)), content_type=exports.FORMATS[shape]
        )
        response.call_on_close(held.pop_all().close)
    name = exports.file_name(kind, shape, datetime.now().astimezone())
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _opener(session: sessions.Session, connection: Connection, reason: str) -> Opener:
    found = opener(connection, session)
    if found is None:
        raise NotAllowed(
            "请先在“意见建议”页解锁，再导出密封内容。",
            "Unlock on the feedback page first, then export sealed text.",
        )
    if not reason:
        raise Refused("导出密封内容要写明原因。", "Give a reason to export sealed text.")
    return found


def _filters() -> Filters:
    form = request.form
    since, until = read_day(form.get("since")), read_day(form.get("until"))
    event = chosen_event() if current_app.config["IS_CENTRAL"] else None
    return Filters(event=event, since=since, until=until, unit=form.get("unit") or None)
