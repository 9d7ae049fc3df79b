"""Staff pages to make activity reports, as Word or PDF, with progress and cancel."""

from __future__ import annotations

import io

from flask import Response, current_app, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.accounts import accounts
from kiosk.accounts.pages import MenuEntry, StaffPages, show, signed_in
from kiosk.accounts.roles import OVERVIEW
from kiosk.accounts.unlock_views import may_read, opener
from kiosk.clock import read_day
from kiosk.content import editions
from kiosk.errors import KioskError, Refused, Unknown
from kiosk.journal import events, this_device
from kiosk.office import job_pages
from kiosk.office.activities import report as activities
from kiosk.office.activities import subject
from kiosk.office.reports import quotes
from kiosk.office.reports.files import FORMATS, Report, make, require
from kiosk.office.reports.request import Language, ReportRequest
from kiosk.shell import jobs, sitting
from kiosk.shell.pages import see
from kiosk.storage.db import db

pages = StaffPages(allowed=OVERVIEW, section="reports")


@pages.get("/reports", name="reports", menu=MenuEntry("报告", "Reports", "results", 4))
def reports_page() -> Response:
    """Offer the reports."""
    return _page()


def _page(code: int = 200, problem: KioskError | None = None) -> Response:
    reader, session = db.reader(), signed_in()
    event = subject.chosen(reader, request.values.get("event") or session.event)
    session.event = event
    told = {
        each.told.about_unit
        for each in activities.entries(reader, event)
        if not each.told.is_removed
    }
    units = subject.units(reader, event)
    here = this_device.place(reader)
    return show(
        "reports/reports.html",
        code,
        problem=problem,
        units=units,
        told=sum(unit.id in told for unit in units),
        event=event,
        events=events.names(reader),
        given=request.form,
        unit=request.form.get("unit", (here.unit or "") if here else ""),
        quotes=quotes.count(reader, ReportRequest(event=event)),
        is_open=opener(reader, session) is not None,
        can_unlock=may_read(session),
        language=request.form.get("language", sitting.view().language),
    )


@pages.post("/reports")
def report_make() -> AnyResponse:
    """Make a report: in the background, or, with what was sealed, in memory and at once."""
    session = signed_in()
    try:
        wanted = _wanted()
        form = request.form.get("format", "")
        require(form)
        reader = db.reader()
        found = opener(reader, session)
        chosen = quotes.opened(reader, wanted, found) if found else []
        if not chosen:
            _note(wanted, form, "report")
            at_central = is_central()
            job = jobs.held().start(
                session.name, lambda tx: make(tx, wanted, form, is_central=at_central)
            )
            return see("staff.report_job", job_id=job.id)
        made = make(reader, wanted, form, is_central=is_central(), quotes=chosen)
        _note(wanted, form, "report-quotes")
        return _sent(made)
    except (Refused, Unknown) as error:
        return _page(409, error)


def is_central() -> bool:
    """Return True if this is a central."""
    held: bool = current_app.config["IS_CENTRAL"]
    return held


def _wanted() -> ReportRequest:
    form, reader = request.form, db.reader()
    event = subject.chosen(reader, form.get("event") or signed_in().event)
    unit = form.get("unit") or None
    if unit and unit not in editions.labels(reader).units:
        raise Refused("请从列表里选单位。", "Choose the unit from the list.")
    since, until = read_day(form.get("since")), read_day(form.get("until"))
    if since and until and until < since:
        raise Refused("结束日期早于开始日期。", "The last day lies before the first.")
    language: Language = "en" if form.get("language") == "en" else "zh"
    return ReportRequest(event=event, unit=unit, since=since, until=until, language=language)


def _note(wanted: ReportRequest, form: str, act: str) -> None:
    about = f"{wanted.event} {wanted.unit or 'bureau'} {form}"
    with db.transaction() as tx:
        accounts.note(tx, signed_in().name, act, about)


def _sent(made: Report) -> Response:
    """Send a report with opened quotations; nothing of it is left on this machine."""
    file = io.BytesIO()
    made.write_to(file, lambda _count: None)
    response = Response(file.getvalue(), content_type=made.content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{made.name}"'
    return response


job_pages.declare(
    pages,
    "report",
    job_pages.JobWords(
        title=("活动情况报告", "Activity report"),
        running=("正在生成", "Making the report"),
        written=("已写的部分", "Parts written"),
        gathering=("正在汇总数字和图表……", "Gathering figures and charts …"),
        unit=("", ""),
        done=("报告做好了", "The report is ready"),
        again=("再做一份", "Make another"),
    ),
    frozenset(FORMATS.values()),
)
