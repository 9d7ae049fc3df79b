"""Columns for every item of a survey, the same ones in every version of the pack.

A column's id is `survey.item`, followed by option or rank for items with several; so an item that
was renamed or moved keeps its column, and what was removed too. One that asks in another way than
at first has further columns, with the way in their ids.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kiosk.content.editions import Known
from kiosk.content.pack import Item
from kiosk.content.parts import Option, Text
from kiosk.counts.tables import Column

WAYS = {
    "single": "单选",
    "multiple": "多选",
    "scale": "打分",
    "ranking": "排序",
    "number": "数字",
    "text": "文字",
    "unit": "选单位",
}
Way = tuple[str, str, str]
"""Survey, item, and its kind."""


@dataclass
class Asked:
    """One item as it was ever asked in one way; the newest words come first."""

    id: str
    item: Item
    options: dict[str, Option] = field(default_factory=dict)
    first: int = 0
    columns: list[Column] = field(default_factory=list)


@dataclass(frozen=True)
class Layout:
    """All columns, and which item was asked how in which pack (by its digest)."""

    columns: list[Column]
    asked: Mapping[tuple[str, str, str], Asked]
    latest: Mapping[tuple[str, str], Asked]
    options_of: Mapping[tuple[str, str, str], frozenset[str]]

    def find(self, pack: str, survey: str, item: str) -> Asked | None:
        """Return how a pack asked an item; one that is not known is taken for the newest."""
        return self.asked.get((pack, survey, item)) or self.latest.get((survey, item))

    def offered(self, pack: str, survey: str, item: str, asked: Asked) -> frozenset[str]:
        """Return the options that a pack offered."""
        return self.options_of.get((pack, survey, item)) or frozenset(asked.options)


def build(known: Known, *, has_text: bool) -> Layout:
    """Lay out every item that any pack ever asked; typed text only where it may be read."""
    ways: dict[Way, Asked] = {}
    asked: dict[tuple[str, str, str], Asked] = {}
    latest: dict[tuple[str, str], Asked] = {}
    original: dict[tuple[str, str], Asked] = {}
    options_of: dict[tuple[str, str, str], frozenset[str]] = {}
    for edition in known.editions:
        for survey in edition.surveys.values():
            for item in survey.items:
                way = ways.setdefault((survey.id, item.id, item.kind), Asked("", item))
                for option in item.options:
                    way.options.setdefault(option.id, option)
                asked[edition.digest, survey.id, item.id] = way
                latest.setdefault((survey.id, item.id), way)
                original[survey.id, item.id] = way
                offered = frozenset(option.id for option in item.options)
                options_of[edition.digest, survey.id, item.id] = offered
    columns: list[Column] = []
    shared = _shared(ways)
    for (survey_id, item_id, kind), way in ways.items():
        is_original = original[survey_id, item_id] is way
        way.id = f"{survey_id}.{item_id}" + ("" if is_original else f"~{kind}")
        way.first = len(columns)
        if kind != "text" or has_text:
            own = known.names.surveys[survey_id].title if way.item.prompt.zh in shared else None
            way.columns = _columns(way, known, (survey_id, item_id, kind), own)
            columns += way.columns
    return Layout(columns, asked, latest, options_of)


def _shared(ways: Mapping[Way, Asked]) -> set[str]:
    """Return the prompts that several surveys have, as those of a block that both ask."""
    surveys: dict[str, set[str]] = {}
    for (survey_id, _, _), way in ways.items():
        surveys.setdefault(way.item.prompt.zh, set()).add(survey_id)
    return {prompt for prompt, held in surveys.items() if len(held) > 1}


def _columns(way: Asked, known: Known, asked: Way, survey: Text | None) -> list[Column]:
    """Return the columns of an item; where several surveys ask the same, each names its own."""
    item, packs = way.item, known.versions(lambda edition: _has(edition.surveys, asked))
    is_original = "~" not in way.id
    label = item.prompt.zh if is_original else f"{item.prompt.zh}（{WAYS[item.kind]}）"
    english = item.prompt.en if is_original else f"{item.prompt.en} ({item.kind})"
    if survey:
        label, english = f"{label}（{survey.zh}）", f"{english} ({survey.en})"
    if item.kind == "multiple":
        return [
            Column(
                f"{way.id}.{option.id}",
                f"{label}［{option.text.zh}］",
                "bool",
                english=f"{english} [{option.text.en}]",
                packs=packs,
            )
            for option in way.options.values()
        ]
    words = {option.id: option.text.zh for option in way.options.values()}
    if item.kind == "ranking":
        return [
            Column(
                f"{way.id}.{rank}",
                f"{label}［第 {rank} 位］",
                "code",
                words,
                english=f"{english} [rank {rank}]",
                packs=packs,
            )
            for rank in range(1, len(words) + 1)
        ]
    if item.kind == "number":
        return [Column(way.id, label, "int", english=english, packs=packs)]
    if item.kind == "text":
        return [Column(way.id, label, english=english, packs=packs)]
    values = known.units() if item.kind == "unit" else words
    codes = {each.id: each.value for each in way.options.values() if each.value is not None}
    return [Column(way.id, label, "code", values, codes, english, packs)]


def _has(surveys: Mapping[str, object], asked: Way) -> bool:
    """Return True if a pack's surveys ask an item in this way."""
    survey_id, item_id, kind = asked
    items = getattr(surveys.get(survey_id), "items", ())
    return any(item.id == item_id and item.kind == kind for item in items)
