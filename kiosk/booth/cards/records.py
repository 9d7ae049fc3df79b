"""The records of a card that was shown and of one that was taken along, and their rows."""

from __future__ import annotations

from typing import Literal

from kiosk.content.apps import Code
from kiosk.journal.kinds import Kind, Rows
from kiosk.journal.records import Payload, Record

Step = Literal["chosen", "kept"]
"""An app was chosen to scan with; somebody said that they have the number now."""


class CardShown(Payload, frozen=True):
    """Which card was put on screen, and whose it is."""

    card: str
    about_unit: str
    language: str


class CardTaken(Payload, frozen=True):
    """One step of taking a card along.

    `app` is an id of the pack's apps, empty if nobody chose one; `code` is what stood on screen.
    """

    card: str
    about_unit: str
    language: str
    step: Step
    app: str
    code: Code


def project(_record: Record, shown: CardShown) -> Rows:
    """Make the row of a card shown."""
    row = {"card": shown.card, "about_unit": shown.about_unit, "language": shown.language}
    yield "card_shown", row


def project_taken(_record: Record, taken: CardTaken) -> Rows:
    """Make the row of a card taken along."""
    row = {name: getattr(taken, name) for name in taken.__struct_fields__}
    yield "card_taken", row


KIND = Kind(name="card", version=1, payload=CardShown, project=project, tables=("card_shown",))
TAKEN = Kind(
    name="card-taken",
    version=1,
    payload=CardTaken,
    project=project_taken,
    tables=("card_taken",),
)
