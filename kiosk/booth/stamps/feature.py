"""Stamp passports and the gift desk."""

from kiosk.accounts.registration import Feature
from kiosk.booth.stamps import measures, preview, staff_views, tables
from kiosk.booth.stamps.gifts import records as gift_records
from kiosk.booth.stamps.gifts import staff_views as gift_views
from kiosk.booth.stamps.gifts.desks import DESKS
from kiosk.booth.stamps.gifts.models import GiftMove
from kiosk.booth.stamps.models import Stamp
from kiosk.booth.stamps.records import KIND
from kiosk.booth.stamps.views import bp, offer
from kiosk.counts.tables import ExportKind
from kiosk.shell import offers


def register() -> None:
    """Let the ends of other flows offer a stamp."""
    offers.register(offer)


FEATURE = Feature(
    booth=(bp, DESKS.blueprint()),
    visitors=(bp,),
    previews=dict.fromkeys(("stamps", "stamp-stops", "gifts"), preview.stops),
    staff=(staff_views.pages, gift_views.pages),
    kinds=(KIND, gift_records.KIND),
    measures=(measures.STAMPS, measures.GIFTS),
    parties=(Stamp, GiftMove),
    exports={
        "stamp": ExportKind("盖章", "Stamps", tables.stamps),
        "gift": ExportKind("礼品", "Gifts", tables.gifts),
    },
    register=register,
    init_app=DESKS.init_app,
)
