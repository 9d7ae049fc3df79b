"""Show the reception desk on the staff's pages."""

from __future__ import annotations

from kiosk.staff.pages import bp

__all__ = ["bp"]
