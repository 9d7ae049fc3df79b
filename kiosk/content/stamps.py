"""Stops that stamp a passport, the rule by which stamps make a gift ticket, and the gifts."""

from __future__ import annotations

from typing import Literal

from kiosk.content.parts import FileName, Id, Part, Text

Earning = Literal["round", "survey", "drill", "visit"]
"""A finished round or survey at the screen earns a stamp, or a drill or visit that staff saw."""


class StampStop(Part, frozen=True):
    """A place that stamps passports: the booth of a `unit`, or a stop of every station's tour.

    A ticket needs the stamp of each stop that `is_must`.
    """

    id: Id
    name: Text
    earned_by: Earning
    unit: Id | None = None
    tour_stop: Id | None = None
    is_must: bool = False


class Gift(Part, frozen=True):
    """A small gift that a ticket is redeemed for."""

    id: Id
    name: Text
    picture: FileName | None = None


class Stamps(Part, frozen=True):
    """The stamp passport: `needed` stamps make a ticket. A pack without stops has no passport."""

    needed: int = 0
    stops: tuple[StampStop, ...] = ()
    gifts: tuple[Gift, ...] = ()
