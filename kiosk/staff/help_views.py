"""Show the handbook, to everybody who may reach the staff's pages: it holds no secret."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Response, current_app

from kiosk.checkin import rules
from kiosk.errors import Unknown
from kiosk.health import LEAST_FREE_BYTES
from kiosk.journal import erasure, keys
from kiosk.staff import accounts, handbook, roles
from kiosk.staff.pages import bp, show
from kiosk.sync import enrolment

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@bp.get("/help", endpoint="help")
def contents() -> Response:
    """Show the table of contents."""
    return show("help/contents.html", **_book())


@bp.get("/help/print", endpoint="help_print")
def print_all() -> Response:
    """Show all parts on one page, to be printed."""
    return show("help/print.html", **_book())


@bp.get("/help/<part>", endpoint="help_part")
def one_part(part: str) -> Response:
    """Show one part. Raises Unknown."""
    if part not in handbook.PARTS:
        raise Unknown("手册里没有这一部分。", "The handbook has no such part.")
    before, after = handbook.neighbours(part)
    return show("help/part.html", part=part, before=before, after=after, **_book())


def _book() -> dict[str, Any]:
    """Return what the texts refer to; what code decides is not typed a second time."""
    settings = current_app.config["SETTINGS"]
    facts = {
        "lock_minutes": settings.staff_lock // 60,
        "idle": settings.idle,
        "countdown": settings.countdown,
        "password": accounts.LEAST_PASSWORD,
        "passphrase": keys.LEAST_PASSPHRASE,
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
    return {"parts": handbook.PARTS, "facts": facts, "allows": _allows}


def _allows(role: str, endpoint: str, *, is_central: bool) -> bool:
    """Tell what the table of roles shows: whether a role may open a page there."""
    return roles.may_open(role, endpoint, is_central=is_central)
