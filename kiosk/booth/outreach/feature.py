"""Outreach: places to be called at, what was done at each, and what people answered."""

from kiosk.accounts.registration import Feature
from kiosk.booth.outreach import answers, list_views, staff_views, survey_views, tables
from kiosk.booth.outreach.records import PLACE, SHEET, STEP
from kiosk.counts.tables import ExportKind
from kiosk.sealing import erasure


def register() -> None:
    """Let no answer wait for others once the addresses are erased."""
    erasure.on_erasing_event(answers.release_event)


FEATURE = Feature(
    staff=(staff_views.pages, survey_views.pages, list_views.pages),
    kinds=(PLACE, STEP, SHEET),
    exports={
        "outreach": ExportKind("走访", "Outreach", tables.places, has_sealed=True),
        "outreach-answer": ExportKind("走访答卷", "Answers at the door", tables.answers),
    },
    register=register,
)
