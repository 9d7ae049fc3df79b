"""What a page at the end of a flow offers next: features register it, as none knows another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kiosk.content.parts import Text


@dataclass(frozen=True)
class Offer:
    """A way on from the end of a flow: an address, and the words of its button."""

    address: str
    words: Text
    icon: str


OFFERS: list[Callable[[str], Offer | None]] = []


def register(offer: Callable[[str], Offer | None]) -> None:
    """Register what may be offered; it gets what was finished, such as a `round`."""
    if offer not in OFFERS:
        OFFERS.append(offer)


def after(finished: str) -> list[Offer]:
    """Return what is offered here to those who finished something."""
    return [found for offer in OFFERS if (found := offer(finished))]
