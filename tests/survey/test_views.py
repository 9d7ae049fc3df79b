"""Test surveys and ratings as a person without script takes them."""

from __future__ import annotations

import json
import re
import time
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk.booth.survey import rules
from kiosk.content.catalog import Catalog
from kiosk.journal import sealed_box, this_device
from kiosk.sealing import keys
from kiosk.storage.db import db
from tests.conftest import PASSPHRASE
from tests.factories import held_records, held_rows, item, put_on_screen, survey

SATISFACTION = "/survey/satisfaction"
BEGIN = "lives-here"
FIRST = (
    *(BEGIN, "age-group", "safe-now", "than-last-year", "night", "paying"),
    *("heard-of-it", "took-part", "trust", "would-report"),
)
"""Items that everybody is asked before the one about contact."""
ABOUT_CONTACT = ("dealt-with", "respected", "fair-decision", "explained", "served")


def first_choices(catalog: Catalog, survey_id: str = "satisfaction") -> dict[str, list[str]]:
    """Answer each item of a survey with its first choice (a ranking tap by tap)."""
    taps: dict[str, list[str]] = {}
    for each in catalog.surveys[survey_id].items:
        if each.kind == "unit":
            taps[each.id] = ["criminal"]
        elif each.kind == "number":
            taps[each.id] = [str(each.least)]
        elif each.kind == "ranking":
            taps[each.id] = [option.id for option in each.options[:-1]]
        elif each.kind != "text":
            taps[each.id] = [each.options[0].id]
    return taps


def send(client: FlaskClient, name: str, path: str = SATISFACTION, **form: Any) -> str:
    """Send one item's form; return where it leads."""
    answered = client.post(f"{path}/{name}", data=form)
    assert answered.status_code == 303, answered.get_data(as_text=True)
    return answered.headers["Location"]


def take_all(client: FlaskClient, catalog: Catalog, **other: str) -> str:
    """Go through the survey from its first item; return where the last tap led."""
    taps = first_choices(catalog) | {name: [value] for name, value in other.items()}
    name = catalog.surveys["satisfaction"].items[0].id
    while True:
        for tap in taps[name]:
            where = send(client, name, answer=tap)
        name = where.rsplit("/", 1)[1]
        if name not in taps:
            return where


def sheet() -> dict[str, Any]:
    """Return the only response recorded."""
    [record] = held_records("survey")
    held: dict[str, Any] = json.loads(record.body)
    return held


def answers() -> dict[str, list[str]]:
    return {each["item"]: each["options"] for each in sheet()["answers"]}


def offered(client: FlaskClient) -> list[str]:
    """Return the surveys that the list offers, in its order."""
    page = client.get("/survey/").get_data(as_text=True)
    return re.findall(r'href="/survey/([a-z-]+)/[a-z-]+"', page)


def put_at(unit: str) -> None:
    with db.transaction() as tx:
        this_device.set_place(tx, event="pinghu/2026", unit=unit, booth="A1")


def test_a_booth_offers_the_survey_of_booths_only(client: FlaskClient) -> None:
    assert offered(client) == ["satisfaction"]
    put_at("traffic")
    assert offered(client) == ["satisfaction"]


def test_a_station_asks_about_the_visit_first(client: FlaskClient) -> None:
    put_at("zhongdai")
    assert offered(client) == ["tour", "satisfaction"]


def test_the_survey_about_the_visit_has_its_address_everywhere(client: FlaskClient) -> None:
    put_at("traffic")
    assert client.get("/survey/tour/overall").status_code == 200
    assert send(client, "overall", "/survey/tour", answer="5") == "/survey/tour/explaining"


def test_a_place_without_surveys_says_so(app: Flask, client: FlaskClient, catalog: Catalog) -> None:
    put_on_screen(app, catalog, surveys=(catalog.surveys["tour"],))
    assert offered(client) == []
    assert "今天这里没有问卷" in client.get("/survey/").get_data(as_text=True)


def test_whole_survey_is_one_record(client: FlaskClient, catalog: Catalog) -> None:
    assert take_all(client, catalog) == f"{SATISFACTION}/thanks"
    assert "谢谢您" in client.get(f"{SATISFACTION}/thanks").get_data(as_text=True)
    held = sheet()
    assert held["is_finished"] is True
    assert held["about_unit"] == "criminal"
    assert held["has_text"] is False
    asked = [each.id for each in catalog.surveys["satisfaction"].items if each.kind != "text"]
    assert [each["item"] for each in held["answers"]] == asked
    scale = next(each for each in held["answers"] if each["item"] == "night")
    assert (scale["options"], scale["number"]) == (["1"], 1)
    assert [row["kind"] for row in held_rows("draft")] == ["earned"]


def test_items_that_do_not_concern_the_person_are_not_asked(
    client: FlaskClient, catalog: Catalog
) -> None:
    take_all(client, catalog, dealt="none")
    assert set(ABOUT_CONTACT).isdisjoint(answers())
    assert sheet()["about_unit"] is None


