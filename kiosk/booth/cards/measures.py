"""What is counted of contact cards, by hour and place."""

from __future__ import annotations

from kiosk.booth.cards.models import CardView
from kiosk.counts.tally import Measure, counted

CARDS = Measure("card", CardView, counted(CardView, about=CardView.card))
"""Cards put on screen."""
