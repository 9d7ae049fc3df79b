"""Check what a pack's types cannot say: ids, references, right answers, skip logic, images."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any

from kiosk.content import (
    card_texts,
    check_cases,
    check_handback,
    check_outreach,
    check_pictures,
    check_questions,
    check_reviews,
    check_stamps,
    check_surveys,
    kinds,
    same_words,
    sounds,
    texts,
    wechat,
)
from kiosk.content.kinds import find, rehearsal
from kiosk.content.kinds.rule import Around, refuse
from kiosk.content.outreach import Outreach
from kiosk.content.pack import Event, Pack, Tour
from kiosk.content.problems import Report
from kiosk.content.questions import Question
from kiosk.content.svg import SvgFault, require_still
from kiosk.content.yaml_tree import Path

LEAST_QUESTIONS = 5
TAKEN = {"cards": {"hotlines"}, "feedback": {"thanks"}}
PLACEHOLDER = re.compile(r"0000")


def check(pack: Pack, images: dict[str, bytes], report: Report) -> None:
    """Report every fault in `pack` that would show a citizen something wrong."""
    check_parts(pack, images.keys(), report)
    _check_images(images, report)
    wechat.check(pack, images, report)
    _count_untranslated(pack, report)
    check_questions.check(pack, report)


def check_parts(pack: Pack, images: Collection[str], report: Report) -> None:
    """Report every fault of the parts, without a look into the images, of which these are named."""
    _check_ids(pack, report)
    _check_references(pack, images, report)
    _check_days(pack.event, report)
    _check_tour(pack.tour, report)
    around = Around(
        {scene.id: scene for scene in pack.scenes},
        {call.id: call for call in pack.calls},
        {case.id: case for case in pack.cases},
    )
    if not pack.topics:
        report(("topics",), "至少要有一个主题", "needs at least one topic")
    for t, topic in enumerate(pack.topics):
        if len(topic.questions) < LEAST_QUESTIONS:
            zh = f"题目少于 {LEAST_QUESTIONS} 道"
            report(("topics", t, "questions"), zh, f"fewer than {LEAST_QUESTIONS} questions")
        for q, question in enumerate(topic.questions):
            _check_question(question, around, ("topics", t, "questions", q), report)
    for s, scene in enumerate(pack.scenes):
        find.check_scene(scene, ("scenes", s), report)
    for c, call in enumerate(pack.calls):
        rehearsal.check_call(call, ("calls", c), report)
    check_cases.check(pack, report)
    check_pictures.check(pack, report)
    check_surveys.check(pack, report)
    check_reviews.check(pack, report)
    check_stamps.check(pack, report)
    check_outreach.check(pack, report)
    check_handback.check(pack, report)
    _check_rating(pack, report)
    same_words.check(pack, report)
    for fault in card_texts.faults(pack):
        report(fault.path, fault.zh, fault.en)
    for c, card in enumerate(pack.cards):
        if card.is_placeholder or PLACEHOLDER.search(card.phone):
            zh, en = "号码是示例，请换成真实号码", "the number is a sample; put the real one"
            report(("cards", c, "phone"), zh, en, is_error=False)


def _count_untranslated(pack: Pack, report: Report) -> None:
    """Warn once of all texts that an English screen shows in Chinese, and name the first."""
    missing = texts.untranslated(pack)
    if missing:
        count = len(missing)
        zh = f"{count} 处文字还没有英文，英文界面显示中文；这是第一处"
        en = f"{count} texts have no English yet, an English screen shows the Chinese; the first"
        report(missing[0][0], zh, en, is_error=False)


def _check_ids(pack: Pack, report: Report) -> None:
    """Report every id that stands twice where it must be unique."""
    questions = [
        (("topics", t, "questions", q), question.id)
        for t, topic in enumerate(pack.topics)
        for q, question in enumerate(topic.questions)
    ]
    _report_twice(questions, report)
    _report_taken(pack, report)
    for path, parts in _lists(pack):
        _report_twice([((*path, number), part.id) for number, part in enumerate(parts)], report)


def _lists(pack: Pack) -> Iterator[tuple[Path, Sequence[Any]]]:
    """Yield each list of parts whose ids differ within it, with its path."""
    own = ("towns", "units", "topics", "surveys", "blocks", "feedback", "cards", "apps", "hotlines")
    for field in (*own, "panels", "scenes", "calls", "cases"):
        yield (field,), getattr(pack, field)
    yield ("rating", "reasons"), pack.rating.reasons
    for field in ("stops", "slots", "demonstrations", "visitors"):
        yield ("tour", field), getattr(pack.tour, field)
    for field in ("stops", "gifts"):
        yield ("stamps", field), getattr(pack.stamps, field)
    yield from _outreach_lists(pack.outreach)
    for field in ("kinds", "proofs", "reasons"):
        yield ("handback", field), getattr(pack.handback, field)
    for field, inner in (
        ("scenes", "areas"),
        ("calls", "turns"),
        ("cases", "steps"),
        ("feedback", "chips"),
    ):
        for number, part in enumerate(getattr(pack, field)):
            yield (field, number, inner), getattr(part, inner)
    for c, call in enumerate(pack.calls):
        for t, turn in enumerate(call.turns):
            yield ("calls", c, "turns", t, "replies"), turn.replies


def _outreach_lists(held: Outreach) -> Iterator[tuple[Path, Sequence[Any]]]:
    for field in ("kinds", "surveys"):
        yield ("outreach", field), getattr(held, field)
    for k, kind in enumerate(held.kinds):
        yield ("outreach", "kinds", k, "points"), kind.points
    for s, survey in enumerate(held.surveys):
        path: Path = ("outreach", "surveys", s, "items")
        yield path, survey.items
        for i, item in enumerate(survey.items):
            yield (*path, i, "options"), item.options


def _report_taken(pack: Pack, report: Report) -> None:
    """Report every id that is the address of another page, so that its own could not be opened."""
    named: list[tuple[Path, str, str]] = [
        *((("cards", i), card.id, "cards") for i, card in enumerate(pack.cards)),
        *((("feedback", i), kind.id, "feedback") for i, kind in enumerate(pack.feedback)),
    ]
    for path, name, where in named:
        if name in TAKEN[where]:
            zh, en = (
                f"id {name} 已作页面地址，请换一个",
                f"{name} is a page's address; choose another",
            )
            report((*path, "id"), zh, en)


def _report_twice(places: Sequence[tuple[Path, str]], report: Report) -> None:
    counts = Counter(name for _, name in places)
    for path, name in places:
        if counts[name] > 1:
            report((*path, "id"), f"id {name} 重复", f"the id {name} stands more than once")


def _check_references(pack: Pack, images: Collection[str], report: Report) -> None:
    """Report every id or image that is named but not there."""
    towns = {town.id for town in pack.towns}
    units = {unit.id for unit in pack.units}
    topics = {topic.id for topic in pack.topics}
    stops = {stop.id for stop in pack.tour.stops}
    named: list[tuple[Path, str | None, set[str]]] = [
        *((("units", i, "town"), unit.town, towns) for i, unit in enumerate(pack.units)),
        *((("topics", i, "unit"), topic.unit, units) for i, topic in enumerate(pack.topics)),
        *((("cards", i, "unit"), card.unit, units) for i, card in enumerate(pack.cards)),
        *((("panels", i, "topic"), panel.topic, topics) for i, panel in enumerate(pack.panels)),
        *((("cases", i, "topic"), case.topic, topics) for i, case in enumerate(pack.cases)),
        *((path, name, set(images)) for path, name in check_pictures.named(pack)),
        *((path, name, set(images)) for path, name in _voices(pack)),
        *(
            (("tour", "demonstrations", i, "stop"), show.stop, stops)
            for i, show in enumerate(pack.tour.demonstrations)
        ),
    ]
    for path, name, known in named:
        if name is not None and name not in known:
            report(path, f"找不到 {name}", f"there is no {name}")


def _voices(pack: Pack) -> Iterator[tuple[Path, str | None]]:
    """Yield the recording that each part names, with its path."""
    for field in ("cards", "panels"):
        for number, part in enumerate(getattr(pack, field)):
            yield (field, number, "voice"), part.voice
    for t, topic in enumerate(pack.topics):
        for q, question in enumerate(topic.questions):
            yield ("topics", t, "questions", q, "voice"), question.voice
    for c, call in enumerate(pack.calls):
        for t, turn in enumerate(call.turns):
            yield ("calls", c, "turns", t, "voice"), turn.voice


def _check_days(event: Event, report: Report) -> None:
    """Report days of the event that do not exist, or stand in the wrong order."""
    days = []
    for field in ("starts_on", "ends_on"):
        given = getattr(event, field)
        try:
            days.append(date.fromisoformat(given) if given else None)
        except ValueError:
            report(("event", field), f"没有 {given} 这一天", f"there is no day {given}")
    if len(days) == 2 and days[0] and days[1] and days[0] > days[1]:
        report(("event", "ends_on"), "结束日期早于开始日期", "ends before it starts")


def _check_tour(tour: Tour, report: Report) -> None:
    """Report slots that end before they begin, and counts below one."""
    for i, slot in enumerate(tour.slots):
        if slot.starts_at >= slot.ends_at:
            report(
                ("tour", "slots", i, "ends_at"),
                "要晚于 starts_at（开始时间）",
                "must follow starts_at",
            )
        if slot.capacity < 1:
            report(("tour", "slots", i, "capacity"), "名额至少为 1", "must be at least 1")
    for i, stop in enumerate(tour.stops):
        if stop.minutes < 1:
            report(("tour", "stops", i, "minutes"), "时间至少为 1 分钟", "must be at least 1")


def _check_question(question: Question, around: Around, path: Path, report: Report) -> None:
    rule = kinds.RULES[question.kind]
    rule.check(question, around, path, report)
    refuse(question, tuple(name for name in kinds.OWN if name not in rule.uses), path, report)
    _report_twice(
        [((*path, "options", o), each.id) for o, each in enumerate(question.options)], report
    )


def _check_rating(pack: Pack, report: Report) -> None:
    if [face.value for face in pack.rating.faces] != [1, 2, 3, 4, 5]:
        zh, en = (
            "五个表情的 value（分值）应依次为 1～5",
            "the five faces need the values 1 to 5 in order",
        )
        report(("rating", "faces"), zh, en)


def _check_images(images: dict[str, bytes], report: Report) -> None:
    """Report a file that is no image or recording, or a drawing that runs script or reaches out."""
    for name, data in images.items():
        if name.endswith(sounds.ENDINGS):
            if wrong := sounds.fault_of(data, name):
                report(("sounds", name), f"录音 {name} {wrong[0]}", f"the sound {name} {wrong[1]}")
            continue
        if name.endswith(".svg"):
            try:
                require_still(data)
            except SvgFault as fault:
                zh = f"图片 {name} 不是纯净的 SVG（第 {fault.line} 行：{fault.zh}）"
                en = f"the image {name} is no plain SVG (line {fault.line}: {fault.en})"
                report(("images", name), zh, en)
            continue
        # A pack of drawings, such as the bundled one, does without Pillow (0.02 s and 4 MB).
        from kiosk.content.pictures import fault_of

        found = fault_of(data, name)
        if found:
            report(("images", name), f"图片 {name} {found[0]}", f"the image {name} {found[1]}")
