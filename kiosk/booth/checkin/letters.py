"""Print invitations: letters of one A4 page, and sheets of 24 labels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kiosk.booth.checkin import rules
from kiosk.booth.checkin.invitations import Guest
from kiosk.content.catalog import Catalog
from kiosk.content.parts import Text
from kiosk.sealing.erasure import KEEP
from kiosk.shell import printing
from kiosk.shell.printing import Incomplete, Printed

NAME, ORGANISATION = Text(zh="姓名", en="name"), Text(zh="单位", en="organisation")
TO_BE_ANNOUNCED = Text(zh="以通知为准", en="to be announced")


@dataclass(frozen=True)
class OpenedInvitation:
    """What a code holds, paired with the guest it is for."""

    code: str
    guest: Guest


def labels(catalog: Catalog, _unit: str | None, invitations: Sequence[OpenedInvitation]) -> Printed:
    """Return a PDF of labels, 24 a page."""
    told = [_label(catalog, each) for each in invitations]
    return Printed(printing.pdf("labels", {"labels": told}), _incomplete(invitations))


def letters(catalog: Catalog, unit: str | None, invitations: Sequence[OpenedInvitation]) -> Printed:
    """Return a PDF of letters, one a page, to the unit that opens its doors (or the bureau)."""
    event, tour = catalog.pack.event, catalog.pack.tour
    name = catalog.units[unit].name if unit in catalog.units else event.bureau
    told = {
        "bureau": event.bureau.zh,
        "event": event.name.zh,
        "theme": event.theme.zh,
        "unit": name.zh,
        "at": name.zh if name.zh != event.bureau.zh else "公安机关",
        "stops": [stop.name.zh for stop in tour.stops],
        "rules": [rule.zh for rule in tour.rules],
        "days": str(KEEP.days),
        "letters": [_letter(catalog, each, name) for each in invitations],
    }
    return Printed(printing.pdf("letters", told), _incomplete(invitations))


PRINTERS: dict[str, Callable[[Catalog, str | None, Sequence[OpenedInvitation]], Printed]] = {
    "letters": letters,
    "labels": labels,
}


def _incomplete(invitations: Sequence[OpenedInvitation]) -> list[Incomplete]:
    """Return the invitations that have boxes."""
    return printing.incomplete(
        (spaced(each.code), {NAME: each.guest.name, ORGANISATION: each.guest.organisation})
        for each in invitations
    )


def spaced(code: str) -> str:
    """Return a code as people read it aloud: in groups of four."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))


Told = dict[str, str | list[str]]


def _told(invitation: OpenedInvitation) -> Told:
    """Return what letters and labels say alike."""
    return {
        "name": invitation.guest.name,
        "organisation": invitation.guest.organisation,
        "spoken": spaced(invitation.code),
        "code": printing.code(f"{rules.INVITED}{invitation.code}".encode()),
    }


def _label(catalog: Catalog, invitation: OpenedInvitation) -> Told:
    guest = invitation.guest
    day = printing.chinese_day(guest.day, is_short=True)
    if not day and not guest.slot:
        day = f"时间{TO_BE_ANNOUNCED.zh}"
    said = " · ".join(filter(None, [_span(catalog, guest), f"{guest.people} 人"]))
    return _told(invitation) | {"when": [day, said] if day else [said]}


def _letter(catalog: Catalog, invitation: OpenedInvitation, unit: Text) -> Told:
    guest = invitation.guest
    when = _when(catalog, guest)
    return _told(invitation) | {
        "when": when.zh,
        "people": f"{guest.people} 人",
        "english": _english(catalog, guest, unit, when),
    }


def _english(catalog: Catalog, guest: Guest, unit: Text, when: Text) -> str:
    """Return the letter in English, in a few sentences."""
    event = catalog.pack.event
    people = "one person" if guest.people == 1 else f"{guest.people} people"
    return (
        f"You are invited to the {event.name.en} of the {event.bureau.en}, at {unit.en}, "
        f"for {people}; time: {when.en}. Hold the code under the scanner at the "
        "door, or read it out to the reception; it works once. The list of guests is sealed on the "
        f"laptop at the door and erased {KEEP.days} days after the event. Nobody will ask for an "
        "identity number."
    )


def _span(catalog: Catalog, guest: Guest) -> str:
    slot = catalog.slots.get(guest.slot or "")
    return f"{slot.starts_at}–{slot.ends_at}" if slot else ""


def _when(catalog: Catalog, guest: Guest) -> Text:
    """Return when the guest is expected; what is open is to be announced."""
    span = _span(catalog, guest)
    zh, en = printing.chinese_day(guest.day), guest.day or ""
    if not (guest.day or span):
        return TO_BE_ANNOUNCED
    if not guest.day:
        zh, en = f"日期{TO_BE_ANNOUNCED.zh}，", f"date {TO_BE_ANNOUNCED.en},"
    if not span:
        return Text(zh=f"{zh}，场次{TO_BE_ANNOUNCED.zh}", en=f"{en}, time {TO_BE_ANNOUNCED.en}")
    return Text(zh=f"{zh} {span}", en=f"{en} {span}")
