"""Make a data folder ready: create, check, migrate, install, and put a pack on screen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from sqlalchemy import Connection, update

from kiosk.app import create_app
from kiosk.config import Settings
from kiosk.content import service as content
from kiosk.content.load import Loaded
from kiosk.db import db
from kiosk.errors import SetupFailed
from kiosk.journal import desk, drafts, erasure, keys, scrub, storage
from kiosk.journal.models import Desk
from kiosk.shell.pages import refresh_demo_mark

UNNAMED_BOOTH = "1"


@contextmanager
def opened(settings: Settings, *, event: str | None = None) -> Iterator[Flask]:
    """Give the app on a data folder that is ready; closes what it opened.

    `event` is what a fresh folder is for: null takes the pack's own.
    """
    app = prepare(settings, event=event)
    with app.app_context():
        try:
            yield app
        finally:
            db.close()


def prepare(settings: Settings, *, event: str | None = None) -> Flask:
    """Make the folder ready and build the app. Raises SetupFailed with what to mend."""
    storage.make_folder(settings)
    storage.check_database(settings.database)
    copy = storage.migrate(settings.database)
    app = create_app(settings)
    with app.app_context():
        if copy:
            app.logger.warning("migrated; the former database is kept as %s", copy.name)
        with db.transaction() as tx:
            _install_or_update(tx, settings, event)
            newest = content.latest(tx)
            assert newest is not None
            content.hold(content.read_catalog(tx, newest[0]))
        refresh_demo_mark()
    return app


def _install_or_update(tx: Connection, settings: Settings, event: str | None) -> None:
    """Install on the first start; later, take in a bundled pack that an update brought."""
    here, latest = desk.place(tx), content.latest(tx)
    if here is None:
        loaded = content.bundled()
        assert loaded.pack is not None
        content.store(tx, loaded, is_bundled=True)
        desk.install(
            tx,
            event=event or loaded.pack.event.id,
            unit=_known_unit(loaded, settings.unit),
            booth=settings.booth or UNNAMED_BOOTH,
            pack=loaded.digest,
        )
        content.record_published(tx, loaded)
    elif latest and latest[1]:
        loaded = content.bundled()
        if loaded.digest != latest[0]:
            content.publish(tx, loaded, is_bundled=True)
    if here is not None:
        _apply_environment(tx, settings, here)


def _known_unit(loaded: Loaded, unit: str) -> str | None:
    """Return the unit named in the settings. Raises SetupFailed where the pack has none such."""
    known = [each.id for each in loaded.pack.units] if loaded.pack else []
    if unit and unit not in known:
        listed = "、".join(known)
        raise SetupFailed(
            f"KIOSK_UNIT={unit} 不在内容包的单位里；可选：{listed}。",
            f"KIOSK_UNIT={unit} is none of the pack's units: {', '.join(known)}.",
        )
    return unit or None


def _apply_environment(tx: Connection, settings: Settings, here: desk.Place) -> None:
    """Set unit and booth as the environment says, where that is new."""
    unit, booth = settings.unit or here.unit, settings.booth or here.booth
    if (unit, booth) != (here.unit, here.booth):
        catalog = content.read_catalog(tx, here.pack)
        if unit and unit not in catalog.units:
            raise SetupFailed(
                f"KIOSK_UNIT={unit} 不在内容包的单位里。",
                f"KIOSK_UNIT={unit} is none of the pack's units.",
            )
        desk.set_place(tx, event=here.event, unit=unit, booth=booth)
        if not here.is_set_up:
            tx.execute(update(Desk).values(is_set_up=False))


def recover() -> int:
    """Turn what a power loss left on the screen into unfinished records; return how many.

    Then the newest pack comes on screen. Other commands leave the screen to the booth.
    """
    with db.transaction() as tx:
        left = drafts.close_all(tx)
        content.show_latest(tx)
        return left


def keep_erased(settings: Settings) -> None:
    """Finish what a power loss left half erased, and erase again what an old copy brought back.

    The caller holds the folder's lock.
    """
    scrub.drop_leftovers(settings)
    is_due = scrub.is_due(settings)
    erasures = scrub.remember(settings)
    if erasures:
        with db.transaction() as tx:
            is_due |= erasure.erase_again(tx, erasures) > 0
    if is_due:
        scrub.scrub(settings)


def make_desk_key(settings: Settings) -> str | None:
    """Make the desk key from `KIOSK_DESK_PASSPHRASE`; return the recovery code, once."""
    with db.transaction() as tx:
        here = desk.place(tx)
        if not settings.desk_passphrase or here is None or keys.has_key(tx):
            return None
        return keys.make_key(tx, here.event, settings.desk_passphrase)
