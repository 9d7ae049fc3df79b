"""Write what the figures tell: who took part, what people know, what they think."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from kiosk.counts.statistics import said
from kiosk.office.overview.charts import charts
from kiosk.office.reports.document import Document
from kiosk.office.reports.request import Subject
from kiosk.office.reports.words import Say
from kiosk.shell.charts.model import Chart

PARTICIPATION = ("people-by-day", "people-by-hour", "guests-by-kind")
OPINION = ("faces", "satisfaction-items", "security-items", "justice-items", "feedback-by-kind")
RATES = {
    "security": ("感觉安全", "feel safe"),
    "awareness": ("知晓平安建设", "know of the work for safety"),
    "participation": ("参与平安建设", "took part in it"),
}
"""Charts of the dashboard by the beginning of their ids, in the order of the report."""
WEAKEST = 3


def took_part(document: Document, say: Say, held: Subject) -> None:
    """Count who took part at the screens and at the station's door."""
    document.part(say("群众参与情况", "Who took part"))
    figures = held.figures
    rows: list[tuple[str, str]] = [
        (say("展位参与人次", "People at the screens"), f"{sum(figures.people.values())}"),
        (say("安全知识答题（轮）", "Quiz rounds"), f"{figures.quiz.started}"),
        (say("其中答完", "Of these finished"), said(figures.quiz_finished, "share")),
        (say("问卷（份）", "Surveys"), f"{sum(each.started for each in figures.surveys)}"),
        (say("一键评价（次）", "One-tap ratings"), f"{sum(figures.ratings.by_value.values())}"),
        (say("意见建议（条）", "Feedback"), f"{sum(figures.feedback.values())}"),
        (say("警民联系卡（次）", "Contact cards shown"), f"{sum(figures.cards.values())}"),
        (say("其中点“已存好”", "Of these kept"), f"{sum(figures.cards_kept.values())}"),
        (say("登记参观（人次）", "Guests checked in"), f"{sum(n for *_, n in figures.guests)}"),
    ]
    title = say("参与情况汇总", "Participation in figures")
    heads = [say("项目", "What"), say("数量", "Number")]
    document.table(title, heads, rows, (3.0, 1.2), {1})
    _charts(document, say, held, PARTICIPATION)


def knowledge(document: Document, say: Say, held: Subject) -> None:
    """Add how well each topic is known, the weakest first."""
    document.part(say("安全知识掌握情况", "What people know"))
    topics = held.figures.topics
    scored = sorted(
        (each for each in topics if each.score.value is not None),
        key=lambda each: (each.score.value or 0.0, each.id),
    )
    if not scored:
        document.say(say("答题人数不足，不作分析。", "Too few people answered to tell."))
        return
    weakest = say.listed(
        say(
            f"“{each.name.zh}”（{said(each.score, 'share')}）",
            f"{each.name.en} ({said(each.score, 'share')})",
        )
        for each in scored[:WEAKEST]
    )
    right = said(held.figures.quiz_right, "share")
    document.say(
        say(
            f"群众首次作答的正确率为{right}。相对薄弱的主题依次是{weakest}，"
            "今后的宣传可以从这些内容入手。各主题见下图，薄弱的在前。",
            f"Of all first answers {right} were right. The weakest topics are {weakest}; further "
            "publicity may begin with them. The figure has all topics, the weakest first.",
        )
    )
    _charts(document, say, held, ("topics",))


