"""Fill the disk under a booth, and give the room back."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk.journal import service as journal
from kiosk.journal import verify
from kiosk.storage.db import db
from kiosk.storage.health import LEAST_FREE_BYTES, Health
from tests.faults.people import Answer, Person, gaps, lost
from tests.process import BoothProcess, run

UNAVAILABLE = 503
MOST_TRIES = 2000


class Disk:
    """Be the disk of one booth's process: `fill` lets none of its files grow any more."""

    def __init__(self, booth: BoothProcess) -> None:
        """Watch over the process of `booth`."""
        self._booth = booth

    def fill(self) -> None:
        """Let no file grow beyond the size that the write-ahead log has now."""
        self._limit(Path(f"{self._booth.data}/kiosk.db-wal").stat().st_size)

    def free(self) -> None:
        """Give the room back."""
        self._limit(resource.RLIM_INFINITY)

    def _limit(self, size: int) -> None:
        resource.prlimit(self._booth.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


@pytest.fixture
def disk(booth: BoothProcess) -> Disk:
    return Disk(booth)


@pytest.fixture
def person(booth: BoothProcess) -> Iterator[Person]:
    person = Person(booth.port)
    yield person
    person.close()


def answer_until_refused(person: Person, confirmed: list[Answer]) -> str:
    """Answer round after round; return the page that says it was not saved."""
    random = Random(1)
    for _ in range(MOST_TRIES):
        status, page, _ = person.ask("POST", "/quiz/start", {"length": "10"})
        for number in range(1, 12):
            if status == UNAVAILABLE:
                return page
            status, answer = person.answer(number, random)
            if status == UNAVAILABLE:
                form = {"question": answer.question, "option": answer.option}
                return person.ask("POST", f"/quiz/{number}", form)[1]
            confirmed.append(answer)
        person.post("/end")
        person.post("/start", language="zh")
    raise AssertionError("the disk never filled up")


def test_a_full_disk_is_said_in_words_and_the_same_booth_goes_on_once_there_is_room(
    booth: BoothProcess, disk: Disk, person: Person
) -> None:
    confirmed: list[Answer] = []
    person.begin_quiz()
    disk.fill()
    page = answer_until_refused(person, confirmed)
    assert "暂时不能保存" in page
    assert "Traceback" not in page
    assert booth.get("/healthz")["status"] == "storage-failed"
    assert person.ask("GET", "/home")[0] == 200
    disk.free()
    person.begin_quiz()
    status, answer = person.answer(1, Random(1))
    assert status == 303
    assert booth.get("/healthz")["status"] != "storage-failed"
    confirmed.append(answer)
    booth.kill()
    booth.start()
    assert lost(booth.data, confirmed) == []
    assert gaps(booth.data) == []
    assert "Traceback" not in booth.log


def test_a_full_disk_is_said_in_english_to_who_reads_english(disk: Disk, person: Person) -> None:
    person.post("/start", language="en")
    person.post("/quiz/start")
    disk.fill()
    page = answer_until_refused_in_english(person)
    assert "This cannot be saved just now" in page


def answer_until_refused_in_english(person: Person) -> str:
    for _ in range(MOST_TRIES):
        status, page, _ = person.ask("POST", "/survey/rating", {"value": "5"})
        if status == UNAVAILABLE:
            return page
    raise AssertionError("the disk never filled up")


def test_what_a_full_disk_refused_leaves_a_whole_journal_after_a_power_cut(
    booth: BoothProcess, disk: Disk, person: Person
) -> None:
    confirmed: list[Answer] = []
    person.begin_quiz()
    disk.fill()
    answer_until_refused(person, confirmed)
    booth.kill()
    booth.start()
    assert lost(booth.data, confirmed) == []
    assert run("journal", "verify", data=booth.data).returncode == 0


@contextmanager
def full_database() -> Iterator[None]:
    """Let SQLite take no further page, which it reports as a full disk."""
    with db.transaction() as tx:
        pages = tx.exec_driver_sql("PRAGMA page_count").scalar_one()
        tx.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    yield
    with db.transaction() as tx:
        tx.exec_driver_sql("PRAGMA max_page_count=1073741823")


def rate_until_refused(client: FlaskClient, **headers: str) -> str:
    for _ in range(MOST_TRIES):
        answer = client.post("/survey/rating", data={"value": "5"}, headers=headers)
        if answer.status_code == UNAVAILABLE:
            return answer.get_data(as_text=True)
    raise AssertionError("the database never filled up")


def test_the_page_names_the_full_disk_and_what_is_kept(client: FlaskClient) -> None:
    with full_database():
        page = rate_until_refused(client)
    assert "磁盘已满，这一步没有保存" in page
    assert "之前确认过的内容都在" in page


def test_machines_are_told_in_both_languages(client: FlaskClient) -> None:
    with full_database():
        answer = rate_until_refused(client, Accept="application/json")
    assert "disk is full" in answer
    assert "zh" in answer


def test_health_fails_with_the_first_refused_write_and_mends_with_the_next_good_one(
    app: Flask, client: FlaskClient
) -> None:
    with full_database():
        rate_until_refused(client)
        assert client.get("/healthz").json["status"] == "storage-failed"
    client.post("/survey/rating", data={"value": "5"})
    assert client.get("/healthz").json["status"] != "storage-failed"


def test_a_refused_write_leaves_neither_record_nor_rows(app: Flask, client: FlaskClient) -> None:
    with full_database():
        rate_until_refused(client)
        records = journal.count_records(db.reader())
        rate_until_refused(client)
    assert journal.count_records(db.reader()) == records
    ratings = db.reader().exec_driver_sql("SELECT count(*) FROM rating").scalar_one()
    written = db.reader().exec_driver_sql("SELECT count(*) FROM record WHERE kind = 'rating'")
    assert ratings == written.scalar_one()
    with db.transaction() as tx:
        assert verify.verify(tx) is None


@pytest.mark.parametrize(
    ("free", "status"), [(LEAST_FREE_BYTES - 1, "disk-low"), (LEAST_FREE_BYTES, "ok")]
)
def test_a_disk_that_runs_low_is_told_before_it_is_full(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, status: str
) -> None:
    monkeypatch.setattr(Health, "free_bytes", lambda _health: free)
    assert Health(tmp_path).status() == status
