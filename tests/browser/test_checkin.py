"""Guests of a station check in and out by touch alone, and leave nothing behind."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, expect

from kiosk.booth.checkin import invitations, rules
from kiosk.booth.checkin.models import Visit as VisitRow
from kiosk.journal import this_device
from kiosk.shell.templates import Language
from tests.browser.chromium import Recorder, launched_on
from tests.browser.conftest import Kind, Visit
from tests.browser.pages import station_pages
from tests.browser.stations import FULL, LARGE, SMALL, beside, station
from tests.browser.test_access import hindrances, readers, violations
from tests.browser.test_privacy import (
    assert_nothing_kept,
    files_with,
    go_back_to_the_beginning,
    secret_words,
    traces,
)
from tests.browser.visitor import LANDSCAPE, LAPTOP, PORTRAIT, Visitor
from tests.conftest import PASSPHRASE
from tests.process import BoothProcess, run

MOST_TAPS = 8


@pytest.fixture(scope="module")
def open_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BoothProcess]:
    """Run one booth at a station for all tests here."""
    with station(tmp_path_factory.mktemp("station") / "data") as booth:
        yield booth


@pytest.fixture
def guest(who: Kind, visit: Visit, open_house: BoothProcess) -> Visitor:
    """Be each kind of guest in turn."""
    screen, language, has_script = who
    return visit(screen, language, has_script=has_script, at=open_house)


def invite(booth: BoothProcess, people: int = 2) -> str:
    """Invite somebody; return what the invitation's QR code holds."""

    def add(tx: Any) -> str:
        here = this_device.place(tx)
        assert here is not None
        before = {row.id for row in invitations.unused(tx, here.event)}
        invitations.add(
            tx, [invitations.Guest(name="㐂", people=people, kind="deputy", slot=LARGE)]
        )
        [row] = [row for row in invitations.unused(tx, here.event) if row.id not in before]
        return rules.INVITED + str(row.id)

    held: str = beside(booth, add)
    return held


def visits(booth: BoothProcess) -> list[Any]:
    """Return the visits of a booth, the latest last."""
    columns = VisitRow.__table__.select().order_by(VisitRow.seq)
    held: list[Any] = beside(booth, lambda tx: tx.execute(columns).all())
    return held


def choose_kind(visitor: Visitor, kind: str = "citizen") -> None:
    """Say which kind of guest one is."""
    visitor.open_part("many")
    visitor.tap(f".chip:has([name=kind][value={kind}])")


def accept(visitor: Visitor) -> None:
    """Accept the rules of the visit."""
    visitor.open_part("rules")
    visitor.tap(".accept")
    expect(visitor.find("[name=accept]")).to_be_checked()


def finish(visitor: Visitor) -> None:
    """Send the form; a party like the last says that it is another."""
    visitor.tap("main .send")
    visitor.page.wait_for_url(re.compile("/checkin/(receipt|repeat)"))
    if visitor.path == "/checkin/repeat":
        visitor.tap("main button.plain")
    visitor.is_at("/checkin/receipt")


def walk_in(visitor: Visitor, surname: str = "") -> str:
    """Check in; return what the badge's code holds."""
    visitor.begin()
    visitor.tap_to(".play", "/checkin/")
    if surname:
        visitor.tap(f".surnames .chip:has([value={surname}])")
    choose_kind(visitor)
    accept(visitor)
    finish(visitor)
    return visitor.find(".leaving-code .code").inner_text()


def test_a_walk_in_takes_eight_taps_at_most(guest: Visitor) -> None:
    guest.begin()
    guest.tap_to(".play", "/checkin/")
    guest.tap(".surnames .chip:has([value=龚])")
    choose_kind(guest)
    accept(guest)
    guest.tap("main .send")
    assert guest.taps <= MOST_TAPS
    guest.page.wait_for_url(re.compile("/checkin/(receipt|repeat)"))
    if guest.path == "/checkin/repeat":  # Another of these guests came a moment ago.
        guest.sees("h1", guest.t("是您吗", "Was it yours"))
        guest.tap("main button.plain")
        guest.is_at("/checkin/receipt")
    guest.sees("h1", guest.t("请进", "Please come in"))
    guest.sees(".withdrawal .code")
    [code] = zxingcpp.read_barcodes(Image.open(io.BytesIO(guest.page.screenshot())))
    assert code.text == guest.find(".leaving-code .code").inner_text()


def test_a_guest_needs_no_name(guest: Visitor) -> None:
    walk_in(guest)
    guest.sees(".kept", guest.t("没有姓名，没有电话", "No name, no telephone"))
    expect(guest.find(".withdrawal")).to_have_count(0)


def test_children_alone_are_counted(guest: Visitor, open_house: BoothProcess) -> None:
    guest.begin()
    guest.tap_to(".play", "/checkin/")
    guest.tap(".surnames .chip:has([value=薛])")
    guest.open_part("many")
    guest.tap(".chip:has([name=people][value='3'])")
    guest.tap(".chip:has([name=under_14][value='3'])")
    choose_kind(guest, "pupil")
    accept(guest)
    guest.tap("main .send")
    guest.sees("[role=alert]", guest.t("只计人数", "only counted"))
    expect(guest.find("[name=people][value='3']")).to_be_checked()
    guest.tap(".surnames .guest")
    finish(guest)
    last = visits(open_house)[-1]
    assert (last.people, last.under_14, last.has_name) == (3, 3, False)


