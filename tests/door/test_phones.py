"""Every flow on a phone through the visitors' door: it fits, and weighs little."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from random import randrange

import msgspec
import pytest
from playwright.sync_api import Browser

from kiosk.booth.quiz.kinds import KINDS
from kiosk.booth.quiz.service import DRAFT, Round
from kiosk.content import service as content
from kiosk.shell.templates import Language
from tests.browser.chromium import Recorder, person
from tests.browser.conftest import KEYED
from tests.browser.pages import citizen_pages
from tests.browser.test_access import LEAST_TARGET, LEAST_TEXT, MEASURE, readers, violations
from tests.browser.visitor import PHONE, SURVEY, Screen, Visitor, questions
from tests.door.codes import read_code
from tests.door.doors import DoorProcess
from tests.faults.people import rows

SMALL = Screen("small-phone", 320, 568)
MOST_BYTES = 100_000
LINKED = re.compile(r'(?:src|href)="(/(?:static|pack|cards)/[^"]+\.[a-z0-9]+(?:\?[^"]*)?)"')
IMPORTED = re.compile(r'from\s+"(\./[^"]+)"')

Come = Callable[..., Visitor]


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DoorProcess]:
    """Run a booth at a station, with a door and a desk key."""
    folder = tmp_path_factory.mktemp("phones") / "data"
    with DoorProcess(folder, **(KEYED | {"KIOSK_UNIT": "zhongdai"})) as process:
        yield process


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Come]:
    """Let people come with phones; when they have left, nothing may have gone wrong."""
    contexts, recorders = [], []

    def come(
        booth: DoorProcess,
        screen: Screen = PHONE,
        language: Language = "zh",
        *,
        has_script: bool = True,
    ) -> Visitor:
        context = chromium.new_context(
            **person(screen.width, screen.height), java_script_enabled=has_script, is_mobile=True
        )
        recorder = Recorder(context, booth.door_address)
        contexts.append(context)
        recorders.append(recorder)
        return Visitor(context, recorder, language=language, has_script=has_script)

    yield come
    for context in contexts:
        context.close()
    assert [problem for recorder in recorders for problem in recorder.problems] == []


def hindrances(visitor: Visitor, pages: Iterator[str]) -> dict[str, list[str]]:
    """Return what is wrong with pages on both phones."""
    wrong = {}
    for name in pages:
        wrong[f"{name} axe"] = violations(visitor)
        for screen in (SMALL, PHONE):
            visitor.page.set_viewport_size({"width": screen.width, "height": screen.height})
            wrong[f"{name} {screen.name}"] = visitor.page.evaluate(
                MEASURE, [LEAST_TARGET, LEAST_TEXT]
            )
    return {where: found for where, found in wrong.items() if found}


def tour_pages(visitor: Visitor) -> Iterator[str]:
    visitor.begin()
    visitor.tap_to(visitor.tile("/tour/"), "/tour/")
    yield "tour"
    visitor.tap(visitor.find(".stops a").first)
    visitor.sees(".one-stop")
    yield "stop"
    for path in ("/tour/times", "/tour/rules", "/tour/drill"):
        visitor.open(path)
        yield path


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_of_every_flow_fits_both_phones(
    held: DoorProcess, phone: Come, language: Language
) -> None:
    visitor = phone(held, PHONE, language)
    assert hindrances(visitor, citizen_pages(visitor, is_elder=language == "en")) == {}
    assert hindrances(visitor, tour_pages(visitor)) == {}


def of_each_kind(many: int) -> Iterator[tuple[str, str]]:
    """Yield some questions of each kind, with their kind."""
    for kind in KINDS:
        held = [each.id for each in questions().values() if each.kind == kind]
        assert held, kind
        yield from ((kind, each) for each in held[:many])


def be_asked(booth: DoorProcess, question: str, number: int) -> str:
    """Put a question before a sitting on a phone, and return that sitting."""
    held = Round(
        topic=None, audience="all", length=5, language="zh", is_elder=False, drawn=[question] * 5
    )
    sitting = f"phone{number:031x}"
    values = (sitting, DRAFT, msgspec.json.encode(held).decode(), "2099-01-01T00:00:00.000000Z")
    with closing(sqlite3.connect(booth.data / "kiosk.db", timeout=30)) as held_open, held_open:
        held_open.execute("INSERT OR REPLACE INTO draft VALUES (?, ?, ?, ?)", values)
    return sitting


@readers
def test_every_kind_of_question_fits_the_smallest_phone(
    held: DoorProcess, phone: Come, language: Language, is_elder: bool
) -> None:
    visitor = phone(held, SMALL, language)
    visitor.begin(is_elder=is_elder)
    wrong = {}
    for number, (kind, question) in enumerate(of_each_kind(2), start=1000):
        value = be_asked(held, question, number)
        cookie = {"name": "sitting", "value": value, "url": held.door_address}
        visitor.context.add_cookies([cookie])  # type: ignore[list-item]
        visitor.open("/quiz/1")
        assert visitor.path == "/quiz/1"
        found = visitor.page.evaluate(MEASURE, [LEAST_TARGET, LEAST_TEXT])
        wrong[f"{kind} {question}"] = found + violations(visitor)
    assert {kind: found for kind, found in wrong.items() if found} == {}


@pytest.mark.parametrize("screen", [PHONE, SMALL], ids=lambda each: each.name)
@pytest.mark.parametrize("has_script", [True, False], ids=["script", "plain"])
def test_what_is_done_on_a_phone_is_recorded_as_done_on_a_phone(
    held: DoorProcess, phone: Come, screen: Screen, has_script: bool
) -> None:
    before = {sitting for (sitting,) in rows(held.data, "SELECT sitting FROM record")}
    visitor = phone(held, screen, has_script=has_script)
    visitor.begin()
    visitor.tap_to(".play button", "/quiz/1")
    visitor.play()
    visitor.open("/cards/traffic-desk")
    visitor.sees(".number")
    visitor.open("/feedback/praise")
    visitor.tap(visitor.find(".chip:has([name=chip])").first)
    visitor.tap(visitor.find("summary").nth(2))
    visitor.find("#text").fill("谢谢")
    visitor.tap_to("main .send", "/feedback/thanks")
    visitor.open("/home")
    visitor.tap_to('.face[value="5"]', "/survey/rated")
    visitor.open(f"/survey/{SURVEY}/lives-here")
    visitor.choose("year", "age-group")
    visitor.open("/end")
    query = "SELECT kind, sitting FROM record WHERE kind NOT IN ('epoch', 'place', 'pack')"
    new = [(kind, sitting) for kind, sitting in rows(held.data, query) if sitting not in before]
    kinds = {kind for kind, sitting in new if sitting.startswith("phone")}
    assert {"quiz", "card", "feedback", "rating", "survey"} <= kinds
    assert all(sitting.startswith("phone") for _, sitting in new if sitting)
    assert visitor.context.cookies() == []


def test_a_phone_is_asked_for_no_contact_and_keeps_none(held: DoorProcess, phone: Come) -> None:
    visitor = phone(held)
    visitor.begin()
    visitor.open("/feedback/praise")
    assert visitor.find("[name=contact]").count() == 0
    given = {"form": "f" * 32, "chip": "patient", "contact": "13800000000", "consent": "1"}
    request, headers = visitor.page.request, {"Origin": held.door_address}
    kept = request.post(f"{held.door_address}/feedback/praise", form=given, headers=headers)
    assert kept.url.endswith("contact=0")


def test_a_phone_has_no_keyboard_no_countdown_and_no_lock_of_ours(
    held: DoorProcess, phone: Come
) -> None:
    visitor = phone(held)
    visitor.begin()
    visitor.open("/feedback/praise")
    visitor.tap(visitor.find("summary").nth(2))
    visitor.tap("#text")
    assert visitor.find(".keyboard-dock").count() == 0
    assert visitor.find("#still").count() == 0
    assert visitor.find("body").get_attribute("data-idle") == "0"
    assert visitor.find("noscript").count() == 0
    assert visitor.find("[data-service]").count() == 0
    prevented = visitor.page.evaluate(
        "!document.body.dispatchEvent("
        "new MouseEvent('contextmenu', { bubbles: true, cancelable: true }))"
    )
    assert not prevented
    for path in ("/feedback/answer", "/stamps/"):
        visitor.open(path)
        visitor.tap("#code")
        assert visitor.find(".keyboard-dock").count() == 0
    asked = " ".join(visitor.recorder.asked)
    for name in ("keyboard", "window.js", "lock.js", "idle.js", "stand-in", "/fonts/"):
        assert name not in asked, name


def fetched(booth: DoorProcess, target: str, cookie: str, source: str) -> bytes:
    """Return an answer's head and body, as an address of its own is sent them."""
    request = booth.head("GET", target, f"Cookie: {cookie}", "Connection: close")
    answer = booth.send(request, source)
    assert answer.startswith((b"HTTP/1.1 200", b"HTTP/1.1 301")), answer[:200]
    return answer


