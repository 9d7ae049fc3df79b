"""List the feedback for staff: sorted, filtered, a page at a time; and show one piece whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Select, and_, case, func, or_, select, tuple_

from kiosk.booth.feedback import rules, states
from kiosk.booth.feedback.models import Feedback, FeedbackChip, FeedbackState
from kiosk.booth.feedback.steps import ANSWER
from kiosk.clock import local
from kiosk.content.catalog import Catalog
from kiosk.content.parts import Text
from kiosk.counts.filters import Filters
from kiosk.counts.tables import count_of
from kiosk.journal.models import same_record
from kiosk.sealing.opening import Opener

PAGE = 50
"""Pieces shown on a page."""
Sort = Literal["latest", "oldest", "kind", "unit", "status"]
_KEY = Feedback.device, Feedback.epoch, Feedback.seq


@dataclass(frozen=True, kw_only=True)
class DeskFilters(Filters):
    """Which pieces are looked for; `concerns` is a unit that one is about or assigned to."""

    kind: str = ""
    concerns: str = ""
    status: str = ""
    has_text: bool = False
    has_contact: bool = False

    def conditions(self, table: Any) -> list[ColumnElement[bool]]:
        """Return the conditions on feedback that is joined with its present state."""
        held = super().conditions(table)
        if self.kind:
            held.append(table.kind == self.kind)
        if self.concerns:
            is_assigned = FeedbackState.assigned == self.concerns
            held.append(or_(table.about_unit == self.concerns, is_assigned))
        if self.status:
            held.append(states.STATUS.in_([self.status]))
        if self.has_text:
            held.append(table.has_text)
        if self.has_contact:
            held.append(table.has_contact)
        return held


@dataclass(frozen=True)
class Piece:
    """One piece of feedback as it stands; what was typed is empty if it is not opened."""

    device: str
    form: str
    booth: str
    made_at: datetime
    language: str
    kind: Text
    about_unit: Text | None
    chips: list[Text]
    has_text: bool
    has_contact: bool
    text: str
    contact: str
    status: str
    assigned: str | None
    assigned_unit: Text | None
    is_quote: bool
    tap: str


@dataclass(frozen=True)
class Step:
    """One step: which number, who, when, at which booth or central, and what it did.

    `undone` is the number of the step that it took back; `is_undone` tells that it was taken back.
    """

    number: int
    act: str
    actor: str
    made_at: datetime
    booth: str
    unit: Text | None
    undone: int | None
    is_undone: bool
    answer: str
    is_present_answer: bool

    @property
    def is_standing(self) -> bool:
        """Return True if it could be taken back."""
        return self.act != "undo" and not self.is_undone


@dataclass(frozen=True)
class Found:
    """One page of the pieces that were found; `first` and `last` count from 1."""

    pieces: list[Piece]
    count: int
    page: int
    pages: int

    @property
    def first(self) -> int:
        """Return the number of the first piece on this page."""
        return (self.page - 1) * PAGE + 1

    @property
    def last(self) -> int:
        """Return the number of the last piece on this page."""
        return self.first + len(self.pieces) - 1


def search(
    tx: Connection,
    filters: DeskFilters,
    names: Catalog,
    opener: Opener | None,
    *,
    sort: Sort = "latest",
    page: int = 1,
) -> Found:
    """Return a page of what `filters` let through; typed text and contact only with `opener`.

    How pieces stand is looked up for all only where it sorts or filters, else for this page alone.
    """
    query: Any = select(*_KEY).where(*filters.conditions(Feedback))
    if filters.status or filters.concerns or sort in ("unit", "status"):
        query = query.outerjoin(FeedbackState, and_(states.IS_STEP_OF, states.IS_CURRENT))
    count = count_of(tx, query)
    pages = max(1, -(-count // PAGE))
    page = min(max(1, page), pages)
    ordered = _sorted(query, sort, names).limit(PAGE).offset((page - 1) * PAGE)
    found = [tuple(key) for key in tx.execute(ordered)]
    held = {
        (row.device, row.epoch, row.seq): row
        for row in tx.execute(states.with_states().where(tuple_(*_KEY).in_(found)))
    }
    return Found([one(tx, held[key], names, opener) for key in found], count, page, pages)


def _sorted(query: Select[Any], sort: Sort, names: Catalog) -> Select[Any]:
    """Sort by what is asked for, then the latest first; kinds and units in their pack's order."""
    key = Feedback.made_at, *_KEY
    latest = tuple(column.desc() for column in key)
    if sort == "oldest":
        return query.order_by(*key)
    if sort == "kind":
        return query.order_by(_rank(Feedback.kind, names.feedback), *latest)
    if sort == "unit":
        unit = func.coalesce(FeedbackState.assigned, Feedback.about_unit)
        return query.order_by(_rank(unit, names.units), *latest)
    if sort == "status":
        return query.order_by(_rank(states.STATUS, rules.STATUSES), *latest)
    return query.order_by(*latest)


