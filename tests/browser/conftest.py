"""Give tests a browser, booths, and visitors who touch the screen."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from kiosk.shell.templates import LANGUAGES, Language
from tests.browser.chromium import Recorder, launched, person
from tests.browser.visitor import LANDSCAPE, PORTRAIT, Screen, Visitor
from tests.conftest import PASSPHRASE
from tests.process import BoothProcess

KEYED = {"KIOSK_DESK_PASSPHRASE": PASSPHRASE, "KIOSK_UNIT": "traffic"}

Visit = Callable[..., Visitor]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Start the browser once; each test has a context of its own."""
    with launched() as browser:
        yield browser


@pytest.fixture(scope="session")
def booth(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BoothProcess]:
    """Run one booth with a desk key for all tests that leave its settings as they are."""
    with BoothProcess(tmp_path_factory.mktemp("booth") / "data", **KEYED) as process:
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


EVERY: list[tuple[Screen, Language, bool]] = [
    (screen, language, has_script)
    for screen in (PORTRAIT, LANDSCAPE)
    for language in LANGUAGES
    for has_script in (True, False)
]
PAIRS = [each for each in EVERY if ((each[0] is PORTRAIT) == (each[1] == "zh")) == each[2]]
"""Every pair of screen, language, and script or none, meets in one of these four."""
KINDS = EVERY if os.environ.get("KIOSK_FULL") else PAIRS


@pytest.fixture(
    params=KINDS,
    ids=[
        f"{screen.name}-{language}-{'script' if has_script else 'plain'}"
        for screen, language, has_script in KINDS
    ],
)
def visitor(request: pytest.FixtureRequest, visit: Visit) -> Visitor:
    """Be each kind of visitor in turn: tall or wide screen, either language, script or none."""
    screen, language, has_script = request.param
    return visit(screen, language, has_script=has_script)
