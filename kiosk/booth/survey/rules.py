"""Rules of a survey: which items are asked, what counts as an answer, what is a repeat tap."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from random import Random

from kiosk.booth.survey.records import ItemAnswer
from kiosk.content.pack import Item, Survey
from kiosk.content.parts import Option
from kiosk.errors import Refused

REPEAT_SECONDS = 5
"""A press on a face so soon after the one before is flagged, not counted."""
TEXT_LIMIT = 500

Answers = Mapping[str, ItemAnswer]


def offered(surveys: Sequence[Survey], *, is_station: bool) -> list[Survey]:
    """Return the surveys of a place: a station asks about the visit first, then all the rest."""
    if not is_station:
        return [survey for survey in surveys if survey.place != "tour"]
    return sorted(surveys, key=lambda survey: survey.place != "tour")


def is_shown(item: Item, answers: Answers) -> bool:
    """Return True if the earlier answers let this item be asked."""
    if item.show_if is None:
        return True
    earlier = answers.get(item.show_if.item)
    return earlier is not None and any(each in item.show_if.any_of for each in earlier.options)


def path(survey: Survey, answers: Answers, *, can_type: bool) -> list[Item]:
    """Return the items to ask, in order, as far as the answers so far decide.

    An answer to an item that is no longer asked opens no further items.
    """
    shown: list[Item] = []
    standing: dict[str, ItemAnswer] = {}
    for item in survey.items:
        if (item.kind != "text" or can_type) and is_shown(item, standing):
            shown.append(item)
            if item.id in answers:
                standing[item.id] = answers[item.id]
    return shown


def screens(item: Item) -> bool:
    """Return True if an item finds out who counts."""
    return any(option.is_uncounted for option in item.options)


def is_counted(survey: Survey, answers: Answers) -> bool | None:
    """Return True if a person counts towards indices; None for a survey that screens nobody.

    Whoever left before such an item was answered does not count, since nobody knows.
    """
    asked = [item for item in path(survey, answers, can_type=True) if screens(item)]
    if not asked:
        return None
    let_in = ({each.id for each in item.options if not each.is_uncounted} for item in asked)
    return all(
        item.id in answers and let_in_here.issuperset(answers[item.id].options)
        for item, let_in_here in zip(asked, let_in, strict=True)
    )


def in_order(item: Item, sitting: str | None, survey_id: str) -> list[Option]:
    """Return an item's options as a sitting sees them, the same ones each time.

    One that excludes the others stays last, where people look for it.
    """
    options = list(item.options)
    if item.order == "random" and sitting is not None:
        Random(f"{sitting}/{survey_id}/{item.id}").shuffle(options)
        options.sort(key=lambda each: each.is_exclusive)
    return options


def after(items: Sequence[Item], item_id: str) -> Item | None:
    """Return the item that follows, or None after the last."""
    ids = [item.id for item in items]
    place = ids.index(item_id) + 1 if item_id in ids else len(ids)
    return items[place] if place < len(items) else None


def before(items: Sequence[Item], item_id: str) -> Item | None:
    """Return the item that comes before, or None at the first."""
    ids = [item.id for item in items]
    place = ids.index(item_id) - 1 if item_id in ids else -1
    return items[place] if place >= 0 else None


def read_answer(item: Item, chosen: Sequence[str], units: Collection[str]) -> ItemAnswer:
    """Turn what a form sent into an answer. Raises Refused if it is none of the choices."""
    options = {option.id: option for option in item.options}
    if item.kind == "number":
        return ItemAnswer(item=item.id, number=_number(item, chosen))
    known = units if item.kind == "unit" else options
    picked = list(dict.fromkeys(chosen))
    is_one = item.kind in ("single", "scale", "unit")
    if not picked or any(each not in known for each in picked) or (is_one and len(picked) > 1):
        raise Refused("请从列出的选项里选。", "Please choose one of the options shown.")
    if len(picked) > 1 and any(options[each].is_exclusive for each in picked if each in options):
        alone = next(options[each].text for each in picked if options[each].is_exclusive)
        raise Refused(
            f"“{alone.zh}”不能和别的一起选，请只选一样。",
            f"“{alone.en}” cannot be chosen together with others; choose one or the other.",
        )
    if item.kind == "ranking" and len(picked) < len(options):
        raise Refused("请把每一项都排好。", "Please put every option in order.")
    number = options[picked[0]].value if item.kind in ("scale", "single") else None
    return ItemAnswer(item=item.id, options=picked, number=number)


def _number(item: Item, chosen: Sequence[str]) -> int:
    least, most = item.least or 0, item.most or 0
    if len(chosen) != 1 or chosen[0] not in map(str, range(least, most + 1)):
        raise Refused(
            f"请选 {least} 到 {most} 之间的数。", f"Please choose a number from {least} to {most}."
        )
    return int(chosen[0])
