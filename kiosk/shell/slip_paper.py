"""The paper on which this laptop prints slips, where it has a printer.

The browser prints, at once and to the system's default printer. Whether anything came out only
people see, so pages with such a button say what to do if nothing did.
"""

from __future__ import annotations

from typing import Literal, get_args

from flask import current_app

Paper = Literal["a6", "80", "58"]
"""A6, or a roll of so many millimetres."""


def here() -> Paper | None:
    """Return the paper of this laptop's printer; None if it has none that the program knows."""
    named = current_app.config["SETTINGS"].printer.strip().lower()
    return named if named in get_args(Paper) else None
