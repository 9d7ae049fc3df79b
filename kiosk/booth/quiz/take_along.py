"""What somebody takes along of a round: a slip of paper, or the picture on their own phone.

The certificate's address holds a score and questions of the pack, which anybody may put together:
nothing about a person, no record, and nothing that opens anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import url_for

from kiosk.booth.quiz import outcome, rules
from kiosk.booth.quiz.outcome import Result
from kiosk.content.catalog import Catalog
from kiosk.content.pack import Card
from kiosk.content.parts import Text
from kiosk.content.questions import Topic
from kiosk.errors import Unknown
from kiosk.shell import slip_paper, visitors

BETWEEN = "."
EMERGENCY = "110"
MOST_QUESTIONS = max(*rules.LENGTHS, 20)
"""More than any round asks."""


@dataclass(frozen=True)
class Certificate:
    """What a slip or a picture says of a round; `topic` is None where it was of several."""

    right: int
    total: int
    topic: Topic | None
    known: tuple[Text, ...]
    remember: Text
    card: Card | None

    @property
    def number(self) -> str:
        """Return the number to call: the unit's desk where it is known, else the emergency's."""
        return self.card.phone if self.card else EMERGENCY


def is_offered() -> bool:
    """Return True if there is a way to take a result along: a printer, or a door for phones."""
    return slip_paper.here() is not None or visitors.link("/") is not None


def path(catalog: Catalog, result: Result) -> str:
    """Return the path of a result's certificate; `tip` is the topic with the thing to do."""
    held = (each.id for each in catalog.pack.topics if each.tonight == result.tonight)
    fields = {
        "right": result.right,
        "total": result.total,
        "topic": result.topic_id or "",
        "tip": next(held, "") if result.tonight else "",
        "known": BETWEEN.join(each.question for each in result.known),
    }
    return f"{url_for('quiz.certificate')}?{urlencode(fields)}"


def read(
    catalog: Catalog, right: str, total: str, topic_id: str, tip_id: str, known: str
) -> Certificate:
    """Return the certificate of an address. Raises Unknown where no round gives such a one."""
    were_right, asked = _count(right), _count(total)
    if not 1 <= asked <= MOST_QUESTIONS or were_right > asked:
        raise _unknown()
    topic, tip = catalog.topics.get(topic_id), catalog.topics.get(tip_id)
    if (topic_id and topic is None) or (tip_id and tip is None):
        raise _unknown()
    named = known.split(BETWEEN)[: outcome.MOST_KNOWN] if known else []
    if any(each not in catalog.questions for each in named):
        raise _unknown()
    says = tuple(outcome.first_sentence(catalog.questions[each].explanation) for each in named)
    return Certificate(were_right, asked, topic, says, _remember(tip), _card(catalog, tip or topic))


def _count(text: str) -> int:
    """Return a number of questions. Raises Unknown for any other text."""
    if not (text.isascii() and text.isdecimal() and len(text) <= 3):
        raise _unknown()
    return int(text)


def _remember(tip: Topic | None) -> Text:
    if tip and tip.tonight:
        return tip.tonight
    return Text(
        zh="把今天知道的，讲给家里人听一听。", en="Tell your family what you learned today."
    )


def _card(catalog: Catalog, topic: Topic | None) -> Card | None:
    """Return the contact of the unit that answers for a topic, if its number is filled in."""
    cards = catalog.cards_of(topic.unit) if topic else []
    return next((card for card in cards if not card.is_placeholder), None)


def _unknown() -> Unknown:
    return Unknown("没有这样的成绩单。", "There is no such result.")
