"""What citizens do not know: each question's figures, the weakest topics, what was learned.

Figures are of first answers. A person answers a question once a round, so a question's answers are
its people. Answers to one topic are not: of these, as many people are taken to stand behind them as
answered its commonest question, which is never too many; and since answers of one round hang
together, a topic's interval is somewhat too narrow.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from kiosk.booth.quiz import kinds
from kiosk.booth.quiz.analysis import psychometrics
from kiosk.booth.quiz.analysis.answer_counts import Again, AnswerCounts, Choice, Sums
from kiosk.booth.quiz.analysis.psychometrics import Pairs, Quartiles
from kiosk.booth.quiz.answer_words import said
from kiosk.booth.quiz.kinds.base import BETWEEN, Asked, QuestionKind
from kiosk.content.catalog import Catalog
from kiosk.content.editions import Known
from kiosk.content.parts import Text
from kiosk.content.questions import AUDIENCES, Question, Topic
from kiosk.counts.statistics import LEAST_PEOPLE, Estimate, share
from kiosk.errors import Unknown

Found = tuple[QuestionKind, Asked]
"""A question as it is asked, and its kind."""
UNKNOWN = Text(zh="没有找到内容包的题目", en="Questions of no known pack")


@dataclass(frozen=True)
class OptionFigures:
    """How many people chose an option. `text` is None if no pack known here has the option."""

    id: str
    text: Text | None
    is_right: bool
    n: int
    share: Estimate


@dataclass(frozen=True)
class Gain:
    """The first answer compared with the second, of people asked twice in the same round.

    `learned` is the share right the second time of those who were wrong at first.
    """

    first: Estimate
    again: Estimate
    difference: Estimate
    learned: Estimate


@dataclass(frozen=True)
class Wording:
    """The figures of one wording of a question, with the versions of the pack that had it."""

    versions: str
    question: Question
    n: int
    right: Estimate
    options: list[OptionFigures]


@dataclass(frozen=True)
class QuestionFigures:
    """One question's figures. `lure` is the wrong option that draws most people.

    `credit` is the mean of how far answers were right, from 0 to 1: more than the share of right
    ones if some were right in part; None of fewer than five people.

    `question` and `topic` are None where no pack known here has it; `is_current` tells whether the
    newest pack does.
    """

    id: str
    question: Question | None
    topic: Topic | None
    is_current: bool
    n: int
    right: Estimate
    options: list[OptionFigures]
    lure: OptionFigures | None
    discrimination: float | None
    credit: float | None
    seconds: Quartiles | None
    audiences: dict[str, Estimate]
    gain: Gain
    wordings: list[Wording]

    @property
    def misleads(self) -> float | None:
        """Return by how much the most drawing wrong option beats the right one, as a share."""
        if self.right.value is None or self.lure is None or self.lure.share.value is None:
            return None
        return self.lure.share.value - self.right.value


@dataclass(frozen=True)
class TopicFigures:
    """A topic's share of right first answers, in all and by audience, and what was learned.

    `id` is empty for questions of no known pack.
    """

    id: str
    name: Text
    right: Estimate
    audiences: dict[str, Estimate]
    gain: Gain


@dataclass(frozen=True)
class Analysis:
    """The figures of all questions and topics; the weakest topic comes first."""

    questions: dict[str, QuestionFigures]
    topics: list[TopicFigures]
    audiences: list[str]
    gain: Gain
    answers: int


def analyse(counts: AnswerCounts, known: Known, audience: str | None = None) -> Analysis:
    """Return the figures of what was counted, of all people or of one audience."""
    choices = {
        choice: sums
        for choice, sums in counts.choices.items()
        if audience in (None, choice.audience)
    }
    again = Counter(
        {each: n for each, n in counts.again.items() if audience in (None, each.audience)}
    )
    maker = _Maker(counts, known, audience)
    questions = {each: maker.question(each) for each in sorted({each.question for each in choices})}
    heard = {choice.audience for choice in choices}
    return Analysis(
        questions=questions,
        topics=_topics(questions, choices, again, known.names),
        audiences=[each for each in AUDIENCES if each in heard] + sorted(heard - set(AUDIENCES)),
        gain=gain_of(again),
        answers=sum(sums.n for sums in choices.values()),
    )


def analyse_one(
    counts: AnswerCounts, known: Known, question: str, audience: str | None = None
) -> QuestionFigures:
    """Return the figures of one question, even if nobody has answered it yet.

    Raises Unknown if nobody has and no pack has the question.
    """
    figures = _Maker(counts, known, audience).question(question)
    if figures.question is None and not figures.n:
        raise Unknown("没有这道题。", "There is no such question.")
    return figures


class _Maker:
    """A maker of figures, one question after the other."""

    def __init__(self, counts: AnswerCounts, known: Known, audience: str | None) -> None:
        self._choices = defaultdict[str, dict[Choice, Sums]](dict)
        for choice, sums in counts.choices.items():
            if audience in (None, choice.audience):
                self._choices[choice.question][choice] = sums
        self._tenths = defaultdict[str, list[Counter[int]]](list)
        for (question, heard), tenths in counts.tenths.items():
            if audience in (None, heard):
                self._tenths[question].append(tenths)
        self._again = defaultdict[str, Counter[Again]](Counter)
        for each, n in counts.again.items():
            if audience in (None, each.audience):
                self._again[each.question][each] = n
        self._names = known.names
        self._packs = {edition.digest: edition for edition in known.editions}
        self._newest = known.editions[0].questions

    def question(self, name: str) -> QuestionFigures:
        """Return the figures of a question by who chose what."""
        held = self._choices[name]
        found = kinds.asked(self._names, name)
        options = _options(found, held)
        n = sum(option.n for option in options)
        wrong = [option for option in options if not option.is_right and option.n]
        heard = dict.fromkeys(choice.audience for choice in held)
        return QuestionFigures(
            id=name,
            question=found[1].question if found else None,
            topic=self._names.topic_of.get(name),
            is_current=name in self._newest,
            n=n,
            right=share(_right(held), n),
            options=options,
            lure=max(wrong, key=lambda option: option.n, default=None),
            discrimination=psychometrics.discrimination(
                _added(sums for choice, sums in held.items() if choice.is_right),
                _added(sums for choice, sums in held.items() if not choice.is_right),
            ),
            credit=_added(held.values()).credit / 100 / n if n >= LEAST_PEOPLE else None,
            seconds=psychometrics.quartiles(self._tenths[name]),
            audiences={each: _share(held, each) for each in heard},
            gain=gain_of(self._again[name]),
            wordings=self._wordings(name, held),
        )

    def _wordings(self, name: str, held: dict[Choice, Sums]) -> list[Wording]:
        """Return the wordings under which a question was asked, the newest first."""
        asked: dict[tuple[object, ...], list[Catalog]] = {}
        for digest in self._packs:
            question = self._packs[digest].questions.get(name)
            if question and any(choice.pack == digest for choice in held):
                says = (question.prompt, question.options)
                asked.setdefault(says, []).append(self._packs[digest])
        return [self._wording(name, packs, held) for packs in asked.values()]

    def _wording(self, name: str, packs: list[Catalog], held: dict[Choice, Sums]) -> Wording:
        digests = {pack.digest for pack in packs}
        own = {choice: sums for choice, sums in held.items() if choice.pack in digests}
        n, question = sum(sums.n for sums in own.values()), packs[0].questions[name]
        named = dict.fromkeys(f"{each.pack.id} {each.pack.version}" for each in packs)
        return Wording(
            versions=", ".join(named),
            question=question,
            n=n,
            right=share(_right(own), n),
            options=_options(kinds.asked(packs[0], name), own),
        )


def gain_of(again: Counter[Again]) -> Gain:
    """Return what people learned who were asked a question twice."""
    counts = Counter[tuple[bool, bool]]()
    for each, n in again.items():
        counts[each.is_first_right, each.is_again_right] += n
    pairs = Pairs(
        both=counts[True, True],
        lost=counts[True, False],
        gained=counts[False, True],
        neither=counts[False, False],
    )
    return Gain(
        first=share(pairs.both + pairs.lost, pairs.n),
        again=share(pairs.both + pairs.gained, pairs.n),
        difference=psychometrics.gain(pairs),
        learned=share(pairs.gained, pairs.gained + pairs.neither),
    )


def _right(held: dict[Choice, Sums]) -> int:
    return sum(sums.n for choice, sums in held.items() if choice.is_right)


def _share(held: dict[Choice, Sums], audience: str) -> Estimate:
    own = {choice: sums for choice, sums in held.items() if choice.audience == audience}
    return share(_right(own), sum(sums.n for sums in own.values()))


def _added(parts: Iterable[Sums]) -> Sums:
    total = Sums()
    for part in parts:
        total.add(part.n, part.with_rest, part.rest, part.rest_squares, part.credit)
    return total


def _options(found: Found | None, held: dict[Choice, Sums]) -> list[OptionFigures]:
    """Return the options in the question's order; other answers come last, the commonest first."""
    counts, right = Counter[str](), set[str]()
    for choice, sums in held.items():
        counts[choice.option] += sums.n
        if choice.is_right:
            right.add(choice.option)
    listed = _listed(found)
    if found:
        right.add(BETWEEN.join(found[0].best(found[1])))
    n = counts.total()
    others = sorted(set(counts) - set(listed), key=lambda each: (-counts[each], each))
    return [
        OptionFigures(
            each,
            listed.get(each) or (said(*found, each) if found else None),
            each in right,
            counts[each],
            share(counts[each], n),
        )
        for each in [*listed, *others]
    ]


