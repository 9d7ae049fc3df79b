"""Test that the questions of a fact are found by its id, at a terminal and in the editor."""

from __future__ import annotations

from click.testing import CliRunner, Result
from flask import Flask
from flask.testing import FlaskClient

from kiosk.cli import kiosk
from kiosk.content.catalog import Catalog
from kiosk.content.load import BUNDLED
from tests.staff.test_pages import sign_in

FACT = "carbon-monoxide-1"


def facts(*given: str) -> Result:
    return CliRunner().invoke(kiosk, ["content", "facts", "--of", str(BUNDLED), *given])


def test_a_terminal_lists_the_questions_of_each_fact_and_of_one(catalog: Catalog) -> None:
    resting = [each for each in catalog.questions.values() if FACT in each.facts]
    assert len(resting) > 1
    assert f"{FACT}: {', '.join(each.id for each in resting)}" in facts().output.splitlines()
    named = facts(FACT).output.splitlines()
    assert [line.partition(":")[0] for line in named] == [each.id for each in resting]
    assert all(each.prompt.zh in line for each, line in zip(resting, named, strict=True))


def test_a_fact_without_questions_is_said_and_fails() -> None:
    said = facts("no-such-fact")
    assert said.exit_code == 1
    assert "no question rests on no-such-fact" in said.output


def test_the_editor_s_search_finds_their_topics(
    app: Flask, client: FlaskClient, catalog: Catalog
) -> None:
    topics = {
        catalog.topic_of[each.id].id for each in catalog.questions.values() if FACT in each.facts
    }
    page = sign_in(client).get("/staff/content/topics", query_string={"q": FACT}).text
    assert {name for name in catalog.topics if f'/topics/{name}"' in page} == topics


def test_every_question_names_its_facts(catalog: Catalog) -> None:
    assert [each.id for each in catalog.questions.values() if not each.facts] == []
