"""A phone that loses the Wi-Fi in mid-round comes back and goes on."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from random import Random
from urllib.parse import urlencode

from tests.door.doors import DoorProcess
from tests.faults.people import Answer, Person, read_form, rows


def test_a_round_goes_on_after_the_wifi_was_lost(tmp_path: Path) -> None:
    with DoorProcess(tmp_path / "data") as booth:
        lost = Person(booth.door)
        lost.begin_quiz()
        lost.answer(1, Random(1))
        question, shown, options = lost.form(2)
        form = urlencode({"question": question, "shown": shown, "option": options[0]})
        head = booth.head(
            "POST",
            "/quiz/2",
            f"Cookie: sitting={lost.cookies['sitting']}",
            "Content-Type: application/x-www-form-urlencoded",
            f"Content-Length: {len(form)}",
        )
        with socket.create_connection(("127.0.0.1", booth.door), timeout=10) as wire:
            wire.sendall(head + form.encode()[: len(form) // 2])
        lost.close()

        back = Person(booth.door)
        back.cookies = lost.cookies
        assert back.form(2)[0] == question, "half a form is no answer"
        given = [back.answer(number, Random(number))[1] for number in range(2, 7)]
        assert back.ask("GET", "/quiz/result")[0] == 200
        back.close()
        assert_recorded(booth, given)


def assert_recorded(booth: DoorProcess, given: list[Answer]) -> None:
    """Check that one record of the phone holds the round, with what was answered after the loss."""
    [(sitting, body)] = rows(
        booth.data, "SELECT sitting, body FROM record WHERE kind = 'quiz' AND sitting LIKE 'phone%'"
    )
    sheet = json.loads(body)
    assert sitting == given[0].sitting
    assert sheet["is_finished"]
    assert [each["question"] for each in sheet["answers"][1:]] == [each.question for each in given]


def test_an_answer_that_arrived_is_kept_though_the_phone_never_heard(tmp_path: Path) -> None:
    with DoorProcess(tmp_path / "data") as booth:
        lost = Person(booth.door)
        lost.begin_quiz()
        page = lost.ask("GET", "/quiz/1")[1]
        question, shown, options = read_form(page)
        form = {"question": question, "shown": shown, "option": options[0]}
        body = urlencode(form | ({"done": "yes"} if 'name="done"' in page else {}))
        head = booth.head(
            "POST",
            "/quiz/1",
            f"Cookie: sitting={lost.cookies['sitting']}",
            "Content-Type: application/x-www-form-urlencoded",
            f"Content-Length: {len(body)}",
        )
        answer = booth.send(head + body.encode() + b"nothing after it\r\n\r\n")
        assert answer.startswith(b"HTTP/1.1 303")
        lost.close()
        drafts = rows(booth.data, "SELECT sitting, state FROM draft")
        assert [sitting for sitting, _ in drafts] == [lost.cookies["sitting"]]
        state = json.loads(drafts[0][1])
        assert state["answers"] or state["so_far"]
