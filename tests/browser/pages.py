"""Walk through every page there is, stopping at each."""

from __future__ import annotations

from collections.abc import Iterator

from tests.browser.visitor import SURVEY, Visitor
from tests.conftest import PASSPHRASE

STAFF_PASSWORD = "a staff password"
FORGOTTEN = "/there/is/no/such/page"


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
    ):
        visitor.open(path)
        yield name
    yield from _quiz(visitor)
    yield from _survey(visitor)
    yield from _feedback(visitor)
    yield from _rating(visitor)
    visitor.recorder.expected.add(404)
    visitor.open(FORGOTTEN)
    yield "error"
    visitor.recorder.expected.discard(404)


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
    visitor.open(f"/survey/{SURVEY}/unit")
    yield "survey-unit"
    visitor.choose("traffic", "night")
    yield "survey-scale"
    for following in ("home", "online", "roads", "security-overall", "contact"):
        visitor.choose("4", following)
    yield "survey-single"
    visitor.choose("none", "reach")
    visitor.choose("3", "satisfaction-overall")
    visitor.choose("5", "worries")
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
    visitor.choose("3", "age")
    visitor.choose("36-59", "words")
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
    for name in ("", "feedback", "exports", "cards", "backup", "acts", "place"):
        visitor.open(f"/staff/{name}")
        yield name or "overview"
    visitor.open("/staff/feedback")
    visitor.find("[name=passphrase]").fill(PASSPHRASE)
    visitor.tap(".seal .go")
    visitor.sees("[name=lock]")
    yield "feedback-unlocked"
    visitor.open("/staff/exports")
    yield "exports-unlocked"
    visitor.recorder.expected.add(404)
    visitor.open("/staff/nowhere")
    yield "error"
    visitor.recorder.expected.discard(404)
    visitor.open("/staff/")
    visitor.tap_to(visitor.find("form[action='/staff/lock'] button").first, "/staff/sign-in")
    yield "sign-in"
