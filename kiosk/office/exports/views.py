"""Staff pages to download records."""

from __future__ import annotations

import io
from contextlib import ExitStack
from dataclasses import dataclass

from flask import Response, current_app, request, stream_with_context
from sqlalchemy import Connection
from werkzeug.wrappers import Response as AnyResponse

from kiosk import clock
from kiosk.accounts import accounts, sessions
from kiosk.accounts.pages import MenuEntry, StaffPages, chosen_event, show, signed_in
from kiosk.accounts.roles import FIGURES, KEEPERS
from kiosk.accounts.unlock_views import opener
from kiosk.clock import read_day
from kiosk.content import editions
from kiosk.content import service as content
from kiosk.counts.filters import Filters
from kiosk.counts.tables import EXPORTS, ExportKind
from kiosk.errors import KioskError, NotAllowed, Refused, Unknown
from kiosk.journal import events
from kiosk.office import job_pages
from kiosk.office.exports import formats, tables
from kiosk.office.exports.formats import FORMATS, Export
from kiosk.office.exports.tables import OF_ALL_EVENTS, open_table
from kiosk.sealing.opening import Opener
from kiosk.shell import jobs
from kiosk.shell.pages import see
from kiosk.storage.db import db

pages = StaffPages(allowed=FIGURES, section="exports")


@dataclass(frozen=True)
class Wish:
    """What a form asks for."""

    kind: str
    form: str
    filters: Filters
    is_long: bool
    has_codes: bool

    def open(self, connection: Connection, opened: Opener | None = None) -> Export:
        """Open the table that was asked for. Raises Unknown, Refused."""
        table = open_table(connection, self.kind, self.filters, opened, is_long=self.is_long)
        return Export(
            table,
            self.form,
            self.filters,
            clock.local_now(),
            has_codes=self.has_codes,
            is_private=opened is not None,
        )


def may_export(role: str, kind: str) -> bool:
    """Return True if `role` may export a kind; the staff log is for those who may read it."""
    allowed = KEEPERS if kind == OF_ALL_EVENTS else FIGURES
    return role in allowed.here(is_central=current_app.config["IS_CENTRAL"])


@pages.get("/exports", name="exports", menu=MenuEntry("导出", "Exports", "results", 5))
def exports_page() -> Response:
    """Offer the exports."""
    return _exports()


def _exports(code: int = 200, problem: KioskError | None = None) -> Response:
    reader = db.reader()
    packs = {each.digest: each.pack for each in editions.packs(reader).editions}
    return show(
        "exports/exports.html",
        code,
        kinds=_kinds(),
        formats=list(FORMATS),
        units=content.current().pack.units,
        packs=packs,
        is_unlocked=signed_in().is_unlocked,
        event=chosen_event(),
        events=events.names(reader),
        problem=problem,
        given=request.form,
    )


def _kinds() -> dict[str, ExportKind]:
    """Return the kinds that this role may export."""
    role = signed_in().role
    return {name: kind for name, kind in EXPORTS.items() if may_export(role, name)}


@pages.post("/exports")
def download() -> AnyResponse:
    """Send an export, or say on the form what is wrong with it."""
    try:
        return _download()
    except (Refused, NotAllowed, Unknown) as error:
        return _exports(403 if isinstance(error, NotAllowed) else 409, error)


def _download() -> AnyResponse:
    """Send an export as it is made; sealed text only unlocked, with a reason, and recorded."""
    session, form = signed_in(), request.form
    wish = _wish()
    is_private = "unsealed" in form
    formats.require(wish.form, is_private=is_private)
    tables.require(wish.kind, is_long=wish.is_long, is_private=is_private)
    if not is_private and not FORMATS[wish.form].is_stream:
        _note(session, wish)
        job = jobs.held().start(session.name, wish.open)
        return see("staff.export_job", job_id=job.id)
    with ExitStack() as held:
        connection = held.enter_context(db.engine.connect())
        reason = form.get("reason", "").strip()
        opened = _opener(session, connection, reason) if is_private else None
        export = wish.open(connection, opened)
        _note(session, wish, reason if is_private else "")
        response = sent(export)
        response.call_on_close(held.pop_all().close)
    return response


def sent(export: Export) -> Response:
    """Return the file as it is made; a workbook is made in memory."""
    content_type = FORMATS[export.form].content_type
    if FORMATS[export.form].is_stream:
        lines = export.stream(lambda _count: None)
        response = Response(stream_with_context(lines), content_type=content_type)
    else:
        file = io.BytesIO()
        export.write_to(file, lambda _count: None)
        response = Response(file.getvalue(), content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{export.name}"'
    return response


def _wish() -> Wish:
    form = request.form
    since, until = read_day(form.get("since")), read_day(form.get("until"))
    kind, is_long = form.get("kind", ""), form.get("rows") == "answers"
    has_event = current_app.config["IS_CENTRAL"] and kind != OF_ALL_EVENTS
    filters = Filters(
        event=chosen_event() if has_event else None,
        since=since,
        until=until,
        unit=form.get("unit") or None,
        booth=form.get("booth", "").strip() or None,
        pack=form.get("pack") or None,
    )
    if kind in EXPORTS and kind not in _kinds():
        raise NotAllowed("您的角色不能导出这一类。", "Your role may not export this kind.")
    return Wish(kind, form.get("format", ""), filters, is_long, "codes" in form)


def _note(session: sessions.Session, wish: Wish, reason: str = "") -> None:
    about = f"{wish.kind} {wish.form}" + (" long" if wish.is_long else "")
    with db.transaction() as tx:
        accounts.note(
            tx, session.name, "export", about + (f" unsealed: {reason[:200]}" if reason else "")
        )


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


job_pages.declare(
    pages,
    "export",
    job_pages.JobWords(
        title=("导出", "Exports"),
        running=("正在做文件", "Making the file"),
        written=("已写的行", "Rows written"),
        gathering=("正在数有多少行……", "Counting the rows …"),
        unit=("行", "rows"),
        done=("文件做好了", "The file is ready"),
        again=("再导出一份", "Export something else"),
    ),
)
