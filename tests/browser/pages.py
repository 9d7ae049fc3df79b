"""Walk through every page there is, stopping at each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tests.activity.pictures import TURNED, photo
from tests.browser.visitor import SURVEY, Visitor
from tests.conftest import PASSPHRASE
from tests.process import run

STAFF_PASSWORD = "a staff password"
FORGOTTEN = "/there/is/no/such/page"


def add_staff(data: Path, name: str, role: str = "admin") -> None:
    """Give a booth's or central's data an account with the `STAFF_PASSWORD`."""
    args = ("staff", "add", name, "--role", role, "--password", STAFF_PASSWORD)
    added = run(*args, data=data)
    assert added.returncode == 0, added.stderr


def citizen_pages(visitor: Visitor, *, is_elder: bool = False) -> Iterator[str]:
    """Go through the citizens' pages; yield the name of each while it is on screen."""
    visitor.open("/")
    yield "idle"
    visitor.begin(is_elder=is_elder)
    yield "home"
    for path, name in (
        ("/quiz/", "topics"),
        ("/survey/", "surveys"),
        ("/feedback/", "feedback"),
        ("/cards/", "towns"),
        ("/cards/hotlines", "hotlines"),
        ("/cards/traffic-desk", "card"),
        ("/cards/traffic-desk/by/wechat", "card-by-app"),
        ("/cards/traffic-desk/kept", "card-kept"),
    ):
        visitor.open(path)
        yield name
    yield from _quiz(visitor)
    yield from _survey(visitor)
    yield from _feedback(visitor)
    yield from _rating(visitor)
    yield from _stamps(visitor)
    visitor.recorder.expected.add(404)
    visitor.open(FORGOTTEN)
    yield "error"
    visitor.recorder.expected.discard(404)


def _stamps(visitor: Visitor) -> Iterator[str]:
    """Get a passport, after a round that earned its first stamp."""
    visitor.open("/stamps/")
    yield "stamps"
    visitor.tap_to("[name=new]", "/stamps/passport")
    yield "passport"
    visitor.open("/stamps/")
    yield "stamps-not-earned"
    visitor.find("[id=code]").fill("12345")
    visitor.tap_to(".row .go", r"/stamps/\?again=1")
    yield "stamps-refused"


def _quiz(visitor: Visitor) -> Iterator[str]:
    visitor.open("/home")
    visitor.tap_to(".play button", "/quiz/1")
    yield "question"
    visitor.answer(is_right=True)
    yield "question-right"
    visitor.tap_to(".why .go", "/quiz/2")
    visitor.answer(is_right=False)
    yield "question-wrong"
    visitor.tap_to(".why .go", "/quiz/3")
    visitor.play()
    yield "result"


def _survey(visitor: Visitor) -> Iterator[str]:
    visitor.open(f"/survey/{SURVEY}/lives-here")
    visitor.choose("year", "age-group")
    yield "survey-single"
    visitor.choose("36-59", "safe-now")
    yield "survey-scale-of-four"
    visitor.choose("safe", "than-last-year")
    visitor.choose("same", "night")
    yield "survey-scale"
    visitor.choose("4", "paying")
    visitor.choose("4", "heard-of-it")
    visitor.choose("yes", "took-part")
    visitor.choose("no", "trust")
    visitor.choose("mostly", "would-report")
    visitor.choose("likely", "dealt")
    visitor.choose("once", "dealt-with")
    yield "survey-unit"
    visitor.choose("traffic", "respected")
    for following in ("fair-decision", "explained", "served"):
        visitor.choose("mostly", following)
    visitor.choose("4", "worries")
    yield "survey-multiple"
    visitor.tap("label:has([value=fire])")
    visitor.tap("main .go")
    visitor.is_asked("first")
    visitor.tap("[name=answer][value=talks]")
    visitor.sees(".ranked li")
    yield "survey-ranking"
    visitor.tap("[name=answer][value=service]")
    visitor.sees(".ranked li:nth-child(2)")
    visitor.tap("[name=answer][value=patrol]")
    visitor.is_asked("patrols")
    yield "survey-number"
    visitor.choose("3", "words")
    yield "survey-text"
    visitor.tap_to("[name=skip]", f"/survey/{SURVEY}/thanks")
    yield "survey-thanks"


