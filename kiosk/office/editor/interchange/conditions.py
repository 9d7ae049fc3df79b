"""Conditions of an XLSForm (`relevant`, `constraint`), as far as items of a survey have them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from kiosk.office.editor.sections import Tree

MOST_LETTERS = 1000
"""Of a condition; a longer one, or one in a thousand brackets, asks for more than one item."""
_QUOTES = str.maketrans("‘’“”", "''\"\"")
_VALUE = r"(?:'([^']*)'|\"([^\"]*)\"|(\d+))"
_EQUALS = re.compile(rf"\$\{{\s*([^}}\s]+)\s*\}}\s*=\s*{_VALUE}")
_SELECTED = re.compile(rf"selected\(\s*\$\{{\s*([^}}\s]+)\s*\}}\s*,\s*{_VALUE}\s*\)")
_DIFFERS = re.compile(rf"\$\{{\s*([^}}\s]+)\s*\}}\s*!=\s*{_VALUE}")
_NOT = re.compile(r"not\s*\((.*)\)", re.DOTALL)
_OR = re.compile(r"\s+or\s+", re.IGNORECASE)
_LIMIT = re.compile(r"\.\s*(>=|<=|>|<)\s*(-?\d{1,9})")
_AND = re.compile(r"\s+and\s+", re.IGNORECASE)
_ALONE = re.compile(
    rf"not\(\s*selected\(\s*\.\s*,\s*{_VALUE}\s*\)\s+and\s+count-selected\(\s*\.\s*\)\s*>\s*1\s*\)"
)


@dataclass(frozen=True)
class Chosen:
    """A condition: one item, by its name in the form, was answered by one of the choices.

    If it `is_negated`, by none of them.
    """

    item: str
    choices: tuple[str, ...]
    is_negated: bool = False


def read_relevant(said: str) -> Chosen | None:
    """Return when an item is asked, None if its condition is of another kind."""
    if len(said) > MOST_LETTERS:
        return None
    bare = _bare(said.translate(_QUOTES))
    differs = _DIFFERS.fullmatch(bare)
    if differs:
        return Chosen(differs[1], (_value(differs),), is_negated=True)
    denied = _NOT.fullmatch(bare)
    if denied and _closes_last(bare[bare.index("(") :]):
        inner = None if _NOT.match(_bare(denied[1])) else read_relevant(denied[1])
        return replace(inner, is_negated=True) if inner and not inner.is_negated else None
    found = []
    for each in _OR.split(bare):
        term = _bare(each)
        match = _EQUALS.fullmatch(term) or _SELECTED.fullmatch(term)
        if match is None:
            return None
        found.append((match[1], _value(match)))
    names = {name for name, _ in found}
    return Chosen(names.pop(), tuple(value for _, value in found)) if len(names) == 1 else None


def _value(match: re.Match[str]) -> str:
    return match[2] or match[3] or match[4] or ""


def write_relevant(show_if: Tree, earlier: Tree, name: str) -> str:
    """Return when an item is asked; `earlier` is the item on which that depends."""
    if earlier.get("kind") in ("multiple", "ranking"):
        terms = (f"selected(${{{name}}}, '{each}')" for each in show_if["any_of"])
    else:
        terms = (f"${{{name}}} = '{each}'" for each in show_if["any_of"])
    return " or ".join(terms)


def read_limits(said: str) -> tuple[int | None, int | None]:
    """Return the least and the greatest number that a constraint lets pass."""
    least = most = None
    if len(said) > MOST_LETTERS:
        return None, None
    for each in _AND.split(_bare(said)):
        match = _LIMIT.fullmatch(_bare(each))
        if match is None:
            return None, None
        number = int(match[2])
        if match[1] in (">=", ">"):
            least = number + (match[1] == ">")
        else:
            most = number - (match[1] == "<")
    return least, most


def write_limits(item: Tree) -> str:
    """Return the constraint of a number."""
    return f". >= {item.get('least')} and . <= {item.get('most')}"


def read_exclusive(said: str) -> tuple[str, ...] | None:
    """Return the choices that exclude all others, None for a constraint of another kind."""
    found = []
    for each in re.split(r"(?<=\))\s+and\s+(?=not\()", said.translate(_QUOTES).strip()):
        match = _ALONE.fullmatch(each.strip())
        if match is None:
            return None
        found.append(match[1] or match[2] or match[3] or "")
    return tuple(found)


def write_exclusive(choices: list[str]) -> str:
    """Return the constraint by which each of the choices excludes all others."""
    terms = (f"not(selected(., '{each}') and count-selected(.) > 1)" for each in choices)
    return " and ".join(terms)


def _bare(said: str) -> str:
    """Return an expression without brackets around the whole of it."""
    said = said.strip()
    while said.startswith("(") and said.endswith(")") and _closes_last(said):
        said = said[1:-1].strip()
    return said


def _closes_last(said: str) -> bool:
    depth = 0
    for place, letter in enumerate(said):
        depth += (letter == "(") - (letter == ")")
        if depth == 0:
            return place == len(said) - 1
    return False
