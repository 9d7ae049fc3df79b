"""The words of answers, for exports and the analysis: of one option, or of several together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kiosk.booth.quiz import kinds
from kiosk.booth.quiz.kinds.base import BETWEEN, Asked, QuestionKind
from kiosk.content.editions import Known
from kiosk.content.parts import Text

WITHIN = "/"
"""Stands between a question and the answer to it; no id has it."""
NOTHING = Text(zh="（什么都没选）", en="(nothing chosen)")


def said(kind: QuestionKind, asked: Asked, option: str) -> Text | None:
    """Return what all words of an answer stand for, None if the question does not have one."""
    words = option.split(BETWEEN) if option else []
    texts = [kind.said(asked, word) for word in words]
    held = [text for text in texts if text]
    if len(held) < len(texts):
        return None
    if len(held) == 1:
        return held[0]
    if not held:
        return NOTHING
    return Text(zh="；".join(text.zh for text in held), en="; ".join(text.en for text in held))


class AnswerWords(dict[Any, str]):
    """The Chinese words of every answer by `question/answer`; the newest pack's words count.

    It lists the options that questions have; other answers, such as an order or a number, get their
    words when they are asked for.
    """

    def __init__(self, known: Known) -> None:
        """Take the options of all packs."""
        super().__init__()
        self._editions = known.editions
        self.is_open = any(
            question.kind != "single"
            for edition in known.editions
            for question in edition.questions.values()
        )
        """Whether other answers may come than are listed."""
        for edition in known.editions:
            for question in edition.questions.values():
                for option in question.options:
                    self.setdefault(f"{question.id}{WITHIN}{option.id}", option.text.zh)

    def get(self, raw: Any, default: Any = None) -> Any:
        """Return an answer's words, or `default` where no pack has them."""
        return super().get(raw) or self._made(raw) or default

    def _made(self, raw: Any) -> str | None:
        if not isinstance(raw, str):
            return None
        question_id, _, option = raw.partition(WITHIN)
        for kind, asked in self._asked(question_id):
            if text := said(kind, asked, option):
                return text.zh
        return None

    def _asked(self, question_id: str) -> Iterator[tuple[QuestionKind, Asked]]:
        for edition in self._editions:
            if found := kinds.asked(edition, question_id):
                yield found


class AnswerCodes(dict[Any, str]):
    """The codes of answers: what a record holds, without the question."""

    def __init__(self, words: AnswerWords) -> None:
        """Take the options that `words` lists."""
        super().__init__({raw: raw.partition(WITHIN)[2] for raw in words})

    def get(self, raw: Any, default: Any = None) -> Any:
        """Return an answer's code."""
        return raw.partition(WITHIN)[2] if isinstance(raw, str) else default