def _feedback(visitor: Visitor) -> Iterator[str]:
    visitor.open("/feedback/clue")
    for place, name in enumerate(("chips", "units", "typing")):
        if place:
            visitor.tap(visitor.find("summary").nth(place))
        yield f"feedback-{name}"
    visitor.open("/feedback/clue?empty=1")
    yield "feedback-empty"
    visitor.tap(".chip:has([value=fraud])")
    visitor.tap_to("main .send", "/feedback/thanks")
    yield "feedback-thanks"


def _rating(visitor: Visitor) -> Iterator[str]:
    for value, name in (("5", "good"), ("1", "bad")):
        visitor.open("/home")
        visitor.tap_to(f'.face[value="{value}"]', "/survey/rated")
        yield f"rated-{name}"
    visitor.tap(visitor.find("[name=reason]").first)
    visitor.sees(".message")
    yield "rated-done"


def station_pages(visitor: Visitor, invitation: str, *, is_elder: bool = False) -> Iterator[str]:
    """Go through the pages by which guests of a station check in and out."""
    visitor.begin(is_elder=is_elder)
    yield "home"
    visitor.tap_to(".play", "/checkin/")
    yield "checkin-who"
    for place in ("many", "when", "rules"):
        visitor.open_part(place)
        yield f"checkin-{place}"
    visitor.tap_to("main .send", "/checkin/")
    visitor.sees("[role=alert]")
    yield "checkin-problem"
    visitor.open("/checkin/")
    visitor.tap(".surnames .chip:has([value=王])")
    visitor.open_part("many")
    visitor.tap(".chip:has([name=kind][value=citizen])")
    visitor.open_part("rules")
    visitor.tap(".accept")
    visitor.tap("main .send")
    visitor.page.wait_for_url(re.compile("/checkin/(receipt|repeat)"))
    if visitor.path == "/checkin/repeat":
        yield "checkin-repeat"
        visitor.tap_to("main button.plain", "/checkin/receipt")
    yield "receipt"
    visit = visitor.find(".leaving-code .code").inner_text()
    withdrawal = visitor.find(".withdrawal .code").get_attribute("aria-label") or ""
    visitor.tap_to("main a[href='/checkin/badge']", "/checkin/badge")
    yield "badge"
    yield from _group(visitor)
    yield from _scans(visitor, visit, invitation)
    yield from _withdrawal(visitor, withdrawal)
    visitor.open("/end")
    visitor.begin(is_elder=is_elder)
    visitor.open("/checkin/receipt")
    yield "receipt-forgotten"


def _group(visitor: Visitor) -> Iterator[str]:
    visitor.open("/checkin/group")
    yield "group-many"
    for place in ("who", "when", "rules"):
        visitor.open_part(place)
        yield f"group-{place}"


def _scans(visitor: Visitor, visit: str, invitation: str) -> Iterator[str]:
    visitor.open("/checkin/scan")
    yield "scan"
    visitor.scan("BEGIN:VCARD")
    visitor.sees("[role=alert]")
    yield "scan-problem"
    visitor.scan(invitation)
    visitor.is_at("/checkin/scanned")
    yield "invited"
    visitor.open("/checkin/scan")
    visitor.scan(visit)
    visitor.is_at("/checkin/scanned")
    yield "leaving"
    visitor.tap_to("main .go", "/checkin/left")
    yield "left"


def _withdrawal(visitor: Visitor, code: str) -> Iterator[str]:
    visitor.open("/checkin/withdraw")
    yield "withdraw"
    for given, name in (("AAAAA-AAAAA", "withdraw-problem"), (code, "withdraw-held")):
        visitor.find("#code").fill(given)
        visitor.tap("main .go")
        visitor.sees("[role=alert], .points")
        yield name
    visitor.tap_to("main .go", "/checkin/withdraw/done")
    yield "withdrawn"


