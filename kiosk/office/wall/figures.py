"""Read the figures of the wall: what today brought, and what people know now. None under five."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from kiosk.booth.cards import report as cards
from kiosk.booth.checkin import report as checkin
from kiosk.booth.handback import report as handback
from kiosk.booth.quiz import report as quiz
from kiosk.booth.survey import report as survey
from kiosk.content.editions import Known
from kiosk.content.parts import Text
from kiosk.counts.filters import Filters
from kiosk.counts.statistics import LEAST_PEOPLE, share
from kiosk.office.overview import people

NAMES = {
    "people": Text(zh="来参与的人", en="people took part"),
    "rounds": Text(zh="答题轮数", en="quiz rounds"),
    "surveys": Text(zh="填完的问卷", en="surveys answered"),
    "cards": Text(zh="看过的联系卡", en="contact cards opened"),
    "came": Text(zh="到所里参观的人", en="guests of the station"),
    "inside": Text(zh="正在参观的人", en="guests here now"),
    "handed": Text(zh="已发还的物品", en="belongings handed back"),
}


@dataclass(frozen=True)
class Number:
    """One count of today."""

    id: str
    name: Text
    n: int


@dataclass(frozen=True)
class Learned:
    """A topic's share of right answers in whole percent, first and when asked the same again."""

    topic: str
    name: Text
    people: int
    before: int
    after: int


def numbers(tx: Connection, filters: Filters) -> list[Number]:
    """Return today's counts; those under five are left out."""
    visits = checkin.figures(tx, filters)
    belongings = handback.progress(tx, filters)
    counts = {
        "people": people.by_hour(tx, filters).total(),
        "rounds": quiz.figures(tx, filters).finished,
        "surveys": sum(each.finished for each in survey.figures(tx, filters).values()),
        "cards": cards.by_card(tx, filters).total(),
        "came": visits.people,
        "inside": visits.inside,
        "handed": belongings.handed,
    }
    return [Number(name, NAMES[name], n) for name, n in counts.items() if n >= LEAST_PEOPLE]


def learned(tx: Connection, filters: Filters, known: Known) -> list[Learned]:
    """Return what was learned of each topic by five people or more, most people first."""
    held = []
    counted = quiz.asked_again(tx, filters)
    for topic in known.names.topics.values():
        again = counted.get(topic.id)
        if again is None:
            continue
        before, after = share(again.first, again.n).value, share(again.second, again.n).value
        if before is not None and after is not None:
            rounded = round(100 * before), round(100 * after)
            held.append(Learned(topic.id, topic.short, again.n, *rounded))
    return sorted(held, key=lambda each: -each.people)
