"""Praise, suggestions, complaints and clues, and what staff do with them."""

from flask import Flask

from kiosk.accounts import pages
from kiosk.accounts.registration import Feature
from kiosk.booth.feedback import (
    answers,
    bulletin,
    measures,
    preview,
    staff_views,
    tables,
    urgent,
)
from kiosk.booth.feedback.models import Feedback
from kiosk.booth.feedback.records import CODE_USED, CODED, KIND, RELEASED, STEP
from kiosk.booth.feedback.site import bp
from kiosk.counts.tables import ExportKind
from kiosk.journal.bulletin import on_bulletin
from kiosk.sealing import erasure


def register() -> None:
    """Let central tell booths how pieces stand, and erase for those who wish it by code."""
    on_bulletin(bulletin.SECTION)
    erasure.on_erasing_event(bulletin.forget)
    for kind in (KIND.name, STEP.name):
        erasure.on_arrival(kind, answers.erase_as_wished)
    erasure.on_arrival(CODE_USED.name, answers.erase_as_wished, is_wish=True)


def init_app(app: Flask) -> None:
    """Let every staff page say that something urgent waits."""
    pages.show_everywhere(app, urgent=urgent.waiting_here, rings_for_urgent=urgent.is_rung_for)


FEATURE = Feature(
    booth=(bp,),
    visitors=(bp,),
    previews={"feedback": preview.kind},
    staff=(staff_views.pages,),
    kinds=(KIND, CODED, STEP, RELEASED, CODE_USED),
    measures=(measures.PIECES,),
    people=(KIND.name,),
    parties=(Feedback,),
    exports={"feedback": ExportKind("意见建议", "Feedback", tables.pieces, has_sealed=True)},
    register=register,
    init_app=init_app,
)
