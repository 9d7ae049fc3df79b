"""Be people at a real booth: plain forms over HTTP, and a list of what the booth confirmed."""

from __future__ import annotations

import http.client
import json
import re
import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlencode

SEE_OTHER = 303
GONE = (OSError, http.client.HTTPException)
"""What a person meets when the power goes."""


TAKES_SEVERAL = re.compile(r"is-(order|rehearsal)\b")
"""Kinds of question that one tap does not answer."""


@dataclass(frozen=True)
class Answer:
    """Hold one answer as the form sent it."""

    sitting: str
    number: int
    question: str
    option: str


class Person:
    """Use one booth with a cookie of one's own, without script."""

    def __init__(self, port: int, timeout: float = 10) -> None:
        """Stand at the booth on `port`."""
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
        self.cookies: dict[str, str] = {}

    def ask(
        self, method: str, path: str, form: Mapping[str, str] | None = None
    ) -> tuple[int, str, str]:
        """Send one request; return status, text and where it leads."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request(method, path, urlencode(form or {}), headers)
        answer = self._connection.getresponse()
        text = answer.read().decode()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, text, answer.getheader("Location") or ""

    def post(self, path: str, **form: str) -> int:
        """Send a form; return the status."""
        return self.ask("POST", path, form)[0]

    def begin_quiz(self, length: int = 5) -> None:
        """Touch the screen and start a round."""
        assert self.post("/start", language="zh") == SEE_OTHER
        assert self.post("/quiz/start", length=str(length)) == SEE_OTHER

    def form(self, number: int) -> tuple[str, str, list[str]]:
        """Open a question; return its id, when it was shown, and its options."""
        return read_form(self.ask("GET", f"/quiz/{number}")[1])

    def answer(self, number: int, random: Random) -> tuple[int, Answer]:
        """Answer a question somehow, tap by tap; return the last status and all that was sent."""
        taken: list[str] = []
        while True:
            page = self.ask("GET", f"/quiz/{number}")[1]
            question, shown, options = read_form(page)
            sent = {"question": question, "shown": shown}
            if 'name="done"' in page:
                sent["done"] = "yes"
            else:
                taken.append(random.choice([each for each in options if each not in taken]))
                sent["option"] = taken[-1]
            status = self.post(f"/quiz/{number}", **sent)
            is_due = status == SEE_OTHER and TAKES_SEVERAL.search(page) is not None
            if not is_due or not self._is_asked(number):
                return status, Answer(self.cookies["sitting"], number, question, "+".join(taken))

    def _is_asked(self, number: int) -> bool:
        """Return True if a question still waits for its answer."""
        return 'name="question"' in self.ask("GET", f"/quiz/{number}")[1]

    def close(self) -> None:
        """Walk away."""
        self._connection.close()


def read_form(page: str) -> tuple[str, str, list[str]]:
    """Return a question's id, when it was shown, and its options, from its page."""
    question = re.search(r'name="question" value="([^"]+)"', page)
    shown = re.search(r'name="shown" value="([^"]+)"', page)
    assert question, page
    assert shown, page
    return question[1], shown[1], re.findall(r'name="option" value="([^"]+)"', page)


@dataclass
class Crowd:
    """Let several people answer at once until the booth is gone."""

    port: int
    random: Random
    confirmed: list[Answer] = field(default_factory=list)
    oddities: list[str] = field(default_factory=list)

    @contextmanager
    def at_work(self, people: int) -> Iterator[None]:
        """Answer in `people` threads while the block runs; it should end by killing the booth."""
        seeds = [self.random.getrandbits(64) for _ in range(people)]
        threads = [threading.Thread(target=self._stay, args=(Random(seed),)) for seed in seeds]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            for thread in threads:
                thread.join()

    def _stay(self, random: Random) -> None:
        try:
            while True:
                self._play(random)
        except GONE:
            return
        except AssertionError as error:
            self.oddities.append(str(error))

    def _play(self, random: Random) -> None:
        """Play one round, or leave before its end."""
        person = Person(self.port)
        try:
            person.begin_quiz(random.choice((5, 10)))
            total, leaves_after = 6, random.randint(1, 8)
            for number in range(1, min(total, leaves_after) + 1):
                status, answer = person.answer(number, random)
                assert status == SEE_OTHER, f"{status} at {answer}"
                self.confirmed.append(answer)
            if random.random() < 0.5:
                person.post("/end")
        finally:
            person.close()


def rows(data: Path, query: str, *values: Any) -> list[tuple[Any, ...]]:
    """Read the database of a folder beside whoever uses it."""
    with closing(sqlite3.connect(data / "kiosk.db", timeout=30)) as connection:
        return connection.execute(query, values).fetchall()


def quiz_records(data: Path) -> dict[str, list[list[tuple[str, str]]]]:
    """Return the (question, option) pairs of every quiz record, by sitting."""
    held: dict[str, list[list[tuple[str, str]]]] = {}
    for sitting, body in rows(data, "SELECT sitting, body FROM record WHERE kind = 'quiz'"):
        answers = [(each["question"], each["option"]) for each in json.loads(body)["answers"]]
        held.setdefault(sitting, []).append(answers)
    return held


def lost(data: Path, confirmed: list[Answer]) -> list[Answer]:
    """Return the confirmed answers that no record holds in their place."""
    held = quiz_records(data)
    return [
        each
        for each in confirmed
        if not any(
            answers[each.number - 1 : each.number] == [(each.question, each.option)]
            for answers in held.get(each.sitting, [])
        )
    ]


def gaps(data: Path) -> list[tuple[Any, ...]]:
    """Return the journals whose numbers do not run from 1 without a gap."""
    return rows(
        data,
        "SELECT device, epoch, count(*), min(seq), max(seq) FROM record GROUP BY device, epoch"
        " HAVING min(seq) <> 1 OR max(seq) <> count(*)",
    )
