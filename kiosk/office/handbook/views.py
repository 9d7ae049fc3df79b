"""Show the handbook, to everybody who may reach the staff's pages: it holds no secret."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Response, current_app, url_for

from kiosk.accounts import accounts, passwords
from kiosk.accounts.pages import StaffPages, section_here, show, staffroom
from kiosk.booth.checkin import rules
from kiosk.errors import Unknown
from kiosk.office.handbook import parts
from kiosk.sealing import erasure, passphrases
from kiosk.storage.health import LEAST_FREE_BYTES
from kiosk.sync.format import enrolment

pages = StaffPages(allowed=None)

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pages.get("/help", name="help")
def contents() -> Response:
    """Show the table of contents."""
    return show("help/contents.html", **_book())


@pages.get("/help/print", name="help_print")
def print_all() -> Response:
    """Show all parts on one page, to be printed."""
    return show("help/print.html", **_book())


@pages.get("/help/<part>", name="help_part")
def one_part(part: str) -> Response:
    """Show one part. Raises Unknown."""
    if part not in parts.PARTS:
        raise Unknown("手册里没有这一部分。", "The handbook has no such part.")
    before, after = parts.neighbours(part)
    return show("help/part.html", part=part, before=before, after=after, **_book())


def _book() -> dict[str, Any]:
    """Return what the texts refer to; what code decides is not typed a second time."""
    settings = current_app.config["SETTINGS"]
    facts = {
        "lock_minutes": settings.staff_lock // 60,
        "idle": settings.idle,
        "countdown": settings.countdown,
        "password": passwords.LEAST,
        "passphrase": passphrases.LEAST,
        "code_hours": accounts.CODE_LASTS // HOUR,
        "stick_days": enrolment.BY_STICK.days,
        "enrol_hours": enrolment.ONLINE // HOUR,
        "early_minutes": rules.OPENS_BEFORE // MINUTE,
        "late_minutes": rules.LATE_AFTER // MINUTE,
        "longest_hours": rules.LONGEST // HOUR,
        "undo_minutes": rules.UNDO_WITHIN // MINUTE,
        "erase_days": erasure.KEEP.days,
        "disk_mb": LEAST_FREE_BYTES // 2**20,
    }
    return {"parts": parts.PARTS, "facts": facts, "allows": _allows}


def _allows(role: str, endpoint: str, *, is_central: bool) -> bool:
    """Return what the table of roles shows: whether a role may open a page there."""
    return staffroom().declared[endpoint].allows(role, is_central=is_central)


def address() -> str:
    """Return where the handbook helps with the page asked for; its contents without a section."""
    section = section_here()
    if section is None:
        return url_for("staff.help")
    return url_for("staff.help_part", part=parts.PART_OF[section], _anchor=section)
