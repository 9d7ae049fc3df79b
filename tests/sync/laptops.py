"""Be laptops and a central without their pages, so that a thousand syncs take seconds.

A laptop is its database file, as after the first start; its parts are the app's own. What people do
bears a marker, a random word, by which central's read rows are counted.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path
from typing import TypeVar

from nacl.public import PrivateKey
from sqlalchemy import Connection, Engine, create_engine, insert, text, update

from kiosk.app import register_kinds
from kiosk.booth.feedback.records import KIND as FEEDBACK
from kiosk.booth.feedback.records import FeedbackGiven
from kiosk.booth.quiz.records import KIND as QUIZ
from kiosk.booth.quiz.records import Answer, QuizSheet
from kiosk.booth.survey.records import RATING, RatingGiven
from kiosk.config import Settings
from kiosk.journal import service, this_device
from kiosk.journal.models import DeskKey
from kiosk.journal.records import Record
from kiosk.sealing import identity
from kiosk.sealing.models import Link
from kiosk.storage import data_folder
from kiosk.storage.db import open_engine
from kiosk.sync.booth import outbox
from kiosk.sync.central import admission, holdings, intake
from kiosk.sync.format import bundle, enrolment
from kiosk.sync.format.bundle import JournalStatement
from kiosk.sync.format.receipt import SyncReceipt

Result = TypeVar("Result")
EVENT = "pinghu/2026"
PACK = "0" * 64
ROUNDS = 30
ALL_MARKERS = (
    "SELECT device, sitting AS marker FROM rating UNION ALL "
    "SELECT device, sitting FROM quiz_round UNION ALL SELECT device, form FROM feedback"
)
MARKERS = f"SELECT marker FROM ({ALL_MARKERS}) AS held WHERE device = :device"


def blank(target: Path) -> Path:
    """Make a database that has its tables and nothing else, to copy."""
    file = target / "blank.db"
    data_folder.migrate(file)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
    return file


class Store:
    """Be central, on whichever database."""

    def __init__(self, settings: Settings) -> None:
        """Open it; `settings` name a database as after the first start."""
        register_kinds()
        self._settings = settings
        self._open()
        self.work(identity.make_central)
        self.verify_key = self.work(lambda tx: bytes(identity.central_key(tx).verify_key))
        self.box_key = self.work(lambda tx: bytes(identity.box(tx).public_key))

    def _open(self) -> None:
        settings = self._settings
        self._engine: Engine = (
            create_engine(
                settings.database_url,
                # As with the laptops below: nobody cuts the power here.
                connect_args={"options": "-c synchronous_commit=off"},
            )
            if settings.database
            else open_engine(settings.database_file)
        )

    def work(self, act: Callable[[Connection], Result]) -> Result:
        """Do one piece of work in one transaction."""
        with self._engine.connect().execution_options(writes=True) as tx, tx.begin():
            return act(tx)

    def restart(self) -> None:
        """Close everything and open it again."""
        self.close()
        self._open()

    def close(self) -> None:
        """Close everything."""
        self._engine.dispose()

    def take(self, data: bytes) -> bytes:
        """Take a bundle in, as both transports do; return the receipt."""
        with self._engine.connect() as reader:
            opened = intake.open_for_intake(reader, data)
        return self.work(lambda tx: intake.take_in(tx, opened))

    def enrol(self, laptop: Laptop) -> None:
        """Enrol a laptop by a one-time code."""

        def request(tx: Connection) -> bytes:
            key, here = identity.device_key(tx), this_device.place(tx)
            assert here is not None
            asked = enrolment.Request(
                device=here.device, key=bytes(key.verify_key).hex(), code=code
            )
            return enrolment.write_request(asked, key)

        code, _ = self.work(admission.make_code)
        asked = laptop.work(request)
        self.work(lambda tx: admission.enrol_by_request(tx, asked))
        laptop.work(
            lambda tx: tx.execute(
                update(Link).values(verify_key=self.verify_key, box_key=self.box_key)
            )
        )

    def markers(self, device: str) -> list[str]:
        """Return the markers of all read rows of a device, one a row."""
        return self.work(lambda tx: list(tx.execute(text(MARKERS), {"device": device}).scalars()))

    def records(self, device: str, epoch: str) -> list[Record]:
        """Return what is held of one journal."""
        return self.work(lambda tx: service.stretch(tx, device, epoch, 1, 2**40))

    def open_forks(self, device: str) -> list[tuple[str, int]]:
        """Return the forks that are not healed, by epoch and seq."""
        return self.work(
            lambda tx: [
                (epoch, seq)
                for epoch in holdings.epochs(tx, device)
                for seq in holdings.open_forks(tx, device, epoch)
            ]
        )


class Laptop:
    """Be a booth's laptop, with one database file."""

    def __init__(self, file: Path) -> None:
        """Open the file."""
        self.file = file
        self._open()
        self.device = self.place.device

    @classmethod
    def new(cls, file: Path, empty: Path) -> Laptop:
        """Install a new laptop from a `blank` database; it can seal."""
        shutil.copy(empty, file)
        engine = open_engine(file)
        with engine.connect().execution_options(writes=True) as tx, tx.begin():
            this_device.install(tx, event=EVENT, unit=None, booth=file.stem, pack=PACK)
            names = ("by_passphrase", "by_recovery_code", "code_key")
            public = bytes(PrivateKey.generate().public_key)
            row = dict.fromkeys(names, bytes(32)) | {"event": EVENT, "public": public}
            tx.execute(insert(DeskKey), row)
        engine.dispose()
        return cls(file)

    def _open(self) -> None:
        self._engine = open_engine(self.file)
        self._tx = self._engine.connect().execution_options(writes=True)
        # No test here cuts the power, and a disk that is waited for takes most of the time.
        driver = self._tx.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        driver.execute("PRAGMA synchronous=OFF")

    def work(self, act: Callable[[Connection], Result]) -> Result:
        """Do one piece of work in one transaction."""
        with self._tx.begin():
            return act(self._tx)

    def close(self) -> None:
        """Close the file, which then holds everything."""
        self._tx.close()
        self._engine.dispose()

    def restart(self) -> None:
        """Close the file and open it again."""
        self.close()
        self._open()

    def copy(self, file: Path) -> Laptop:
        """Return another laptop with a copy of this one's file, as an image tool makes it."""
        self.save(file)
        return Laptop(file)

    def save(self, file: Path) -> Path:
        """Copy this laptop's file aside; return the copy."""
        self.close()
        shutil.copy(self.file, file)
        self._open()
        return file

    def put_back(self, file: Path, *, is_known: bool) -> None:
        """Put a copy back; `is_known`: by `restore`, which begins a new epoch."""
        self.close()
        shutil.copy(file, self.file)
        self._open()
        if is_known:
            self.work(lambda tx: this_device.open_epoch(tx, "restore"))

    @property
    def place(self) -> this_device.Place:
        """Return where it stands."""
        here = self.work(this_device.place)
        assert here is not None
        return here

    def rate(self, *markers: str) -> None:
        """Let people tap on faces."""
        rating = RatingGiven(value=4, is_repeat=False, language="zh", is_elder=False)
        self.work(lambda tx: [service.append(tx, RATING, rating, sitting=each) for each in markers])

    def quiz(self, marker: str) -> None:
        """Let somebody answer a round."""
        self.work(lambda tx: service.append(tx, QUIZ, sheet(), sitting=marker))

    def feedback(self, marker: str) -> None:
        """Let somebody write a few words, which are sealed."""
        given = FeedbackGiven(
            kind="praise",
            about_unit=None,
            chips=["kind"],
            has_text=True,
            has_contact=False,
            language="zh",
            form=marker,
        )
        self.work(lambda tx: service.append(tx, FEEDBACK, given, sealed={"text": marker}))

    def markers(self) -> set[str]:
        """Return the markers of all that people did here."""
        return self.work(
            lambda tx: set(tx.execute(text(MARKERS), {"device": self.device}).scalars())
        )

    @property
    def missing(self) -> int:
        """Count what no receipt has told of."""
        return self.work(outbox.waiting).missing

    @property
    def journals(self) -> list[JournalStatement]:
        """State each journal."""
        return self.work(outbox.journals)

    def statement(self) -> bytes:
        """Make a bundle that states how long each journal is."""
        return self.work(outbox.statement)

    def bundles(self, *, everything: bool = False, most: int = outbox.RECORDS) -> list[bytes]:
        """Make bundles of what central lacks."""
        return self.work(lambda tx: list(outbox.bundles(tx, everything=everything, most=most)))

    def hear(self, receipt: bytes) -> SyncReceipt:
        """Take a receipt; return what it says."""

        def take(tx: Connection) -> SyncReceipt:
            opened = outbox.open_own(tx, receipt)
            outbox.take_receipt(tx, opened)
            return opened

        return self.work(take)

    def sync(self, store: Store, *, most: int = outbox.RECORDS) -> bool:
        """Sync once as both transports do; tell whether there was anything to send or to heal."""
        epoch = self.place.epoch
        self.hear(store.take(self.statement()))
        sent = self.bundles(most=most)
        for each in sent:
            self.hear(store.take(each))
        self.hear(store.take(self.statement()))
        return bool(sent) or self.place.epoch != epoch


