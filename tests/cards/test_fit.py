"""Whatever a pack says, the words of a printed card keep their place, or are refused by name."""

from __future__ import annotations

import io
from pathlib import Path

import msgspec
import pypdfium2
import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient

from kiosk.booth.cards.sheet import boxed, sheet
from kiosk.cli import kiosk
from kiosk.content.card_texts import faults, is_one_number
from kiosk.content.catalog import Catalog
from kiosk.content.load import load
from kiosk.content.pack import Card
from kiosk.errors import Refused
from tests.factories import pack_folder, put_on_screen, replace_once, with_pack, words

MM = 72 / 25.4
LEFT, WIDTH, EMERGENCY = 25 * MM, 37 * MM, "紧急情况请拨打 110"
LONG_NUMBER = "+86 0573 0000 0000-000000"


def changed(catalog: Catalog, **given: object) -> Catalog:
    """Return the pack with one card only, changed."""
    card = msgspec.structs.replace(catalog.pack.cards[0], **given)
    return with_pack(catalog, cards=(card,))


def printed(catalog: Catalog) -> tuple[str, list[tuple[str, float, float, float]]]:
    """Print the sheet; return its text, and each letter left of the codes with its edges."""
    with pypdfium2.PdfDocument(io.BytesIO(sheet(catalog, catalog.pack.cards))) as document:
        page = document[0].get_textpage()
        text = page.get_text_range()
        letters = []
        for place, letter in enumerate(text):
            left, bottom, right, _ = page.get_charbox(place)
            if not letter.isspace() and left < LEFT + WIDTH + 3 * MM:
                letters.append((letter, left, bottom, right))
    return text, letters


TEXTS = {
    "as in the case": "社区民警买买提江·阿卜杜热依木",
    "many letters": "国" * 60,
    "a Latin word of 40": "Donaudampfschifffahrtsgesellschaftskapit"[:40],
    "widest Latin letters": "W" * 99,
    "Latin words": "Wwwwwwwwwwww " * 7 + "W",
    "Latin with hyphens": "MWMWMWMWMWMWMW-" * 6,
    "dashes": "—" * 60,
    "dots": "……" * 30,
    "boxes": "𬎆" * 60,
    "emoji": "👮" * 30,
    "a family": "👨\u200d👩\u200d👧" * 12,
    "Arabic": "شرطة" * 15,
    "full width": "ＷＩＤＥ　全角１２３" * 4,
    "lines": "一\n二\n\n三\r\n四\u2028五",
    "tabs": "一\t二\u3000三\u00a0四",
    "combining marks": "e\u0301a\u0308n\u0303" * 20,
    "digits": "0123456789" * 9,
    "a wide word among Chinese": "国WWWWWWWWWWWWWWWWWWWWWWWW国",
    "invisible": "民\u200b警\ufeff岗\u202e位\u00ad",
    "quotes": "“" * 60,
}


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("is_full", [False, True])
def test_no_word_leaves_its_place_or_stands_on_another(
    catalog: Catalog, name: str, is_full: bool
) -> None:
    given = {"post": words(TEXTS[name]), "phone": LONG_NUMBER, "is_placeholder": True}
    if is_full:
        given["community"] = words("社" * 40)
    held = changed(catalog, **given)
    if is_full:
        bureau, unit = words("局" * 40), held.pack.cards[0].unit
        units = tuple(
            msgspec.structs.replace(each, name=words("队" * 40)) if each.id == unit else each
            for each in held.pack.units
        )
        event = msgspec.structs.replace(held.pack.event, bureau=bureau)
        held = with_pack(held, units=units, event=event)
    text, letters = printed(held)
    assert EMERGENCY.replace(" ", "") in "".join(text.split())
    last = len(EMERGENCY.replace(" ", ""))
    said = "".join(letter for letter, *_ in letters)
    assert said.endswith(EMERGENCY.replace(" ", ""))
    floor = max(letters[-last:], key=lambda each: each[2])
    for letter, left, bottom, right in letters[:-last]:
        assert left >= LEFT - 1, letter
        assert right <= LEFT + WIDTH + 1, letter
        assert bottom > floor[2] + 7, letter


