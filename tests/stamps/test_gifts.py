"""Test that a ticket is redeemed once, and that no more gifts are given than there are."""

from __future__ import annotations

import threading

import pytest
from flask import Flask
from sqlalchemy import Connection

from kiosk.booth.stamps import service as stamps
from kiosk.booth.stamps.gifts import draw, service
from kiosk.content.catalog import Catalog
from kiosk.counts.rebuild import rebuild
from kiosk.errors import KioskError, Refused, Unknown
from kiosk.journal.service import new_id
from kiosk.journal.taps import Reopen
from kiosk.journal.verify import verify
from kiosk.storage.db import db
from tests.factories import FORM, held_rows, rows
from tests.stamps.passes import EVENT, full_code, stand

PARALLEL, LEFT = 20, 3


@pytest.fixture
def tx(tx: Connection, catalog: Catalog) -> Connection:
    """Stand at a booth with three bookmarks."""
    stand(tx, "criminal")
    service.stock(tx, catalog, "received", "bookmark", 3, tap=new_id(), actor="boss")
    return tx


def redeem(
    tx: Connection, catalog: Catalog, code: str, tap: str = "", gift: str = "bookmark"
) -> str:
    """Give a gift for the passport of a code; return the tap."""
    tap = tap or new_id()
    held = stamps.read(tx, catalog, [code])
    service.redeem(tx, catalog, held, gift, tap=tap, actor="boss")
    return tap


def test_a_ticket_is_redeemed_once_and_the_desk_says_when_and_where(
    tx: Connection, catalog: Catalog
) -> None:
    code = full_code(tx, catalog)
    assert service.read(tx, catalog, [code]).verdict == "valid"
    redeem(tx, catalog, code)
    ticket = service.read(tx, catalog, [code])
    assert (ticket.verdict, ticket.used.booth, ticket.used.gift) == ("used", "A-1", "bookmark")
    with pytest.raises(Refused, match="was given for this passport before"):
        redeem(tx, catalog, code)
    assert service.remaining(tx) == {"bookmark": 2}


def test_the_same_form_sent_twice_gives_one_gift(tx: Connection, catalog: Catalog) -> None:
    code = full_code(tx, catalog)
    for _ in range(2):
        redeem(tx, catalog, code, FORM)
    assert service.remaining(tx) == {"bookmark": 2}


def test_undo_makes_the_ticket_valid_again_and_counts_the_gift_back_once(
    tx: Connection, catalog: Catalog
) -> None:
    code = full_code(tx, catalog)
    given = redeem(tx, catalog, code)
    for _ in range(2):
        service.undo(tx, given, tap=new_id(), actor="boss")
    assert service.find(tx, given).is_undone
    assert service.remaining(tx) == {"bookmark": 3}
    redeem(tx, catalog, code)
    with pytest.raises(Unknown):
        service.undo(tx, new_id(), tap=new_id(), actor="boss")


@pytest.mark.parametrize(
    ("stops", "lacking"),
    [
        (("scam-quiz", "road-quiz", "law-quiz"), 1),
        (("road-quiz", "law-quiz", "your-word", "fire-practice"), 1),
        (("road-quiz",), 3),
    ],
)
def test_too_few_stamps_or_a_missing_must_are_no_ticket(
    tx: Connection, catalog: Catalog, stops: tuple[str, ...], lacking: int
) -> None:
    code = full_code(tx, catalog, *stops)
    ticket = service.read(tx, catalog, [code])
    assert (ticket.verdict, ticket.missing) == ("lacking", lacking)
    with pytest.raises(Refused, match="more stamps are needed"):
        redeem(tx, catalog, code)


def test_of_what_is_gone_nothing_is_given(tx: Connection, catalog: Catalog) -> None:
    for _ in range(3):
        redeem(tx, catalog, full_code(tx, catalog))
    with pytest.raises(Refused, match="none of this gift left"):
        redeem(tx, catalog, full_code(tx, catalog))
    with pytest.raises(Refused, match="none of this gift left"):
        redeem(tx, catalog, full_code(tx, catalog), gift="reflector")
    with pytest.raises(Refused, match="no such gift"):
        redeem(tx, catalog, full_code(tx, catalog), gift="gold")


