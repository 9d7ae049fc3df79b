"""Read the codes of invitations and badges, which a scanner types."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from flask import Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk import clock
from kiosk.booth.checkin import forms, invitations, receipts, rules, service, states
from kiosk.booth.checkin.models import Invitation
from kiosk.booth.checkin.records import Head
from kiosk.booth.checkin.views import bp, open_rooms, said
from kiosk.content import service as content
from kiosk.content.parts import Text
from kiosk.errors import KioskError, Refused, Unknown
from kiosk.journal.service import new_id
from kiosk.shell import camera, sitting
from kiosk.shell.pages import render, see
from kiosk.shell.sitting_store import SittingStore
from kiosk.storage.db import db

NO_CODE = Unknown(
    "这不是邀请函或胸贴上的码，请对准邀请函或胸贴再扫一次。",
    "This is not the code of an invitation or badge. Please scan one of those.",
)
UNKNOWN = Unknown(
    "这台电脑上没有这个码，请到接待台。",
    "This laptop does not know this code; please ask the reception.",
)


@dataclass(frozen=True)
class Scan:
    """What a sitting scanned last: which code, or why it could not be read."""

    code: str = ""
    problem: Text | None = None
    slot: str | None = None


@dataclass(frozen=True)
class Found:
    """What a code belongs to: an invitation, or a visit as it stands."""

    kind: Literal["invitation", "visit"]
    row: Any


SCANS: SittingStore[Scan] = SittingStore()


@bp.get("/scan")
def scan() -> Response:
    """Show the field that a scanner types into, and why the last code was not taken."""
    held = SCANS.get(sitting.current()) if "again" in request.args else None
    return camera.allowed(render("checkin/scan.html", problem=held.problem if held else None))


@bp.post("/scan")
def read_scan() -> AnyResponse:
    """Find what was scanned; the code is carried in memory, never in an address."""
    found = rules.read_scan(request.form.get("code", ""))
    if found is None:
        return _refuse(NO_CODE)
    mark, code = found
    try:
        find(mark, code)
    except KioskError as problem:
        return _refuse(problem)
    SCANS.keep(sitting.ensure(), Scan(f"{_PREFIXES[mark]}{code}"))
    return see("checkin.scanned")


_PREFIXES = {"I": rules.INVITED, "V": rules.BADGE, None: ""}


def _refuse(problem: KioskError) -> AnyResponse:
    """Lead back to the scanner's field, which says why."""
    SCANS.keep(sitting.ensure(), Scan(problem=said(problem)))
    return see("checkin.scan", again=1)


def find(mark: str | None, code: str) -> Found:
    """Find what a code belongs to; a bare one may be of either kind.

    Raises Unknown, and Refused if the invitation was used or the party has left.
    """
    tx = db.reader()
    if mark != "V":
        try:
            invited = invitations.find(tx, code)
        except Unknown:
            if mark == "I":
                raise
        else:
            invitations.refuse_used(tx, invited)
            return Found("invitation", invited)
    try:
        row = service.find(tx, code)
    except Unknown:
        raise UNKNOWN from None
    if row.status not in ("waiting", "inside"):
        raise Refused(
            "这张胸贴已经签退了，谢谢您来参观。",
            "This badge has checked out. Thank you for coming.",
        )
    return Found("visit", row)


@bp.get("/scanned")
def scanned() -> AnyResponse:
    """Ask to confirm what the code stands for: to check in, or to check out."""
    held = SCANS.get(sitting.current())
    code = rules.read_scan(held.code) if held else None
    if held is None or code is None:
        return see("checkin.scan")
    try:
        found = find(*code)
    except KioskError as problem:
        return _refuse(problem)
    if found.kind == "invitation":
        return _confirm_invitation(found.row, held)
    catalog = content.current()
    return render(
        "checkin/leave.html",
        visit=found.row,
        slot=catalog.slots.get(found.row.slot or ""),
        tap=new_id(),
        problem=held.problem,
    )


def _confirm_invitation(invited: Invitation, held: Scan) -> Response:
    catalog, today = content.current(), clock.today().isoformat()
    is_today = invited.day in (None, today)
    rooms = open_rooms()
    choices = forms.choices(
        rooms,
        held.slot or invited.slot,
        people=invited.people,
        own=invited.people if is_today else 0,
        own_slot=invited.slot or "",
    )
    return render(
        "checkin/invited.html",
        invited=invited,
        kind=catalog.visitors.get(invited.kind),
        slot=catalog.slots.get(invited.slot or ""),
        is_today=is_today,
        form=forms.Shown(new_id(), {}, held.problem, "when", choices),
        is_possible=any(each.is_open for each in choices) or not (rooms or invited.slot),
    )


@bp.post("/invited")
def check_in_invited() -> AnyResponse:
    """Check an invited party in."""
    values, held = request.form.to_dict(), sitting.ensure()
    code, slot = values.get("code", ""), values.get("slot") or None
    catalog = content.current()
    try:
        with db.transaction() as tx:
            if not states.is_known_tap(tx, values.get("tap", "")):
                forms.check_accepted(values)
            done = service.check_in_invited(
                tx,
                catalog,
                code,
                tap=values.get("tap", ""),
                slot_id=slot,
                has_accepted_rules=True,
                language=sitting.view().language,
            )
            row = service.find(tx, done.visit)
            invited = invitations.find(tx, code)
    except (Refused, Unknown) as problem:
        SCANS.keep(held, Scan(rules.INVITED + code, said(problem), slot))
        return see("checkin.scanned")
    SCANS.drop(held)
    heads = [Head(kind=invited.kind, people=invited.people)]
    receipts.keep(held, receipts.make(catalog, done, row, heads))
    return see("checkin.receipt")


@bp.post("/leave")
def leave() -> AnyResponse:
    """Check out a party, or some of it."""
    code, people = request.form.get("code", ""), request.form.get("people", "")
    count = int(people) if people.isascii() and people.isdigit() else None
    try:
        with db.transaction() as tx:
            gone = service.leave(tx, [code], tap=request.form.get("tap", ""), people=count)
    except (Refused, Unknown) as problem:
        return _refuse(problem)
    SCANS.drop(sitting.ensure())
    return see("checkin.left", people=gone)


@bp.get("/left")
def left() -> Response:
    """Say goodbye."""
    people = request.args.get("people", "")
    return render("checkin/left.html", people=int(people[:3]) if people.isdecimal() else 0)
