"""The record of a card that was shown, and its row."""

from __future__ import annotations

from kiosk.journal.kinds import Kind, Rows
from kiosk.journal.records import Payload, Record


class CardShown(Payload, frozen=True):
    """Which card was put on screen, and whose it is."""

    card: str
    about_unit: str
    language: str


def project(_record: Record, shown: CardShown) -> Rows:
    """Make the row of a card shown."""
    row = {"card": shown.card, "about_unit": shown.about_unit, "language": shown.language}
    yield "card_shown", row


KIND = Kind(name="card", version=1, payload=CardShown, project=project, tables=("card_shown",))
