"""Test that a code opens at other booths what central tells them, and that others gain nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from nacl.signing import SigningKey
from sqlalchemy import Connection

from kiosk.booth.feedback import answers, codes, service
from kiosk.booth.feedback.codes import CodeKeys
from kiosk.booth.feedback.owners_view import OwnersView
from kiosk.booth.feedback.records import CODE_USED, CodeUsed
from kiosk.content import service as content
from kiosk.content.catalog import Catalog
from kiosk.errors import NotAllowed
from kiosk.journal import service as journal
from kiosk.journal import verify
from kiosk.journal.service import new_id
from kiosk.sealing import erasure, identity
from kiosk.sync.booth import bulletins
from kiosk.sync.central import bulletins as at_central
from tests.factories import records, rows
from tests.feedback import test_central as central
from tests.feedback.desks import step
from tests.feedback.test_central import central_step
from tests.sync.centrals import enrolled
from tests.sync.laptops import EVENT, Laptop, Store, sync_all

empty, store, laptop = central.empty, central.store, central.laptop
REPLY = "灯已修好，谢谢您"


@pytest.fixture
def other(tmp_path: Path, empty: Path, store: Store) -> Iterator[Laptop]:
    """Give the laptop of another booth."""
    laptop = enrolled(tmp_path / "two.db", empty, store)
    yield laptop
    laptop.close()


@pytest.fixture(scope="module")
def code() -> CodeKeys:
    """Stretch a code once."""
    return codes.stretch("AB2CD-EF3GH", EVENT)


def give(laptop: Laptop, code: CodeKeys) -> str:
    """Let somebody write a few words; return the form's id."""
    pack, form = content.bundled().pack, new_id()
    assert pack is not None
    laptop.work(
        lambda tx: service.give(
            tx,
            new_id(),
            Catalog(pack, ""),
            "suggestion",
            form=form,
            chips=[],
            text="路口的灯坏了",
            code=code,
        )
    )
    return form


def key_of(laptop: Laptop) -> SigningKey:
    return laptop.work(identity.device_key)


def told(store: Store, laptop: Laptop) -> bytes:
    """Return central's bulletin for a laptop."""
    key = bytes(key_of(laptop).verify_key)
    made = store.work(lambda tx: at_central.write(tx, key))
    assert made is not None
    return made


def hear(store: Store, laptop: Laptop) -> bool:
    """Sync, and take the bulletin as over the network."""
    laptop.sync(store)
    data = told(store, laptop)
    return laptop.work(lambda tx: bulletins.take_bulletin(tx, data, is_answer=True))


def find(laptop: Laptop, code: CodeKeys) -> OwnersView:
    return laptop.work(lambda tx: answers.find(tx, EVENT, code.mark))


def answer(store: Store, laptop: Laptop, form: str) -> None:
    """Let central's staff answer, and release that."""
    central_step(store, laptop, form, "answer", text=REPLY)
    central_step(store, laptop, form, "release", text=REPLY)


def test_another_booth_opens_what_central_released_and_the_own_one_too(
    laptop: Laptop, other: Laptop, store: Store, code: CodeKeys
) -> None:
    form = give(laptop, code)
    with pytest.raises(NotAllowed):
        find(other, code)
    sync_all(store, [laptop, other])
    hear(store, other)
    assert find(other, code).standing == "received"
    answer(store, laptop, form)
    for each in (other, laptop):
        assert hear(store, each)
        found = find(each, code)
        assert found.standing == "answered"
        assert answers.open_answer(found, code) == REPLY
    assert not hear(store, other)  # It knows all of it.


def test_a_booths_own_step_counts_where_it_is_the_later_one(
    laptop: Laptop, store: Store, code: CodeKeys
) -> None:
    form = give(laptop, code)
    hear(store, laptop)
    laptop.work(lambda tx: step(tx, form, "assign", unit="traffic"))
    assert find(laptop, code).unit == "traffic"
    hear(store, laptop)
    central_step(store, laptop, form, "assign", unit="criminal")
    assert find(laptop, code).unit == "traffic"
    hear(store, laptop)
    assert find(laptop, code).unit == "criminal"


