"""Starting up: creating, checking and migrating a data folder, and putting a pack on screen."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from flask import Flask
from sqlalchemy import Connection, create_engine, update

from kiosk.accounts import rescued as rescued_acts
from kiosk.app import create_app
from kiosk.config import Settings
from kiosk.content import service as content
from kiosk.content.load import Loaded
from kiosk.errors import SetupFailed
from kiosk.journal import drafts, kinds, losses, this_device
from kiosk.journal import service as journal
from kiosk.journal.losses import Loss
from kiosk.journal.models import Desk
from kiosk.journal.rescue import Rescued, rescue
from kiosk.sealing import erasure, identity, keys, privacy, scrub
from kiosk.shell.pages import refresh_demo_mark
from kiosk.storage import data_folder, postgres
from kiosk.storage import head as head_file
from kiosk.storage.db import db, is_server, open_engine, take_log_in, take_turn
from kiosk.storage.postgres import STARTING
from kiosk.sync.central import upgrade

UNNAMED_BOOTH = "1"
CENTRAL_NAME = "中心"
BOOTH, CENTRAL = "booth", "central"
_LOG = logging.getLogger(__name__)


@contextmanager
def opened(
    settings: Settings, *, event: str | None = None, accept_loss: bool = False
) -> Iterator[Flask]:
    """Prepare a data folder, yield the app in its context, and close the database afterwards.

    `event` is the event that a new folder is for; None means the pack's own. With `accept_loss` it
    goes on where confirmed records are gone.
    """
    app = prepare(settings, event=event, accept_loss=accept_loss)
    with app.app_context():
        try:
            yield app
        finally:
            db.close()


def prepare(settings: Settings, *, event: str | None = None, accept_loss: bool = False) -> Flask:
    """Prepare the folder and build the app. Raises SetupFailed, saying what to fix.

    With `accept_loss` it goes on where confirmed records are gone, in a new journal.
    """
    data_folder.make_folder(settings)
    loss, rescued = _find_loss(settings, accept_loss=accept_loss)
    copy = _migrate(settings)
    app = create_app(settings, is_central=_is_central(settings))
    with app.app_context():
        if copy:
            app.logger.warning("migrated; the former database is kept as %s", copy.name)
        if loss and rescued:
            loss = _put_back(app, loss, rescued)
            if loss and not accept_loss:
                raise loss.refusal(rescued.aside)
        with db.transaction() as tx:
            take_turn(tx, STARTING)
            is_new = this_device.place(tx) is None
            _install_or_update(tx, settings, event, is_central=app.config["IS_CENTRAL"])
            if loss and not loss.is_gone:
                losses.declare(tx, loss)
            for words in rescued_acts.apply(tx, rescued.records if rescued else ()):
                app.logger.warning("rescued without its effect, to be done again: %s", words)
            content.hold(content.read_newest(tx))
            last = losses.last_head(tx)
        if is_new:
            take_log_in()
        if not settings.database and last and head_file.read(settings.database_file) is None:
            head_file.write(settings.database_file, last)
        refresh_demo_mark()
    return app


def _find_loss(settings: Settings, *, accept_loss: bool) -> tuple[Loss | None, Rescued | None]:
    """Compare the database with the head beside it, and save what can be saved of its log.

    This comes before SQLite opens the database for writing, which would cut the log where it is
    damaged. Raises SetupFailed where records are gone, none of them can be put back, and staff did
    not accept that.
    """
    database = settings.database_file
    head = None if settings.database else head_file.read(database)
    if head is None:
        return None, None
    data_folder.check_database(database)
    loss = losses.find(database, head)
    if loss is None:
        return None, None
    rescued = rescue(database, loss)
    if rescued and rescued.is_whole:
        _LOG.warning("the log was damaged and is mended; copies are kept as %s", rescued.aside.name)
        return None, None
    if not accept_loss and not (rescued and rescued.records):
        raise loss.refusal(rescued.aside if rescued else None)
    return loss, rescued


def _put_back(app: Flask, loss: Loss, rescued: Rescued) -> Loss | None:
    """Put rescued records back in their places; return what is still missing, if anything is."""
    with db.transaction() as tx:
        for record in rescued.records:
            kind = kinds.known(record)
            journal.put_back(tx, record, kind.rows(record) if kind else ())
    app.logger.warning(
        "%d of %d records were read from the damaged log; accounts are as they say, and the staff "
        "log names what staff have to do again; settings changed at the same time may be missing; "
        "copies are kept as %s",
        len(rescued.records),
        loss.count,
        rescued.aside.name,
    )
    left = replace(loss, kept=loss.kept + len(rescued.records))
    return left if left.count else None


def _migrate(settings: Settings) -> Path | None:
    """Migrate the database to this version. Return the copy made beforehand, if any."""
    if settings.database:
        postgres.migrate(settings)
        return None
    data_folder.check_database(settings.database_file)
    return data_folder.migrate(settings.database_file)


def _is_central(settings: Settings) -> bool:
    """Return True if this data folder is a central's, or is new and is to become one.

    Raises SetupFailed if the role in the settings is unknown, or is not that of the data.
    """
    if settings.role not in ("", BOOTH, CENTRAL):
        raise SetupFailed(
            f"KIOSK_ROLE 应是 booth（展位）或 central（中心），而不是 {settings.role}。",
            f"KIOSK_ROLE is booth or central, not {settings.role}.",
        )
    url = settings.database_url
    engine = create_engine(url, hide_parameters=True) if settings.database else None
    engine = engine or open_engine(settings.database_file)
    try:
        with engine.connect() as connection:
            is_new = this_device.place(connection) is None
            is_central = identity.is_central(connection)
    finally:
        engine.dispose()
    if is_new:
        return settings.role == CENTRAL
    if settings.role and is_central != (settings.role == CENTRAL):
        raise _other_role(settings, is_central=is_central)
    return is_central


def _other_role(settings: Settings, *, is_central: bool) -> SetupFailed:
    held, wanted = ("中心", "展位") if is_central else ("展位", "中心")
    held_en, wanted_en = (
        ("a central's", "a booth's") if is_central else ("a booth's", "a central's")
    )
    return SetupFailed(
        f"{settings.data} 里是{held}的数据，不能当{wanted}用；没有改动任何内容。"
        "请用 --data 另选文件夹（用 PostgreSQL 时换一个数据库），或去掉 --role。",
        f"The data of {settings.data} are {held_en}, and cannot serve as {wanted_en}; nothing was "
        "changed. Choose another folder with --data (on PostgreSQL another database), or leave "
        "--role out.",
    )


def _install_or_update(
    tx: Connection, settings: Settings, event: str | None, *, is_central: bool
) -> None:
    """Install on the first start; later, publish the bundled pack if an update changed it."""
    here, latest = this_device.place(tx), content.latest(tx)
    if here is None:
        loaded = content.bundled()
        assert loaded.pack is not None
        content.store(tx, loaded, is_bundled=True)
        this_device.install(
            tx,
            event=event or loaded.pack.event.id,
            unit=None if is_central else _known_unit(loaded, settings.unit),
            booth=CENTRAL_NAME if is_central else settings.booth or UNNAMED_BOOTH,
            pack=loaded.digest,
            is_set_up=is_central,
        )
        content.record_published(tx, loaded)
    elif latest and latest[1]:
        loaded = content.bundled()
        if loaded.digest != latest[0]:
            content.publish(tx, loaded, is_bundled=True)
    if is_central:
        identity.make_central(tx)
        upgrade.make_missing_rows(tx)
    elif here is not None:
        _apply_environment(tx, settings, here)


def _known_unit(loaded: Loaded, unit: str) -> str | None:
    """Return the unit in the settings. Raises SetupFailed if the pack does not have it."""
    known = [each.id for each in loaded.pack.units] if loaded.pack else []
    if unit and unit not in known:
        listed = "、".join(known)
        raise SetupFailed(
            f"KIOSK_UNIT={unit} 不在内容包的单位里；可选：{listed}。",
            f"KIOSK_UNIT={unit} is none of the pack's units: {', '.join(known)}.",
        )
    return unit or None


def _apply_environment(tx: Connection, settings: Settings, here: this_device.Place) -> None:
    """Set unit and booth as in the settings, if they changed."""
    unit, booth = settings.unit or here.unit, settings.booth or here.booth
    if (unit, booth) != (here.unit, here.booth):
        catalog = content.read_catalog(tx, here.pack)
        if unit and unit not in catalog.units:
            raise SetupFailed(
                f"KIOSK_UNIT={unit} 不在内容包的单位里。",
                f"KIOSK_UNIT={unit} is none of the pack's units.",
            )
        this_device.set_place(tx, event=here.event, unit=unit, booth=booth)
        if not here.is_set_up:
            tx.execute(update(Desk).values(is_set_up=False))


def recover() -> int:
    """Turn the drafts that a power loss left behind into unfinished records; return how many.

    Then put the newest pack on screen. Only `serve` does this: other commands may run beside a
    booth in use. Processes that share a database server leave drafts alone, since they may be
    another process's; `drafts.close_idle` closes them in time.
    """
    with db.transaction() as tx:
        left = 0 if is_server(tx.dialect) else drafts.close_all(tx)
        content.show_latest(tx)
        return left


def keep_erased(settings: Settings) -> None:
    """Finish an erasure that a power loss interrupted, and repeat those that a restore undid.

    The caller holds the folder's lock (PostgreSQL needs no lock).
    """
    if not settings.database:
        scrub.drop_leftovers(settings)
    is_due = scrub.is_due(settings)
    erasures = scrub.remember(settings)
    if erasures:
        with db.transaction() as tx:
            is_due |= erasure.erase_again(tx, erasures) > 0
    if is_due:
        scrub.scrub(settings)


def make_desk_key(settings: Settings) -> str | None:
    """Make the desk key (at central the privacy key) from `KIOSK_DESK_PASSPHRASE`.

    Return the recovery code, which is kept nowhere; None if no passphrase is set, or if there is
    a key already.
    """
    with db.transaction() as tx:
        take_turn(tx, STARTING)
        if not settings.desk_passphrase or privacy.has_key(tx):
            return None
        return keys.make_key(tx, privacy.key_event(tx), settings.desk_passphrase)
