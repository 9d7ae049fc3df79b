"""Test that every card's code reads back byte for byte, on screen, as files and in print."""

from __future__ import annotations

import io
import re

import msgspec
import pypdfium2
import pytest
import vobject
import zxingcpp
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from kiosk.booth.cards.checking import check_all
from kiosk.booth.cards.sheet import sheet
from kiosk.booth.cards.vcard import dialled, vcard
from kiosk.cli import kiosk
from kiosk.content.catalog import Catalog
from kiosk.shell import qr
from tests.factories import card, event, held_rows, unit, words

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


def test_every_card_reads_back_from_png_and_svg(client: FlaskClient, catalog: Catalog) -> None:
    assert catalog.cards
    for name in catalog.cards:
        contact = client.get(f"/cards/{name}.vcf").data
        png = client.get(f"/cards/{name}.png")
        svg = client.get(f"/cards/{name}.svg")
        assert (png.mimetype, svg.mimetype) == ("image/png", "image/svg+xml")
        assert decoded(Image.open(io.BytesIO(png.data))) == contact, name
        assert decoded(drawn(svg.get_data(as_text=True))) == contact, name


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
    held = {vcard(each, catalog.units[each.unit], catalog.pack.event) for each in cards}
    assert read == held


def test_sheet_says_each_number_and_whom_to_call_in_an_emergency(catalog: Catalog) -> None:
    with pypdfium2.PdfDocument(sheet(catalog, catalog.pack.cards[:3])) as document:
        text = document[0].get_textpage().get_text_bounded()
    for each in catalog.pack.cards[:3]:
        assert each.phone in text
    assert "示例号码" in text
    assert text.count("110") >= 3


def test_every_contact_is_a_vcard_as_telephones_read_it(
    client: FlaskClient, catalog: Catalog
) -> None:
    for name, held in catalog.cards.items():
        answered = client.get(f"/cards/{name}.vcf")
        assert answered.mimetype == "text/vcard"
        assert f'filename="{name}.vcf"' in answered.headers["Content-Disposition"]
        data = answered.data
        assert data.startswith(b"BEGIN:VCARD\r\nVERSION:3.0\r\n")
        assert data.endswith(b"END:VCARD\r\n")
        assert data.count(b"\n") == data.count(b"\r\n") == data.count(b"\r")
        contact = vobject.readOne(data.decode())
        unit_name = catalog.units[held.unit].name.zh
        assert held.post.zh in contact.fn.value
        assert unit_name in contact.fn.value
        assert contact.org.value == [catalog.pack.event.bureau.zh, unit_name]
        assert contact.title.value == held.post.zh
        assert contact.tel.value == dialled(held.phone)


@settings(max_examples=20)
@given(post=NAMES, name=NAMES, bureau=NAMES)
def test_any_name_is_escaped_and_read_back(post: str, name: str, bureau: str) -> None:
    made = vcard(card(post=words(post)), unit(name=words(name)), event(bureau))
    contact = vobject.readOne(made.decode())
    assert contact.title.value == post
    assert contact.fn.value == f"{name} {post}"
    assert contact.org.value == [bureau, name]
    assert decoded(Image.open(io.BytesIO(qr.png(made)))) == made


@pytest.mark.parametrize("text", ["a\nb", "a\r\nb", "a\rb", "a\n\nb"])
def test_line_break_in_a_name_stays_inside_its_line(text: str) -> None:
    made = vcard(card(post=words(text)), unit(), event())
    assert made.count(b"\r\n") == made.count(b"\n") == 8
    assert made.count(b"\r") == 8
    title = vobject.readOne(made.decode()).title.value
    assert title.split() == ["a", "b"]


@pytest.mark.parametrize(
    ("phone", "number"),
    [("0573-0000 0001", "057300000001"), ("+86 573 1", "+865731"), ("110", "110")],
)
def test_number_is_written_as_it_is_dialled(phone: str, number: str) -> None:
    assert dialled(phone) == number


def test_showing_a_card_is_recorded_and_its_files_are_not(client: FlaskClient) -> None:
    page = client.get("/cards/criminal-desk").get_data(as_text=True)
    assert "示例号码，请勿拨打" in page
    assert "/cards/criminal-desk.svg" in page
    for form in ("png", "svg", "vcf"):
        client.get(f"/cards/criminal-desk.{form}")
    [row] = held_rows("card_shown")
    assert (row["card"], row["about_unit"]) == ("criminal-desk", "criminal")


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
    ["/cards/none", "/cards/none.png", "/cards/none.svg", "/cards/none.vcf", "/cards/unit/x"],
)
def test_unknown_card_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404
    assert held_rows("card_shown") == []


def test_check_command_reads_every_card(app: Flask, catalog: Catalog) -> None:
    data = str(app.config["SETTINGS"].data)
    result = CliRunner().invoke(kiosk, ["cards", "check", "--data", data])
    assert result.exit_code == 0, result.output
    assert f"{len(catalog.cards)} cards, 0 bad" in result.output


@pytest.mark.parametrize(
    ("name", "phone"),
    [("public-security-desk", "0573-8564 4408"), ("traffic-desk", "0573-8570 8728")],
)
def test_a_bar_code_seen_within_a_good_code_alarms_nobody(
    catalog: Catalog, name: str, phone: str
) -> None:
    changed = tuple(
        msgspec.structs.replace(each, phone=phone) if each.id == name else each
        for each in catalog.pack.cards
    )
    held = Catalog(msgspec.structs.replace(catalog.pack, cards=changed), catalog.digest)
    assert [each.id for each, is_good in check_all(held) if not is_good] == []
