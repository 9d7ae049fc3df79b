"""The quiz as staff look at it before they publish: a question, or a topic among the others.

A scene, a call or a case is shown by a question that names it; by one that is made up, while none
does.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

from flask import Response

from kiosk.booth.quiz import kinds, rules
from kiosk.booth.quiz.kinds.rehearsal import INNER
from kiosk.booth.quiz.views import RIGHT, step_of, topics_page
from kiosk.content import kinds as content_kinds
from kiosk.content.catalog import Catalog
from kiosk.content.kinds import find, rehearsal
from kiosk.content.kinds.rule import Around
from kiosk.content.parts import Text
from kiosk.content.questions import Call, Question, Source
from kiosk.errors import Unknown
from kiosk.shell.pages import render

SOME_WORDS = Text(zh="……", en="…")
WHERE = Text(zh="在哪一步就该停下来？", en="At which step was it time to stop?")


def question(catalog: Catalog, key: str) -> Response:
    """Show a question, as the first of a round. Raises Unknown for one that cannot be asked yet."""
    return _shown(catalog, key.rpartition("/")[2], "now")


def explained(catalog: Catalog, key: str) -> Response:
    """Show a question that was answered right, with why. Raises Unknown as above."""
    return _explained(catalog, key.rpartition("/")[2])


def scene(catalog: Catalog, key: str) -> Response:
    """Show a scene by a question that asks for its dangers. Raises Unknown as above."""
    return _shown(catalog, _of_scene(catalog, key), "now")


def scene_explained(catalog: Catalog, key: str) -> Response:
    """Show a scene in which all dangers were found. Raises Unknown as above."""
    return _explained(catalog, _of_scene(catalog, key))


def call(catalog: Catalog, key: str) -> Response:
    """Show how a call begins. Raises Unknown as above."""
    return _shown(catalog, _of_call(catalog, key), "now")


def call_explained(catalog: Catalog, key: str) -> Response:
    """Show a call that was taken the best way through. Raises Unknown as above."""
    return _explained(catalog, _of_call(catalog, key))


def case(catalog: Catalog, key: str) -> Response:
    """Show the steps of a case. Raises Unknown as above."""
    return _shown(catalog, _of_case(catalog, key), "now")


def case_explained(catalog: Catalog, key: str) -> Response:
    """Show a case that was stopped as soon as it could be. Raises Unknown as above."""
    return _explained(catalog, _of_case(catalog, key))


def turn(catalog: Catalog, key: str) -> Response:
    """Show a turn of a call, after the replies that lead there. Raises Unknown as above."""
    name, _, own = key.rpartition("/")
    of = _of_call(catalog, name)
    return _shown(catalog, of, "now", so_far=_way_to(catalog.calls[name], own))


def _way_to(held: Call, own: str) -> Sequence[str]:
    """Return replies that lead to a turn: a way as short as any."""
    ways: dict[str, tuple[str, ...]] = {held.turns[0].id: ()}
    turns = {each.id: each for each in held.turns}
    left = [held.turns[0].id]
    while left and own not in ways:
        name = left.pop(0)
        for reply in turns[name].replies:
            if reply.next is not None and reply.next not in ways:
                ways[reply.next] = (*ways[name], f"{name}{INNER}{reply.id}")
                left.append(reply.next)
    return ways.get(own, ())


def _of_scene(catalog: Catalog, name: str) -> str:
    held = catalog.scenes[name]
    dangers = tuple(each.id for each in held.areas if each.tip)
    return _naming(catalog, "scene", name, prompt=held.name, kind="find", dangers=dangers)


def _of_call(catalog: Catalog, name: str) -> str:
    prompt = catalog.calls[name].name
    return _naming(catalog, "call", name, prompt=prompt, kind="rehearsal")


def _of_case(catalog: Catalog, name: str) -> str:
    return _naming(catalog, "case", name, prompt=WHERE, kind="case")


def _naming(catalog: Catalog, field: str, name: str, **own: Any) -> str:
    """Return the id of a question that names a scene, a call or a case; make one up if needed."""
    for each in catalog.questions.values():
        if getattr(each, field) == name:
            return each.id
    given: dict[str, Any] = own | {field: name}
    made = Question(
        id=name,
        explanation=SOME_WORDS,
        source=Source(title=SOME_WORDS),
        audience=("all",),
        difficulty=2,
        **given,
    )
    catalog.questions[name] = made
    catalog.topic_of[name] = catalog.pack.topics[0]
    return name


def _explained(catalog: Catalog, name: str) -> Response:
    _require_askable(catalog, name)
    kind, asked = kinds.require(catalog, name)
    return _shown(catalog, name, "right", answered=kind.best(asked), credit=RIGHT)


def _shown(catalog: Catalog, name: str, dot: str, **given: Any) -> Response:
    _require_askable(catalog, name)
    step = step_of(
        catalog,
        name,
        Random(name),
        1,
        rules.DEFAULT_LENGTH,
        is_repeat=False,
        shown_at=0,
        dots=[dot, *["todo"] * (rules.DEFAULT_LENGTH - 1)],
        next_url="",
        **given,
    )
    return render("quiz/question.html", step=step)


def _require_askable(catalog: Catalog, name: str) -> None:
    """Raise Unknown for a question that its kind cannot show: one without steps, say."""
    held, wrong = catalog.questions[name], []

    def report(*fault: Any, is_error: bool = True) -> None:
        if is_error:
            wrong.append(fault)

    around = Around(catalog.scenes, catalog.calls, catalog.cases)
    content_kinds.RULES[held.kind].check(held, around, (), report)
    if not wrong and held.scene:
        find.check_scene(catalog.scenes[held.scene], (), report)
    if not wrong and held.call:
        rehearsal.check_call(catalog.calls[held.call], (), report)
    if wrong:
        raise Unknown(f"{wrong[0][1]}。", f"{wrong[0][2]}.")


def topics(catalog: Catalog, _key: str) -> Response:
    """Show the choice of topics."""
    return topics_page(catalog)
