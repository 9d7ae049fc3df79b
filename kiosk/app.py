"""Build the app: read this as the table of contents."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from kiosk import error_pages
from kiosk.activity import records as activity_records
from kiosk.cards import measures as cards_measures
from kiosk.cards import records as cards_records
from kiosk.cards.views import bp as cards
from kiosk.charts import site as charts
from kiosk.checkin import invitations
from kiosk.checkin import records as checkin_records
from kiosk.checkin.site import bp as checkin
from kiosk.config import ROOT, Settings
from kiosk.content import service as content
from kiosk.dashboard import computing
from kiosk.db import db
from kiosk.exports import jobs
from kiosk.feedback import measures as feedback_measures
from kiosk.feedback import records as feedback_records
from kiosk.feedback.views import bp as feedback
from kiosk.fleet.site import bp as fleet
from kiosk.health import Health
from kiosk.home.views import bp as home
from kiosk.journal import desk, desk_keys, erasure, gaps, kinds, tally
from kiosk.journal.commands import on_verify
from kiosk.pool import engine_options
from kiosk.quiz import measures as quiz_measures
from kiosk.quiz import records as quiz_records
from kiosk.quiz.views import bp as quiz
from kiosk.reception.site import bp as staff
from kiosk.shell import guard, sitting, templates
from kiosk.staff import records as staff_records
from kiosk.staff import sealed, sessions
from kiosk.survey import measures as survey_measures
from kiosk.survey import records as survey_records
from kiosk.survey.views import bp as survey
from kiosk.sync import checks, erasures, kept, quarantine
from kiosk.sync import models as sync_models
from kiosk.sync.api import bp as sync_api
from kiosk.tour.views import bp as tour

MOST_FORM_BYTES = 64 * 1024
"""No form of ours comes near; 10 MB of text is refused before it is read."""
TABLES = (sync_models,)
"""Modules whose tables no page of a booth needs."""
BOOTH_PAGES = (home, quiz, survey, feedback, cards, checkin, tour, staff)
CENTRAL_PAGES = (home, fleet, sync_api)
"""A central has no screen for citizens; its home leads to the staff's pages."""
TEMPLATES, STATIC = ROOT / "templates", ROOT / "static"


def create_app(settings: Settings, *, is_central: bool = False) -> Flask:
    """Build the app for the data folder in `settings`, which `startup.prepare` has made ready."""
    app = Flask(__name__, template_folder=str(TEMPLATES), static_folder=str(STATIC))
    configure(app, settings, is_central=is_central)
    db.init_app(app)
    register_kinds()
    guard.init_app(app)
    sitting.init_app(app)
    for blueprint in CENTRAL_PAGES if is_central else BOOTH_PAGES:
        app.register_blueprint(blueprint)
    error_pages.init_app(app)
    templates.init_app(app)
    charts.init_app(app)
    sessions.init_app(app, settings)
    jobs.init_app(app)
    computing.init_app(app)
    return app


def configure(app: Flask, settings: Settings, *, is_central: bool) -> None:
    """Set what Flask and its extensions read."""
    app.config.update(
        SETTINGS=settings,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS={"hide_parameters": True}
        | (engine_options(settings.threads) if settings.database else {}),
        MAX_CONTENT_LENGTH=MOST_FORM_BYTES,
        IS_DEMO=False,
        IS_CENTRAL=is_central,
    )
    app.extensions["kiosk.health"] = Health(Path(settings.data))


def register_kinds() -> None:
    """Tell the journal every kind of record that this app writes, and what else seals names."""
    register_measures()
    erasure.on_erasing_event(invitations.drop)
    gaps.on_gap(quarantine.known_places)
    erasure.on_erasing_event(kept.drop_event)
    erasures.tell_due_days(sealed.due_days)
    on_verify(checks.compare)
    kinds.register(
        desk.EPOCH,
        desk.PLACE,
        content.PUBLISHED,
        quiz_records.KIND,
        survey_records.SURVEY,
        survey_records.RATING,
        survey_records.REASON,
        feedback_records.KIND,
        feedback_records.STEP,
        cards_records.KIND,
        checkin_records.BEGAN,
        checkin_records.STEP,
        activity_records.ENTRY,
        activity_records.PHOTO,
        erasure.KIND,
        desk_keys.KIND,
        staff_records.KIND,
    )


def register_measures() -> None:
    """Tell the journal what is counted of its rows, and which records tell of a person."""
    tally.register(
        quiz_measures.ROUNDS,
        quiz_measures.TOPICS,
        survey_measures.RESPONSES,
        survey_measures.RATINGS,
        survey_measures.POINTS,
        survey_measures.INDICES,
        survey_measures.GIVEN_UP,
        feedback_measures.PIECES,
        cards_measures.CARDS,
    )
    tally.register_people("quiz", "survey", "rating", "rating-reason", "feedback", "card")
