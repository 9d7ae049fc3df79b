"""Find the parts of a pack by id."""

from __future__ import annotations

from kiosk.content import apps, blocks
from kiosk.content.handback import Choice
from kiosk.content.outreach import DoorSurvey, PlaceKind
from kiosk.content.pack import Card, FeedbackKind, Pack, Slot, Stop, Survey, Unit, Visitor
from kiosk.content.questions import Call, Case, Question, Scene, Topic
from kiosk.content.stamps import Gift, StampStop


class Catalog:
    """An index of a pack, so that pages need not search it."""

    def __init__(self, pack: Pack, digest: str) -> None:
        """Index `pack`, whose digest is given in hexadecimal."""
        self.pack = pack
        self.digest = digest
        self.units: dict[str, Unit] = {each.id: each for each in pack.units}
        self.topics: dict[str, Topic] = {each.id: each for each in pack.topics}
        self.surveys: dict[str, Survey] = {each.id: each for each in blocks.whole(pack)}
        self.cards: dict[str, Card] = {each.id: each for each in pack.cards}
        self.apps: dict[str, apps.ScanApp] = {
            each.id: each for each in pack.apps or apps.of_program()
        }
        self.feedback: dict[str, FeedbackKind] = {each.id: each for each in pack.feedback}
        self.slots: dict[str, Slot] = {each.id: each for each in pack.tour.slots}
        self.stops: dict[str, Stop] = {each.id: each for each in pack.tour.stops}
        self.visitors: dict[str, Visitor] = {each.id: each for each in pack.tour.visitors}
        self.scenes: dict[str, Scene] = {each.id: each for each in pack.scenes}
        self.calls: dict[str, Call] = {each.id: each for each in pack.calls}
        self.cases: dict[str, Case] = {each.id: each for each in pack.cases}
        self.stamp_stops: dict[str, StampStop] = {each.id: each for each in pack.stamps.stops}
        self.gifts: dict[str, Gift] = {each.id: each for each in pack.stamps.gifts}
        self.place_kinds: dict[str, PlaceKind] = {each.id: each for each in pack.outreach.kinds}
        self.door_surveys: dict[str, DoorSurvey] = {each.id: each for each in pack.outreach.surveys}
        self.belongings: dict[str, Choice] = {each.id: each for each in pack.handback.kinds}
        self.proofs: dict[str, Choice] = {each.id: each for each in pack.handback.proofs}
        self.reasons: dict[str, Choice] = {each.id: each for each in pack.handback.reasons}
        self.questions: dict[str, Question] = {}
        self.topic_of: dict[str, Topic] = {}
        for topic in pack.topics:
            for question in topic.questions:
                self.questions[question.id] = question
                self.topic_of[question.id] = topic

    def station(self, unit_id: str | None) -> Unit | None:
        """Return the station with this id, or None if there is no such station."""
        unit = self.units.get(unit_id) if unit_id else None
        return unit if unit and unit.kind == "station" else None

    def cards_of(self, unit_id: str) -> list[Card]:
        """Return a unit's cards in the pack's order."""
        return [card for card in self.pack.cards if card.unit == unit_id]
