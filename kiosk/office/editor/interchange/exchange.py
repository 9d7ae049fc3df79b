"""Take a file into the part of the manuscript that it belongs to, or write one of it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from kiosk.content.parts import MOST_LETTERS
from kiosk.content.questions import AUDIENCES
from kiosk.errors import Refused
from kiosk.office.editor.interchange import files, letters
from kiosk.office.editor.interchange.remarks import Remark, Remarks
from kiosk.office.editor.interchange.taking import Defaults, Taken, take_questions
from kiosk.office.editor.sections import Spot, Tree, part

SECTIONS_TAKEN = ("topics", "surveys")
"""Sections whose parts come and go as files of other programs."""
XLSFORM = "xlsform"


@dataclass(frozen=True)
class Written:
    """A file that was written, and what it could not hold."""

    name: str
    data: bytes
    remarks: Remarks


@dataclass(frozen=True)
class Brought:
    """What a file brought: into which part, how much, and what there is to say of it."""

    spot: Spot
    taken: Taken
    remarks: list[Remark]


def write(tree: Tree, spot: Spot, format_name: str) -> Written:
    """Return a topic or a survey as a file. Raises Refused for a format that is not its own."""
    held = part(tree, spot)
    if spot.section.name == "surveys" and format_name == XLSFORM:
        # Workbooks load xlsxwriter, which not every start of a booth needs.
        from kiosk.office.editor.interchange import xlsform

        remarks = Remarks()
        data = xlsform.write(_with_blocks(tree, held), tree["units"], remarks)
        return Written(f"{spot.id}.xlsx", data, remarks)
    if spot.section.name == "topics" and format_name in files.QUESTIONS:
        data, remarks = files.write(format_name, held)
        return Written(f"{spot.id}{files.QUESTIONS[format_name].ending}", data, remarks)
    known = ", ".join(files.QUESTIONS)
    raise Refused(
        f"题目可以写成 {known}，问卷可以写成 {XLSFORM}。",
        f"Topics are written as {known}, surveys as {XLSFORM}.",
    )


def _with_blocks(tree: Tree, survey: Tree) -> Tree:
    """Return a survey with the items of its blocks, each with its block; typed text stays last.

    `blocks` are the names of the blocks by their ids.
    """
    every = tree.get("blocks") or []
    blocks = {each["id"]: each["items"] for each in every}
    before, after = (
        [
            {**item, "block": name}
            for name in survey.get(field) or []
            for item in blocks.get(name, [])
        ]
        for field in ("begins_with", "ends_with")
    )
    own = list(survey["items"])
    typed = [own.pop()] if own and own[-1]["kind"] == "text" else []
    names = {each["id"]: each["name"] for each in every}
    return {**survey, "items": [*before, *own, *after, *typed], "blocks": names}


def take(
    tx: Connection, spot: Spot, data: bytes, *, who: str, defaults: Defaults | None = None
) -> Brought:
    """Take a file into a topic or a survey; a survey without an id is found by the file, or new.

    Raises Refused for a file that is none of the formats, Unknown for a part that is not there.
    """
    letters.require_small(len(data))
    if spot.section.name == "surveys":
        # As above: workbooks load openpyxl.
        from kiosk.office.editor.interchange import survey_taking, xlsform_reader

        remarks = Remarks()
        form = xlsform_reader.read(data, remarks)
        if not form.items:
            raise _nothing(remarks)
        name, taken = survey_taking.take_survey(tx, form, remarks, who=who, survey=spot.id)
        return Brought(spot.beside(name), taken, remarks.all())
    reading = files.read(data)
    taken = take_questions(
        tx, spot.id, reading.questions, reading.remarks, who=who, defaults=checked(defaults)
    )
    return Brought(spot, taken, reading.remarks.all())


def checked(defaults: Defaults | None) -> Defaults:
    """Return defaults that a question may have. Raises Refused."""
    held = defaults or Defaults()
    if held.audience and held.audience not in AUDIENCES:
        known = ", ".join(AUDIENCES)
        raise Refused(f"“给谁答”只有 {known}。", f"An audience is one of {known}.")
    if len(held.source) > MOST_LETTERS:
        raise Refused("依据太长。", "The source is too long.")
    return held


def _nothing(remarks: Remarks) -> Refused:
    zh = en = ""
    for first in remarks.all()[:1]:
        zh = f"：{first.where.zh} {first.reason.zh}"
        en = f": {first.where.en} {first.reason.en}"
    return Refused(f"这份问卷里没有收得下的题{zh}。", f"No item of the form can be taken{en}.")
