"""Nothing of an opened list is left in the profile of the browser in which staff worked with it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser import test_handback, test_outreach
from tests.browser.chromium import Recorder, launched_on
from tests.browser.desks import own_desk, unlock
from tests.browser.test_privacy import files_with, secret_words, traces
from tests.browser.visitor import LANDSCAPE, Visitor
from tests.conftest import PASSPHRASE
from tests.handback import lists as belongings
from tests.outreach import lists as places

Work = Callable[[Visitor, Path, tuple[str, str]], None]


def hand_back(visitor: Visitor, folder: Path, words: tuple[str, str]) -> None:
    """Load a list whose claimant and telephone are `words`, and hand the belonging back."""
    file = folder / "list.xlsx"
    row = belongings.row("017", "试样电动车", words[0], unit="zhongdai", phone=words[1])
    file.write_bytes(belongings.workbook([row]))
    visitor.open(f"{test_handback.HOME}/list")
    visitor.find("#list").set_input_files(file)
    visitor.tap("main form .go")
    visitor.sees("#taken")
    file.unlink()
    visitor.open(test_handback.HOME)
    visitor.find("#words").fill(words[0].split()[0])
    visitor.tap(".seek .go")
    visitor.tap_to(visitor.find(".belongings a").first, test_handback.ITEM)
    assert words[0] in visitor.find("main").inner_text()
    visitor.tap(visitor.find(".check:has([value=letter])"))
    test_handback.act(visitor, "check")
    test_handback.act(visitor, "read")
    test_handback.write(visitor, (0.2, 0.2), (0.6, 0.8))
    test_handback.act(visitor, "sign")
    test_handback.act(visitor, "hand")


def call(visitor: Visitor, folder: Path, words: tuple[str, str]) -> None:
    """Load a list whose address holds `words`, find it, and note a request that holds them too."""
    file = folder / "list.xlsx"
    file.write_bytes(places.workbook([(f"{words[0]}路3号", "新华社区", "家庭", "", words[1])]))
    visitor.open(f"{test_outreach.HOME}/list")
    visitor.find("#list").set_input_files(file)
    visitor.tap("main form .go")
    visitor.sees("#taken")
    file.unlink()
    test_outreach.find(visitor, words[0].split()[0])
    visitor.tap(visitor.find(".places a").first)
    visitor.sees("#status")
    test_outreach.act(visitor, "arrive")
    visitor.find("#text").fill(" ".join(words))
    test_outreach.act(visitor, "request")
    assert words[0] in visitor.find("main").inner_text()


@pytest.mark.parametrize("work", [hand_back, call])
def test_no_byte_of_an_opened_list_lies_in_the_browsers_profile(
    chromium: Browser, tmp_path: Path, work: Work
) -> None:
    profile, desk, words = tmp_path / "profile", tmp_path / "desk", secret_words()
    with own_desk(desk / "data") as booth:
        context = chromium.browser_type.launch_persistent_context(
            str(profile), **launched_on(LANDSCAPE.width, LANDSCAPE.height)
        )
        recorder = Recorder(context, booth.address)
        work(unlock(Visitor(context, recorder), "/staff/"), tmp_path, words)
        context.close()
        assert recorder.problems == []
        assert any(profile.rglob("*"))
        assert files_with([*traces(words), PASSPHRASE.encode()], profile, desk) == []
