"""Test that the journal is gapless, chained, and one with its read rows."""

from __future__ import annotations

import hashlib
import json

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from kiosk import clock
from kiosk.booth.feedback import records as feedback
from kiosk.booth.feedback.records import FeedbackGiven
from kiosk.booth.survey.records import RATING, RatingGiven
from kiosk.clock import parse
from kiosk.counts.rebuild import rebuild
from kiosk.errors import Refused
from kiosk.journal import service, this_device, verify
from kiosk.journal.kinds import Kind, Rows
from kiosk.journal.records import GENESIS, Payload, Record, chain_digest
from kiosk.storage.db import db
from tests.factories import FORM, SITTING, held_records, held_rows, records, rows

TABLES = ("rating", "quiz_round", "quiz_answer", "feedback", "feedback_chip", "staff_act")
GIVEN = RatingGiven(value=5, is_repeat=False, language="zh", is_elder=False)
SAID = FeedbackGiven(
    kind="praise",
    about_unit=None,
    chips=["patient", "fair"],
    has_text=True,
    has_contact=False,
    language="zh",
    form=FORM,
)


def fill(tx: Connection, count: int = 6) -> list[Record]:
    """Append some records, and return the whole journal."""
    for value in range(count):
        rated = RatingGiven(value=1 + value % 5, is_repeat=False, language="zh", is_elder=False)
        service.append(tx, RATING, rated, sitting=SITTING)
    return records(tx)


def test_a_new_booth_opens_its_journal_with_its_epoch_and_its_pack(tx: Connection) -> None:
    kinds = [(record.seq, record.kind) for record in records(tx)]
    assert kinds == [(1, "epoch"), (2, "pack")]
    assert json.loads(records(tx)[0].body)["reason"] == "install"


def test_records_are_numbered_without_gaps_and_chained(tx: Connection) -> None:
    held = fill(tx)
    assert [record.seq for record in held] == list(range(1, len(held) + 1))
    previous = GENESIS
    for record in held:
        assert record.digest == chain_digest(previous, record)
        previous = record.digest
    assert verify.verify(tx) is None
    assert service.count_records(tx) == service.count_all(tx) == len(held)


def test_record_says_where_it_was_made_and_what_was_on_screen(tx: Connection) -> None:
    here = this_device.place(tx)
    assert here is not None
    made = service.append(tx, RATING, GIVEN, sitting=SITTING)
    assert (made.device, made.epoch, made.event) == (here.device, here.epoch, here.event)
    assert (made.unit, made.booth, made.pack) == (here.unit, here.booth, here.pack)
    assert made.sitting == SITTING


def test_anonymous_answers_bear_whole_minutes(tx: Connection) -> None:
    with clock.pretend(parse("2026-12-20T01:02:03.000004Z")):
        rated = service.append(tx, RATING, GIVEN)
        place = service.append(
            tx, this_device.PLACE, this_device.PlaceSet(event="e", unit=None, booth="1")
        )
    assert rated.made_at == "2026-12-20T01:02:00.000000Z"
    assert place.made_at == "2026-12-20T01:02:03.000004Z"


def test_clock_far_off_breaks_no_order(tx: Connection) -> None:
    for year in (2036, 1999, 2026):
        with clock.pretend(parse(f"{year}-12-20T00:00:00Z")):
            service.append(tx, RATING, GIVEN)
    assert [record.made_at[:4] for record in records(tx, "rating")] == ["2036", "1999", "2026"]
    assert verify.verify(tx) is None


def test_rows_stand_with_their_record(tx: Connection) -> None:
    made = service.append(tx, RATING, GIVEN, sitting=SITTING)
    [row] = rows(tx, "rating")
    assert (row["device"], row["epoch"], row["seq"]) == (made.device, made.epoch, made.seq)
    assert (row["value"], row["made_at"], row["sitting"]) == (5, made.made_at, SITTING)


def append_and_fail() -> None:
    with db.transaction() as tx:
        service.append(tx, RATING, GIVEN)
        raise ZeroDivisionError


def test_error_after_append_leaves_neither_record_nor_rows(app: Flask) -> None:
    before = len(held_records())
    with pytest.raises(ZeroDivisionError):
        append_and_fail()
    assert len(held_records()) == before
    assert held_rows("rating") == []
    with db.transaction() as tx:
        assert service.append(tx, RATING, GIVEN).seq == before + 1


class Odd(Payload, frozen=True):
    """Hold nothing."""


def _project_badly(_record: Record, _payload: Odd) -> Rows:
    yield "rating", {"value": 1, "is_repeat": False, "language": "zh", "is_elder": False}
    raise LookupError("a row that cannot be made")


def test_record_whose_rows_cannot_be_made_is_not_kept(app: Flask) -> None:
    before = len(held_records())
    kind = Kind(name="odd", version=1, payload=Odd, project=_project_badly, tables=("rating",))
    with pytest.raises(LookupError), db.transaction() as tx:
        service.append(tx, kind, Odd())
    assert len(held_records()) == before
    assert held_rows("rating") == []


CHANGES = {
    "kind": "'ratinG'",
    "version": "version + 1",
    "sitting": "'4' || substr(sitting, 2)",
    "event": "event || 'x'",
    "unit": "'criminal'",
    "booth": "'2'",
    "pack": "'0' || substr(pack, 2) || 'x'",
    "made_at": "'3' || substr(made_at, 2)",
    "body": "CAST(replace(CAST(body AS TEXT), 'zh', 'zH') AS BLOB)",
    "sealed": "CAST('x' AS BLOB)",
    "sealed_digest": "zeroblob(0)",
    "digest": "zeroblob(32)",
}


