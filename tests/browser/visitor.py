"""Be a person at the screen, who only taps."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Error, Locator, Page, expect

from kiosk.content import service as content
from kiosk.content.catalog import Catalog
from kiosk.content.pack import Pack
from kiosk.content.questions import Question
from kiosk.shell.templates import Language
from tests.browser.chromium import PATIENCE, Recorder
from tests.quiz import answers

SURVEY = "satisfaction"


@dataclass(frozen=True)
class Screen:
    """Say how large a screen is, in CSS pixels."""

    name: str
    width: int
    height: int


PORTRAIT = Screen("portrait", 1080, 1920)
LANDSCAPE = Screen("landscape", 1920, 1080)
LAPTOP = Screen("laptop", 1366, 768)
PHONE = Screen("phone", 390, 844)


@cache
def pack() -> Pack:
    """Return the bundled pack, which the booths of these tests show."""
    loaded = content.bundled()
    assert loaded.pack is not None
    return loaded.pack


@cache
def catalog() -> Catalog:
    """Return the bundled pack with its parts by id."""
    return Catalog(pack(), "")


@cache
def questions() -> dict[str, Question]:
    """Return all questions by id."""
    return {each.id: each for topic in pack().topics for each in topic.questions}


class Visitor:
    """Tap through the pages; `taps` counts."""

    def __init__(
        self,
        context: BrowserContext,
        recorder: Recorder,
        *,
        language: Language = "zh",
        has_script: bool = True,
    ) -> None:
        """Open a page of `context` and keep what words to expect on it."""
        context.set_default_timeout(PATIENCE)
        self.context = context
        self.recorder = recorder
        self.address = recorder.address
        self.language = language
        self.has_script = has_script
        self.page: Page = context.new_page()
        self.taps = 0

    def t(self, zh: str, en: str) -> str:
        """Return the words of this visitor's language."""
        return zh if self.language == "zh" else en

    @property
    def path(self) -> str:
        """Return where the visitor is."""
        return urlsplit(self.page.url).path

    def find(self, selector: str, text: str | None = None) -> Locator:
        """Find something on the page."""
        found = self.page.locator(selector)
        return found.filter(has_text=text) if text else found

    def open(self, path: str) -> None:
        """Go to a page as a link from nowhere would."""
        self.page.goto(self.address + path)

    def tap(self, what: str | Locator) -> None:
        """Tap one thing."""
        (self.find(what) if isinstance(what, str) else what).tap()
        self.taps += 1

    def tap_to(self, what: str | Locator, path: str) -> None:
        """Tap one thing that leads to an address matching `path`."""
        self.tap(what)
        self.is_at(path)

    def is_at(self, path: str) -> None:
        """Wait until the address matches `path`, and the page is there."""
        address = re.compile(re.escape(self.address) + path + r"(\?.*)?$")
        try:
            self.page.wait_for_url(address, wait_until="commit")  # `expect` looks too seldom.
        except Error as error:
            if "ERR_ABORTED" not in str(error):
                raise
            # One page was on its way when the next was called for; that one is waited for.
            self.page.wait_for_url(address, wait_until="commit")
        self.sees("main")

    def sees(self, what: str | Locator, text: str | None = None) -> None:
        """Wait until something can be seen."""
        found = self.find(what, text) if isinstance(what, str) else what
        found.first.wait_for()

    def begin(self, *, is_elder: bool = False) -> None:
        """Touch the idle screen's door."""
        self.open("/")
        door = ".start" if self.language == "zh" else ".door-language[value=en]"
        self.tap_to(".door[value=elder]" if is_elder else door, "/home")
        if is_elder and self.language == "en":
            self.tap_to(".dock [name=language][value=en]", "/home")
            self.sees("html[lang=en]")

    def tile(self, path: str) -> Locator:
        """Find the tile or link that leads to a page."""
        return self.find(f'main a[href="{path}"]')

    # The quiz

    def question(self) -> Question:
        """Return the question on screen."""
        return questions()[self.find("input[name=question]").input_value()]

    def begin_options(self) -> None:
        """Begin a round, and go on to a question with options of which one is right."""
        self.tap_to(".play button", "/quiz/1")
        while self.question().kind != "single":
            self.answer(is_right=True)
            self.tap_to(".why .go", self.find(".why .go").get_attribute("href") or "")
            self.sees("form.options")

    def answer(self, *, is_right: bool) -> Question:
        """Answer the question on screen, and wait for the verdict."""
        asked = self.question()
        for sent in answers.forms(catalog(), asked.id, is_right=is_right):
            self._send(sent)
        self.sees(".why")
        return asked

    def _send(self, sent: dict[str, list[str]]) -> None:
        """Tap what one form of an answer needs: a button, or boxes or a number and the end."""
        form = self.find("form.options")
        page = self.page.url
        for name, values in sent.items():
            for value in values:
                field = form.locator(f'[name="{name}"][value="{value}"]')
                if field.count() and field.evaluate("each => each.localName") == "button":
                    with self.page.expect_navigation(url=page):
                        self.tap(field)
                    return
                if field.count():
                    self.tap(field.locator("xpath=ancestor::label"))
                else:
                    slider = form.locator("input[type=range]")  # Hidden until the script shows it.
                    number = form.locator(f'input[name="{name}"]')
                    (slider if slider.is_visible() else number).fill(value)
        self.tap(form.locator(".confirm"))

    def play(self, *, wrong: tuple[int, ...] = ()) -> None:
        """Answer the whole round from its first question on, to the result."""
        while True:
            self.answer(is_right=int(self.path.rsplit("/", 1)[1]) not in wrong)
            following = self.find(".why .go").get_attribute("href") or ""
            self.tap_to(".why .go", following)
            if following == "/quiz/result":
                return

    # The survey

    def is_asked(self, item: str, survey: str = SURVEY) -> None:
        """Wait until a survey's item is on screen."""
        self.is_at(f"/survey/{survey}/{item}")

    def choose(self, value: str, following: str) -> None:
        """Tap one answer that leads to the next item."""
        self.tap(f'main [name=answer][value="{value}"]')
        self.is_asked(following)

    # The check-in

    def open_part(self, part: str) -> None:
        """Open a part of a form, where it is not open yet."""
        if self.find(f"details#{part}").get_attribute("open") is None:
            self.tap(f"details#{part} > summary")
        self.sees(f"details#{part}[open]")

    def scan(self, code: str) -> None:
        """Let a scanner type a code into the field that has the focus, and Enter."""
        expect(self.find("[data-scan]")).to_be_focused()
        self.page.keyboard.type(code)
        self.page.keyboard.press("Enter")

    # Staff

    def give_password(self, name: str, password: str, language: Language) -> None:
        """Give name and password of an account, in a language."""
        cookie = {"name": "view", "value": f"{language}.normal", "url": self.recorder.address}
        self.page.context.add_cookies([cookie])  # type: ignore[list-item]
        self.open("/staff/sign-in")
        self.find("[name=name]").fill(name)
        self.find("[name=password]").fill(password)
        self.tap("main .go")
