"""Of desks that redeem one ticket at the same moment exactly one may, in any order of steps."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from kiosk.errors import NotAllowed, SetupFailed
from kiosk.journal.service import new_id
from kiosk.shell.desks.addresses import read_addresses
from kiosk.shell.desks.claims import Claims
from kiosk.shell.desks.questions import Question

NUMBER = "K7PM-2QXD-9ATV"


def asked(tap: str, number: str = NUMBER) -> Question:
    return Question(number=number, tap=tap, nonce=new_id())


def orders(left: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """Yield every order in which desks take their steps, of which each has so many left."""
    if not any(left):
        yield ()
    for desk, count in enumerate(left):
        if count:
            rest = (*left[:desk], count - 1, *left[desk + 1 :])
            yield from ((desk, *order) for order in orders(rest))


def gives(taps: str, order: tuple[int, ...]) -> list[int]:
    """Let each desk claim, ask the others one by one, and settle; return those that may give."""
    desks = [Claims() for _ in taps]
    done, held, heard, giving = [0] * len(taps), {}, [set() for _ in taps], []
    with ExitStack() as stack:
        for desk in order:
            others = [each for each in range(len(taps)) if each != desk]
            step, done[desk] = done[desk], done[desk] + 1
            if step == 0:
                held[desk] = stack.enter_context(desks[desk].claim(NUMBER, taps[desk]))
            elif step <= len(others):
                heard[desk].add(desks[others[step - 1]].hear(asked(taps[desk])))
            elif "claimed" not in heard[desk] and desks[desk].settle(held[desk]):
                giving.append(desk)
    return giving


@pytest.mark.parametrize("desks", [2, 3])
def test_exactly_one_desk_gives_in_every_order_of_steps(desks: int) -> None:
    every = list(orders((desks + 1,) * desks))
    assert len(every) == {2: 20, 3: 34650}[desks]
    assert {len(gives("abc"[:desks], order)) for order in every} == {1}


def test_a_claim_stops_no_other_ticket_and_nobody_once_it_ended() -> None:
    claims = Claims()
    with claims.claim(NUMBER, "a") as held:
        assert claims.hear(asked("b", "another")) == "free"
        assert claims.settle(held)
        assert claims.hear(asked("b")) == "claimed"
    assert claims.hear(asked("b")) == "free"


def test_a_question_is_heard_once() -> None:
    claims, question = Claims(), asked("a")
    claims.hear(question)
    with pytest.raises(NotAllowed):
        claims.hear(question)


def test_the_setting_names_the_other_desks() -> None:
    assert read_addresses("") == []
    told = " 192.168.8.2:8080, desk-b.local:9000,[fe80::1]:8080,"
    assert read_addresses(told) == [
        ("192.168.8.2", 8080),
        ("desk-b.local", 9000),
        ("fe80::1", 8080),
    ]


@pytest.mark.parametrize(
    "text",
    ["192.168.8.2", "http://192.168.8.2:8080", "a:b", "a:0", "a:99999", "u@a:1", "a:1/x", ":8080"],
)
def test_what_cannot_be_an_address_is_named(text: str) -> None:
    with pytest.raises(SetupFailed, match="KIOSK_DESKS"):
        read_addresses(f"192.168.8.3:8080,{text}")
