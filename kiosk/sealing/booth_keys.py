"""The public keys of the booths whose stamps this one believes, without a network.

Central names the devices that it knows, and has not revoked, in each receipt on all of a device's
journals, over the network and by stick. Booths without a central take each other's from a folder
that staff carry. Its own key a booth always believes.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, delete, insert, select

from kiosk.sealing import identity
from kiosk.sealing.models import BoothKey


def known(tx: Connection) -> list[bytes]:
    """Return the keys believed here, this booth's own first."""
    own = identity.public_device_key(tx)
    others = tx.execute(select(BoothKey.key).order_by(BoothKey.key)).scalars()
    return [*([own] if own else []), *(each for each in others if each != own)]


def others(tx: Connection) -> list[bytes]:
    """Return the keys believed here but this booth's own."""
    own = identity.public_device_key(tx)
    return [key for key in known(tx) if key != own]


def count(tx: Connection) -> int:
    """Count the other booths whose stamps are believed here."""
    return len(others(tx))


def take_from_central(tx: Connection, keys: Iterable[bytes]) -> None:
    """Believe the keys that central names, and none that it named before and names no more."""
    tx.execute(delete(BoothKey).where(BoothKey.is_from_central))
    _add(tx, keys, is_from_central=True)


def take_from_staff(tx: Connection, keys: Iterable[bytes]) -> int:
    """Believe keys that staff carried here; return how many are new."""
    return _add(tx, keys, is_from_central=False)


def _add(tx: Connection, keys: Iterable[bytes], *, is_from_central: bool) -> int:
    held = set(known(tx))
    rows = [{"key": key, "is_from_central": is_from_central} for key in sorted(set(keys) - held)]
    if rows:
        tx.execute(insert(BoothKey), rows)
    return len(rows)
