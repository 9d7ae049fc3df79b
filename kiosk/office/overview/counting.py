"""Let the counts that figures are read from catch up with the records."""

from __future__ import annotations

import time

from kiosk.booth.quiz.measures import TOPIC
from kiosk.booth.survey.measures import BETWEEN, INDEX, PLACE
from kiosk.content.editions import Known
from kiosk.counts import tallying
from kiosk.office.overview.figures import RATE_ALONE, places_of, scales_of
from kiosk.shell import computing
from kiosk.storage.db import db


def words(known: Known) -> dict[str, dict[str, str]]:
    """Return the packs' words by which rows are counted."""
    return {
        TOPIC: {question: topic.id for question, topic in known.names.topic_of.items()},
        INDEX: {
            BETWEEN.join(key): item.index or RATE_ALONE for key, item in scales_of(known).items()
        },
        PLACE: {BETWEEN.join(key): str(place) for key, place in places_of(known).items()},
    }


def catch_up(known: Known, *, seconds: float | None = None) -> int:
    """Count what came since, in short transactions, for so many seconds at the most.

    Returns how many records are left to count. Raises StorageFailed.
    """
    begun = time.monotonic()
    if tallying.are_new(db.reader(), held := words(known)):
        with db.transaction() as tx:
            tallying.learn(tx, held)
    stretches = tallying.behind(db.reader())
    for place, stretch in enumerate(stretches):
        if place and seconds is not None and time.monotonic() - begun > seconds:
            return _length(stretches[place:])
        with db.transaction() as tx:
            tallying.count_on(tx, stretch)
    return 0


def show_on(known: Known, *, seconds: float) -> int:
    """Count what a page has time for, and let the rest follow in the background.

    Returns how many records are left to count. Raises StorageFailed.
    """
    if not catch_up(known, seconds=seconds):
        return 0
    goal = "counts", tallying.extent(db.reader())
    computing.held().ask(goal, lambda _tx, _note: catch_up(known))
    return _length(tallying.behind(db.reader()))


def _length(stretches: list[tallying.Stretch]) -> int:
    return sum(each.last - each.first + 1 for each in stretches)
