"""Notice that a party like this one checked in a moment ago, and know nothing else of it."""

from __future__ import annotations

import secrets
import time
from threading import Lock

from nacl.encoding import RawEncoder
from nacl.hash import blake2b

from kiosk.booth.checkin.service import Party
from kiosk.journal.records import canonical
from kiosk.shell.sitting_store import KEEP
from kiosk.typed_numbers import phone_key
from kiosk.typed_text import comparable

_KEY = secrets.token_bytes(32)
_seen: dict[bytes, tuple[float, str]] = {}
_lock = Lock()


def mark(party: Party) -> bytes | None:
    """Return the keyed hash that two forms alike share; None for guests whom nothing tells apart.

    The key is this process's own, so the mark means nothing once it has ended.
    """
    if not party.name and not party.phone:
        return None
    heads = sorted([head.kind, head.people] for head in party.heads)
    texts = comparable(party.name), phone_key(party.phone), comparable(party.organisation)
    plain = canonical([*texts, party.under_14, heads])
    found: bytes = blake2b(plain, key=_KEY, encoder=RawEncoder)
    return found


def is_repeat(marked: bytes | None, tap: str) -> bool:
    """Return True if another form alike was kept within a few minutes."""
    with _lock:
        _sweep()
        held = _seen.get(marked) if marked else None
    return held is not None and held[1] != tap


def note(marked: bytes | None, tap: str) -> None:
    """Remember that a form was kept."""
    if marked:
        with _lock:
            _sweep()
            _seen[marked] = (time.monotonic(), tap)


def _sweep() -> None:
    oldest = time.monotonic() - KEEP.total_seconds()
    for each in [name for name, (since, _) in _seen.items() if since < oldest]:
        del _seen[each]
