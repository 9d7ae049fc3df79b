"""What is weak about quiz questions: what gives the right answer away, and what is hard to read.

Each function looks at one weakness and warns of nothing; `check_questions.py` says how much of it
is too much. Chinese words are looked at, as these are what most people read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from kiosk.content.pack import Pack
from kiosk.content.questions import Question, Topic
from kiosk.content.yaml_tree import Path

LONGEST_PROMPT = 30
"""Characters that are read at a glance, two lines of a booth's screen in large letters."""
LONGEST_EXPLANATION = 60
"""Characters that people read, standing, before they tap on: about ten seconds."""
MOST_NAMED = 12
"""Questions that a warning names; an editor mends those first."""
LEAST_SPLIT = 3
"""With two options each of the two answers stands alone."""

_NO = re.compile("不|没|无(?!论)|否|别|未|拒绝|禁")
_YES = re.compile("可以|可信|能|会|行|算|对|是|要|有|用|应|需|开放|一定|必须|违法|符合")
_ASKS_PERMISSION = re.compile("可以[^，。？]*吗|可不可以|能不能|能[^，。？]*吗|行吗|行不行")
_PERMITS = re.compile("可以|能|行")
_PENALTY = re.compile(
    r"罚款|罚金|拘留|徒刑|拘役|判刑|吊销|记\s*\d+\s*分|没收|收缴|处罚|刑事责任|构成.*罪"
)
_ADVICE = re.compile("请|别|不要|勿|先|记得|马上|立即|告诉|报警|拨打|应|要|可|有权")
_CLAUSE = re.compile("[，。；！？：,;]")


@dataclass(frozen=True)
class Placed:
    """A question with its topic and its place in the pack."""

    topic: Topic
    path: Path
    question: Question

    @property
    def topic_path(self) -> Path:
        """Return the path of the list that the question stands in."""
        return self.path[:-1]


@dataclass(frozen=True)
class Share:
    """Some questions `of` others."""

    some: tuple[Placed, ...]
    of: tuple[Placed, ...]

    @property
    def value(self) -> float | None:
        """Return the share, None if there are no questions to have one."""
        return len(self.some) / len(self.of) if self.of else None


def placed(pack: Pack) -> list[Placed]:
    """Return all questions of a pack with their places."""
    return [
        Placed(topic, ("topics", t, "questions", q), question)
        for t, topic in enumerate(pack.topics)
        for q, question in enumerate(topic.questions)
    ]


def by_topic(questions: Iterable[Placed]) -> dict[Path, list[Placed]]:
    """Return questions by the path of their topic's list."""
    found: dict[Path, list[Placed]] = {}
    for each in questions:
        found.setdefault(each.topic_path, []).append(each)
    return found


def named(questions: Sequence[Placed], between: str = ", ") -> str:
    """Return the questions' ids as a list."""
    return listed([each.question.id for each in questions], between)


def listed(names: Sequence[str], between: str = ", ") -> str:
    """Return names as a list that ends with how many more there are."""
    rest = len(names) - MOST_NAMED
    return between.join(names[:MOST_NAMED]) + (f" +{rest}" if rest > 0 else "")


def longest_right(questions: Iterable[Placed]) -> Share:
    """Return the single questions whose right option is longer than each other one."""
    return _share(_single(questions), _is_right_longest)


def lone_right(questions: Iterable[Placed]) -> Share:
    """Return, of questions that have one yes among no's or the reverse, those where it is right."""
    split = [(each, _lone(each.question)) for each in _single(questions)]
    return Share(
        tuple(each for each, place in split if place == _right(each.question)),
        tuple(each for each, place in split if place is not None),
    )


def permitting(questions: Iterable[Placed]) -> Share:
    """Return, of questions whether one may do something, those that are answered yes."""
    asked = [each for each in _single(questions) if _ASKS_PERMISSION.search(_prompt(each))]
    return _share(asked, _is_permitted)


def genuine(questions: Iterable[Placed]) -> Share:
    """Return the messages that are real."""
    messages = [each for each in questions if each.question.message]
    return _share(messages, lambda each: bool(each.message and each.message.is_genuine))


def is_bare_penalty(question: Question) -> bool:
    """Return True if an explanation names a penalty, and in no other clause what to do."""
    text = question.explanation.zh
    others = [each for each in _CLAUSE.split(text) if not _PENALTY.search(each)]
    return bool(_PENALTY.search(text)) and not any(_ADVICE.search(each) for each in others)


def is_prompt_long(question: Question) -> bool:
    """Return True if a prompt is long, and nobody has said that it must be."""
    return len(question.prompt.zh) > LONGEST_PROMPT and not question.is_long


def is_explanation_long(question: Question) -> bool:
    """Return True if an explanation is long, and nobody has said that it must be."""
    return len(question.explanation.zh) > LONGEST_EXPLANATION and not question.is_long


def _single(questions: Iterable[Placed]) -> Iterator[Placed]:
    for each in questions:
        if each.question.kind == "single" and _right(each.question) is not None:
            yield each


def _share(questions: Iterable[Placed], is_so: Callable[[Question], bool]) -> Share:
    of = tuple(questions)
    return Share(tuple(each for each in of if is_so(each.question)), of)


def _prompt(each: Placed) -> str:
    return each.question.prompt.zh


def _right(question: Question) -> int | None:
    """Return the place of the right option."""
    return next((place for place, each in enumerate(question.options) if each.is_right), None)


def _is_right_longest(question: Question) -> bool:
    right = [len(each.text.zh) for each in question.options if each.is_right]
    wrong = [len(each.text.zh) for each in question.options if not each.is_right]
    return max(right) > max(wrong, default=0)


def _is_permitted(question: Question) -> bool:
    return any(each.is_right and _PERMITS.match(each.text.zh) for each in question.options)


def _lone(question: Question) -> int | None:
    """Return the place of the one yes among no's, or of the one no; None if there is no such."""
    says = [_answer(each.text.zh) for each in question.options]
    if len(says) < LEAST_SPLIT or None in says:
        return None
    return _only(says, is_yes=True) if says.count(True) == 1 else _only(says, is_yes=False)


def _only(says: Sequence[bool | None], *, is_yes: bool) -> int | None:
    return says.index(is_yes) if says.count(is_yes) == 1 else None


def _answer(option: str) -> bool | None:
    """Return True for an option that begins with a yes, False for a no, None for neither."""
    if _NO.match(option):
        return False
    return True if _YES.match(option) else None