def opinions(document: Document, say: Say, held: Subject) -> None:
    """Add how content people are, and what feedback they gave."""
    document.part(say("群众评价和意见建议", "Ratings and feedback"))
    figures = held.figures
    sentences = []
    if figures.ratings.mean.value is not None:
        mean, liked = said(figures.ratings.mean, "mean"), said(figures.ratings.liked, "share")
        sentences.append(
            say(
                f"一键评价平均{mean}分（满分5分），4分及以上占{liked}。",
                f"The mean one-tap rating is {mean} of 5; {liked} gave 4 or 5. ",
            )
        )
    names = {
        "satisfaction": ("满意度", "Satisfaction"),
        "security": ("安全感", "Security"),
        "justice": ("公正感", "Procedural justice"),
    }
    for key, index in figures.indices.items():
        if index.mean.value is not None:
            mean, n = said(index.mean, "mean"), index.mean.n
            zh, en = names[key]
            sentences.append(
                say(f"问卷{zh}平均{mean}分（{n}人）。", f"{en} in surveys: {mean} of 5 (n {n}). ")
            )
    sentences += _rates(say, held)
    count = sum(figures.feedback.values())
    sentences.append(say(f"共收到意见建议{count}条。", f"{count} pieces of feedback came in."))
    document.say("".join(sentences))
    if figures.surveys or figures.ratings.by_value:
        document.say(_about_the_sample(say, held), "note")
    _charts(document, say, held, OPINION)


def _rates(say: Say, held: Subject) -> list[str]:
    """Tell the shares of people who feel safe, know of the work for it, and take part."""
    told = [
        say(f"{RATES[name][0]}的占{said(rate, 'share')}", f"{said(rate, 'share')} {RATES[name][1]}")
        for name, rate in held.figures.rates.items()
        if rate.value is not None
    ]
    if not told:
        return []
    n = max(rate.n for rate in held.figures.rates.values())
    words = say("，", ", ").join(told)
    return [say(f"答题者中，{words}（最多{n}人）。", f"Of those asked, {words} (n up to {n}). ")]


def _about_the_sample(say: Say, held: Subject) -> str:
    """Say whom the figures are about, and whom they are not."""
    left_out = sum(each.uncounted for each in held.figures.surveys)
    zh = (
        "注：评价和问卷由自愿走到展位的群众作答，不是随机抽样，结果不能代表全体居民，"
        "也不能与统计部门的群众安全感调查直接相比。"
    )
    en = (
        "Note: ratings and surveys were given by people who came to the booths of their own "
        "accord. This is no random sample: the results do not stand for all residents, and cannot "
        "be compared with the official survey of public security."
    )
    if left_out:
        zh += (
            f"另有{left_out}份问卷的作答者不属于调查对象"
            "（如未满16周岁、居住未满一年）或没有说明，不计入指数。"
        )
        en += (
            f" Another {left_out} responses are left out of the indices: of people whom the survey "
            "is not about (under 16, or living here for less than a year), or who did not say."
        )
    return say(zh, en)


def _charts(document: Document, say: Say, held: Subject, wanted: Sequence[str]) -> None:
    """Add the dashboard's charts whose ids begin so, where there is anything to see."""
    # The first report loads Pillow, and not every booth at its start (0.02 s and 4 MB).
    from kiosk.shell.charts import png

    drawn = [_weakest_first(chart) for chart in charts(held.figures)]
    for begins in wanted:
        for chart in drawn:
            if chart.id.startswith(begins) and not _is_idle(chart):
                title = say.text(chart.title)
                image = png.draw(chart, say.language)
                document.figure(image, title, _described(chart, title, say))


def _weakest_first(chart: Chart) -> Chart:
    """Put topics in the order in which they want work; those of too few people come last."""
    if chart.id != "topics":
        return chart
    last = max(chart.top, 1) + 1
    marks = sorted(chart.marks, key=lambda mark: last if mark.value is None else mark.value)
    return dataclasses.replace(chart, marks=marks)


def _is_idle(chart: Chart) -> bool:
    """Return True if a chart would say nothing more than a sentence does."""
    return chart.is_empty or (chart.id == "people-by-day" and len(chart.marks) < 2)


def _described(chart: Chart, title: str, say: Say) -> str:
    """Say a chart's values in words, for who cannot see it."""
    marks = say.listed(f"{say.text(mark.name)} {mark.said}" for mark in chart.marks)
    return say(f"{title}：{marks}", f"{title}: {marks}")[:1000]
