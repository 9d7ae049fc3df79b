"""From an empty folder to a bureau's own booth, as its editor and its guests tap it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from playwright.sync_api import Locator

from tests.browser.pages import STAFF_PASSWORD
from tests.browser.visitor import Visitor, catalog
from tests.conftest import PASSPHRASE
from tests.editor.bureau import CARDS, EVENT, PICTURES, QUESTIONS, TOPIC, TOWNS, UNITS
from tests.quiz import answers

STATION = "武原派出所"


def walk(visitor: Visitor, code: str) -> Iterator[str]:
    """Go from the first start to the published booth; yield the name of each page on screen.

    `code` is the one that the booth printed.
    """
    yield from _set_up(visitor, code)
    yield from _event(visitor)
    yield from _tables(visitor)
    yield from _leftovers(visitor)
    yield from _questions(visitor)
    yield from _publish(visitor)
    yield from _place(visitor)


def own_pages(visitor: Visitor) -> Iterator[str]:
    """Go through the booth that was published, as guests meet it; yield each page's name."""
    visitor.open("/end")
    yield "idle"
    visitor.begin()
    yield "home"
    for path, name in (
        *(("/cards/", "towns"), ("/cards/hotlines", "hotlines"), ("/tour/", "tour")),
        *(("/quiz/", "topics"), ("/survey/", "surveys"), ("/feedback/", "feedback")),
    ):
        visitor.open(path)
        yield name
    visitor.open("/cards/")
    visitor.tap(visitor.find("main a[href^='/cards/']").first)
    visitor.sees("main")
    yield "unit"
    yield from _quiz(visitor)
    yield from _guest(visitor)


def staff_pages(visitor: Visitor) -> Iterator[str]:
    """Go through the staff's pages of the bureau; yield each page's name."""
    for name in ("", "content", "cards", "questions", "reports", "exports", "reception"):
        visitor.open(f"/staff/{name}")
        yield f"staff-{name or 'overview'}"


