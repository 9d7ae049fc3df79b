"""Test that work on a database server is whole, survives its restart, and ends in words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from types import SimpleNamespace

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError, InternalError, OperationalError

from kiosk.booth.survey.records import RATING, RatingGiven
from kiosk.errors import StorageFailed
from kiosk.journal import drafts, service, verify
from kiosk.journal.models import Desk
from kiosk.startup import opened
from kiosk.storage.db import db, storage_failure, take_turn
from kiosk.storage.health import Health
from tests.factories import SITTING, at, held_records
from tests.postgres import Server

GIVEN = RatingGiven(value=5, is_repeat=False, language="zh", is_elder=False)


@pytest.fixture
def central(database: str, tmp_path: Path) -> Iterator[Flask]:
    """Give the app on a PostgreSQL database of this test's own."""
    with opened(at(tmp_path / "data", database=database)) as app:
        yield app


def rate() -> None:
    with db.transaction() as tx:
        service.append(tx, RATING, GIVEN, sitting=SITTING)


def end_sessions(server: Server) -> None:
    """End every session of the server, as its restart does to who is connected."""
    server.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname LIKE 'kiosk%'")


def test_what_is_committed_is_kept_and_an_error_undoes_its_own_work_alone(central: Flask) -> None:
    done: list[str] = []

    def fail() -> None:
        with db.transaction() as tx:
            service.append(tx, RATING, GIVEN)
            db.after_commit(tx, lambda: done.append("undone"))
            raise ZeroDivisionError

    rate()
    with pytest.raises(ZeroDivisionError):
        fail()
    with db.transaction() as tx:
        service.append(tx, RATING, GIVEN)
        db.after_commit(tx, lambda: done.append("kept"))
        assert done == []
    assert len(held_records("rating")) == 2
    assert done == ["kept"]
    assert verify.verify(db.reader()) is None


def test_act_for_another_connection_is_dropped(central: Flask) -> None:
    done: list[int] = []
    with db.engine.connect() as other:
        db.after_commit(other, lambda: done.append(1))
        other.commit()
    rate()
    assert done == []


def test_threads_append_to_one_chain_side_by_side(central: Flask) -> None:
    def work() -> None:
        with central.app_context():
            for _ in range(10):
                rate()

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(held_records("rating")) == 40
    assert verify.verify(db.reader()) is None


def test_one_at_a_time_takes_its_turn(central: Flask) -> None:
    order: list[str] = []

    def work() -> None:
        with central.app_context(), db.transaction() as tx:
            take_turn(tx, "test")
            order.append("second")

    with db.transaction() as tx:
        take_turn(tx, "test")
        thread = Thread(target=work)
        thread.start()
        thread.join(0.2)
        order.append("first")
    thread.join()
    assert order == ["first", "second"]


def test_draft_of_another_process_is_seen_at_once(central: Flask, postgres: Server) -> None:
    with db.transaction() as tx:
        drafts.save(tx, SITTING, "quiz", "one")
    assert drafts.peek(SITTING, "quiz") == "one"
    with db.transaction() as tx:
        drafts.save(tx, SITTING, "quiz", "two")
    name = db.engine.url.database
    assert name
    postgres.run("UPDATE draft SET state = 'three'", database=name)
    assert drafts.peek(SITTING, "quiz") == "three"


def test_after_the_server_ended_our_sessions_the_next_transaction_and_reader_work(
    central: Flask, postgres: Server
) -> None:
    rate()
    assert len(held_records("rating")) == 1
    end_sessions(postgres)
    rate()
    assert len(held_records("rating")) == 2
    end_sessions(postgres)
    assert db.reader().execute(select(Desk.id)).scalar() == 1
    assert not db.last_failure


def test_session_that_ends_half_way_stores_nothing_and_says_so_once(
    central: Flask, postgres: Server
) -> None:
    health = Health(Path(central.config["SETTINGS"].data))

    def be_cut_off() -> None:
        with db.transaction() as tx:
            service.append(tx, RATING, GIVEN)
            end_sessions(postgres)
            service.append(tx, RATING, GIVEN)

    with pytest.raises(StorageFailed, match="cannot be reached") as error:
        be_cut_off()
    assert "连不上" in error.value.zh
    assert health.status() == "storage-failed"
    rate()
    assert health.status() == "ok"
    assert len(held_records("rating")) == 1


def test_server_that_was_killed_and_came_back_has_all_that_was_confirmed(
    central: Flask, postgres: Server
) -> None:
    rate()
    postgres.kill()
    try:
        with pytest.raises(StorageFailed):
            rate()
        with pytest.raises(StorageFailed):
            db.reader()
    finally:
        postgres.restart()
    rate()
    assert len(held_records("rating")) == 2
    assert verify.verify(db.reader()) is None


def test_database_that_takes_no_writes_says_so(central: Flask, postgres: Server) -> None:

    def write() -> None:
        with db.transaction() as tx:
            tx.exec_driver_sql("SET TRANSACTION READ ONLY")
            tx.execute(update(Desk).values(booth="x"))

    with pytest.raises(StorageFailed, match="takes no writes"):
        write()
    assert db.last_failure


def test_error_of_ours_is_no_failure_of_the_disk(central: Flask) -> None:
    with pytest.raises(IntegrityError), db.transaction() as tx:
        tx.execute(update(Desk).values(booth=None))
    assert not db.last_failure


def test_reading_in_parts_needs_no_transaction_and_holds_none_open(central: Flask) -> None:
    for _ in range(3):
        rate()
    kept = list(service.walk(db.reader()))
    assert [record.seq for record in kept] == [1, 2, 3, 4, 5]
    assert not db.reader().connection.driver_connection.info.transaction_status


@pytest.mark.parametrize(
    ("state", "says"),
    [
        ("53100", "disk is full"),
        ("25006", "takes no writes"),
        ("57P01", "cannot be reached"),
        (None, "cannot be reached"),
        ("40P01", "code 40P01"),
    ],
)
def test_each_failure_is_told_in_words_without_the_servers_own(
    state: str | None, says: str
) -> None:
    class Lost(Exception):
        sqlstate = state

    kind = InternalError if state == "25006" else OperationalError
    told = storage_failure(kind("INSERT", {}, Lost("at 10.0.0.5 as kiosk")))
    assert says in told.en
    assert any("一" <= letter <= "鿿" for letter in told.zh)
    assert "10.0.0.5" not in str(told)


def test_a_file_that_is_full_is_told_as_before() -> None:
    error = OperationalError("INSERT", {}, SimpleNamespace(args=("x",)))  # type: ignore[arg-type]
    error.orig = Exception("database or disk is full")
    assert "disk is full" in storage_failure(error).en
