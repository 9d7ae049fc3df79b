"""Find which column of a guest list holds what, by its headings in either language."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.shell.spreadsheets.sheets import column_letter
from kiosk.typed_text import one_line

ALIASES = {
    "name": (
        "姓名 名字 嘉宾姓名 嘉宾 来宾 来宾姓名 受邀人 联系人 联系人姓名 "
        "name fullname guest guestname"
    ),
    "phone": (
        "电话 手机 手机号 手机号码 联系电话 电话号码 联系方式 phone phonenumber mobile "
        "mobilephone telephone tel"
    ),
    "organisation": (
        "单位 学校 工作单位 单位名称 所在单位 学校名称 organisation organization company school"
    ),
    "kind": "类别 身份类别 嘉宾类别 人员类别 身份 kind kindofguest category type",
    "people": "人数 总人数 people numberofpeople number headcount partysize",
    "slot": "场次 时间 时段 参观时间 参观场次 slot time",
    "day": "日期 参观日期 day date",
}
"""What may stand above a column, for each field of a guest."""
SAME_FOR_SEVERAL = ("organisation", "kind", "slot", "day")
"""Fields that a merged cell says for each of its rows."""
_FIELD = {alias: field for field, aliases in ALIASES.items() for alias in aliases.split()}
_IDENTITY = re.compile(
    r"身份证|证件|公民身份|身份号|护照|passport|identity|^id$|id号|idno|idnum|idcard"
)
_BRACKETS = re.compile(r"\(.*?\)|\[.*?\]|【.*?】|〔.*?〕")
_MEANINGLESS = re.compile(r"[\s*:_./·-]")
_PARTS = re.compile(r"[\s/|／]+|(?<=[\u4e00-\u9fff])(?=[a-z])|(?<=[a-z])(?=[\u4e00-\u9fff])")
"""Between the two languages of a heading."""
_JOINERS = {0x200C: None, 0x200D: None}
"""Invisible letters that texts may need, and headings do not."""
SHOWN_LETTERS = 24


@dataclass(frozen=True)
class Heading:
    """One column of a list, as its heading names it; `number` counts from 1."""

    number: int
    words: str

    def __str__(self) -> str:
        """Return the letter that a spreadsheet shows, and the heading."""
        letter = column_letter(self.number)
        return f"{letter}（{self.words}）" if self.words else letter


@dataclass(frozen=True)
class Headings:
    """Where each field stands, and which columns are left out."""

    fields: dict[str, Heading]
    identity: tuple[Heading, ...]
    unknown: tuple[Heading, ...]
    again: tuple[Heading, ...]


def read_headings(row: Sequence[object]) -> Headings | None:
    """Return what the columns of a heading row hold; None if it heads no column of names."""
    fields: dict[str, Heading] = {}
    identity: list[Heading] = []
    unknown: list[Heading] = []
    again: list[Heading] = []
    for number, value in enumerate(row, start=1):
        words = one_line(value.translate(_JOINERS)) if isinstance(value, str) else ""
        if not words:
            continue
        heading = Heading(number, words[:SHOWN_LETTERS])
        field = _field(words)
        if field is None:
            is_identity = _IDENTITY.search(_plain(_narrow(words)))
            (identity if is_identity else unknown).append(heading)
        elif field in fields:
            again.append(heading)
        else:
            fields[field] = heading
    if "name" not in fields:
        return None
    return Headings(fields, tuple(identity), tuple(unknown), tuple(again))


def _field(words: str) -> str | None:
    """Return what a heading names, in one language or in both: 姓名, Name, 姓名 Name."""
    narrow = _BRACKETS.sub("", _narrow(words))
    if (field := _FIELD.get(_plain(narrow))) is not None:
        return field
    parts = {_FIELD.get(_plain(part)) for part in _PARTS.split(narrow) if part}
    return next(iter(parts)) if len(parts) == 1 else None


def _narrow(words: str) -> str:
    return unicodedata.normalize("NFKC", words).casefold()


def _plain(words: str) -> str:
    """Return a heading without the marks that do not change its meaning."""
    return _MEANINGLESS.sub("", words)


def count_headings(row: Sequence[object]) -> int:
    """Return how many columns of a guest list a row heads. Raises Refused."""
    found = read_headings(row)
    return len(found.fields) if found else 0
