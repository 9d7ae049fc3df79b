"""Handing recovered belongings back: a list, the steps at the desk, receipts, figures."""

from kiosk.accounts.registration import Feature
from kiosk.booth.handback import (
    figures_views,
    list_views,
    models,
    paper_views,
    staff_views,
    tables,
)
from kiosk.booth.handback.desks import DESKS
from kiosk.booth.handback.records import KIND, STEP
from kiosk.counts.tables import ExportKind

FEATURE = Feature(
    booth=(DESKS.blueprint(),),
    staff=(staff_views.pages, paper_views.pages, list_views.pages, figures_views.pages),
    kinds=(KIND, STEP),
    parties=(models.BelongingState,),
    exports={"handback": ExportKind("发还", "Handing back", tables.belongings, has_sealed=True)},
    init_app=DESKS.init_app,
)
