"""Print invitations: letters of one A4 page, and sheets of 24 labels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from fpdf import FPDF

from kiosk.booth.checkin import rules
from kiosk.booth.checkin.invitations import Guest
from kiosk.content.catalog import Catalog
from kiosk.content.pack import Text
from kiosk.sealing.erasure import KEEP
from kiosk.shell import paper, qr
from kiosk.shell.paper import CLAY, LAKE, PAGE_HEIGHT, PAGE_WIDTH, POINT, SOFT, Colour

WIDTH, HEIGHT = 70.0, 37.0
"""A label; 24 fill an A4 sheet without margins."""
COLUMNS, ROWS = 3, 8
TOP = (PAGE_HEIGHT - ROWS * HEIGHT) / 2
EDGE = 5.0
"""Keep clear of a sheet's edge, where printers leave white."""
LABEL_CODE = 29.0
"""Side of a label's code with its quiet zone, in millimetres: 22 without."""
TICK = 1.5
MARGIN = 24.0
LETTER_WIDTH = PAGE_WIDTH - 2 * MARGIN
LETTER_CODE = 42.0
CODE_TOP = 232.0
FIELDS_TOP, FIELD_HEIGHT, FIELD_LEFT = 105.0, 9.0, 20.0
BODY_TOP = FIELDS_TOP + 3 * FIELD_HEIGHT + 1
SCALES = (1.0, 0.92, 0.84, 0.76, 0.68)
LEADING = 1.12
"""Height of a line in running text, as a multiple of its own."""
WEEKDAYS = "一二三四五六日"
TO_BE_ANNOUNCED = Text(zh="以通知为准", en="to be announced")


@dataclass(frozen=True)
class Invitation:
    """Pair what a code holds with whom it is for."""

    code: str
    guest: Guest


@dataclass(frozen=True)
class Printed:
    """Hold a PDF, and the codes of those whose names have letters that the font lacks."""

    data: bytes
    incomplete: list[str]


def labels(catalog: Catalog, _unit: str | None, invitations: Sequence[Invitation]) -> Printed:
    """Return a PDF of labels, 24 a page."""
    pdf = paper.blank()
    for start in range(0, len(invitations), COLUMNS * ROWS):
        pdf.add_page()
        _ticks(pdf)
        for place, each in enumerate(invitations[start : start + COLUMNS * ROWS]):
            row, column = divmod(place, COLUMNS)
            _label(pdf, catalog, each, column * WIDTH, TOP + row * HEIGHT)
    return Printed(bytes(pdf.output()), _incomplete(invitations))


def letters(catalog: Catalog, unit: str | None, invitations: Sequence[Invitation]) -> Printed:
    """Return a PDF of letters, one a page, to the unit that opens its doors (or the bureau)."""
    pdf = paper.blank()
    names = catalog.units[unit].name if unit in catalog.units else catalog.pack.event.bureau
    body = _body(pdf, catalog)
    for each in invitations:
        pdf.add_page()
        _head(pdf, catalog)
        _addressee(pdf, catalog, each.guest, names)
        for x, y, size, colour, words in body:
            paper.text(pdf, x, y, size, colour, words)
        _foot(pdf, catalog, each, names)
    return Printed(bytes(pdf.output()), _incomplete(invitations))


PRINTERS: dict[str, Callable[[Catalog, str | None, Sequence[Invitation]], Printed]] = {
    "letters": letters,
    "labels": labels,
}


def _incomplete(invitations: Sequence[Invitation]) -> list[str]:
    return [
        spaced(each.code)
        for each in invitations
        if paper.MISSING in paper.printable(each.guest.name + each.guest.organisation)
    ]


