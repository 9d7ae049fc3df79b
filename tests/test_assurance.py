"""Test that the tables of security requirements are whole, and name what is there.

The standard's numbers are kept here by section, one digit a requirement: its level.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import NamedTuple

import pytest

from kiosk.config import PREFIX, ROOT, Settings
from kiosk.journal.service import new_id

DOCS = ROOT / "kiosk" / "docs"
ASVS, DENGBAO = DOCS / "asvs.md", DOCS / "dengbao.md"
LEVELS = """
1.1:22 1.2:111112222 1.3:11222222222 1.4:222 1.5:12
2.1:122 2.2:112 2.3:1222 2.4:2
3.2:11 3.3:1222 3.4:112222 3.5:11122 3.7:22
4.1:122 4.2:2 4.3:22 4.4:1222
5.1:2 5.2:112 5.3:11 5.4:222
6.1:122 6.2:111111112222 6.3:1122 6.4:1122 6.5:22222 6.6:222 6.8:2222
7.1:222 7.2:1111 7.3:22 7.4:11222 7.5:22 7.6:22
8.1:12 8.2:112 8.3:1 8.4:2
9.1:111 9.2:1222
10.1:22 10.2:22 10.3:2222 10.4:11111222222 10.5:22222 10.6:22 10.7:222
11.1:22 11.2:222 11.3:112 11.4:1222 11.5:2 11.6:2
12.1:122 12.2:11 12.3:2222
13.1:2 13.2:22222 13.3:22 13.4:12222
14.1:22 14.2:1222 14.3:122
15.1:122 15.2:122 15.3:1222222
16.1:2 16.2:22222 16.3:2222 16.4:222 16.5:222
17.1:2 17.2:2222 17.3:22
"""
"""ASVS 5.0.0, the requirements of levels 1 and 2."""
STANDARD = {
    f"{section}.{place}": int(level)
    for section, _, levels in (words.partition(":") for words in LEVELS.split())
    for place, level in enumerate(levels, start=1)
}
VERDICTS = {"met", "not met", "does not apply"}
SETTINGS = {PREFIX + each.name.upper() for each in fields(Settings)}


class Row(NamedTuple):
    """One row of the table of ASVS."""

    numbers: list[str]
    level: str
    about: str
    verdict: str
    why: str


def asvs() -> Iterator[Row]:
    """Yield the rows of the table."""
    for line in ASVS.read_text(encoding="utf-8").splitlines():
        if re.match(r"\| \d", line):
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            assert len(cells) == len(Row._fields), line
            yield Row(list(spread(cells[0])), *cells[1:])


def spread(cell: str) -> Iterator[str]:
    """Yield the numbers that a cell names: `1.2.6–1.2.8` are three."""
    for part in cell.split(", "):
        first, _, last = part.partition("–")
        section, _, begin = first.rpartition(".")
        end = last.rpartition(".")[2] or begin
        assert not last or last.startswith(f"{section}."), cell
        yield from (f"{section}.{place}" for place in range(int(begin), int(end) + 1))


def test_every_requirement_of_asvs_stands_in_the_table_once() -> None:
    held = [number for row in asvs() for number in row.numbers]
    assert len(STANDARD) == 253
    assert sorted(held) == sorted(STANDARD)


def test_every_row_of_asvs_has_its_level_a_verdict_and_a_reason() -> None:
    for row in asvs():
        assert {STANDARD[number] for number in row.numbers} == {int(row.level)}, row.numbers
        assert row.verdict in VERDICTS, row
        assert row.about, row
        assert len(row.why) >= 4, row


def test_the_words_at_the_end_count_the_rows() -> None:
    counted = dict.fromkeys(VERDICTS, 0)
    for row in asvs():
        counted[row.verdict] += len(row.numbers)
    said = re.search(
        r"(\d+) are met, (\d+) are not, (\d+) do not apply", ASVS.read_text(encoding="utf-8")
    )
    assert said
    assert [int(each) for each in said.groups()] == [
        counted[verdict] for verdict in ("met", "not met", "does not apply")
    ]


def test_every_clause_of_dengbao_has_a_verdict_and_a_reason() -> None:
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in DENGBAO.read_text(encoding="utf-8").splitlines()
        if re.match(r"\| [78]\.1\.", line)
    ]
    numbers = [row[0] for row in rows]
    assert len(numbers) == len(set(numbers))
    for row in rows:
        assert len(row) == 4, row
        assert row[2] in {"满足", "部分满足", "不满足", "由单位负责", "不适用"}, row
        assert row[3], row


def test_the_computing_environment_of_dengbao_is_whole() -> None:
    held = set(re.findall(r"^\| ([78]\.1\.4\.\d+ ?[a-g]?) \|", text_of(DENGBAO), re.MULTILINE))
    second = {1: "abc", 2: "abcd", 3: "abc", 4: "abcde", 5: "", 6: "", 7: "", 8: "ab", 9: ""}
    third = {1: "abcd", 2: "abcdefg", 3: "abcd", 4: "abcdef", 5: "", 6: "", 7: "ab", 8: "ab"}
    clauses = {"7": second | {10: "ab"}, "8": third | {9: "abc", 10: "ab", 11: "ab"}}
    assert held == {
        f"{level}.1.4.{place} {letter}".strip()
        for level, places in clauses.items()
        for place, letters in places.items()
        for letter in letters or " "
    }


def text_of(document: Path) -> str:
    """Return what stands in a document."""
    return document.read_text(encoding="utf-8")


@pytest.mark.parametrize("document", [ASVS, DENGBAO, DOCS / "security.md"], ids=lambda it: it.name)
def test_every_file_setting_and_test_that_is_named_exists(document: Path) -> None:
    named = re.findall(r"`([^`]+)`", text_of(document))
    for each in named:
        if re.match(r"(?:kiosk|tests|templates|static|\.ci)/", each):
            path, _, test = each.partition("::")
            assert (ROOT / path).exists(), each
            assert not test or test in functions_of(path), each
        elif each.startswith(PREFIX):
            assert each in SETTINGS, each


def functions_of(path: str) -> set[str]:
    """Name the functions of a module."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


