"""Staff pages where units describe their activities, and which units have done so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Response, request
from sqlalchemy import Connection
from werkzeug.wrappers import Response as AnyResponse

from kiosk.accounts import accounts
from kiosk.accounts.pages import MenuEntry, StaffPages, show, signed_in
from kiosk.accounts.roles import OVERVIEW
from kiosk.content import editions
from kiosk.content.pack import Unit
from kiosk.content.parts import Text
from kiosk.errors import KioskError, Refused
from kiosk.journal import events, taps, this_device
from kiosk.journal.service import new_id
from kiosk.office.activities import report, rules, service, subject
from kiosk.office.activities.report import Entry
from kiosk.office.activities.rules import Given
from kiosk.shell import photo_pages
from kiosk.shell.pages import see
from kiosk.storage.db import db

pages = StaffPages(allowed=OVERVIEW, section="activities")


@dataclass(frozen=True)
class OfUnit:
    """What a unit told, with the number of photos of each entry."""

    unit: Unit
    entries: list[tuple[Entry, int]]


@pages.get("/activities", menu=MenuEntry("活动填报", "Activities", "results", 3))
def activities() -> Response:
    """List every unit with its entries, and say which have none yet."""
    reader = db.reader()
    event = _event()
    told = report.entries(reader, event)
    listed = [_of_unit(reader, unit, told) for unit in _units(reader, event, told)]
    names = _names(reader)
    return show(
        "activities/activities.html",
        listed=listed,
        removed=[each for each in told if each.told.is_removed],
        names=names,
        kinds=rules.KINDS,
        event=event,
        events=events.names(reader),
        done=_done(reader),
    )


def _of_unit(reader: Connection, unit: Unit, told: list[Entry]) -> OfUnit:
    own = [each for each in told if each.told.about_unit == unit.id and not each.told.is_removed]
    return OfUnit(unit, [(each, len(report.photos_shown(reader, each.told.entry))) for each in own])


def _units(reader: Connection, event: str, told: list[Entry]) -> list[Unit]:
    """Return the pack's units, and those of earlier packs that told something."""
    units = {unit.id: unit for unit in subject.units(reader, event)}
    others = editions.labels(reader).units
    for each in told:
        if each.told.about_unit in others:
            units.setdefault(each.told.about_unit, others[each.told.about_unit])
    return list(units.values())


def _names(reader: Connection) -> dict[str, Text]:
    """Return the names of all units that any pack ever had."""
    return {unit.id: unit.name for unit in editions.labels(reader).units.values()}


def _event() -> str:
    event = subject.chosen(db.reader(), request.args.get("event") or signed_in().event)
    signed_in().event = event
    return event


def _done(reader: Connection) -> Entry | None:
    """Return the entry that was removed on the way to this page, for the strip that undoes it."""
    entry = request.args.get("removed", "")
    states = report.history(reader, entry) if taps.is_tap(entry) else []
    return states[-1] if states and states[-1].told.is_removed else None


@pages.get("/activities/new")
def activity_new() -> Response:
    """Offer an empty form."""
    here = this_device.place(db.reader())
    unit = request.args.get("unit") or (here.unit if here else "") or ""
    return _page(new_id(), None, {"about_unit": unit})


@pages.get("/activities/<entry>")
def activity(entry: str) -> Response:
    """Show an entry with its photos, to change it."""
    return entry_page(entry)


def entry_page(
    entry: str, code: int = 200, problem: KioskError | None = None, problems: Any = ()
) -> Response:
    """Show an entry as it stands; `problems` are those of single photos. Raises Unknown."""
    return _page(entry, report.find(db.reader(), entry), {}, code, problem, problems)


def _page(
    entry: str,
    held: Entry | None,
    given: dict[str, Any],
    code: int = 200,
    problem: KioskError | None = None,
    problems: Any = (),
) -> Response:
    reader = db.reader()
    event = held.told.of_event if held else _event()
    told = held.told if held else None
    shown = {name: getattr(told, name, "") for name in Given.__struct_fields__} | given
    photos = report.photos(reader, entry)
    return show(
        "activities/activity.html",
        code,
        entry=entry,
        held=held,
        base=told.number if told else 0,
        given=shown,
        problem=problem,
        problems=problems,
        stale=problem if isinstance(problem, service.Stale) else None,
        fields=rules.FIELDS,
        units=_units(reader, event, [held] if held else []),
        names=_names(reader),
        kinds=rules.KINDS,
        photos=[each for each in photos if not each.is_removed],
        removed=[each for each in photos if each.is_removed],
        most=rules,
        upload=photo_pages,
        event=event,
        is_saved="saved" in request.args,
        taken_out=request.args.get("photo", ""),
    )


@pages.post("/activities/<entry>")
def activity_save(entry: str) -> AnyResponse:
    """Write an entry, or say on its form what is wrong."""
    session = signed_in()
    event = subject.chosen(db.reader(), session.event)
    try:
        given = _given()
        units = {unit.id for unit in subject.units(db.reader(), event)}
        with db.transaction() as tx:
            service.save(
                tx,
                given,
                entry=entry,
                base=_base(),
                event=event,
                units=units,
                actor=session.name,
            )
            accounts.note(tx, session.name, "activity", f"{given.about_unit} {entry[:8]}")
    except Refused as error:
        states = report.history(db.reader(), entry)
        return _page(entry, states[-1] if states else None, request.form.to_dict(), 409, error)
    return see("staff.activity", entry=entry, saved="yes")


def _given() -> Given:
    form = request.form
    officers = rules.read_count(
        form.get("officers", ""), rules.MOST_OFFICERS, rules.FIELDS["officers"]
    )
    if officers is None:
        raise Refused("请填写参加民警的人数。", "Say how many officers took part.")
    return Given(
        about_unit=form.get("about_unit", ""),
        kind=form.get("kind", ""),
        place=form.get("place", ""),
        begins=form.get("begins", ""),
        ends=form.get("ends", ""),
        officers=officers,
        visitors=rules.read_count(
            form.get("visitors", ""), rules.MOST_VISITORS, rules.FIELDS["visitors"]
        ),
        done=form.get("done", ""),
    )


def _base() -> int:
    text = request.form.get("base", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else -1


@pages.post("/activities/<entry>/remove")
def activity_remove(entry: str) -> AnyResponse:
    """Remove an entry."""
    return _act(entry, "activity-remove", service.remove) or see("staff.activities", removed=entry)


@pages.post("/activities/<entry>/undo")
def activity_undo(entry: str) -> AnyResponse:
    """Take the last change of an entry back."""
    return _act(entry, "activity-undo", service.undo) or see(
        "staff.activity", entry=entry, saved="yes"
    )


Work = Callable[[Connection, str, int, str], None]


def _act(entry: str, act: str, work: Work) -> Response | None:
    """Do something to an entry; return its page with what is wrong, or None."""
    actor = signed_in().name
    try:
        with db.transaction() as tx:
            work(tx, entry, _base(), actor)
            told = report.find(tx, entry).told
            accounts.note(tx, actor, act, f"{told.about_unit} {entry[:8]}")
    except Refused as error:
        return entry_page(entry, 409, error)
    return None
