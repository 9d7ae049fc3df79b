"""Check the pictures that parts of a pack name, and the words for those who cannot see them."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.content.pack import Pack
from kiosk.content.problems import Report
from kiosk.content.questions import Question
from kiosk.content.yaml_tree import Path


def named(pack: Pack) -> Iterator[tuple[Path, str | None]]:
    """Yield the picture that each part names, with its path."""
    yield ("event", "mark"), pack.event.mark
    yield ("event", "wechat"), pack.event.wechat
    for number, card in enumerate(pack.cards):
        yield ("cards", number, "wechat"), card.wechat
    for number, panel in enumerate(pack.panels):
        yield ("panels", number, "image"), panel.image
    for number, scene in enumerate(pack.scenes):
        yield ("scenes", number, "picture"), scene.picture
    for number, case in enumerate(pack.cases):
        yield ("cases", number, "picture"), case.picture
    for number, gift in enumerate(pack.stamps.gifts):
        yield ("stamps", "gifts", number, "picture"), gift.picture
    for path, question in _questions(pack):
        yield (*path, "picture"), question.picture
        for number, option in enumerate(question.options):
            yield (*path, "options", number, "picture"), option.picture


def check(pack: Pack, report: Report) -> None:
    """Report pictures without words, and questions of which only some options have a picture."""
    for path, question in _questions(pack):
        if question.picture and question.picture_alt is None:
            zh, en = (
                "请写图片上有什么，给看不见的人听",
                "say what the picture shows, to be read aloud",
            )
            report((*path, "picture_alt"), zh, en)
        if any(each.picture for each in question.options):
            for number, option in enumerate(question.options):
                if option.picture is None:
                    zh = "别的选项有图片，这个也要有；或者都不要"
                    en = "other options have a picture, so this one needs one too; or none has any"
                    report((*path, "options", number, "picture"), zh, en)


def _questions(pack: Pack) -> Iterator[tuple[Path, Question]]:
    for t, topic in enumerate(pack.topics):
        for q, question in enumerate(topic.questions):
            yield ("topics", t, "questions", q), question