def weigh(booth: DoorProcess, path: str, cookie: str) -> int:
    """Return the bytes of a page with all that it names, for a phone that was never here."""
    seen: dict[str, int] = {}
    todo = [path]
    source = f"127.3.{randrange(250)}.{randrange(1, 250)}"
    while todo:
        each = todo.pop()
        name = each.partition("?")[0]
        if name in seen or "/fonts/" in name:
            continue
        body = fetched(booth, each, cookie, source)
        seen[name] = len(body)
        text, folder = body.decode(errors="ignore"), name.rpartition("/")[0]
        if each == path:
            todo += LINKED.findall(text)
        elif name.endswith(".js"):
            todo += [f"{folder}/{found[2:]}" for found in IMPORTED.findall(text)]
    return sum(seen.values())


def test_no_page_weighs_more_than_a_phone_should_carry(held: DoorProcess) -> None:
    cookie = "sitting=phone" + "a" * 31
    paths = (
        *("/", "/home", "/quiz/", "/survey/", f"/survey/{SURVEY}/lives-here", "/feedback/"),
        *("/feedback/clue", "/cards/", "/cards/hotlines", "/cards/traffic-desk"),
        *("/tour/", "/tour/times", "/tour/rules", "/tour/drill"),
    )
    sizes = {path: weigh(held, path, cookie) for path in paths}
    assert {path: size for path, size in sizes.items() if size > MOST_BYTES} == {}


