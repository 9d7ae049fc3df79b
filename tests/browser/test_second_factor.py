"""The second factor as it is used: set up beside a telephone, then a code or a spare code."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyotp
import pytest

from kiosk.shell.templates import Language
from tests.browser.conftest import Visit
from tests.browser.pages import STAFF_PASSWORD, add_staff
from tests.browser.test_access import languages, violations
from tests.browser.visitor import LANDSCAPE, PHONE, Visitor
from tests.process import BoothProcess

ASKED = "admin,privacy"


@pytest.fixture
def strict(tmp_path: Path) -> Iterator[BoothProcess]:
    """Serve a booth whose administrators must have a second factor."""
    data = tmp_path / "data"
    add_staff(data, "boss")
    with BoothProcess(data, KIOSK_SECOND_FACTOR=ASKED) as booth:
        yield booth


def check_width(visitor: Visitor) -> None:
    """Check that the page fits, and that people with any need can use it."""
    for size in (LANDSCAPE, PHONE):
        visitor.page.set_viewport_size({"width": size.width, "height": size.height})
        assert not visitor.page.evaluate("document.documentElement.scrollWidth > innerWidth")
        assert violations(visitor) == []


@languages
def test_an_administrator_sets_it_up_and_signs_in_by_a_code_and_by_a_spare_code(
    visit: Visit, strict: BoothProcess, language: Language
) -> None:
    visitor = visit(LANDSCAPE, language, at=strict)
    visitor.give_password("boss", STAFF_PASSWORD, language)
    visitor.is_at("/staff/second-factor")
    check_width(visitor)
    app = pyotp.TOTP("".join(visitor.find(".secret").inner_text().split()))
    visitor.find("[name=present]").fill(STAFF_PASSWORD)
    visitor.find("[name=code]").fill(app.now())
    visitor.tap("main .go")
    visitor.sees(".spare-codes")
    check_width(visitor)
    spare = visitor.find(".spare-codes li").first.inner_text()
    assert visitor.find("[data-print]").is_visible()
    visitor.tap_to("main .go", "/staff/")
    visitor.open("/staff/second-factor")
    check_width(visitor)

    visitor.give_password("boss", STAFF_PASSWORD, language)
    visitor.is_at("/staff/sign-in/code")
    check_width(visitor)
    code = visitor.find("#code")
    assert code.get_attribute("inputmode") == "numeric"
    assert visitor.page.evaluate("document.activeElement.id") == "code"
    code.fill(app.at(datetime.now(UTC) + timedelta(seconds=app.interval)))
    visitor.tap_to("main .go", "/staff/")

    visitor.give_password("boss", STAFF_PASSWORD, language)
    visitor.tap("main summary")
    visitor.find("#spare").fill(spare.lower())
    visitor.tap_to("main details button", "/staff/")
