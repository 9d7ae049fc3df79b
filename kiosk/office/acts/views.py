"""Show the staff log: search it, leaf through it."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Response, current_app, request, url_for

from kiosk.accounts.pages import MenuEntry, StaffPages, show
from kiosk.accounts.roles import KEEPERS
from kiosk.clock import read_day
from kiosk.errors import KioskError, Refused
from kiosk.office.acts import words as done
from kiosk.office.acts.report import ActFilters, devices, search, used
from kiosk.storage.db import db
from kiosk.sync.central.comparison import SHORT

pages = StaffPages(allowed=KEEPERS, section="log")

FIELDS = ("actor", "act", "text", "device", "since", "until")
MOST_LETTERS = 64
FORMATS = ("xlsx", "csv", "jsonl")


@pages.get("/acts", menu=MenuEntry("操作记录", "Staff log", "people", 2))
def acts() -> Response:
    """Show a page of the acts that were looked for, all of them by default."""
    try:
        return page(sought())
    except Refused as error:
        return page(ActFilters(), 409, error)


def _given() -> dict[str, str]:
    """Return what the form asks for, cut to what can be meant."""
    return {name: request.values.get(name, "").strip()[:MOST_LETTERS] for name in FIELDS}


def sought() -> ActFilters:
    """Return what is looked for. Raises Refused if a day is not a date."""
    given = _given()
    since, until = read_day(given.pop("since")), read_day(given.pop("until"))
    return ActFilters(since=since, until=until, **given)


def page(filters: ActFilters, code: int = 200, problem: KioskError | None = None) -> Response:
    """Show a page of the acts that were found, with what is wrong with the search."""
    tx, given = db.reader(), _given()
    asked = request.args.get("page", "1")
    number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 7 else 1
    words = urlencode({name: value for name, value in given.items() if value})
    address = url_for("staff.acts")
    return show(
        "acts/acts.html",
        code,
        problem=problem,
        found=search(tx, filters, number),
        given=given,
        is_sought=bool(words),
        page_address=lambda page: f"{address}?{words}{'&' if words else ''}page={page}",
        acts={act: done.words(act) for act in used(tx)},
        devices=devices(tx) if current_app.config["IS_CENTRAL"] else [],
        short=SHORT,
        formats=FORMATS,
    )