def test_forty_pupils_and_two_teachers_come_in_by_one_act(
    guest: Visitor, open_house: BoothProcess
) -> None:
    guest.begin()
    guest.tap_to(".play", "/checkin/")
    guest.tap_to("main a[href='/checkin/group']", "/checkin/group")
    for kind, tens, ones in (("heads-pupil", 4, 0), ("heads-teacher", 0, 2), ("under_14", 4, 0)):
        field = guest.find(f"input[name={kind}]")
        if not guest.has_script:
            field.fill(str(10 * tens + ones))
            continue
        stepper = guest.find(f"[data-stepper]:has([name={kind}])")
        for step, times in ((10, tens), (1, ones)):
            for _ in range(times):
                guest.tap(stepper.locator(f"[data-step='{step}']"))
        expect(field).to_have_value(str(10 * tens + ones))
    accept(guest)
    finish(guest)
    last = visits(open_house)[-1]
    assert (last.people, last.under_14, last.channel) == (42, 40, "group")


def test_the_invited_scan_their_code_and_come_in(guest: Visitor, open_house: BoothProcess) -> None:
    code = invite(open_house)
    guest.begin()
    guest.tap_to(".play", "/checkin/")
    guest.tap_to("main a[href='/checkin/scan']", "/checkin/scan")
    guest.scan(code)
    guest.is_at("/checkin/scanned")
    guest.sees("h1", "2")
    assert code[len(rules.INVITED) :] not in guest.page.url
    guest.tap(".accept")
    guest.tap_to("main .send", "/checkin/receipt")
    guest.open("/checkin/scan")
    guest.scan(code)
    guest.sees("[role=alert]", guest.t("已在", "was used"))


def test_a_badge_checks_its_party_out(guest: Visitor) -> None:
    badge = walk_in(guest)
    guest.tap_to("main a[href='/checkin/badge']", "/checkin/badge")
    guest.sees(".label .code", badge)
    guest.open("/checkin/scan")
    guest.scan(badge)
    guest.is_at("/checkin/scanned")
    guest.tap_to("main .go", "/checkin/left")
    guest.open("/checkin/scan")
    guest.scan(badge)
    guest.sees("[role=alert]", guest.t("已经签退", "checked out"))


def test_a_guest_takes_a_name_back_by_the_code_of_the_receipt(
    guest: Visitor, open_house: BoothProcess
) -> None:
    walk_in(guest, "武")
    code = guest.find(".withdrawal .code").get_attribute("aria-label") or ""
    guest.open("/checkin/")
    guest.tap_to("main a[href='/checkin/withdraw']", "/checkin/withdraw")
    guest.find("#code").fill(code.lower().replace("-", " "))
    guest.find("#code").blur()
    guest.tap_to("main .go", "/checkin/withdraw/held")
    guest.sees(".points", guest.t("姓名或姓氏", "Name or surname"))
    assert "武" not in guest.find("main").inner_text()
    guest.tap_to("main .go", "/checkin/withdraw/done")
    guest.open("/checkin/withdraw")
    guest.find("#code").fill(code)
    guest.find("#code").blur()
    guest.tap_to("main .go", "/checkin/withdraw/held")
    guest.sees("h1", guest.t("已经删除过了", "erased before"))


def test_a_card_scanned_line_by_line_does_no_harm(visit: Visit, open_house: BoothProcess) -> None:
    visitor = visit(LAPTOP, at=open_house)
    before = len(visits(open_house))
    visitor.begin()
    visitor.open("/checkin/scan")
    for line in ("BEGIN:VCARD", "VERSION:3.0", "TEL:13800000000", "END:VCARD", ""):
        visitor.page.keyboard.type(line)
        visitor.page.keyboard.press("Enter")
    visitor.is_at("/checkin/scan")
    visitor.sees("[role=alert]", "这不是邀请函或胸贴上的码")
    visitor.scan(invite(open_house))
    visitor.is_at("/checkin/scanned")
    for key in "TEL":
        visitor.page.keyboard.press(key)
    visitor.page.keyboard.press("Enter")
    visitor.is_at("/checkin/scanned")
    assert len(visits(open_house)) == before


def test_the_scanner_keeps_the_focus_and_a_touch_brings_up_the_keys(
    visit: Visit, open_house: BoothProcess
) -> None:
    visitor = visit(LAPTOP, at=open_house)
    visitor.begin()
    visitor.open("/checkin/scan")
    expect(visitor.find(".keyboard-dock")).to_be_hidden()
    visitor.tap("h1")
    expect(visitor.find("[data-scan]")).to_be_focused()
    expect(visitor.find(".keyboard-dock")).to_be_hidden()
    visitor.tap("[data-scan]")
    visitor.sees(".keyboard-dock")
    assert violations(visitor) == []
    for key in "AB2":
        visitor.tap(f".keyboard-dock [data-key='{key}']")
    expect(visitor.find("[data-scan]")).to_have_value("AB2")
    visitor.tap(".keyboard-dock [data-key=hide]")
    expect(visitor.find(".keyboard-dock")).to_be_hidden()
    expect(visitor.find("[data-scan]")).to_be_focused()


