"""Find a party by its name, organisation or telephone number, however people spell them."""

from __future__ import annotations

from kiosk.finding import Sought, found_by


def is_found(words: str, name: str, organisation: str, phone: str) -> bool:
    """Return True if `words` mean a party: part of its texts, or words of them in any order."""
    return Sought(words).means(found_by([name, organisation], [phone]))
