"""Test that packs of version 0.3.0 are as they were: same digest, and read in both directions."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from sqlalchemy import Connection

from kiosk.content import service as content
from kiosk.content import writing
from kiosk.content.handback import Handback
from kiosk.content.load import digest
from kiosk.content.outreach import Outreach
from kiosk.content.pack import Pack
from kiosk.content.stamps import Stamps
from kiosk.journal.records import canonical
from kiosk.sync.format.signed_pack import SignedPack, loaded
from tests.factories import option, records

BODY = Path(__file__).with_name("former_pack.json").read_bytes()
"""The canonical texts of a pack without images, as version 0.3.0 stored it."""
DIGEST = "9369d3f3d3aa57db29a7c78b65d5c6aead549912ade5e42093242b3b364ed291"
"""Its digest, as that version made it."""
LATER = {name for names in writing.LATER.values() for name in names}


def former() -> Pack:
    return msgspec.json.decode(BODY, type=Pack)


def names(value: object) -> set[str]:
    """Return the name of every field under some plain data."""
    if isinstance(value, dict):
        return set(value).union(*map(names, value.values()))
    return set().union(*map(names, value)) if isinstance(value, list) else set()


def test_a_former_pack_is_written_byte_for_byte_as_it_was() -> None:
    assert canonical(writing.plain(former())) == BODY
    assert digest(former(), {}) == digest(msgspec.Raw(BODY), {}) == DIGEST


def test_a_former_pack_that_central_sends_is_stored_whole(tx: Connection) -> None:
    content.publish(tx, loaded(SignedPack(digest=DIGEST, order=1, body=BODY, images={})))
    assert content.read_catalog(tx, DIGEST).pack == former()
    told = msgspec.json.decode(records(tx, "pack")[-1].body)
    assert canonical(told["content"]) == BODY
    content.use(tx, DIGEST)
    assert content.read_catalog(tx, DIGEST).digest == DIGEST


def test_what_a_pack_does_not_use_is_not_written_so_that_former_programs_read_it() -> None:
    # Items and units always had a kind.
    assert not (LATER - {"kind"}) & names(writing.plain(former()))


@pytest.mark.parametrize("field", sorted(LATER))
def test_each_later_field_is_written_where_it_is_used(field: str) -> None:
    kind = next(kind for kind, held in writing.LATER.items() if field in held)
    defaults = {each.name: each.default for each in msgspec.structs.fields(kind)}
    assert field in defaults
    plain = (None, False, (), "fixed", "single", Stamps(), Outreach(), Handback())
    assert defaults[field] in plain


def test_a_used_field_is_written_and_read_back() -> None:
    used = option("none", is_exclusive=True)
    plain = writing.plain(used)
    assert plain["is_exclusive"] is True
    assert "is_uncounted" not in plain
    assert msgspec.convert(plain, type(used)) == used


def test_nothing_is_lost_when_the_bundled_pack_is_written_and_read() -> None:
    pack = content.require_whole(content.bundled())
    assert msgspec.json.decode(canonical(writing.plain(pack)), type=Pack) == pack
