"""Show the fleet, a device, and an event's completeness; let the administrator act on a device."""

from __future__ import annotations

from collections import Counter
from typing import Any

from flask import Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk import clock
from kiosk.accounts.pages import MenuEntry, StaffPages, show, signed_in
from kiosk.accounts.roles import ADMIN, FIGURES
from kiosk.clock import local
from kiosk.content import editions
from kiosk.errors import KioskError, Refused
from kiosk.journal.this_device import DEMO
from kiosk.sealing import identity
from kiosk.shell import qr
from kiosk.shell.pages import see
from kiosk.storage.db import db
from kiosk.sync.central import comparison, fleet, quarantine, service
from kiosk.sync.central.fleet import DeviceStatus

pages = StaffPages(allowed=FIGURES, at="central", section="fleet")

ACTS = {"revoke": service.revoke, "close": service.close}
UNDOS = {"readmit": service.readmit, "reopen": service.reopen}


def page(template: str, code: int = 200, **context: Any) -> Response:
    """Render a page of the fleet."""
    names = editions.labels(db.reader()).units
    return show(f"sync/central/{template}.html", code, local=local, names=names, **context)


@pages.get("/fleet", name="fleet", menu=MenuEntry("终端", "Devices", "today", 3))
def fleet_page() -> Response:
    """List the devices, those that want a look first; all, or an event's."""
    events = fleet.events(db.reader())
    chosen = request.args.get("event", "")
    statuses = fleet.list_devices(db.reader(), chosen if chosen in events else None)
    return page("fleet", devices=statuses, events=events, chosen=chosen, sums=sums(statuses))


def sums(statuses: list[DeviceStatus]) -> dict[str, Any]:
    """Add up what is held and stated, and count the devices by word."""
    return {
        "held": sum(status.held for status in statuses),
        "stated": sum(status.stated for status in statuses),
        "quarantined": sum(status.quarantined for status in statuses),
        "words": Counter(status.word for status in statuses),
    }


@pages.get("/fleet/device/<device>")
def fleet_device(device: str) -> Response:
    """Show one device: its journals, what is missing, and what can be done."""
    return _device(device)


def _device(device: str, code: int = 200, problem: KioskError | None = None) -> Response:
    status = fleet.find_one(db.reader(), device)
    found = quarantine.read_page(db.reader(), _page_asked(), device)
    return page(
        "device",
        code,
        device=status,
        found=found,
        problem=problem,
        lacking=comparison.describe_missing,
    )


@pages.post("/fleet/device/<device>", allowed=ADMIN)
def fleet_act(device: str) -> AnyResponse:
    """Revoke, close, or take either back; what gives something up asks for a reason."""
    act, name = request.form.get("act", ""), signed_in().name
    try:
        if act in ACTS and "sure" not in request.form:
            raise Refused("请勾选确认。", "Tick the box to confirm.")
        with db.transaction() as tx:
            if act in ACTS:
                ACTS[act](tx, device, request.form.get("reason", ""), by=name)
            elif act in UNDOS:
                UNDOS[act](tx, device, by=name)
    except Refused as error:
        return _device(device, 409, error)
    return see("staff.fleet_device", device=device)


@pages.get("/fleet/quarantine", section="quarantine")
def fleet_quarantine() -> Response:
    """List the records in quarantine, with the reason."""
    return _quarantine()


def _quarantine(code: int = 200, problem: KioskError | None = None) -> Response:
    found = quarantine.read_page(db.reader(), _page_asked())
    return page("quarantine", code, found=found, problem=problem, done=request.args.get("done", ""))


def _page_asked() -> int:
    return request.args.get("page", 1, type=int)


@pages.post("/fleet/quarantine", allowed=ADMIN, section="quarantine")
def fleet_release() -> AnyResponse:
    """Release one record: stored where that is possible now, or accepted as it came."""
    form = request.form
    seq = form.get("seq", "")
    try:
        with db.transaction() as tx:
            is_stored = service.release(
                tx,
                form.get("device", ""),
                form.get("epoch", ""),
                int(seq) if seq.isascii() and seq.isdecimal() and len(seq) < 19 else 0,
                by=signed_in().name,
                as_it_came=form.get("act") == "accept",
            )
    except KioskError as error:
        return _quarantine(409, error)
    return see("staff.fleet_quarantine", done="stored" if is_stored else "kept")


@pages.get("/fleet/completeness", section="completeness")
def fleet_completeness() -> Response:
    """Show whether all of an event is here, device by device, on screen and to print."""
    events = fleet.events(db.reader())
    asked = request.args.get("event", "")
    event = asked if asked in events else next(iter(events), "")
    statuses = fleet.list_devices(db.reader(), event) if event else []
    return page(
        "completeness",
        event=event,
        events=events,
        is_demo_event=event == DEMO,
        devices=statuses,
        sums=sums(statuses),
        lacking=comparison.describe_missing,
        is_complete=bool(statuses) and all(status.word == "complete" for status in statuses),
        ends=editions.event_ends(db.reader()).get(event),
        now=clock.now().astimezone(),
        fingerprint=_fingerprint(),
    )


def _fingerprint() -> str:
    return identity.fingerprint(bytes(identity.central_key(db.reader()).verify_key))


@pages.get("/fleet/enrol", allowed=ADMIN, section="enrol")
def fleet_enrol() -> Response:
    """Offer to make a one-time code."""
    return page("enrol", made=None)


@pages.post("/fleet/enrol", allowed=ADMIN, section="enrol")
def fleet_make_code() -> Response:
    """Make a one-time code, and show it once."""
    with db.transaction() as tx:
        code, expires_at = service.make_code(tx, by=signed_in().name)
    address = request.host_url.rstrip("/")
    dark = qr.matrix(f"{address} {code}".encode())
    return page(
        "enrol",
        made=code,
        expires=local(expires_at),
        address=address,
        fingerprint=_fingerprint(),
        path="".join(f"M{x} {y}h{length}v1h-{length}z" for x, y, length in qr.runs(dark)),
        size=len(dark),
    )