def fill(visitor: Visitor, fields: Mapping[str, str]) -> None:
    """Fill a form's fields by their names; `yes` ticks a box."""
    for name, value in fields.items():
        field = visitor.find(f'[name="{name}"]').first
        if value == "yes":
            field.check()
        elif field.evaluate("each => each.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


def _set_up(visitor: Visitor, code: str) -> Iterator[str]:
    visitor.open("/")
    yield "idle-of-the-example"
    visitor.open("/staff/")
    account = {"name": "admin", "password": STAFF_PASSWORD, "password_again": STAFF_PASSWORD}
    keys = {"passphrase": PASSPHRASE, "passphrase_again": PASSPHRASE}
    fill(visitor, {"code": code, **account, "booth": "1", **keys})
    yield "first-set-up"
    visitor.tap("main .go")
    visitor.sees(".code")
    visitor.open("/staff/content")
    yield "content-of-the-example"
    visitor.tap_to(visitor.find("#leftovers ~ p .go"), "/staff/content-start")
    yield "steps"


def _event(visitor: Visitor) -> Iterator[str]:
    visitor.open("/staff/content/event")
    fill(visitor, EVENT)
    yield "event"
    _save(visitor)


def _save(visitor: Visitor) -> None:
    visitor.tap("[value=save]")
    visitor.sees("[role=status]")


def _tables(visitor: Visitor) -> Iterator[str]:
    for section, rows in (("towns", TOWNS), ("units", UNITS), ("cards", CARDS)):
        visitor.open(f"/staff/content/{section}")
        visitor.find("#rows").fill(rows)
        if section == "cards":
            visitor.tap("label:has([name=deletes])")
        visitor.find("#rows").scroll_into_view_if_needed()
        yield f"{section}-pasted"
        visitor.tap("form:has(#rows) .go")
        visitor.sees("[value=take]")
        yield f"{section}-to-be-taken"
        visitor.tap("[value=take]")
        visitor.sees("[role=status]")


def _leftovers(visitor: Visitor) -> Iterator[str]:
    for section in ("topics", "stamp-stops"):
        visitor.open(f"/staff/content/{section}")
        _tick(visitor, but=0)
        visitor.tap(".batch summary")
        chosen = visitor.find(".batch button", "反诈中心")
        yield f"{section}-ticked"
        _change(visitor, chosen)
    for section, own in (("units", 3), ("towns", 2)):
        visitor.open(f"/staff/content/{section}")
        _tick(visitor, but=own)
        visitor.tap(".batch summary")
        visitor.find('[value="remove:"]').scroll_into_view_if_needed()
        yield f"{section}-ticked"
        _change(visitor, visitor.find('[value="remove:"]'))
    visitor.open("/staff/content/hotlines/95110")
    fill(visitor, {"note.zh": "", "note.en": ""})
    _save(visitor)
    visitor.open("/staff/content-start")
    yield "steps-done"


def _tick(visitor: Visitor, *, but: int) -> None:
    boxes = visitor.find(".parts [name=keys]")
    for number in range(boxes.count() - but):
        boxes.nth(number).check()


def _change(visitor: Visitor, button: Locator) -> None:
    """Press a button that changes all ticked parts, and wait for the page that follows."""
    with visitor.page.expect_navigation():
        visitor.tap(button)


def _questions(visitor: Visitor) -> Iterator[str]:
    for number, (asked, picture) in enumerate(zip(QUESTIONS, PICTURES, strict=True), start=1):
        visitor.open(f"/staff/content/topics/{TOPIC}")
        visitor.tap("form:has([name=within]) button")
        visitor.sees("#part")
        _write(visitor, asked)
        yield f"question-{number}-written"
        _save(visitor)
        file = {"name": "IMG_1.PNG", "mimeType": "image/png", "buffer": picture}
        visitor.find("#file-picture").set_input_files(files=[file])
        visitor.find("#file-picture").scroll_into_view_if_needed()
        yield f"question-{number}-picture-chosen"
        visitor.tap("form:has(#file-picture) [data-keep]")
        visitor.sees("img.held")
        yield f"question-{number}-with-picture"


def _write(visitor: Visitor, asked: Mapping[str, str]) -> None:
    """Fill a new question in; each option offers the row of the next."""
    for name, value in asked.items():
        fill(visitor, {name: value})
    visitor.find("[name=audience][value=all]").check()
    visitor.find('[name="prompt.zh"]').scroll_into_view_if_needed()


def _publish(visitor: Visitor) -> Iterator[str]:
    visitor.open("/staff/content")
    yield "content-to-be-published"
    visitor.tap("[value=publish]")
    visitor.sees("[role=status]")
    yield "published"


def _place(visitor: Visitor) -> Iterator[str]:
    visitor.open("/end")
    visitor.open("/staff/place")
    visitor.find("[name=unit]").select_option(label=STATION)
    fill(visitor, {"event": EVENT["id"]})
    yield "place"
    visitor.tap(visitor.find("main .go").first)
    visitor.sees("main")
    visitor.open("/staff/place")
    fill(visitor, {"passphrase": PASSPHRASE, "passphrase_again": PASSPHRASE})
    visitor.tap(visitor.find("main .go").nth(1))
    visitor.sees(".code")


def _quiz(visitor: Visitor) -> Iterator[str]:
    """Take rounds of the topic until a question of its own comes; answer it."""
    prompts = [each["prompt.zh"] for each in QUESTIONS]
    for _ in range(40):
        form = {"topic": TOPIC, "audience": "all", "length": "10"}
        visitor.page.request.post(f"{visitor.address}/quiz/start", form=form)
        for number in range(1, 11):
            visitor.open(f"/quiz/{number}")
            is_own = visitor.find("h1").inner_text().replace("\u200b", "") in prompts
            if is_own:
                yield "own-question"
            if not visitor.find(".is-single").count():
                _send(visitor, number)
                continue
            visitor.tap(visitor.find(".options button").first)
            visitor.sees(".why")
            if is_own:
                yield "own-question-answered"
                return
    raise AssertionError("no question of its own came")


def _send(visitor: Visitor, number: int) -> None:
    """Answer a question of the example that takes more than one tap."""
    name = visitor.find("input[name=question]").input_value()
    for sent in answers.forms(catalog(), name):
        form = {"question": name, "shown": "0"}
        form |= {field: values[0] for field, values in sent.items() if values}
        visitor.page.request.post(f"{visitor.address}/quiz/{number}", form=form)


def _guest(visitor: Visitor) -> Iterator[str]:
    """Check in at the station, and print a badge."""
    visitor.open("/checkin/")
    visitor.tap(".surnames .chip:has([value=王])")
    visitor.open_part("many")
    visitor.tap(".chip:has([name=kind][value=citizen])")
    visitor.open_part("rules")
    visitor.tap(".accept")
    yield "check-in"
    visitor.tap_to("main .send", "/checkin/receipt")
    yield "receipt"
    visitor.tap_to("main a[href='/checkin/badge']", "/checkin/badge")
    yield "badge"
