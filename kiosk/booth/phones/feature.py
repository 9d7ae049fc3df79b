"""The way to the visitors' door."""

from kiosk.accounts.registration import Feature
from kiosk.booth.phones.captive_views import bp as captive_bp
from kiosk.booth.phones.views import bp

FEATURE = Feature(booth=(bp, captive_bp), visitors=(captive_bp,))