def test_changed_answer_drops_items_no_longer_asked(client: FlaskClient, catalog: Catalog) -> None:
    taps = first_choices(catalog)
    for name in (*FIRST, "dealt", "dealt-with", "respected"):
        where = send(client, name, answer=taps[name][0])
    assert where == f"{SATISFACTION}/fair-decision"
    page = client.get(f"{SATISFACTION}/dealt").get_data(as_text=True)
    assert re.search(r'value="several"\s+aria-pressed="true"', page)
    assert send(client, "dealt", answer="none") == f"{SATISFACTION}/worries"
    client.post("/end")
    assert sheet()["is_finished"] is False
    assert set(ABOUT_CONTACT).isdisjoint(answers())


def go_past_contact(client: FlaskClient, catalog: Catalog) -> None:
    """Answer up to the item about contact, of which there was none."""
    taps = first_choices(catalog) | {"dealt": ["none"]}
    for name in (*FIRST, "dealt"):
        send(client, name, answer=taps[name][0])


def test_back_leads_to_the_item_before_as_asked(client: FlaskClient, catalog: Catalog) -> None:
    go_past_contact(client, catalog)
    page = client.get(f"{SATISFACTION}/worries").get_data(as_text=True)
    assert f'href="{SATISFACTION}/dealt"' in page


def test_late_answer_to_an_item_no_longer_asked_ends_nothing(
    client: FlaskClient, catalog: Catalog
) -> None:
    go_past_contact(client, catalog)
    where = send(client, "respected", answer="fully")
    assert where != f"{SATISFACTION}/thanks"
    assert held_records("survey") == []


def test_ranking_is_tapped_and_taken_back(client: FlaskClient) -> None:
    send(client, BEGIN, answer="year")
    here = f"{SATISFACTION}/first"
    assert send(client, "first", answer="talks") == here
    page = client.get(here).get_data(as_text=True)
    assert 'value="talks"' not in page
    assert 'name="undo"' in page
    assert send(client, "first", undo="1") == here
    assert 'value="talks"' in client.get(here).get_data(as_text=True)
    for tap in ("service", "service", "patrol"):
        assert send(client, "first", answer=tap) == here
    assert send(client, "first", answer="talks") == f"{SATISFACTION}/patrols"
    client.post("/end")
    assert answers()["first"] == ["service", "patrol", "talks", "answer"]
    ranks = [row["option"] for row in held_rows("survey_answer") if row["item"] == "first"]
    assert ranks == ["service", "patrol", "talks", "answer"]


def test_undo_with_nothing_ranked_does_no_harm(client: FlaskClient) -> None:
    send(client, BEGIN, answer="year")
    assert send(client, "first", undo="1") == f"{SATISFACTION}/first"


def test_survey_may_begin_with_a_ranking(app: Flask, client: FlaskClient, catalog: Catalog) -> None:
    asked = survey(item("order", "ranking", "a", "b", "c"), item("next", "single", "a", "b"))
    put_on_screen(app, catalog, surveys=(asked,))
    assert send(client, "order", "/survey/test", answer="b") == "/survey/test/order"
    assert send(client, "order", "/survey/test", answer="c") == "/survey/test/next"
    assert send(client, "next", "/survey/test", answer="a") == "/survey/test/thanks"
    assert answers() == {"order": ["b", "c", "a"], "next": ["a"]}


@pytest.mark.parametrize("answer", ["8", "-1", "x", ""])
def test_number_out_of_range_is_told_and_not_kept(
    app: Flask, client: FlaskClient, catalog: Catalog, answer: str
) -> None:
    asked = survey(item("one", "single", "a", "b"), item("days", "number", least=0, most=7))
    put_on_screen(app, catalog, surveys=(asked,))
    send(client, "one", "/survey/test", answer="a")
    refused = client.post("/survey/test/days", data={"answer": answer})
    assert refused.status_code == 409
    assert "请选 0 到 7 之间的数" in refused.get_data(as_text=True)
    client.post("/end")
    assert "days" not in answers()


def test_item_that_must_be_answered_cannot_be_skipped(client: FlaskClient) -> None:
    send(client, BEGIN, answer="year")
    refused = client.post(f"{SATISFACTION}/night", data={"skip": "1"})
    assert refused.status_code == 409
    assert "请先选一个答案" in refused.get_data(as_text=True)


def test_optional_item_may_be_skipped_and_its_answer_taken_back(
    app: Flask, client: FlaskClient, catalog: Catalog
) -> None:
    asked = survey(
        item("one", "single", "a", "b"),
        item("two", "single", "a", "b", is_optional=True),
        item("three", "single", "a", "b"),
    )
    put_on_screen(app, catalog, surveys=(asked,))
    send(client, "one", "/survey/test", answer="a")
    assert 'name="skip"' in client.get("/survey/test/two").get_data(as_text=True)
    send(client, "two", "/survey/test", answer="a")
    assert send(client, "two", "/survey/test", skip="1") == "/survey/test/three"
    send(client, "three", "/survey/test", answer="b")
    assert answers() == {"one": ["a"], "three": ["b"]}


