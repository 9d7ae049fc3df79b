"""Read what a single cell says, and write it; a reason always says how to mend it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from kiosk import typed_text
from kiosk.errors import Refused
from kiosk.office.editor.fields import Field
from kiosk.office.editor.forms import WHOLE
from kiosk.office.editor.workbook.names import Names, squeezed
from kiosk.shell.spreadsheets.sheets import Value

YES = frozenset(["是", "有", "对", "真", "√", "✓", "✔", "yes", "y", "true", "1"])
NO = frozenset(["否", "无", "不", "错", "假", "×", "✗", "no", "n", "false", "0", "-"])
NOTHING = "—"
"""Stands for a row without a value where others have one."""
_ERROR = re.compile(r"#(?:N/A|[A-Z0-9_/]+[!?]|GETTING_DATA)|Err:\d+")
_PARTED = re.compile(r"[、,，;；\s]+")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:\s+0{1,2}:00(?::00)?)?", re.ASCII)
_CLOCK = re.compile(r"(\d{1,2})[:.点时](\d{1,2})分?(?::00)?", re.ASCII)
_DASHES = re.compile("[‐‑‒–—―−－]")
_AREA = re.compile(r"\((\d{3,4})\)\s*")
DAYS_OF_TIMES = (1899, 1900, 1904)
"""Years of the days to which spreadsheets tie a time alone."""


def shown(value: Value) -> str:
    """Return what a cell shows, roughly: whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value if isinstance(value, str) else str(value)


def is_blank(value: Value) -> bool:
    """Return True if a cell holds nothing that could be seen."""
    return value is None or (isinstance(value, str) and (not value or value.isspace()))


def words(value: Value) -> str:
    """Return a text on one line. Raises Refused."""
    if isinstance(value, str):
        _refuse_error(value)
        return typed_text.one_line(value)
    if isinstance(value, bool):
        raise Refused(
            "这里要写文字，格里是“真/假”；请把单元格设为文本再写",
            "words are needed, the cell holds true or false; make it a text cell and write them",
        )
    if isinstance(value, (datetime, date, time, timedelta)):
        raise Refused(
            "表格把它当成了日期或时间；请把单元格设为文本，再写一遍",
            "the table took it for a day or a time; make it a text cell and write it again",
        )
    return shown(value)


def plain(value: Value) -> str:
    """Return a short value in half-width letters and figures. Raises Refused."""
    return _plain(shown(value))


@lru_cache(maxsize=20_000)
def _plain(text: str) -> str:
    _refuse_error(text)
    return typed_text.one_line(unicodedata.normalize("NFKC", text))


def _refuse_error(text: str) -> None:
    if _ERROR.fullmatch(text.strip()):
        raise Refused(
            f"格里是公式错误 {text.strip()}；请改成文字",
            f"the cell holds a formula's error, {text.strip()}; write plain text",
        )


def parted(value: Value) -> list[str]:
    """Return the entries of a cell that holds several. Raises Refused."""
    return [each for each in _PARTED.split(plain(value)) if each]


def read(field: Field, value: Value, names: Names) -> Any:
    """Return the value of a field that has one cell, None where it is empty. Raises Refused."""
    if is_blank(value):
        return _empty(field)
    return READERS.get(field.way, _word)(field, value, names)


def _empty(field: Field) -> Any:
    if field.way in ("words", "times", "choices", "references", "numbers"):
        return []
    if field.is_required:
        raise Refused("不能空着；请填上", "must not be empty; please fill it in")
    return list(field.default) if isinstance(field.default, tuple) else field.default


def _word(_field: Field, value: Value, _names: Names) -> str:
    if isinstance(value, (datetime, date)):
        return value.isoformat()[:10]
    return plain(value)


def _phone(_field: Field, value: Value, _names: Names) -> str:
    return _AREA.sub(r"\1-", _DASHES.sub("-", plain(value)))


def _number(_field: Field, value: Value, _names: Names) -> int:
    text = plain(value)
    if isinstance(value, bool) or not WHOLE.fullmatch(shown(value) if text == "" else text):
        raise Refused(
            f"“{text}”不是整数；只写数字，如 30", f"“{text}” is no whole number; write figures only"
        )
    return int(text)


