"""Blocks go out with a survey as groups, and come back as blocks where nobody changed them."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from pyxform.xls2xform import convert

from kiosk.office.editor import manuscript
from kiosk.office.editor.interchange import exchange, survey_blocks, xlsform_reader
from kiosk.office.editor.interchange.exchange import Brought
from kiosk.office.editor.interchange.remarks import Remarks
from kiosk.office.editor.interchange.taking import Taken
from kiosk.office.editor.sections import Spot, Tree, part
from kiosk.storage.db import db
from tests.editor.test_xlsform import UNITS, item, texts, whole, workbook

SURVEY = Spot.named("surveys", "satisfaction")
BLOCK = "about-you"


@st.composite
def trees(draw: Any) -> Tree:
    """Give a survey that refers to some blocks before its own items, to others after them."""
    blocks = [
        {"id": each, "name": draw(texts()), "items": [whole(draw(item(f"{each}-1", "single", [])))]}
        for each in ("who", "1-more", "place")
    ]
    order = draw(st.permutations([each["id"] for each in blocks]))
    first, last = sorted((draw(st.integers(0, 3)), draw(st.integers(0, 3))))
    kinds = draw(st.lists(st.sampled_from(("single", "number", "unit")), min_size=1, max_size=3))
    own: list[Tree] = []
    for number, kind in enumerate(kinds):
        own.append(whole(draw(item(f"own-{number}", kind, own))))
    if draw(st.booleans()):
        own.append(whole(draw(item("own-text", "text", []))))
    own = own[-1:] if draw(st.booleans()) and own[-1]["kind"] == "text" else own
    survey = {"id": "s", **{name: draw(texts()) for name in ("title", "about", "thanks")}}
    survey |= {"place": "booth", "items": own}
    survey |= {"begins_with": list(order[:first]), "ends_with": list(order[last:])}
    return {"surveys": [survey], "blocks": blocks, "units": UNITS}


@settings(max_examples=25)
@given(tree=trees())
def test_a_survey_refers_to_the_same_blocks_when_it_comes_back_and_pyxform_reads_its_groups(
    tree: Tree,
) -> None:
    survey = tree["surveys"][0]
    file = exchange.write(tree, Spot.named("surveys", "s"), "xlsform")
    assert all("translation" in each for each in convert(io.BytesIO(file.data)).warnings)
    remarks = Remarks()
    form = xlsform_reader.read(file.data, remarks)
    found = survey_blocks.sort_out(tree, survey, form, remarks)
    assert remarks.all() == []
    assert found.blocks == {name: survey[name] for name in survey_blocks.FIELDS}
    assert [whole(each) for each in found.items] == survey["items"]
    new = survey_blocks.sort_out(tree, {"id": "new", "items": []}, form, remarks)
    assert remarks.all() == []
    before, after = new.blocks.values()
    assert [*before, *after] == [*survey["begins_with"], *survey["ends_with"]]


def written(tree: Tree | None = None) -> bytes:
    """Return the survey of the manuscript, or of a tree, as a form."""
    return exchange.write(tree or now(), SURVEY, "xlsform").data


def now() -> Tree:
    return manuscript.read(db.reader()).tree


def take(data: bytes) -> Brought:
    with db.transaction() as tx:
        return exchange.take(tx, Spot.named("surveys", ""), data, who="li")


def undo() -> None:
    with db.transaction() as tx:
        manuscript.undo(tx)


def block_of(tree: Tree) -> list[Tree]:
    return part(tree, Spot.named("blocks", BLOCK))["items"]


def test_what_was_exported_with_its_block_changes_nothing(app: Flask) -> None:
    brought = take(written())
    assert brought.taken == Taken(same=len(part(now(), SURVEY)["items"]))
    assert brought.remarks == []
    assert manuscript.changes(db.reader()) == []


def test_items_of_a_block_that_a_file_changed_become_the_surveys_own_and_that_is_said(
    app: Flask,
) -> None:
    tree = now()
    block_of(tree)[0]["prompt"]["zh"] = "您住在哪里？"
    ids = [each["id"] for each in block_of(tree)]
    del block_of(tree)[1]
    brought = take(written(tree))
    (remark,) = brought.remarks
    assert remark.reason.zh == "题组 about-you 的题收成了这份问卷自己的题，因为它们和题组里的不一样"
    survey = part(now(), SURVEY)
    assert survey["begins_with"] == []
    assert [each["id"] for each in survey["items"]][: len(ids)] == ids
    assert survey["items"][0]["prompt"]["zh"] == "您住在哪里？"
    assert survey["items"][1] == block_of(now())[1]
    assert block_of(now())[0]["prompt"]["zh"] != "您住在哪里？"
    assert take(written()).taken.changed == 0
    undo()
    assert part(now(), SURVEY)["begins_with"] == [BLOCK]


def test_a_block_that_a_file_puts_among_other_items_becomes_the_surveys_own(app: Flask) -> None:
    tree = now()
    survey = part(tree, SURVEY)
    two = [{**each, "id": f"second-{n}"} for n, each in enumerate(block_of(tree))]
    tree["blocks"].insert(0, {"id": "second", "name": survey["title"], "items": two})
    survey["begins_with"] = ["second", BLOCK]
    first, second = take(written(tree)).remarks
    assert first.reason.zh == "这里没有题组 second，它的题收成了这份问卷自己的题"
    assert "about-you 的题收成了这份问卷自己的题，因为它们不在开头或结尾" in second.reason.zh
    assert part(now(), SURVEY)["begins_with"] == []


def test_a_new_survey_of_a_file_refers_to_the_blocks_that_are_here(app: Flask) -> None:
    tree = now()
    survey = {**part(tree, SURVEY), "id": "other", "title": {"zh": "另一份", "en": "Other"}}
    data = exchange.write(
        {**tree, "surveys": [survey]}, Spot.named("surveys", "other"), "xlsform"
    ).data
    brought = take(data)
    new = part(now(), brought.spot)
    assert new["begins_with"] == [BLOCK]
    assert [each["id"] for each in new["items"]] == [each["id"] for each in survey["items"]]


def test_new_words_of_a_form_are_not_what_was_signed_off(app: Flask) -> None:
    tree = now()
    signed = {"reviewed_by": {"zh": "法制岗", "en": "法制岗"}, "reviewed_on": "2026-05-01"}
    part(tree, SURVEY)["items"][0].update(signed)
    take(written(tree))
    assert part(now(), SURVEY)["items"][0]["reviewed_on"] == "2026-05-01"
    tree = now()
    part(tree, SURVEY)["items"][0]["prompt"]["zh"] = "换个问法？"
    take(written(tree))
    item_now = part(now(), SURVEY)["items"][0]
    assert (item_now["prompt"]["zh"], item_now["reviewed_on"]) == ("换个问法？", None)


@pytest.mark.parametrize("group", ["block_nothing", "g"])
def test_groups_of_other_programs_pass_for_what_they_are(app: Flask, group: str) -> None:
    rows = [
        ["type", "name", "label"],
        ["begin group", group, "组"],
        ["select_one yn", "again", "还来吗？"],
        ["end group"],
    ]
    choices = [["list_name", "name", "label"], ["yn", "yes", "有"], ["yn", "no", "没有"]]
    brought = take(workbook({"survey": rows, "choices": choices}))
    assert not any("题组" in each.reason.zh for each in brought.remarks)
    assert [each["id"] for each in part(now(), brought.spot)["items"]] == ["again"]