def test_a_count_corrects_the_stock(tx: Connection, catalog: Catalog) -> None:
    redeem(tx, catalog, full_code(tx, catalog))
    for _ in range(2):
        service.stock(tx, catalog, "counted", "bookmark", 7, tap=FORM, actor="boss")
    assert service.remaining(tx) == {"bookmark": 7}
    assert rebuild(tx)
    assert verify(tx) is None
    assert service.remaining(tx) == {"bookmark": 7}


@pytest.mark.parametrize("count", [None, -1, 100_000])
def test_nonsense_is_no_stock(tx: Connection, catalog: Catalog, count: int | None) -> None:
    with pytest.raises(Refused, match="whole number"):
        service.stock(tx, catalog, "received", "bookmark", count, tap=new_id(), actor="boss")
    with pytest.raises(Reopen):
        service.stock(tx, catalog, "stolen", "bookmark", 1, tap=new_id(), actor="boss")


def at_once(app: Flask, catalog: Catalog, codes: list[str]) -> int:
    """Redeem codes in as many threads at the same moment; return how many got a gift."""
    gate, given = threading.Barrier(len(codes)), []

    def desk(code: str) -> None:
        with app.app_context():
            gate.wait()
            try:
                with db.transaction() as tx:
                    given.append(redeem(tx, catalog, code))
            except KioskError:
                pass

    threads = [threading.Thread(target=desk, args=(code,)) for code in codes]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return len(given)


def test_twenty_desks_at_once_give_the_last_three_gifts_and_no_more(
    app: Flask, catalog: Catalog
) -> None:
    with db.transaction() as tx:
        stand(tx, "criminal")
        service.stock(tx, catalog, "received", "bookmark", LEFT, tap=new_id(), actor="boss")
        codes = [full_code(tx, catalog) for _ in range(PARALLEL)]
    assert at_once(app, catalog, codes) == LEFT
    changes = [row["change"] for row in held_rows("gift_step")]
    assert sorted(changes) == [-1, -1, -1, 3]


def test_one_ticket_at_two_desks_in_the_same_moment_gets_one_gift(
    app: Flask, catalog: Catalog
) -> None:
    with db.transaction() as tx:
        stand(tx, "criminal")
        service.stock(tx, catalog, "received", "bookmark", 9, tap=new_id(), actor="boss")
        code = full_code(tx, catalog)
    assert at_once(app, catalog, [code] * 2) == 1


def test_anybody_draws_the_same_winners_by_the_published_rule(
    tx: Connection, catalog: Catalog
) -> None:
    codes = [full_code(tx, catalog) for _ in range(3)]
    for code in codes:
        redeem(tx, catalog, code)
    numbers = draw.tickets(tx, EVENT)
    assert numbers == sorted(stamps.read(tx, catalog, [code]).number for code in codes)
    drawn = draw.lots("08 15 22", numbers)
    assert drawn == draw.lots("08 15 22", reversed(numbers))
    assert [lot.digest for lot in drawn] == sorted(lot.digest for lot in drawn)
    # As `printf "seed K7PM-2QXD-9ATV" | sha256sum` says.
    [lot] = draw.lots("seed", ["K7PM-2QXD-9ATV"])
    assert lot.digest == "1b381e90123e6168fa9444144da862b3c4e81b6329d97766fe8a4f5daa6b9de2"


def test_a_gift_taken_back_is_no_ticket_in_the_draw(tx: Connection, catalog: Catalog) -> None:
    given = redeem(tx, catalog, full_code(tx, catalog))
    service.undo(tx, given, tap=new_id(), actor="boss")
    assert draw.tickets(tx, EVENT) == []
    assert [row["act"] for row in rows(tx, "gift_step")] == ["received", "given", "undone"]
