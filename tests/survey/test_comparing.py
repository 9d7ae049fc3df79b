"""Test what makes surveys comparable: who counts, the order of options, lone choices."""

from __future__ import annotations

import json
import re
from pathlib import Path

import msgspec
import pytest
from alembic import command
from alembic.config import Config
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from kiosk.booth.survey import report, rules, service, tables
from kiosk.booth.survey.records import SURVEY, ItemAnswer, SurveySheet
from kiosk.content import editions
from kiosk.content.catalog import Catalog
from kiosk.content.pack import Block, Item
from kiosk.counts.filters import Filters
from kiosk.errors import Refused
from kiosk.journal import drafts
from kiosk.journal import service as journal
from kiosk.office.overview import counting, figures
from kiosk.storage.db import db, open_engine
from tests.factories import (
    held_records,
    held_rows,
    item,
    option,
    put_on_screen,
    rows,
    survey,
    words,
)
from tests.new_migration import FOLDER

MANY = Item(
    id="many",
    kind="multiple",
    prompt=words(),
    options=(*(option(each) for each in "abcdef"), option("none", is_exclusive=True)),
    order="random",
)
SCREEN = Item(
    id="age",
    kind="single",
    prompt=words("多大了？"),
    options=(option("grown"), option("child", is_uncounted=True)),
)
FOUR = Item(
    id="four",
    kind="scale",
    prompt=words(),
    options=tuple(option(f"p{value}", value=value) for value in (1, 2, 4, 5)),
    index="security",
    rate="security",
)
KNOWS = Item(
    id="knows",
    kind="single",
    prompt=words(),
    options=(option("yes", value=5), option("no", value=1)),
    rate="awareness",
)
ASKED = survey(SCREEN, FOUR, KNOWS, item("last", "single", "x", "y"))


def shown(page: str) -> list[str]:
    """Return the values of the options in the order in which a page has them."""
    return re.findall(r'name="(?:answer|only)"\s+value="([^"]+)"', page)


def take(tx: Connection, catalog: Catalog, sitting: str, **answers: str) -> None:
    """Answer items of the survey, then leave."""
    for name, value in answers.items():
        service.take_answer(tx, sitting, catalog, "test", name, chosen=[value])
    drafts.close_sitting(tx, sitting)


def counted() -> figures.Figures:
    """Return the figures of all that is held."""
    known = editions.packs(db.reader())
    counting.catch_up(known)
    return figures.gather(db.reader(), Filters(), known)


# Who counts


@pytest.mark.parametrize(
    ("answers", "expected"),
    [({"age": "grown"}, True), ({"age": "child"}, False), ({}, False)],
)
def test_only_who_is_known_to_be_asked_about_counts(
    answers: dict[str, str], expected: bool
) -> None:
    held = {name: ItemAnswer(item=name, options=[value]) for name, value in answers.items()}
    assert rules.is_counted(ASKED, held) is expected


def test_a_survey_that_screens_nobody_says_nothing_about_it() -> None:
    assert rules.is_counted(survey(FOUR), {}) is None


def test_the_record_says_whether_the_person_counts_and_others_are_as_before(
    app: Flask, catalog: Catalog
) -> None:
    plain = survey(FOUR, item("last", "single", "x", "y"), name="plain")
    screen = put_on_screen(app, catalog, surveys=(ASKED, plain))
    with db.transaction() as tx:
        take(tx, screen, "1" * 32, age="grown", four="p5")
        take(tx, screen, "2" * 32, age="child", four="p5")
        service.take_answer(tx, "3" * 32, screen, "plain", "four", chosen=["p1"])
        drafts.close_sitting(tx, "3" * 32)
    held = {record.sitting[0]: record for record in held_records("survey")}
    assert [held[each].version for each in "123"] == [2, 2, 1]
    assert json.loads(held["1"].body)["is_counted"] is True
    assert json.loads(held["2"].body)["is_counted"] is False
    assert "is_counted" not in json.loads(held["3"].body)
    assert {row["sitting"][0]: row["is_counted"] for row in held_rows("survey_response")} == {
        "1": 1,
        "2": 0,
        "3": 1,
    }


def test_a_changed_answer_changes_who_counts(app: Flask, catalog: Catalog) -> None:
    screen = put_on_screen(app, catalog, surveys=(ASKED,))
    with db.transaction() as tx:
        take(tx, screen, "1" * 32, age="child")
        service.take_answer(tx, "2" * 32, screen, "test", "age", chosen=["child"])
        take(tx, screen, "2" * 32, age="grown", four="p4")
    held = {record.sitting[0]: json.loads(record.body) for record in held_records("survey")}
    assert (held["1"]["is_counted"], held["2"]["is_counted"]) == (False, True)


def test_figures_count_only_those_who_pass_and_say_how_many_do_not(
    app: Flask, catalog: Catalog
) -> None:
    screen = put_on_screen(app, catalog, surveys=(ASKED,))
    with db.transaction() as tx:
        for number in range(6):
            point, knows = ("p5", "yes") if number < 3 else ("p4", "no")
            take(tx, screen, f"{number:032x}", age="grown", four=point, knows=knows)
        for number in range(6, 16):
            take(tx, screen, f"{number:032x}", age="child", four="p1", knows="no")
    held = counted()
    security = held.indices["security"]
    assert (security.mean.n, security.mean.value) == (6, 4.5)
    assert (security.liked.n, security.liked.value) == (6, 1.0)
    assert (held.rates["security"].value, held.rates["security"].n) == (1.0, 6)
    assert (held.rates["awareness"].value, held.rates["awareness"].n) == (0.5, 6)
    assert held.surveys[0].uncounted == 10
    assert report.uncounted(db.reader(), Filters()) == {"test": 10}


