"""The app and the features it is built from. Read this first: it is the table of contents."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from kiosk.accounts import registration
from kiosk.accounts.feature import FEATURE as ACCOUNTS
from kiosk.booth.cards.feature import FEATURE as CARDS
from kiosk.booth.checkin.feature import FEATURE as CHECKIN
from kiosk.booth.feedback.feature import FEATURE as FEEDBACK
from kiosk.booth.handback.feature import FEATURE as HANDBACK
from kiosk.booth.home.feature import FEATURE as HOME
from kiosk.booth.outreach.feature import FEATURE as OUTREACH
from kiosk.booth.phones.feature import FEATURE as PHONES
from kiosk.booth.quiz.feature import FEATURE as QUIZ
from kiosk.booth.stamps.feature import FEATURE as STAMPS
from kiosk.booth.survey.feature import FEATURE as SURVEY
from kiosk.booth.tour.feature import FEATURE as TOUR
from kiosk.config import ROOT, Settings
from kiosk.content import service as content
from kiosk.journal import kinds, losses, this_device
from kiosk.office.feature import FEATURE as OFFICE
from kiosk.sealing import desk_keys, erasure
from kiosk.shell import (
    camera,
    error_pages,
    framing,
    guard,
    raw_input,
    sitting,
    templates,
    views,
    visitors,
)
from kiosk.shell.charts import site as charts
from kiosk.storage.db import db
from kiosk.storage.health import Health
from kiosk.storage.pool import engine_options
from kiosk.sync.central.feature import FEATURE as CENTRAL
from kiosk.sync.feature import FEATURE as SENDING

FEATURES = (
    *(HOME, PHONES, QUIZ, SURVEY, FEEDBACK, CARDS, CHECKIN, TOUR, STAMPS),
    *(OUTREACH, HANDBACK),
    *(ACCOUNTS, OFFICE, SENDING, CENTRAL),
)
MOST_FORM_BYTES = 64 * 1024
"""More than any of our forms sends. A 10 MB form is refused before it is read."""
TEMPLATES, STATIC = ROOT / "templates", ROOT / "static"


def create_app(settings: Settings, *, is_central: bool = False) -> Flask:
    """Build the app for the data folder in `settings`, which `startup.prepare` has made ready."""
    app = Flask(__name__, template_folder=str(TEMPLATES), static_folder=str(STATIC))
    configure(app, settings, is_central=is_central)
    db.init_app(app)
    register_kinds()
    visitors.init_app(app)
    guard.init_app(app)
    raw_input.init_app(app)
    sitting.init_app(app)
    framing.init_app(app)
    app.register_blueprint(views.bp)
    app.register_blueprint(camera.bp)
    registration.add_pages(app, FEATURES, is_central=is_central)
    error_pages.init_app(app)
    templates.init_app(app)
    charts.init_app(app)
    return app


def configure(app: Flask, settings: Settings, *, is_central: bool) -> None:
    """Set the configuration that Flask and its extensions read."""
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
    """Register the lower floors' own kinds of record, and everything the features bring."""
    kinds.register(
        *(this_device.EPOCH, this_device.PLACE, losses.KIND),
        *(content.PUBLISHED, erasure.KIND, desk_keys.KIND),
    )
    registration.register(FEATURES)
