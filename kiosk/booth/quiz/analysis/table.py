"""The analysis of questions as a table for exports: a row a question."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from kiosk.booth.quiz.analysis import answer_counts, flags
from kiosk.booth.quiz.analysis.figures import QuestionFigures, analyse
from kiosk.booth.quiz.report import AUDIENCE
from kiosk.content.editions import Known
from kiosk.content.kinds import RULES
from kiosk.counts.filters import Filters
from kiosk.counts.statistics import Estimate
from kiosk.counts.tables import Column, Table, chunked

PLACES = 4
"""Decimals of shares and correlations; more would feign a precision that none has."""


def questions(tx: Connection, filters: Filters, known: Known) -> Table:
    """Return one row for each question answered; shares of fewer than five people are empty."""
    counted = answer_counts.count(tx, filters)
    found = analyse(counted, known)
    usual = flags.usual_seconds(found.questions.values())
    rows = [_row(each, usual) for each in found.questions.values()]
    return Table("questions", _columns(known), chunked(rows), len(rows))


def _columns(known: Known) -> list[Column]:
    topics = {topic.id: topic.name.zh for topic in known.names.topics.values()}
    return [
        Column("question", "题目编号", "id"),
        Column("prompt", "题目"),
        Column("topic", "主题", "code", topics),
        Column("is_current", "在最新内容包中", "bool"),
        Column("n", "首答人数", "int"),
        Column("right", "首答正确人数", "int"),
        *_estimate("right_share", "首答正确率"),
        Column("lure", "选得最多的错误答案"),
        Column("lure_n", "选它的人数", "int"),
        Column("lure_share", "选它的占比", "number"),
        Column("discrimination", "区分度（校正点二列相关）", "number"),
        Column("seconds_low", "用时下四分位（秒）", "number"),
        Column("seconds", "用时中位数（秒）", "number"),
        Column("seconds_high", "用时上四分位（秒）", "number"),
        Column("asked_again", "重答人数", "int"),
        Column("first_share", "重答者首答正确率", "number"),
        Column("again_share", "重答正确率", "number"),
        *_estimate("gain", "提高"),
        *(Column(f"n_{each}", f"人数：{label}", "int") for each, label in AUDIENCE.items()),
        *(
            Column(f"share_{each}", f"正确率：{label}", "number")
            for each, label in AUDIENCE.items()
        ),
        Column("flags", "提示"),
        Column("kind", "题型", "code", {kind: rule.name.zh for kind, rule in RULES.items()}),
        Column("credit", "平均得分（0～1）", "number"),
    ]


def _estimate(name: str, label: str) -> list[Column]:
    return [
        Column(name, label, "number"),
        Column(f"{name}_low", f"{label} 95% 区间下限", "number"),
        Column(f"{name}_high", f"{label} 95% 区间上限", "number"),
    ]


def _row(each: QuestionFigures, usual: float | None) -> tuple[Any, ...]:
    lure, seconds, gain = each.lure, each.seconds, each.gain
    heard = [each.audiences.get(audience, Estimate(0)) for audience in AUDIENCE]
    return (
        each.id,
        each.question.prompt.zh if each.question else None,
        each.topic.id if each.topic else None,
        each.is_current,
        each.n,
        sum(option.n for option in each.options if option.is_right),
        *_ends(each.right),
        (lure.text.zh if lure.text else lure.id) if lure else None,
        lure.n if lure else 0,
        _short(lure.share.value) if lure else None,
        _short(each.discrimination),
        *((seconds.low, seconds.median, seconds.high) if seconds else (None, None, None)),
        gain.first.n,
        _short(gain.first.value),
        _short(gain.again.value),
        *_ends(gain.difference),
        *(estimate.n for estimate in heard),
        *(_short(estimate.value) for estimate in heard),
        "；".join(flag.reason.zh for flag in flags.flags(each, usual)),
        each.question.kind if each.question else None,
        _short(each.credit),
    )


def _ends(estimate: Estimate) -> tuple[float | None, float | None, float | None]:
    return _short(estimate.value), _short(estimate.low), _short(estimate.high)


def _short(value: float | None) -> float | None:
    return None if value is None else round(value, PLACES)
