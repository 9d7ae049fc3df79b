"""Count by the tally and by reading every row, to be compared."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import Connection, text

from kiosk.journal import tally
from kiosk.journal.reading import Filters

Counts = Counter[tuple[Any, ...]]
DIRECT = {
    "rating": "SELECT CASE WHEN is_repeat THEN 'repeated' ELSE 'counted' END, value, 0, 0 "
    "FROM rating",
    "quiz-round": "SELECT CASE WHEN is_finished THEN 'finished' ELSE 'left' END, answered, "
    'quiz_round."right", 0 FROM quiz_round',
    "feedback": "SELECT kind, 0, 0, 0 FROM feedback",
    "card": "SELECT card, 0, 0, 0 FROM card_shown",
    "survey-response": "SELECT survey, CASE WHEN is_finished THEN 1 ELSE 0 END, 0, 0 "
    "FROM survey_response",
    "people": "SELECT DISTINCT '', device, sitting, 0 FROM record WHERE sealed_digest IS NULL "
    "AND kind IN ('quiz', 'survey', 'rating', 'rating-reason', 'feedback', 'card')",
    "quiz-topic": "SELECT w.word, max(0), sum(CASE WHEN is_right THEN 1 ELSE 0 END), count(*) "
    "FROM quiz_answer AS a JOIN tally_word AS w ON w.subject = 'topic' AND w.id = a.question "
    "WHERE NOT is_repeat GROUP BY device, epoch, seq, w.word",
}


def count_all(tx: Connection) -> None:
    """Count what is not counted yet."""
    for stretch in tally.behind(tx):
        tally.count_on(tx, stretch)
    assert tally.behind(tx) == []


def by_tally(tx: Connection) -> Counts:
    """Return how many there are of each thing, and their sums, as the tally has them."""
    found: Counts = Counter()
    for row in tally.sums(tx, Filters(), *DIRECT):
        what = row.measure, row.about, row.value
        if row.n:
            found[(*what, "n")], found[(*what, "total")] = row.n, row.total
            found[(*what, "out_of")] = row.out_of
    return +found


def by_rows(tx: Connection) -> Counts:
    """Return the same, from every row there is."""
    found: Counts = Counter()
    for measure, query in DIRECT.items():
        for about, value, total, out_of in tx.execute(text(query)):
            is_person = measure == "people"
            what = measure, about, 0 if is_person else value
            found[(*what, "n")] += 1
            found[(*what, "total")] += 0 if is_person else total
            found[(*what, "out_of")] += out_of
    return +found
