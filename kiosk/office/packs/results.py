"""Which questions of a pack the answers here show to be too hard or too easy, for a terminal."""

from __future__ import annotations

from kiosk.booth.quiz.analysis import answer_counts, flags
from kiosk.booth.quiz.analysis.figures import QuestionFigures, analyse
from kiosk.content import editions
from kiosk.content.pack import Pack
from kiosk.counts.filters import Filters
from kiosk.storage.db import db


def lines(pack: Pack) -> list[str]:
    """Return a line for each such question, the hardest first, and one that counts them."""
    with db.engine.connect() as tx:
        found = analyse(answer_counts.count(tx, Filters()), editions.packs(tx))
    here = {question.id for topic in pack.topics for question in topic.questions}
    asked = [each for each in found.questions.values() if each.id in here]
    told = [(each, flag) for each in asked if (flag := flags.of_share(each.right))]
    told.sort(key=lambda pair: (pair[0].right.value or 0.0, pair[0].id))
    enough = sum(each.n >= flags.LEAST_FOR_SHARES for each in asked)
    return [
        *(_line(each, flag) for each, flag in told),
        f"{enough} 道题有 {flags.LEAST_FOR_SHARES} 人以上答过，其中 {len(told)} 道太难或太容易 / "
        f"{len(told)} of {enough} questions with enough answers are too hard or too easy",
    ]


def _line(each: QuestionFigures, flag: flags.Flag) -> str:
    name, reason = flag.name, flag.reason
    return f"提醒 warning: {each.id} (n={each.n}): {name.zh}：{reason.zh} / {reason.en}"
