"""The tour of a station: what there is to see, when, and by which rules."""

from kiosk.accounts.registration import Feature
from kiosk.booth.tour import preview
from kiosk.booth.tour.views import bp

FEATURE = Feature(
    booth=(bp,),
    visitors=(bp,),
    previews={
        "stops": preview.stop,
        "slots": preview.times,
        "demonstrations": preview.times,
        "rules": preview.rules,
    },
)
