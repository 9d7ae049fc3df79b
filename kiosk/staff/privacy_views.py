"""Unlock and lock what is sealed, change the passphrase, and erase after the event."""

from __future__ import annotations

from kiosk.staff.pages import bp

__all__ = ["bp"]