def test_a_full_slot_is_told_and_cannot_be_chosen(visit: Visit, open_house: BoothProcess) -> None:
    visitor = visit(PORTRAIT, at=open_house)
    visitor.begin()
    visitor.open("/checkin/")
    visitor.open_part("many")
    visitor.tap(".chip:has([name=people][value='8'])")
    choose_kind(visitor)
    visitor.open_part("when")
    visitor.sees(".is-full", "已满")
    expect(visitor.find(f"[name=slot][value={FULL}]")).to_be_disabled()
    visitor.tap(f".chip:has([name=slot][value={SMALL}])")
    accept(visitor)
    visitor.tap("main .send")
    visitor.sees("[role=alert]", "只剩 3 个名额，你们有 8 人")
    visitor.tap(f".chip:has([name=slot][value={LARGE}])")
    finish(visitor)


@pytest.mark.parametrize("is_mended", [False, True], ids=["at-once", "after-mending"])
def test_the_next_person_finds_nothing_of_the_guest(
    visit: Visit, open_house: BoothProcess, is_mended: bool
) -> None:
    visitor, phone = visit(at=open_house), "13800138000"
    visitor.begin()
    visitor.tap_to(".play", "/checkin/")
    visitor.tap(".surnames .chip:has([value=覃])")
    choose_kind(visitor)
    visitor.open_part("when")
    visitor.find("#phone").fill(phone)
    visitor.find("#phone").blur()
    if is_mended:
        visitor.tap("main .send")
        visitor.sees("[role=alert]")
        expect(visitor.find("#phone")).to_have_value(phone)
    accept(visitor)
    finish(visitor)
    codes = visitor.find(".withdrawal .code").get_attribute("aria-label") or ""
    badge = visitor.find(".leaving-code .code").inner_text()
    visitor.tap_to("main a[data-end]", "/")
    secret = (phone, f"{badge} {codes} {' '.join(codes.split('-'))}")
    assert_nothing_kept(visitor.page, secret)
    assert visitor.context.cookies() == []
    assert go_back_to_the_beginning(visitor) > 2
    assert_nothing_kept(visitor.page, secret)


def test_no_byte_of_a_visit_lies_on_the_disk_in_clear(chromium: Browser, tmp_path: Path) -> None:
    school, phone = secret_words()
    profile, data, sought = (
        tmp_path / "profile",
        tmp_path / "booth" / "data",
        traces([school, phone]),
    )
    data.mkdir(parents=True)
    with station(data) as booth:
        context = chromium.browser_type.launch_persistent_context(
            str(profile), **launched_on(LANDSCAPE.width, LANDSCAPE.height)
        )
        visitor = Visitor(context, Recorder(context, booth.address))
        visitor.begin()
        visitor.open("/checkin/group")
        visitor.find("input[name=heads-pupil]").fill("3")
        visitor.find("input[name=heads-teacher]").fill("1")
        visitor.open_part("who")
        visitor.find("input[name=organisation]").fill(school)
        visitor.find("input[name=organisation]").blur()
        visitor.open_part("when")
        visitor.find("#phone").fill(phone)
        visitor.find("#phone").blur()
        accept(visitor)
        finish(visitor)
        visitor.tap_to("main a[data-end]", "/")
        assert files_with(sought, data.parent) == []
        context.close()
        assert any(profile.rglob("*"))
        assert files_with(sought, profile, data.parent) == []
        opened = run(
            *("export", "visit", "--format", "jsonl", "--out", "-"),
            *("--unsealed", "--reason", "test"),
            data=data,
            stdin=f"{PASSPHRASE}\n",
        )
    assert school in opened.stdout, opened.stderr
    assert phone in opened.stdout


def test_the_badge_is_printed_by_touch(visit: Visit, open_house: BoothProcess) -> None:
    visitor = visit(at=open_house)
    walk_in(visitor)
    visitor.page.add_init_script("window.print = () => { document.title = 'printed'; }")
    visitor.tap_to("main a[href='/checkin/badge']", "/checkin/badge")
    visitor.tap("[data-print]")
    expect(visitor.page).to_have_title("printed")
    visitor.page.emulate_media(media="print")
    expect(visitor.find(".dock")).to_be_hidden()
    expect(visitor.find(".label img")).to_be_visible()


@readers
def test_everyone_can_read_and_touch_every_page_of_a_station(
    visit: Visit, open_house: BoothProcess, language: Language, is_elder: bool
) -> None:
    visitor = visit(LANDSCAPE, language, at=open_house)
    pages = station_pages(visitor, invite(open_house), is_elder=is_elder)
    assert hindrances(visitor, pages) == {}
