"""Take contact sheets of what the bundled pack shows, as people meet it at a booth.

`python -m tests.browser.content_pictures` writes them into `pictures/`: all scenes and twelve
calls, each before and after the answer, the panels of the idle screen, and what children are asked.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from PIL import Image

from tests.browser.chromium import launched
from tests.browser.pages import STAFF_PASSWORD, add_staff
from tests.browser.screenshots import PICTURES, come, make_small
from tests.browser.visitor import LAPTOP, Visitor, pack
from tests.process import BoothProcess

ASKED, ANSWERED = "?look=zh.normal", "?look=zh.normal&answered=yes"
CALLS, PANELS, CHILDREN = 12, 30, 20
SMALL = (480, 270)
ACROSS = 4
GAP = 8


def sheets() -> Iterator[tuple[str, list[str]]]:
    """Yield each sheet's name and the addresses of its pages."""
    held = pack()
    yield "scenes", _before_and_after("scenes", [scene.id for scene in held.scenes])
    calls = [call.id for call in held.calls]
    yield "calls", _before_and_after("calls", calls[:: len(calls) // CALLS][:CALLS])
    yield "panels", [f"panels/{panel.id}{ASKED}" for panel in held.panels[:PANELS]]
    yield "children", [f"questions/{key}{ASKED}" for key in _of_children()]


def _before_and_after(of: str, keys: Sequence[str]) -> list[str]:
    return [f"{of}/{key}{state}" for key in keys for state in (ASKED, ANSWERED)]


def _of_children() -> list[str]:
    """Return the keys of children's questions with a picture of their own, from every topic."""
    found = [
        [
            f"{topic.id}/{question.id}"
            for question in topic.questions
            if "child" in question.audience and (question.picture or question.scene)
        ]
        for topic in pack().topics
    ]
    turns = range(max(map(len, found)))
    mixed = [keys[turn] for turn in turns for keys in found if turn < len(keys)]
    return mixed[:CHILDREN]


def sheet(visitor: Visitor, pages: Sequence[str]) -> Image.Image:
    """Return the pictures of pages, small and side by side."""
    width, height = SMALL
    rows = -(-len(pages) // ACROSS)
    whole = Image.new("RGB", (ACROSS * (width + GAP), rows * (height + GAP)), "white")
    for number, page in enumerate(pages):
        visitor.open(f"/staff/look/{page}")
        visitor.page.evaluate("document.fonts.ready")
        with Image.open(io.BytesIO(visitor.page.screenshot())) as large:
            small = large.convert("RGB").resize(SMALL, Image.Resampling.LANCZOS)
        row, column = divmod(number, ACROSS)
        whole.paste(small, (column * (width + GAP), row * (height + GAP)))
    return whole


def main() -> None:
    """Take the sheets at a booth of the bundled pack."""
    with tempfile.TemporaryDirectory() as temporary, launched() as browser:
        data = Path(temporary, "data")
        add_staff(data, "boss")
        add_staff(data, "wen", "editor")
        with BoothProcess(data) as booth:
            visitor = come(browser, booth, LAPTOP, "zh")
            visitor.give_password("wen", STAFF_PASSWORD, "zh")
            visitor.sees(".who")
            for name, pages in sheets():
                file = PICTURES / f"{name}.png"
                sheet(visitor, pages).save(file)
                make_small(file)
            visitor.context.close()


if __name__ == "__main__":
    main()
