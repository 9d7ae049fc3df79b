"""What each kind of question must say in a pack: a file a kind, named here."""

from __future__ import annotations

from kiosk.content.kinds import (
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
from kiosk.content.kinds.rule import Rule

RULES: dict[str, Rule] = {
    "single": single.RULE,
    "several": several.RULE,
    "order": order.RULE,
    "true-false": true_false.RULE,
    "real-false": real_false.RULE,
    "find": find.RULE,
    "guess": guess.RULE,
    "rehearsal": rehearsal.RULE,
    "case": case.RULE,
}
OWN = tuple(dict.fromkeys(name for rule in RULES.values() for name in rule.uses))
"""The fields of a question that only some kinds use."""