def test_a_record_of_a_former_version_counts(app: Flask, catalog: Catalog) -> None:
    put_on_screen(app, catalog, surveys=(ASKED,))
    sheet = SurveySheet(
        survey="test",
        language="zh",
        is_elder=False,
        is_finished=True,
        about_unit=None,
        has_text=False,
        answers=[ItemAnswer(item="four", options=["p2"], number=2)],
    )
    with db.transaction() as tx:
        journal.append(tx, SURVEY, sheet)
        assert [row["is_counted"] for row in rows(tx, "survey_response")] == [1]


# A choice that stands alone


def test_one_that_excludes_the_others_is_answered_by_one_tap_whatever_is_ticked(
    app: Flask, client: FlaskClient, catalog: Catalog
) -> None:
    put_on_screen(app, catalog, surveys=(survey(MANY, item("last", "single", "x", "y")),))
    page = client.get("/survey/test/many").text
    assert re.search(r'<button[^>]*name="only"\s+value="none"', page)
    sent = client.post("/survey/test/many", data={"answer": ["a", "b"], "only": "none"})
    assert sent.headers["Location"] == "/survey/test/last"
    page = client.get("/survey/test/many").text
    assert re.search(r'value="none"\s+aria-pressed="true"', page)
    assert "checked" not in page
    client.post("/survey/test/many", data={"answer": ["a", "c"]})
    client.post("/end")
    [record] = held_records("survey")
    assert json.loads(record.body)["answers"][0]["options"] == ["a", "c"]


def test_contradicting_choices_are_refused_in_words() -> None:
    with pytest.raises(Refused, match="cannot be chosen together"):
        rules.read_answer(MANY, ["a", "none"], ())
    assert rules.read_answer(MANY, ["none"], ()).options == ["none"]


# The order of options


@given(st.text("0123456789abcdef", min_size=32, max_size=32))
def test_order_is_the_sittings_own_and_loses_no_option(sitting: str) -> None:
    one, again = (rules.in_order(MANY, sitting, "test") for _ in range(2))
    assert one == again
    assert sorted(each.id for each in one) == sorted(each.id for each in MANY.options)
    assert one[-1].id == "none"


def test_sittings_see_different_orders_and_each_place_is_as_likely() -> None:
    firsts = [rules.in_order(MANY, f"{n:032x}", "test")[0].id for n in range(600)]
    counts = {each: firsts.count(each) for each in "abcdef"}
    assert min(counts.values()) > 60, counts


def test_the_order_stays_after_reload_and_back_and_is_another_for_the_next_person(
    app: Flask, client: FlaskClient, catalog: Catalog
) -> None:
    put_on_screen(app, catalog, surveys=(survey(MANY, item("last", "single", "x", "y")),))
    seen = []
    for _ in range(4):
        first = shown(client.get("/survey/test/many").text)
        assert shown(client.get("/survey/test/many").text) == first
        client.post("/survey/test/many", data={"answer": "b"})
        assert shown(client.get("/survey/test/many").text) == first
        client.post("/end")
        seen.append(first)
    assert len({tuple(each) for each in seen}) > 1
    assert {tuple(sorted(each)) for each in seen} == {tuple(sorted(seen[0]))}


def test_a_scale_always_goes_from_worst_to_best(app: Flask, client: FlaskClient) -> None:
    for sitting in range(20):
        assert rules.in_order(FOUR, f"{sitting:032x}", "test") == list(FOUR.options)


# Blocks


def test_two_surveys_ask_one_block_each_in_its_place(app: Flask, catalog: Catalog) -> None:
    block = Block(id="you", name=words(), items=(SCREEN, item("sex", "single", "f", "m")))
    tail = Block(id="tail", name=words(), items=(KNOWS,))
    own = (FOUR, item("words", "text", is_optional=True))
    one = msgspec.structs.replace(
        survey(*own, name="one"), title=words("甲卷"), begins_with=("you",), ends_with=("tail",)
    )
    two = msgspec.structs.replace(
        survey(FOUR, name="two", place="tour"), title=words("乙卷"), ends_with=("you",)
    )
    screen = put_on_screen(app, catalog, surveys=(one, two), blocks=(block, tail))
    asked = {each.id: [i.id for i in each.items] for each in screen.surveys.values()}
    assert asked == {
        "one": ["age", "sex", "four", "knows", "words"],
        "two": ["four", "age", "sex"],
    }
    with db.transaction() as tx:
        table = tables.responses(tx, Filters(), editions.packs(tx))
    titled = {column.id: column.label for column in table.columns}
    assert (titled["one.age"], titled["two.age"]) == ("多大了？（甲卷）", "多大了？（乙卷）")


# A data folder of a former version


def test_responses_of_a_former_version_count_after_the_update(tmp_path: Path) -> None:
    engine = open_engine(tmp_path / "kiosk.db")
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0010")
        names = [row.name for row in connection.execute(text("PRAGMA table_info(survey_response)"))]
        held = dict.fromkeys(names, "1")
        keys, values = ", ".join(held), ", ".join(f":{name}" for name in held)
        connection.execute(text(f"INSERT INTO survey_response ({keys}) VALUES ({values})"), held)
        command.upgrade(config, "head")
        counted = connection.execute(text("SELECT is_counted FROM survey_response")).scalars().all()
    engine.dispose()
    assert "is_counted" not in names
    assert counted == [1]
