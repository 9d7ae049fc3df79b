"""Serve the staff's pages. Each is allowed by role, on the server, before it runs."""

from __future__ import annotations

import tempfile
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, current_app, request, stream_with_context
from sqlalchemy import Connection
from werkzeug.wrappers import Response as AnyResponse

from kiosk.cards.sheet import sheet
from kiosk.content import service as content
from kiosk.db import db
from kiosk.errors import NotAllowed, Refused
from kiosk.feedback import report as feedback_report
from kiosk.journal import desk, keys, storage
from kiosk.journal.reading import Filters, Opener
from kiosk.shell.guard import LOOPBACK
from kiosk.shell.pages import refresh_demo_mark, render, see
from kiosk.staff import accounts, exports, report, roles, service, sessions

bp = Blueprint("staff", __name__, url_prefix="/staff")
bp.after_request(sessions.set_cookie)

FEEDBACK_SHOWN = 500


@bp.before_request
def guard_staff() -> AnyResponse | None:
    """Answer only on this machine or behind TLS, to those whose role allows it."""
    if request.remote_addr not in LOOPBACK and not request.is_secure:
        raise NotAllowed(
            "工作人员页面只能在本机打开。", "Staff pages open only on this machine, or over TLS."
        )
    if request.endpoint in roles.OPEN:
        return None
    session = sessions.current()
    if session is None:
        return see("staff.sign_in_form")
    if not roles.may_open(session.role, request.endpoint or ""):
        raise NotAllowed("您的角色不能做这一步。", "Your role may not do this.")
    return None


def signed_in() -> sessions.Session:
    """Return the session that the guard let in."""
    session = sessions.current()
    if session is None:
        raise NotAllowed("请重新登录。", "Please sign in again.")
    return session


def show(template: str, code: int = 200, **context: Any) -> Response:
    """Render a staff page with what each of them shows."""
    session = sessions.current()
    return render(
        template,
        code,
        session=session,
        may=lambda endpoint: bool(session) and roles.may_open(session.role, endpoint),  # type: ignore[union-attr]
        health=current_app.extensions["kiosk.health"],
        place=desk.place(db.reader()),
        **context,
    )


@bp.get("/sign-in")
def sign_in_form() -> AnyResponse:
    """Ask for name and password, or for the one-time code the first time."""
    if sessions.first_code():
        return see("staff.first_form")
    return show("staff/sign_in.html", problem=None, name="")


@bp.post("/sign-in")
def sign_in() -> AnyResponse:
    """Sign a member of staff in; wrong tries are counted and slowed down."""
    name = request.form.get("name", "").strip()[:64]
    throttle = sessions.front_desk().throttle
    try:
        throttle.check(f"sign-in {name}")
        role = accounts.role_by_password(db.reader(), name, request.form.get("password", ""))
    except NotAllowed as error:
        throttle.count(f"sign-in {name}")
        return show("staff/sign_in.html", 403, problem=error, name=name)
    with db.transaction() as tx:
        accounts.note(tx, name, "sign-in")
    sessions.begin(name, role)
    return see("staff.overview")


@bp.post("/lock")
def lock() -> AnyResponse:
    """Sign out and forget the opened key."""
    session = signed_in()
    with db.transaction() as tx:
        accounts.note(tx, session.name, "lock")
    sessions.end()
    return see("staff.sign_in_form")


@bp.get("/first")
def first_form() -> AnyResponse:
    """Ask what the first sign-in sets."""
    if not sessions.first_code():
        return see("staff.sign_in_form")
    return show("staff/first.html", problem=None, given={}, has_key=keys.has_key(db.reader()))


@bp.post("/first")
def first() -> AnyResponse:
    """Take the one-time code, set the booth up, and show the recovery code once."""
    form = request.form
    try:
        sessions.check_first_code(form.get("code", ""))
        with db.transaction() as tx:
            recovery_code = service.set_up(tx, _first_setup(tx))
    except (NotAllowed, Refused) as error:
        shown = {name: form.get(name, "") for name in ("code", "name", "unit", "booth", "event")}
        has_key = keys.has_key(db.reader())
        return show("staff/first.html", 409, problem=error, given=shown, has_key=has_key)
    sessions.begin(form["name"].strip(), "admin")
    refresh_demo_mark()
    return show("staff/recovery.html", recovery_code=recovery_code)


def _first_setup(tx: Connection) -> service.FirstSetup:
    form, here = request.form, desk.place(tx)
    return service.FirstSetup(
        name=form.get("name", "").strip(),
        password=form.get("password", ""),
        password_again=form.get("password_again", ""),
        unit=form.get("unit", ""),
        booth=form.get("booth", ""),
        event=form.get("event", "").strip() or (here.event if here else ""),
        passphrase=form.get("passphrase", ""),
        passphrase_again=form.get("passphrase_again", ""),
    )


@bp.get("/")
def overview() -> Response:
    """Show the figures of a day, today by default."""
    day = _day(request.args.get("day")) or datetime.now().astimezone().date()
    here = desk.place(db.reader())
    filters = Filters(event=here.event if here else None, since=day, until=day)
    figures = report.overview(db.reader(), filters)
    kinds = content.current().pack.feedback
    return show("staff/overview.html", day=day, figures=figures, kinds=kinds)


