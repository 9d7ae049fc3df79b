"""Test that a passport is stamped once a stop, by what was finished, and names nobody."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import Connection

from kiosk.booth.stamps import code, passports, service
from kiosk.booth.stamps.code import BadPassport
from kiosk.content.catalog import Catalog
from kiosk.counts.rebuild import rebuild
from kiosk.errors import Refused
from kiosk.journal import drafts, earned
from kiosk.journal.verify import verify
from tests.factories import OTHER_SITTING, SITTING, records, rows
from tests.stamps.passes import full_code, stand


@pytest.fixture
def tx(tx: Connection) -> Connection:
    """Stand at the booth of the criminal police, which stamps for a round."""
    stand(tx, "criminal")
    return tx


def stamped(tx: Connection) -> list[tuple[str, str]]:
    return [(row["passport"], row["stop"]) for row in rows(tx, "stamp")]


def test_a_finished_round_earns_one_stamp_and_a_second_tap_no_other(
    tx: Connection, catalog: Catalog
) -> None:
    earned.note(tx, SITTING, "round")
    held = service.take(tx, SITTING, catalog, [])
    again = service.take(tx, SITTING, catalog, [held.letters])
    assert held.stops == again.stops == ("scam-quiz",)
    assert stamped(tx) == [(held.number, "scam-quiz")]


def test_a_round_that_was_used_stamps_no_other_passport(tx: Connection, catalog: Catalog) -> None:
    earned.note(tx, SITTING, "round")
    service.take(tx, SITTING, catalog, [])
    earned.note(tx, SITTING, "round")  # Nor does a second round of the same sitting.
    assert service.take(tx, SITTING, catalog, []).stops == ()
    assert len(stamped(tx)) == 1


def test_nothing_is_stamped_for_nothing(tx: Connection, catalog: Catalog) -> None:
    earned.note(tx, SITTING, "survey")  # This booth stamps for rounds.
    assert service.take(tx, SITTING, catalog, []).stops == ()
    assert service.take(tx, OTHER_SITTING, catalog, []).stops == ()
    assert stamped(tx) == []


def test_what_was_earned_goes_with_the_sitting(tx: Connection, catalog: Catalog) -> None:
    earned.note(tx, SITTING, "round")
    drafts.close_sitting(tx, SITTING)
    assert service.take(tx, SITTING, catalog, []).stops == ()


def test_a_stop_stamps_a_passport_once_also_by_staff_and_from_another_sitting(
    tx: Connection, catalog: Catalog
) -> None:
    earned.note(tx, SITTING, "round")
    held = service.take(tx, SITTING, catalog, [])
    earned.note(tx, OTHER_SITTING, "round")
    service.take(tx, OTHER_SITTING, catalog, [held.letters])
    service.stamp_by_staff(tx, catalog, held, "scam-quiz", by="officer")
    assert len(stamped(tx)) == 1


def test_staff_stamp_only_what_their_booth_gives(tx: Connection, catalog: Catalog) -> None:
    held = service.new(tx, catalog)
    for stop in ("fire-practice", "no-such-stop", ""):
        with pytest.raises(Refused, match="does not give that stamp"):
            service.stamp_by_staff(tx, catalog, held, stop, by="officer")


def test_the_code_carries_every_stamp_and_the_last_one_makes_it_full(
    tx: Connection, catalog: Catalog
) -> None:
    brought = full_code(tx, catalog, "road-quiz", "law-quiz", "your-word")
    held = service.read(tx, catalog, [brought])
    done = service.stamp_by_staff(tx, catalog, held, "scam-quiz", by="officer")
    carried = service.read(tx, catalog, [service.code_of(tx, catalog, done)])
    assert set(carried.stops) == {"scam-quiz", "road-quiz", "law-quiz", "your-word"}
    [row] = rows(tx, "stamp")
    assert (row["brought"], row["is_full"]) == (3, 1)


def test_codes_of_one_passport_add_up_and_those_of_two_do_not(
    tx: Connection, catalog: Catalog
) -> None:
    held = service.new(tx, catalog)
    some = replace(held, marks=frozenset([b"ab"]))
    other = replace(held, marks=frozenset([b"cd"]))
    codes = [service.code_of(tx, catalog, each) for each in (some, other)]
    assert service.read(tx, catalog, codes).marks == {b"ab", b"cd"}
    with pytest.raises(BadPassport, match="two passports"):
        service.read(tx, catalog, [codes[0], code.bare(passports.new())])


def test_stamps_of_stops_that_another_edition_has_are_passed_on(
    tx: Connection, catalog: Catalog
) -> None:
    held = replace(service.new(tx, catalog), marks=frozenset([b"??"]))
    done = service.stamp_by_staff(tx, catalog, held, "scam-quiz", by="officer")
    assert b"??" in service.read(tx, catalog, [service.code_of(tx, catalog, done)]).marks


def test_records_hold_no_letters_and_no_sitting_that_answers_have(
    tx: Connection, catalog: Catalog
) -> None:
    earned.note(tx, SITTING, "round")
    held = service.take(tx, SITTING, catalog, [])
    [record] = records(tx, "stamp")
    assert record.sitting != SITTING
    assert held.letters.encode() not in record.body
    assert rebuild(tx)
    assert verify(tx) is None
    assert stamped(tx) == [(held.number, "scam-quiz")]
