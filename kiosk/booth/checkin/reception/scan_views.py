"""Take what a scanner types: an invitation, a badge, or anything else in the world."""

from __future__ import annotations

from flask import Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk import clock
from kiosk.accounts.pages import StaffPages, signed_in
from kiosk.accounts.roles import DESK
from kiosk.booth.checkin import invitations, rules, service, slots
from kiosk.booth.checkin.models import Invitation
from kiosk.booth.checkin.reception import guests
from kiosk.booth.checkin.reception.pages import desk_page, event, page
from kiosk.booth.checkin.reception.party_views import checked_in
from kiosk.clock import local
from kiosk.content import service as content
from kiosk.errors import KioskError, Refused, Unknown
from kiosk.journal import taps
from kiosk.shell import sitting
from kiosk.shell.pages import see
from kiosk.storage.db import db

pages = StaffPages(allowed=DESK, at="booth", section="desk")


@pages.post("/reception/scan")
def reception_scan() -> AnyResponse:
    """Lead from a code to its party, or to the invitation that it is; else say what is wrong."""
    try:
        return _read(request.form.get("code", ""))
    except (Refused, Unknown) as error:
        return desk_page(409, error)


def _read(text: str) -> AnyResponse:
    """Answer a code. Raises Refused, Unknown."""
    read = rules.read_scan(text)
    if read is None:
        raise Refused(
            "这不是邀请码，也不是参观证上的码；请再扫一次，或在名单里查找。",
            "This is neither an invitation nor a badge; scan again, or look in the list.",
        )
    kind, code = read
    if kind != "V":
        try:
            return _invitation(code)
        except Unknown:
            if kind == "I":
                raise
    return _badge(code)


def _badge(code: str) -> AnyResponse:
    held = service.find(db.reader(), code)
    if held.status not in ("waiting", "inside"):
        at = clock.to_minute_short(local(held.acted_at))
        raise Refused(
            f"这批客人（{held.people} 人）不在里面：{at} 已签退或取消。",
            f"This party ({held.people} people) is not inside: it left or was cancelled at {at}.",
        )
    return see("staff.reception_party", visit=code)


def _invitation(code: str) -> Response:
    """Ask whether an invited party comes in. Raises Unknown, and Refused if it came before."""
    invited = invitations.find(db.reader(), code)
    invitations.refuse_used(db.reader(), invited)
    return _confirm(invited)


def _confirm(invited: Invitation, code: int = 200, problem: KioskError | None = None) -> Response:
    tap = request.form.get("tap", "")
    key = signed_in().key
    return page(
        "invitation",
        code,
        problem,
        invited=invited,
        texts=guests.texts(db.reader(), invited, bytes(key)) if key else {},
        rooms=slots.open_rooms(slots.rooms(db.reader(), content.current(), event())),
        today=clock.today().isoformat(),
        tap=tap if taps.is_tap(tap) else None,
    )


@pages.post("/reception/invited/admit", section="invited")
def reception_invited_admit() -> AnyResponse:
    """Check an invited party in, as asked by the list or by a scan."""
    form = request.form
    code, tap = form.get("invitation", ""), form.get("tap", "")
    try:
        with db.transaction() as tx:
            held = service.check_in_invited(
                tx,
                content.current(),
                code,
                tap=tap,
                slot_id=form.get("slot") or None,
                has_accepted_rules="rules" in form,
                language=sitting.view().language,
                actor=signed_in().name,
            )
    except (Refused, Unknown) as error:
        return _ask_again(code, error)
    return checked_in(held, tap)


def _ask_again(code: str, problem: KioskError) -> Response:
    """Show the invitation again, so that another slot can be chosen; else the desk."""
    try:
        invited = invitations.find(db.reader(), code)
    except Unknown:
        return desk_page(409, problem)
    if invitations.use(db.reader(), code):
        return desk_page(409, problem)
    return _confirm(invited, 409, problem)
