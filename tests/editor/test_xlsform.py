"""Surveys go out as XLSForm, which pyxform reads, and come back."""

from __future__ import annotations

import io
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from pyxform.xls2xform import convert

from kiosk import typed_text
from kiosk.content import service as content
from kiosk.content.pack import Item
from kiosk.errors import Refused
from kiosk.office.editor import manuscript
from kiosk.office.editor.interchange import xlsform, xlsform_reader
from kiosk.office.editor.interchange.conditions import Chosen, read_limits, read_relevant
from kiosk.office.editor.interchange.remarks import Remark, Remarks
from kiosk.office.editor.interchange.survey_taking import take_survey
from kiosk.office.editor.interchange.taking import Taken
from kiosk.office.editor.sections import Spot, Tree, part, plain
from kiosk.storage.db import db

UNITS = [
    {"id": "traffic", "name": {"zh": "交警大队", "en": "Traffic police"}},
    {"id": "fire", "name": {"zh": "消防", "en": "消防"}},
]
IDS = ("a", "b-2", "3", "18-35", "meta", "units", "none")


def texts() -> st.SearchStrategy[Tree]:
    """Give a text in both languages, or in Chinese alone."""
    letters = st.text("=+-@'\"<>&${}[]:,;中文问卷？x 1_", min_size=1, max_size=25)
    words = letters.map(typed_text.one_line).filter(bool).filter(lambda each: "${" not in each)
    return st.one_of(
        st.builds(lambda zh, en: {"zh": zh, "en": en}, words, words),
        words.map(lambda zh: {"zh": zh, "en": zh}),
    )


@st.composite
def surveys(draw: Any) -> Tree:
    """Give surveys with every kind of item and conditions on earlier ones."""
    items: list[Tree] = []
    kinds = ["single", "multiple", "scale", "ranking", "number", "unit"]
    for number, kind in enumerate(draw(st.lists(st.sampled_from(kinds), min_size=1, max_size=6))):
        items.append(draw(item(f"item-{number}", kind, items)))
    if draw(st.booleans()):
        items.append(draw(item("9-last", "text", items)))
    return {
        "id": "s-1",
        "title": draw(texts()),
        "about": draw(texts()),
        "thanks": draw(texts()),
        "place": draw(st.sampled_from(("booth", "tour"))),
        "items": items,
    }


@st.composite
def item(draw: Any, name: str, kind: str, before: list[Tree]) -> Tree:
    """Give one item of a kind."""
    held: Tree = {"id": name, "kind": kind, "prompt": draw(texts()), "options": []}
    if kind in ("single", "multiple", "scale", "ranking"):
        ids = draw(st.lists(st.sampled_from(IDS), min_size=2, max_size=5, unique=True))
        for point, each in enumerate(ids, start=1):
            option = {"id": each, "text": draw(texts()), "is_uncounted": draw(st.booleans())}
            option["is_exclusive"] = kind == "multiple" and draw(st.booleans())
            held["options"].append(option | {"value": point if kind == "scale" else None})
    if kind == "number":
        held |= {"least": draw(st.integers(-5, 5)), "most": draw(st.integers(6, 14))}
    if kind in ("single", "multiple", "ranking"):
        held["order"] = draw(st.sampled_from(("fixed", "random")))
    if draw(st.booleans()):
        held |= {"reviewed_by": draw(texts()), "review_due": "2027-01-31"}
    if kind == "scale":
        held["rate"] = draw(st.sampled_from((None, "security", "awareness")))
        held["index"] = draw(st.sampled_from((None, "security", "satisfaction")))
    held["is_optional"] = draw(st.booleans())
    held["show_if"] = None
    asked = [each for each in before if each["options"]]
    if asked and draw(st.booleans()):
        on = draw(st.sampled_from(asked))
        some = st.lists(st.sampled_from([each["id"] for each in on["options"]]), min_size=1)
        held["show_if"] = {"item": on["id"], "any_of": list(dict.fromkeys(draw(some)))}
    return held


OPTION = {"is_right": False, "value": None, "is_exclusive": False, "is_uncounted": False}


def whole(item: Tree) -> Tree:
    """Return an item with every field, as a pack has it."""
    fields = dict.fromkeys(Item.__struct_fields__) | {"order": "fixed"}
    return fields | item | {"options": [OPTION | each for each in item["options"]]}


