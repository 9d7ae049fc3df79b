"""What is counted of contact cards, by hour and place."""

from __future__ import annotations

from kiosk.booth.cards.models import CardTaking, CardView
from kiosk.counts.tally import Measure, counted

CARDS = Measure("card", CardView, counted(CardView, about=CardView.card))
"""Cards put on screen."""
APPS = Measure(
    "card-app",
    CardTaking,
    counted(CardTaking, about=CardTaking.app).where(CardTaking.step == "chosen"),
)
"""Apps chosen to scan a card with."""
KEPT = Measure(
    "card-kept",
    CardTaking,
    counted(CardTaking, about=CardTaking.card).where(CardTaking.step == "kept"),
)
"""Cards of which somebody said that they have the number."""
