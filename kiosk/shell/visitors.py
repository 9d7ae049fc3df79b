"""The second door: pages of the booth that visitors open on their own phones, over its Wi-Fi."""

from __future__ import annotations

from flask import current_app


def link(path: str) -> str | None:
    """Return the address at which a phone finds the page at `path`; None if phones find none."""
    address = current_app.config["SETTINGS"].visitors
    return f"http://{address}{path}" if address else None
