"""Cases on paper: a poster and a radio script of each, in both languages."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from kiosk.content import reading
from kiosk.content.catalog import Catalog
from tests.editor.test_pages import words
from tests.staff.test_pages import sign_in

CONTENT = "/staff/content"
CASES = f"{CONTENT}-cases"


@pytest.fixture
def boss(client: FlaskClient) -> FlaskClient:
    """Give the administrator's browser."""
    return sign_in(client)


def test_every_case_is_listed_with_the_seconds_that_its_script_takes(
    boss: FlaskClient, catalog: Catalog
) -> None:
    page = words(boss.get(CASES).text)
    for case in catalog.pack.cases:
        assert f"{case.title.zh} {reading.length(case)} 秒" in page


@pytest.mark.parametrize("paper", ["poster", "radio"])
def test_a_paper_holds_what_happened_what_would_have_stopped_it_and_the_advice(
    boss: FlaskClient, catalog: Catalog, paper: str
) -> None:
    case = catalog.cases["market-phone"]
    page = boss.get(f"{CASES}/{paper}?case={case.id}").text
    told = [*(step.text for step in case.steps), case.lost, case.advice, case.title]
    told += [step.stop for step in case.stops if step.stop]
    for text in told:
        assert text.zh in page
    for number in ("110", "96110"):
        assert number in page
    assert catalog.cases["refund-call"].title.zh not in page


@pytest.mark.parametrize("paper", ["poster", "radio"])
def test_all_cases_of_a_topic_are_one_print(
    boss: FlaskClient, catalog: Catalog, paper: str
) -> None:
    boss.post(f"{CONTENT}/cases/refund-call", data={"act": "copy"})
    page = boss.get(f"{CASES}/{paper}?topic=anti-fraud").text
    own = sum(each.topic == "anti-fraud" for each in catalog.cases.values())
    assert page.count("<article") == own + 1
    assert catalog.cases["market-phone"].title.zh not in page


def test_a_script_says_how_long_each_line_takes_and_in_all(
    boss: FlaskClient, catalog: Catalog
) -> None:
    case = catalog.cases["refund-call"]
    page = words(boss.get(f"{CASES}/radio?case={case.id}").text)
    assert f"约 {reading.length(case)} 秒" in page
    for line in reading.script(case):
        assert f"{line.zh} {round(reading.seconds(line))}" in page


def test_a_case_that_is_not_filled_in_waits_and_an_unknown_one_is_not_found(
    boss: FlaskClient,
) -> None:
    boss.post(f"{CONTENT}/cases")
    assert "还有 1 个没有填完整" in words(boss.get(CASES).text)
    for address in ("poster?case=nothing", "radio", "banner?case=refund-call"):
        assert boss.get(f"{CASES}/{address}").status_code == 404