def test_what_stands_on_a_card_is_what_the_pack_says(catalog: Catalog) -> None:
    for name in ("as in the case", "a Latin word of 40", "Latin words", "full width"):
        _, letters = printed(changed(catalog, post=words(TEXTS[name])))
        said = "".join(letter for letter, *_ in letters).replace("\u200b", "")
        assert "".join(TEXTS[name].split()) in said, name


@pytest.mark.parametrize(
    ("field", "text"),
    [
        *(("post", "很" * 61), ("post", "很" * 600), ("post", "W" * 102), ("post", "— " * 40)),
        *(("community", "很" * 41), ("community", "x" * 70), ("community", "□" * 50)),
        *(("unit", "很" * 41), ("unit", "Very long name " * 5), ("bureau", "很" * 41)),
        ("bureau", "公安局" * 20),
    ],
)
def test_a_text_that_no_card_holds_is_refused_by_the_name_of_card_and_field(
    catalog: Catalog, field: str, text: str
) -> None:
    held = changed(catalog)
    card = held.pack.cards[0]
    if field == "bureau":
        event = msgspec.structs.replace(held.pack.event, bureau=words(text))
        held = with_pack(held, event=event)
    elif field == "unit":
        units = [
            msgspec.structs.replace(each, name=words(text)) if each.id == card.unit else each
            for each in held.pack.units
        ]
        held = with_pack(held, units=tuple(units))
    else:
        held = changed(held, **{field: words(text)})
    [fault] = faults(held.pack)
    name = {"bureau": "bureau", "unit": card.unit}.get(field, card.id)
    assert f"{name} 的 {field}" in fault.zh
    assert f"{field} of {name}" in fault.en
    with pytest.raises(Refused, match=f"{name} 的 {field}"):
        sheet(held, held.pack.cards)


def test_content_check_names_file_line_card_and_field(tmp_path: Path) -> None:
    folder = pack_folder(tmp_path)
    line = replace_once(folder / "cards.yaml", "警民联系岗", "联系" * 40)
    [error] = load(folder).errors
    assert str(error).startswith(
        f"cards.yaml:{line}: 错误 error: cards.0.post.zh: political-desk 的 post"
    )
    done = CliRunner().invoke(kiosk, ["content", "check", str(folder)])
    assert done.exit_code == 1
    assert "political-desk" in done.output


@pytest.mark.parametrize("post", ["很" * 600, "很" * 250, "W" * 600, ";" * 600, "👮" * 500])
def test_a_card_that_no_code_holds_is_said_in_words(
    app: Flask, catalog: Catalog, post: str
) -> None:
    """A pack of a former version may hold what `content check` refuses now."""
    first, *others = catalog.pack.cards[:3]
    card = msgspec.structs.replace(first, post=words(post))
    put_on_screen(app, catalog, cards=(card, *others))
    data = str(app.config["SETTINGS"].data)
    for command in (["cards", "check"], ["cards", "print", "--out", f"{data}/c.pdf"]):
        done = CliRunner().invoke(kiosk, [*command, "--data", data])
        assert done.exit_code == 1
        said = done.output + str(done.exception)
        assert f"{card.id} 的 post" in said
        assert f"post of {card.id}" in said
        assert not done.exception or isinstance(done.exception, (SystemExit, Refused))
    assert not Path(data, "c.pdf").exists()


def test_a_code_that_cannot_be_drawn_leaves_its_page_standing(
    app: Flask, client: FlaskClient, catalog: Catalog
) -> None:
    card = msgspec.structs.replace(catalog.pack.cards[0], post=words("很" * 600))
    put_on_screen(app, catalog, cards=(card,))
    assert client.get(f"/cards/{card.id}").status_code == 200
    for form in ("png", "svg"):
        answered = client.get(f"/cards/{card.id}/contact.{form}")
        assert answered.status_code == 409
        assert "二维码最多装" in answered.get_data(as_text=True)


