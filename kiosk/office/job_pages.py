"""The pages of a file that is made in the background: how far it is, cancelling it, fetching it.

Exports and reports declare the same three pages here, each below its own address.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, send_file
from werkzeug.wrappers import Response as AnyResponse

from kiosk.accounts.pages import StaffPages, show, signed_in
from kiosk.errors import Unknown
from kiosk.shell import jobs
from kiosk.shell.pages import see

Words = tuple[str, str]
"""Words in Chinese and English."""


@dataclass(frozen=True, kw_only=True)
class JobWords:
    """What the pages of a feature's jobs say.

    `unit` is what progress is counted in, empty where the bare numbers say enough.
    """

    title: Words
    running: Words
    written: Words
    gathering: Words
    unit: Words
    done: Words
    again: Words


def declare(
    pages: StaffPages, name: str, words: JobWords, content_types: frozenset[str] | None = None
) -> None:
    """Declare the pages of the jobs that `/{name}s` starts.

    Only files of these content types are sent, where any are given.
    """
    rule = f"/{name}s/<job_id>"

    @pages.get(rule, name=f"{name}_job")
    def job_page(job_id: str) -> Response:
        """Show how far a file is, and offer it once it is made."""
        return show("office/job.html", job=_own(job_id), name=name, words=words)

    @pages.post(f"{rule}/cancel", name=f"{name}_cancel")
    def cancel(job_id: str) -> AnyResponse:
        """Break a job off; nothing of it is left."""
        _own(job_id).is_cancelled = True
        return see(f"staff.{name}_job", job_id=job_id)

    @pages.get(f"{rule}/file", name=f"{name}_file")
    def file(job_id: str) -> AnyResponse:
        """Send a file that was made. Raises Unknown if there is no such file, or not yet."""
        job = _own(job_id)
        if job.state != "done" or (content_types and job.content_type not in content_types):
            raise Unknown("文件还没有做好。", "The file is not made yet.")
        return send_file(
            job.path,
            mimetype=job.content_type,
            as_attachment=True,
            download_name=job.name,
            conditional=False,
            max_age=0,
        )


def _own(job_id: str) -> jobs.Job:
    return jobs.held().find(job_id, signed_in().name)
