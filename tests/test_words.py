"""Refuse turns of phrase, in docstrings and comments, that readers had to decode.

`python -m tests.test_words [PATH...]` names every place, and how many there are of each; without
PATH it reads all of `kiosk/`. `PHRASES`, `BEGINNINGS` and `VERBS` are the list, with reasons.
"""

from __future__ import annotations

import ast
import io
import re
import sys
import tokenize
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from kiosk.config import ROOT

PHRASES = {
    r"\b(?:where|if|when) \w+ (?:is|are|was|were) (?-i:none)\b(?! of)": "say 'if there is no …'",
    r"\b(?:is|are|was|were) (?-i:none)\b(?! of)": "say what is not there: 'if there is no key'",
    r"\bwhere none\b": "say 'if no … is'",
    r"\black(?:s|ed|ing)?\b(?! of)": "say 'is missing', 'does not have'",
    r"\b(?:bears?|bore|borne|bearing)\b": "say 'has', 'carries', 'shows'",
    r"\banew\b": "say 'again', or the verb alone: 'rebuild', 'reload', 'recount'",
    r"\breckon\w*": "say 'compute', 'count', 'estimate'",
    r"\bt(?:ells?|old|elling) of\b": "say 'about', 'reports', 'describes'",
    r"\b(?:is|are|was|were|be) told\b": "say who reports what: 'shows', 'gets', 'names'",
    r"\bma(?:kes?|king|de) known\b": "say 'register', 'publish', 'recognise'",
    r"\bbec[ao]mes? known\b": "say 'register', 'publish', 'recognise'",
    r"\bof (?:ours|theirs)\b": "say 'our own', 'its own', or nothing",
    r"\b(?:whence|(?:where|there)(?:in|of|by|from|upon))\b": "say 'from which', 'in it', 'so'",
    r"\b(?:hereby|hitherto|henceforth|nought|unto|heed\w*|in its stead)\b": "say it plainly",
    r"\(design: |\b(?!README|CHANGES)\w+\.md\b": "names a document that is not in the project",
}
"""What is refused in every docstring and comment, and what to write instead."""

INDIRECT = "(?:whether|what|which|how|where|when|who|why|of|in|by)"
BEGINNINGS = {
    rf"Tell {INDIRECT}\b": "begin 'Return True if …', 'Return …', 'Show …'",
    rf"Say {INDIRECT}\b": "begin 'Return …', 'Show …', 'Print …'; a module with what it holds",
    r"Be\b": "begin with what it does, or what it is",
}
"""How no docstring begins, and how to begin it."""

VERBS = frozenset(
    """
    Add Admit Answer Append Ask Be Bear Begin Break Bring Build Call Carry Change Check Choose Cite
    Close Collect Compare Compile Compute Count Cut Define Describe Do Draw Drop Erase Fill Find
    Follow Gather Get Give Go Have Hold Index Join Keep Know Lay Learn Leave Let List Load Look Make
    Mark Measure Move Name Offer Open Own Pair Pass Place Print Put Raise Read Receive Record Refuse
    Register Remember Render Replace Report Return Run Save Say Seal See Send Serve Set Show Sort
    Stand Start State Stop Store Sum Take Tell Test Try Turn Wait Watch Wrap Write Yield
    """.split()  # noqa: SIM905
)
"""Verbs with which no class's docstring begins."""
NOUNS = frozenset("Count Index List Name Pair Place Record Report Set State Store Sum".split())  # noqa: SIM905
"""Those of the verbs that are nouns too: refused only before an object, as in 'Name the …'."""
OBJECT = re.compile(
    r"(?:a|an|the|one|all|any|both|each|every|this|that|its|their|those|what|which|how|where|when"
    r"|why|who|whose|whom|whether)\b"
)
NOUN_PHRASE = "a class is a noun phrase: 'One party's visit.'"


class Text(NamedTuple):
    """One docstring or comment: the line where it begins, its words, and what it belongs to."""

    line: int
    words: str
    of: str


class Offence(NamedTuple):
    """One place that offends: the words found there, and what to do about them."""

    path: Path
    line: int
    found: str
    reason: str

    def __str__(self) -> str:
        """Return the line that is printed, which editors open at a click."""
        shown = self.path.relative_to(ROOT) if self.path.is_relative_to(ROOT) else self.path
        return f"{shown}:{self.line}: {self.found!r}: {self.reason}"


def offences(paths: Iterable[Path]) -> Iterator[Offence]:
    """Yield every offence of the files, and of all Python files in the folders among them."""
    for path in paths:
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            for text in texts(file.read_text(encoding="utf-8")):
                for line, found, reason in refused(text):
                    yield Offence(file, line, found, reason)


def texts(source: str) -> Iterator[Text]:
    """Yield the docstrings of a module, also those of its constants, and then its comments."""
    tree = ast.parse(source)
    of_classes = {id(node.body[0]) for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}
    for node in ast.walk(tree):
        held = node.value if isinstance(node, ast.Expr) else None
        if isinstance(held, ast.Constant) and isinstance(held.value, str):
            yield Text(held.lineno, held.value, "class" if id(node) in of_classes else "code")
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield Text(token.start[0], token.string, "comment")


def refused(text: Text) -> Iterator[tuple[int, str, str]]:
    """Yield line, words and reason of all that is refused in one text; overlapping words once."""
    first, _, rest = text.words.strip().partition(" ")
    if text.of == "class" and first.strip(".,:;") in VERBS:
        if first not in NOUNS or OBJECT.match(rest):
            yield text.line, f"{first} {rest.split(' ')[0]}…", NOUN_PHRASE
    elif text.of == "code":
        yield from _found(text, BEGINNINGS, is_beginning=True)
    yield from _found(text, PHRASES)


def _found(
    text: Text, patterns: dict[str, str], *, is_beginning: bool = False
) -> Iterator[tuple[int, str, str]]:
    taken: set[int] = set()
    for pattern, reason in patterns.items():
        spaced = re.compile(pattern.replace(" ", r"\s+"), 0 if is_beginning else re.IGNORECASE)
        for match in spaced.finditer(text.words):
            place = set(range(*match.span()))
            if not place & taken and not (is_beginning and match.start()):
                taken |= place
                line = text.line + text.words.count("\n", 0, match.start())
                yield line, " ".join(match[0].split()), reason


def main(paths: list[Path]) -> int:
    """Print every offence, then how many there are of each sort; return 1 if there are any."""
    found = list(offences(paths or [ROOT / "kiosk"]))
    counts = Counter(each.reason for each in found).most_common()
    lines = [*map(str, found), "", *(f"{count:6}  {reason}" for reason, count in counts)]
    sys.stdout.write("\n".join([*lines, f"{len(found):6}  in all"]) + "\n")
    return 1 if found else 0


def test_docstrings_and_comments_are_plain_english() -> None:
    assert [str(each) for each in offences([ROOT / "kiosk"])] == []


def test_what_gave_trouble_is_refused_and_plain_words_are_not() -> None:
    source = '''"""Counts where it is
    none."""
class A:
    """Name the thing."""
class B:
    """Name and place of a thing; there is a lack of time."""
def f():
    """Tell whether it is on."""
    # The driver lacks, and is told of it.
def g():
    """Return True if none of the things is missing; tell whether it was."""
'''
    found = [(line, words) for text in texts(source) for line, words, _ in refused(text)]
    assert found == [
        (1, "where it is none"),
        (4, "Name the…"),
        (8, "Tell whether"),
        (9, "lacks"),
        (9, "told of"),
    ]


if __name__ == "__main__":
    sys.exit(main([Path(each).resolve() for each in sys.argv[1:]]))
