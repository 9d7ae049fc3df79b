"""A long list whose sealed rows are opened once, and then searched in memory until the desk locks.

Opening one row takes some 0.1 ms, so a page does it for a moment at a time and says how far it is;
a search of 20,000 opened rows takes 3 to 20 ms.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from itertools import islice

from kiosk.errors import NotAllowed
from kiosk.finding import Found, Sought, found_by
from kiosk.journal.sealed_box import unseal

AT_ONCE = 200
"""Rows that are read from the database together."""

Texts = dict[str, str]
ReadSealed = Callable[[Sequence[str]], Iterable[tuple[str, bytes]]]
"""Return the sealed parts of rows by their ids, where they are still there."""


class OpenList:
    """What was sealed in the rows of one list, by an id each, as long as a desk is unlocked.

    An id stands for one sealed part: where that changes, the row gets another id. `phones` names
    the texts that are telephone numbers. Several requests may use a list at once.
    """

    def __init__(self, phones: Sequence[str] = ("phone",)) -> None:
        """Start with nothing opened."""
        self._phones = frozenset(phones)
        self._texts: dict[str, Texts] = {}
        self._found: dict[str, Found] = {}
        self._is_wiped = False
        self._lock = threading.Lock()

    def __len__(self) -> int:
        """Return how many rows are opened."""
        return len(self._texts)

    def update(
        self, ids: Sequence[str], read_sealed: ReadSealed, private: bytes, seconds: float
    ) -> int:
        """Open rows that are not yet open for so many `seconds`, and forget those not in `ids`.

        `ids` are the rows whose sealed part is still there: so what was erased is forgotten.
        Returns how many of them are still to be opened. A row that was sealed to another key is
        opened as one without texts. Nothing is opened any more once the list was wiped.
        """
        known = set(ids)
        with self._lock:
            for gone in self._texts.keys() - known:
                del self._texts[gone], self._found[gone]
            waiting = iter([id_ for id_ in ids if id_ not in self._texts])
        until = time.monotonic() + seconds
        while some := list(islice(waiting, AT_ONCE)):
            sealed = dict(read_sealed(some))
            opened = {id_: _texts(private, sealed.get(id_)) for id_ in some}
            found = {id_: self._found_by(texts) for id_, texts in opened.items()}
            with self._lock:
                if self._is_wiped:
                    return 0
                self._texts.update(opened)
                self._found.update(found)
            if time.monotonic() >= until:
                break
        return sum(1 for _ in waiting)

    def texts(self, id_: str) -> Texts:
        """Return what was sealed in a row, empty if it is not opened."""
        return self._texts.get(id_, {})

    def search(self, words: str, most: int) -> list[str]:
        """Return the ids of rows that `words` mean, in the order of opening, `most` of them."""
        sought = Sought(words)
        with self._lock:
            found = list(self._found.items())
        return list(islice((id_ for id_, each in found if sought.means(each)), most))

    def wipe(self) -> None:
        """Forget all rows, for good: a request that is opening rows this moment keeps none."""
        with self._lock:
            self._is_wiped = True
            self._texts.clear()
            self._found.clear()

    def _found_by(self, texts: Texts) -> Found:
        numbers = [text for name, text in texts.items() if name in self._phones]
        return found_by((text for name, text in texts.items() if name not in self._phones), numbers)


def _texts(private: bytes, sealed: bytes | None) -> Texts:
    """Return the texts of a sealed part; what is no text (strokes, a photo) is left sealed."""
    if not sealed:
        return {}
    try:
        held = json.loads(unseal(private, sealed))
    except NotAllowed:
        return {}
    return {name: text for name, text in held.items() if isinstance(text, str)}
