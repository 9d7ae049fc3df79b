"""Make backups: whole, checked, and sealed to the key whose passphrase staff keep."""

from __future__ import annotations

import tempfile
from pathlib import Path

from sqlalchemy import Connection, select
from sqlalchemy.exc import DatabaseError

from kiosk import clock
from kiosk.accounts import models as _models  # noqa: F401 - the table of acts is in it.
from kiosk.accounts.records import KIND, StaffAct
from kiosk.config import VERSION, Settings
from kiosk.errors import SetupFailed
from kiosk.journal import losses, this_device
from kiosk.journal import service as journal
from kiosk.journal.models import DeskKey
from kiosk.journal.service import count_all
from kiosk.sealing import identity, privacy, sealed_file
from kiosk.sealing.sealed_file import Description, KeyPair
from kiosk.storage import data_folder
from kiosk.storage.db import open_engine
from kiosk.storage.head import read as read_head
from kiosk.storage.whole_file import whole_file

SUFFIX = ".backup"


def make(settings: Settings, target: Path) -> bool:
    """Write a backup to `target`; return True if it is sealed.

    Without a desk key nothing personal is stored yet, and there is nothing to seal it to: then it
    is a plain database. Raises SetupFailed, with a former backup at `target` untouched, where the
    database is damaged or the file cannot be written. No app is needed, so that a folder which
    cannot be served can be backed up.
    """
    engine = open_engine(settings.database_file)
    try:
        with engine.connect().execution_options(writes=True) as tx:
            pair, about, signer = _pair(tx), _describe(tx), identity.device_key(tx)
            tx.commit()
    except DatabaseError as error:
        raise SetupFailed(
            f"数据库 {settings.database_file} 读不了（{error.orig}），没有备份；以前的备份没有动。",
            f"The database {settings.database_file} cannot be read ({error.orig}) and was not "
            "backed up; former backups are untouched.",
        ) from error
    finally:
        engine.dispose()
    if pair is None:
        data_folder.copy_database(settings.database_file, target)
        return False
    with tempfile.TemporaryDirectory(
        dir=settings.data, prefix=data_folder.PASSING, ignore_cleanup_errors=True
    ) as folder:
        plain = Path(folder, "copy.db")
        data_folder.copy_database(settings.database_file, plain)
        try:
            with whole_file(target) as part:
                part.touch(mode=data_folder.OWNER_FILE)
                with plain.open("rb") as source, part.open("r+b") as file:
                    file.truncate()
                    sealed_file.seal(source, file, about, pair, signer)
        except OSError as error:
            raise SetupFailed(
                f"备份没有写成 {target}（{error.strerror}）；原数据和以前的备份没有改动。",
                f"The backup {target} could not be written ({error.strerror}); the data itself and "
                "former backups are unchanged.",
            ) from error
    return True


def note(settings: Settings, actor: str, act: str, about: str) -> None:
    """Put an act done on the terminal into the staff log, unless the journal has lost its end."""
    head = read_head(settings.database_file)
    if head and losses.find(settings.database_file, head):
        return
    engine = open_engine(settings.database_file)
    try:
        with engine.connect().execution_options(writes=True) as tx, tx.begin():
            journal.append(tx, KIND, StaffAct(actor=actor, act=act, about=about))
    finally:
        engine.dispose()


def is_sealed(tx: Connection) -> bool:
    """Return True if a backup made now would be sealed."""
    return _pair(tx) is not None


def _pair(tx: Connection) -> KeyPair | None:
    """Return the key that staff here open, None before one is made."""
    query = select(DeskKey.public, DeskKey.by_passphrase, DeskKey.by_recovery_code)
    row = tx.execute(query.where(DeskKey.event == privacy.key_event(tx))).first()
    return KeyPair(**row._mapping) if row else None


def _describe(tx: Connection) -> Description:
    here = this_device.place(tx)
    assert here is not None
    return Description(
        app=VERSION,
        revision=data_folder.revisions()[-1],
        device=here.device,
        booth=here.booth,
        made_at=clock.stamp(clock.now()),
        records=count_all(tx),
    )
