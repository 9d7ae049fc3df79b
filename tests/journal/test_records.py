"""Test the canonical bytes of a record, and its place in the chain."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.journal.records import GENESIS, Record, canonical, chain_digest

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
NUMBERS = st.integers(-(2**53) + 1, 2**53 - 1)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=12,
)
MADE = Record(
    device="d",
    epoch="e",
    seq=1,
    kind="test",
    version=1,
    sitting="s",
    event="pinghu/2026",
    unit=None,
    booth="1",
    pack="p",
    made_at="2026-12-20T01:02:00.000000Z",
    body=b"{}",
    sealed=None,
    sealed_digest=None,
    digest=GENESIS,
)
OTHER: dict[str, Any] = {
    "device": "D",
    "epoch": "E",
    "seq": 2,
    "kind": "tast",
    "version": 2,
    "sitting": "t",
    "event": "pinghu/2027",
    "unit": "",
    "booth": "2",
    "pack": "q",
    "made_at": "2026-12-20T01:03:00.000000Z",
    "body": b"{ }",
    "sealed_digest": b"",
}


def json_of(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


@given(VALUES)
def test_canonical_json_is_what_python_writes(value: Any) -> None:
    assert canonical(value) == json_of(value)


@pytest.mark.parametrize(
    "text",
    ["㐂䶮堃", "👮🏻\u200d♀️", "\x00\x01\x1f\x7f\x80\u2028", '"\\/\b\f\n\r\t', "\U0010ffff\ue000"],
)
def test_canonical_json_keeps_every_letter(text: str) -> None:
    assert canonical({"text": text, text: 1}) == json_of({"text": text, text: 1})
    assert json.loads(canonical(text)) == text


def test_chain_digest_is_sha256_over_the_digest_before_and_the_fields() -> None:
    fields = {name: getattr(MADE, name) for name in OTHER if name != "sealed_digest"}
    fields |= {"sealed": None, "body": {}}
    expected = hashlib.sha256(GENESIS + json_of(fields)).digest()
    assert chain_digest(GENESIS, MADE) == expected


@pytest.mark.parametrize("field", OTHER)
def test_chain_digest_covers_every_field(field: str) -> None:
    changed = msgspec.structs.replace(MADE, **{field: OTHER[field]})
    assert chain_digest(GENESIS, changed) != chain_digest(GENESIS, MADE)


def test_chain_digest_covers_the_record_before() -> None:
    assert chain_digest(b"\x01" * 32, MADE) != chain_digest(GENESIS, MADE)


def test_sealed_bytes_enter_the_chain_by_their_digest_alone() -> None:
    sealed = msgspec.structs.replace(MADE, sealed=b"secret", sealed_digest=b"\x07" * 32)
    erased = msgspec.structs.replace(sealed, sealed=None)
    assert chain_digest(GENESIS, sealed) == chain_digest(GENESIS, erased)
