"""The end of a sitting, and a new pack between two of them."""

from __future__ import annotations

from sqlalchemy import Connection

from kiosk.content import service as content
from kiosk.journal import drafts


def end_sitting(tx: Connection, sitting: str | None) -> None:
    """Turn what the sitting left unfinished into records."""
    if sitting:
        drafts.close_sitting(tx, sitting)


def is_pack_newer(tx: Connection) -> bool:
    """Return True if staff loaded a pack that this process does not show yet."""
    found = content.latest(tx)
    return found is not None and found[0] != content.current().digest


def show_newest_pack(tx: Connection) -> None:
    """Show the pack loaded last; only between sittings, never within one."""
    content.hold(content.read_newest(tx))
    content.show_latest(tx)
