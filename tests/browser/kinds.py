"""Give browser tests a booth whose topics hold questions of one kind each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml

from kiosk.content.load import BUNDLED
from tests.browser.visitor import Visitor
from tests.factories import pack_folder
from tests.process import BoothProcess, run

KINDS = ("real-false", "guess", "several", "order")


def load_by_kinds(data: Path, folder: Path) -> None:
    """Load the bundled pack into `data`, with a further topic for each of the `KINDS`.

    The topic is named after the kind and holds all questions of it; `folder` takes the pack's copy.
    """
    topics = pack_folder(folder) / "topics"
    others: dict[str, list[dict[str, Any]]] = {}
    held: dict[str, Any] = {}
    for file in sorted((BUNDLED / "topics").glob("*.yaml")):
        held = yaml.safe_load(file.read_text(encoding="utf-8"))
        for asked in held["questions"]:
            if (kind := asked.get("kind")) in KINDS:
                others.setdefault(kind, []).append(asked)
        held["questions"] = [each for each in held["questions"] if each.get("kind") not in KINDS]
        _write(topics / file.name, held)
    whole = topics.parent / "pack.yaml"
    listed = yaml.safe_load(whole.read_text(encoding="utf-8"))
    for kind, questions in others.items():
        _write(topics / f"{kind}.yaml", held | {"id": kind, "questions": questions})
        listed["topics"].append(kind)
    _write(whole, listed)
    load_pack(topics.parent, data)


def _write(file: Path, part: dict[str, Any]) -> None:
    file.write_text(yaml.safe_dump(part, allow_unicode=True), encoding="utf-8")


def load_pack(folder: Path, data: Path) -> None:
    """Load the pack in `folder` into a booth's data."""
    loaded = run("content", "load", str(folder), data=data)
    assert loaded.returncode == 0, loaded.stderr


@contextmanager
def booth_with(folder: Path, data: Path) -> Iterator[BoothProcess]:
    """Run a booth that shows the pack in `folder`."""
    load_pack(folder, data)
    with BoothProcess(data) as booth:
        yield booth


def begin_topic(visitor: Visitor, topic: str, *, is_elder: bool = False, length: int = 5) -> None:
    """Begin a round of one topic, and wait for its first question."""
    visitor.begin(is_elder=is_elder)
    form = {"topic": topic, "audience": "all", "length": str(length)}
    visitor.page.request.post(f"{visitor.address}/quiz/start", form=form)
    visitor.open("/quiz/1")


def pages_of(visitor: Visitor, kind: str, answer: Callable[[int], None]) -> Iterator[str]:
    """Yield each question of a round before and after its answer, which `answer` gives."""
    for number in range(1, 6):
        visitor.open(f"/quiz/{number}")
        visitor.sees("form.options")
        name = visitor.question().id
        yield f"{name} asked"
        answer(number)
        visitor.sees(".why")
        yield f"{name} answered"


def tab_to(visitor: Visitor, selector: str) -> None:
    """Press Tab until something has the focus."""
    for _ in range(40):
        if visitor.page.evaluate("one => document.activeElement.matches(one)", selector):
            return
        visitor.page.keyboard.press("Tab")
    raise AssertionError(f"no key leads to {selector}")
