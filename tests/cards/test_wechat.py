"""A WeChat account is shown only where its picture or link leads to WeChat."""

from __future__ import annotations

import io
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image, ImageDraw

from kiosk.cli import kiosk
from kiosk.content.catalog import Catalog
from kiosk.content.load import load
from kiosk.content.wechat import WeChatFault, require_wechat, target
from kiosk.shell import qr
from tests.factories import pack_folder, put_on_screen, replace_once

OFFICIAL = "http://weixin.qq.com/r/AbCdEfGhIjKlMnOp"
WORK = "https://work.weixin.qq.com/ca/cawcde0123456789"


def picture(*held: str, form: str = "PNG") -> bytes:
    """Draw codes side by side on a picture as accounts download it: with white around, larger."""
    codes = [Image.open(io.BytesIO(qr.png(each.encode()))).convert("RGB") for each in held]
    whole = Image.new("RGB", (sum(each.width for each in codes) + 400, 900), "white")
    ImageDraw.Draw(whole).ellipse((20, 20, 120, 120), fill="green")
    left = 200
    for code in codes:
        whole.paste(code, (left, 200))
        left += code.width
    file = io.BytesIO()
    whole.save(file, form)
    return file.getvalue()


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_the_code_in_a_picture_is_read(form: str) -> None:
    assert target(picture(OFFICIAL, form=form)) == OFFICIAL


@pytest.mark.parametrize(
    ("held", "said"),
    [
        ((), "没有读到二维码"),
        ((OFFICIAL, WORK), "2 个二维码"),
        (("http://example.com/r/AbC",), "example.com"),
        (("BEGIN:VCARD\r\nVERSION:3.0\r\nEND:VCARD",), "不是微信"),
    ],
)
def test_a_picture_without_a_code_of_wechats_is_refused(held: tuple[str, ...], said: str) -> None:
    with pytest.raises(WeChatFault) as fault:
        target(picture(*held))
    assert said in fault.value.zh
    assert fault.value.en


def test_what_is_no_picture_holds_no_code() -> None:
    for data in (b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", picture(OFFICIAL)[:300]):
        with pytest.raises(WeChatFault, match="no QR code"):
            target(data)


@pytest.mark.parametrize(
    "link",
    [
        *(OFFICIAL, WORK, "https://u.wechat.com/AbC", "http://weixin.qq.com/q/02AbC"),
        *("https://weixin.qq.com/g/AbC", "https://mp.weixin.qq.com/a/~AbC"),
    ],
)
def test_links_of_wechat_are_taken(link: str) -> None:
    assert require_wechat(link) == link


@pytest.mark.parametrize(
    "link",
    [
        *("http://example.com/", "https://example.com/weixin.qq.com", "http://u.wechat.com/AbC"),
        *("https://weixin.qq.com.example.com/r/A", "https://weixin.qq.com@example.com/r/A"),
        *("https://example.com\\@weixin.qq.com/r/A", "http://weixin.qq.com:8080/r/A"),
        *("http://weixin.qq.com/pay", "https://evilweixin.qq.com/", "weixin://dl/chat"),
        *("javascript:alert(1)", "https://weixin.qq.com/ r/A", "https://wéixin.qq.com/r/A"),
        *("https://[::1/", "tel:110", "", "https://weixin.qq.com:x/r/A", "HTTP://QQ.COM/r/A"),
    ],
)
def test_links_to_elsewhere_are_refused(link: str) -> None:
    with pytest.raises(WeChatFault, match="not WeChat"):
        require_wechat(link)


def pack_with(folder: Path, field: str, data: bytes = b"") -> Path:
    """Give the first card of a pack a field more, and the picture that it may name."""
    replace_once(folder / "cards.yaml", "    is_placeholder: true\n", f"    {field}\n")
    if data:
        (folder / "images" / "account.png").write_bytes(data)
    return folder


@pytest.mark.parametrize(
    ("field", "held", "said"),
    [
        ("wechat: account.png", (), "没有读到二维码"),
        ("wechat: account.png", ("http://example.com/",), "example.com"),
        ("wechat: account.png", None, "account.png"),
        ("wechat_link: 'http://example.com/'", None, "example.com"),
        ("wechat_link: 'weixin'", None, "u.wechat.com"),
    ],
)
def test_a_pack_with_a_bad_account_is_refused_by_line_and_card(
    tmp_path: Path, field: str, held: tuple[str, ...] | None, said: str
) -> None:
    data = b"" if held is None else picture(*held)
    errors = load(pack_with(pack_folder(tmp_path), field, data)).errors
    assert [str(each).partition(":")[0] for each in errors] == ["cards.yaml"]
    assert said in str(errors[0])
    assert "cards.0.wechat" in str(errors[0])


def test_a_good_account_is_loaded(tmp_path: Path) -> None:
    loaded = load(pack_with(pack_folder(tmp_path), "wechat: account.png", picture(OFFICIAL)))
    assert loaded.errors == []


def shown(app: Flask, catalog: Catalog) -> Catalog:
    """Put the pack on screen with a picture for the bureau and a link of one card's own."""
    own = msgspec.structs.replace(catalog.pack.cards[1], wechat_link=WORK)
    event = msgspec.structs.replace(catalog.pack.event, wechat="account.png")
    pictures = {"account.png": picture(OFFICIAL)}
    return put_on_screen(app, catalog, pictures, event=event, cards=(catalog.pack.cards[0], own))


def test_a_picture_is_drawn_anew_as_a_code_that_is_read_well(
    app: Flask, client: FlaskClient, catalog: Catalog
) -> None:
    first, own = shown(app, catalog).pack.cards
    for card, expected in ((first, OFFICIAL), (own, WORK)):
        drawn = client.get(f"/cards/{card.id}/wechat.png").data
        with Image.open(io.BytesIO(drawn)) as code:
            assert code.width <= 41 * qr.PNG_MODULE
        assert client.get(f"/cards/{card.id}/by/wechat").status_code == 200
        assert qr.png(expected.encode(), "L") == drawn


def test_the_check_names_where_each_account_leads(app: Flask, catalog: Catalog) -> None:
    first, own = shown(app, catalog).pack.cards
    done = CliRunner().invoke(kiosk, ["cards", "check", "--data", str(app.config["SETTINGS"].data)])
    assert done.exit_code == 0, done.output
    assert f"{first.id} → {OFFICIAL}" in done.output
    assert f"{own.id} → {WORK}" in done.output
