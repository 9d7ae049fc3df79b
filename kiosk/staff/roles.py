"""Say which role may open which page. A page without an entry is refused."""

from __future__ import annotations

EVERYONE = frozenset({"reception", "editor", "analyst", "privacy", "admin"})
FIGURES = frozenset({"analyst", "privacy", "admin"})
SEALED = frozenset({"privacy", "admin"})
ADMIN = frozenset({"admin"})

OPEN = frozenset({"staff.sign_in", "staff.sign_in_form", "staff.first", "staff.first_form"})
"""Pages for which nobody need be signed in."""

ALLOWED: dict[str, frozenset[str]] = {
    "staff.overview": EVERYONE,
    "staff.lock": EVERYONE,
    "staff.feedback": FIGURES,
    "staff.unlock": SEALED,
    "staff.exports": FIGURES,
    "staff.download": FIGURES,
    "staff.cards": EVERYONE,
    "staff.cards_pdf": EVERYONE,
    "staff.backup": ADMIN,
    "staff.backup_file": ADMIN,
    "staff.acts": SEALED,
    "staff.place": ADMIN,
    "staff.place_form": ADMIN,
    "staff.key": ADMIN,
}


def may_open(role: str, endpoint: str) -> bool:
    """Tell whether `role` may open the page `endpoint`."""
    return role in ALLOWED.get(endpoint, frozenset())
