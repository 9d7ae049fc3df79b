"""Pages where guests check in by themselves, and give them their receipt."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.booth.checkin import forms, receipts, repeats, service, slots
from kiosk.booth.checkin.surnames import BY_INITIAL
from kiosk.content import service as content
from kiosk.content.parts import Text
from kiosk.errors import KioskError, Refused, Unknown
from kiosk.journal import this_device
from kiosk.shell import qr, sitting
from kiosk.shell.pages import can_type, render, see
from kiosk.storage.db import db

bp = Blueprint("checkin", __name__, url_prefix="/checkin")

FORMS = {"walk-in": "checkin.walk_in", "group": "checkin.group"}


@bp.get("/")
def walk_in() -> Response:
    """Show the form for a person, a family, a few friends."""
    return _form("walk-in", "checkin/form.html", initials=BY_INITIAL, most=forms.MOST_WALK_IN)


@bp.post("/")
def check_in() -> AnyResponse:
    """Check a party in; nothing of the form stays with the browser."""
    return take_form("walk-in", request.form.to_dict())


@bp.get("/group")
def group() -> Response:
    """Show the form for a class or another group, which comes in by one act."""
    return _form("group", "checkin/group.html", initials=BY_INITIAL)


@bp.post("/group")
def check_in_group() -> AnyResponse:
    """Check a whole group in."""
    return take_form("group", request.form.to_dict())


def _form(channel: forms.Channel, template: str, **context: Any) -> Response:
    """Show a form, fresh or as it was sent where it has to be mended (`again`)."""
    kept = forms.REFUSED.get(sitting.current()) if "again" in request.args else None
    return render(
        template,
        form=forms.fill_in(channel, kept, open_rooms()),
        can_type=can_type(),
        **context,
    )


def open_rooms() -> list[slots.Room]:
    """Return today's slots that have not ended, with their places."""
    here = this_device.place(db.reader())
    rooms = slots.rooms(db.reader(), content.current(), here.event) if here else []
    return slots.open_rooms(rooms)


def take_form(
    channel: forms.Channel, values: dict[str, str], *, is_sure: bool = False
) -> AnyResponse:
    """Check in what a form says; lead back to it where something has to be mended."""
    catalog, held, sent = content.current(), sitting.ensure(), None
    try:
        sent = forms.read_form(channel, values, catalog, has_slots=bool(open_rooms()))
        marked = repeats.mark(sent.party)
        if not is_sure and repeats.is_repeat(marked, sent.tap):
            forms.REFUSED.keep(held, forms.RefusedForm(channel, values))
            return see("checkin.repeat")
        _check_in(held, channel, sent)
    except (Refused, Unknown) as problem:
        part = forms.mended(problem, sent)
        forms.REFUSED.keep(held, forms.RefusedForm(channel, values, said(problem), part))
        return see(FORMS[channel], again=1)
    repeats.note(marked, sent.tap)
    forms.REFUSED.drop(held)
    return see("checkin.receipt")


def said(problem: KioskError) -> Text:
    """Return a problem's words for the page."""
    return Text(zh=problem.zh, en=problem.en)


def _check_in(held: str, channel: forms.Channel, sent: forms.Sent) -> None:
    catalog = content.current()
    with db.transaction() as tx:
        done = service.check_in(
            tx,
            catalog,
            sent.party,
            tap=sent.tap,
            channel=channel,
            slot_id=sent.slot,
            has_accepted_rules=True,
            language=sitting.view().language,
        )
        row = service.find(tx, done.visit)
    receipt = receipts.make(catalog, done, row, sent.party.heads, sent.party.name)
    receipts.keep(held, receipt)


@bp.get("/repeat")
def repeat() -> AnyResponse:
    """Ask whether a form alike, kept a moment ago, was this person's own."""
    if forms.REFUSED.get(sitting.current()) is None:
        return see("checkin.walk_in")
    return render("checkin/repeat.html")


@bp.post("/repeat")
def check_in_again() -> AnyResponse:
    """Check in the form that was asked about; it is another party."""
    kept = forms.REFUSED.get(sitting.current())
    if kept is None:
        return see(
            "checkin.receipt" if receipts.RECEIPTS.get(sitting.current()) else FORMS["walk-in"]
        )
    return take_form(kept.channel, kept.values, is_sure=True)


@bp.get("/receipt")
def receipt() -> Response:
    """Show what was kept, until when, and how to withdraw it; a restart forgets the codes."""
    held = receipts.RECEIPTS.get(sitting.current())
    if held is None:
        return render("checkin/forgotten.html")
    return render(
        "checkin/receipt.html",
        receipt=held,
        until=receipts.written(held.until),
        kinds=content.current().visitors,
    )


@bp.get("/badge")
def badge() -> Response:
    """Show the badge as it is printed."""
    held = receipts.RECEIPTS.get(sitting.current())
    if held is None:
        return render("checkin/forgotten.html")
    return render("checkin/badge.html", receipt=held)


@bp.get("/badge.svg")
def badge_code() -> Response:
    """Send the QR code of this sitting's badge. Raises Unknown without one."""
    held = receipts.RECEIPTS.get(sitting.current())
    if held is None:
        raise Unknown("这里没有可显示的码。", "There is no code to show here.")
    return Response(qr.svg(held.scan.encode()), content_type="image/svg+xml")
