"""Take a picture of every page: `python -m tests.browser.screenshots DIR`.

Without DIR, only the two pictures that the README shows are taken, into `pictures/`.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser

from tests.browser.chromium import Recorder, launched, person
from tests.browser.conftest import KEYED
from tests.browser.pages import citizen_pages, staff_pages
from tests.browser.visitor import LANDSCAPE, LAPTOP, PORTRAIT, Screen, Visitor
from tests.process import BoothProcess

PICTURES = Path(__file__).parent / "pictures"
SHOWN = ("home", "question")


def come(browser: Browser, booth: BoothProcess, screen: Screen, language: str) -> Visitor:
    """Return a visitor to a booth."""
    context = browser.new_context(**person(screen.width, screen.height))
    recorder = Recorder(context, booth.address)
    return Visitor(context, recorder, language="en" if language == "en" else "zh")


def picture(visitor: Visitor, file: Path) -> None:
    """Take the picture once the letters have their font."""
    visitor.page.evaluate("document.fonts.ready")
    visitor.page.screenshot(path=file)


def make_small(file: Path) -> None:
    """Keep 256 colours of a picture, which is enough for flat drawings."""
    with Image.open(file) as picture:
        few = picture.convert("RGB").quantize(256, dither=Image.Dither.NONE)
    few.save(file, optimize=True)


def take_shown(browser: Browser, booth: BoothProcess, folder: Path) -> None:
    """Take the README's pictures."""
    visitor = come(browser, booth, LAPTOP, "zh")
    visitor.begin()
    picture(visitor, folder / "home.png")
    visitor.tap_to(".play button", "/quiz/1")
    picture(visitor, folder / "question.png")
    visitor.context.close()
    for name in SHOWN:
        make_small(folder / f"{name}.png")


def take_all(browser: Browser, booth: BoothProcess, folder: Path) -> None:
    """Take a picture of every page, tall and wide, in both languages."""
    for screen in (LANDSCAPE, PORTRAIT):
        for language in ("zh", "en"):
            visitor = come(browser, booth, screen, language)
            for name in citizen_pages(visitor):
                picture(visitor, folder / f"{name}-{language}-{screen.name}.png")
            visitor.context.close()


def take_staff(browser: Browser, data: Path, folder: Path, language: str) -> None:
    """Take a picture of every staff page; the first sign-in needs a booth of its own."""
    with BoothProcess(data) as booth:
        visitor = come(browser, booth, LANDSCAPE, language)
        if language == "en":
            visitor.begin()
        for name in staff_pages(visitor, booth.first_code):
            picture(visitor, folder / f"staff-{name}-{language}-{LANDSCAPE.name}.png")
        visitor.context.close()


def main(folder: Path | None) -> None:
    """Take the pictures."""
    (folder or PICTURES).mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary, launched() as browser:
        with BoothProcess(Path(temporary, "data"), **KEYED) as booth:
            if folder is None:
                take_shown(browser, booth, PICTURES)
                return
            take_all(browser, booth, folder)
        for language in ("zh", "en"):
            take_staff(browser, Path(temporary, language), folder, language)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
