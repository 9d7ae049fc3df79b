"""Test that words people keep open the desk key, and others do not."""

from __future__ import annotations

import pytest
from nacl.public import PrivateKey
from sqlalchemy import Connection

from kiosk.errors import NotAllowed, Refused
from kiosk.journal import sealed_box
from kiosk.sealing import keys
from tests.conftest import PASSPHRASE
from tests.factories import rows

EVENT = "pinghu/2026"


def test_passphrase_and_recovery_code_open_the_same_key(tx: Connection, recovery_code: str) -> None:
    key = keys.open_key(tx, EVENT, PASSPHRASE)
    assert keys.open_key(tx, EVENT, recovery_code) == key
    sealed = sealed_box.seal(bytes(PrivateKey(key).public_key), b"plain")
    assert b"plain" not in sealed
    assert sealed_box.unseal(key, sealed) == b"plain"


def test_recovery_code_opens_as_people_type_it(tx: Connection, recovery_code: str) -> None:
    typed = recovery_code.lower().replace("-", " ")
    assert keys.open_key(tx, EVENT, typed) == keys.open_key(tx, EVENT, recovery_code)


@pytest.mark.parametrize("words", ["", "wrong passphrase", PASSPHRASE + " ", PASSPHRASE.upper()])
def test_other_words_open_nothing(tx: Connection, sealing: None, words: str) -> None:
    with pytest.raises(NotAllowed):
        keys.open_key(tx, EVENT, words)


def test_recovery_code_of_another_desk_opens_nothing(tx: Connection, sealing: None) -> None:
    with pytest.raises(NotAllowed):
        keys.open_key(tx, EVENT, keys.new_code(keys.CODE_GROUPS))


def test_private_half_and_words_stand_nowhere(tx: Connection, recovery_code: str) -> None:
    [row] = rows(tx, "desk_key")
    stored = b"".join(each for each in row.values() if isinstance(each, bytes))
    assert keys.open_key(tx, EVENT, PASSPHRASE) not in stored
    assert recovery_code.replace("-", "").encode() not in stored
    assert PASSPHRASE.encode() not in stored


def test_another_key_opens_nothing(tx: Connection) -> None:
    sealed = sealed_box.seal(bytes(PrivateKey.generate().public_key), b"plain")
    with pytest.raises(NotAllowed, match="another desk key"):
        sealed_box.unseal(bytes(PrivateKey.generate()), sealed)


def test_changed_sealed_bytes_do_not_open() -> None:
    key = PrivateKey.generate()
    sealed = bytearray(sealed_box.seal(bytes(key.public_key), b"plain"))
    sealed[-1] ^= 1
    with pytest.raises(NotAllowed):
        sealed_box.unseal(bytes(key), bytes(sealed))


def test_new_passphrase_takes_the_place_of_the_old_one(tx: Connection, recovery_code: str) -> None:
    key = keys.open_key(tx, EVENT, PASSPHRASE)
    keys.change_passphrase(tx, EVENT, recovery_code, "another passphrase")
    assert keys.open_key(tx, EVENT, "another passphrase") == key
    with pytest.raises(NotAllowed):
        keys.open_key(tx, EVENT, PASSPHRASE)


def test_short_passphrase_is_refused(tx: Connection) -> None:
    with pytest.raises(Refused, match="at least 12"):
        keys.make_key(tx, EVENT, "seven77")
    assert not keys.has_key(tx)


def test_key_of_another_event_does_not_seal_here(tx: Connection) -> None:
    keys.make_key(tx, "elsewhere/2026", PASSPHRASE)
    assert not keys.has_key(tx)
    with pytest.raises(Refused):
        keys.open_key(tx, EVENT, PASSPHRASE)


def test_codes_use_letters_that_nobody_confuses() -> None:
    code = keys.new_code(5)
    assert [len(group) for group in code.split("-")] == [4] * 5
    assert not set(keys.ALPHABET) & set("ILOU01")
    assert set(code) <= set(keys.ALPHABET) | {"-"}
