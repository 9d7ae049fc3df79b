"""The roles of staff, and the sets of roles that pages are declared with."""

from __future__ import annotations

import re
from typing import NamedTuple

from kiosk.errors import SetupFailed

ROLES = {
    "reception": ("接待", "Reception"),
    "editor": ("内容编辑", "Editor"),
    "analyst": ("分析", "Analyst"),
    "privacy": ("隐私", "Privacy"),
    "admin": ("管理员", "Administrator"),
}
"""The Chinese and English name of each role."""


class Allowed(NamedTuple):
    """The roles that may open a page, at a booth and at a central."""

    booth: frozenset[str]
    central: frozenset[str]

    def here(self, *, is_central: bool) -> frozenset[str]:
        """Return the roles that may open the page on this machine."""
        return self.central if is_central else self.booth


def allow(*roles: str, central: tuple[str, ...] | None = None) -> Allowed:
    """Return who may open a page: the same roles everywhere, unless `central` names others."""
    return Allowed(frozenset(roles), frozenset(roles if central is None else central))


def named(text: str) -> frozenset[str]:
    """Return the roles that a setting names: `admin,privacy`. Raises SetupFailed for others."""
    found = frozenset(filter(None, re.split(r"[,，、;\s]+", text.strip().lower())))
    if not found <= set(ROLES):
        wrong, known = ", ".join(sorted(found - set(ROLES))), ", ".join(ROLES)
        raise SetupFailed(
            f"设置 KIOSK_SECOND_FACTOR 里的 {wrong} 不是角色；可以写的有：{known}。",
            f"{wrong} in the setting KIOSK_SECOND_FACTOR is no role; the roles are {known}.",
        )
    return found


EVERYONE = allow(*ROLES)
OVERVIEW = allow("editor", "analyst", "privacy", "admin")
FIGURES = allow("analyst", "privacy", "admin")
KEEPERS = allow("privacy", "admin")
"""May manage a central's keys, and read the staff log."""
ADMIN = allow("admin")
DESK = allow("reception", "privacy", "admin")
SEALED = allow("privacy", "admin", central=("privacy",))
"""May read and erase what people typed. At central only the privacy role may; at a booth the
administrator may too, since that is often the only account."""
UNLOCKING = allow("reception", "privacy", "admin", central=("privacy",))
"""May open the key: the roles in `SEALED`, and at a booth the reception, to see invited guests'
names at the door."""


def may_read_sealed(role: str, *, is_central: bool) -> bool:
    """Return True if `role` may read what people typed, once the key is opened."""
    return role in SEALED.here(is_central=is_central)
