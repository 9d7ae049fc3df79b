"""Read an XLSForm as a survey: items that it can have, and why the others are left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from kiosk.content import pack
from kiosk.content.check_surveys import MOST_NUMBERS, TAKEN
from kiosk.errors import Refused
from kiosk.office.editor.fields import Field
from kiosk.office.editor.interchange import conditions, xlsform
from kiosk.office.editor.interchange.letters import Words, from_text, words
from kiosk.office.editor.interchange.remarks import Remarks
from kiosk.office.editor.interchange.xlsform_sheets import Line, Table, tables
from kiosk.office.editor.sections import Tree
from kiosk.office.editor.words import Pair

_SELECT = re.compile(
    r"(?P<how>select_one|select1|select one(?: from)?|add select one prompt using|select_multiple|"
    r"select all that apply(?: from)?|add select multiple prompt using|rank)"
    r"\s+(?P<list>\S+?)(?P<other>\s+or(?: specify|_)?[ _]?other)?",
    re.IGNORECASE,
)
_FROM_FILE = re.compile(r"select_(?:one|multiple)_(?:from_file|external)", re.IGNORECASE)
_PROMPT = re.compile(r"add (\w+) prompt")
_RANGE = re.compile(r"(start|end|step)\s*=\s*(-?\d{1,9})")
_NOT_ID = re.compile(r"[^a-z0-9]+")
AUTOMATIC = {"start", "end", "today", "deviceid", "username", "simserial", "subscriberid", "email"}
AUTOMATIC |= {"phonenumber", "phone number", "audit", "imei", "start-geopoint", "hidden"}
AUTOMATIC |= {"background-audio", "calculate", "calculation", "csv-external", "xml-external"}
OPENS = re.compile(r"begin[_ ](group|lgroup|repeat|loop)\b.*", re.IGNORECASE)
CLOSES = re.compile(r"end[_ ](group|lgroup|repeat|loop)\b", re.IGNORECASE)
YES = {"yes", "true", "true()", "1", "是"}
OTHER = words("其他", "Other")
MOST_ID = 40
LATER = Pair("请在编辑页上另加。", "Add it on the editor's page.")


@dataclass
class Form:
    """A survey as a form has it. What the form does not say is None."""

    name: str = ""
    title: Words | None = None
    about: Words | None = None
    thanks: Words | None = None
    place: str = ""
    items: list[Tree] = field(default_factory=list)


@dataclass
class _Group:
    """A group of items: its condition is that of each item within. Repeats are not asked.

    `block` is the id of the block that it was written from, if it was.
    """

    kind: str
    relevant: str
    block: str


def read(data: bytes, remarks: Remarks) -> Form:
    """Return the survey; items that it cannot have are noted. Raises Refused for no XLSForm."""
    held = tables(data, remarks)
    if "survey" not in held or "type" not in held["survey"].columns:
        raise Refused(
            "这个表格里没有 XLSForm 的 survey 工作表（要有 type、name、label 三列）。",
            "This workbook has no sheet “survey” with the columns type, name, label of an XLSForm.",
        )
    return _Reader(held, remarks).read()


class _Reader:
    """A reader of the sheets, row by row."""

    def __init__(self, held: dict[str, Table], remarks: Remarks) -> None:
        self._survey, self._remarks = held["survey"], remarks
        self._settings = next(iter(held["settings"].lines), None) if "settings" in held else None
        default = self._settings.get("default_language") if self._settings else ""
        self._survey.default = default
        self._is_own = self._settings is not None and self._settings.has("place")
        """Whether the form was written here, so that its texts hold no HTML."""
        self._lists: dict[str, list[Line]] = {}
        if "choices" in held:
            held["choices"].default = default
            for line in held["choices"].lines:
                self._lists.setdefault(line.get("list_name"), []).append(line)
        self._form = Form()
        self._ids: dict[str, Tree] = {}
        """The items so far, by their names in the form."""
        self._groups: list[_Group] = []
        self._notes: list[Words] = []

    def read(self) -> Form:
        form = self._form
        for line in self._survey.lines:
            self._take(line)
        self._end()
        if self._settings:
            form.name = self._settings.get("form_id")
            title = self._settings.get("form_title")
            form.title = words(title, self._settings.get("title_en")) if title else None
            place = self._settings.get("place")
            form.place = place if place in ("booth", "tour") else ""
        return form

    def _end(self) -> None:
        """Take a last note for the thanks; leave out typed text that is not asked last."""
        if self._notes and self._form.thanks is None and self._form.items:
            self._form.thanks = self._notes.pop()
        for item in [each for each in self._form.items[:-1] if each["kind"] == "text"]:
            self._form.items.remove(item)
            reason = Pair("文字题只能是最后一题", "typed text can only be asked last")
            remedy = Pair("在文件里移到最后，或改成选项。", "Move it to the end, or give choices.")
            self._remarks.refuse(item.pop("place"), reason, remedy)
        for item in self._form.items:
            item.pop("place")

    def _take(self, line: Line) -> None:
        kind = " ".join(line.get("type").split())
        if not kind or line.get("disabled").lower() in YES:
            return
        if opened := OPENS.fullmatch(kind):
            name = line.get("name")
            block = name.removeprefix(xlsform.BLOCK_GROUP)
            block = block if block != name else ""
            self._groups.append(_Group(opened[1].lower(), line.get("relevant"), block))
        elif CLOSES.match(kind):
            if self._groups:
                self._groups.pop()
        elif any(each.kind in ("repeat", "lgroup", "loop") for each in self._groups):
            self._refuse(line, "重复填写的题（repeat）", "an item that repeats", LATER)
        elif kind.lower() in AUTOMATIC:
            reason = Pair("自动填写的项没有收下", "what fills itself in was not taken")
            self._remarks.lose(line.place, reason, Pair("展位不记录这些。", "A booth keeps none."))
        else:
            self._take_shown(line, _PROMPT.sub(r"\1", kind.lower()), kind)

    def _take_shown(self, line: Line, kind: str, said: str) -> None:
        """Take a note or an item."""
        if kind == "note":
            self._take_note(line)
            return
        item = self._item(line, kind, said)
        if item and self._set_condition(line, item):
            self._note_losses(line)
            self._ids[line.get("name")] = item
            self._form.items.append(item)
            if self._notes and self._form.about is None:
                self._form.about = self._notes.pop(0)

    def _take_note(self, line: Line) -> None:
        text, name = self._text(line), line.get("name")
        if name == xlsform.ABOUT:
            self._form.about = text
        elif name == xlsform.THANKS:
            self._form.thanks = text
        elif not self._form.items and not self._notes:
            self._notes.append(text)
        else:
            if self._form.items:
                self._notes[:] = [text]
            reason = Pair("题目中间的说明没有收下", "a note between items was not taken")
            remedy = Pair("要的话写进下一题的题干。", "Put it into the words of the next item.")
            self._remarks.lose(line.place, reason, remedy)

    def _item(self, line: Line, kind: str, said: str) -> Tree | None:
        """Return an item without its condition, None if a survey cannot have it."""
        given = line.get("kind")
        item: Tree = {"prompt": self._text(line), "options": [], "place": line.place}
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
        block = next((each.block for each in self._groups if each.block), "")
        if block or line.get(xlsform.BLOCK):
            item[xlsform.BLOCK] = block or line.get(xlsform.BLOCK)
        item["is_optional"] = line.get("required").lower() not in YES
        item["id"] = self._new_id(line.get("name"))
        return item | self._own(line, xlsform.own_columns(pack.Item))

    def _text(self, line: Line) -> Words:
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
        columns, taken = xlsform.own_columns(pack.Option), set[str]()
        for row in rows:
            option: Tree = {"id": _unique(_id(row.get("name")), taken), "text": self._text(row)}
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
        if "is_exclusive" in pack.Option.__struct_fields__:
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

    def _set_condition(self, line: Line, item: Tree) -> bool:
        """Give an item its condition, and return True; or refuse it."""
        around = (each.relevant for each in self._groups)
        said = [each for each in (*around, line.get("relevant")) if each]
        item["show_if"] = None
        if not said:
            return True
        chosen = conditions.read_relevant(said[0]) if len(said) == 1 else None
        earlier = self._ids.get(chosen.item) if chosen else None
        remedy = Pair(
            "只能写成“前面一题选了其中之一”，如 ${a} = 'x' or ${a} = 'y'。",
            "It can only be one earlier item answered by one of some choices.",
        )
        if chosen is None:
            self._refuse(line, f"条件太复杂：{said[-1][:60]}", f"condition {said[-1][:60]}", remedy)
            return False
        if earlier is None:
            zh, en = f"条件里的 {chosen.item[:40]} 没有收下", f"{chosen.item[:40]} was not taken"
            self._refuse(line, zh, en, remedy)
            return False
        by_name = {each.get("name", each["id"]): each["id"] for each in earlier["options"]}
        if chosen.is_negated and earlier["kind"] not in ("single", "scale"):
            zh, en = f"条件太复杂：{said[-1][:60]}", f"condition {said[-1][:60]}"
            self._refuse(line, zh, en, remedy)
            return False
        options = [by_name[each] for each in chosen.choices if each in by_name]
        if len(options) < len(chosen.choices):
            zh = f"{chosen.item[:40]} 没有条件里的选项"
            self._refuse(line, zh, f"{chosen.item[:40]} has not all these choices", remedy)
            return False
        if chosen.is_negated and (earlier["is_optional"] or earlier["show_if"]):
            reason = Pair("没答那一题的人不再问", "who did not answer that item is not asked")
            self._remarks.lose(line.place, reason, LATER)
        if chosen.is_negated:
            options = [each for each in by_name.values() if each not in options]
        item["show_if"] = {"item": earlier["id"], "any_of": list(dict.fromkeys(options))}
        return True

    def _note_losses(self, line: Line) -> None:
        for column in ("hint", "default", "calculation", "choice_filter"):
            if line.get(column):
                reason = Pair(f"{column} 没有收下", f"{column} was not taken")
                self._remarks.lose(line.place, reason, Pair("问卷里没有它。", "No survey has it."))

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

    def _new_id(self, name: str) -> str:
        taken = {each["id"] for each in self._ids.values()} | TAKEN
        return _unique(_id(name) or f"item-{len(self._ids) + 1}", taken)

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


def parts_of(form: Form) -> list[Tree]:
    """Return the items without the names that the form has for their options."""

    def option(held: Tree) -> dict[str, Any]:
        return {key: value for key, value in held.items() if key != "name"}

    return [{**each, "options": list(map(option, each["options"]))} for each in form.items]
