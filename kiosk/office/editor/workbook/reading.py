"""Read a file of staff's in the background, and take into the manuscript what it proposes."""

from __future__ import annotations

import gc
import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from sqlalchemy import Connection

from kiosk.content.parts import Text
from kiosk.office.editor import manuscript
from kiosk.office.editor.manuscript import Manuscript
from kiosk.office.editor.workbook import proposal
from kiosk.office.editor.workbook.proposal import Progress, Proposal
from kiosk.office.editor.workbook.sheets import count_headings
from kiosk.shell.spreadsheets.files import read_data, read_sheets
from kiosk.shell.spreadsheets.sheets import Sheet

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TEMPLATE_NAME, CONTENT_NAME, REFUSED_NAME = "内容模板.xlsx", "内容.xlsx", "没有收的行.xlsx"


@contextmanager
def older_objects_spared() -> Iterator[None]:
    """Let Python look for cycles among new objects alone while very many of them are made.

    Otherwise it looks through those of the whole program, again and again, for all threads.
    5,000 questions are taken in within 0.96 s so, instead of 1.17 s (`tests.bench.content`).
    """
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


@dataclass
class Reading:
    """A workbook or CSV file that was sent, and what it would change once it is read.

    It is made in the background, like an export; the file that it makes has the refused rows.
    """

    file_name: str
    data: bytes
    deletes: bool = False
    given_to: dict[str, str] = field(default_factory=dict)
    proposal: Proposal | None = None
    before: Manuscript | None = None
    is_taken: bool = False
    name: str = REFUSED_NAME
    content_type: str = XLSX
    remark: Text | None = None
    _sheets: list[Sheet] = field(default_factory=list)
    _tx: Connection | None = None

    def open(self, tx: Connection) -> Reading:
        """Read the sheets. Raises Refused if the file is no table."""
        self._sheets, self._tx = read_data(self.data, count_headings), tx
        return self

    @property
    def count(self) -> int:
        """Return how many rows there are to read."""
        return proposal.count_rows(self._sheets)

    def write(self, path: Path, progress: Callable[[int], None]) -> None:
        """Read the rows; write those that are refused."""
        assert self._tx is not None
        self.before = manuscript.read(self._tx)
        self.proposal = propose(
            self._tx,
            self._sheets,
            self.file_name,
            deletes=self.deletes,
            given_to=self.given_to,
            progress=progress,
        )
        self._tx, self._sheets = None, []
        path.write_bytes(refused(self.proposal))


def open_file(file: Path) -> list[Sheet]:
    """Read the sheets of a file. Raises Refused if it is no table, SetupFailed if unreadable."""
    return read_sheets(file, count_headings)


def propose(
    tx: Connection,
    sheets: list[Sheet],
    file_name: str,
    *,
    deletes: bool = False,
    given_to: Mapping[str, str] = MappingProxyType({}),
    progress: Progress = lambda _count: None,
) -> Proposal:
    """Return what sheets would change in the manuscript. Raises Refused if none is known."""
    held = manuscript.read(tx)
    with older_objects_spared():
        return proposal.read(
            sheets,
            Path(file_name).stem,
            held.tree,
            set(manuscript.file_sizes(tx)),
            lambda of: manuscript.used_ids(tx, of),
            deletes=deletes,
            given_to=given_to,
            progress=progress,
        )


def take(tx: Connection, found: Proposal, *, who: str) -> None:
    """Put the rows that are good into the manuscript, as one change. Raises Refused."""
    spots = found.spots
    if spots:
        manuscript.replace(tx, found.tree, spots, seen=found.seen, who=who)


def refused(found: Proposal) -> bytes:
    """Return the refused rows as a workbook with marked cells; empty if there is no such row."""
    # A workbook alone loads xlsxwriter, which takes 5 MB.
    from kiosk.office.editor.workbook import writing

    file = io.BytesIO()
    if found.refused:
        writing.write_refused(file, found)
    return file.getvalue()


def as_workbook(tx: Connection, *, is_template: bool) -> bytes:
    """Return the manuscript as a workbook, or a template for one."""
    from kiosk.office.editor.workbook import writing

    file = io.BytesIO()
    held, pictures = manuscript.read(tx), manuscript.read_files(tx)
    writing.write(file, held.tree, pictures.keys(), is_template=is_template)
    return file.getvalue()
