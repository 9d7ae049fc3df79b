"""Questions of a quiz and what they are made of: options, messages, scenes, calls, cases, numbers.

A question has a kind. What each kind asks of its fields stands in `kinds/`; how it is answered in
`booth/quiz/kinds/`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from kiosk.content.parts import FileName, Id, Option, Part, Reviewed, SoundName, Text

Audience = Literal["all", "child", "adult", "elder", "driver"]
AUDIENCES: tuple[Audience, ...] = ("all", "child", "adult", "elder", "driver")
Kind = Literal[
    "single", "several", "order", "true-false", "real-false", "find", "guess", "rehearsal", "case"
]
Percent = Annotated[int, Meta(ge=0, le=100)]


class Source(Part, frozen=True):
    """The source of a question's answer: a law with its article, or another named source.

    `article` is null if the source has none; `effective` is the day the cited text took effect.
    `quote` is the text of the article itself, for those who review the question.
    """

    title: Text
    article: Text | None = None
    effective: str | None = None
    quote: Text | None = None


class MessageLine(Part, frozen=True):
    """A line of a message, in the order in which a phone shows them.

    `place` is what it is to the phone. `tell` says how it gives a false message away.
    """

    id: Id
    place: Literal["sender", "subject", "text", "link", "button", "amount"]
    text: Text
    tell: Text | None = None


class Message(Part, frozen=True):
    """A message as a phone shows it, real or false; its first line is the sender."""

    shape: Literal["sms", "chat", "email", "call", "pay"]
    is_genuine: bool
    lines: Annotated[tuple[MessageLine, ...], Meta(min_length=2, max_length=8)]


class Guess(Part, frozen=True):
    """A number to guess on a slider from `least` to `most` by steps.

    A guess at most `near` away from `right` is right; one at most twice as far is half right.
    `unit` follows the number, such as minutes.
    """

    least: int
    most: int
    step: int
    right: int
    near: int
    unit: Text

    @property
    def start(self) -> int:
        """Return where the slider stands at first: its middle step."""
        return self.least + (self.most - self.least) // self.step // 2 * self.step


class Question(Reviewed, frozen=True):
    """One question.

    `single` and `several` choose among options; the options of `order` stand in the right order;
    `true-false` is a statement; `real-false` judges a `message`; `find` asks for the `dangers` of a
    `scene`; `guess` is a number; `rehearsal` plays a `call`;
    `case` asks at which step of a `case` one should have stopped.

    `difficulty` is 1 (most people know), 2, or 3 (few know). Options come in another order at each
    showing unless `keep_order`. One that `is_long` has been looked at, and may have more words than
    others. `picture` is what it asks about, and `picture_alt` says what is on it. `voice` is
    somebody who reads it out, in Chinese. `facts` are the ids of the facts that it rests on, in the
    list that its authors worked from: by them it is found when a fact changes, and no round asks
    two questions of one fact, as each would give the other away.
    """

    id: Id
    prompt: Text
    explanation: Text
    source: Source
    audience: Annotated[tuple[Audience, ...], Meta(min_length=1)]
    difficulty: Literal[1, 2, 3]
    picture: FileName | None = None
    picture_alt: Text | None = None
    kind: Kind = "single"
    options: Annotated[tuple[Option, ...], Meta(max_length=8)] = ()
    keep_order: bool = False
    is_true: bool | None = None
    message: Message | None = None
    scene: Id | None = None
    dangers: tuple[Id, ...] = ()
    guess: Guess | None = None
    call: Id | None = None
    case: Id | None = None
    is_long: bool = False
    voice: SoundName | None = None
    facts: tuple[Id, ...] = ()


class Topic(Part, frozen=True):
    """The questions on one subject. `unit` is the unit that answers for them.

    `tonight` is one thing to do at home on the evening after a round.
    """

    id: Id
    name: Text
    short: Text
    about: Text
    unit: Id
    questions: tuple[Question, ...]
    tonight: Text | None = None


class Area(Part, frozen=True):
    """Something in a scene that can be tapped, in percent of the picture's width and height.

    `tip` says why it is a danger, and what to do.
    """

    id: Id
    name: Text
    left: Percent
    top: Percent
    width: Percent
    height: Percent
    tip: Text | None = None


class Scene(Part, frozen=True):
    """A picture in which dangers are to be found. `alt` says what it shows, not what is wrong."""

    id: Id
    name: Text
    picture: FileName
    alt: Text
    areas: Annotated[tuple[Area, ...], Meta(min_length=2, max_length=16)]


class Reply(Part, frozen=True):
    """What one may answer in a call, what follows, and why.

    `next` is the turn that comes then; without one the call ends. `loss` is the money that goes, in
    yuan.
    """

    id: Id
    text: Text
    then: Text
    why: Text
    next: Id | None = None
    loss: Annotated[int, Meta(ge=0)] = 0


class Turn(Part, frozen=True):
    """What the other side says at one point of a call, and what one may reply."""

    id: Id
    says: Text
    replies: Annotated[tuple[Reply, ...], Meta(min_length=2, max_length=4)]
    voice: SoundName | None = None


class Call(Part, frozen=True):
    """A call or a chat that branches by what one replies; it begins with its first turn.

    `stake` is the money that a person could lose, in yuan.
    """

    id: Id
    name: Text
    shape: Literal["call", "chat"]
    caller: Text
    stake: Annotated[int, Meta(ge=1)]
    turns: Annotated[tuple[Turn, ...], Meta(min_length=2, max_length=12)]


class CaseStep(Part, frozen=True):
    """What happened at one point of a case; `stop` says what would have ended it there."""

    id: Id
    text: Text
    stop: Text | None = None


class Case(Part, frozen=True):
    """A made-up, typical story in steps, told by a question, the idle screen, a poster and radio.

    `lost` is how it ended, `advice` the sentence to remember, `facts` what it rests on, as those of
    a question. `picture` may be left out: then that of the topic stands for it.
    """

    id: Id
    topic: Id
    title: Text
    steps: Annotated[tuple[CaseStep, ...], Meta(min_length=3, max_length=5)]
    lost: Text
    advice: Text
    facts: tuple[Id, ...] = ()
    picture: FileName | None = None

    @property
    def stops(self) -> tuple[CaseStep, ...]:
        """Return the steps at which it could have been stopped."""
        return tuple(step for step in self.steps if step.stop)
