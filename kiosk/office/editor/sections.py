"""The sections of a pack as the editor and the workbook show them, and where each stands."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import msgspec

from kiosk.content import apps, pack
from kiosk.content.handback import Handback
from kiosk.content.outreach import DoorItem, DoorSurvey, PlaceKind
from kiosk.content.parts import Part
from kiosk.content.questions import Call, Case, Question, Scene, Topic, Turn
from kiosk.content.stamps import Gift, Stamps, StampStop
from kiosk.content.yaml_tree import Path
from kiosk.errors import Unknown
from kiosk.journal.records import canonical

Tree = dict[str, Any]
"""A pack as plain data: dicts, lists, texts, numbers. It may have faults."""


@dataclass(frozen=True)
class Section:
    """One kind of part: the units, the questions of a topic, the rating.

    `path` leads to it from the pack, or from a part of the section `within`. A section that is no
    list is one part. `stem` begins the ids that the editor gives to new parts.
    """

    name: str
    zh: str
    en: str
    path: tuple[str, ...]
    part: type[Part]
    within: str | None = None
    is_list: bool = True
    stem: str = ""


SECTIONS = {
    each.name: each
    for each in (
        Section("event", "活动", "Event", ("event",), pack.Event, is_list=False),
        Section("towns", "镇街道", "Towns", ("towns",), pack.Town, stem="town"),
        Section("units", "单位", "Units", ("units",), pack.Unit, stem="unit"),
        Section("cards", "警民联系卡", "Contact cards", ("cards",), pack.Card, stem="card"),
        Section("apps", "扫码方式", "Ways to scan", ("apps",), apps.ScanApp, stem="app"),
        Section("hotlines", "热线电话", "Hotlines", ("hotlines",), pack.Hotline, stem="line"),
        Section("topics", "闯关主题", "Quiz topics", ("topics",), Topic, stem="topic"),
        Section("cases", "案例", "Cases", ("cases",), Case, stem="case"),
        Section("questions", "题目", "Questions", ("questions",), Question, "topics"),
        Section("scenes", "场景", "Scenes", ("scenes",), Scene, stem="scene"),
        Section("calls", "通话演练", "Calls", ("calls",), Call, stem="call"),
        Section("turns", "对话", "Turns", ("turns",), Turn, "calls", stem="turn"),
        Section("surveys", "问卷", "Surveys", ("surveys",), pack.Survey, stem="survey"),
        Section("items", "问题", "Items", ("items",), pack.Item, "surveys", stem="item"),
        Section("blocks", "题组", "Blocks of items", ("blocks",), pack.Block, stem="block"),
        Section(
            *("block-items", "题组的问题", "Items of a block", ("items",), pack.Item, "blocks"),
            stem="block-item",
        ),
        Section("rating", "一键评价", "Rating", ("rating",), pack.Rating, is_list=False),
        Section("feedback", "意见种类", "Feedback", ("feedback",), pack.FeedbackKind, stem="kind"),
        Section("panels", "宣传展板", "Panels", ("panels",), pack.Panel, stem="panel"),
        Section("rules", "参观须知", "Tour rules", ("tour",), pack.Tour, is_list=False),
        Section("stops", "参观站点", "Tour stops", ("tour", "stops"), pack.Stop, stem="stop"),
        Section("slots", "参观场次", "Tour slots", ("tour", "slots"), pack.Slot, stem="slot"),
        Section(
            *("demonstrations", "演示", "Demonstrations", ("tour", "demonstrations")),
            pack.Demonstration,
            stem="show",
        ),
        Section(
            "visitors",
            "来宾类别",
            "Kinds of guest",
            ("tour", "visitors"),
            pack.Visitor,
            stem="guest",
        ),
        Section("stamps", "集章规则", "Stamp rule", ("stamps",), Stamps, is_list=False),
        Section(
            *("stamp-stops", "盖章的站", "Stops that stamp", ("stamps", "stops")),
            StampStop,
            stem="stamp",
        ),
        Section("gifts", "礼品", "Gifts", ("stamps", "gifts"), Gift, stem="gift"),
        Section(
            *("door-surveys", "走访问卷", "Surveys at the door", ("outreach", "surveys")),
            DoorSurvey,
            stem="door-survey",
        ),
        Section(
            *("door-items", "走访问卷的问题", "Items at the door", ("items",), DoorItem),
            "door-surveys",
            stem="door-item",
        ),
        Section(
            *("place-kinds", "走访点类别", "Kinds of place", ("outreach", "kinds")),
            PlaceKind,
            stem="place",
        ),
        Section(
            *("handback", "发还", "Handing back", ("handback",), Handback),
            is_list=False,
        ),
    )
}
"""Every section in the order of the editor's pages."""


