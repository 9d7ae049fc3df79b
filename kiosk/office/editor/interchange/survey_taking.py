"""Put the survey of an XLSForm into the manuscript: into one that is there, or as a new one."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from kiosk.content import pack
from kiosk.office.editor import forms, manuscript
from kiosk.office.editor.fields import fields_of
from kiosk.office.editor.interchange import survey_blocks
from kiosk.office.editor.interchange.questions import ADD_LATER
from kiosk.office.editor.interchange.remarks import Remarks
from kiosk.office.editor.interchange.survey_blocks import WHOLE, merged_item
from kiosk.office.editor.interchange.taking import Taken, merged_text
from kiosk.office.editor.interchange.xlsform_reader import Form
from kiosk.office.editor.pair import Pair
from kiosk.office.editor.sections import SECTIONS, Spot, Tree, new_id, part, parts


def take_survey(
    tx: Connection, form: Form, remarks: Remarks, *, who: str, survey: str = ""
) -> tuple[str, Taken]:
    """Put a form into a survey; return its id, and how many items were added or changed.

    Without `survey` it goes into the one with the form's id or title, or makes another. Items that
    the form does not have stay, and so do blocks. Raises Unknown for a survey that is not there.
    """
    tree = manuscript.read(tx).tree
    seen, of = manuscript.seal_all(tree), SECTIONS["surveys"]
    name = survey or _same(parts(tree, of), form)
    if not name:
        name = new_id(tree, Spot(of), manuscript.used_ids(tx, of))
        blank = forms.blank(fields_of(pack.Survey))
        parts(tree, of).append({"id": name, **blank, "place": "booth", "items": []})
        _note_missing(form, remarks)
    spot = Spot(of, name)
    held = part(tree, spot)
    merged, taken = _merged(held, form, survey_blocks.sort_out(tree, held, form, remarks))
    if any(held.get(each) != value for each, value in merged.items()):
        before = {each["id"]: each for each in held["items"]}
        held.update(merged)
        changed = [each["id"] for each in held["items"] if before.get(each["id"]) != each]
        spots = [spot, *(Spot(SECTIONS["items"], each, name) for each in changed)]
        manuscript.replace(tx, tree, spots, seen=seen, who=who)
    return name, taken


def _same(surveys: list[Tree], form: Form) -> str:
    """Return the id of the survey that a form is of, empty if there is no such."""
    for each in surveys:
        if each["id"] == form.name:
            return str(each["id"])
    for each in surveys:
        if form.title and each["title"].get("zh") == form.title["zh"]:
            return str(each["id"])
    return ""


def _note_missing(form: Form, remarks: Remarks) -> None:
    for given, label in (
        (form.title, Pair("没有标题（form_title）", "it has no title (form_title)")),
        (form.about, Pair("没有开头的话", "it has no words at the beginning")),
        (form.thanks, Pair("没有结尾的话", "it has no words at the end")),
    ):
        if given is None:
            remarks.lose(WHOLE, label, ADD_LATER)


def _merged(held: Tree, form: Form, of: survey_blocks.SortedOut) -> tuple[Tree, Taken]:
    """Return a survey with what a form says of it."""
    texts = {"title": form.title, "about": form.about, "thanks": form.thanks}
    merged: Tree = {
        name: merged_text(held.get(name), given) for name, given in texts.items() if given
    }
    if form.place:
        merged["place"] = form.place
    merged |= {name: ids for name, ids in of.blocks.items() if ids != (held.get(name) or [])}
    before = {each["id"]: each for each in held["items"]}
    known = of.unrolled | before
    items = [merged_item(known.get(each["id"]), each) for each in of.items]
    changed = [each["id"] in before and each != before[each["id"]] for each in items]
    added = sum(each["id"] not in before for each in items)
    merged["items"] = _in_order(held["items"], items)
    return merged, Taken(added, sum(changed), len(items) - added - sum(changed))


def _in_order(before: list[Tree], items: list[Tree]) -> list[Tree]:
    """Return items in the order of the form; others stay behind the one that they followed."""
    every = {each["id"]: each for each in (*before, *items)}
    return [every[each] for each in survey_blocks.in_order(list(_ids(before)), list(_ids(items)))]


def _ids(items: list[Tree]) -> Iterator[str]:
    return (each["id"] for each in items)
