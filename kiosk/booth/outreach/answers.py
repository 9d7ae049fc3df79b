"""Keep what is answered at doors so that nobody can join it to an address.

An answer waits in a table whose rows lie in the order of random ids and hold no time but the day.
It enters the journal together with others to the same survey, at least `rules.LEAST_TOGETHER` at
once, shuffled, each a record with a sitting of its own whose time is cut to the day. A place's
steps tell that it was asked, and never what it said.
"""

from __future__ import annotations

import json
from secrets import SystemRandom

from sqlalchemy import Connection, delete, func, insert, select, update

from kiosk import clock
from kiosk.booth.outreach import rules
from kiosk.booth.outreach.models import Waiting
from kiosk.booth.outreach.records import SHEET, DoorAnswer, DoorSheet
from kiosk.content.catalog import Catalog
from kiosk.content.outreach import DoorItem, DoorSurvey
from kiosk.errors import Unknown
from kiosk.journal import service as journal
from kiosk.journal import this_device
from kiosk.storage.session import load

_shuffle = SystemRandom().shuffle


def begin(tx: Connection, survey: DoorSurvey) -> str:
    """Begin a sheet; return its random id, which no step knows."""
    here = this_device.place(tx)
    assert here is not None
    row = {
        "id": journal.new_id(),
        "event": here.event,
        "day": clock.today().isoformat(),
        "survey": survey.id,
        "is_finished": False,
        "answers": "{}",
    }
    tx.execute(insert(Waiting), row)
    return str(row["id"])


def find(tx: Connection, catalog: Catalog, sheet: str) -> tuple[Waiting, DoorSurvey]:
    """Return a sheet that still waits, and its survey. Raises Unknown."""
    for row in load(tx, select(Waiting).where(Waiting.id == sheet)):
        if row.survey in catalog.door_surveys:
            return row, catalog.door_surveys[row.survey]
    raise Unknown(
        "这份答卷已经收好，不能再改。", "This sheet has been put away and cannot be changed."
    )


def item_of(survey: DoorSurvey, number: int) -> DoorItem:
    """Return an item by its number, counted from 1. Raises Unknown."""
    if not 1 <= number <= len(survey.items):
        raise Unknown("没有这道题。", "There is no such question.")
    return survey.items[number - 1]


def chosen(row: Waiting, item: DoorItem) -> list[str]:
    """Return what was chosen for an item so far."""
    held: dict[str, list[str]] = json.loads(row.answers)
    return held.get(item.id, [])


def take(tx: Connection, row: Waiting, item: DoorItem, picked: list[str]) -> None:
    """Keep the answer to one item in the place of a former one. Raises Refused."""
    answer = rules.read_answer(item, picked)
    _change(tx, row, json.loads(row.answers) | {item.id: answer.options})


def leave_out(tx: Connection, row: Waiting, item: DoorItem) -> None:
    """Take an answer away: people would rather not say."""
    held = json.loads(row.answers)
    held.pop(item.id, None)
    _change(tx, row, held)


def _change(tx: Connection, row: Waiting, held: dict[str, list[str]]) -> None:
    text = json.dumps(held, sort_keys=True)
    tx.execute(update(Waiting).where(Waiting.id == row.id).values(answers=text))


def finish(tx: Connection, row: Waiting) -> None:
    """Note that the last item was reached."""
    tx.execute(update(Waiting).where(Waiting.id == row.id).values(is_finished=True))


def release_former_days(tx: Connection) -> int:
    """Let the answers of former days enter the journal, where enough wait; return how many."""
    today = clock.today().isoformat()
    first = tx.execute(select(func.min(Waiting.day))).scalar()
    return release(tx, before=today) if first and first < today else 0


def release(tx: Connection, *, before: str = "", least: int = rules.LEAST_TOGETHER) -> int:
    """Let answers enter the journal, at least so many of each survey; return how many.

    `before` leaves those of that local date and later waiting. Sheets without an answer are
    dropped: nothing was said.
    """
    tx.execute(
        delete(Waiting).where(Waiting.answers == "{}", Waiting.day < clock.today().isoformat())
    )
    query = select(Waiting).where(Waiting.answers != "{}")
    rows = load(tx, query.where(Waiting.day < before) if before else query)
    groups: dict[tuple[str, str], list[Waiting]] = {}
    for row in rows:
        groups.setdefault((row.event, row.survey), []).append(row)
    ready = [row for group in groups.values() if len(group) >= least for row in group]
    _shuffle(ready)
    for row in ready:
        held: dict[str, list[str]] = json.loads(row.answers)
        sheet = DoorSheet(
            survey=row.survey,
            is_finished=row.is_finished,
            answers=[DoorAnswer(item=item, options=held[item]) for item in sorted(held)],
        )
        journal.append(tx, SHEET, sheet, event=row.event)
        tx.execute(delete(Waiting).where(Waiting.id == row.id))
    return len(ready)


def waiting(tx: Connection) -> int:
    """Count the answers that wait."""
    query = select(func.count()).select_from(Waiting).where(Waiting.answers != "{}")
    return tx.execute(query).scalar_one()


def release_event(tx: Connection, event: str) -> None:
    """Let the last few answers in when the addresses of their event are erased."""
    if tx.execute(select(Waiting.id).where(Waiting.event == event).limit(1)).first():
        release(tx, least=1)
