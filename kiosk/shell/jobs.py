"""Make a file in the background while its page tells how far it is, and let it be cancelled.

A file lies in the data folder until it is fetched or too old; nothing sealed is ever made this way.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

from flask import Flask, current_app
from sqlalchemy import Connection

from kiosk.content.parts import Text
from kiosk.errors import KioskError, Refused, StorageFailed, Unknown
from kiosk.storage.db import db

EXTENSION = "kiosk.exports"
FOLDER = "exports"
KEPT_SECONDS, LEFT_SECONDS = 15 * 60.0, 2 * 3600.0
MOST_AT_ONCE = 2
"""Jobs of one process; each reads much and keeps one of its cores busy."""


class Made(Protocol):
    """A file that can be made: an export or a report, of so many rows or parts."""

    @property
    def name(self) -> str:
        """Return the file's name."""

    @property
    def content_type(self) -> str:
        """Return what the file is, for browsers."""

    @property
    def count(self) -> int:
        """Return how many rows or parts there are to write."""

    @property
    def remark(self) -> Text | None:
        """Return what staff should know of the file, once it is made."""

    def write(self, path: Path, progress: Callable[[int], None]) -> None:
        """Write the file whole, and tell how far it is."""


Open = Callable[[Connection], Made]


class Cancelled(Exception):
    """Raised in a job that staff cancelled."""


@dataclass
class Job:
    """One file in the making; `owner` is the account that asked for it."""

    owner: str
    path: Path
    id: str = field(default_factory=lambda: secrets.token_hex(8))
    state: Literal["running", "done", "cancelled", "failed"] = "running"
    name: str = ""
    content_type: str = ""
    count: int = 0
    total: int = 0
    problem: KioskError | None = None
    remark: Text | None = None
    made: Made | None = None
    begun: float = field(default_factory=time.monotonic)
    is_cancelled: bool = False

    @property
    def seconds_left(self) -> int | None:
        """Return a guess of how long it still takes, None while nothing is known."""
        if not self.count or not self.total:
            return None
        spent = time.monotonic() - self.begun
        return round(spent * max(0, self.total - self.count) / self.count)

    def note(self, count: int) -> None:
        """Take how many rows are written. Raises Cancelled if staff said so."""
        self.count = count
        if self.is_cancelled:
            raise Cancelled


class Jobs:
    """The jobs of this process."""

    def __init__(self, app: Flask) -> None:
        """Start without any."""
        self._app = app
        self._folder = Path(app.config["SETTINGS"].data) / FOLDER
        self._held: dict[str, Job] = {}
        self._guard = threading.Lock()

    def start(self, owner: str, open_file: Open) -> Job:
        """Begin a job; `open_file` is called with a connection that is its own.

        Raises Refused while too many run.
        """
        self._forget_old()
        with self._guard:
            running = [job for job in self._held.values() if job.state == "running"]
            if len(running) >= MOST_AT_ONCE:
                raise Refused(
                    "已有导出正在进行，请等它完成或先取消，再试一次。",
                    "Other exports are being made; wait for them or cancel one, then try again.",
                )
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            job = Job(owner, self._folder / secrets.token_hex(8))
            self._held[job.id] = job
        work = threading.Thread(target=self._work, args=(job, open_file), daemon=True)
        work.start()
        return job

    def find(self, job_id: str, owner: str) -> Job:
        """Return an account's job. Raises Unknown if there is no such job, or it is too old."""
        self._forget_old()
        job = self._held.get(job_id)
        if job is None or job.owner != owner:
            raise Unknown(
                "这次导出已经不在了（文件只留 15 分钟），请重新导出。",
                "This export is gone (files are kept for 15 minutes); please export again.",
            )
        return job

    def _work(self, job: Job, open_file: Open) -> None:
        with self._app.app_context():
            try:
                with db.engine.connect() as connection:
                    job.made = made = open_file(connection)
                    job.name, job.content_type, job.total = made.name, made.content_type, made.count
                    job.note(0)
                    made.write(job.path, job.note)
                    job.remark = made.remark
                job.state = "done"
            except Cancelled:
                job.state = "cancelled"
            except Exception as error:
                job.problem, job.state = _problem(error), "failed"
                if not isinstance(error, KioskError | OSError):
                    self._app.logger.error("unforeseen error in an export", exc_info=error)
            if job.state != "done":
                job.path.unlink(missing_ok=True)

    def _forget_old(self) -> None:
        """Drop old jobs, and files that a process left which ended before it could."""
        now = time.monotonic()
        for path in self._folder.glob("*"):
            with suppress(OSError):
                if time.time() - path.stat().st_mtime > LEFT_SECONDS:
                    path.unlink()
        with self._guard:
            for job in list(self._held.values()):
                if job.state != "running" and now - job.begun > KEPT_SECONDS:
                    job.path.unlink(missing_ok=True)
                    del self._held[job.id]


def _problem(error: Exception) -> KioskError:
    """Put what went wrong into words for staff."""
    if isinstance(error, KioskError):
        return error
    if isinstance(error, OSError):
        return StorageFailed(
            f"文件没有写完（{error.strerror}）：请在这台电脑上腾出磁盘空间，再导出一次。"
            "没有留下半个文件，记录都在。",
            f"The file was not finished ({error.strerror}): free some disk space on this computer, "
            "then export again. No half file was left; the records are all kept.",
        )
    return StorageFailed(
        "导出没有完成；详情见启动窗口。记录都在，可以再试一次。",
        "The export was not finished; the start window tells more. The records are all kept; try "
        "again.",
    )


def init_app(app: Flask) -> None:
    """Keep the jobs of this app."""
    app.extensions[EXTENSION] = Jobs(app)


def held() -> Jobs:
    """Return the jobs of this process."""
    jobs: Jobs = current_app.extensions[EXTENSION]
    return jobs
