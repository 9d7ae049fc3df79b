"""Name the file formats, and write an export in one of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from kiosk.counts.filters import Filters
from kiosk.counts.tables import EXPORTS, Table
from kiosk.errors import Refused
from kiosk.office.exports import codebook, parquet, spss, text
from kiosk.office.exports.libraries import need
from kiosk.office.exports.text import Progress
from kiosk.storage.whole_file import writing


@dataclass(frozen=True)
class Format:
    """A file format. One that `is_stream` is sent as it is made."""

    content_type: str
    is_stream: bool = False


FORMATS = {
    "xlsx": Format("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": Format("text/csv; charset=utf-8", is_stream=True),
    "jsonl": Format("application/x-ndjson", is_stream=True),
    "sav": Format("application/x-spss-sav"),
    "parquet": Format("application/vnd.apache.parquet"),
}
PRIVATE_FORMATS = ("xlsx", "csv", "jsonl")
"""Formats that need no file on disk while they are made."""


@dataclass(frozen=True)
class Export:
    """What is written: a table, by which filters, with codes or words, and when.

    One that `is_private` carries what was sealed, and leaves nothing of it on this machine.
    """

    table: Table
    form: str
    filters: Filters
    moment: datetime
    has_codes: bool = False
    is_private: bool = False

    @property
    def name(self) -> str:
        """Return a file's name that sorts and says what is inside."""
        return f"{self.table.name}-{self.moment:%Y%m%d-%H%M}.{self.form}"

    @property
    def content_type(self) -> str:
        """Return what the file is, for browsers."""
        return FORMATS[self.form].content_type

    @property
    def count(self) -> int:
        """Return how many rows it has."""
        return self.table.count

    @property
    def remark(self) -> None:
        """Return nothing: every letter goes into a table."""

    def stream(self, progress: Progress) -> Iterator[bytes]:
        """Yield the file as it is made, in a format that is a stream."""
        lines = text.csv_lines if self.form == "csv" else text.json_lines
        return lines(self.table, progress, has_codes=self.has_codes)

    def write(self, path: Path, progress: Progress) -> None:
        """Write the file whole. Raises OSError, and Refused if a library is absent."""
        if self.form == "sav":
            spss.write_sav(self.table, path, progress)
            return
        with writing(path) as file:
            if self.form == "parquet":
                parquet.write_parquet(self.table, file, progress, has_codes=self.has_codes)
            else:
                self.write_to(file, progress)

    def write_to(self, file: IO[bytes], progress: Progress) -> None:
        """Write to an open file, in a format that needs none of its own."""
        if FORMATS[self.form].is_stream:
            file.writelines(self.stream(progress))
            return
        # The first workbook loads xlsxwriter, and not every booth at its start: it takes 5 MB.
        from kiosk.office.exports import sheets

        name = EXPORTS[self.table.name].zh
        notes = codebook.notes(
            name, self.table, self.filters, self.moment, has_codes=self.has_codes
        )
        sheets.write(
            self.table,
            file,
            progress,
            name=name,
            notes=notes,
            has_codes=self.has_codes,
            is_private=self.is_private,
        )


def require(form: str, *, is_private: bool) -> None:
    """Raise Refused if a format is not known, or may not hold what was sealed."""
    if form not in FORMATS:
        raise Refused("请选择文件格式。", "Please choose a file format.")
    if form == "sav":
        need("sav", "pyreadstat", "pandas")
    if form == "parquet":
        need("Parquet", "pyarrow")
    if is_private and form not in PRIVATE_FORMATS:
        raise Refused(
            "带密封内容的导出只能用 Excel、CSV 或 JSON Lines。",
            "An export with sealed text comes as Excel, CSV or JSON Lines alone.",
        )
