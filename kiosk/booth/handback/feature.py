"""Handing recovered belongings back."""

from kiosk.accounts.registration import Feature
from kiosk.booth.handback import models
from kiosk.booth.handback.records import KIND, STEP

FEATURE = Feature(kinds=(KIND, STEP), parties=(models.BelongingState,))