def sync_all(store: Store, laptops: Iterable[Laptop]) -> None:
    """Sync everyone in turn until nobody has anything to send."""
    everyone = list(laptops)
    for _ in range(ROUNDS):
        busy = [each.sync(store) for each in everyone]
        if not any(busy):
            return
    raise AssertionError(f"not quiet after {ROUNDS} rounds")


def sheet(questions: int = 2) -> QuizSheet:
    """Return the sheet of a round with its repeated question."""
    drawn = [f"anti-fraud-{number:03}" for number in range(1, questions + 1)]
    answers = [
        Answer(
            question=each,
            option="abc"[number % 3],
            is_right=number % 3 == 0,
            is_repeat=number == questions,
            milliseconds=1800 + 137 * number,
        )
        for number, each in enumerate([*drawn, drawn[0]])
    ]
    return QuizSheet(
        topic="anti-fraud",
        audience="adult",
        language="zh",
        is_elder=False,
        is_finished=True,
        drawn=drawn,
        answers=answers,
    )


def held_by(data: bytes) -> list[Record]:
    """Return the records of a bundle."""
    return bundle.open_bundle(data).records


def all_markers(tx: Connection) -> list[str]:
    """Return the markers of all read rows, in order."""
    return sorted(marker for _, marker in tx.execute(text(ALL_MARKERS)))
