"""Warn of quiz questions whose right answer shows without knowing anything.

Nothing here keeps a pack from being shown. Each rule is a function; its threshold says why.
"""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.content import check_question_texts, weaknesses
from kiosk.content.pack import Pack
from kiosk.content.problems import Report
from kiosk.content.weaknesses import Placed, Share, named

MOST_LONGEST = 0.33
"""Of three options each is the longest one time of three: who picks the longest gains nothing."""
MOST_LONE = 0.4
"""By chance it is one of three; who always picks the lone one may gain a little, not much."""
LEAST_PERMITTED = 0.3
"""If nearly everything is forbidden, "no" is a safe guess, and nobody learns what is allowed."""
LEAST_GENUINE, MOST_GENUINE = 0.3, 0.5
"""Most messages that people get are real: who learns to distrust all of them misses a real one."""
LEAST_QUESTIONS = 5
"""Of fewer questions, one more moves a share by a quarter; it says nothing yet."""
LEAST_MESSAGES = 3


def check(pack: Pack, report: Report) -> None:
    """Report, as warnings, what is weak about a pack's questions."""
    questions = weaknesses.placed(pack)
    _check_longest(questions, report)
    _check_lone(questions, report)
    _check_permissions(questions, report)
    _check_messages(questions, report)
    check_question_texts.check(questions, pack, report)


def _check_longest(questions: Sequence[Placed], report: Report) -> None:
    """Warn of each topic in which the longest option is too often the right one."""
    for path, held in weaknesses.by_topic(questions).items():
        found = weaknesses.longest_right(held)
        if _is_above(found, MOST_LONGEST):
            zh = f"{_counted(found)} 道单选题最长的选项就是答案：{named(found.some, '、')}；"
            en = f"the longest option is the right one in {_counted(found)} questions "
            report(
                path,
                zh + "请把它写短，或把别的写长",
                f"{en}({named(found.some)}); shorten it, or lengthen others",
                is_error=False,
            )


def _check_lone(questions: Sequence[Placed], report: Report) -> None:
    """Warn, topic by topic, of lone yes and no options that are right, if most of them are."""
    whole = weaknesses.lone_right(questions)
    if not _is_above(whole, MOST_LONE):
        return
    for path, held in weaknesses.by_topic(whole.some).items():
        report(
            path,
            f"选项分成“是”和“否”时，落单的那个往往就是答案（整个内容包 {_counted(whole)}）："
            f"{named(held, '、')}；请再写一个说法相同、理由不对的选项",
            "where options split into yes and no, the lone one is mostly right "
            f"({_counted(whole)} in the pack): {named(held)}; let a wrong option begin like it",
            is_error=False,
        )


def _check_permissions(questions: Sequence[Placed], report: Report) -> None:
    """Warn if hardly any question whether one may do something is answered yes."""
    found = weaknesses.permitting(questions)
    if _is_known(found) and (found.value or 0.0) < LEAST_PERMITTED:
        least = f"{LEAST_PERMITTED:.0%}"
        report(
            ("topics",),
            f"问“可以吗”“能不能”“行吗”的题，答“可以”的只有 {_counted(found)}，应有 {least}；"
            "请多问一些可以做的事，或改问“怎么做”",
            f"only {_counted(found)} questions whether one may do something are answered yes, "
            f"{least} should be; ask of more that is allowed, or ask how to do it",
            is_error=False,
        )


def _check_messages(questions: Sequence[Placed], report: Report) -> None:
    """Warn if too few or too many of the messages to judge are real."""
    found = weaknesses.genuine(questions)
    value = found.value
    if value is None or len(found.of) < LEAST_MESSAGES:
        return
    if not LEAST_GENUINE <= value <= MOST_GENUINE:
        between = f"{LEAST_GENUINE:.0%}～{MOST_GENUINE:.0%}"
        report(
            ("topics",),
            f"辨真假的消息里，真的有 {_counted(found)}，应占 {between}；"
            "不然全猜一样的就能答对，也会错过真消息",
            f"{_counted(found)} messages to judge are real, {between} should be; otherwise one "
            "guess suits nearly all",
            is_error=False,
        )


def _is_known(found: Share) -> bool:
    return len(found.of) >= LEAST_QUESTIONS


def _is_above(found: Share, most: float) -> bool:
    return _is_known(found) and (found.value or 0.0) > most


def _counted(found: Share) -> str:
    return f"{len(found.some)}/{len(found.of)}"
