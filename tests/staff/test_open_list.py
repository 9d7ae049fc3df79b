"""A long list is opened once, searched in a moment, and gone from memory when the desk locks."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Sequence

from nacl.public import PrivateKey

from kiosk.accounts.sessions import Session
from kiosk.journal.sealed_box import seal
from kiosk.sealing.open_list import AT_ONCE, OpenList

MANY = 2_000
KEY = PrivateKey.generate()
PRIVATE = bytes(KEY)
LONG = 60.0


class Table:
    """Sealed rows by id, which counts what was read of it."""

    def __init__(self) -> None:
        """Start empty."""
        self.rows: dict[str, bytes] = {}
        self.read = 0

    def add(self, id_: str, key: PrivateKey = KEY, **texts: object) -> None:
        """Seal a row."""
        self.rows[id_] = seal(bytes(key.public_key), json.dumps(texts).encode())

    def sealed(self, ids: Sequence[str]) -> Iterable[tuple[str, bytes]]:
        """Return sealed rows by id."""
        self.read += len(ids)
        return [(id_, self.rows[id_]) for id_ in ids]

    def open(self, held: OpenList, seconds: float = LONG) -> int:
        """Open all rows as far as the time lasts; return how many are left."""
        return held.update(list(self.rows), self.sealed, PRIVATE, seconds)


def of(**rows: dict[str, object]) -> Table:
    made = Table()
    for id_, texts in rows.items():
        made.add(id_, **texts)
    return made


BIKE = {"name": "王 芳", "what": "自行车（红色）", "case": "A-2026/17", "phone": "13800000001"}
RING = {"name": "Jean-Luc", "what": "戒指", "case": "A-2026/18", "phone": "0573-85000000"}


def test_rows_are_found_by_parts_of_their_texts_and_numbers_however_spelt() -> None:
    held = OpenList()
    assert of(bike=BIKE, ring=RING).open(held) == 0
    found = {
        words: held.search(words, 9)
        for words in ("王芳", "红色", "a 2026 17", "a2026", "JEAN LUC", "13800000001", "8500", "")
    }
    assert found == {
        "王芳": ["bike"],
        "红色": ["bike"],
        "a 2026 17": ["bike"],
        "a2026": ["bike", "ring"],
        "JEAN LUC": ["ring"],
        "13800000001": ["bike"],
        "8500": ["ring"],
        "": [],
    }
    assert held.search("2026", 1) == ["bike"]
    assert held.texts("ring")["case"] == "A-2026/18"


def test_a_number_is_no_part_of_the_words_beside_it() -> None:
    held = OpenList()
    of(one={"name": "甲 138", "phone": "00000001"}).open(held)
    assert held.search("13800000001", 9) == []


def test_each_row_is_opened_once_and_new_ones_when_they_come() -> None:
    held, table = OpenList(), of(bike=BIKE)
    table.open(held)
    table.add("ring", **RING)
    table.open(held)
    assert (len(held), table.read) == (2, 2)


def test_what_was_erased_is_forgotten() -> None:
    held, table = OpenList(), of(bike=BIKE, ring=RING)
    table.open(held)
    del table.rows["bike"]
    table.open(held)
    assert held.search("王芳", 9) == []
    assert held.texts("bike") == {}
    assert len(held) == 1


def test_a_row_that_was_sealed_to_another_key_stops_none_of_the_others() -> None:
    held, table = OpenList(), of(ring=RING)
    table.add("foreign", PrivateKey.generate(), name="甲")
    assert table.open(held) == 0
    assert held.texts("foreign") == {}
    assert held.search("戒指", 9) == ["ring"]


def test_what_is_no_text_is_not_held() -> None:
    held = OpenList()
    of(bike={**BIKE, "strokes": [[1, 2]]}).open(held)
    assert held.texts("bike") == BIKE


def test_a_page_opens_for_a_moment_and_says_what_is_left() -> None:
    held, table = OpenList(), Table()
    count = 2 * AT_ONCE + 1
    for number in range(count):
        table.add(str(number), name=f"n{number}")
    assert [table.open(held, 0.0) for _ in range(4)] == [AT_ONCE + 1, 1, 0, 0]
    assert table.read == count


def test_each_row_of_a_long_list_is_found() -> None:
    held, table = OpenList(), Table()
    for number in range(MANY):
        phone = str(13800000000 + number)
        table.add(str(number), name=f"䶮{number}", what="自行车", case=f"A{number}", phone=phone)
    assert table.open(held) == 0
    for words, found in (("䶮1999", 1), ("13800001999", 1), ("没有的 字", 0), ("a1999", 1)):
        assert len(held.search(words, 50)) == found


def unlocked() -> Session:
    return Session("desk", "desk", time.monotonic(), key=bytearray(PRIVATE))


def test_locking_forgets_every_list_and_unlocking_opens_it_anew() -> None:
    session, table = unlocked(), of(bike=BIKE)
    held = session.open_list("belongings")
    table.open(held)
    assert session.open_list("belongings") is held
    session.lock()
    assert (len(held), held.search("王芳", 9), session.lists) == (0, [], {})
    session.key = bytearray(PRIVATE)
    again = session.open_list("belongings")
    table.open(again)
    assert again.search("王芳", 9) == ["bike"]


def test_a_request_that_opens_rows_while_the_desk_locks_keeps_none() -> None:
    session, table = unlocked(), of(bike=BIKE)
    held = session.open_list("belongings")

    def lock_meanwhile(ids: Sequence[str]) -> Iterable[tuple[str, bytes]]:
        session.lock()
        return table.sealed(ids)

    assert held.update(["bike"], lock_meanwhile, PRIVATE, LONG) == 0
    assert (len(held), held.texts("bike")) == (0, {})
    table.open(session.open_list("belongings"))
    assert (len(session.open_list("belongings")), session.lists) == (0, {})
