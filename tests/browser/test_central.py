"""Everyone on the staff can read and use central's pages: audited by axe-core, and measured."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kiosk.shell.templates import Language
from tests.browser.conftest import Visit
from tests.browser.pages import PASSPHRASE, STAFF_PASSWORD
from tests.browser.test_access import SIDEWAYS, audit, languages
from tests.browser.visitor import LAPTOP, PHONE, Visitor
from tests.process import CentralProcess, run


def central_pages(visitor: Visitor, code: str) -> Iterator[str]:
    """Sign in for the first time, and go through central's pages."""
    visitor.open("/staff/")
    yield "first"
    fields = {"code": code, "name": "boss"}
    for name, value in (
        fields | dict.fromkeys(("password", "password_again"), STAFF_PASSWORD)
    ).items():
        visitor.find(f"[name={name}]").fill(value)
    visitor.tap("main .go")
    visitor.sees("nav[aria-label]")
    for name in (
        *("", "questions", "questions/anti-fraud-003", "feedback", "exports", "acts", "password"),
        *("activities", "activities/new", "reports"),
        *("fleet", "fleet/completeness", "fleet/quarantine", "help/trouble"),
    ):
        visitor.open(f"/staff/{name}")
        # While records are counted, the page loads itself again, also in the middle of an audit.
        visitor.page.wait_for_selector("[data-uncounted]", state="detached")
        yield name or "overview"
    visitor.open("/staff/fleet")
    visitor.tap("main a[href*='/fleet/device/']")
    visitor.sees("[name=reason]")
    yield "device"
    visitor.open("/staff/fleet/enrol")
    yield "enrol"
    visitor.tap("main .go")
    visitor.sees("svg")
    yield "code"
    visitor.open("/staff/privacy-key")
    yield "privacy-key"
    for name in ("passphrase", "passphrase_again"):
        visitor.find(f"[name={name}]").fill(PASSPHRASE)
    visitor.tap("main .go")
    visitor.sees(".code")
    yield "recovery"
    yield from privacy_pages(visitor)


def privacy_pages(visitor: Visitor) -> Iterator[str]:
    """Add an account for the privacy role, come in by its code, and go through its pages."""
    visitor.open("/staff/accounts")
    yield "accounts"
    visitor.find("[id=name]").fill("li")
    visitor.find("select[id=role]").select_option("privacy")
    visitor.tap("main .medium .go")
    visitor.sees(".code")
    yield "account-code"
    code = visitor.find(".code").inner_text()
    visitor.page.context.clear_cookies(name="staff")
    visitor.open("/staff/sign-in")
    visitor.find("[name=name]").fill("li")
    visitor.find("[name=password]").fill(code)
    visitor.tap_to("main .go", "/staff/password")
    yield "choose-password"
    for name in ("password", "password_again"):
        visitor.find(f"[name={name}]").fill(STAFF_PASSWORD)
    visitor.tap_to("main .go", "/staff/")
    for name in ("erase", "withdraw", "unlock", "acts", "feedback"):
        visitor.open(f"/staff/{name}")
        yield f"{name} (privacy)"
    visitor.tap(visitor.find(".pieces a").first)
    visitor.sees("#history")
    visitor.tap("main [value=close]")
    visitor.sees(".history li")
    yield "feedback piece (privacy)"


@languages
def test_axe_finds_nothing_wrong_with_any_page_of_central(
    visit: Visit, tmp_path: Path, language: Language
) -> None:
    booth = tmp_path / "booth"
    with CentralProcess(tmp_path / "central") as central:
        for args in (
            ("demo", "--people", "30"),
            ("device", "enroll", central.address, central.enroll_code()),
            ("sync", "now"),
        ):
            done = run(*args, data=booth)
            assert done.returncode == 0, done.stderr
        visitor = visit(LAPTOP, language, at=central)
        cookie = {"name": "view", "value": f"{language}.normal", "url": central.address}
        visitor.page.context.add_cookies([cookie])  # type: ignore[list-item]
        wrong = {}
        for name in central_pages(visitor, central.first_code):
            problems = audit(visitor, name)
            for screen in (PHONE, LAPTOP):
                visitor.page.set_viewport_size({"width": screen.width, "height": screen.height})
                if visitor.page.evaluate(SIDEWAYS) > 1:
                    problems.append(f"scrolls sideways on {screen.name}")
            if problems:
                wrong[name] = problems
    assert wrong == {}
