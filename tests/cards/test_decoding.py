"""Every code of every card is read by three decoders: far away, blurred, at a slant, with noise."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner
from flask import Flask

from kiosk.booth.cards import checking, commands, decoders, distortions, service
from kiosk.booth.cards.checking import Reading, check_all, former_modules
from kiosk.booth.cards.decoders import Decoder
from kiosk.cli import kiosk
from kiosk.content import service as content
from kiosk.content.catalog import Catalog
from kiosk.shell import qr
from kiosk.storage.db import db
from tests.debian import install_library
from tests.factories import put_on_screen, with_pack, words
from tests.launch import from_nothing
from tests.process import run


@pytest.fixture(scope="module")
def installed() -> list[Decoder]:
    """Return all three decoders; ZBar's library comes from Debian."""
    install_library("zbar", "libzbar0")
    found = decoders.every()
    assert [each.name for each in found] == ["zxing-cpp", "WeChat", "ZBar"]
    assert all(each.read for each in found)
    return found


@pytest.fixture(scope="module")
def bundled() -> Catalog:
    """Return the bundled pack."""
    loaded = content.bundled()
    return Catalog(content.require_whole(loaded), loaded.digest)


@pytest.fixture(scope="module")
def readings(installed: list[Decoder], bundled: Catalog) -> list[Reading]:
    """Read every code of the bundled pack, which has no pictures to look up."""
    return list(check_all(None, bundled, installed))  # type: ignore[arg-type]


def test_every_decoder_reads_every_short_code_and_call_after_each_distortion(
    readings: list[Reading], bundled: Catalog
) -> None:
    names = {each.name for each in distortions.every()}
    assert {"60 px", "blur", "slant", "noise"} < names
    held = [each for each in readings if each.code != "contact"]
    assert len(held) == 3 * len(bundled.cards)  # Short in both languages, and the call.
    for each in held:
        assert len(each.read) == 3 * len(names)
        assert all(each.read.values()), (each.card.id, each.code, each.language)


def test_every_decoder_reads_every_contact_but_at_60_pixels(readings: list[Reading]) -> None:
    for each in readings:
        missed = {distortion for (distortion, _), is_read in each.read.items() if not is_read}
        assert missed <= {"60 px"}, (each.card.id, each.code, missed)
        assert each.is_good


def test_codes_are_smaller_than_before(readings: list[Reading], bundled: Catalog) -> None:
    most = {"contact": 53, "short": 33, "call": 25}
    for each in readings:
        before = former_modules(bundled, each.card)
        assert each.modules
        assert before
        assert each.modules <= most[each.code] < before


def test_distortions_spoil_a_picture_the_same_way_each_time() -> None:
    code = qr.png(b"tel:+8657300000001", "L")
    for each in distortions.every():
        first, again = each.spoil(code), each.spoil(code)
        assert first.tobytes() == again.tobytes()
        if each.name not in ("plain", "60 px", "120 px"):
            assert first.tobytes() != next(distortions.every()).spoil(code).tobytes()


def test_what_cannot_be_read_is_not_called_good() -> None:
    """A decoder that sees a second code, or another, has not read the card."""
    wrong = Decoder("wrong", "none", lambda _picture: [b"tel:110", b"tel:119"])
    loaded = content.bundled()
    pack = content.require_whole(loaded)
    catalog = with_pack(Catalog(pack, loaded.digest), cards=pack.cards[:1])
    found = list(check_all(None, catalog, [wrong]))  # type: ignore[arg-type]
    assert not any(each.is_good for each in found)


def run_check(app: Flask) -> tuple[int, str]:
    """Run the command on the app's own data; return its exit code and what it said."""
    done = CliRunner().invoke(
        kiosk, ["cards", "check", "--data", app.config["SETTINGS"].data.as_posix()]
    )
    return done.exit_code, done.output


def test_check_command_says_sizes_before_and_after_and_how_each_code_was_read(
    app: Flask, catalog: Catalog, installed: list[Decoder]
) -> None:
    cards = catalog.pack.cards[:2]
    put_on_screen(app, catalog, cards=cards)
    code, said = run_check(app)
    assert code == 0, said
    assert "2 cards, 0 bad" in said
    assert "zxing-cpp, WeChat, ZBar" in said
    for card in cards:
        lines = [line.split() for line in said.splitlines() if line.startswith(f"{card.id} ")]
        assert [line[1:3] for line in lines][1:] == [
            *(["contact", "zh"], ["contact", "en"], ["short", "zh"], ["short", "en"]),
            lines[-1][1:3],
        ]
        assert int(lines[0][-1]) > int(lines[1][3])
        assert lines[3][4:] == ["3/3"] * 6


def test_a_card_too_long_to_be_read_is_refused_by_card_code_distortion_and_mending(
    app: Flask, catalog: Catalog, installed: list[Decoder]
) -> None:
    """Chinese names as long as a printed card takes make a contact that a blurred picture loses."""
    long = msgspec.structs.replace(catalog.pack.cards[0], post=words("很" * 60))
    put_on_screen(app, catalog, cards=(long, catalog.pack.cards[1]))
    code, said = run_check(app)
    assert code == commands.UNREADABLE
    [line] = [each for each in said.splitlines() if "(blur)" in each and " contact zh" in each]
    assert f"BAD  {long.id}  {long.phone}: 通讯录名片 contact zh: 模糊时 " in line
    assert "请写短岗位（post）" in line
    assert "shorten its post" in line
    assert "short zh: " not in said
    assert "2 cards, 1 bad" in said


def test_a_number_too_long_is_refused_by_its_card(app: Flask, catalog: Catalog) -> None:
    card = msgspec.structs.replace(catalog.pack.cards[0], phone="0573-0000 0001 8888")
    put_on_screen(app, catalog, cards=(card,))
    code, said = run_check(app)
    assert code == commands.UNREADABLE
    assert f"{card.id} 的号码 0573-0000 0001 8888 拨不通" in said


def test_an_account_whose_link_is_too_long_to_be_read_far_away_is_refused(
    app: Flask, catalog: Catalog, installed: list[Decoder]
) -> None:
    link = f"https://mp.weixin.qq.com/s?{'x' * 170}"
    card = msgspec.structs.replace(catalog.pack.cards[0], wechat_link=link)
    put_on_screen(app, catalog, cards=(card,))
    code, said = run_check(app)
    assert code == commands.UNREADABLE
    assert "微信号 wechat" in said
    assert "(60 px)" in said
    assert "use the account's own code" in said


def test_a_decoder_that_is_not_installed_is_named_and_the_others_are_used(tmp_path: Path) -> None:
    broken = tmp_path / "packages"
    for name in ("cv2", "pyzbar"):
        (broken / name).mkdir(parents=True)
        (broken / name / "__init__.py").write_text("raise ImportError", encoding="utf-8")
    with from_nothing():
        done = run("cards", "check", data=tmp_path / "data", PYTHONPATH=str(broken))
    assert done.returncode == 0, done.stderr
    assert "识读程序 decoders: zxing-cpp\n" in done.stdout
    for name, package in (("WeChat", "opencv-contrib-python-headless"), ("ZBar", "pyzbar")):
        assert f"没有 {name} 识读程序" in done.stdout
        assert f"pip install {package}" in done.stdout
    assert "32 cards, 0 bad" in done.stdout


def test_names_of_codes_and_ways_to_mend_them_are_there_for_each(catalog: Catalog) -> None:
    with db.engine.connect() as tx:
        made = {code for code, _, _ in service.all_codes(tx, catalog, catalog.pack.cards[0])}
    assert made == {"contact", "short", "call"}
    assert made < set(checking.MENDING)
