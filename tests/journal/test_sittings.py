"""A sitting says on which kind of device it was, to the journal, exports and counts alike."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, select

from kiosk.booth.cards.models import CardView
from kiosk.booth.cards.records import KIND, CardShown
from kiosk.booth.cards.tables import cards_shown
from kiosk.booth.quiz.champion import animal_of
from kiosk.content import editions
from kiosk.counts import tally, tallying
from kiosk.counts.filters import Filters
from kiosk.journal import service as journal
from kiosk.journal import sittings, verify
from kiosk.journal.models import StoredRecord
from kiosk.office.overview import people

SHOWN = CardShown(card="traffic-desk", about_unit="traffic", language="zh")


@pytest.mark.parametrize("is_phone", [True, False])
def test_an_id_fits_every_table_and_is_drawn_each_time(is_phone: bool) -> None:
    drawn = {sittings.new(is_phone=is_phone) for _ in range(200)}
    assert len(drawn) == 200
    assert all(len(each) <= StoredRecord.sitting.type.length for each in drawn)
    assert all(sittings.is_valid(each, is_phone=is_phone) for each in drawn)
    assert not any(sittings.is_valid(each, is_phone=not is_phone) for each in drawn)
    assert all(animal_of(each) for each in drawn)


@pytest.mark.parametrize("text", ["", "phone", "phone" + "g" * 31, "f" * 31, "phone" + "f" * 32])
def test_what_is_no_id_is_refused_on_both(text: str) -> None:
    assert not sittings.is_valid(text, is_phone=True)
    assert not sittings.is_valid(text, is_phone=False)


def test_what_is_sealed_has_a_sitting_apart_on_the_same_kind_of_device(
    tx: Connection, sealing: None
) -> None:
    for is_phone in (True, False):
        own = sittings.new(is_phone=is_phone)
        record = journal.append(tx, KIND, SHOWN, sitting=own, sealed={"text": "words"})
        assert record.sitting != own
        assert sittings.is_phone(record.sitting) == is_phone


def test_exports_counts_and_chain_agree_on_phones(tx: Connection) -> None:
    for is_phone in (True, False, True):
        journal.append(tx, KIND, SHOWN, sitting=sittings.new(is_phone=is_phone))
    assert verify.verify(tx) is None
    known = editions.packs(tx)
    table = cards_shown(tx, Filters(), known)
    place = [column.id for column in table.columns].index("device_kind")
    rows = [row[place] for chunk in table.chunks for row in chunk]
    assert rows == ["phone", "screen", "phone"]
    for stretch in tallying.behind(tx):
        tallying.count_on(tx, stretch)
    assert people.on_phones(tx, Filters()) == 2
    assert people.by_hour(tx, Filters()).total() == 3
    by_word = {row.about: row.n for row in tally.sums(tx, Filters(), tally.PEOPLE, by=("about",))}
    assert by_word == {"phone": 2, "": 1}, "the screen is counted as before there were phones"
    assert tx.execute(select(CardView.sitting)).all()
