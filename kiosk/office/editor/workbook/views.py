"""The pages of the workbook: fetch one, send one, see what it would change, take that in."""

from __future__ import annotations

import io
from pathlib import Path
from typing import IO

from flask import Response, request, send_file
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as AnyResponse

from kiosk.accounts.pages import StaffPages, show, signed_in
from kiosk.accounts.roles import allow
from kiosk.errors import Refused, Unknown
from kiosk.office.editor import differences
from kiosk.office.editor.sections import SECTIONS, Section, part, section, title
from kiosk.office.editor.workbook import pasting, reading
from kiosk.office.editor.workbook.proposal import Proposal
from kiosk.office.editor.workbook.reading import XLSX, Reading
from kiosk.shell import jobs
from kiosk.shell.jobs import Job
from kiosk.shell.pages import see
from kiosk.storage.db import db

MOST_MB = 20
MOST_BYTES = MOST_MB * 1_000_000
ENDINGS = ".xlsx,.csv"
MOST_SHOWN = 200
pages = StaffPages(allowed=allow("editor", "admin"), section="content")


@pages.get("/content/workbook")
def content_workbook() -> Response:
    """Offer the template and the present content, and take a workbook."""
    return _offer()


def _offer(code: int = 200, problem: Refused | None = None) -> Response:
    return show("editor/workbook.html", code, problem=problem, endings=ENDINGS, most=MOST_MB)


@pages.get("/content/workbook/template")
def content_template() -> AnyResponse:
    """Send a workbook in which each sheet has its headings, its drop-downs and one example."""
    return _sent(is_template=True)


@pages.get("/content/workbook/content")
def content_export() -> AnyResponse:
    """Send the manuscript as a workbook."""
    return _sent(is_template=False)


def _sent(*, is_template: bool) -> AnyResponse:
    data = reading.as_workbook(db.reader(), is_template=is_template)
    name = reading.TEMPLATE_NAME if is_template else reading.CONTENT_NAME
    return _workbook(io.BytesIO(data), name)


def _workbook(file: IO[bytes] | Path, name: str) -> AnyResponse:
    """Send a workbook to be saved; the browser itself keeps none."""
    response = send_file(file, mimetype=XLSX, as_attachment=True, download_name=name)
    response.headers["Cache-Control"] = "no-store"
    return response


@pages.post("/content/workbook")
def content_import() -> AnyResponse:
    """Take a file, and begin to read it."""
    request.max_content_length = MOST_BYTES
    try:
        file = request.files.get("workbook")
    except RequestEntityTooLarge:
        return _offer(
            413,
            Refused(
                f"文件太大：最多 {MOST_MB} MB。图片请在内容页里上传，工作簿里只写文件名。",
                f"The file is too large: at most {MOST_MB} MB. Upload pictures on the content "
                "pages; a workbook holds their names alone.",
            ),
        )
    if file is None or not file.filename:
        return _offer(409, Refused("请先选文件。", "Choose a file first."))
    return _begin(Reading(file.filename, file.read(), deletes="deletes" in request.form))


@pages.post("/content/workbook/paste/<of>")
def content_paste(of: str) -> AnyResponse:
    """Take rows that were copied from a spreadsheet, and begin to read them."""
    form = request.form
    try:
        data = pasting.as_csv(section(of), form.get("rows", ""))
    except Refused as refused:
        return _offer(409, refused)
    return _begin(Reading(f"{section(of).zh}.csv", data, deletes="deletes" in form))


def _begin(held: Reading) -> AnyResponse:
    try:
        job = jobs.held().start(signed_in().name, held.open)
    except Refused as refused:
        return _offer(409, refused)
    return see("staff.content_proposal", job_id=job.id)


@pages.get("/content/workbook/<job_id>")
def content_proposal(job_id: str) -> Response:
    """Show how far the reading is, then what the workbook would change."""
    return _proposal(_own(job_id))


def _proposal(job: Job, code: int = 200, problem: Refused | None = None) -> Response:
    state = job.state  # Read once, before all else: it may end while the page is made.
    held = job.made if isinstance(job.made, Reading) else None
    found = held.proposal if held and state == "done" else None
    changed = []
    if held and found and held.before:
        changed = differences.between(held.before.tree, found.tree)
    return show(
        "editor/proposal.html",
        code,
        job=job,
        state=state,
        reading=held,
        found=found,
        counts=_counts(found) if found else [],
        differences=changed,
        titled=lambda spot: title(part(found.tree, spot)) if found else "",
        most=MOST_SHOWN,
        problem=problem or job.problem,
    )


def _counts(found: Proposal) -> list[tuple[Section, list[int]]]:
    """Return, for each section that the workbook has, its new, changed, same and refused rows."""
    listed = []
    for of in SECTIONS.values():
        if any(each.of is of for each in found.sheets):
            ways = (found.added, found.changed, found.same, found.refused)
            counts = [sum(each.spot.section is of for each in lines) for lines in ways]
            gone = sum(each.section is of for each in found.removed)
            listed.append((of, [*counts, gone]))
    return listed


@pages.post("/content/workbook/<job_id>")
def content_proposal_act(job_id: str) -> AnyResponse:
    """Take the good rows into the manuscript; or read the file once more; or break it off."""
    job, act = _own(job_id), request.form.get("act", "")
    held = job.made if isinstance(job.made, Reading) else None
    if act == "cancel":
        job.is_cancelled = True
        return see("staff.content_workbook")
    if held is None or held.proposal is None:
        return _proposal(job, 409, Refused("还没有读完。", "It is not read yet."))
    if act in ("again", "give"):
        chosen = {each: request.form.get(f"to-{each}", "") for each in SECTIONS}
        given_to = held.given_to | {name: heir for name, heir in chosen.items() if heir}
        return _begin(Reading(held.file_name, held.data, held.deletes, given_to))
    try:
        with db.transaction() as tx:
            reading.take(tx, held.proposal, who=signed_in().name)
    except Refused as refused:
        return _proposal(job, 409, refused)
    held.is_taken = True
    return see("staff.content_proposal", job_id=job_id)


@pages.get("/content/workbook/<job_id>/refused")
def content_refused(job_id: str) -> AnyResponse:
    """Send the refused rows as a workbook in which the cells are marked. Raises Unknown."""
    job = _own(job_id)
    held = job.made if isinstance(job.made, Reading) else None
    if job.state != "done" or held is None or not (held.proposal and held.proposal.refused):
        raise Unknown("没有被退回的行。", "No rows were refused.")
    return _workbook(job.path, job.name)


def _own(job_id: str) -> Job:
    """Return a reading of this account's. Raises Unknown."""
    try:
        return jobs.held().find(job_id, signed_in().name)
    except Unknown:
        raise Unknown(
            "这次上传已经不在了（只留 15 分钟），请再传一次。",
            "This upload is gone (it is kept for 15 minutes); please send it again.",
        ) from None
