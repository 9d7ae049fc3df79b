"""What a code opens: how a piece of feedback stands, the answer that staff released; and erasing.

A booth knows its own pieces by its journal and those of others by central's bulletin; where it has
both of one, the later word counts.
"""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace
from sqlalchemy import Connection, select, update

from kiosk.booth.feedback import owners_view, states
from kiosk.booth.feedback.codes import CodeKeys
from kiosk.booth.feedback.models import CodeUse, Feedback, FeedbackState, Told
from kiosk.booth.feedback.owners_view import OwnersView
from kiosk.booth.feedback.records import CODE_USED, CodeUsed
from kiosk.errors import NotAllowed
from kiosk.journal import sealed_box
from kiosk.journal import service as journal
from kiosk.journal.models import StoredRecord, same_record
from kiosk.journal.records import Record
from kiosk.sealing import erasure


def find(tx: Connection, event: str, mark: str) -> OwnersView:
    """Return the piece of a mark. Raises NotAllowed where neither journal nor bulletin has it."""
    held = [each for each in (_told(tx, event, mark), _own(tx, event, mark)) if each]
    if not held:
        raise NotAllowed(
            "没有找到这个回执码。请核对单子上的十个字母和数字；如果是刚在别的展位留下的，"
            "要等那台终端同步以后才查得到。",
            "There is no such code. Compare the ten letters and digits on your slip. What was left "
            "at another booth a short while ago is found once that booth has synced.",
        )
    return max(held, key=lambda each: (each.is_erased, each.number))


def _own(tx: Connection, event: str, mark: str) -> OwnersView | None:
    query = states.with_states().where(Feedback.event == event, Feedback.mark == mark)
    row = tx.execute(query).first()
    if row is None:
        return None
    sealed = released_text(tx, row) if row.released else None
    return owners_view.of_piece(row, sealed, is_erased=is_erased(tx, event, mark))


def _told(tx: Connection, event: str, mark: str) -> OwnersView | None:
    query = select(Told).where(Told.event == event, Told.mark == mark)
    row = tx.execute(query).first()
    if row is None:
        return None
    told = owners_view.of_told(row)
    return replace(told, is_erased=told.is_erased or is_erased(tx, event, mark))


def released_text(tx: Connection, row: Any) -> bytes | None:
    """Return what a piece's release sealed for its code; None once that was erased."""
    query = (
        select(StoredRecord.sealed)
        .join(FeedbackState, same_record(FeedbackState, StoredRecord))
        .where(
            FeedbackState.of_device == row.device,
            FeedbackState.form == row.form,
            FeedbackState.tap == row.released,
            states.is_rightful(FeedbackState),
        )
    )
    return tx.execute(query.limit(1)).scalar()


def open_answer(found: OwnersView, code: CodeKeys) -> str | None:
    """Return the released answer, None without one. Raises NotAllowed if it was sealed to another.

    A step that names another key than the piece's own is central's or the booth's fault.
    """
    if found.sealed is None or found.is_erased:
        return None
    return sealed_box.unseal(code.private, found.sealed).decode()


def note_read(tx: Connection, event: str, code: CodeKeys, release: str) -> None:
    """Record that an answer was read, once at each device; staff then leave it as it is."""
    if not _is_noted(tx, event, code.mark, "read", release):
        used = CodeUsed(act="read", proof=code.proof.hex(), release=release)
        journal.append(tx, CODE_USED, used, event=event)


def erase(tx: Connection, event: str, code: CodeKeys) -> None:
    """Erase what is sealed of a code's piece here, and let central erase it everywhere.

    The record that says so proves that it was the code's own wish.
    """
    if not is_erased(tx, event, code.mark):
        used = CodeUsed(act="erase", proof=code.proof.hex(), release=None)
        journal.append(tx, CODE_USED, used, event=event)
    erase_sealed(tx, event, code.mark)
    of_piece = Told.event == event, Told.mark == code.mark
    tx.execute(update(Told).where(*of_piece).values(sealed=None, is_erased=True))


def is_erased(tx: Connection, event: str, mark: str) -> bool:
    """Return True if the owner of a code erased its piece, as far as is known here."""
    return _is_noted(tx, event, mark, "erase", None)


def _is_noted(tx: Connection, event: str, mark: str, act: str, release: str | None) -> bool:
    query = select(CodeUse.seq).where(
        CodeUse.event == event, CodeUse.mark == mark, CodeUse.act == act
    )
    if release:
        query = query.where(CodeUse.release == release)
    return tx.execute(query.limit(1)).first() is not None


def first_read(tx: Connection, mark: str, release: str) -> Any:
    """Return the row of the first time that a released answer was read, None if it was not."""
    query = select(CodeUse).where(
        CodeUse.mark == mark, CodeUse.act == "read", CodeUse.release == release
    )
    return tx.execute(query.order_by(CodeUse.made_at).limit(1)).first()


def erase_sealed(tx: Connection, event: str, mark: str) -> None:
    """Erase what is sealed of a mark's piece and of all steps with it, as far as it is held."""
    pieces = select(Feedback).where(Feedback.event == event, Feedback.mark == mark)
    for piece in tx.execute(pieces).all():
        steps = select(FeedbackState).where(
            FeedbackState.of_device == piece.device, FeedbackState.form == piece.form
        )
        for row in (piece, *tx.execute(steps).all()):
            run = erasure.Run(device=row.device, epoch=row.epoch, first=row.seq, last=row.seq)
            erasure.erase(tx, run, "withdrawal")


def erase_as_wished(tx: Connection, record: Record) -> None:
    """Erase at central what the owner of a code wished to erase, whatever of it comes first."""
    for mark in _marks_of(tx, record):
        if is_erased(tx, record.event, mark):
            erase_sealed(tx, record.event, mark)


def _marks_of(tx: Connection, record: Record) -> list[str]:
    """Return the mark that a record is about: of a piece, of a step with one, of a code's use."""
    piece = select(Feedback.mark).where(same_record(Feedback, record))
    step = (
        select(Feedback.mark)
        .join(
            FeedbackState,
            (FeedbackState.of_device == Feedback.device) & (FeedbackState.form == Feedback.form),
        )
        .where(same_record(FeedbackState, record))
    )
    use = select(CodeUse.mark).where(same_record(CodeUse, record))
    found = [tx.execute(query).scalar() for query in (piece, step, use)]
    return [mark for mark in found if mark]
