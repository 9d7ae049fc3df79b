"""Open the files that tables come in: XLSX, and CSV in the encodings that offices use."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from kiosk.errors import Refused, SetupFailed
from kiosk.shell.spreadsheets.encodings import decoded
from kiosk.shell.spreadsheets.sheets import (
    HEADING_WITHIN,
    MOST_BYTES,
    MOST_COLUMNS,
    Row,
    Sheet,
    kept,
    too_large,
)

DELIMITERS = ",\t;"
FULL_WIDTH_COMMA = "，"
OTHERS = {
    b"%PDF": ("PDF 文件", "a PDF"),
    b"\x89PNG": ("图片", "a picture"),
    b"\xff\xd8\xff": ("图片", "a picture"),
    b"GIF8": ("图片", "a picture"),
    b"{\\rtf": ("RTF 文档", "an RTF document"),
}
"""How files begin that are no table, and what they are."""
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
ZIP = b"PK"


CountHeadings = Callable[[Sequence[object]], int]
"""Return how many columns a row heads; it raises Refused for headings that no table may have."""


def read_sheets(file: Path, count_headings: CountHeadings) -> list[Sheet]:
    """Read a file's sheets. Raises Refused if it is no table, SetupFailed if it cannot be read."""
    try:
        if file.stat().st_size > MOST_BYTES:
            raise too_large()
        data = file.read_bytes()
    except OSError as error:
        raise SetupFailed(
            f"{file} 读不了（{error.strerror}）。", f"{file} cannot be read ({error.strerror})."
        ) from error
    return read_data(data, count_headings)


def read_data(data: bytes, count_headings: CountHeadings) -> list[Sheet]:
    """Read the sheets of a file that was sent. Raises Refused if it is no table."""
    if len(data) > MOST_BYTES:
        raise too_large()
    _refuse_others(data)
    if data.startswith(ZIP):
        # A workbook alone loads openpyxl, which takes 13 MB, or 35 MB where numpy is installed.
        from kiosk.shell.spreadsheets import workbook

        return workbook.read_sheets(data)
    return [_read_text(decoded(data), count_headings)]


def _refuse_others(data: bytes) -> None:
    """Raise Refused, with the way out, for files that hold no table."""
    if not data.strip():
        raise Refused("这个文件是空的。", "The file is empty.")
    if data.startswith(OLD_EXCEL):
        raise Refused(
            "这是旧版 Excel（.xls）或加了密码的文件；请在 Excel 里另存为不加密码的 .xlsx 再载入。",
            "This is an old Excel file (.xls) or one with a password; save it as .xlsx without a "
            "password and load that.",
        )
    head = data[:512].lstrip().lower()
    if head.startswith((b"<", codecs.BOM_UTF8 + b"<")):
        raise Refused(
            "这是网页或 XML，不是表格；请在 Excel 里打开，另存为 .xlsx 再载入。",
            "This is a web page or XML, not a table; open it in Excel, save as .xlsx, load that.",
        )
    for beginning, (zh, en) in OTHERS.items():
        if data.startswith(beginning):
            raise Refused(
                f"这是{zh}，不是表格；请用 .xlsx 或 .csv 表格。",
                f"This is {en}, not a table; please give an .xlsx or .csv table.",
            )


def _read_text(text: str, count_headings: CountHeadings) -> Sheet:
    """Read the table in a CSV file by the delimiter that gives the most headings."""
    found = {each: _headings(text, each, count_headings) for each in DELIMITERS}
    best = max(found, key=lambda delimiter: found[delimiter])
    if _headings(text, FULL_WIDTH_COMMA, count_headings) > max(found[best], 1):
        raise Refused(
            "这个文件用中文逗号“，”分隔；请把分隔用的逗号换成英文逗号“,”，或另存为 .xlsx。",
            "The cells are parted by full-width commas; change them to plain commas, or save the "
            "table as .xlsx.",
        )
    return Sheet("", kept(_rows(text, best)))


def _headings(text: str, delimiter: str, count_headings: CountHeadings) -> int:
    """Count the columns that would be known if the cells were parted so."""
    try:
        for place, (_, cells) in enumerate(_rows(text, delimiter)):
            found = count_headings(cells)
            if found or place >= HEADING_WITHIN:
                return found
    except Refused:
        pass
    return 0


def _rows(text: str, delimiter: str) -> Iterator[Row]:
    """Yield rows with the number of the line on which each begins. Raises Refused."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begins = 1
    try:
        for cells in reader:
            if cells:
                yield begins, cells[:MOST_COLUMNS]
            begins = reader.line_num + 1
    except csv.Error as error:
        if "field larger" in str(error):
            raise Refused(
                f"第 {begins} 行有一格超过 {csv.field_size_limit()} 个字，表格里不会有；"
                "请改正那一行。",
                f"A cell in row {begins} has more than {csv.field_size_limit()} letters, which no "
                "table holds; mend that row.",
            ) from None
        raise Refused(
            f"第 {begins} 行的引号没有配对；请改正那一行，或另存为 .xlsx。",
            f"The quotation marks in row {begins} do not match; mend that row, or save as .xlsx.",
        ) from None
