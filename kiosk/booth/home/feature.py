"""The idle screen, home, and the end of a sitting."""

from kiosk.accounts.registration import Feature
from kiosk.booth.home import preview
from kiosk.booth.home.views import bp

FEATURE = Feature(
    booth=(bp,),
    visitors=(bp,),
    previews={"event": preview.idle, "panels": preview.panel, "rating": preview.home},
)