def test_no_question_weighs_more_than_a_phone_should_carry(held: DoorProcess) -> None:
    sizes = {}
    for number, (kind, question) in enumerate(of_each_kind(3), start=2000):
        cookie = f"sitting={be_asked(held, question, number)}"
        sizes[f"{kind} {question}"] = weigh(held, "/quiz/1", cookie)
    assert {kind: size for kind, size in sizes.items() if size > MOST_BYTES} == {}


def test_neither_a_result_nor_a_passport_weighs_more(held: DoorProcess, phone: Come) -> None:
    visitor = phone(held, PHONE)
    visitor.begin()
    visitor.tap_to(".play button", "/quiz/1")
    visitor.play()
    [cookie] = [each for each in visitor.context.cookies() if each.get("name") == "sitting"]
    sitting = f"sitting={cookie.get('value')}"
    paths = ("/quiz/1", "/quiz/result", "/stamps/", "/feedback/answer")
    sizes = {path: weigh(held, path, sitting) for path in paths}
    assert {path: size for path, size in sizes.items() if size > MOST_BYTES} == {}


def test_no_picture_of_the_bundled_pack_is_too_much_for_a_phone() -> None:
    loaded = content.bundled()
    assert {name: len(data) for name, data in loaded.images.items() if len(data) > 45_000} == {}


def test_both_codes_are_read_by_a_decoder_and_a_door_leads_home(
    tmp_path: Path, chromium: Browser, phone: Come
) -> None:
    given = {"KIOSK_WIFI": '展位;"5G"', "KIOSK_WIFI_PASSWORD": r"a:b,c\d"}
    with DoorProcess(tmp_path / "data", **given) as booth:
        context = chromium.new_context(**person(1920, 1080))
        recorder = Recorder(context, booth.address)
        screen = Visitor(context, recorder)
        screen.begin()
        screen.tap_to(screen.tile("/phones/"), "/phones/")
        texts = [read_code(screen.find(".way img").nth(n).screenshot()) for n in (0, 1)]
        assert texts[0] == r"WIFI:T:WPA;S:展位\;\"5G\";P:a\:b\,c\\d;;"
        assert texts[1] == f"{booth.door_address}/"
        assert screen.find("dd").first.inner_text() == given["KIOSK_WIFI"]
        assert violations(screen) == []
        context.close()
        guest = phone(booth)
        guest.page.goto(texts[1])
        guest.tap_to(".start", "/home")
