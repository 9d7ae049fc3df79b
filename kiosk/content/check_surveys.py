"""Check surveys and their blocks: skip logic, scales, choices that exclude others, screening."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kiosk.content import blocks
from kiosk.content.pack import Item, Pack, Survey
from kiosk.content.problems import Report
from kiosk.content.yaml_tree import Path

INDEX_POINTS = range(1, 6)
MOST_NUMBERS = 21
NEEDS_OPTIONS = ("single", "multiple", "scale", "ranking")
MAY_BE_RANDOM = ("single", "multiple", "ranking")
TAKEN = {"thanks", "reason"}
"""Addresses of other pages beside those of items."""
Placed = tuple[Path, Item]


def check(pack: Pack, report: Report) -> None:
    """Report what would show a citizen something wrong, or count what does not count."""
    for b, block in enumerate(pack.blocks):
        here: Path = ("blocks", b)
        _check_items(list(_placed(here, block.items)), report)
    for s, survey in enumerate(pack.surveys):
        _check_survey(pack, survey, ("surveys", s), report)


def _check_survey(pack: Pack, survey: Survey, path: Path, report: Report) -> None:
    known = {block.id: b for b, block in enumerate(pack.blocks)}
    named = [("begins_with", survey.begins_with), ("ends_with", survey.ends_with)]
    for field, names in named:
        for name in names:
            if name not in known:
                report((*path, field), f"找不到题组 {name}", f"there is no block {name}")
    used = [*survey.begins_with, *survey.ends_with]
    if len(set(used)) < len(used):
        report((*path, "ends_with"), "同一题组用了两次", "a block stands here twice")
    own = list(_placed(path, survey.items))
    _check_items(own, report)
    _check_whole(pack, survey, path, own, report)


def _check_whole(
    pack: Pack, survey: Survey, path: Path, own: Sequence[Placed], report: Report
) -> None:
    """Check the items in the order in which they are asked, those of blocks among them."""
    whole = blocks.with_blocks(survey, {each.id: each for each in pack.blocks})
    places = {item.id: place for place, item in own}
    earlier: dict[str, Item] = {}
    for item in whole.items:
        here = places.get(item.id)
        if item.id in earlier:
            zh = f"题 {item.id} 在题组和问卷里各有一个，请换一个编号"
            en = f"the item {item.id} is asked twice: by a block and by the survey"
            report(here or path, zh, en)
        if here and item.show_if:
            _check_skip(item, earlier, here, report)
        earlier[item.id] = item


def _check_items(placed: Sequence[Placed], report: Report) -> None:
    ids = [item.id for _, item in placed]
    for number, (here, item) in enumerate(placed):
        _check_item(item, here, report)
        if ids.count(item.id) > 1:
            report((*here, "id"), f"id {item.id} 重复", f"the id {item.id} stands more than once")
        if item.id in TAKEN:
            zh = f"id {item.id} 已作页面地址，请换一个"
            report((*here, "id"), zh, f"{item.id} is a page's address; choose another")
        if item.kind == "text" and (here[0] == "blocks" or number != len(placed) - 1):
            zh = "文字题必须放在问卷最后（打字内容只在确认时提交一次）"
            en = "a text item must come last (typed text is sent once, with the confirming tap)"
            report(here, zh, en)
        if item.show_if and here[0] == "blocks":
            _check_skip(item, {each.id: each for _, each in placed[:number]}, here, report)


def _placed(path: Path, items: Sequence[Item]) -> Iterator[Placed]:
    for number, item in enumerate(items):
        yield (*path, "items", number), item


def _check_item(item: Item, path: Path, report: Report) -> None:
    if item.kind in NEEDS_OPTIONS and len(item.options) < 2:
        report((*path, "options"), "至少要有两个选项", "needs at least two options")
    if item.kind == "scale" and any(option.value is None for option in item.options):
        report((*path, "options"), "量表的选项要有 value", "a scale's options need a value")
    if item.kind == "number":
        least, most = item.least, item.most
        if least is None or most is None or not 0 < most - least < MOST_NUMBERS:
            zh = f"要有 least 和 most，且最多 {MOST_NUMBERS} 个数"
            report(path, zh, f"needs least and most, at most {MOST_NUMBERS} numbers")
    _check_points(item, path, report)
    _check_choices(item, path, report)
    ids = [option.id for option in item.options]
    for o, option in enumerate(item.options):
        if ids.count(option.id) > 1:
            zh, en = f"id {option.id} 重复", f"the id {option.id} stands more than once"
            report((*path, "options", o, "id"), zh, en)


def _check_points(item: Item, path: Path, report: Report) -> None:
    """Report points that cannot count towards an index or a rate, or would count askew."""
    if item.index and item.kind != "scale":
        report((*path, "index"), "只有量表能计入指数", "only a scale counts towards an index")
        return
    if item.rate and item.kind not in ("scale", "single"):
        zh, en = "只有量表和单选能算三率", "only a scale or a single choice makes a rate"
        report((*path, "rate"), zh, en)
        return
    if not item.index and not item.rate:
        return
    points = [option.value for option in item.options]
    if any(point not in INDEX_POINTS for point in points):
        zh, en = "计入指数的量表，分值要在 1～5", "a scale that counts has points from 1 to 5"
        report((*path, "options"), zh, en)
    elif item.index and not _is_even([point or 0 for point in points]):
        zh = "分值应从差到好、两边对称：五档用 1～5，四档（没有“一般”）用 1、2、4、5"
        en = "points rise, alike on both sides: 1 to 5, or 1, 2, 4, 5 without a middle"
        report((*path, "options"), zh, en, is_error=False)


def _is_even(points: list[int]) -> bool:
    """Return True if points rise, and are as many and as far apart above the middle as below."""
    return points == sorted(points) == [6 - point for point in reversed(points)]


def _check_choices(item: Item, path: Path, report: Report) -> None:
    """Report an order, an exclusion or a screening where an item of this kind has none."""
    if item.order == "random" and item.kind not in MAY_BE_RANDOM:
        zh, en = (
            "只有单选、多选、排序可以打乱次序",
            "only choices and rankings may be in random order",
        )
        report((*path, "order"), zh, en)
    exclusive = [option.is_exclusive for option in item.options]
    if any(exclusive) and item.kind != "multiple":
        zh, en = (
            "只有多选题的选项可以排斥其他选项",
            "only one of several choices can exclude others",
        )
        report((*path, "options"), zh, en)
    elif any(exclusive) and all(exclusive):
        zh, en = "不能每一项都排斥其他选项", "not every option can exclude the others"
        report((*path, "options"), zh, en)
    uncounted = [option.is_uncounted for option in item.options]
    if any(uncounted) and item.kind not in ("single", "scale"):
        zh, en = "只有单选和量表可以筛选谁计入", "only a single choice or a scale tells who counts"
        report((*path, "options"), zh, en)
    elif any(uncounted) and all(uncounted):
        zh, en = (
            "至少要有一项计入，否则谁都不算",
            "one option at least must count, else nobody does",
        )
        report((*path, "options"), zh, en)


def _check_skip(item: Item, earlier: dict[str, Item], path: Path, report: Report) -> None:
    """Report a condition on an item that does not come before, or on options it does not have."""
    assert item.show_if is not None
    asked = earlier.get(item.show_if.item)
    if asked is None:
        zh, en = "要引用前面的题", "must name an item that comes before"
        report((*path, "show_if", "item"), zh, en)
        return
    known = {option.id for option in asked.options}
    for name in item.show_if.any_of:
        if name not in known:
            report((*path, "show_if", "any_of"), f"找不到选项 {name}", f"there is no option {name}")
