"""Test that every printed invitation can be scanned, and that nothing runs off its paper."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2
import pytest
import zxingcpp
from msgspec.structs import replace
from PIL import Image, ImageChops

from kiosk.booth.checkin import letters, rules
from kiosk.booth.checkin.invitations import Guest
from kiosk.booth.checkin.letters import OpenedInvitation, spaced
from kiosk.content.catalog import Catalog
from kiosk.sealing import keys
from kiosk.sealing.erasure import KEEP
from kiosk.shell.printing import Printed
from tests.factories import with_pack, words

DPI = 300
MM = DPI / 25.4
COLUMNS, WIDTH, HEIGHT, TOP = 3, 70.0, 37.0, 0.5
"""Labels on a sheet of 24, in millimetres, as they are sold."""
UNIT = "zhongdai"
GUESTS = [
    Guest(name="㐂䶮堃", organisation="实验小学", people=40, slot="slot-2", day="2026-12-20"),
    Guest(name="王" * 40, organisation="独" * 60, people=200, slot="slot-1", day="2026-12-20"),
    Guest(name="W" * 40, organisation="W" * 60, slot="slot-6", day="2026-12-20"),
    Guest(name="Jean-Luc O'Neil", organisation="An organisation of forty letters or more"),
    Guest(name="王", slot="slot-3"),
    Guest(name="李", day="2026-12-21"),
]


def invited(*guests: Guest) -> list[OpenedInvitation]:
    """Invite guests, each with a random code."""
    return [OpenedInvitation(keys.new_code(1, rules.CODE_LETTERS), guest) for guest in guests]


def many(count: int) -> list[OpenedInvitation]:
    return invited(*(GUESTS[number % len(GUESTS)] for number in range(count)))


@contextmanager
def pages(printed: Printed) -> Iterator[list[tuple[str, Image.Image]]]:
    """Give each page's text and picture, which must be A4."""
    with pypdfium2.PdfDocument(printed.data) as document:
        held = []
        for page in document:
            assert [round(side * 25.4 / 72) for side in page.get_size()] == [210, 297]
            picture = page.render(scale=DPI / 72, grayscale=True).to_pil()
            held.append((page.get_textpage().get_text_bounded(), picture))
        yield held


def scanned(picture: Image.Image) -> list[str]:
    """Read the QR codes of a picture, as a scanner at the door does."""
    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
    return [each.text for each in found]


def payloads(invitations: list[OpenedInvitation]) -> list[str]:
    return sorted(rules.INVITED + each.code for each in invitations)


@pytest.mark.parametrize("form", letters.PRINTERS)
def test_every_code_is_scanned_from_paper_and_holds_a_random_id_alone(
    catalog: Catalog, form: str
) -> None:
    invitations = many(30)
    found: list[str] = []
    with pages(letters.PRINTERS[form](catalog, UNIT, invitations)) as held:
        assert len(held) == (2 if form == "labels" else 30)
        for _, picture in held:
            found += scanned(picture)
    assert sorted(found) == payloads(invitations)
    for text in found:
        assert rules.read_scan(text) == ("I", text.removeprefix(rules.INVITED))


def cut(picture: Image.Image, place: int) -> Image.Image:
    """Return the picture of one label, without the marks at its corners."""
    row, column = divmod(place, COLUMNS)
    left, top = column * WIDTH, TOP + row * HEIGHT
    edges = (left + 2, top + 2, left + WIDTH - 2, top + HEIGHT - 2)
    return picture.crop(tuple(round(each * MM) for each in edges))


def test_labels_hold_24_a_page_each_with_its_own_code_and_none_runs_over(catalog: Catalog) -> None:
    invitations = many(24)
    with pages(letters.labels(catalog, UNIT, invitations)) as [(_, picture)]:
        for place, each in enumerate(invitations):
            label = cut(picture, place)
            assert scanned(label) == [rules.INVITED + each.code]
            ink = ImageChops.invert(label.point(lambda value: 255 if value > 200 else 0)).getbbox()
            assert ink is not None
            left, top, right, bottom = (side / MM + 2 for side in ink)
            assert left >= 4
            assert top >= 4
            assert right <= WIDTH - 4
            assert bottom <= HEIGHT - 4


def test_a_labels_code_is_22_mm_wide(catalog: Catalog) -> None:
    with pages(letters.labels(catalog, UNIT, many(1))) as [(_, picture)]:
        [found] = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
    assert (found.position.top_right.x - found.position.top_left.x) / MM >= 21.5


