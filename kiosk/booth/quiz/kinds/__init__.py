"""How each kind of question is shown, answered and judged: a file a kind, named here."""

from __future__ import annotations

from kiosk.booth.quiz.kinds import (
    case,
    find,
    guess,
    order,
    real_false,
    rehearsal,
    several,
    single,
    true_false,
)
from kiosk.booth.quiz.kinds.base import Asked, QuestionKind
from kiosk.content.catalog import Catalog
from kiosk.errors import Unknown

KINDS: dict[str, QuestionKind] = {
    "single": single.Single(),
    "several": several.Several(),
    "order": order.Order(),
    "true-false": true_false.TrueFalse(),
    "real-false": real_false.RealFalse(),
    "find": find.Find(),
    "guess": guess.Guessed(),
    "rehearsal": rehearsal.Rehearsal(),
    "case": case.WhereToStop(),
}


def require(catalog: Catalog, question_id: str) -> tuple[QuestionKind, Asked]:
    """Return a question as it is asked, with its kind. Raises Unknown."""
    found = asked(catalog, question_id)
    if found is None:
        raise gone()
    return found


def gone() -> Unknown:
    """Return the error of a form or an address whose question is not asked any more."""
    return Unknown("这道题已经不在了。", "This question is no longer being asked.")


def asked(catalog: Catalog, question_id: str) -> tuple[QuestionKind, Asked] | None:
    """Return a question as it is asked, with its kind; None if the pack does not have it."""
    question = catalog.questions.get(question_id)
    if question is None:
        return None
    return KINDS[question.kind], Asked(
        question,
        catalog.scenes.get(question.scene or ""),
        catalog.calls.get(question.call or ""),
        catalog.cases.get(question.case or ""),
    )
