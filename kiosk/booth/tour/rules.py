"""Where a tour is at a moment: at which stop, what comes next, which shows are still ahead.

Slots and demonstrations have local times; every moment returned from here has its time zone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Literal

from kiosk import clock
from kiosk.booth.checkin.rules import span
from kiosk.content.pack import Demonstration, Slot, Stop, Survey, Tour

MINUTE = timedelta(minutes=1)

Stage = Literal["unplanned", "before", "on", "between", "over"]
When = Literal["over", "now", "next", "later"]


@dataclass(frozen=True)
class Leg:
    """When a group is at one stop; `number` counts from 1."""

    stop: Stop
    number: int
    begins: datetime
    ends: datetime


@dataclass(frozen=True)
class Walk:
    """How the group of one slot goes from stop to stop.

    It ends with its slot or, if the stops take longer than the slot, with its last stop.
    """

    slot: Slot
    begins: datetime
    ends: datetime
    legs: tuple[Leg, ...]

    def leg_at(self, now: datetime) -> Leg | None:
        """Return the stop where the group is, or None before the first and after the last."""
        return next((leg for leg in self.legs if leg.begins <= now < leg.ends), None)

    def leg_after(self, now: datetime) -> Leg | None:
        """Return the stop to which the group comes next, or None if none is left."""
        return next((leg for leg in self.legs if leg.begins > now), None)

    def is_on(self, now: datetime) -> bool:
        """Return True if the group is under way."""
        return self.begins <= now < self.ends


@dataclass(frozen=True)
class Progress:
    """The state of the day: which groups are under way, and which one sets out next."""

    stage: Stage
    under_way: tuple[Walk, ...]
    following: Walk | None
    now: datetime

    @property
    def shown(self) -> Walk | None:
        """Return the walk whose times the stops show: the latest one begun, else the next."""
        return self.under_way[-1] if self.under_way else self.following

    def mark(self, stop: Stop) -> Literal["now", "next"] | None:
        """Return whether a group is at this stop now, or comes to it next."""
        here = [walk.leg_at(self.now) for walk in self.under_way]
        if any(leg and leg.stop.id == stop.id for leg in here):
            return "now"
        coming = [walk.leg_after(self.now) for walk in self.under_way]
        return "next" if any(leg and leg.stop.id == stop.id for leg in coming) else None


@dataclass(frozen=True)
class Showing:
    """One showing of a demonstration; `stop` is its stop's number."""

    show: Demonstration
    stop: int
    begins: datetime
    ends: datetime
    when: When


def walk(slot: Slot, stops: Sequence[Stop], day: date) -> Walk:
    """Return when the group of a slot is at each stop on a local day."""
    begins, ends = span(slot, day)
    legs, at = [], begins
    for number, stop in enumerate(stops, start=1):
        legs.append(Leg(stop, number, at, at + stop.minutes * MINUTE))
        at = legs[-1].ends
    return Walk(slot, begins, max(at, ends), tuple(legs))


def progress(tour: Tour, now: datetime) -> Progress:
    """Return the state of the local day of `now`."""
    day = now.astimezone().date()
    walks = sorted((walk(slot, tour.stops, day) for slot in tour.slots), key=_beginning)
    under_way = tuple(each for each in walks if each.is_on(now))
    ahead = [each for each in walks if each.begins > now]
    return Progress(
        stage=_stage(walks, under_way, ahead),
        under_way=under_way,
        following=ahead[0] if ahead else None,
        now=now,
    )


def _beginning(each: Walk) -> datetime:
    return each.begins


def _stage(walks: Sequence[Walk], under_way: Sequence[Walk], ahead: Sequence[Walk]) -> Stage:
    if not walks:
        return "unplanned"
    if under_way:
        return "on"
    if not ahead:
        return "over"
    return "before" if len(ahead) == len(walks) else "between"


def showings(tour: Tour, show: Demonstration, now: datetime) -> list[Showing]:
    """Return the times of a demonstration on the local day of `now`, earliest first.

    It lasts as long as a group stays at its stop, at most until it is given again.
    """
    day = now.astimezone().date()
    number, stop = next(
        (place, each) for place, each in enumerate(tour.stops, start=1) if each.id == show.stop
    )
    times = sorted(
        datetime.combine(day, time.fromisoformat(at)).astimezone() for at in set(show.times)
    )
    lasts = stop.minutes * MINUTE
    ends = [min(begins + lasts, again) for begins, again in pairwise(times)]
    ends += [begins + lasts for begins in times[-1:]]
    ahead = min((begins for begins in times if begins > now), default=None)
    return [
        Showing(show, number, begins, end, _when(begins, end, now, ahead))
        for begins, end in zip(times, ends, strict=True)
    ]


def _when(begins: datetime, ends: datetime, now: datetime, ahead: datetime | None) -> When:
    if begins <= now:
        return "now" if now < ends else "over"
    return "next" if begins == ahead else "later"


def next_showing(shows: Sequence[Sequence[Showing]]) -> Showing | None:
    """Return the demonstration that is shown next, or None if nothing is left today."""
    ahead = [each for times in shows for each in times if each.when == "next"]
    return min(ahead, key=lambda each: each.begins, default=None)


def minutes_until(moment: datetime, now: datetime) -> int:
    """Return how many minutes are left, rounded up; 0 once the moment has come."""
    return max(0, -((now - moment) // MINUTE))


def clock_face(moment: datetime) -> str:
    """Return the local time of a moment, as clocks show it."""
    return clock.time_of_day(moment.astimezone())


def parting(surveys: Sequence[Survey]) -> Survey | None:
    """Return the survey that asks how the visit was, or None if the pack has none."""
    return next((survey for survey in surveys if survey.place == "tour"), None)
