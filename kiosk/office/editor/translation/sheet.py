"""The translator's list as a sheet: where, Chinese, English; and back into the manuscript."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import xlsxwriter
from sqlalchemy import Connection

from kiosk import typed_text
from kiosk.content.parts import MOST_LETTERS
from kiosk.errors import Refused, Unknown
from kiosk.office.editor import manuscript
from kiosk.office.editor.interchange.remarks import Remark, Remarks
from kiosk.office.editor.pair import Pair
from kiosk.office.editor.sections import Spot, Tree
from kiosk.office.editor.translation.places import find, mark_of, places
from kiosk.shell.spreadsheets.files import read_data
from kiosk.shell.spreadsheets.sheets import HEADING_WITHIN, Row, Sheet

WHERE, CHINESE, ENGLISH, KEY = "位置", "中文", "英文", "编号（请勿改动）"
HEADINGS = (WHERE, CHINESE, ENGLISH, KEY)
WIDTHS = (44, 60, 60, 30)
SHEET = "译文"
TEXT_ONLY = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


@dataclass(frozen=True)
class Translated:
    """What a list brought: texts that got English, those still without, and what was refused."""

    filled: int
    empty: int
    same: int
    remarks: list[Remark]


def write(tree: Tree, *, is_whole: bool) -> tuple[bytes, int]:
    """Return the list as a workbook, and how many texts are on it: all, or those without English.

    English words that Chinese ones stand in for are left empty, to be filled in.
    """
    rows = [each for each in places(tree) if is_whole or each.is_missing]
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True} | TEXT_ONLY) as book:
        sheet = book.add_worksheet(SHEET)
        head = book.add_format({"bold": True, "bg_color": "#dfeafb"})
        body = book.add_format({"text_wrap": True, "valign": "top"})
        grey = book.add_format({"font_color": "#6b7280", "valign": "top"})
        sheet.freeze_panes(1, 0)
        for place, (heading, width) in enumerate(zip(HEADINGS, WIDTHS, strict=True)):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, heading, head)
        for number, each in enumerate(rows, start=1):
            sheet.write_string(number, 0, each.label, grey)
            sheet.write_string(number, 1, each.zh, body)
            sheet.write_string(number, 2, "" if each.is_missing else each.en, body)
            sheet.write_string(number, 3, each.key, grey)
    return file.getvalue(), len(rows)


def take(tx: Connection, data: bytes, *, who: str) -> Translated:
    """Fill English in where the Chinese is still what the list has. Raises Refused for no list."""
    tree = manuscript.read(tx).tree
    seen = manuscript.seal_all(tree)
    taking = _Taking(tree)
    for sheet, columns, row in _rows(data):
        taking.take(sheet, columns, row)
    if taking.spots:
        manuscript.replace(tx, tree, dict.fromkeys(taking.spots), seen=seen, who=who)
    return Translated(taking.filled, taking.empty, taking.same, taking.remarks.all())


def _rows(data: bytes) -> Iterator[tuple[Sheet, list[int], Row]]:
    """Yield the rows of every sheet that is a list, with the places of its columns."""
    is_list = False
    for sheet in read_data(data, lambda cells: len(_columns(cells) or ())):
        heads = ((n, _columns(row[1])) for n, row in enumerate(sheet.rows[:HEADING_WITHIN]))
        number, columns = next(((n, each) for n, each in heads if each), (0, None))
        if columns:
            is_list = True
            yield from ((sheet, columns, row) for row in sheet.rows[number + 1 :])
    if not is_list:
        raise Refused(
            f"没有找到“{CHINESE}”“{ENGLISH}”“{KEY}”三列；请用导出的译文表，不要改列名。",
            f"There are no columns “{CHINESE}”, “{ENGLISH}”, “{KEY}”; use the sheet that was "
            "written here, with its headings as they are.",
        )


def _columns(cells: Sequence[object]) -> list[int] | None:
    """Return the places of Chinese, English and the key, None if the row does not head them."""
    said = [typed_text.one_line(str(each)) if each is not None else "" for each in cells]
    found = [next((n for n, each in enumerate(said) if each == name), -1) for name in HEADINGS[1:]]
    return None if -1 in found else found


class _Taking:
    """The texts of a manuscript as they get their English words."""

    def __init__(self, tree: Tree) -> None:
        self.spots: list[Spot] = []
        self.filled = self.empty = self.same = 0
        self.remarks = Remarks()
        self._tree = tree

    def take(self, sheet: Sheet, columns: list[int], row: Row) -> None:
        """Take one row of a list."""
        number, cells = row
        zh, en, key = (self._cell(cells, place) for place in columns)
        where = Pair(f"{sheet.name} 第 {number} 行", f"{sheet.name} row {number}")
        if not key or not en:
            self.empty += bool(key)
            return
        at, _, mark = key.rpartition("@")
        try:
            held = find(self._tree, at)
        except Unknown as error:
            remedy = Pair("不用再译。", "It needs no translation.")
            self.remarks.refuse(where, Pair(error.zh.rstrip("。"), error.en.rstrip(".")), remedy)
            return
        if not self._fits(where, held, (zh, en), mark):
            return
        self.filled += 1
        held["en"] = en
        section, _, path = at.partition("#")[0].partition("/")
        self.spots.append(Spot.named(section, path))

    def _fits(self, where: Pair, held: Tree, given: tuple[str, str], mark: str) -> bool:
        """Return True if a text may have these English words; note why not."""
        zh, en = given
        now, english = str(held["zh"]), str(held.get("en") or "")
        again = Pair("请照新的中文再译。", "Translate the new words.")
        if english == en:
            self.same += 1
        elif typed_text.one_line(now) != zh:
            reason = Pair(f"中文已经改成“{now}”", f"the Chinese now is “{now}”")
            self.remarks.refuse(where, reason, again)
        elif mark != mark_of(now, english) and english not in ("", now):
            reason = Pair(f"英文已经有人填了“{english}”", f"the English now is “{english}”")
            remedy = Pair("请在编辑页上选一个。", "Choose one on the editor's page.")
            self.remarks.refuse(where, reason, remedy)
        elif len(en) > MOST_LETTERS:
            reason = Pair(f"超过 {MOST_LETTERS} 个字符", f"longer than {MOST_LETTERS} letters")
            self.remarks.refuse(where, reason, Pair("请译短一些。", "Make it shorter."))
        else:
            return True
        return False

    @staticmethod
    def _cell(cells: Sequence[object], place: int) -> str:
        value = cells[place] if place < len(cells) else None
        return "" if value is None else typed_text.one_line(str(value))