def test_typed_text_is_sealed_with_the_response_and_comes_back_byte_for_byte(
    client: FlaskClient, catalog: Catalog, sealing: None
) -> None:
    words = "㐂䶮堃 👮🏻‍♀️ '; DROP TABLE record; -- <b>你好</b>"
    assert take_all(client, catalog) == f"{SATISFACTION}/words"
    sent = client.post(f"{SATISFACTION}/words", data={"text": f"  {words}\n"})
    assert sent.headers["Location"] == f"{SATISFACTION}/thanks"
    [record] = held_records("survey")
    assert record.sealed is not None
    assert words.encode() not in record.body
    assert sheet()["has_text"] is True
    with db.transaction() as tx:
        private = keys.open_key(tx, record.event, PASSPHRASE)
    assert json.loads(sealed_box.unseal(private, record.sealed)) == {"text": words}


def test_response_with_text_bears_another_sitting_than_the_rest(
    client: FlaskClient, catalog: Catalog, sealing: None
) -> None:
    take_all(client, catalog)
    client.post("/survey/rating", data={"value": "5"})
    client.post(f"{SATISFACTION}/words", data={"text": "我叫小明"})
    [rated], [response] = held_records("rating"), held_records("survey")
    assert rated.sitting != response.sitting


def test_skipped_text_seals_nothing(client: FlaskClient, catalog: Catalog, sealing: None) -> None:
    take_all(client, catalog)
    client.post(f"{SATISFACTION}/words", data={"text": "不想写了", "skip": "1"})
    [record] = held_records("survey")
    assert record.sealed is None
    assert sheet()["has_text"] is False


def test_last_form_sent_twice_is_one_record(
    client: FlaskClient, catalog: Catalog, sealing: None
) -> None:
    take_all(client, catalog)
    for _ in range(2):
        sent = client.post(f"{SATISFACTION}/words", data={"text": "一次"})
        assert sent.headers["Location"] == f"{SATISFACTION}/thanks"
    assert len(held_records("survey")) == 1
    assert send(client, "patrols", answer="3") == f"{SATISFACTION}/thanks"
    assert len(held_records("survey")) == 1


def test_survey_that_was_left_is_an_unfinished_record(client: FlaskClient) -> None:
    send(client, BEGIN, answer="year")
    send(client, "night", answer="4")
    client.post("/end")
    assert sheet()["is_finished"] is False
    assert answers() == {BEGIN: ["year"], "night": ["4"]}


def test_answer_given_again_takes_the_place_of_the_one_before(client: FlaskClient) -> None:
    send(client, BEGIN, answer="year")
    send(client, "night", answer="4")
    send(client, "night", answer="2")
    client.post("/end")
    assert answers()["night"] == ["2"]


def test_middle_of_a_survey_leads_to_its_start(client: FlaskClient) -> None:
    assert client.get(f"{SATISFACTION}/dealt").headers["Location"] == f"{SATISFACTION}/{BEGIN}"


@pytest.mark.parametrize("path", ["/survey/none/night", f"{SATISFACTION}/none", "/survey/x/thanks"])
def test_what_is_not_asked_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def rated(client: FlaskClient, value: int) -> None:
    where = client.post("/survey/rating", data={"value": str(value)}).headers["Location"]
    assert where == f"/survey/rated?value={value}"


def test_second_press_within_five_seconds_is_flagged(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = 100.0
    monkeypatch.setattr(time, "monotonic", lambda: moment)
    for later in (0.0, 4.9, 5.1, 60.0):
        moment += later
        rated(client, 5)
    assert [row["is_repeat"] for row in held_rows("rating")] == [0, 1, 0, 0]
    assert rules.REPEAT_SECONDS == 5


def test_tap_on_a_face_is_kept_with_its_reason(client: FlaskClient) -> None:
    rated(client, 2)
    page = client.get("/survey/rated?value=2").get_data(as_text=True)
    assert 'value="waited"' in page
    assert 'value="fun"' not in page
    given = {"reason": "waited", "value": "2"}
    done = client.post("/survey/rating/reason", data=given, follow_redirects=True)
    assert "我们记下了" in done.get_data(as_text=True)
    assert [(row["value"], row["reason"]) for row in held_rows("rating_reason")] == [(2, "waited")]


def test_reason_page_sends_the_face_with_the_reason(client: FlaskClient) -> None:
    page = client.get("/survey/rated?value=2").get_data(as_text=True)
    form = page[page.index("/survey/rating/reason") :]
    assert re.search(r'name="value"\s+value="2"', form[: form.index("</form>")])


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/survey/rating", {"value": "6"}),
        ("/survey/rating", {"value": "0"}),
        ("/survey/rating", {}),
        ("/survey/rating/reason", {"value": "5", "reason": "waited"}),
        ("/survey/rating/reason", {"value": "1", "reason": "none"}),
    ],
)
def test_what_no_face_means_is_refused(
    client: FlaskClient, path: str, form: dict[str, str]
) -> None:
    assert client.post(path, data=form).status_code == 409
    assert held_rows("rating") == held_rows("rating_reason") == []