def spaced(code: str) -> str:
    """Return a code as people read it aloud: in groups of four."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))


def _code(pdf: FPDF, invitation: Invitation, x: float, y: float, side: float) -> None:
    """Draw a code so that its dark part, not its quiet zone, begins at `x`."""
    data = f"{rules.INVITED}{invitation.code}".encode()
    quiet = side * qr.QUIET / (len(qr.matrix(data)) + 2 * qr.QUIET)
    paper.code(pdf, data, x - quiet, y, side)


def _span(catalog: Catalog, guest: Guest) -> str:
    slot = catalog.slots.get(guest.slot or "")
    return f"{slot.starts_at}–{slot.ends_at}" if slot else ""


def _ticks(pdf: FPDF) -> None:
    """Mark the corners of the labels, for sheets that are cut."""
    pdf.set_draw_color(190)
    pdf.set_line_width(0.1)
    for row in range(ROWS + 1):
        for column in range(COLUMNS + 1):
            x, y = column * WIDTH, TOP + row * HEIGHT
            pdf.line(x - TICK, y, x + TICK, y)
            pdf.line(x, y - TICK, x, y + TICK)


def _label(pdf: FPDF, catalog: Catalog, invitation: Invitation, x: float, y: float) -> None:
    guest = invitation.guest
    _code(pdf, invitation, x + EDGE, y + EDGE - 1, LABEL_CODE)
    left, width = x + LABEL_CODE + 2, WIDTH - LABEL_CODE - 2 - EDGE
    bottom = y + HEIGHT - EDGE
    top = _fit(pdf, left, y + EDGE, width, 9, (15, 13, 11, 9, 7.5, 6), LAKE, guest.name) + 0.3
    rest = bottom - 10.6 - top
    _fit(pdf, left, top, width, rest, (9, 8, 7, 6, 5), SOFT, guest.organisation)
    said = " · ".join(filter(None, [_span(catalog, guest), f"{guest.people} 人"]))
    day = _day(guest.day, is_short=True)
    if not day and not guest.slot:
        day = f"时间{TO_BE_ANNOUNCED.zh}"
    _fit(pdf, left, bottom - 10.4, width, 4, (8.5, 8, 7), LAKE, day)
    _fit(pdf, left, bottom - 6.7, width, 4, (8.5, 8, 7), LAKE, said)
    _fit(pdf, left, bottom - 2.8, width, 3.2, (7, 6), SOFT, spaced(invitation.code))


def _fit(
    pdf: FPDF,
    x: float,
    y: float,
    width: float,
    height: float,
    sizes: Sequence[float],
    colour: Colour,
    words: str,
) -> float:
    """Write text in the largest size that fits; return where it ends."""
    if not words:
        return y
    size, lines = paper.fitted(pdf, width, height, sizes, words)
    for line in lines:
        paper.text(pdf, x, y, size, colour, line)
        y += size * POINT
    return y


def _day(day: str | None, *, is_short: bool = False) -> str:
    if day is None:
        return ""
    held = date.fromisoformat(day)
    weekday = WEEKDAYS[held.weekday()]
    if is_short:
        return f"{held.month}月{held.day}日（周{weekday}）"
    return f"{held.year}年{held.month}月{held.day}日（星期{weekday}）"


def _when(catalog: Catalog, guest: Guest) -> Text:
    """Say when the guest is expected; what is open is to be announced."""
    span = _span(catalog, guest)
    zh, en = _day(guest.day), guest.day or ""
    if not (guest.day or span):
        return TO_BE_ANNOUNCED
    if not guest.day:
        zh, en = f"日期{TO_BE_ANNOUNCED.zh}，", f"date {TO_BE_ANNOUNCED.en},"
    if not span:
        return Text(zh=f"{zh}，场次{TO_BE_ANNOUNCED.zh}", en=f"{en}, time {TO_BE_ANNOUNCED.en}")
    return Text(zh=f"{zh} {span}", en=f"{en} {span}")


def _head(pdf: FPDF, catalog: Catalog) -> None:
    event = catalog.pack.event
    pdf.set_fill_color(*LAKE)
    pdf.rect(0, 0, PAGE_WIDTH, 5, style="F")
    _centred(pdf, 18, 13, SOFT, event.bureau.zh)
    _centred(pdf, 26, 12, SOFT, f"{event.name.zh} · {event.theme.zh}")
    _centred(pdf, 37, 34, LAKE, "邀请函")


def _centred(pdf: FPDF, y: float, size: float, colour: Colour, words: str) -> None:
    for line in paper.wrapped(pdf, LETTER_WIDTH, size, words)[:1]:
        x = (PAGE_WIDTH - pdf.get_string_width(line)) / 2
        paper.text(pdf, x, y, size, colour, line)


def _addressee(pdf: FPDF, catalog: Catalog, guest: Guest, unit: Text) -> None:
    """Write for whom the letter is, and when and where they are expected."""
    event, bureau = catalog.pack.event.name.zh, catalog.pack.event.bureau.zh
    at = unit.zh if unit.zh != bureau else "公安机关"
    said = f"诚邀您参加{bureau}“{event}”活动，走进{at}，看一看警察每天怎样工作。"
    y = _fit(pdf, MARGIN, 60, LETTER_WIDTH, 11, (13, 11, 9), SOFT, guest.organisation)
    y = _fit(pdf, MARGIN, y + 1, LETTER_WIDTH, 16, (19, 16, 13, 11), LAKE, f"{guest.name}：")
    _fit(pdf, MARGIN, y + 3, LETTER_WIDTH, 14, (12.5, 11, 9.5, 8), SOFT, said)
    width = LETTER_WIDTH - FIELD_LEFT
    when = _when(catalog, guest).zh
    rows = [("时间", when), ("地点", unit.zh), ("人数", f"{guest.people} 人")]
    for number, (label, words) in enumerate(rows):
        y = FIELDS_TOP + number * FIELD_HEIGHT
        paper.text(pdf, MARGIN, y + 1, 11, SOFT, label)
        _fit(pdf, MARGIN + FIELD_LEFT, y, width, 8, (14, 12, 10, 8), LAKE, words)


Line = tuple[float, float, float, Colour, str]
"""One line of running text: x, y, size, colour, words."""


def _body(pdf: FPDF, catalog: Catalog) -> list[Line]:
    """Lay out what is the same in every letter, as large as it fits; long rules are cut short."""
    said = list(catalog.pack.tour.rules)
    for count in range(len(said), -1, -1):
        for scale in SCALES:
            lines, end = _laid_out(pdf, catalog, [rule.zh for rule in said[:count]], scale)
            if end <= CODE_TOP - 2:
                return lines
    return []


def _laid_out(
    pdf: FPDF, catalog: Catalog, said: Sequence[str], scale: float
) -> tuple[list[Line], float]:
    """Return the lines at a scale, and where they end."""
    stops = "、".join(stop.name.zh for stop in catalog.pack.tour.stops)
    is_cut = len(said) < len(catalog.pack.tour.rules)
    numbered = [f"{number}. {words}" for number, words in enumerate(said, start=1)]
    private = (
        "邀请名单密封保存在现场的电脑里，只用来接待，要有台钥口令才能打开；"
        f"活动结束 {KEEP.days} 天后删除。现场不问、也不登记身份证号。"
    )
    blocks = [
        ("您将看到", [f"{stops}。"] if stops else []),
        ("参观须知", [*numbered, *(["其余须知，现场有公示。"] if is_cut else [])]),
        ("关于您的信息", [private]),
    ]
    lines: list[Line] = []
    y = BODY_TOP
    for title, paragraphs in blocks:
        if not paragraphs:
            continue
        y += 3 * scale
        for words, size, colour in [(title, 11, LAKE), *((each, 10, SOFT) for each in paragraphs)]:
            for line in paper.wrapped(pdf, LETTER_WIDTH, size * scale, words):
                lines.append((MARGIN, y, size * scale, colour, line))
                y += size * scale * POINT * LEADING
    return lines, y


def _foot(pdf: FPDF, catalog: Catalog, invitation: Invitation, unit: Text) -> None:
    """Draw the code, say how it is used, and say all of it in short in English."""
    event, guest = catalog.pack.event, invitation.guest
    _code(pdf, invitation, MARGIN, CODE_TOP, LETTER_CODE)
    left = MARGIN + LETTER_CODE
    width = PAGE_WIDTH - MARGIN - left
    use = (
        "到门口时，请把左边的二维码放在扫码器下，就能签到；扫不出来，请把下面的码告诉接待人员。"
        "一份邀请只用一次，请勿转发。"
    )
    y = _fit(pdf, left, CODE_TOP + 3, width, 11, (10, 9, 8), SOFT, use)
    y = _fit(pdf, left, y + 1, width, 8, (15, 13), CLAY, spaced(invitation.code))
    people = "one person" if guest.people == 1 else f"{guest.people} people"
    said = (
        f"You are invited to the {event.name.en} of the {event.bureau.en}, at {unit.en}, "
        f"for {people}; time: {_when(catalog, guest).en}. Hold the code under the scanner at the "
        "door, or read it out to the reception; it works once. The list of guests is sealed on the "
        f"laptop at the door and erased {KEEP.days} days after the event. Nobody will ask for an "
        "identity number."
    )
    _fit(pdf, left, y + 2, width, 22, (8.5, 8, 7.5, 7, 6), SOFT, said)