def _feedback_desk(visitor: Visitor) -> Iterator[str]:
    """Give feedback, then answer and close it; the key is open."""
    visitor.open("/feedback/clue")
    visitor.tap(".chip:has([value=fraud])")
    visitor.tap(visitor.find("summary").nth(2))
    visitor.find("[name=text]").fill("شكرا 谢谢 👮")
    visitor.tap_to("main .send", "/feedback/thanks")
    visitor.open("/staff/feedback")
    yield "feedback-list"
    visitor.tap(visitor.find(".pieces a").first)
    visitor.sees("#history")
    yield "feedback-piece"
    visitor.find("#unit").select_option("traffic")
    visitor.tap("main [value=assign]")
    visitor.sees(".history li")
    visitor.find("#text").fill("谢谢您的提醒。")
    visitor.tap("main [value=answer]")
    visitor.sees(".history li:nth-child(2)")
    yield "feedback-answered"
    visitor.tap("main [value=close]")
    visitor.sees("main [value=reopen]")
    yield "feedback-closed"


def staff_pages(visitor: Visitor, code: str) -> Iterator[str]:
    """Sign in for the first time with the printed code, and go through the staff's pages."""
    visitor.open("/staff/")
    yield "first"
    fields = {
        "code": code,
        "name": "admin",
        "password": STAFF_PASSWORD,
        "password_again": STAFF_PASSWORD,
        "booth": "A1",
        "passphrase": PASSPHRASE,
        "passphrase_again": PASSPHRASE,
    }
    for name, value in fields.items():
        visitor.find(f"[name={name}]").fill(value)
    visitor.tap("main .go")
    visitor.sees(".code")
    yield "recovery"
    for name in (
        *("", "questions", "questions/anti-fraud-003", "feedback", "exports", "sync", "cards"),
        *("activities", "activities/new", "reports"),
        *("backup", "acts", "place", "help", "help/keys", "help/print"),
        *("stamps", "gifts", "gifts/stock", "gift-figures", "draw"),
        *("unlock", "key", "erase", "machine", "password", "accounts"),
    ):
        visitor.open(f"/staff/{name}")
        yield name or "overview"
    visitor.find("[id=name]").fill("李警官")
    visitor.find("select[id=role]").select_option("analyst")
    visitor.tap("main .medium .go")
    visitor.sees(".code")
    yield "account-code"
    visitor.open("/staff/feedback")
    visitor.find("[name=passphrase]").fill(PASSPHRASE)
    visitor.tap(".seal .go")
    visitor.sees("[name=lock]")
    yield "feedback-unlocked"
    yield from _feedback_desk(visitor)
    visitor.open("/staff/exports")
    yield "exports-unlocked"
    yield from _activity(visitor)
    visitor.recorder.expected.add(404)
    visitor.open("/staff/nowhere")
    yield "error"
    visitor.recorder.expected.discard(404)
    visitor.open("/staff/")
    visitor.tap_to(visitor.find("form[action='/staff/lock'] button").first, "/staff/sign-in")
    yield "sign-in"


def _activity(visitor: Visitor) -> Iterator[str]:
    """Tell of an activity, with photos."""
    visitor.open("/staff/activities/new?unit=traffic")
    for name, value in (
        *(("place", "中心广场"), ("officers", "12"), ("done", "摆放展板 6 块。")),
        *(("begins", "2026-12-20T09:00"), ("ends", "2026-12-20T16:00")),
    ):
        visitor.find(f"[name={name}]").fill(value)
    visitor.tap("main .medium .go")
    visitor.sees("#photos")
    yield "activity-saved"
    visitor.recorder.expected.add(409)
    pictures = [photo(orientation=each) for each in (1, TURNED)]
    files = [
        {"name": f"{number}.jpg", "mimeType": "image/jpeg", "buffer": data}
        for number, data in enumerate((*pictures, b"words"))
    ]
    visitor.find("#photo").set_input_files(files=files)
    visitor.tap(".add .go")
    visitor.sees("[role=alert]")
    visitor.recorder.expected.discard(409)
    yield "activity-photos"
    visitor.tap(visitor.find("button[value=remove]").first)
    visitor.sees("button[value=restore]")
    yield "activity-photo-removed"
