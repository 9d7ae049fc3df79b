"""Give tests a browser, booths, and visitors who touch the screen."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from kiosk.shell.templates import LANGUAGES, Language
from tests.browser.chromium import Recorder, person
from tests.browser.kinds import load_by_kinds
from tests.browser.pages import add_staff
from tests.browser.visitor import LANDSCAPE, PORTRAIT, Screen, Visitor
from tests.conftest import FULL, PASSPHRASE
from tests.process import BoothProcess

KEYED = {"KIOSK_DESK_PASSPHRASE": PASSPHRASE, "KIOSK_UNIT": "traffic"}

Visit = Callable[..., Visitor]
Kind = tuple[Screen, Language, bool]
"""A screen, a language, and whether scripts run."""


@pytest.fixture(scope="session")
def booth(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BoothProcess]:
    """Run one booth with a desk key for all tests that leave its settings as they are."""
    with BoothProcess(tmp_path_factory.mktemp("booth") / "data", **KEYED) as process:
        yield process


@pytest.fixture(scope="session")
def by_kinds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BoothProcess]:
    """Run one booth with a topic for each kind of question."""
    folder = tmp_path_factory.mktemp("kinds")
    load_by_kinds(folder / "data", folder)
    with BoothProcess(folder / "data", **KEYED) as process:
        yield process


@pytest.fixture
def visit(chromium: Browser, booth: BoothProcess) -> Iterator[Visit]:
    """Let visitors come; when they have left, nothing may have gone wrong in their pages."""
    contexts, recorders = [], []

    def come(
        screen: Screen = LANDSCAPE,
        language: Language = "zh",
        *,
        has_script: bool = True,
        at: BoothProcess = booth,
        browser: Browser | None = None,
    ) -> Visitor:
        context = (browser or chromium).new_context(
            **person(screen.width, screen.height), java_script_enabled=has_script
        )
        recorder = Recorder(context, at.address)
        contexts.append(context)
        recorders.append(recorder)
        return Visitor(context, recorder, language=language, has_script=has_script)

    yield come
    for context in contexts:
        context.close()
    assert [problem for recorder in recorders for problem in recorder.problems] == []


EVERY: list[Kind] = [
    (screen, language, has_script)
    for screen in (PORTRAIT, LANDSCAPE)
    for language in LANGUAGES
    for has_script in (True, False)
]


def kinds(test: str) -> list[Kind]:
    """Return the kinds of people who try a test: all of them, or two who differ in everything.

    Which two follows from the test's name, so that all of them come to some tests of each page.
    """
    if FULL:
        return EVERY
    place = zlib.crc32(test.encode()) % len(EVERY)
    return [EVERY[place], EVERY[-1 - place]]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Let each kind of person try the tests that anybody may try."""
    if "who" in metafunc.fixturenames:
        chosen = kinds(metafunc.function.__name__)
        names = [
            f"{screen.name}-{language}-{'script' if has_script else 'plain'}"
            for screen, language, has_script in chosen
        ]
        metafunc.parametrize("who", chosen, ids=names)


@pytest.fixture
def visitor(who: Kind, visit: Visit) -> Visitor:
    """Be each kind of visitor in turn: tall or wide screen, either language, script or none."""
    screen, language, has_script = who
    return visit(screen, language, has_script=has_script)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BoothProcess]:
    """Run a booth with an editor's account, one for each module."""
    data = tmp_path_factory.mktemp("editor") / "data"
    for name, role in (("boss", "admin"), ("wen", "editor")):
        add_staff(data, name, role)
    with BoothProcess(data) as booth:
        yield booth
