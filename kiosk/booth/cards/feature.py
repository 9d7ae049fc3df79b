"""Contact cards: on screen, on people's own phones, as files, and on printed sheets."""

from kiosk.accounts.registration import Feature
from kiosk.booth.cards import measures, preview, staff_views, tables
from kiosk.booth.cards.models import CardView
from kiosk.booth.cards.records import KIND, TAKEN
from kiosk.booth.cards.views import bp
from kiosk.counts.tables import ExportKind

FEATURE = Feature(
    booth=(bp,),
    visitors=(bp,),
    previews={
        "cards": preview.card,
        "apps": preview.app,
        "units": preview.towns,
        "towns": preview.towns,
        "hotlines": preview.hotlines,
    },
    staff=(staff_views.pages,),
    kinds=(KIND, TAKEN),
    measures=(measures.CARDS, measures.APPS, measures.KEPT),
    people=(KIND.name,),
    parties=(CardView,),
    exports={
        "card": ExportKind("联系卡", "Cards shown", tables.cards_shown),
        "card-taken": ExportKind("联系卡存取", "Cards taken along", tables.cards_taken),
    },
)
