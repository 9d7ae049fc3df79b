"""Count by the tally and by reading every row, to be compared."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, text

from kiosk.counts import tally, tallying
from kiosk.counts.filters import Filters

Counts = Counter[tuple[Any, ...]]
SELECT = {
    "rating": "SELECT CASE WHEN is_repeat THEN 'repeated' ELSE 'counted' END, value, 0, 0 "
    "FROM rating WHERE {mine}",
    "quiz-round": "SELECT CASE WHEN is_finished THEN 'finished' ELSE 'left' END, answered, "
    'quiz_round."right", 0 FROM quiz_round WHERE {mine}',
    "feedback": "SELECT kind, 0, 0, 0 FROM feedback WHERE {mine}",
    "card": "SELECT card, 0, 0, 0 FROM card_shown WHERE {mine}",
    "card-app": "SELECT app, 0, 0, 0 FROM card_taken WHERE step = 'chosen' AND {mine}",
    "card-kept": "SELECT card, 0, 0, 0 FROM card_taken WHERE step = 'kept' AND {mine}",
    "survey-response": "SELECT survey, CASE WHEN is_finished THEN 1 ELSE 0 END, 0, 0 "
    "FROM survey_response WHERE {mine}",
    "people": "SELECT DISTINCT '', device, sitting, 0 FROM record WHERE sealed_digest IS NULL "
    "AND kind IN ('quiz', 'survey', 'rating', 'rating-reason', 'feedback', 'card') AND {mine}",
    "quiz-topic": "SELECT w.word, max(0), sum(CASE WHEN is_right THEN 1 ELSE 0 END), count(*) "
    "FROM quiz_answer AS a JOIN tally_word AS w ON w.subject = 'topic' AND w.id = a.question "
    "WHERE NOT is_repeat AND {mine} GROUP BY device, epoch, seq, w.word",
}
"""What is counted, as statements that read every row (of one device, or of all)."""


@dataclass(frozen=True, kw_only=True)
class OfDevice(Filters):
    """Count what one device made."""

    device: str = ""

    def conditions(self, table: Any) -> list[ColumnElement[bool]]:
        """Return the condition."""
        return [table.device == self.device] if self.device else []


def count_all(tx: Connection) -> None:
    """Count what is not counted yet."""
    for stretch in tallying.behind(tx):
        tallying.count_on(tx, stretch)
    assert tallying.behind(tx) == []


def by_tally(tx: Connection, device: str = "") -> Counts:
    """Return how many there are of each thing, and their sums, as the tally has them."""
    found: Counts = Counter()
    for row in tally.sums(tx, OfDevice(device=device), *SELECT):
        what = row.measure, row.about, row.value
        if row.n:
            found[(*what, "n")], found[(*what, "total")] = row.n, row.total
            found[(*what, "out_of")] = row.out_of
    return +found


def by_rows(tx: Connection, device: str = "") -> Counts:
    """Return the same, from every row there is."""
    found: Counts = Counter()
    mine = "device = :device" if device else ":device = ''"
    for measure, query in SELECT.items():
        for about, value, total, out_of in tx.execute(
            text(query.format(mine=mine)), {"device": device}
        ):
            is_person = measure == "people"
            what = measure, about, 0 if is_person else value
            found[(*what, "n")] += 1
            found[(*what, "total")] += 0 if is_person else total
            found[(*what, "out_of")] += out_of
    return +found
