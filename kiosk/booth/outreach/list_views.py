"""Staff pages that take a list of places in."""

from __future__ import annotations

from flask import Response
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as AnyResponse

from kiosk.accounts import accounts
from kiosk.accounts.pages import StaffPages, show, signed_in
from kiosk.accounts.roles import KEEPERS
from kiosk.booth.outreach import book, service
from kiosk.booth.outreach.listing import reader
from kiosk.booth.outreach.listing.reader import PlaceList
from kiosk.booth.outreach.service import Address
from kiosk.booth.outreach.staff_views import event
from kiosk.content import service as content
from kiosk.errors import KioskError, Refused
from kiosk.sealing import keys
from kiosk.shell.lists.sent import sent_list
from kiosk.shell.spreadsheets.sheets import too_large
from kiosk.storage.db import db

pages = StaffPages(allowed=KEEPERS, at="booth", section="outreach")

MOST_REMARKS = 200


@pages.get("/outreach/list")
def outreach_list() -> Response:
    """Ask for a list."""
    return _page()


def _page(
    code: int = 200,
    problem: KioskError | None = None,
    found: PlaceList | None = None,
    taken: int = 0,
    already: int = 0,
) -> Response:
    return show(
        "outreach/staff/list.html",
        code,
        problem=problem,
        found=found,
        taken=taken,
        already=already,
        most=MOST_REMARKS,
        kinds=content.current().pack.outreach.kinds,
        can_seal=keys.has_key(db.reader()),
    )


@pages.post("/outreach/list")
def outreach_list_take() -> AnyResponse:
    """Take a list: good rows are listed, the others named; what is held already stays as it is."""
    session = signed_in()
    held = book.opened(db.reader(), session, event())
    if held is None:
        return _page(
            409,
            Refused(
                "请先解锁：已有的地址要打开，才知道哪些是重复的。",
                "Unlock first: what is held must be open to tell which addresses are held already.",
            ),
        )
    try:
        found = reader.read(sent_list(), content.current())
        already = reader.sift(found, {reader.key(_address(each)) for each in held.entries})
        sealed = service.seal_all(db.reader(), (row.value for row in found.rows))
    except RequestEntityTooLarge:
        return _page(413, too_large())
    except Refused as error:
        return _page(409, error)
    with db.transaction() as tx:
        taken = service.keep(tx, sealed)
        accounts.note(tx, session.name, "places-listed", str(taken))
    return _page(200, None, found, taken, already)


def _address(entry: book.Entry) -> Address:
    return Address(kind=entry.kind, community=entry.community, address=entry.address)
