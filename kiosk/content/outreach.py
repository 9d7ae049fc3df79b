"""Outreach: the kinds of places called at, with the safety points and the survey of each."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from kiosk.content.parts import Id, Option, Part, Text


class SafetyPoint(Part, frozen=True):
    """One thing to tell or show, ticked once it was."""

    id: Id
    text: Text


class PlaceKind(Part, frozen=True):
    """A kind of place, such as households or firms.

    `opening` is how to begin at the door, `mind` what staff keep in mind there, `survey`
    the one to ask. What to keep in mind comes first where a kind `is_careful`.
    """

    id: Id
    name: Text
    opening: Text
    mind: tuple[Text, ...] = ()
    survey: Id | None = None
    points: tuple[SafetyPoint, ...] = ()
    is_careful: bool = False


class DoorItem(Part, frozen=True):
    """One thing asked at the door. Each may be passed over; none depends on another."""

    id: Id
    kind: Literal["single", "multiple"]
    prompt: Text
    options: Annotated[tuple[Option, ...], Meta(min_length=2, max_length=10)]


class DoorSurvey(Part, frozen=True):
    """A survey asked at the door, one item a screen, which may stop after any of them."""

    id: Id
    title: Text
    closing: Text
    items: Annotated[tuple[DoorItem, ...], Meta(min_length=1)]


class Outreach(Part, frozen=True):
    """All kinds of places and their surveys. A pack without kinds has no outreach."""

    kinds: tuple[PlaceKind, ...] = ()
    surveys: tuple[DoorSurvey, ...] = ()
