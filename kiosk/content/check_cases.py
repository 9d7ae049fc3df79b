"""Check cases: that they can be stopped in time, and that they can be read aloud in a minute."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.content import reading
from kiosk.content.pack import Pack
from kiosk.content.parts import Text
from kiosk.content.problems import Report
from kiosk.content.questions import Case
from kiosk.content.yaml_tree import Path

LONGEST = {"title": 10, "text": 45, "stop": 30, "lost": 25, "advice": 30}
"""Chinese characters, marks not counted: a poster has them in large letters on one page."""
MOST_STOPS = 3
MOST_SECONDS = 75
"""A case is meant for a minute of radio, with some words before and after it."""


def check(pack: Pack, report: Report) -> None:
    """Report cases that nothing could have stopped, and warn of those that are too long."""
    for c, case in enumerate(pack.cases):
        path: Path = ("cases", c)
        _check_stops(case, path, report)
        _check_lengths(case, path, report)


def _check_stops(case: Case, path: Path, report: Report) -> None:
    if not case.stops:
        zh = "没有一步写了怎样停下来；请在第一个能察觉的步骤写 stop（怎样停下来）"
        en = "no step says what would have stopped it; write a stop where one could have known"
        report((*path, "steps"), zh, en)
    elif case.stops == case.steps[-1:]:
        zh = "只有最后一步能停下来，已经晚了；请在前面的步骤写 stop（怎样停下来）"
        en = "only the last step can be stopped, which is too late; write a stop in an earlier one"
        report((*path, "steps", len(case.steps) - 1, "stop"), zh, en)
    elif len(case.stops) > MOST_STOPS:
        zh = f"有 {len(case.stops)} 步写了怎样停下来，最多 {MOST_STOPS} 步；请留下最早的几步"
        en = f"{len(case.stops)} steps can be stopped, {MOST_STOPS} at most; leave the first ones"
        report((*path, "steps"), zh, en, is_error=False)


def _check_lengths(case: Case, path: Path, report: Report) -> None:
    for where, text in _texts(case):
        most, held = LONGEST[str(where[-1])], reading.characters(text.zh)
        if held > most:
            zh = f"{held} 个字，超过 {most} 个，海报上放不下大字；请写短"
            en = f"has {held} characters, more than {most}, too many for a poster; shorten it"
            report((*path, *where), zh, en, is_error=False)
    if (seconds := reading.length(case)) > MOST_SECONDS:
        zh = f"读出来要 {seconds} 秒，超过 {MOST_SECONDS} 秒，广播太长；请写短"
        en = f"takes {seconds} seconds to read aloud, more than {MOST_SECONDS}; shorten it"
        report((*path, "steps"), zh, en, is_error=False)


def _texts(case: Case) -> Iterator[tuple[Path, Text]]:
    """Yield the texts whose length counts, each with its path within the case."""
    for name in ("title", "lost", "advice"):
        yield (name,), getattr(case, name)
    for number, step in enumerate(case.steps):
        yield ("steps", number, "text"), step.text
        if step.stop:
            yield ("steps", number, "stop"), step.stop
