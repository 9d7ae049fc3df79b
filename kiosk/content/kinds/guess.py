"""A number to guess."""

from __future__ import annotations

from kiosk.content.kinds.rule import Around, Rule, require
from kiosk.content.parts import Text
from kiosk.content.problems import Report
from kiosk.content.questions import Question
from kiosk.content.yaml_tree import Path

MOST_STEPS = 1000
FEWEST_STEPS = 4


def check(question: Question, _around: Around, path: Path, report: Report) -> None:
    """Report a range without room, a right number off it, and a nearness that nothing misses."""
    where = (*path, "guess")
    guess = question.guess
    if not require(guess, where, report) or guess is None:
        return
    if guess.step < 1:
        report((*where, "step"), "至少为 1", "must be at least 1")
        return
    steps = (guess.most - guess.least) / guess.step
    if not FEWEST_STEPS <= steps <= MOST_STEPS or steps % 1:
        zh = f"最小到最大应正好分成 {FEWEST_STEPS}～{MOST_STEPS} 格"
        en = f"the least to the greatest should be {FEWEST_STEPS} to {MOST_STEPS} whole steps"
        report((*where, "most"), zh, en)
        return
    if not guess.least <= guess.right <= guess.most or (guess.right - guess.least) % guess.step:
        zh, en = "正确的数要在范围内、在格上", "must be a step of the range"
        report((*where, "right"), zh, en)
    if not 0 <= guess.near * 4 <= guess.most - guess.least:
        zh = "相差多少算对：不能小于 0，也不能超过范围的四分之一，不然怎么猜都对"
        en = "must be 0 or more and at most a quarter of the range, or any guess is right"
        report((*where, "near"), zh, en)
    elif abs(guess.start - guess.right) <= guess.near:
        zh = f"滑块一开始停在 {guess.start}，不动就算对；请改范围"
        en = f"the slider starts at {guess.start}, which is right already; change the range"
        report((*where, "most"), zh, en, is_error=False)


RULE = Rule(Text(zh="猜数字", en="Guess a number"), ("guess",), check)
