"""Name the formats of a report, and make it as a file that the jobs can hold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from sqlalchemy import Connection

from kiosk import clock
from kiosk.content import editions
from kiosk.content.parts import Text
from kiosk.errors import Refused
from kiosk.office.overview.counting import catch_up
from kiosk.office.reports.build import build
from kiosk.office.reports.document import Document
from kiosk.office.reports.request import Quoted, ReportRequest
from kiosk.storage.db import db
from kiosk.storage.whole_file import writing

Progress = Callable[[int], None]
FORMATS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


@dataclass(frozen=True)
class Report:
    """A report to write: the document, for whom it was wanted, as what, and when."""

    document: Document
    wanted: ReportRequest
    form: str
    moment: datetime

    @property
    def name(self) -> str:
        """Return a file's name that sorts and says what is inside."""
        of = self.wanted.unit or "bureau"
        event = self.wanted.event.replace("/", "-")
        return f"report-{event}-{of}-{self.moment:%Y%m%d-%H%M}.{self.form}"

    @property
    def content_type(self) -> str:
        """Return what the file is, for browsers."""
        return FORMATS[self.form]

    @property
    def count(self) -> int:
        """Return how many blocks it has."""
        return len(self.document.blocks)

    @property
    def remark(self) -> Text | None:
        """Return what staff should know of the file: letters that its fonts do not have."""
        if self.form != "pdf":
            return None  # Word draws with the fonts of whoever opens it.
        from kiosk.office.reports import pdf

        letters = pdf.missing(self.document)
        if not letters:
            return None
        return Text(
            zh=f"PDF 的字体没有这些字：“{letters}”，印成了 □，请手写补上，或改用 Word。",
            en=f"The fonts of the PDF do not have these letters: “{letters}”. They are printed as "
            "□: add them by hand, or take Word.",
        )

    def write(self, path: Path, progress: Progress) -> None:
        """Write the file whole. Raises OSError."""
        with writing(path) as file:
            self.write_to(file, progress)

    def write_to(self, file: IO[bytes], progress: Progress) -> None:
        """Write to an open file."""
        _writer(self.form)(self.document, file, progress)


def _writer(form: str) -> Callable[[Document, IO[bytes], Progress], None]:
    """Return what writes a format.

    The first report loads its library, and not every booth at its start: python-docx with lxml
    takes 11 MB.
    """
    if form == "docx":
        from kiosk.office.reports import word

        return word.write
    from kiosk.office.reports import pdf

    return pdf.write


def make(
    tx: Connection,
    wanted: ReportRequest,
    form: str,
    *,
    is_central: bool,
    quotes: Sequence[Quoted] = (),
) -> Report:
    """Let the counts catch up with the records, and return the report, to be written.

    Raises Unknown if there is no such unit, and StorageFailed.
    """
    catch_up(editions.packs(db.reader()))  # What `tx` saw before would hide what was counted now.
    document = build(tx, wanted, is_central=is_central, quotes=quotes)
    return Report(document, wanted, form, clock.local_now())


def require(form: str) -> None:
    """Raise Refused if a format is not known."""
    if form not in FORMATS:
        raise Refused("请选择 Word 或 PDF。", "Choose Word or PDF.")
