"""Read a line of an XLSForm as an item of a survey: its words, its options, its limits."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kiosk.content import pack, parts
from kiosk.content.check_surveys import MOST_NUMBERS, TAKEN
from kiosk.office.editor.fields import Field
from kiosk.office.editor.interchange import conditions, xlsform
from kiosk.office.editor.interchange.letters import Words, from_text, words
from kiosk.office.editor.interchange.remarks import Remarks
from kiosk.office.editor.interchange.xlsform_sheets import Line, Table
from kiosk.office.editor.pair import Pair
from kiosk.office.editor.sections import Tree

_SELECT = re.compile(
    r"(?P<how>select_one|select1|select one(?: from)?|add select one prompt using|select_multiple|"
    r"select all that apply(?: from)?|add select multiple prompt using|rank)"
    r"\s+(?P<list>\S+?)(?P<other>\s+or(?: specify|_)?[ _]?other)?",
    re.IGNORECASE,
)
_FROM_FILE = re.compile(r"select_(?:one|multiple)_(?:from_file|external)", re.IGNORECASE)
_RANGE = re.compile(r"(start|end|step)\s*=\s*(-?\d{1,9})")
_NOT_ID = re.compile(r"[^a-z0-9]+")
YES = {"yes", "true", "true()", "1", "是"}
OTHER = words("其他", "Other")
MOST_ID = 40
LATER = Pair("请在编辑页上另加。", "Add it on the editor's page.")


class ItemReader:
    """A reader of lines that are items, and of the lists of choices that they name."""

    def __init__(self, choices: Table | None, remarks: Remarks, *, is_own: bool) -> None:
        """Sort the choices by list. `is_own`: written here, so that its texts hold no HTML."""
        self._remarks, self._is_own = remarks, is_own
        self._lists: dict[str, list[Line]] = {}
        for line in choices.lines if choices else ():
            self._lists.setdefault(line.get("list_name"), []).append(line)

    def read(self, line: Line, kind: str, said: str, taken: set[str]) -> Tree | None:
        """Return an item without its condition, None if a survey cannot have it.

        `said` is the type as the form has it, `kind` in small letters; `taken` are ids of others.
        """
        given = line.get("kind")
        item: Tree = {"prompt": self.text(line), "options": [], "place": line.place}
        if not item["prompt"]["zh"]:
            self._refuse(line, "没有题干（label）", "it has no label", LATER)
            return None
        found = _SELECT.fullmatch(said)
        if found:
            item["kind"] = _kind_of_select(found["how"], line, given)
            if item["kind"] != "unit" and not self._set_options(line, item, found):
                return None
        elif kind in ("integer", "int", "range") or (kind == "decimal" and given == "number"):
            if not self._set_limits(line, item):
                return None
        elif kind in ("text", "string"):
            item["kind"] = "text"
        else:
            remedy = Pair("改成单选、多选、排序或整数。", "Use select_one, rank or integer.")
            zh, en = f"题型 {said[:40]} 问卷里没有", f"no survey has the type {said[:40]}"
            self._refuse(line, zh, en, remedy)
            return None
        if line.get(xlsform.BLOCK):
            item[xlsform.BLOCK] = line.get(xlsform.BLOCK)
        item["is_optional"] = line.get("required").lower() not in YES
        item["id"] = _unique(_id(line.get("name")) or f"item-{len(taken) + 1}", taken | TAKEN)
        return item | self._own(line, xlsform.own_columns(pack.Item))

    def text(self, line: Line) -> Words:
        """Return the words of a line; note what cannot be taken of them."""
        zh, en = line.labels()
        if self._is_own:
            return words(zh, en)
        first, second = from_text(zh), from_text(en)
        if first[1] or line.has_media:
            reason = Pair("图片、声音没有收下", "pictures and sound were not taken")
            self._remarks.lose(line.place, reason, LATER)
        return words(first[0]["zh"], second[0]["zh"])

    def _set_options(self, line: Line, item: Tree, found: re.Match[str]) -> bool:
        """Give an item its options, and return True; or refuse it."""
        rows = self._lists.get(found["list"], [])
        if _FROM_FILE.match(line.get("type")) or len(rows) < 2:
            zh = f"choices 里没有选项表 {found['list'][:40]}（至少两项）"
            en = f"choices has no list {found['list'][:40]} of two or more"
            self._refuse(line, zh, en, Pair("在 choices 表里补上。", "Add it to the choices."))
            return False
        columns, taken = xlsform.own_columns(parts.Option), set[str]()
        for row in rows:
            option: Tree = {"id": _unique(_id(row.get("name")), taken), "text": self.text(row)}
            taken.add(option["id"])
            option["name"] = row.get("name")
            item["options"].append(option | self._own(row, columns))
        if found["other"]:
            item["options"].append({"id": _unique("other", taken), "text": dict(OTHER)})
            reason = Pair("“其他”不问是什么", "“other” does not ask for more")
            self._remarks.lose(line.place, reason, LATER)
        self._set_points(line, item)
        self._set_ways(line, item)
        return True

    def _set_points(self, line: Line, item: Tree) -> None:
        """Give the points of a scale numbers where its choices have none, the best last."""
        options = item["options"]
        if (
            item["kind"] == "single"
            and not line.get("kind")
            and all(each.get("value") is not None for each in options)
        ):
            item["kind"] = "scale"
        if item["kind"] == "scale" and any(each.get("value") is None for each in options):
            for number, each in enumerate(options, start=1):
                each["value"] = number

    def _set_ways(self, line: Line, item: Tree) -> None:
        """Take up a random order and options that exclude the others, where items have those."""
        if "order" in pack.Item.__struct_fields__:
            is_random = xlsform.RANDOM in line.get("parameters").replace(" ", "").lower()
            item["order"] = "random" if is_random else "fixed"
        alone = conditions.read_exclusive(line.get("constraint")) or ()
        if "is_exclusive" in parts.Option.__struct_fields__:
            for each in item["options"]:
                each["is_exclusive"] = each.get("is_exclusive", False) or each["name"] in alone

    def _set_limits(self, line: Line, item: Tree) -> bool:
        """Give a number its limits, and return True; or refuse it."""
        steps = dict(_RANGE.findall(line.get("parameters")))
        least, most = conditions.read_limits(line.get("constraint"))
        least = int(steps["start"]) if "start" in steps else least
        most = int(steps["end"]) if "end" in steps else most
        is_known = least is not None and most is not None
        if not is_known or not 0 < (most or 0) - (least or 0) < MOST_NUMBERS:
            zh = f"数字题要在 constraint 里写明范围，最多 {MOST_NUMBERS} 个数"
            en = f"a number needs a constraint with both ends, at most {MOST_NUMBERS} numbers"
            remedy = Pair("如 . >= 0 and . <= 10；或改成几段选项。", "Say . >= 0 and . <= 10.")
            self._refuse(line, zh, en, remedy)
            return False
        item |= {"kind": "number", "least": least, "most": most}
        return True

    def _own(self, line: Line, columns: dict[str, Field]) -> Tree:
        """Return what the columns of a pack's own say; one that is not there says nothing."""
        found: Tree = {}
        for column, own in columns.items():
            if column == "kind" or not line.has(column):
                continue
            value = line.get(column)
            if own.way == "yes":
                found[own.name] = value.lower() in YES
            elif own.way == "number":
                found[own.name] = int(value) if re.fullmatch(r"-?\d{1,9}", value) else None
            elif own.way == "choice":
                known = {str(each): each for each, _ in own.choices}
                found[own.name] = known.get(value, own.default)
            elif own.way == "text":
                found[own.name] = words(value, line.get(f"{column}_en")) if value else None
            else:
                found[own.name] = value or own.default
        return found

    def _refuse(self, line: Line, zh: str, en: str, remedy: Pair) -> None:
        self._remarks.refuse(line.place, Pair(zh, en), remedy)


def _kind_of_select(how: str, line: Line, given: str) -> str:
    how = how.lower()
    if how == "rank":
        return "ranking"
    if "multiple" in how or "all that" in how:
        return "multiple"
    if given in ("unit", "scale", "single"):
        return given
    return "scale" if xlsform.LIKERT in line.get("appearance").lower() else "single"


def _id(name: str) -> str:
    """Return a name as an id: small letters, figures and hyphens; empty if it has none."""
    return _NOT_ID.sub("-", name.lower()).strip("-")[:MOST_ID].strip("-")


def _unique(wanted: str, taken: set[str]) -> str:
    names: Iterator[str] = (f"{wanted or 'option'}-{number}" for number in range(2, 10_000))
    return wanted if wanted and wanted not in taken else next(n for n in names if n not in taken)
