"""A damaged, lying or foreign bundle changes nothing; older ones are taken for ever."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from nacl.signing import SigningKey
from sqlalchemy import Connection, insert

from kiosk import clock
from kiosk.config import Settings
from kiosk.errors import KioskError, NotAllowed, Refused
from kiosk.journal.kinds import Kind
from kiosk.journal.records import Payload, Record, chain_digest
from kiosk.startup import opened
from kiosk.storage.db import db
from kiosk.sync.central import intake, quarantine
from kiosk.sync.format import bundle
from kiosk.sync.format.models import Device
from kiosk.sync.format.receipt import MAGIC, SyncReceipt
from tests.factories import held_records, held_rows
from tests.sync.bundles.write import DEVICE, EPOCH, KEY, header, link, records

RELEASED = sorted((Path(__file__).parent / "bundles").glob("v*/*.bundle"))


@pytest.fixture
def at_central(tmp_path: Path) -> Iterator[None]:
    """Open a central that knows the device of the bundles."""
    with opened(Settings(data=tmp_path / "central", role="central")):
        with db.transaction() as tx:
            row = {"device": DEVICE, "key": bytes(KEY.verify_key), "is_revoked": False}
            known: dict[str, Any] = {"enrolled_at": clock.stamp(clock.now()), "events": "[]"}
            tx.execute(insert(Device), row | known)
        yield


def take(data: bytes) -> SyncReceipt:
    """Take a bundle in, as both transports do; return what its receipt says."""
    prepared = intake.open_for_intake(db.reader(), data)
    with db.transaction() as tx:
        answer = intake.take_in(tx, prepared)
    return msgspec.json.decode(answer[len(MAGIC) + 64 :], type=SyncReceipt)


def held() -> int:
    return sum(record.device == DEVICE for record in held_records())


def good() -> bytes:
    made = records()
    return bundle.seal(header(made), made, KEY)


def refused(data: bytes) -> KioskError:
    """Check that a bundle is refused and nothing of it taken; return the words."""
    with pytest.raises((Refused, NotAllowed)) as error:
        take(data)
    assert held() == 0
    assert held_rows("stated") == held_rows("quarantined") == []
    return error.value


def test_a_flipped_bit_at_any_offset_is_noticed_and_nothing_taken(at_central: None) -> None:
    data = good()
    for offset in range(len(data)):
        damaged = bytearray(data)
        damaged[offset] ^= 1 << (offset % 8)
        with pytest.raises((Refused, NotAllowed)):
            take(bytes(damaged))
    assert held() == 0
    assert take(data).outcome.stored == 3


def test_a_bundle_cut_short_at_any_length_is_refused(at_central: None) -> None:
    data = good()
    for length in range(len(data)):
        with pytest.raises((Refused, NotAllowed)):
            take(data[:length])
    assert held() == 0


def test_a_header_that_lies_about_its_records_is_refused(at_central: None) -> None:
    made = records()
    for lie in ({"count": 2}, {"last": 4}, {"first": 0}, {"count": 10**9, "last": 10**9}):
        words = refused(bundle.seal(header(made, **lie), made, KEY))
        assert "none was taken" in words.en
    assert "another device" in refused(bundle.seal(header(made, device="a" * 32), made, KEY)).en


def test_a_stranger_who_signs_well_is_refused(at_central: None) -> None:
    made = records()
    words = refused(bundle.seal(header(made), made, SigningKey.generate()))
    assert "does not know this device" in words.en


def signed(plain: bytes) -> bytes:
    """Pack and sign anything as a bundle's content."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    packed = packer.compress(plain) + packer.flush()
    return bundle.MAGIC + bytes(KEY.verify_key) + KEY.sign(packed).signature + packed


def test_a_bomb_is_not_unpacked_and_a_huge_file_not_read(at_central: None) -> None:
    line = msgspec.json.encode(header(records()))
    assert "unpacks to too much" in refused(signed(line + b"\n" + b"0" * (200 * 2**20))).en
    assert "too large" in refused(good() + bytes(bundle.MOST_BYTES)).en


def test_a_newer_protocol_is_told_in_clear_words_and_nothing_is_lost(at_central: None) -> None:
    made = records()
    assert "update central" in refused(bundle.seal(header(made, protocol=2), made, KEY)).en
    newer = good().replace(b"KIOSKB1\n", b"KIOSKB2\n", 1)
    assert "update central" in refused(newer).en
    assert take(good()).outcome.stored == 3


@pytest.mark.parametrize("file", RELEASED, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_what_each_released_version_wrote_is_taken(at_central: None, file: Path) -> None:
    data = file.read_bytes()
    outcome = take(data).outcome
    assert outcome.stored == bundle.open_header(data).count
    assert outcome.quarantined == outcome.forked == 0
    assert held_rows("feedback")
    assert take(data).outcome.duplicate == outcome.stored


class FromTomorrow(Payload, frozen=True):
    """Hold what no version knows yet."""

    news: str


def test_a_kind_that_is_not_known_yet_is_kept_whole(at_central: None) -> None:
    made = records()
    kind = Kind(name="hologram", version=3, payload=FromTomorrow)
    made.append(link(made[-1].digest, 4, kind, FromTomorrow(news="later"), None))
    assert take(bundle.seal(header(made), made, KEY)).outcome.stored == 4
    (kept,) = (record for record in held_records() if record.kind == "hologram")
    assert kept == made[-1]
    assert [row["kind"] for row in held_rows("unread")] == ["hologram"]


# Quarantine


def broken_and_poison() -> list[Record]:
    """Return five records: the second changed after it was made, the fourth of a foreign shape."""
    made = records()
    changed = msgspec.structs.replace(made[1], body=made[1].body.replace(b"5", b"1"))
    poison = msgspec.structs.replace(made[1], seq=4, body=b'{"value":"many"}')
    poison = msgspec.structs.replace(poison, digest=chain_digest(made[2].digest, poison))
    last = msgspec.structs.replace(made[1], seq=5)
    last = msgspec.structs.replace(last, digest=chain_digest(poison.digest, last))
    return [made[0], changed, made[2], poison, last]


def test_a_broken_and_a_poison_record_are_kept_apart_and_their_neighbours_stored(
    at_central: None,
) -> None:
    data = bundle.seal(header(broken_and_poison()), broken_and_poison(), KEY)
    told = take(data)
    assert (told.outcome.stored, told.outcome.quarantined) == (3, 2)
    assert [record.seq for record in held_records() if record.device == DEVICE] == [1, 3, 5]
    reasons = {row["seq"]: row["reason"] for row in held_rows("quarantined")}
    assert "changed" in reasons[2]
    assert "rating" in reasons[4]
    assert take(data).outcome.duplicate == 5, "none of them is asked for again"
    with db.transaction() as tx:
        shown = {each.seq: each.text for each in quarantine.list_records(tx)}
        assert '"value": 1' in shown[2]
        with pytest.raises(Refused):
            release(tx, 2)
        assert release(tx, 2, as_it_came=True)
        assert not release(tx, 4, as_it_came=True)
    assert [row["value"] for row in held_rows("rating")] == [1, 5]


def release(tx: Connection, seq: int, *, as_it_came: bool = False) -> bool:
    return quarantine.release(tx, DEVICE, EPOCH, seq, by="admin", as_it_came=as_it_came)
