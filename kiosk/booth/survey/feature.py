"""Surveys with skip logic, and the one-tap rating."""

from kiosk.accounts.registration import Feature
from kiosk.booth.survey import measures, preview, tables
from kiosk.booth.survey.models import Rating, SurveyResponse
from kiosk.booth.survey.records import RATING, REASON, SCREENED, SURVEY
from kiosk.booth.survey.views import bp
from kiosk.counts.tables import ExportKind

FEATURE = Feature(
    booth=(bp,),
    visitors=(bp,),
    previews={"items": preview.item, "block-items": preview.block_item, "surveys": preview.surveys},
    kinds=(SURVEY, SCREENED, RATING, REASON),
    measures=(
        measures.RESPONSES,
        measures.RATINGS,
        measures.POINTS,
        measures.INDICES,
        measures.GIVEN_UP,
        measures.UNCOUNTED,
    ),
    people=(SURVEY.name, RATING.name, REASON.name),
    parties=(SurveyResponse, Rating),
    exports={
        "survey": ExportKind("问卷", "Surveys", tables.responses, tables.answers, has_sealed=True),
        "rating": ExportKind("一键评价", "One-tap rating", tables.ratings),
    },
)