def _rank(column: Any, known: Iterable[str]) -> ColumnElement[int]:
    """Return the place of a column's value among those known; what is not known comes last."""
    places = {name: place for place, name in enumerate(known)}
    return case(places, value=column, else_=len(places)) if places else column


def counts(tx: Connection, filters: Filters) -> dict[str, int]:
    """Count the pieces that `filters` let through by status."""
    query = (
        select(states.STATUS, func.count())
        .select_from(Feedback)
        .outerjoin(FeedbackState, and_(states.IS_STEP_OF, states.IS_CURRENT))
        .where(*filters.conditions(Feedback))
        .group_by(states.STATUS)
    )
    found: dict[str, int] = dict(tx.execute(query).all())
    return {status: found.get(status, 0) for status in rules.STATUSES}


def one(tx: Connection, row: Any, names: Catalog, opener: Opener | None) -> Piece:
    """Show a piece, by a row that carries its present state."""
    kind = names.feedback.get(row.kind)
    labels = {chip.id: chip.text for chip in kind.chips} if kind else {}
    query = select(FeedbackChip.chip).where(same_record(FeedbackChip, row))
    chips = tx.execute(query.order_by(FeedbackChip.chip)).scalars()
    typed: Mapping[str, str] = (
        opener.read(row) if opener and (row.has_text or row.has_contact) else {}
    )
    return Piece(
        device=row.device,
        form=row.form,
        booth=row.booth,
        made_at=local(row.made_at),
        language=row.language,
        kind=kind.name if kind else _plain(row.kind),
        about_unit=unit_name(names, row.about_unit),
        chips=[labels.get(chip) or _plain(chip) for chip in chips],
        has_text=bool(row.has_text),
        has_contact=bool(row.has_contact),
        text=typed.get("text") or "",
        contact=typed.get("contact") or "",
        status=row.status,
        assigned=row.assigned,
        assigned_unit=unit_name(names, row.assigned),
        is_quote=bool(row.is_quote),
        tap=row.tap or "",
    )


def unit_name(names: Catalog, unit: str | None) -> Text | None:
    """Return a unit's name; one that no pack names stands for itself."""
    if unit is None:
        return None
    known = names.units.get(unit)
    return known.name if known else _plain(unit)


def _plain(word: str) -> Text:
    return Text(zh=word, en=word)


def history(tx: Connection, row: Any, names: Catalog, opener: Opener | None) -> list[Step]:
    """Return all that staff did with a piece, the first step first; answers only with `opener`."""
    steps = states.history(tx, row.device, row.form)
    numbers = {step.tap: step.number for step in steps}
    undone = {step.undoes for step in steps if step.undoes}
    return [
        Step(
            number=step.number,
            act=step.act,
            actor=step.actor,
            made_at=local(step.made_at),
            booth=step.booth,
            unit=unit_name(names, step.assigned) if step.act == "assign" else None,
            undone=numbers.get(step.undoes) if step.undoes else None,
            is_undone=step.tap in undone,
            answer=(opener.read(step).get(ANSWER) or "") if opener and step.act == "answer" else "",
            is_present_answer=step.tap == row.answer,
        )
        for step in steps
    ]
