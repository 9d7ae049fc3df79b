"""Warn of questions that threaten, tire, repeat each other, puzzle children or cite no text.

Where a topic has many of one rule, they become one warning that names the questions.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kiosk.content import alike, characters, texts, weaknesses
from kiosk.content.pack import Pack
from kiosk.content.problems import Report
from kiosk.content.questions import Call, Case, Question
from kiosk.content.weaknesses import Placed, listed

Found = tuple[Placed, str]
"""A weak question, and what is to be named of it."""

MOST_SINGLY = 3
"""More warnings of a rule than these in one topic become one."""


def check(questions: Sequence[Placed], pack: Pack, report: Report) -> None:
    """Report, as warnings, what is weak about the texts of a pack's questions."""
    _check_penalties(questions, report)
    _check_lengths(questions, report)
    _check_alike(questions, report)
    _check_characters(questions, pack, report)
    _check_quotes(questions, report)


def _check_penalties(questions: Sequence[Placed], report: Report) -> None:
    """Warn of explanations that threaten and do not help."""
    _tell(
        [(each, "") for each in questions if weaknesses.is_bare_penalty(each.question)],
        "explanation",
        "解释只说怎么罚，没说该怎么做；请加一句“请……”",
        "the explanation names a penalty only; add what to do instead",
        report,
    )


def _check_lengths(questions: Sequence[Placed], report: Report) -> None:
    """Warn of texts that nobody reads standing."""
    _tell(
        _sized(questions, "prompt"),
        "prompt",
        f"题干超过 {weaknesses.LONGEST_PROMPT} 字，请写短；看过确实短不了，勾“允许长”（is_long）",
        f"the prompt has over {weaknesses.LONGEST_PROMPT} characters; shorten it, or tick "
        "“May be long” (is_long) if that cannot be",
        report,
    )
    _tell(
        _sized(questions, "explanation"),
        "explanation",
        f"解释超过 {weaknesses.LONGEST_EXPLANATION} 字，请写短；"
        "看过确实短不了，勾“允许长”（is_long）",
        f"the explanation has over {weaknesses.LONGEST_EXPLANATION} characters; shorten it, or "
        "tick “May be long” (is_long) if that cannot be",
        report,
    )


def _sized(questions: Iterable[Placed], field: str) -> list[Found]:
    """Return the questions whose text is long, with its length."""
    is_long = {
        "prompt": weaknesses.is_prompt_long,
        "explanation": weaknesses.is_explanation_long,
    }[field]
    return [
        (each, str(len(getattr(each.question, field).zh)))
        for each in questions
        if is_long(each.question)
    ]


def _check_alike(questions: Sequence[Placed], report: Report) -> None:
    """Warn of questions that ask nearly what another one asks."""
    for former, later, share in alike.pairs(questions):
        name, percent = former.question.id, f"{share:.0%}"
        report(
            (*later.path, "prompt"),
            f"和 {name} 几乎一样（{percent} 的字句相同），请改一道或删一道",
            f"asks nearly what {name} asks ({percent} of the words are the same); change or "
            "delete one",
            is_error=False,
        )


def _check_characters(questions: Sequence[Placed], pack: Pack, report: Report) -> None:
    """Warn of what children are to read and cannot; the explanation may be read to them."""
    _tell(
        with_rare_characters(questions, pack),
        "prompt",
        "给小朋友的题里有不常用的字，请换个说法，或去掉“小朋友”",
        "a question for children has rare characters; say it otherwise, or take children out",
        report,
    )


def with_rare_characters(questions: Sequence[Placed], pack: Pack) -> list[Found]:
    """Return the questions for children that have rare characters, with these."""
    calls = {call.id: call for call in pack.calls}
    cases = {case.id: case for case in pack.cases}
    return [
        (each, rare)
        for each in questions
        if "child" in each.question.audience
        and (
            rare := characters.rare(
                _asked(
                    each, calls.get(each.question.call or ""), cases.get(each.question.case or "")
                )
            )
        )
    ]


def _asked(each: Placed, call: Call | None, case: Case | None) -> str:
    """Return all Chinese that a person reads before the answer."""
    left_out = ("explanation", "source", "reviewed_by")
    words = [text.zh for path, text in texts.walk(each.question) if path[0] not in left_out]
    for turn in call.turns if call else ():
        words += [turn.says.zh, *(reply.text.zh for reply in turn.replies)]
    words += [step.text.zh for step in case.steps] if case else []
    return "".join(words)


def _check_quotes(questions: Sequence[Placed], report: Report) -> None:
    """Warn once of all articles without their text, and name the first."""
    missing = [each for each in questions if is_unquoted(each.question)]
    if missing:
        count = len(missing)
        report(
            (*missing[0].path, "source", "article"),
            f"{count} 道题写了条文出处，还没有条文原文（quote），审核时无从对照；这是第一道",
            f"{count} questions name an article without its text (quote), which reviewers need; "
            "this is the first",
            is_error=False,
        )


def is_unquoted(question: Question) -> bool:
    """Return True if a question names an article and does not hold its text."""
    return bool(question.source.article) and not question.source.quote


def _tell(found: Sequence[Found], field: str, zh: str, en: str, report: Report) -> None:
    """Report each weak question at its field, or a topic's together where there are many."""
    for path in weaknesses.by_topic(each for each, _ in found):
        held = [(each, named) for each, named in found if each.topic_path == path]
        if len(held) > MOST_SINGLY:
            names = [f"{each.question.id} {named}".rstrip() for each, named in held]
            count = len(held)
            report(
                path,
                f"{zh}。共 {count} 道：{listed(names, '、')}",
                f"{en}; {count} questions: {listed(names)}",
                is_error=False,
            )
            continue
        for each, named in held:
            shown = f"：{named}" if named else ""
            report((*each.path, field), zh + shown, en + shown.replace("：", ": "), is_error=False)