def _numbers(field: Field, value: Value, names: Names) -> list[int]:
    return [_number(field, each, names) for each in parted(value)]


def _yes(_field: Field, value: Value, _names: Names) -> bool:
    text = squeezed(shown(value))
    if text not in YES | NO:
        raise Refused(f"看不懂“{text}”；请写“是”或“否”", f"“{text}” is unclear; write 是 or 否")
    return text in YES


def _choice(field: Field, value: Value, _names: Names) -> Any:
    text = squeezed(shown(value))
    if field.choices[0][0] is True and text in YES | NO:
        return text in YES
    for choice, pair in field.choices:
        if text in (squeezed(str(choice)), squeezed(pair.zh), squeezed(pair.en)):
            return choice
    every_zh = "、".join(pair.zh for _, pair in field.choices)
    every_en = ", ".join(f"{pair.zh} ({pair.en})" for _, pair in field.choices)
    raise Refused(
        f"没有“{shown(value).strip()}”这一种；可写：{every_zh}",
        f"there is no “{shown(value).strip()}”; it is one of {every_en}",
    )


def _choices(field: Field, value: Value, names: Names) -> list[Any]:
    return [_choice(field, each, names) for each in parted(value)]


def _day(_field: Field, value: Value, _names: Names) -> str:
    remedy = "请写成 2026-01-10 这样", "write it like 2026-01-10"
    if isinstance(value, datetime) and value.time() != time():
        raise Refused(f"既有日期又有时间；{remedy[0]}", f"a day and a time; {remedy[1]}")
    if isinstance(value, (datetime, date)):
        return value.isoformat()[:10]
    found = None if isinstance(value, (int, float)) else _DAY.fullmatch(plain(value))
    if found:
        try:
            return date(int(found[1]), int(found[2]), int(found[3])).isoformat()
        except ValueError:
            pass
    raise Refused(f"“{shown(value)}”不是日期；{remedy[0]}", f"not a day; {remedy[1]}")


def _time(_field: Field, value: Value, _names: Names) -> str:
    if isinstance(value, float) and 0 < value < 1:
        value = timedelta(days=value)
    if isinstance(value, timedelta):
        minutes = round(value.total_seconds() / 60)
        value = f"{minutes // 60}:{minutes % 60:02}"
    if isinstance(value, datetime) and value.year not in DAYS_OF_TIMES:
        raise Refused(
            "既有日期又有时间；请只写时间，如 09:30",
            "a day and a time; write the time alone, such as 09:30",
        )
    if isinstance(value, (datetime, time)):
        return value.strftime("%H:%M")
    found = _CLOCK.fullmatch(plain(value))
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        raise Refused(
            f"“{shown(value)}”不是时间；请写成 09:30 这样", "not a time; write it like 09:30"
        )
    return f"{int(found[1]):02}:{int(found[2]):02}"


def _words(_field: Field, value: Value, _names: Names) -> list[str]:
    return [plain(each) for each in parted(value)]


def _times(field: Field, value: Value, names: Names) -> list[str]:
    several = parted(value) if isinstance(value, str) else [value]
    return [_time(field, each, names) for each in several]


def _reference(field: Field, value: Value, names: Names) -> str:
    return names.find(field.refers, words(value))


def _references(field: Field, value: Value, names: Names) -> list[str]:
    return [names.find(field.refers, each) for each in parted(value)]


READERS: dict[str, Callable[[Field, Value, Names], Any]] = {
    "phone": _phone,
    "number": _number,
    "numbers": _numbers,
    "yes": _yes,
    "choice": _choice,
    "choices": _choices,
    "day": _day,
    "time": _time,
    "words": _words,
    "times": _times,
    "reference": _reference,
    "references": _references,
}


def write(field: Field, value: Any, names: Names) -> str | int | None:
    """Return what a cell holds for a value; the other way round than `read`."""
    if value is None:
        return None
    if isinstance(value, list):
        joint = " " if field.way == "times" else "、"
        return joint.join(str(write(field, each, names)) for each in value) or None
    if field.way == "yes":
        return "是" if value else "否"
    if field.way == "number":
        return value if isinstance(value, int) else str(value)
    if field.way in ("reference", "references"):
        return names.shown(field.refers, str(value))
    return next((pair.zh for choice, pair in field.choices if choice == value), str(value))
