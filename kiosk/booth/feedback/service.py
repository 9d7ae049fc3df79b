"""One piece of feedback."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import asdict
from sqlalchemy import Connection, select

from kiosk.booth.feedback.codes import CodeKeys
from kiosk.booth.feedback.models import Feedback
from kiosk.booth.feedback.records import CODED, KIND, CodedFeedback, FeedbackGiven
from kiosk.content.catalog import Catalog
from kiosk.content.pack import FeedbackKind
from kiosk.errors import Refused, Unknown
from kiosk.journal import service as journal
from kiosk.journal import taps

TEXT_LIMIT = 500
CONTACT_LIMIT = 60


def find_kind(catalog: Catalog, kind_id: str) -> FeedbackKind:
    """Return a kind of feedback. Raises Unknown."""
    kind = catalog.feedback.get(kind_id)
    if kind is None:
        raise Unknown("没有这一类意见。", "There is no such kind of feedback.")
    return kind


def give(
    tx: Connection,
    sitting: str,
    catalog: Catalog,
    kind_id: str,
    *,
    form: str,
    chips: Sequence[str],
    unit_id: str = "",
    text: str = "",
    contact: str = "",
    has_consent: bool = False,
    language: str = "zh",
    code: CodeKeys | None = None,
) -> bool:
    """Append one piece of feedback; return whether a contact was kept. A repeat changes nothing.

    A contact is kept only with consent; `code` finds the piece again. Raises Refused if nothing was
    said at all.
    """
    kind = find_kind(catalog, kind_id)
    text, contact = text.strip()[:TEXT_LIMIT], contact.strip()[:CONTACT_LIMIT]
    contact = contact if has_consent else ""
    taps.require(form)
    if is_kept(tx, form):
        return bool(contact)
    known = {chip.id for chip in kind.chips}
    picked = list(dict.fromkeys(chips))
    if any(chip not in known for chip in picked) or (unit_id and unit_id not in catalog.units):
        raise Refused("请从列出的选项里选。", "Please choose from the options shown.")
    if not picked and not text:
        raise Refused("请至少选一项。", "Please choose at least one.")
    given = FeedbackGiven(
        kind=kind_id,
        about_unit=unit_id or None,
        chips=picked,
        has_text=bool(text),
        has_contact=bool(contact),
        language=language,
        form=form,
    )
    typed = {"text": text, "contact": contact}
    sealed = {name: words for name, words in typed.items() if words}
    _append(tx, given, code, sitting, sealed)
    return bool(contact)


def _append(
    tx: Connection,
    given: FeedbackGiven,
    code: CodeKeys | None,
    sitting: str,
    sealed: dict[str, str],
) -> None:
    if code is None:
        journal.append(tx, KIND, given, sitting=sitting, sealed=sealed or None)
        return
    coded = CodedFeedback(**asdict(given), mark=code.mark, answer_key=code.public)
    journal.append(tx, CODED, coded, sitting=sitting, sealed=sealed or None)


def is_kept(tx: Connection, form: str) -> bool:
    """Return True if this form's feedback stands in the journal already."""
    return tx.execute(select(Feedback.seq).where(Feedback.form == form)).first() is not None
