"""Count people, by the hour at which they were first seen."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from sqlalchemy import Connection

from kiosk.clock import local
from kiosk.counts import tally
from kiosk.counts.filters import Filters
from kiosk.journal.sittings import PHONE


def by_hour(tx: Connection, filters: Filters) -> Counter[datetime]:
    """Count sittings by the local hour, and at the booth, of the first thing each of them did.

    What was typed has a sitting of its own and would count a person twice; it is left out.
    """
    held: Counter[datetime] = Counter()
    for row in tally.sums(tx, filters, tally.PEOPLE, by=("made_at",)):
        held[local(row.made_at)] += row.n
    return held


def on_phones(tx: Connection, filters: Filters) -> int:
    """Count the sittings on people's own phones."""
    rows = tally.sums(tx, filters, tally.PEOPLE, by=("about",))
    return sum(row.n for row in rows if row.about == PHONE)
