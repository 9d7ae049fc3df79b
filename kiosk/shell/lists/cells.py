"""Read what single cells of a list say. Reasons never repeat what stands in a cell."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from kiosk.content.parts import Text
from kiosk.errors import Refused
from kiosk.shell.spreadsheets.sheets import Value
from kiosk.typed_numbers import looks_like_identity_number, read_phone
from kiosk.typed_text import one_line

_ERROR = re.compile(r"#(?:N/A|[A-Z0-9_/]+[!?]|GETTING_DATA)|Err:\d+")
"""What spreadsheets show for a formula's error: #REF!, #SPILL!, Err:502."""
LEAST_IDENTITY = 15
YEARS = range(2000, 2100)
"""A day outside cannot be meant."""
OPEN = frozenset({"", "-", "/", "待定", "不限", "任意", "另行通知", "tbd", "any"})
"""What is written where a day or the like is left open."""
_PLAIN = {0xFF00 + each: 0x20 + each for each in range(1, 0x5F) if chr(0x20 + each).isalnum()}
_HAN = "[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
_SPREAD = re.compile(rf"{_HAN}(?: {_HAN})+")
_WHOLE = re.compile(r"(\d{1,9})(?:\.0+)?", re.ASCII)
_DAY = re.compile(r"(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})日?", re.ASCII)
_MIDNIGHT = re.compile(r"(?<=[\d日])(?:\s+|T)0{1,2}:00(?::00(?:\.0+)?)?Z?$", re.ASCII)
"""What a spreadsheet adds to a day that it takes for a moment; the blank before it counts."""
TIMES_OF_DAYS = (1899, 1900, 1904)
"""Years of the days to which spreadsheets tie a time alone."""
_CHINA = re.compile(r"(?:00|\+)86[\s().-]*(?=\d)")
_OF_CHINA = re.compile(r"(?:00|\+)86(?:[\s().-]*\d){5,12}", re.ASCII)
"""A whole number with the country's code: up to 17 digits, and no identity number."""
_IS_DIALLED = re.compile(r"0|1[3-9]\d{9}$|[48]00\d{7}$|9\d{4,5}$")
"""What is dialled within China as it stands; other numbers begin with 0 there."""
_EXTENSION = re.compile(
    r"0\d{2,3}[-\s]?\d{7,8}(?:-|\s*转|\s*ext\.?)\s*\d{1,5}", re.ASCII | re.IGNORECASE
)
_AS_DECIMAL = re.compile(r"(?<=\d{5})\.0+$", re.ASCII)
"""What programs for statistics put behind a number that they took for one."""
MOST_DIGITS = 13
"""An area's code and a number have 12; one more is let pass."""
_AS_FORMULA = re.compile(r'="(.*)"', re.DOTALL)
_QUOTES = (('"', '"'), ("'", "'"), ("“", "”"), ("‘", "’"), ("「", "」"))
_TOTALS = re.compile(
    r"(?:人数)?(?:总计|合计|小计|共计|累计|总数|总人数|人数合计|合计人数|平均|grandtotal|subtotal|totals?"
    r"|sum)(?:[(（]?人[)）]?)?(?:[:：]?\d+(?:\.\d+)?(?:人|名|位)?)?"
    r"|共\d+(?:人|名|位|页|条|行)"
    r"|(?:制表人?|填表人?|填报人?|审核人?|复核人?|审批人?|审批意见|经办人?|联系人|负责人签字|领导签字"
    r"|签字|盖章|备注|说明|注|附注|单位盖章|制表日期|填表日期|preparedby|notes?|remarks?|signature)"
    r"[:：].*"
    r"|(?:以下空白|以下无正文|备注|说明|附注|制表|填表|审核|复核|审批意见|签字|盖章|notes|remarks)"
    r"|(?:true|false|null|none|nan|无|待定)"
)
"""Rows below a list that are none of its own: sums, who made it, remarks."""
_BRACKETS = re.compile(r"\(.*?\)")


