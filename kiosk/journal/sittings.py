"""The ids of sittings: random, and marked where the person holds a phone of their own.

So every record and read row says by its sitting with which kind of device it was made. Chains,
bundles and older centrals take such an id like any other.
"""

from __future__ import annotations

import re
import secrets
from typing import Any, Literal

from sqlalchemy import ColumnElement, case

DeviceKind = Literal["screen", "phone"]
PHONE = "phone"
"""Begins the id of a sitting on a phone; no other id begins so, since they are hexadecimal."""
SCREEN_ID, PHONE_ID = re.compile(r"[0-9a-f]{32}"), re.compile(rf"{PHONE}[0-9a-f]{{31}}")
"""Both fit the 36 letters that every table has for an id."""


def new(*, is_phone: bool = False) -> str:
    """Return the id of a new sitting."""
    drawn = secrets.token_hex(16)
    return PHONE + drawn[1:] if is_phone else drawn


def apart(sitting: str | None) -> str:
    """Return the id of a new sitting on the same kind of device, which nothing else ties to it."""
    return new(is_phone=sitting is not None and is_phone(sitting))


def is_valid(sitting: str, *, is_phone: bool) -> bool:
    """Return True if a browser may hold this id, on a phone or at the screen."""
    return (PHONE_ID if is_phone else SCREEN_ID).fullmatch(sitting) is not None


def is_phone(sitting: str) -> bool:
    """Return True if a sitting's id says that it was on a phone."""
    return sitting.startswith(PHONE)


def number(sitting: str) -> int:
    """Return the random number that a sitting's id is."""
    return int(sitting.removeprefix(PHONE), 16)


def kind_of(sitting: str) -> DeviceKind:
    """Return the kind of device of a sitting."""
    return "phone" if is_phone(sitting) else "screen"


def device_kind(sitting: Any) -> ColumnElement[str]:
    """Return the expression for the kind of device of a column of sittings."""
    return case((sitting.startswith(PHONE), PHONE), else_="screen").label("device_kind")