@pytest.mark.parametrize(
    ("post", "letters"),
    [
        *(
            ("社区民警王𬎆", "𬎆"),
            ("民警👮", "👮"),
            ("👨\u200d👩\u200d👧岗", "👨👩👧"),
            ("شرطة", "شرطة"),
        ),
        *(
            ("𠮷田𬎆𠮷", "𠮷𬎆"),
            ("\ue000岗", "\ue000"),
            ("岗\U000f0000", "\U000f0000"),
            ("หมู", "หมู"),
        ),
        *(("𰻞面岗", "𰻞"), ("岗❤\ufe0f", "❤"), ("ひらがな 한글", "한글")),
    ],
)
def test_letters_that_the_fonts_do_not_have_are_boxes_and_named(
    app: Flask, catalog: Catalog, post: str, letters: str
) -> None:
    held = changed(catalog, post=words(post))
    card = held.pack.cards[0].id
    text, _ = printed(held)
    assert text.count("□") == sum(post.count(each) for each in letters)
    assert [(each.card, each.field, each.letters) for each in boxed(held, held.pack.cards)] == [
        (card, "post", letters)
    ]
    put_on_screen(app, catalog, cards=held.pack.cards)
    data = str(app.config["SETTINGS"].data)
    for command in (["cards", "check"], ["cards", "print", "--out", f"{data}/c.pdf"]):
        done = CliRunner().invoke(kiosk, [*command, "--data", data])
        assert done.exit_code == 0, done.output
        assert f"{card}: post: 字体没有“{letters}”，印成 □" in done.output
        assert f"the fonts do not have “{letters}”" in done.output


@pytest.mark.parametrize(
    "post", ["㐂䶮堃", "é", "e\u0301", "㐂\U000e0100", "岗\ufe0e", "a\u200db", "ǎ"]
)
def test_what_only_shapes_a_letter_leaves_no_box(catalog: Catalog, post: str) -> None:
    held = changed(catalog, post=words(post))
    assert list(boxed(held, held.pack.cards)) == []
    assert "□" not in printed(held)[0]


@pytest.mark.parametrize(
    "phone",
    [
        *("0573-85012345-801", "0573 85012345 801", "010-12345678-1", "400-820-8820-1234"),
        *("110 119", "110-122", "85012345 85016789", "0573-85012345 85016789", "13800000000-1"),
        *("13800000000 13900000000", "0573-8501 2345 801", "+86 573 85012345-801", "0" * 13),
    ],
)
def test_what_no_telephone_dials_is_refused(tmp_path: Path, phone: str) -> None:
    folder = pack_folder(tmp_path)
    line = replace_once(folder / "cards.yaml", "0573-0000 0001", f'"{phone}"')
    [error] = load(folder).errors
    assert str(error).startswith(f"cards.yaml:{line}: ")
    assert "political-desk" in error.zh
    assert ("拨不通" in error.zh) or ("最多 25 个字" in error.zh)


@pytest.mark.parametrize("phone", ["０５７３", "", "12", "0573/85012345", "电话 110", "1" * 26])
def test_what_is_no_number_is_refused_in_words(tmp_path: Path, phone: str) -> None:
    folder = pack_folder(tmp_path)
    line = replace_once(folder / "cards.yaml", "0573-0000 0001", f'"{phone}"')
    [error] = load(folder).errors
    assert str(error).startswith(f"cards.yaml:{line}: ")
    assert "半角数字" in error.zh


@pytest.mark.parametrize(
    "phone",
    [
        *("110", "96110", "12345", "0573-85012345", "0573-8501 2345", "0573 8501 2345", "95588"),
        *("+86 573 8501 2345", "+86-573-85012345", "138 0000 0000", "13800000000", "400-820-8820"),
        *("8501 2345", "85012345", "010-1234 5678", "0573 850 1234", "+44 20 7946 0958"),
    ],
)
def test_one_number_is_taken_however_it_is_parted(phone: str) -> None:
    assert is_one_number(phone)


def test_the_bundled_cards_have_no_fault(catalog: Catalog) -> None:
    cards: tuple[Card, ...] = catalog.pack.cards
    assert list(faults(catalog.pack)) == []
    assert list(boxed(catalog, cards)) == []