@settings(max_examples=40)
@given(survey=surveys())
def test_a_survey_comes_back_as_it_went_and_pyxform_makes_a_form_of_it(survey: Tree) -> None:
    remarks = Remarks()
    data = xlsform.write(survey, UNITS, remarks)
    form = xlsform_reader.read(data, remarks)
    assert remarks.all() == []
    assert (form.title, form.about, form.thanks) == (
        survey["title"],
        survey["about"],
        survey["thanks"],
    )
    assert (form.name, form.place) == ("s-1", survey["place"])
    found = list(map(whole, xlsform_reader.parts_of(form)))
    assert found == list(map(whole, survey["items"]))
    made = convert(io.BytesIO(data))
    assert all("translation" in each for each in made.warnings)
    heading = ElementTree.fromstring(made.xform).find(".//{http://www.w3.org/1999/xhtml}title")
    assert heading is not None
    assert heading.text == survey["title"]["zh"]


def take(data: bytes, survey: str = "") -> tuple[str, Taken, list[Remark]]:
    remarks = Remarks()
    form = xlsform_reader.read(data, remarks)
    with db.transaction() as tx:
        name, taken = take_survey(tx, form, remarks, who="li", survey=survey)
    return name, taken, remarks.all()


def survey_of(name: str) -> Tree:
    return part(manuscript.read(db.reader()).tree, Spot.named("surveys", name))


def test_the_bundled_surveys_change_nothing_when_they_come_back(app: Flask) -> None:
    tree = plain(content.current().pack)
    for survey in tree["surveys"]:
        remarks = Remarks()
        data = xlsform.write(survey, tree["units"], remarks)
        assert convert(io.BytesIO(data)).warnings == []
        assert take(data) == (survey["id"], Taken(same=len(survey["items"])), [])
    assert manuscript.changes(db.reader()) == []


SURVEY = [
    ["type", "name", "label::English (en)", "label::Chinese (zh)", "required", "relevant"],
    ["start", "start"],
    ["note", "hello", "Welcome", "您好"],
    ["select_one yn", "contact", "Have you called us?", "<b>打过</b>交道吗？", "yes"],
    ["begin group", "g", "", "", "", "${contact} = 'yes'"],
    ["select_one level", "Polite?", "Polite?", "态度好吗？", True],
    ["select_multiple what", "what", "What for?", "为了什么事？"],
    ["end group"],
    ["integer", "age", "Your age", "年龄"],
    ["geopoint", "where", "Where?", "在哪里？"],
    ["rank what", "order", "What first?", "先做什么？", "", "selected(${what}, 'theft')"],
    ["text", "name", "Your name", "怎么称呼？"],
    ["select_one yn", "again", "Again?", "还来吗？", "", "not(selected(${contact}, 'no'))"],
    ["select_one yn", "late", "Late?", "晚了吗？", "", "${age} > 3"],
    ["select_one nothing", "lost", "Lost?", "没有选项"],
    ["range", "score", "Score", "打几分？"],
    ["text", "more", "Anything else?", "还想说什么？"],
    ["note", "bye", "Thank you", "谢谢"],
]
CHOICES = [
    ["list name", "name", "label::English (en)", "label::Chinese (zh)", "media::image"],
    ["yn", "yes", "Yes", "有"],
    ["yn", "no", "No", "没有"],
    ["level", 1, "Bad", "不好"],
    ["level", 2, "Good", "好", "good.png"],
    ["what", "theft", "Theft", "被偷"],
    ["what", "Lost & found", "Lost", "丢东西"],
]


