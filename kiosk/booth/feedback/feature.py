"""Praise, suggestions, complaints and clues, and what staff do with them."""

from kiosk.accounts.registration import Feature
from kiosk.booth.feedback import measures, preview, staff_views, tables
from kiosk.booth.feedback.models import Feedback
from kiosk.booth.feedback.records import KIND, STEP
from kiosk.booth.feedback.views import bp
from kiosk.counts.tables import ExportKind

FEATURE = Feature(
    booth=(bp,),
    visitors=(bp,),
    previews={"feedback": preview.kind},
    staff=(staff_views.pages,),
    kinds=(KIND, STEP),
    measures=(measures.PIECES,),
    people=(KIND.name,),
    parties=(Feedback,),
    exports={"feedback": ExportKind("意见建议", "Feedback", tables.pieces, has_sealed=True)},
)