def text_of(value: Value) -> str:
    """Return what a cell shows, roughly: whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value if isinstance(value, str) else str(value)


def refuse_unfit(text: str, *, is_read: bool) -> None:
    """Raise Refused for what no cell of a list, and no cell that `is_read`, may hold."""
    is_phone = _EXTENSION.fullmatch(text.strip()) or _OF_CHINA.fullmatch(text.strip())
    if len(text) >= LEAST_IDENTITY and not is_phone and looks_like_identity_number(text):
        raise Refused(
            "像是身份证号：请从名单里删去，本系统从不登记身份证号",
            "this looks like an identity number: delete it, it is never kept",
        )
    if is_read and _ERROR.fullmatch(text.strip()):
        raise Refused(
            "单元格里是公式错误；请改成文字", "the cell holds a formula's error; write plain text"
        )


def line(value: Value, limit: int) -> str:
    """Return words on one line, `` if there is no word. Raises Refused beyond `limit` letters."""
    held = _tidied(unquoted(text_of(value).strip()))
    _refuse_longer(held, limit)
    return held


def needed_line(value: Value, limit: int) -> str:
    """Return words on one line, at least one letter or digit. Raises Refused, for sums too."""
    text = unquoted(text_of(value).strip())
    refuse_sums(text)
    held = line(value, limit)
    if not any(letter.isalnum() for letter in held):
        raise Refused("没有填写；请补上", "nothing is written here; please add it")
    return held


def name(value: Value, limit: int) -> str:
    """Return somebody's name on one line. Raises Refused beyond `limit` letters, for sums too."""
    if isinstance(value, bool):
        raise Refused("没有姓名；请补上", "there is no name; please add it")
    text = unquoted(text_of(value).strip())
    refuse_sums(text)
    if "\n" in text or "\r" in text:
        raise Refused("单元格里有好几行；每个人写一行", "several lines; give each person a row")
    if any(unicodedata.category(letter) in ("Co", "Cn", "Cs") for letter in text):
        raise Refused(
            "有这台电脑存不了的字（造字）；请换成常用的写法或拼音",
            "a letter that this laptop cannot store; write a usual one, or pinyin",
        )
    held = _tidied(text)
    if not any(letter.isalpha() for letter in held):
        raise Refused("没有姓名；请补上", "there is no name; please add it")
    _refuse_longer(held, limit)
    return held.replace(" ", "") if _SPREAD.fullmatch(held) else held


def refuse_sums(text: str) -> None:
    """Raise Refused for what stands below a list and is no row of it: a sum, who made the list."""
    plain = squeezed(text)
    if _TOTALS.fullmatch(plain.strip(":：。.()（）—–-")) or _TOTALS.fullmatch(plain):
        raise Refused(
            "像是合计、备注或签字，不是名单里的一行；请删去这一行",
            "this looks like a sum, a remark or a signature, and no row of a list; delete the row",
        )


def unquoted(text: str) -> str:
    """Return a text without the marks that spreadsheets put around one: '张三, ="张三", “张三”."""
    if found := _AS_FORMULA.fullmatch(text):
        text = found[1]
    for opening, closing in _QUOTES:
        if len(text) > 2 and text[0] == opening and text[-1] == closing:
            return text[1:-1].strip()
    return text.lstrip("'＇").strip()


def _tidied(text: str) -> str:
    """Return words on one line, full-width letters and digits as plain ones."""
    return one_line(unicodedata.normalize("NFC", text.translate(_PLAIN)))


def _refuse_longer(text: str, limit: int) -> None:
    if len(text) > limit:
        raise Refused(f"超过 {limit} 个字；请写短些", f"more than {limit} letters; shorten it")


def phone(value: Value) -> str:
    """Return a telephone number in plain digits. Raises Refused."""
    text = "".join(each for each in text_of(value) if unicodedata.category(each)[0] != "C")
    text = unicodedata.normalize("NFKC", unquoted(text.strip()))
    if _EXTENSION.fullmatch(text):
        raise Refused(
            "带分机号；请只写总机或手机号码",
            "a number with an extension; write the main number or a mobile one",
        )
    text = _AS_DECIMAL.sub("", text)
    is_of_china = _CHINA.match(text)
    number = read_phone(_CHINA.sub("", text, count=1) if is_of_china else text)
    if len(number) > MOST_DIGITS and not number.startswith(("+", "00")):
        raise Refused(
            "像是几个号码连在一起；一格只写一个电话号码",
            "this looks like several numbers in one; write one number a cell",
        )
    return f"0{number}" if is_of_china and number and not _IS_DIALLED.match(number) else number


