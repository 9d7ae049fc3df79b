"""What the simulated public reaches over a pack, and the figures of its check, as text or JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from kiosk.booth.quiz import public
from kiosk.booth.quiz.public import PEOPLE, Reached
from kiosk.content import question_figures
from kiosk.content.pack import Pack
from kiosk.content.question_figures import Figure

FIRST_WIDTH, WIDTH = 22, 15
PLACES = 4


def lines(pack: Pack, seed: int) -> list[str]:
    """Return a table of the mean credit of each person, and each figure of the check."""
    reached = public.play(pack, seed)
    heads = ["".ljust(FIRST_WIDTH), *(person.name.en.rjust(WIDTH) for person in PEOPLE.values())]
    held = next(iter(reached.values()))
    zh = "、".join(person.name.zh for person in PEOPLE.values())
    return [
        f"{pack.id} {pack.version}：{zh}各得多少分 / mean credit of each person",
        "".join(heads),
        _row("all", [each.whole for each in reached.values()]),
        *_rows("topic", held.topics, [each.topics for each in reached.values()]),
        *_rows("kind", held.kinds, [each.kinds for each in reached.values()]),
        "",
        "检查的各项数字 / figures of the check",
        *(_figure(each) for each in question_figures.figures(pack)),
    ]


def _rows(head: str, names: Mapping[str, float], held: Sequence[Mapping[str, float]]) -> list[str]:
    return [f"{head}:", *(_row(f"  {name}", [each[name] for each in held]) for name in names)]


def _row(head: str, shares: Sequence[float]) -> str:
    return head.ljust(FIRST_WIDTH) + "".join(f"{share:.1%}".rjust(WIDTH) for share in shares)


def _figure(each: Figure) -> str:
    share = "" if each.share is None else f" = {each.share:.1%}"
    return f"  {each.some}/{each.of}{share}{_limits(each)}  {each.name.zh} / {each.name.en}"


def _limits(each: Figure) -> str:
    """Return what a figure should keep to, and a mark if it does not."""
    least = [f"≥ {each.least:.0%}"] if each.least is not None else []
    most = [f"≤ {each.most:.0%}"] if each.most is not None else []
    return f" ({', '.join(least + most)}){'' if each.is_kept else ' !'}"


def as_json(pack: Pack, seed: int) -> str:
    """Return the same for other programs, by the ids of topics, kinds and figures."""
    told: dict[str, Any] = {
        "pack": pack.id,
        "version": pack.version,
        "seed": seed,
        "people": {name: _plain(each) for name, each in public.play(pack, seed).items()},
        "check": {each.id: _plain_figure(each) for each in question_figures.figures(pack)},
    }
    return json.dumps(told, ensure_ascii=False, indent=2)


def _plain(each: Reached) -> dict[str, Any]:
    return {
        "all": round(each.whole, PLACES),
        "topics": {name: round(share, PLACES) for name, share in each.topics.items()},
        "kinds": {name: round(share, PLACES) for name, share in each.kinds.items()},
    }


def _plain_figure(each: Figure) -> dict[str, Any]:
    return {
        "some": each.some,
        "of": each.of,
        "share": None if each.share is None else round(each.share, PLACES),
        "least": each.least,
        "most": each.most,
    }