DANGEROUS_SCRIPT = re.compile(
    r"\b(?:innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval|Function|localStorage"
    r"|sessionStorage|indexedDB|postMessage|WebSocket|XMLHttpRequest|sendBeacon|EventSource"
    r"|importScripts|serviceWorker)\b"
)
WORKER = "navigator.serviceWorker?.register("
"""How one script, and once, prepares the page that stands in for the booth; it holds nothing."""
CALLS = {"eval", "exec", "compile", "__import__"}
MODULES = {"pickle", "marshal", "shelve", "dill", "xmlrpc", "telnetlib", "ftplib", "smtplib"}
CHANCE = (
    *("booth/quiz/", "booth/survey/rules.py", "booth/cards/distortions.py", "office/demo/"),
    "sync/booth/background.py",
)
"""Where chance decides which question comes, in which order options stand, how a picture is spoilt,
who is simulated, and when to try again: no secret."""


def test_no_script_makes_markup_or_code_of_text_or_keeps_anything() -> None:
    scripts = list((ROOT / "static").rglob("*.js"))
    assert len(scripts) > 10
    for script in scripts:
        code = re.sub(r"/\*.*?\*/|//[^\n]*", "", text_of(script), flags=re.DOTALL)
        if script.name == "worker.js":
            code = code.replace(WORKER, "", 1)
        assert not DANGEROUS_SCRIPT.search(code), script


def test_no_module_runs_text_as_code_or_reads_objects_that_bring_code() -> None:
    for path in (ROOT / "kiosk").rglob("*.py"):
        for node in ast.walk(ast.parse(text_of(path))):
            for name in names_of(node):
                assert name.partition(".")[0] not in MODULES, (path, name)
            if isinstance(node, ast.Call):
                assert not isinstance(node.func, ast.Name) or node.func.id not in CALLS, path
                shell = [each for each in node.keywords if each.arg == "shell"]
                assert not shell, path


def test_chance_that_may_be_foreseen_decides_nothing_secret() -> None:
    for path in (ROOT / "kiosk").rglob("*.py"):
        if path.relative_to(ROOT / "kiosk").as_posix().startswith(CHANCE):
            continue
        for node in ast.walk(ast.parse(text_of(path))):
            assert "random" not in names_of(node), path


def names_of(node: ast.AST) -> list[str]:
    """Name the modules that a statement imports."""
    if isinstance(node, ast.Import):
        return [each.name for each in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else []


def test_ids_are_random_in_every_bit() -> None:
    ids = [int(new_id(), 16) for _ in range(200)]
    ever = never = 0
    for each in ids:
        ever |= each
        never |= ~each
    assert ever == 2**128 - 1
    assert never & ever == 2**128 - 1