def workbook(sheets: dict[str, list[list[Any]]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_a_form_made_for_other_programs_comes_in_as_far_as_a_survey_has_it(app: Flask) -> None:
    rows = [[*row, *[""] * (7 - len(row))] for row in SURVEY]
    rows[0].append("parameters")
    rows[5].append("likert")
    rows[15][6:] = ["", "start=1 end=5 step=1"]
    rows[0] = [*SURVEY[0], "appearance", "parameters"]
    rows[5] = [*SURVEY[5], "", "likert"]
    rows[15] = [*SURVEY[15], "", "", "", "start=1 end=5 step=1"]
    settings_ = [["form_title", "form_id"], ["夜巡问卷", "night-walk"]]
    data = workbook({"Survey": rows, "choices": CHOICES, "settings": settings_})
    name, taken, remarks = take(data)
    assert taken == Taken(added=7)
    new = survey_of(name)
    assert (new["title"]["zh"], new["about"]["zh"], new["thanks"]["zh"]) == (
        "夜巡问卷",
        "您好",
        "谢谢",
    )
    assert [(each["id"], each["kind"]) for each in new["items"]] == [
        ("contact", "single"),
        ("polite", "scale"),
        ("what", "multiple"),
        ("order", "ranking"),
        ("again", "single"),
        ("score", "number"),
        ("more", "text"),
    ]
    by_id = {each["id"]: each for each in new["items"]}
    assert by_id["contact"]["prompt"] == {"zh": "打过交道吗？", "en": "Have you called us?"}
    assert by_id["polite"]["show_if"] == {"item": "contact", "any_of": ["yes"]}
    assert [each["value"] for each in by_id["polite"]["options"]] == [1, 2]
    assert [each["id"] for each in by_id["what"]["options"]] == ["theft", "lost-found"]
    assert by_id["order"]["show_if"] == {"item": "what", "any_of": ["theft"]}
    assert by_id["again"]["show_if"] == {"item": "contact", "any_of": ["yes"]}
    assert (by_id["score"]["least"], by_id["score"]["most"]) == (1, 5)
    assert (by_id["contact"]["is_optional"], by_id["what"]["is_optional"]) == (False, True)
    refused = {at.zh: each.reason.zh for each in remarks if each.is_refused for at in each.places}
    assert refused == {
        "survey 第 9 行": "数字题要在 constraint 里写明范围，最多 21 个数",
        "survey 第 10 行": "题型 geopoint 问卷里没有",
        "survey 第 12 行": "文字题只能是最后一题",
        "survey 第 14 行": "条件太复杂：${age} > 3",
        "survey 第 15 行": "choices 里没有选项表 nothing（至少两项）",
    }
    assert ("choices 第 5 行", "图片、声音没有收下") in {
        (at.zh, each.reason.zh) for each in remarks for at in each.places
    }
    assert take(data)[:2] == (name, Taken(same=7))


def test_items_that_a_form_does_not_have_stay_where_they_were(app: Flask) -> None:
    survey = survey_of("satisfaction")
    before = [each["id"] for each in survey["items"]]
    cut = {**survey, "items": [each for each in survey["items"] if each["id"] not in before[2:4]]}
    cut["items"][0]["prompt"] = {"zh": "评哪个单位？", "en": "评哪个单位？"}
    data = xlsform.write(cut, UNITS, Remarks())
    name, taken, remarks = take(data)
    assert (name, taken, remarks) == (
        "satisfaction",
        Taken(changed=1, same=len(before) - 3),
        [],
    )
    assert [each["id"] for each in survey_of(name)["items"]] == before


def test_a_new_survey_of_a_file_is_taken_back_whole(app: Flask) -> None:
    before = plain(content.current().pack)
    data = workbook({"survey": SURVEY, "choices": CHOICES})
    take(data)
    while manuscript.changes(db.reader()):
        with db.transaction() as tx:
            manuscript.undo(tx)
    assert manuscript.read(db.reader()).tree == before


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (workbook({"Sheet1": [["a"]]}), "survey"),
        (workbook({"survey": [["name", "label"], ["a", "b"]]}), "survey"),
        (b"PK\x03\x04 no zip", "损坏"),
        (b"<html></html>", "网页"),
    ],
)
def test_what_is_no_form_is_refused_in_words(data: bytes, said: str) -> None:
    with pytest.raises(Refused, match=said):
        xlsform_reader.read(data, Remarks())


@pytest.mark.parametrize(
    ("said", "chosen"),
    [
        ("${a} = 'x'", Chosen("a", ("x",))),
        ("(${a}=“x”) or selected( ${a} , 'y' )", Chosen("a", ("x", "y"))),
        ("((${a} = 1))", Chosen("a", ("1",))),
        ("${a} != 'x'", Chosen("a", ("x",), is_negated=True)),
        ("not(selected(${a}, 'x') or ${a}='y')", Chosen("a", ("x", "y"), is_negated=True)),
        ("not(${a} = 'x') or ${a} = 'y'", None),
        ("${a} = 'x' or ${b} = 'y'", None),
        ("${a} = 'x' and ${a} = 'y'", None),
        ("${a} > 3", None),
        ("true()", None),
        ("(" * 90 + "${a} = 'x'" + ")" * 90, Chosen("a", ("x",))),
        ("(" * 90_000 + "${a} = 'x'" + ")" * 90_000, None),
        ("not(" * 200 + "${a} = 'x'" + ")" * 200, None),
    ],
)
def test_conditions_are_read_as_far_as_a_survey_has_them(said: str, chosen: Chosen | None) -> None:
    assert read_relevant(said) == chosen


def test_limits_of_a_number_are_read_from_its_constraint() -> None:
    assert read_limits(". >= 0 and . <= 10") == (0, 10)
    assert read_limits("(.>0 and (. < 10))") == (1, 9)
    assert read_limits("regex(., '[0-9]')") == (None, None)


def test_hidden_sheets_are_named() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook({"survey": SURVEY, "choices": CHOICES})))
    book["choices"].sheet_state = "hidden"
    file = io.BytesIO()
    book.save(file)
    remarks = Remarks()
    xlsform_reader.read(file.getvalue(), remarks)
    assert "工作表是隐藏的，没有读" in {each.reason.zh for each in remarks.all()}
