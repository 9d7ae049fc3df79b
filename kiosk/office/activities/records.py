"""An entry on one activity of a unit, its photos, and their rows.

Each record carries the whole state after a change and its number, so that the one with the highest
number says how things stand, undo is one more record, and central takes booths' records as they
come.
"""

from __future__ import annotations

from typing import Literal

from kiosk.journal.kinds import Kind, Rows
from kiosk.journal.records import Payload, Record

Act = Literal["save", "remove", "undo"]


class ActivityTold(Payload, frozen=True):
    """An entry as it stands after a change.

    `entry` is a random id; `number` counts its changes from 1. `begins` and `ends` are local times
    (`2026-12-20T09:00`). `visitors` is an estimate, null without one. `done` is what staff
    wrote for an official report; it names no citizen.
    """

    entry: str
    number: int
    of_event: str
    about_unit: str
    kind: str
    place: str
    begins: str
    ends: str
    officers: int
    visitors: int | None
    done: str
    is_removed: bool
    act: Act
    actor: str


class PhotoTold(Payload, frozen=True):
    """A photo of an entry as it stands after a change.

    `jpeg` is the picture in base64, in its first record alone; `digest` its SHA-256 (hexadecimal).
    Photos stand in the order of `position`.
    """

    photo: str
    entry: str
    number: int
    caption: str
    position: int
    width: int
    height: int
    digest: str
    is_removed: bool
    actor: str
    jpeg: str | None


def project_entry(_record: Record, told: ActivityTold) -> Rows:
    """Make the row of an entry's state."""
    yield (
        "activity",
        {
            "entry": told.entry,
            "number": told.number,
            "of_event": told.of_event,
            "about_unit": told.about_unit,
            "kind": told.kind,
            "place": told.place,
            "begins": told.begins,
            "ends": told.ends,
            "officers": told.officers,
            "visitors": told.visitors,
            "done": told.done,
            "is_removed": told.is_removed,
            "act": told.act,
            "actor": told.actor,
        },
    )


def project_photo(_record: Record, told: PhotoTold) -> Rows:
    """Make the row of a photo's state; the picture stays in the record that it came with."""
    yield (
        "activity_photo",
        {
            "photo": told.photo,
            "entry": told.entry,
            "number": told.number,
            "caption": told.caption,
            "position": told.position,
            "width": told.width,
            "height": told.height,
            "digest": told.digest,
            "is_removed": told.is_removed,
            "actor": told.actor,
            "has_picture": told.jpeg is not None,
        },
    )


ENTRY = Kind(
    name="activity",
    version=1,
    payload=ActivityTold,
    project=project_entry,
    tables=("activity",),
)
PHOTO = Kind(
    name="activity-photo",
    version=1,
    payload=PhotoTold,
    project=project_photo,
    tables=("activity_photo",),
)
