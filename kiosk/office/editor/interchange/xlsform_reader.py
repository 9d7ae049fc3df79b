"""Read an XLSForm as a survey: its groups, notes and conditions, and why others are left out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from kiosk.errors import Refused
from kiosk.office.editor.interchange import conditions, xlsform
from kiosk.office.editor.interchange.letters import Words, words
from kiosk.office.editor.interchange.remarks import Remarks
from kiosk.office.editor.interchange.xlsform_items import LATER, YES, ItemReader
from kiosk.office.editor.interchange.xlsform_sheets import Line, Table, tables
from kiosk.office.editor.pair import Pair
from kiosk.office.editor.sections import Tree

_PROMPT = re.compile(r"add (\w+) prompt")
AUTOMATIC = {"start", "end", "today", "deviceid", "username", "simserial", "subscriberid", "email"}
AUTOMATIC |= {"phonenumber", "phone number", "audit", "imei", "start-geopoint", "hidden"}
AUTOMATIC |= {"background-audio", "calculate", "calculation", "csv-external", "xml-external"}
OPENS = re.compile(r"begin[_ ](group|lgroup|repeat|loop)\b.*", re.IGNORECASE)
CLOSES = re.compile(r"end[_ ](group|lgroup|repeat|loop)\b", re.IGNORECASE)


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
        choices = held.get("choices")
        if choices:
            choices.default = default
        is_own = self._settings is not None and self._settings.has("place")
        self._items = ItemReader(choices, remarks, is_own=is_own)
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
        taken = {each["id"] for each in self._ids.values()}
        item = self._items.read(line, kind, said, taken)
        if item and self._set_condition(line, item):
            self._note_losses(line)
            self._ids[line.get("name")] = item
            block = next((each.block for each in self._groups if each.block), "")
            if block:
                item[xlsform.BLOCK] = block
            self._form.items.append(item)
            if self._notes and self._form.about is None:
                self._form.about = self._notes.pop(0)

    def _take_note(self, line: Line) -> None:
        text, name = self._items.text(line), line.get("name")
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

    def _refuse(self, line: Line, zh: str, en: str, remedy: Pair) -> None:
        self._remarks.refuse(line.place, Pair(zh, en), remedy)


def parts_of(form: Form) -> list[Tree]:
    """Return the items without the names that the form has for their options."""

    def option(held: Tree) -> dict[str, Any]:
        return {key: value for key, value in held.items() if key != "name"}

    return [{**each, "options": list(map(option, each["options"]))} for each in form.items]
