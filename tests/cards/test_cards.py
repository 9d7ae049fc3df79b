"""Test that every card's codes read back byte for byte, on screen, as files and in print."""

from __future__ import annotations

import io
import re

import msgspec
import pypdfium2
import pytest
import vobject
import zxingcpp
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from kiosk.booth.cards.codes import call, contact, dialled, international, short
from kiosk.booth.cards.sheet import sheet
from kiosk.content.catalog import Catalog
from kiosk.shell import qr
from tests.factories import card, held_rows, put_on_screen, unit, words

DPI = 300
NAMES = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=30
).filter(lambda text: text == text.strip())


def decoded(picture: Image.Image) -> bytes:
    """Read the one code in a picture, as a camera does."""
    [found] = zxingcpp.read_barcodes(picture.convert("L"))
    return bytes(found.bytes)


def drawn(svg: str, module: int = 6) -> Image.Image:
    """Draw the squares of a code's SVG, and nothing else that it may hold."""
    box = re.search(r'viewBox="0 0 (\d+) (\d+)"', svg)
    assert box
    assert box[1] == box[2]
    picture = Image.new("L", (int(box[1]) * module,) * 2, 255)
    pen = ImageDraw.Draw(picture)
    [dark] = re.findall(r'fill="#000" d="([^"]*)"', svg)
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", dark):
        left, top = int(x) * module, int(y) * module
        pen.rectangle((left, top, left + int(width) * module - 1, top + module - 1), fill=0)
    return picture


def test_every_code_of_every_card_reads_back_from_png_and_svg(
    client: FlaskClient, catalog: Catalog
) -> None:
    assert catalog.cards
    for name, each in catalog.cards.items():
        own = catalog.units[each.unit]
        held = {"contact": contact(each, own, "zh"), "short": short(each, own, "zh")}
        held["call"] = call(each)
        for code in held:
            png = client.get(f"/cards/{name}/{code}.png")
            svg = client.get(f"/cards/{name}/{code}.svg")
            assert (png.mimetype, svg.mimetype) == ("image/png", "image/svg+xml")
            assert decoded(Image.open(io.BytesIO(png.data))) == held[code], (name, code)
            assert decoded(drawn(svg.get_data(as_text=True))) == held[code], (name, code)
        assert client.get(f"/cards/{name}.vcf").data == held["contact"]


def test_every_card_reads_back_from_the_printed_sheet(catalog: Catalog) -> None:
    cards = catalog.pack.cards
    read: set[bytes] = set()
    with pypdfium2.PdfDocument(sheet(catalog, cards)) as document:
        assert len(document) == (len(cards) + 9) // 10
        for page in document:
            assert [round(side * 25.4 / 72) for side in page.get_size()] == [210, 297]
            picture = page.render(scale=DPI / 72, grayscale=True).to_pil()
            found = [bytes(each.bytes) for each in zxingcpp.read_barcodes(picture)]
            assert len(found) == len(set(found))
            read.update(found)
    held = {
        code(each, catalog.units[each.unit], "zh") for each in cards for code in (contact, short)
    }
    assert read == held


def test_sheet_says_each_number_and_whom_to_call_in_an_emergency(catalog: Catalog) -> None:
    with pypdfium2.PdfDocument(sheet(catalog, catalog.pack.cards[:3])) as document:
        text = document[0].get_textpage().get_text_bounded()
    for each in catalog.pack.cards[:3]:
        assert each.phone in text
    assert "示例号码" in text
    assert text.count("110") >= 3


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_contact_is_a_vcard_as_telephones_read_it_in_the_language_of_the_page(
    client: FlaskClient, catalog: Catalog, language: str
) -> None:
    client.post("/view", data={"language": language})
    for name, held in catalog.cards.items():
        answered = client.get(f"/cards/{name}.vcf")
        assert answered.mimetype == "text/vcard"
        assert f'filename="{name}.vcf"' in answered.headers["Content-Disposition"]
        data = answered.data
        assert data.startswith(b"BEGIN:VCARD\r\nVERSION:3.0\r\n")
        assert data.endswith(b"END:VCARD\r\n")
        assert data.count(b"\n") == data.count(b"\r\n") == data.count(b"\r")
        read = vobject.readOne(data.decode())
        for part in (catalog.units[held.unit].name, held.post, held.community):
            assert not part or getattr(part, language) in read.fn.value
        assert read.n.value.family == read.fn.value
        assert read.tel.value == international(held.phone)


@settings(max_examples=20)
@given(post=NAMES, name=NAMES)
def test_any_name_is_escaped_and_read_back(post: str, name: str) -> None:
    made = contact(card(post=words(post)), unit(name=words(name)), "zh")
    assert vobject.readOne(made.decode()).fn.value == f"{name} {post}"
    assert decoded(Image.open(io.BytesIO(qr.png(made, "L")))) == made