@bp.get("/feedback")
def feedback() -> Response:
    """List the feedback; what was typed shows only after unlocking."""
    session = signed_in()
    reader = db.reader()
    opener = Opener(reader, session.key) if session.key else None
    table = feedback_report.table(reader, _here(), content.labels(reader), opener)
    names = [column.id for column in table.columns]
    shown = islice(table.rows, FEEDBACK_SHOWN)
    rows = [dict(zip(names, row, strict=True)) for row in shown]
    return show(
        "staff/feedback.html",
        rows=rows,
        count=table.count,
        can_unlock=roles.may_open(session.role, "staff.unlock"),
        problem=None,
    )


@bp.post("/unlock")
def unlock() -> AnyResponse:
    """Open the desk key for this session, or lock it again."""
    session, throttle = signed_in(), sessions.front_desk().throttle
    if "lock" in request.form:
        session.key = None
        return see("staff.feedback")
    throttle.check("unlock")
    with db.transaction() as tx:
        here = desk.place(tx)
        try:
            key = keys.open_key(tx, here.event if here else "", request.form.get("passphrase", ""))
        except NotAllowed:
            throttle.count("unlock")
            accounts.note(tx, session.name, "unlock-failed")
            key = None
        else:
            accounts.note(tx, session.name, "unlock")
    if key is None:
        raise NotAllowed("台钥口令或恢复码不对。", "The passphrase or recovery code is wrong.")
    session.key = key
    return see("staff.feedback")


@bp.get("/exports", endpoint="exports")
def exports_page() -> Response:
    """Offer the exports."""
    return show(
        "staff/exports.html",
        kinds=exports.KINDS,
        formats=list(exports.FORMATS),
        sealed_kinds=exports.SEALED_KINDS,
        units=content.current().pack.units,
        is_unlocked=signed_in().is_unlocked,
    )


@bp.post("/exports")
def download() -> Response:
    """Send an export as it is made; sealed text only unlocked, with a reason, and recorded."""
    session, form = signed_in(), request.form
    kind, shape = form.get("kind", ""), form.get("format", "")
    if shape not in exports.FORMATS:
        raise Refused("请选择文件格式。", "Please choose a file format.")
    connection = db.engine.connect()
    opener = (
        _opener(session, connection, form.get("reason", "").strip()) if "unsealed" in form else None
    )
    table = exports.open_table(connection, kind, _filters(), opener)
    with db.transaction() as tx:
        about = f"{kind} {shape} {table.count}"
        if opener:
            about += f" unsealed: {form['reason'].strip()[:200]}"
        accounts.note(tx, session.name, "export", about)
    response = Response(
        stream_with_context(exports.chunks(table, shape)), content_type=exports.FORMATS[shape]
    )
    response.call_on_close(connection.close)
    name = exports.file_name(kind, shape, datetime.now().astimezone())
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _opener(session: sessions.Session, connection: Connection, reason: str) -> Opener:
    if session.role not in roles.SEALED or session.key is None:
        raise NotAllowed(
            "请先在“意见建议”页解锁，再导出密封内容。",
            "Unlock on the feedback page first, then export sealed text.",
        )
    if not reason:
        raise Refused("导出密封内容要写明原因。", "Give a reason to export sealed text.")
    return Opener(connection, session.key)


def _here() -> Filters:
    here = desk.place(db.reader())
    return Filters(event=here.event if here else None)


def _filters() -> Filters:
    form = request.form
    since, until = _day(form.get("since")), _day(form.get("until"))
    return Filters(since=since, until=until, unit=form.get("unit") or None)


def _day(text: str | None) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused(
            f"{text[:20]} 不是日期，应像 2026-12-20。", f"{text[:20]} is no date like 2026-12-20."
        ) from None


@bp.get("/cards")
def cards() -> Response:
    """Offer the printed sheet of contact cards."""
    return show("staff/cards.html", count=len(content.current().pack.cards))


@bp.get("/cards.pdf")
def cards_pdf() -> Response:
    """Send the sheet of contact cards."""
    catalog = content.current()
    response = Response(sheet(catalog, catalog.pack.cards), content_type="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="cards.pdf"'
    return response


@bp.get("/backup")
def backup() -> Response:
    """Offer a backup."""
    return show("staff/backup.html")


@bp.post("/backup")
def backup_file() -> Response:
    """Send a copy of everything, made while the booth runs."""
    session = signed_in()
    with db.transaction() as tx:
        accounts.note(tx, session.name, "backup")
    settings = current_app.config["SETTINGS"]
    name = f"kiosk-{datetime.now().astimezone():%Y%m%d-%H%M}.db"
    with tempfile.TemporaryDirectory(dir=settings.data, ignore_cleanup_errors=True) as folder:
        copy = Path(folder, name)
        storage.copy_database(settings.database, copy)
        data = copy.read_bytes()
    response = Response(data, content_type="application/vnd.sqlite3")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@bp.get("/acts")
def acts() -> Response:
    """List what staff did on a day, today by default."""
    day = _day(request.args.get("day")) or datetime.now().astimezone().date()
    return show(
        "staff/acts.html", day=day, acts=report.acts(db.reader(), Filters(since=day, until=day))
    )


@bp.get("/place")
def place_form() -> Response:
    """Show where this booth stands."""
    return show("staff/place.html", problem=None)


@bp.post("/place")
def place() -> AnyResponse:
    """Set unit, booth and event."""
    form = request.form
    try:
        with db.transaction() as tx:
            here = desk.place(tx)
            event = form.get("event", "").strip() or (here.event if here else "")
            service.move(tx, unit=form.get("unit", ""), booth=form.get("booth", ""), event=event)
    except Refused as error:
        return show("staff/place.html", 409, problem=error)
    refresh_demo_mark()
    return see("staff.overview")
