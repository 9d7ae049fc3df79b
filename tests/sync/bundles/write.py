"""Write the bundles of this version: `python -m tests.sync.bundles.write DIR`.

Keys, ids and times are fixed, so that the same version always writes the same bytes. A version that
is released leaves its folder here for good; `tests/sync/test_bundle.py` takes all of them in.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import msgspec
from nacl.signing import SigningKey

from kiosk.booth.feedback.records import KIND as FEEDBACK
from kiosk.booth.feedback.records import FeedbackGiven
from kiosk.booth.quiz.records import KIND as QUIZ
from kiosk.booth.survey.records import RATING, RatingGiven
from kiosk.journal.kinds import Kind
from kiosk.journal.records import GENESIS, Payload, Record, canonical, chain_digest
from kiosk.sync.format import bundle
from kiosk.sync.format.bundle import Header, JournalStatement
from tests.sync.laptops import sheet

KEY = SigningKey(bytes(range(32)))
DEVICE, EPOCH = "d" * 32, "e" * 32
MADE_AT = "2026-12-20T01:02:00.000000Z"


def link(previous: bytes, seq: int, kind: Kind, payload: Payload, sealed: bytes | None) -> Record:
    """Return one record that follows the digest `previous`."""
    record = Record(
        device=DEVICE,
        epoch=EPOCH,
        seq=seq,
        kind=kind.name,
        version=kind.version,
        sitting=f"{seq:032x}",
        event="test/2026",
        unit="criminal",
        booth="七",
        pack="0" * 64,
        made_at=MADE_AT,
        body=canonical(payload),
        sealed=sealed,
        sealed_digest=hashlib.sha256(sealed).digest() if sealed else None,
        digest=GENESIS,
    )
    return msgspec.structs.replace(record, digest=chain_digest(previous, record))


def records() -> list[Record]:
    """Return a small journal with records of several kinds."""
    rating = RatingGiven(value=5, is_repeat=False, language="zh", is_elder=False)
    given = FeedbackGiven(
        kind="praise",
        about_unit=None,
        chips=["polite"],
        has_text=True,
        has_contact=False,
        language="en",
        form="f" * 32,
    )
    made: list[Record] = []
    for seq, (kind, payload, sealed) in enumerate(
        ((QUIZ, sheet(5), None), (RATING, rating, None), (FEEDBACK, given, bytes(80))), start=1
    ):
        made.append(link(made[-1].digest if made else GENESIS, seq, kind, payload, sealed))
    return made


def header(made: list[Record], **changed: object) -> Header:
    """Return the header of a bundle of `made`, with some fields changed."""
    first, last = made[0], made[-1]
    fields: dict[str, object] = {
        "protocol": 1,
        "device": DEVICE,
        "epoch": EPOCH,
        "first": first.seq,
        "last": last.seq,
        "count": len(made),
        "previous": GENESIS.hex(),
        "digest": last.digest.hex(),
        "clock": MADE_AT,
        "app": "0.1.0",
        "pack": first.pack,
        "event": first.event,
        "unit": first.unit,
        "booth": first.booth,
        "journals": [JournalStatement(epoch=EPOCH, length=last.seq, digest=last.digest.hex())],
    }
    return Header(**(fields | changed))  # type: ignore[arg-type]


def main(folder: Path) -> None:
    """Write the bundles."""
    folder.mkdir(parents=True, exist_ok=True)
    made = records()
    (folder / "day.bundle").write_bytes(bundle.seal(header(made), made, KEY))
    (folder / "part.bundle").write_bytes(
        bundle.seal(header(made[1:], previous=made[0].digest.hex()), made[1:], KEY)
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