def section(name: str) -> Section:
    """Return the section of this name. Raises Unknown."""
    if name not in SECTIONS:
        raise Unknown(f"没有 {name} 这一类内容。", f"There is no kind of content {name}.")
    return SECTIONS[name]


def children(of: Section) -> list[Section]:
    """Return the sections within the parts of a section."""
    return [each for each in SECTIONS.values() if each.within == of.name]


def plain(held: pack.Pack) -> Tree:
    """Return a pack as plain data that can be changed."""
    tree: Tree = msgspec.json.decode(canonical(held))
    return tree


@dataclass(frozen=True)
class Spot:
    """Where a part stands: its section, its id, and the id of the part that it is within."""

    section: Section
    id: str = ""
    parent: str = ""

    @property
    def key(self) -> str:
        """Return the ids as addresses and the log of changes name them."""
        return "/".join(filter(None, (self.parent, self.id)))

    @classmethod
    def named(cls, section_name: str, key: str = "") -> Spot:
        """Return the spot that an address names. Raises Unknown."""
        of = section(section_name)
        parent, _, own = key.rpartition("/") if of.within else ("", "", key)
        return cls(of, own, parent)

    def beside(self, other: str) -> Spot:
        """Return the spot of another part of the same list."""
        return Spot(self.section, other, self.parent)


def parts(tree: Tree, of: Section, parent: str = "") -> list[Tree]:
    """Return the list of a section itself, so that it can be changed. Raises Unknown."""
    held: Any = tree
    if of.within:
        held = part(tree, Spot(section(of.within), parent))
    for step in of.path[:-1]:
        held = held.setdefault(step, {})
    held = held.setdefault(of.path[-1], [])
    assert isinstance(held, list)
    return held


def part(tree: Tree, spot: Spot) -> Tree:
    """Return the part at a spot itself. Raises Unknown."""
    if not spot.section.is_list:
        held: Any = tree
        for step in spot.section.path:
            held = held.setdefault(step, {})
        assert isinstance(held, dict)
        return held
    return parts(tree, spot.section, spot.parent)[index(tree, spot)]


def every(tree: Tree, of: Section) -> dict[Spot, Tree]:
    """Return all parts of a section by their spots, within whichever part they are."""
    if not of.is_list:
        return {Spot(of): part(tree, Spot(of))}
    above = parts(tree, section(of.within)) if of.within else [{"id": ""}]
    return {
        Spot(of, each.get("id", ""), outer.get("id", "")): each
        for outer in above
        for each in parts(tree, of, outer.get("id", ""))
    }


def title(held: Tree) -> str:
    """Return the words by which people know a part."""
    for name in ("name", "title", "prompt", "post", "text", "says", "starts_at"):
        value = held.get(name)
        if isinstance(value, dict):
            value = value.get("zh")
        if value:
            return str(value)
    return str(held.get("id", ""))


def index(tree: Tree, spot: Spot) -> int:
    """Return the number of a part in its list. Raises Unknown."""
    for number, each in enumerate(parts(tree, spot.section, spot.parent)):
        if each.get("id") == spot.id:
            return number
    raise Unknown(
        f"{spot.section.zh}里没有 {spot.key}，可能已被删除。",
        f"There is no {spot.key} among {spot.section.en}; it may have been deleted.",
    )


def path_of(tree: Tree, spot: Spot) -> Path:
    """Return the path of a part in the pack, as the check names it. Raises Unknown."""
    of = spot.section
    if not of.is_list:
        return of.path
    before: Path = path_of(tree, Spot(section(of.within), spot.parent)) if of.within else ()
    return (*before, *of.path, index(tree, spot))


def ids(tree: Tree, of: Section) -> set[str]:
    """Return the ids that a section's parts have, within whichever part they are."""
    return {spot.id for spot in every(tree, of)}


def new_id(tree: Tree, spot: Spot, used: Collection[str] = ()) -> str:
    """Return an id that no part of the section has, nor had: the stem and the next number.

    `used` are those of former packs: records name them, so they never come again.
    """
    of = spot.section
    stem = of.stem or spot.parent
    taken = ids(tree, of) | set(used)
    number = 1
    while f"{stem}-{number:02}" in taken:
        number += 1
    return f"{stem}-{number:02}"