@pytest.mark.parametrize("column", CHANGES)
def test_verify_names_the_first_record_with_a_changed_column(tx: Connection, column: str) -> None:
    held = fill(tx)
    target = held[4]
    tx.execute(text(f"UPDATE record SET {column} = {CHANGES[column]} WHERE seq >= {target.seq}"))
    fault = verify.verify(tx)
    assert fault is not None
    assert fault.startswith(f"{target.device} / {target.epoch} / {target.seq}: ")


@pytest.mark.parametrize("column", ["device", "epoch"])
def test_verify_finds_a_record_moved_to_another_journal(tx: Connection, column: str) -> None:
    target = fill(tx)[4]
    tx.execute(text(f"UPDATE record SET {column} = 'z' || {column} WHERE seq = {target.seq}"))
    fault = verify.verify(tx)
    assert fault is not None
    assert "缺失" in fault


def test_verify_finds_a_renumbered_record(tx: Connection) -> None:
    held = fill(tx)
    tx.execute(text(f"UPDATE record SET seq = 1000 WHERE seq = {held[-1].seq}"))
    fault = verify.verify(tx)
    assert fault is not None
    assert f"record {held[-1].seq} is missing" in fault


def test_verify_names_the_record_after_a_deleted_one(tx: Connection) -> None:
    held = fill(tx)
    tx.execute(text(f"DELETE FROM record WHERE seq = {held[3].seq}"))
    fault = verify.verify(tx)
    assert fault is not None
    assert f"/ {held[4].seq}:" in fault
    assert f"record {held[3].seq} is missing" in fault


def test_verify_finds_two_records_that_changed_places(tx: Connection) -> None:
    held = fill(tx)
    for old, new in ((3, -1), (4, 3), (-1, 4)):
        tx.execute(text(f"UPDATE record SET seq = {new} WHERE seq = {old}"))
    fault = verify.verify(tx)
    assert fault is not None
    assert f"/ {held[2].seq}:" in fault


@given(place=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_any_changed_byte_of_a_body_is_found(app: Flask, place: int, bit: int) -> None:
    connection = db.engine.connect().execution_options(writes=True)
    with connection, connection.begin() as transaction:
        made = service.append(connection, RATING, GIVEN)
        body = bytearray(made.body)
        body[place % len(body)] ^= 1 << bit
        change = text("UPDATE record SET body = :body WHERE seq = :seq")
        connection.execute(change, {"body": bytes(body), "seq": made.seq})
        fault = verify.verify(connection)
        transaction.rollback()
    assert fault is not None
    assert f"/ {made.seq}:" in fault


def test_changed_sealed_bytes_are_found(tx: Connection, sealing: None) -> None:
    made = service.append(tx, feedback.KIND, SAID, sealed={"text": "您好"})
    assert made.sealed is not None
    spoilt = bytes([made.sealed[0] ^ 1]) + made.sealed[1:]
    tx.execute(text("UPDATE record SET sealed = :s WHERE seq = :q"), {"s": spoilt, "q": made.seq})
    fault = verify.verify(tx)
    assert fault is not None
    assert "密封内容已被改动" in fault


def test_erasing_the_sealed_part_leaves_the_chain_whole(tx: Connection, sealing: None) -> None:
    made = service.append(tx, feedback.KIND, SAID, sealed={"text": "您好"})
    service.append(tx, RATING, GIVEN)
    tx.execute(text("UPDATE record SET sealed = NULL WHERE seq = :seq"), {"seq": made.seq})
    assert verify.verify(tx) is None
    assert made.sealed_digest == hashlib.sha256(made.sealed or b"").digest()


def test_rebuild_changes_no_figure(tx: Connection, sealing: None) -> None:
    fill(tx)
    service.append(tx, feedback.KIND, SAID, sealed={"text": "您好"})
    before = {table: rows(tx, table) for table in TABLES}
    assert any(before.values())
    tx.execute(text("DELETE FROM rating WHERE value > 2"))
    tx.execute(text("UPDATE feedback SET kind = 'clue'"))
    assert rebuild(tx) == service.count_all(tx)
    assert {table: rows(tx, table) for table in TABLES} == before


def test_rebuild_keeps_a_record_of_a_newer_version_whole(tx: Connection) -> None:
    newer = Kind(name="rating", version=2, payload=Odd)
    made = service.append(tx, newer, Odd())
    rebuild(tx)
    assert records(tx)[-1] == made
    assert rows(tx, "rating") == []
    assert verify.verify(tx) is None


def test_sealed_record_gets_a_fresh_sitting(tx: Connection, sealing: None) -> None:
    named = service.append(tx, feedback.KIND, SAID, sitting=SITTING, sealed={"contact": "110"})
    plain = service.append(tx, RATING, GIVEN, sitting=SITTING)
    assert plain.sitting == SITTING
    assert named.sitting not in ("", SITTING)
    assert rows(tx, "feedback")[0]["sitting"] == named.sitting


def test_sealing_is_refused_without_a_key(tx: Connection) -> None:
    before = service.count_records(tx)
    with pytest.raises(Refused, match="no passphrase yet"):
        service.append(tx, feedback.KIND, SAID, sealed={"text": "您好"})
    assert service.count_records(tx) == before


def test_sealed_text_stands_nowhere_in_plain(app: Flask, sealing: None) -> None:
    secret = "平湖西瓜灯-13800000000"
    with db.transaction() as tx:
        service.append(tx, feedback.KIND, SAID, sealed={"text": secret})
    folder = app.config["SETTINGS"].data
    everything = b"".join(path.read_bytes() for path in folder.iterdir())
    assert secret.encode() not in everything
    assert b"13800000000" not in everything
