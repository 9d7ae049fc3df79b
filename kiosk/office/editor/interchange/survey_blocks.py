"""The blocks of a form: where they are as they are here, the survey goes on to refer to them.

A block whose items the form has in other words, or not at the beginning or the end, cannot be
referred to: the survey then has these items as its own, under the same ids, and that is noted.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from kiosk.content import pack
from kiosk.office.editor import forms, review
from kiosk.office.editor.fields import fields_of
from kiosk.office.editor.interchange.remarks import Remarks
from kiosk.office.editor.interchange.taking import merged_text
from kiosk.office.editor.interchange.xlsform import BLOCK
from kiosk.office.editor.interchange.xlsform_reader import Form, parts_of
from kiosk.office.editor.pair import Pair
from kiosk.office.editor.sections import Tree

WHOLE = Pair("整张表", "the form")
FIELDS = ("begins_with", "ends_with")
KEEP = Pair(
    "要和别的问卷共用：先撤销，再到题组的页面上改，或在文件里改回原样。",
    "To go on sharing them: take this back, then change the block on its page, or mend the file.",
)
OWN = Pair("要共用，请先建这个题组，再导入。", "To share them, make the block, then import again.")


@dataclass
class SortedOut:
    """What a form has: the survey's own items, and the blocks that it refers to, by field.

    `unrolled` are items of blocks, by id, that are the survey's own from now on.
    """

    items: list[Tree] = field(default_factory=list)
    blocks: dict[str, list[str]] = field(default_factory=dict)
    unrolled: dict[str, Tree] = field(default_factory=dict)


@dataclass
class _Run:
    """Items in a row that are of one block, or of none. It `is_same` if the block is so here."""

    block: str
    items: list[Tree]
    is_same: bool = False


def sort_out(tree: Tree, held: Tree, form: Form, remarks: Remarks) -> SortedOut:
    """Sort the items of a form into those of blocks and the survey's own; note what was unrolled.

    `held` is the survey that takes the form up.
    """
    blocks = {each["id"]: each["items"] for each in tree.get("blocks") or []}
    begins, ends = (list(held.get(name) or []) for name in FIELDS)
    before, own, after = _split(_runs(form, blocks), ends)
    found = SortedOut()
    for run in own:
        _note(run, blocks, form, remarks)
        here = {each["id"]: each for each in blocks.get(run.block, [])}
        found.unrolled |= here
        is_held = run.block in (*begins, *ends)
        found.items += _with_missing(run.items, here) if is_held else run.items
    gone = {run.block for run in own}
    found.blocks = {
        FIELDS[0]: in_order([e for e in begins if e not in gone and e not in after], before),
        FIELDS[1]: in_order([e for e in ends if e not in gone and e not in before], after),
    }
    return found


def _split(runs: list[_Run], ends: list[str]) -> tuple[list[str], list[_Run], list[str]]:
    """Return the blocks before the own items, the runs of those, and the blocks after them.

    What is typed is asked last, behind the blocks too.
    """
    typed = [runs.pop()] if runs and _is_typed(runs[-1]) else []
    first = _count(run.is_same for run in runs)
    last = _count(run.is_same for run in reversed(runs[first:]))
    if first == len(runs):  # Nothing stands between them: those that come after stay there.
        last = _count(run.block in ends for run in reversed(runs))
        first -= last
    names, end = [run.block for run in runs], len(runs) - last
    return names[:first], [*runs[first:end], *typed], names[end:]


def _count(are: Iterable[bool]) -> int:
    """Return for how many things, from the first on, something is so."""
    return sum(1 for _ in itertools.takewhile(bool, are))


def _runs(form: Form, blocks: dict[str, list[Tree]]) -> list[_Run]:
    """Return the items of a form in runs; one that is typed last stands alone."""
    runs: list[_Run] = []
    met: set[str] = set()
    for name, items in itertools.groupby(parts_of(form), lambda each: str(each.get(BLOCK, ""))):
        found = [{key: value for key, value in each.items() if key != BLOCK} for each in items]
        is_same = name not in met and _is_same(found, blocks.get(name))
        met.add(name)
        runs.append(_Run(name, found, is_same))
    last = runs[-1] if runs else None
    if last and len(last.items) > 1 and last.items[-1]["kind"] == "text" and not last.block:
        runs.append(_Run("", [last.items.pop()]))
    return runs


def _is_typed(run: _Run) -> bool:
    return not run.block and run.items[-1]["kind"] == "text"


def _is_same(given: list[Tree], block: list[Tree] | None) -> bool:
    """Return True if items say what those of a block say; some of the block's may be missing."""
    here = {each["id"]: each for each in block or []}
    ids = [each["id"] for each in given]
    return ids == [each for each in here if each in ids] and all(
        merged_item(here[each["id"]], each) == here[each["id"]] for each in given
    )


def _with_missing(given: list[Tree], block: dict[str, Tree]) -> list[Tree]:
    """Return items of a block with those that the form does not have, which stay as they are."""
    every = block | {each["id"]: each for each in given}
    return [every[each] for each in in_order(list(block), [each["id"] for each in given])]


def _note(run: _Run, blocks: dict[str, list[Tree]], form: Form, remarks: Remarks) -> None:
    """Note why the items of a block are the survey's own from now on."""
    if run.block in blocks:
        why = Pair("和题组里的不一样", "they are not as in the block")
        if run.is_same:
            why = Pair("不在开头或结尾", "they are neither at the beginning nor at the end")
        reason = Pair(
            f"题组 {run.block} 的题收成了这份问卷自己的题，因为它们{why.zh}",
            f"the items of block {run.block} became the survey's own, since {why.en}",
        )
        remarks.lose(WHOLE, reason, KEEP)
    elif run.block and form.place:  # Groups of other programs may have any name.
        reason = Pair(
            f"这里没有题组 {run.block}，它的题收成了这份问卷自己的题",
            f"there is no block {run.block} here; its items became the survey's own",
        )
        remarks.lose(WHOLE, reason, OWN)


def in_order(before: list[str], given: list[str]) -> list[str]:
    """Return ids in the order of a form; others stay behind the one that they followed."""
    ordered = list(given)
    for number, each in enumerate(before):
        if each not in ordered:
            ordered.insert(ordered.index(before[number - 1]) + 1 if number else 0, each)
    return ordered


def merged_item(held: Tree | None, given: Tree) -> Tree:
    """Return an item with what a form says of it; what it does not say stays.

    New words are not what was signed off.
    """
    if held is None:
        return {"id": given["id"], **forms.blank(fields_of(pack.Item)), **given}
    options = {each["id"]: each for each in held.get("options") or []}
    merged = _said(held, given)
    merged["options"] = [_said(options.get(each["id"], {}), each) for each in given["options"]]
    review.lapse(pack.Item, held, merged)
    return merged


def _said(held: Tree, given: Tree) -> Tree:
    """Return a part with what a form says; what neither had nor says anything is left out."""
    merged = {**held, **{name: merged_text(held.get(name), each) for name, each in given.items()}}
    return {key: each for key, each in merged.items() if not _is_unsaid(held, key, each)}


def _is_unsaid(held: Tree, key: str, value: Any) -> bool:
    """Return True for a field that neither was there nor says anything now."""
    return bool(held) and key not in held and value in (None, False, "fixed")