def _listed(found: Found | None) -> dict[str, Text]:
    """Return the answers that a question lists; the right one is among them."""
    if found is None:
        return {}
    kind, asked = found
    return {word: text for word in kind.listed(asked) if (text := said(kind, asked, word))}


def _topics(
    questions: dict[str, QuestionFigures],
    choices: dict[Choice, Sums],
    again: Counter[Again],
    names: Catalog,
) -> list[TopicFigures]:
    """Return the topics, the weakest first; topics with too few people come last."""
    of = {each.id: each.topic.id if each.topic else "" for each in questions.values()}
    counts = defaultdict[tuple[str, str | None], Counter[tuple[str, bool]]](Counter)
    for choice, sums in choices.items():
        for audience in (None, choice.audience):
            key = of[choice.question], audience
            counts[key][choice.question, choice.is_right] += sums.n
    pairs = defaultdict[str, Counter[Again]](Counter)
    for each, n in again.items():
        pairs[of.get(each.question, "")][each] += n
    made = [
        TopicFigures(
            id=topic,
            name=names.topics[topic].name if topic in names.topics else UNKNOWN,
            right=_topic_share(counts[topic, None]),
            audiences={
                audience: _topic_share(held)
                for (about, audience), held in list(counts.items())
                if about == topic and audience is not None
            },
            gain=gain_of(pairs[topic]),
        )
        for topic in dict.fromkeys(of.values())
    ]
    return sorted(made, key=lambda each: (each.right.value is None, each.right.value, each.id))


def _topic_share(held: Counter[tuple[str, bool]]) -> Estimate:
    people = Counter[str]()
    for (question, _), n in held.items():
        people[question] += n
    right = sum(n for (_, is_right), n in held.items() if is_right)
    return share(right, held.total(), people=max(people.values(), default=0))