def test_what_a_code_erases_at_another_booth_is_gone_everywhere(
    laptop: Laptop, other: Laptop, store: Store, code: CodeKeys
) -> None:
    form = give(laptop, code)
    laptop.work(lambda tx: step(tx, form, "answer", text="booth's own"))
    sync_all(store, [laptop, other])
    answer(store, laptop, form)
    hear(store, other)
    other.work(lambda tx: answers.erase(tx, EVENT, code))
    assert find(other, code).is_erased
    assert answers.open_answer(find(other, code), code) is None
    assert sealed(store.work, laptop.device)
    sync_all(store, [other, laptop])
    for work in (store.work, laptop.work):
        assert not sealed(work, laptop.device)
        assert work(verify.verify) is None
    assert hear(store, laptop)
    assert find(laptop, code).is_erased
    assert not sealed(store.work, store.work(lambda tx: central.own_device(tx)))


def sealed(work: object, device: str) -> list[str]:
    """Return the kinds of a device's records of feedback in which something is still sealed."""

    def look(tx: Connection) -> list[str]:
        return [
            each.kind
            for each in records(tx)
            if each.sealed and each.kind.startswith("feedback") and each.device == device
        ]

    return work(look)  # type: ignore[operator,no-any-return]


def test_a_wish_to_erase_may_come_before_what_it_erases(
    laptop: Laptop, other: Laptop, store: Store, code: CodeKeys
) -> None:
    form = give(laptop, code)
    laptop.work(lambda tx: step(tx, form, "answer", text="booth's own"))
    other.work(lambda tx: answers.erase(tx, EVENT, code))
    sync_all(store, [other, laptop])
    assert not sealed(store.work, laptop.device)
    assert not sealed(laptop.work, laptop.device)


@pytest.mark.parametrize("what", ["mark", "random"])
def test_nobody_erases_by_what_is_synced(
    laptop: Laptop, other: Laptop, store: Store, code: CodeKeys, what: str
) -> None:
    give(laptop, code)
    sync_all(store, [laptop, other])
    proof = code.mark if what == "mark" else "ab" * 32
    used = CodeUsed(act="erase", proof=proof, release=None)
    other.work(lambda tx: journal.append(tx, CODE_USED, used))
    sync_all(store, [other, laptop])
    assert sealed(store.work, laptop.device) == ["feedback"]
    assert sealed(laptop.work, laptop.device) == ["feedback"]


def test_a_bulletin_is_for_one_device_of_one_central_and_never_an_older_one(
    laptop: Laptop, other: Laptop, store: Store, code: CodeKeys
) -> None:
    form = give(laptop, code)
    sync_all(store, [laptop, other])
    before = told(store, other)
    assert code.mark.encode() not in before
    with pytest.raises(NotAllowed):
        laptop.work(lambda tx: bulletins.take_bulletin(tx, before))
    with pytest.raises(NotAllowed):
        other.work(lambda tx: bulletins.take_bulletin(tx, before[:-1] + bytes([before[-1] ^ 1])))
    answer(store, laptop, form)
    after = told(store, other)
    assert other.work(lambda tx: bulletins.take_bulletin(tx, after))
    assert not other.work(lambda tx: bulletins.take_bulletin(tx, before))  # An old stick.
    assert find(other, code).standing == "answered"


def test_what_was_told_goes_with_its_event(
    laptop: Laptop, other: Laptop, store: Store, code: CodeKeys
) -> None:
    give(laptop, code)
    sync_all(store, [laptop, other])
    hear(store, other)
    assert other.work(lambda tx: rows(tx, "feedback_told"))
    other.work(lambda tx: erasure.erase_event(tx, EVENT))
    assert not other.work(lambda tx: rows(tx, "feedback_told"))
