"""Taking a survey answer by answer, and ratings by one tap."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from msgspec import Struct, structs
from sqlalchemy import Connection

from kiosk.booth.survey import rules
from kiosk.booth.survey.records import (
    RATING,
    REASON,
    SCREENED,
    SURVEY,
    ItemAnswer,
    RatingGiven,
    ReasonGiven,
    ScreenedSheet,
    SurveySheet,
)
from kiosk.content.catalog import Catalog
from kiosk.content.pack import Item, Survey
from kiosk.errors import Refused, Unknown
from kiosk.journal import drafts, earned
from kiosk.journal import service as journal
from kiosk.journal.kinds import Kind

DRAFT = SURVEY.name


class Response(Struct, kw_only=True):
    """A response under way; `ranked` are the options of a ranking tapped so far."""

    survey: str
    language: str
    is_elder: bool
    about_unit: str | None = None
    answers: dict[str, ItemAnswer] = {}
    ranked: dict[str, list[str]] = {}
    is_counted: bool | None = None


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Response).decode


def load(tx: Connection, sitting: str | None, survey_id: str) -> Response | None:
    """Return the sitting's response to this survey, or None."""
    state = drafts.load(tx, sitting, DRAFT) if sitting else None
    held = _decode(state) if state else None
    return held if held and held.survey == survey_id else None


def find(catalog: Catalog, survey_id: str, item_id: str) -> tuple[Survey, Item]:
    """Return a survey and its item. Raises Unknown."""
    survey = catalog.surveys.get(survey_id)
    for item in survey.items if survey else ():
        if survey and item.id == item_id:
            return survey, item
    raise Unknown("没有这道题。", "There is no such question.")


def take_answer(
    tx: Connection,
    sitting: str,
    catalog: Catalog,
    survey_id: str,
    item_id: str,
    *,
    chosen: Sequence[str],
    is_skipped: bool = False,
    text: str = "",
    language: str = "zh",
    is_elder: bool = False,
    can_type: bool = False,
) -> Item | None:
    """Keep one answer; return the item to ask next, or None once the response is recorded.

    The first item's answer begins a response. A form sent again after the end changes nothing,
    nor does one of an item that a changed answer closed.
    Raises Unknown or Refused, in words for the person at the screen.
    """
    survey, item = find(catalog, survey_id, item_id)
    held = begun(tx, sitting, survey, item, language=language, is_elder=is_elder)
    if held is None:
        return None
    items = rules.path(survey, held.answers, can_type=True)
    if item not in items:
        return next((each for each in items if each.id not in held.answers), items[-1])
    if item.kind == "text":
        held.is_counted = rules.is_counted(survey, held.answers)
        _finish(tx, sitting, held, text=text.strip()[: rules.TEXT_LIMIT])
        return None
    if is_skipped:
        _skip(item, held)
    else:
        held.answers[item.id] = rules.read_answer(item, chosen, catalog.units)
    held.ranked.pop(item.id, None)
    _keep_what_is_asked(survey, held)
    following = rules.after(rules.path(survey, held.answers, can_type=can_type), item.id)
    if following is None:
        _finish(tx, sitting, held)
        return None
    drafts.save(tx, sitting, DRAFT, _encode(held).decode())
    return following


def begun(
    tx: Connection, sitting: str, survey: Survey, item: Item, *, language: str, is_elder: bool
) -> Response | None:
    """Return the response under way; the first item begins one. None if it has ended."""
    held = load(tx, sitting, survey.id)
    if held is None and item.id == survey.items[0].id:
        drafts.close(tx, sitting, DRAFT)
        held = Response(survey=survey.id, language=language, is_elder=is_elder)
    return held


def _keep_what_is_asked(survey: Survey, held: Response) -> None:
    """Drop answers to items that a changed answer closed; note the unit, and who counts."""
    items = [
        each for each in rules.path(survey, held.answers, can_type=True) if each.id in held.answers
    ]
    held.answers = {each.id: held.answers[each.id] for each in items}
    about = next((each.id for each in items if each.kind == "unit"), None)
    held.about_unit = held.answers[about].options[0] if about else None
    held.is_counted = rules.is_counted(survey, held.answers)


def _skip(item: Item, held: Response) -> None:
    if not item.is_optional:
        raise Refused("请先选一个答案。", "Please choose an answer first.")
    held.answers.pop(item.id, None)


def rank(
    tx: Connection, sitting: str, held: Response, item: Item, option_id: str | None
) -> list[str] | None:
    """Rank one more option behind the others; None takes the last one back.

    Returns the whole ranking once it is complete (the last option ranks itself), else None.
    """
    ranked = held.ranked.setdefault(item.id, [])
    options = [option.id for option in item.options]
    if option_id is None:
        del ranked[-1:]
    elif option_id not in options:
        raise Refused("请从列出的选项里选。", "Please choose one of the options shown.")
    elif option_id not in ranked:
        ranked.append(option_id)
    rest = [option for option in options if option not in ranked]
    if len(rest) <= 1:
        return ranked + rest
    drafts.save(tx, sitting, DRAFT, _encode(held).decode())
    return None


def _finish(tx: Connection, sitting: str, held: Response, *, text: str = "") -> None:
    _record(tx, sitting, held, is_finished=True, text=text)
    earned.note(tx, sitting, "survey")
    drafts.drop(tx, sitting, DRAFT)


def _record(
    tx: Connection, sitting: str, held: Response, *, is_finished: bool, text: str = ""
) -> None:
    kind: Kind = SURVEY
    sheet = SurveySheet(
        survey=held.survey,
        language=held.language,
        is_elder=held.is_elder,
        is_finished=is_finished,
        about_unit=held.about_unit,
        has_text=bool(text),
        answers=list(held.answers.values()),
    )
    if held.is_counted is not None:
        kind = SCREENED
        sheet = ScreenedSheet(**structs.asdict(sheet), is_counted=held.is_counted)
    journal.append(tx, kind, sheet, sitting=sitting, sealed={"text": text} if text else None)


def close_draft(tx: Connection, sitting: str, state: str) -> None:
    """Turn a response that was left into an unfinished record."""
    _record(tx, sitting, _decode(state), is_finished=False)


def rate(
    tx: Connection,
    sitting: str,
    value: int,
    *,
    is_repeat: bool,
    language: str = "zh",
    is_elder: bool = False,
) -> None:
    """Record one tap on a face. Raises Refused for a value that no face has."""
    if value not in range(1, 6):
        raise Refused("请点一个表情。", "Please touch one of the faces.")
    given = RatingGiven(value=value, is_repeat=is_repeat, language=language, is_elder=is_elder)
    journal.append(tx, RATING, given, sitting=sitting)


def give_reason(tx: Connection, sitting: str, catalog: Catalog, value: int, reason_id: str) -> None:
    """Record the reason for a rating. Raises Refused if it is none of the chips."""
    known = {reason.id for reason in catalog.pack.rating.reasons if value in reason.values}
    if reason_id not in known:
        raise Refused("请从列出的原因里选。", "Please choose one of the reasons shown.")
    journal.append(tx, REASON, ReasonGiven(value=value, reason=reason_id), sitting=sitting)


drafts.register(DRAFT, close_draft)
