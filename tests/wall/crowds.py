"""Let people come today, and count them by walking the journal."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, time

from sqlalchemy import Connection

from kiosk import clock
from kiosk.content.catalog import Catalog
from kiosk.office.demo.people import Crowd
from kiosk.storage.db import db
from tests.factories import records

MORNING = time(9)


def come(catalog: Catalog, people: int, *, seed: int = 3) -> None:
    """Let people come today."""
    crowd = Crowd(catalog, seed, datetime.combine(clock.today(), MORNING))
    with db.transaction() as tx:
        for _ in range(people):
            crowd.next_person(tx)


@dataclass
class Count:
    """What the journal holds."""

    rounds: int = 0
    surveys: int = 0
    cards: int = 0
    first: Counter[str] = field(default_factory=Counter)
    """Right first answers to what was asked again, by topic; `again` and `asked` likewise."""
    again: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)


def count(tx: Connection, catalog: Catalog) -> Count:
    """Count record by record, with no help of the program's own counts."""
    held = Count()
    topic_of = {each.id: topic.id for topic in catalog.pack.topics for each in topic.questions}
    for record in records(tx):
        body = json.loads(record.body)
        match record.kind:
            case "quiz":
                held.rounds += body["is_finished"]
                first = {
                    each["question"]: each for each in body["answers"] if not each["is_repeat"]
                }
                for each in body["answers"]:
                    if each["is_repeat"]:
                        topic = topic_of[each["question"]]
                        held.asked[topic] += 1
                        held.first[topic] += first[each["question"]]["is_right"]
                        held.again[topic] += each["is_right"]
            case "survey":
                held.surveys += body["is_finished"]
            case "card":
                held.cards += 1
    return held
