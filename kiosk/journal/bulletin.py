"""What central lets the booths of an event know, beside packs and receipts.

Records flow up alone. Where a booth has to know how something stands that central knows, a feature
registers a section: what central tells about an event, and how a booth keeps it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection


@dataclass(frozen=True)
class Section:
    """One section of the bulletin.

    `tell` takes an event and returns what central tells about it, the same bytes as long as nothing
    changed. `keep` takes an event and such bytes at a booth, in place of what it kept before.
    """

    name: str
    tell: Callable[[Connection, str], bytes]
    keep: Callable[[Connection, str, bytes], None]


SECTIONS: dict[str, Section] = {}


def on_bulletin(section: Section) -> None:
    """Register a section; the same one may be registered again."""
    SECTIONS[section.name] = section
