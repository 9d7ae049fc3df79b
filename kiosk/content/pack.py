"""The pack: everything that a booth shows, typed, and immutable once published.

A pack is a folder (or a zip of one) of YAML files and drawings:

    pack.yaml          id, version, event
    units.yaml         towns, units
    topics/<id>.yaml   one topic with its questions
    surveys/<id>.yaml  one survey with its items
    blocks/<id>.yaml   items that several surveys ask
    scenes/<id>.yaml   pictures in which dangers are to be found
    calls/<id>.yaml    calls to rehearse
    cases/<id>.yaml    what happened to somebody, and where it could have stopped
    rating.yaml        the one-tap rating
    feedback.yaml      kinds of feedback
    cards.yaml         contact cards, and the apps with which they are scanned
    hotlines.yaml      telephone numbers that anybody may call
    panels.yaml        the idle screen's slide show
    tour.yaml          stops, slots, demonstrations, rules and kinds of guest of a station's tour
    stamps.yaml        stops that stamp a passport, the rule, the gifts; may be left out
    outreach.yaml      kinds of places called at, safety points, surveys; may be left out
    handback.yaml      what a desk that hands belongings back needs; may be left out
    images/            drawings and photos that panels, questions and the event name
    sounds/            recordings that are played where a page is read aloud

Ids are lower-case words joined by hyphens. They never change once published, because records
name them; texts may be mended at any time.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from kiosk.content.apps import ScanApp
from kiosk.content.handback import Handback
from kiosk.content.outreach import Outreach
from kiosk.content.parts import (
    ClockTime,
    EventId,
    FileName,
    Id,
    IsoDate,
    Link,
    Option,
    Part,
    Phone,
    Reviewed,
    SoundName,
    Text,
)
from kiosk.content.questions import Call, Case, Scene, Topic
from kiosk.content.stamps import Stamps


class Event(Part, frozen=True):
    """One Open Day. Dates are null until the bureau has fixed them.

    `mark` is the bureau's own mark; without one the program's is shown. `wechat` is a picture with
    the code of its official account, `wechat_link` what that code holds; one of them is enough.
    """

    id: EventId
    name: Text
    theme: Text
    bureau: Text
    starts_on: IsoDate | None = None
    ends_on: IsoDate | None = None
    mark: FileName | None = None
    wechat: FileName | None = None
    wechat_link: Link | None = None


class Town(Part, frozen=True):
    """A town or subdistrict, by which citizens find their station."""

    id: Id
    name: Text


class Unit(Part, frozen=True):
    """A department or station that takes part.

    `kind` is `plaza` (a booth on the plaza), `station` (opens its doors) or `partner` (not a
    police unit). `is_confirmed` is false where the bureau has still to confirm the entry.
    """

    id: Id
    kind: Literal["plaza", "station", "partner"]
    name: Text
    short: Text
    does: Text
    town: Id | None = None
    is_confirmed: bool = True


class ShowIf(Part, frozen=True):
    """A condition: the item is shown only if `item` was answered by one of `any_of`."""

    item: Id
    any_of: Annotated[tuple[Id, ...], Meta(min_length=1)]


class Item(Reviewed, frozen=True):
    """One item of a survey.

    `single`, `multiple`, `scale` and `ranking` have options (a scale's carry values, best last);
    `number` has `least` and `most`; `text` is typed, optional and sealed; `unit` picks a unit.
    `index` names the index that a scale counts towards. Its points are 1 to 5; a scale without a
    middle has the points 1, 2, 4 and 5, so that the same words count the same on both. `rate`
    names the public rate that the share of 4 and 5 is. With a random `order` each sitting sees its
    options in another order.
    """

    id: Id
    kind: Literal["single", "multiple", "scale", "ranking", "number", "text", "unit"]
    prompt: Text
    options: tuple[Option, ...] = ()
    least: int | None = None
    most: int | None = None
    is_optional: bool = False
    index: Literal["security", "satisfaction", "justice"] | None = None
    show_if: ShowIf | None = None
    rate: Literal["security", "awareness", "participation"] | None = None
    order: Literal["fixed", "random"] = "fixed"


class Block(Part, frozen=True):
    """Items that several surveys ask in the same words, such as those about the person."""

    id: Id
    name: Text
    items: Annotated[tuple[Item, ...], Meta(min_length=1)]


class Survey(Part, frozen=True):
    """A survey, one item a screen. `place` is where it is offered.

    The items of some blocks are asked before its own, those of others after them; see `blocks.py`.
    """

    id: Id
    title: Text
    about: Text
    thanks: Text
    place: Literal["booth", "tour"]
    items: Annotated[tuple[Item, ...], Meta(min_length=1)]
    begins_with: tuple[Id, ...] = ()
    ends_with: tuple[Id, ...] = ()


class Reason(Part, frozen=True):
    """A reason chip after a one-tap rating, where the face's value is in `values`."""

    id: Id
    text: Text
    values: Annotated[tuple[int, ...], Meta(min_length=1)]


class Rating(Part, frozen=True):
    """The one-tap rating: one of five faces (`value` 1 worst to 5 best), then a reason."""

    prompt: Text
    faces: Annotated[tuple[Option, ...], Meta(min_length=5, max_length=5)]
    reasons: tuple[Reason, ...]


class FeedbackKind(Part, frozen=True):
    """A kind of feedback with its chips. `is_urgent` warns to dial 110 in an emergency."""

    id: Id
    name: Text
    about: Text
    prompt: Text
    chips: Annotated[tuple[Option, ...], Meta(min_length=2, max_length=12)]
    is_urgent: bool = False


class Card(Reviewed, frozen=True):
    """One contact: a post (never a person) of a unit, maybe for one community.

    `is_placeholder` is true where the number has still to be filled in. `wechat` and `wechat_link`
    are the post's own work account; without one the bureau's is shown (see `Event`).
    """

    id: Id
    unit: Id
    post: Text
    says: Text
    phone: Phone
    community: Text | None = None
    hours: Text | None = None
    is_placeholder: bool = False
    voice: SoundName | None = None
    wechat: FileName | None = None
    wechat_link: Link | None = None


class Hotline(Part, frozen=True):
    """A telephone number that anybody may call, and what it is for."""

    id: Id
    number: Phone
    name: Text
    use: Text
    is_emergency: bool
    note: Text | None = None


class Panel(Reviewed, frozen=True):
    """One slide of the idle screen: a drawing, a title and a few short lines."""

    id: Id
    topic: Id | None
    title: Text
    lines: Annotated[tuple[Text, ...], Meta(min_length=1, max_length=4)]
    image: FileName
    alt: Text
    voice: SoundName | None = None


class Stop(Part, frozen=True):
    """One stop of a station's tour. `minutes` is how long a group stays."""

    id: Id
    name: Text
    shows: Text
    minutes: int
    may_photograph: bool
    rule: Text | None = None


class Slot(Part, frozen=True):
    """A time, local, from `starts_at` to `ends_at`, at which at most `capacity` people enter."""

    id: Id
    starts_at: ClockTime
    ends_at: ClockTime
    capacity: int


class Demonstration(Part, frozen=True):
    """Something shown or drilled at a stop, at fixed times.

    `is_drill` is true if an alarm sounds for practice; guests hear of it beforehand.
    """

    id: Id
    stop: Id
    name: Text
    about: Text
    times: tuple[ClockTime, ...]
    is_drill: bool = False


class Visitor(Part, frozen=True):
    """A kind of guest, such as pupils or the media."""

    id: Id
    name: Text


class Tour(Part, frozen=True):
    """What a station shows its guests, and by which rules.

    `visitors` are the kinds of guest that check-in tells apart; without any it does not ask.
    """

    stops: tuple[Stop, ...]
    slots: tuple[Slot, ...]
    demonstrations: tuple[Demonstration, ...]
    rules: tuple[Text, ...]
    visitors: tuple[Visitor, ...] = ()


class Pack(Part, frozen=True):
    """Everything that a booth shows."""

    id: Id
    version: int
    event: Event
    towns: tuple[Town, ...]
    units: tuple[Unit, ...]
    topics: tuple[Topic, ...]
    surveys: tuple[Survey, ...]
    rating: Rating
    feedback: tuple[FeedbackKind, ...]
    cards: tuple[Card, ...]
    hotlines: tuple[Hotline, ...]
    panels: tuple[Panel, ...]
    tour: Tour
    blocks: tuple[Block, ...] = ()
    scenes: tuple[Scene, ...] = ()
    calls: tuple[Call, ...] = ()
    cases: tuple[Case, ...] = ()
    stamps: Stamps = Stamps()
    outreach: Outreach = Outreach()
    handback: Handback = Handback()
    apps: Annotated[tuple[ScanApp, ...], Meta(max_length=4)] = ()
