"""Test that people may say what they think, and that only the desk key opens what they typed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from kiosk.booth.feedback import service
from kiosk.content.catalog import Catalog
from kiosk.errors import NotAllowed
from kiosk.journal import sealed_box
from kiosk.journal.records import Record
from kiosk.journal.service import new_id
from kiosk.sealing import keys
from kiosk.storage.db import db
from tests.conftest import PASSPHRASE
from tests.factories import SITTING, held_records, held_rows, hidden

HARD_TEXTS = [
    "👮🏻‍♀️👍🏽 谢谢",
    "㐂䶮堃𠮷𬱖",
    "'; DROP TABLE record; --",
    '<script>alert("x")</script>&amp;',
    "{{ 7 * 7 }} {% raw %}",
    "第一行\r\n第二行\t。",
    "=1+1",
    "\u202eabc\u200b\ufeff\x07",
]


def send(client: FlaskClient, kind: str = "praise", **form: Any) -> str:
    """Send the form of a kind as its page gives it; return where it leads."""
    page = client.get(f"/feedback/{kind}").get_data(as_text=True)
    sent = client.post(f"/feedback/{kind}", data={"form": hidden(page, "form")} | form)
    assert sent.status_code == 303, sent.get_data(as_text=True)
    return sent.headers["Location"]


def opened(record: Record) -> dict[str, str]:
    """Open what was sealed with a record."""
    assert record.sealed is not None
    with db.transaction() as tx:
        private = keys.open_key(tx, record.event, PASSPHRASE)
    held: dict[str, str] = json.loads(sealed_box.unseal(private, record.sealed))
    return held


def test_taps_alone_are_feedback(client: FlaskClient) -> None:
    where = send(client, chip=["patient", "fair"], unit="criminal")
    assert where == "/feedback/thanks?kind=praise&contact=0"
    assert client.get(where).status_code == 200
    [record] = held_records("feedback")
    assert record.sealed is None
    [row] = held_rows("feedback")
    assert (row["kind"], row["about_unit"], row["has_text"]) == ("praise", "criminal", 0)
    assert {each["chip"] for each in held_rows("feedback_chip")} == {"patient", "fair"}


def test_fields_for_text_show_only_where_they_can_be_sealed(client: FlaskClient) -> None:
    assert 'name="text"' not in client.get("/feedback/praise").get_data(as_text=True)


def test_fields_for_text_show_with_a_desk_key(client: FlaskClient, sealing: None) -> None:
    page = client.get("/feedback/praise").get_data(as_text=True)
    assert 'name="text"' in page
    assert 'name="consent"' in page


@pytest.mark.parametrize("words", HARD_TEXTS)
def test_any_text_comes_back_byte_for_byte(client: FlaskClient, sealing: None, words: str) -> None:
    send(client, "suggestion", text=words)
    [record] = held_records("feedback")
    assert words.encode() not in record.body
    assert opened(record) == {"text": words}


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_whatever_is_sealed_opens_the_same(words: str) -> None:
    key = keys.PrivateKey.generate()
    sealed = sealed_box.seal(bytes(key.public_key), words.encode())
    assert sealed_box.unseal(bytes(key), sealed).decode() == words


def test_contact_is_kept_only_with_consent(client: FlaskClient, sealing: None) -> None:
    without = send(client, chip="fair", contact="13800000000")
    with_it = send(client, chip="fair", contact="13800000000", consent="1")
    assert without.endswith("contact=0")
    assert with_it.endswith("contact=1")
    first, second = held_records("feedback")
    assert first.sealed is None
    assert opened(second) == {"contact": "13800000000"}
    assert [row["has_contact"] for row in held_rows("feedback")] == [0, 1]


def test_feedback_with_a_contact_bears_another_sitting(client: FlaskClient, sealing: None) -> None:
    client.post("/survey/rating", data={"value": "1"})
    send(client, chip="fair", contact="13800000000", consent="1")
    [rated], [given_] = held_records("rating"), held_records("feedback")
    assert rated.sitting != given_.sitting


def test_wrong_words_do_not_open_it(client: FlaskClient, sealing: None) -> None:
    send(client, chip="fair", text="您好")
    [record] = held_records("feedback")
    with db.transaction() as tx, pytest.raises(NotAllowed):
        keys.open_key(tx, record.event, "a guessed passphrase")


@pytest.mark.parametrize(
    "form", [{"chip": "unknown"}, {"chip": ["fair", "x"]}, {"chip": "fair", "unit": "moon"}]
)
def test_what_is_not_offered_is_refused(client: FlaskClient, form: dict[str, Any]) -> None:
    sent = client.post("/feedback/praise", data={"form": new_id()} | form)
    assert sent.status_code == 409
    assert "请从列出的选项里选" in sent.get_data(as_text=True)
    assert held_records("feedback") == []


def test_nothing_said_is_told_kindly_and_not_kept(client: FlaskClient) -> None:
    where = send(client, text="   ")
    assert where == "/feedback/praise?empty=1"
    assert "请至少选一项" in client.get(where).get_data(as_text=True)
    assert held_records("feedback") == []


def test_form_sent_twice_is_kept_once(client: FlaskClient, sealing: None) -> None:
    form = {"form": new_id(), "chip": "fair", "contact": "1", "consent": "1"}
    first, again = (client.post("/feedback/praise", data=form) for _ in range(2))
    assert first.headers["Location"] == again.headers["Location"]
    assert len(held_records("feedback")) == 1


def test_form_that_is_none_of_ours_is_refused(client: FlaskClient) -> None:
    for name in ("", "x" * 32, new_id() + "0"):
        form = {"form": name, "chip": "fair"}
        assert client.post("/feedback/praise", data=form).status_code == 409


def test_text_is_cut_at_five_hundred_letters(client: FlaskClient, sealing: None) -> None:
    send(client, text="㐂" * 501, contact="9" * 61, consent="1")
    held = opened(held_records("feedback")[0])
    assert held == {"text": "㐂" * 500, "contact": "9" * 60}


def test_text_without_a_key_is_refused_and_not_kept(client: FlaskClient) -> None:
    sent = client.post("/feedback/praise", data={"form": new_id(), "text": "您好"})
    assert sent.status_code == 409
    assert "台钥口令" in sent.get_data(as_text=True)
    assert held_records("feedback") == []


@pytest.mark.parametrize("path", ["/feedback/none", "/feedback/thanks", "/feedback/thanks?kind=x"])
def test_unknown_kind_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_chips_and_languages_are_recorded(client: FlaskClient, catalog: Catalog) -> None:
    client.post("/view", data={"language": "en", "next": "/feedback/clue"})
    for kind in catalog.pack.feedback:
        send(client, kind.id, chip=[chip.id for chip in kind.chips])
    assert {row["language"] for row in held_rows("feedback")} == {"en"}
    chips = sum(len(kind.chips) for kind in catalog.pack.feedback)
    assert len(held_rows("feedback_chip")) == chips


def test_a_repeated_chip_counts_once(client: FlaskClient, catalog: Catalog) -> None:
    with db.transaction() as tx:
        service.give(tx, SITTING, catalog, "praise", form=new_id(), chips=["fair", "fair"])
    assert len(held_rows("feedback_chip")) == 1