@settings(max_examples=20)
@given(post=NAMES, name=NAMES)
def test_short_code_of_any_name_stays_one_entry_of_33_modules(post: str, name: str) -> None:
    made = short(card(post=words(post)), unit(short=words(name)), "zh")
    assert len(qr.matrix(made, "L")) <= 33
    entry, number, end, rest = re.split(r"(?<!\\)(?:\\\\)*;", made.decode())
    assert entry.startswith("MECARD:N:")
    assert not re.search(r'(?<!\\)(?:\\\\)*[:,"]', entry.removeprefix("MECARD:N:"))
    assert number.startswith("TEL:")
    assert (end, rest) == ("", "")


@pytest.mark.parametrize("text", ["a\nb", "a\r\nb", "a\rb", "a\n\nb"])
def test_line_break_in_a_name_stays_inside_its_line(text: str) -> None:
    made = contact(card(post=words(text)), unit(), "zh")
    assert made.count(b"\r\n") == made.count(b"\n") == 6
    assert made.count(b"\r") == 6
    assert vobject.readOne(made.decode()).fn.value.split()[-2:] == ["a", "b"]
    assert b"\n" not in short(card(post=words(text)), unit(), "zh")


def test_english_codes_show_no_mark_that_english_is_missing() -> None:
    held, own = (
        card(post=words("值班岗", "")),
        unit(name=words("一所", ""), short=words("一所", "")),
    )
    assert contact(held, own, "en") == contact(held, own, "zh")
    assert short(held, own, "en").startswith("MECARD:N:一所 值班岗;".encode())


@pytest.mark.parametrize(
    ("phone", "number"),
    [("0573-0000 0001", "057300000001"), ("+86 573 1", "+865731"), ("110", "110")],
)
def test_number_is_written_as_it_is_dialled(phone: str, number: str) -> None:
    assert dialled(phone) == number


@pytest.mark.parametrize(
    ("phone", "number"),
    [
        *(("0573-0000 0001", "+8657300000001"), ("010-0000 0000", "+861000000000")),
        *(("138 0000 0000", "+8613800000000"), ("+86 573 0000 0001", "+8657300000001")),
        *(("0086 573 0000 0001", "+8657300000001"), ("110", "110"), ("96110", "96110")),
        *(("12389", "12389"), ("400-000 0000", "4000000000"), ("0000 0000", "00000000")),
        ("8512 3456", "85123456"),
    ],
)
def test_number_with_an_areas_code_is_written_as_it_is_dialled_anywhere(
    phone: str, number: str
) -> None:
    assert international(phone) == number


def test_showing_a_card_is_recorded_and_its_files_are_not(client: FlaskClient) -> None:
    page = client.get("/cards/criminal-desk").get_data(as_text=True)
    assert "示例号码，请勿拨打" in page
    assert "/cards/criminal-desk/short.svg" in page
    for form in ("/short.png", "/contact.svg", ".vcf"):
        client.get(f"/cards/criminal-desk{form}")
    [row] = held_rows("card_shown")
    assert (row["card"], row["about_unit"]) == ("criminal-desk", "criminal")
    assert held_rows("card_taken") == []


def test_a_sample_number_cannot_be_tapped_and_a_real_one_can(
    app: Flask, client: FlaskClient, catalog: Catalog
) -> None:
    sample, real = catalog.pack.cards[:2]
    real = msgspec.structs.replace(real, phone="0573-8512 3456", is_placeholder=False)
    put_on_screen(app, catalog, cards=(sample, real))
    assert "tel:" not in client.get(f"/cards/{sample.id}").get_data(as_text=True)
    assert 'href="tel:+8657385123456"' in client.get(f"/cards/{real.id}").get_data(as_text=True)


def test_every_unit_leads_to_a_card(client: FlaskClient, catalog: Catalog) -> None:
    towns = client.get("/cards/").get_data(as_text=True)
    for name in catalog.units:
        where = client.get(f"/cards/unit/{name}").headers["Location"]
        assert where.removeprefix("/cards/") in catalog.cards
    for each in catalog.pack.units:
        if each.kind != "partner":
            assert f'/cards/unit/{each.id}"' in towns


def test_hotlines_show_every_number(client: FlaskClient, catalog: Catalog) -> None:
    page = client.get("/cards/hotlines").get_data(as_text=True)
    for line in catalog.pack.hotlines:
        assert line.number in page


@pytest.mark.parametrize(
    "path",
    [
        *("none", "none/short.png", "none/short.svg", "none.vcf", "unit/x", "none/kept"),
        *("none/by/wechat", "criminal-desk/by/none", "criminal-desk/none.svg"),
        "criminal-desk/wechat.svg",
    ],
)
def test_unknown_card_code_or_app_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(f"/cards/{path}").status_code == 404
    assert held_rows("card_shown") == []