def test_a_label_says_who_when_and_how_many_and_the_code_in_letters(catalog: Catalog) -> None:
    invitations = invited(GUESTS[0])
    with pages(letters.labels(catalog, UNIT, invitations)) as [(text, _)]:
        for said in ("㐂䶮堃", "实验小学", "12月20日", "09:50–10:30", "40 人"):
            assert said in text
        assert spaced(invitations[0].code) in text


def test_a_label_without_a_time_says_so(catalog: Catalog) -> None:
    with pages(letters.labels(catalog, UNIT, invited(Guest(name="王")))) as [(text, _)]:
        assert "以通知为准" in text


def test_a_letter_says_all_that_a_guest_needs_to_know(catalog: Catalog) -> None:
    invitations = invited(GUESTS[0])
    with pages(letters.letters(catalog, UNIT, invitations)) as [(text, _)]:
        plain = "".join(text.split())
    pack = catalog.pack
    said = [
        pack.event.bureau.zh,
        pack.event.name.zh,
        pack.event.theme.zh,
        "邀请函",
        "㐂䶮堃：",
        "实验小学",
        "2026年12月20日（星期日）09:50–10:30",
        "40人",
        catalog.units[UNIT].name.zh,
        catalog.units[UNIT].name.en,
        *(stop.name.zh for stop in pack.tour.stops),
        *(rule.zh for rule in pack.tour.rules),
        f"{KEEP.days}天后删除",
        "扫码器",
        invitations[0].code,
        f"erased {KEEP.days} days after the event",
    ]
    for each in said:
        assert "".join(each.split()) in plain, each


@pytest.mark.parametrize(
    ("guest", "zh", "en"),
    [
        (Guest(name="王"), "以通知为准", "time: to be announced."),
        (Guest(name="王", slot="slot-3"), "日期以通知为准， 10:40–11:20", "date to be announced"),
        (
            Guest(name="王", day="2026-12-21"),
            "（星期一），场次以通知为准",
            "2026-12-21, time to be",
        ),
        (Guest(name="王", slot="gone"), "以通知为准", "to be announced"),
    ],
)
def test_what_is_open_is_to_be_announced(catalog: Catalog, guest: Guest, zh: str, en: str) -> None:
    with pages(letters.letters(catalog, UNIT, invited(guest))) as [(text, _)]:
        plain = "".join(text.split())
    assert "".join(zh.split()) in plain
    assert "".join(en.split()) in plain


def test_a_laptop_without_unit_invites_to_the_bureau(catalog: Catalog) -> None:
    with pages(letters.letters(catalog, None, invited(GUESTS[4]))) as [(text, _)]:
        assert f"地点 {catalog.pack.event.bureau.zh}" in " ".join(text.split())


def test_long_rules_are_set_smaller_then_cut_and_never_run_into_the_code(
    catalog: Catalog,
) -> None:
    tour = replace(catalog.pack.tour, rules=tuple(words("须知" * 250) for _ in range(12)))
    held = with_pack(catalog, tour=tour)
    with pages(letters.letters(held, UNIT, invited(GUESTS[1]))) as [(text, picture)]:
        assert len(scanned(picture)) == 1
        assert "其余须知" in text


def test_letters_that_the_font_lacks_are_boxes_and_told(catalog: Catalog) -> None:
    rare, held = invited(Guest(name="𠮷田"), GUESTS[0])
    for form in letters.PRINTERS.values():
        printed = form(catalog, UNIT, [rare, held])
        assert [each.code for each in printed.incomplete] == [spaced(rare.code)]
        with pages(printed) as shown:
            assert "□田" in shown[0][0]


def glyph(catalog: Catalog, name: str) -> Image.Image:
    with pages(
        letters.labels(catalog, UNIT, [OpenedInvitation("A" * 12, Guest(name=name))])
    ) as held:
        return cut(held[0][1], 0).crop((round(30 * MM), 0, round(66 * MM), round(10 * MM)))


def test_rare_letters_are_drawn_each_in_its_own_shape(catalog: Catalog) -> None:
    drawn = [glyph(catalog, name) for name in ("㐂", "䶮", "堃", "□")]
    assert all(ImageChops.invert(each).getbbox() for each in drawn)
    assert len({each.tobytes() for each in drawn}) == 4
