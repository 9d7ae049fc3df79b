"""Take sticks in at central: every bundle on them, in any order, any number of times.

Each bundle has its own transaction, as over the network. Bundles stay where they are: a booth takes
its own away with its next export, once a receipt has told it that they are held.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection

from kiosk.errors import KioskError, Refused, StorageFailed
from kiosk.sealing import identity
from kiosk.storage.db import db
from kiosk.sync.central import bulletins, intake, publishing
from kiosk.sync.format import bundle, ranges
from kiosk.sync.format.bundle import Header
from kiosk.sync.format.receipt import Outcome, SyncReceipt, open_receipt
from kiosk.sync.stick import at_booth, files
from kiosk.sync.stick.refusals import Refusals

_LOG = logging.getLogger(__name__)
MOST_BYTES = files.HEAD + files.SEAL_BYTES + bundle.MOST_BYTES


@dataclass
class DeviceImport:
    """The sum of a device's bundles on a stick; `held` of the `stated` records are at central."""

    key: bytes
    header: Header
    folders: set[Path] = field(default_factory=set)
    stored: int = 0
    duplicate: int = 0
    quarantined: int = 0
    forked: int = 0
    held: int = 0

    @property
    def stated(self) -> int:
        """Return how many records the device says that it has."""
        return sum(each.length for each in self.header.journals)

    def add(self, header: Header, outcome: Outcome) -> None:
        """Count what became of one bundle; the latest statement is the one that counts."""
        if sum(each.length for each in header.journals) >= self.stated:
            self.header = header
        self.stored += outcome.stored
        self.duplicate += outcome.duplicate
        self.quarantined += outcome.quarantined
        self.forked += outcome.forked


@dataclass
class StickImport:
    """The result of an import, device by device, with what failed or could not be written."""

    devices: dict[str, DeviceImport] = field(default_factory=dict)
    failed: Refusals = field(default_factory=Refusals)
    unwritten: Refusals = field(default_factory=Refusals)


def bundles_in(target: Path) -> Iterator[Path]:
    """Yield the bundles below a folder."""
    yield from files.find(target, at_booth.BUNDLE)


def import_stick(
    target: Path, progress: Callable[[int], None] = lambda _count: None
) -> StickImport:
    """Take in every bundle below `target`, and write each device's receipt beside its own.

    A file that is damaged or foreign is reported, and the others go on. Raises Refused if there is
    no file, SetupFailed at a booth.
    """
    identity.central_key(db.reader())
    found = list(bundles_in(target))
    if not found:
        raise Refused(
            f"{target} 里没有展位导出的文件（*.bundle）；请先在展位运行 sync export。",
            f"There are no bundles below {target}; let the booths write them with sync export.",
        )
    report = StickImport()
    for count, path in enumerate(found, start=1):
        try:
            _take(report, path)
        except StorageFailed as error:
            report.failed.add(path, error)
            break  # Central's own disk: every other file would fail as well.
        except KioskError as error:
            report.failed.add(path, error)
        except OSError as error:
            report.failed.add(path, files.failure(error, path))
        except Exception as error:  # What one file brings never keeps the others from central.
            _LOG.exception("a file of a stick could not be taken in")
            report.failed.add(path, _not_foreseen(error))
        progress(count)
    reader = db.reader()
    pack = publishing.sign_published(reader) if publishing.published(reader) else None
    for device, brought in report.devices.items():
        _answer(reader, report, device, brought, pack)
    return report


def _not_foreseen(error: Exception) -> Refused:
    """Return the words for a fault of the program's own, which the log holds whole."""
    name = type(error).__name__
    return Refused(
        f"本程序读不了这个文件（{name}）；没有收下任何内容，请把它连同日志交给技术支持。",
        f"This program fails to read the file ({name}); nothing of it was taken. Give it to "
        "support, with the log.",
    )


def _take(report: StickImport, path: Path) -> None:
    reader = db.reader()
    data = files.unseal(reader, files.read_at_most(path, MOST_BYTES))
    opened = intake.open_for_intake(reader, data)
    with db.transaction() as tx:
        answer = intake.take_in(tx, opened)
    header = opened.bundle.header
    brought = report.devices.setdefault(header.device, DeviceImport(opened.bundle.key, header))
    brought.add(header, _open(reader, answer, header.device).outcome)
    brought.folders.add(path.parent)


def _open(tx: Connection, answer: bytes, device: str) -> SyncReceipt:
    return open_receipt(answer, bytes(identity.central_key(tx).verify_key), device)


def _answer(
    tx: Connection, report: StickImport, device: str, brought: DeviceImport, pack: bytes | None
) -> None:
    """Write what central holds of a device beside its bundles, its bulletin, and the pack."""
    answer = intake.answer_state(tx, brought.key)
    told = bulletins.write(tx, brought.key)
    runs = {each.epoch: each.ranges for each in _open(tx, answer, device).journals}
    lacking = (
        ranges.missing(runs.get(each.epoch, []), each.length) for each in brought.header.journals
    )
    brought.held = brought.stated - sum(map(ranges.count, lacking))
    for folder in sorted(brought.folders):
        try:
            files.write(folder, device + at_booth.RECEIPT, answer)
            if told:
                files.write(folder, device + at_booth.BULLETIN, told)
            if pack and not _is_there(folder / at_booth.PACK, pack):
                files.write(folder, at_booth.PACK, pack)
        except OSError as error:
            report.unwritten.add(folder, files.failure(error, folder))


def _is_there(path: Path, data: bytes) -> bool:
    return path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data
