"""A call to rehearse: every reply leads on or ends it, and one way out is best."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from kiosk.content.kinds.rule import Around, Rule, require
from kiosk.content.parts import Text
from kiosk.content.problems import Report
from kiosk.content.questions import Call, Question, Turn
from kiosk.content.yaml_tree import Path

MOST_KEPT = 0.5
"""A call is worth rehearsing if who knows nothing loses more than is kept."""


def check(question: Question, around: Around, path: Path, report: Report) -> None:
    """Report a call that is not there."""
    if require(question.call, (*path, "call"), report) and question.call not in around.calls:
        name = question.call
        report((*path, "call"), f"找不到通话 {name}", f"there is no call {name}")


def check_call(call: Call, path: Path, report: Report) -> None:
    """Report replies that lead nowhere or round in a circle, turns that nobody reaches, losses."""
    turns = {turn.id: turn for turn in call.turns}
    for place, turn in enumerate(call.turns):
        for number, reply in enumerate(turn.replies):
            where = (*path, "turns", place, "replies", number)
            if reply.next is not None and reply.next not in turns:
                zh, en = f"没有 {reply.next} 这一步", f"there is no turn {reply.next}"
                report((*where, "next"), zh, en)
                return
            if reply.loss > call.stake:
                zh = f"损失不能多于 {call.stake} 元（这通电话里可能失去的钱）"
                en = f"cannot lose more than the {call.stake} yuan at stake in this call"
                report((*where, "loss"), zh, en)
    if circle := _circle(call.turns[0], turns, (), set()):
        names = " → ".join(circle)
        place = list(turns).index(circle[-2])
        zh, en = f"绕回来了：{names}", f"leads round in a circle: {names}"
        report((*path, "turns", place), zh, en)
        return
    reached = _reached(call)
    for place, turn in enumerate(call.turns):
        if turn.id not in reached:
            zh = f"没有回答会走到 {turn.id} 这一步"
            report((*path, "turns", place), zh, f"no reply leads to the turn {turn.id}")
    losses = chances(call)
    if min(losses) > 0:
        zh, en = "没有一条路能保住钱", "no way through keeps the money"
        report((*path, "turns"), zh, en)
    elif max(losses) == 0:
        zh, en = "怎么答都不损失，练不出什么", "nothing is ever lost, so nothing is rehearsed"
        report((*path, "turns"), zh, en)
    elif (kept := kept_by_chance(call)) > MOST_KEPT:
        zh = f"随便答也能保住 {kept:.0%} 的钱，练不出什么；请让钱早一点、在更多回答里损失"
        en = (
            f"who replies by chance keeps {kept:.0%} of the money, so little is rehearsed; let it "
            "go sooner, and by more replies"
        )
        report((*path, "turns"), zh, en, is_error=False)


def _circle(
    turn: Turn, turns: dict[str, Turn], before: tuple[str, ...], cleared: set[str]
) -> tuple[str, ...]:
    """Return a way that comes back to its first turn, or nothing; `cleared` have been looked at."""
    if turn.id in before:
        return (*before[before.index(turn.id) :], turn.id)
    if turn.id in cleared:
        return ()
    for reply in turn.replies:
        if reply.next is not None:
            found = _circle(turns[reply.next], turns, (*before, turn.id), cleared)
            if found:
                return found
    cleared.add(turn.id)
    return ()


def _reached(call: Call) -> set[str]:
    turns = {turn.id: turn for turn in call.turns}
    found, left = set[str](), [call.turns[0].id]
    while left:
        name = left.pop()
        if name not in found:
            found.add(name)
            left += [reply.next for reply in turns[name].replies if reply.next is not None]
    return found


def chances(call: Call) -> Mapping[int, float]:
    """Return how likely each loss is in all, in yuan, for somebody who replies by chance.

    The call must not lead round in a circle.
    """
    turns = {turn.id: turn for turn in call.turns}
    known: dict[str, dict[int, float]] = {}

    def after(name: str) -> dict[int, float]:
        if name not in known:
            found: dict[int, float] = defaultdict(float)
            replies = turns[name].replies
            for reply in replies:
                rest = after(reply.next) if reply.next is not None else {0: 1.0}
                for loss, chance in rest.items():
                    found[reply.loss + loss] += chance / len(replies)
            known[name] = found
        return known[name]

    return after(call.turns[0].id)


def kept_by_chance(call: Call) -> float:
    """Return the share of the stake that somebody keeps, on average, who replies by chance."""
    kept = (chance * max(0, call.stake - loss) for loss, chance in chances(call).items())
    return sum(kept) / call.stake


RULE = Rule(Text(zh="情景演练", en="Rehearse a call"), ("call",), check)
