"""Test that writers which share a commit are told the truth about it, each about its own work."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DatabaseError, OperationalError

from kiosk.storage.db import open_engine
from kiosk.storage.writer import Writer

PATIENCE = 10


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    held = open_engine(tmp_path / "test.db")
    with held.begin() as tx:
        tx.exec_driver_sql("CREATE TABLE t (n INTEGER NOT NULL)")
    yield held
    held.dispose()


def together(writer: Writer, *works: Callable[[Connection], object]) -> list[Exception | None]:
    """Let writers queue behind one another, so that they share a commit; return what each met."""
    met: list[Exception | None] = [None] * len(works)
    has_begun = threading.Event()

    def write(place: int) -> None:
        try:
            with writer.work() as tx:
                has_begun.set()
                while place == 0 and writer._queued < len(works) - 1:
                    time.sleep(0.001)
                works[place](tx)
        except Exception as error:
            met[place] = error

    threads = [threading.Thread(target=write, args=(place,)) for place in range(len(works))]
    threads[0].start()
    assert has_begun.wait(PATIENCE)
    for thread in threads[1:]:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
        assert not thread.is_alive(), "a writer was left waiting"
    return met


def put(number: int) -> Callable[[Connection], object]:
    return lambda tx: tx.exec_driver_sql(f"INSERT INTO t VALUES ({number})")


def put_and_fail(tx: Connection) -> None:
    put(99)(tx)
    raise LookupError("this work alone fails")


def stored(engine: Engine) -> list[int]:
    with engine.connect() as tx:
        return sorted(tx.exec_driver_sql("SELECT n FROM t").scalars())


def test_writers_that_queue_are_all_stored(engine: Engine) -> None:
    writer = Writer(engine)
    assert together(writer, put(1), put(2), put(3)) == [None, None, None]
    writer.close()
    assert stored(engine) == [1, 2, 3]


@pytest.mark.parametrize("place", [0, 1, 2])
def test_error_of_one_undoes_its_work_alone(engine: Engine, place: int) -> None:
    works = [put(1), put(2), put(3)]
    works[place] = put_and_fail
    writer = Writer(engine)
    met = together(writer, *works)
    writer.close()
    assert [type(error) for error in met if error] == [LookupError]
    assert len(stored(engine)) == 2
    assert 99 not in stored(engine)


@pytest.mark.parametrize("kind", [OperationalError, DatabaseError])
def test_commit_that_fails_is_told_to_all_and_leaves_nothing(
    engine: Engine, kind: type[DatabaseError]
) -> None:
    def fail(_connection: Connection) -> None:
        raise kind("COMMIT", {}, sqlite3.DatabaseError("database disk image is malformed"))

    writer = Writer(engine)
    event.listen(engine, "commit", fail)
    met = together(writer, put(1), put(2))
    event.remove(engine, "commit", fail)
    assert [type(error) for error in met] == [kind, kind]
    assert stored(engine) == []
    assert together(writer, put(4)) == [None]
    writer.close()
    assert stored(engine) == [4]
