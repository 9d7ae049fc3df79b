"""Staff pages that take a list of belongings in, and print its labels and letters."""

from __future__ import annotations

from flask import Response
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as AnyResponse

from kiosk.accounts import accounts
from kiosk.accounts.pages import StaffPages, show, signed_in
from kiosk.accounts.roles import KEEPERS
from kiosk.booth.handback import service
from kiosk.booth.handback.listing import reader
from kiosk.booth.handback.listing.reader import ItemList
from kiosk.content import service as content
from kiosk.errors import KioskError, Refused
from kiosk.journal import this_device
from kiosk.sealing import keys
from kiosk.shell.lists.repeats import take_held
from kiosk.shell.lists.sent import sent_list
from kiosk.shell.spreadsheets.sheets import too_large
from kiosk.storage.db import db

pages = StaffPages(allowed=KEEPERS, at="booth", section="handback")

MOST_REMARKS = 200


@pages.get("/handback/list")
def handback_list() -> Response:
    """Ask for a list."""
    return _page()


def _page(
    code: int = 200,
    problem: KioskError | None = None,
    found: ItemList | None = None,
    taken: int = 0,
    already: int = 0,
) -> Response:
    catalog = content.current()
    return show(
        "handback/staff/list.html",
        code,
        problem=problem,
        found=found,
        taken=taken,
        already=already,
        most=MOST_REMARKS,
        kinds=catalog.pack.handback.kinds,
        can_seal=keys.has_key(db.reader()),
    )


@pages.post("/handback/list")
def handback_list_take() -> AnyResponse:
    """Take a list: good rows are listed, the others named; what is held already stays as it is."""
    catalog, reader_ = content.current(), db.reader()
    try:
        here = this_device.place(reader_)
        found = reader.read_file(sent_list(), catalog, here.unit if here else None)
        already = take_held(found, lambda item: item.number, service.numbers_here(reader_))
        sealed = service.seal_all(reader_, catalog, (row.value for row in found.rows))
    except RequestEntityTooLarge:
        return _page(413, too_large())
    except Refused as error:
        return _page(409, error)
    with db.transaction() as tx:
        taken = service.keep(tx, sealed)
        accounts.note(tx, signed_in().name, "belongings-listed", str(taken))
    return _page(200, None, found, taken, len(already))
