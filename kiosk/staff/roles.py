"""Say which role may open which page. A page without an entry is refused."""

from __future__ import annotations

EVERYONE = frozenset({"reception", "editor", "analyst", "privacy", "admin"})
OVERVIEW = frozenset({"editor", "analyst", "privacy", "admin"})
FIGURES = frozenset({"analyst", "privacy", "admin"})
SEALED = frozenset({"privacy", "admin"})
"""May read what people typed, and erase it. The reception opens the key too, for names at the door
alone."""
LOG = frozenset({"privacy", "admin"})
PRIVACY = frozenset({"privacy"})
ADMIN = frozenset({"admin"})
DESK = frozenset({"reception", "privacy", "admin"})

OPEN = frozenset(
    {
        *("staff.sign_in", "staff.sign_in_form", "staff.first", "staff.first_form"),
        *("staff.help", "staff.help_part", "staff.help_print"),
    }
)
"""Pages for which nobody need be signed in."""

ALLOWED: dict[str, frozenset[str]] = {
    "staff.overview": OVERVIEW,
    "staff.questions": OVERVIEW,
    "staff.question": OVERVIEW,
    "staff.lock": EVERYONE,
    "staff.password_form": EVERYONE,
    "staff.password": EVERYONE,
    "staff.accounts": ADMIN,
    "staff.account_add": ADMIN,
    "staff.account_change": ADMIN,
    "staff.account_reset": ADMIN,
    "staff.feedback": FIGURES,
    "staff.feedback_item": FIGURES,
    "staff.feedback_act": FIGURES,
    "staff.unlock": DESK,
    "staff.unlock_form": DESK,
    "staff.exports": FIGURES,
    "staff.download": FIGURES,
    "staff.export_job": FIGURES,
    "staff.export_cancel": FIGURES,
    "staff.export_file": FIGURES,
    "staff.activities": OVERVIEW,
    "staff.activity_new": OVERVIEW,
    "staff.activity": OVERVIEW,
    "staff.activity_save": OVERVIEW,
    "staff.activity_remove": OVERVIEW,
    "staff.activity_undo": OVERVIEW,
    "staff.activity_photos": OVERVIEW,
    "staff.activity_photo": OVERVIEW,
    "staff.activity_photo_change": OVERVIEW,
    "staff.reports": OVERVIEW,
    "staff.report_make": OVERVIEW,
    "staff.report_job": OVERVIEW,
    "staff.report_cancel": OVERVIEW,
    "staff.report_file": OVERVIEW,
    "staff.cards": EVERYONE,
    "staff.cards_pdf": EVERYONE,
    "staff.backup": ADMIN,
    "staff.backup_file": ADMIN,
    "staff.acts": LOG,
    "staff.acts_file": LOG,
    "staff.place": ADMIN,
    "staff.place_form": ADMIN,
    "staff.key": ADMIN,
    "staff.key_form": ADMIN,
    "staff.change_passphrase": ADMIN,
    "staff.new_recovery_code": ADMIN,
    "staff.erase_form": SEALED,
    "staff.erase": SEALED,
    "staff.erase_visit": DESK,
    "staff.reception": DESK,
    "staff.reception_scan": DESK,
    "staff.reception_find": DESK,
    "staff.reception_admit": DESK,
    "staff.reception_leave": DESK,
    "staff.reception_move": DESK,
    "staff.reception_undo": DESK,
    "staff.reception_party": DESK,
    "staff.reception_new": DESK,
    "staff.reception_check_in": DESK,
    "staff.reception_badge": DESK,
    "staff.reception_badge_svg": DESK,
    "staff.reception_invited": DESK,
    "staff.reception_invited_find": DESK,
    "staff.reception_invited_admit": DESK,
    "staff.reception_invited_clear": DESK,
    "staff.reception_muster": DESK,
    "staff.reception_muster_print": DESK,
    "staff.reception_occupancy": DESK,
    "staff.reception_end": DESK,
    "staff.reception_close": DESK,
    "staff.sync": FIGURES,
    "staff.sync_now": FIGURES,
    "staff.sync_stick": FIGURES,
    "staff.sync_enrol": ADMIN,
    "staff.fleet": FIGURES,
    "staff.fleet_device": FIGURES,
    "staff.fleet_act": ADMIN,
    "staff.fleet_quarantine": FIGURES,
    "staff.fleet_release": ADMIN,
    "staff.fleet_completeness": FIGURES,
    "staff.fleet_enrol": ADMIN,
    "staff.fleet_make_code": ADMIN,
    "staff.fleet_key_form": SEALED,
    "staff.fleet_make_key": SEALED,
    "staff.fleet_change_passphrase": SEALED,
    "staff.fleet_new_recovery_code": SEALED,
    "staff.fleet_withdraw_form": SEALED,
    "staff.fleet_withdraw": SEALED,
    "staff.fleet_withdraw_erase": SEALED,
}

AT_BOOTH = (
    "staff.reception",
    "staff.erase_visit",
    "staff.place",
    "staff.key",
    "staff.sync",
)
AT_CENTRAL = ("staff.fleet",)
"""How the names begin of pages that only a booth has, or only a central."""

SEALED_AT_CENTRAL = ("staff.unlock", "staff.erase", "staff.fleet_withdraw")
"""How the names begin of pages that at a central only the privacy role has. At a booth the first
account is often the only one, and the reception opens the names at its door."""

FEEDBACK_ACTS = frozenset({"assign", "answer", "close", "reopen", "quote", "unquote", "undo"})
FEEDBACK_ACTS_UNREAD = frozenset({"assign", "undo"})
"""What can be done at the feedback desk without having read what people typed."""

BY_CODE = frozenset({"staff.password_form", "staff.password", "staff.lock"})
"""All that is open to who signed in by a one-time code, until they chose a password."""

FIRST_PAGES = ("staff.overview", "staff.reception", "staff.cards")


def may_open(role: str, endpoint: str, *, is_central: bool = False) -> bool:
    """Tell whether `role` may open the page `endpoint`, at a booth or at a central."""
    elsewhere = AT_BOOTH if is_central else AT_CENTRAL
    allowed = ALLOWED.get(endpoint, frozenset())
    if is_central and endpoint.startswith(SEALED_AT_CENTRAL):
        allowed = PRIVACY
    return role in allowed and not endpoint.startswith(elsewhere)


def may_read_sealed(role: str, *, is_central: bool) -> bool:
    """Tell whether `role` may read what people typed, once it is unlocked."""
    return role in (PRIVACY if is_central else SEALED)


def feedback_acts(role: str, *, is_central: bool) -> frozenset[str]:
    """Return what `role` may do at the feedback desk, and take back.

    Who may read what people typed may do everything; who sees figures assigns, by kind and unit.
    """
    if may_read_sealed(role, is_central=is_central):
        return FEEDBACK_ACTS
    return FEEDBACK_ACTS_UNREAD if role in FIGURES else frozenset()


def may_export(role: str, kind: str) -> bool:
    """Tell whether `role` may export a kind of records; the staff log is for those who read it."""
    return role in (LOG if kind == "acts" else FIGURES)


def first_page(role: str, *, is_central: bool) -> str:
    """Return the page where `role` begins."""
    return next(page for page in FIRST_PAGES if may_open(role, page, is_central=is_central))