def whole(value: Value, least: int, most: int, units: Sequence[str] = ()) -> int | None:
    """Return a whole number, None where nothing is said; one of `units` may follow it.

    Raises Refused unless it is from `least` to `most`.
    """
    text = squeezed(value)
    if not text:
        return None
    unit = next((each for each in units if text.endswith(each)), "")
    found = _WHOLE.fullmatch(text.removesuffix(unit))
    if not found or not least <= int(found[1]) <= most:
        raise Refused(
            f"应是 {least}～{most} 的整数", f"this must be a whole number from {least} to {most}"
        )
    return int(found[1])


def choice(value: Value, names: Mapping[str, Text], zh: str, en: str) -> str | None:
    """Return the id of one of `names`, by the id or by words of the name; None if nothing is said.

    Raises Refused for what is none of them or could be several; `zh` and `en` say what they are.
    """
    text = squeezed(value)
    if not text:
        return None
    known = {id_: (id_, squeezed(name.zh), squeezed(name.en)) for id_, name in names.items()}
    found = [id_ for id_, words in known.items() if text in words]
    if not found and len(text) > 1:
        found = [
            id_
            for id_, words in known.items()
            if any(text in each or each in text for each in words)
        ]
    if len(found) != 1:
        raise Refused(
            f"没有这个{zh}；可写：{'、'.join(name.zh for name in names.values())}",
            f"no such {en}; it is one of {', '.join(name.en for name in names.values())}",
        )
    return found[0]


def day(value: Value, starts_on: str | None) -> str | None:
    """Return a local date, `2026-12-20`; None if it is left open. Raises Refused.

    A date without a year is of the year of `starts_on`, the event's first day, where that is known.
    """
    if isinstance(value, (datetime, date)):
        if isinstance(value, datetime) and value.time() != time():
            raise Refused(
                "格里既有日期又有时间；时间请写在另一列，这里只写日期",
                "both a day and a time; write the time in another column, and here the day alone",
            )
        return _day(value.year, value.month, value.day)
    if isinstance(value, (int, float)):  # 12.20 in a plain cell is the number 12.2.
        raise _unfit_day()
    shown = unicodedata.normalize("NFKC", text_of(value)).strip()
    text = _BRACKETS.sub("", squeezed(_MIDNIGHT.sub("", shown)))
    if text in OPEN:
        return None
    found = _DAY.fullmatch(text)
    if not found:
        raise _unfit_day()
    year = found[1] or (starts_on[:4] if starts_on else "")
    if not year:
        raise Refused(
            "日期没有年份；请写成 2026-12-20 这样", "no year; write the date like 2026-12-20"
        )
    return _day(int(year), int(found[2]), int(found[3]))


def _day(year: int, month: int, number: int) -> str:
    try:
        if year in YEARS:
            return date(year, month, number).isoformat()
    except ValueError:
        pass
    raise _unfit_day()


def _unfit_day() -> Refused:
    return Refused("不是日期；请写成 2026-12-20 这样", "no date; write it like 2026-12-20")


def time_words(value: Value, zh: str, en: str) -> str:
    """Return a time of day as words, such as `9:30`; spreadsheets hold times in four ways.

    Raises Refused, with these words, where a day stands in the cell too.
    """
    if isinstance(value, datetime) and value.year not in TIMES_OF_DAYS:
        raise Refused(zh, en)
    if isinstance(value, (datetime, time)):
        return value.strftime("%H:%M")
    if isinstance(value, float) and 0 < value < 1:
        value = timedelta(days=value)
    if isinstance(value, timedelta):
        minutes = round(value.total_seconds() / 60)
        return f"{minutes // 60}:{minutes % 60:02}"
    return squeezed(value)


def squeezed(value: Value) -> str:
    """Return a cell in plain small letters without any spaces or invisible characters."""
    plain = unicodedata.normalize("NFKC", text_of(value)).casefold()
    return "".join(each for each in plain if unicodedata.category(each)[0] not in "CZ")
