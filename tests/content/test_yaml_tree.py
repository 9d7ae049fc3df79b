"""Whatever stands in a YAML file, it is read in little memory or refused in one line."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.content.yaml_tree import MOST_BYTES, YamlFault, YamlTree
from tests.factories import pack_folder
from tests.launch import ROOT

BEFORE = b"a: 1\nb: 2\n"
"""Two lines before the fault, so that it stands in the third."""
FAULTY = {
    "bool": "c: !!bool 是",
    "bool-empty": "c: !!bool ''",
    "int": "c: !!int 一",
    "int-empty": "c: !!int ''",
    "float": "c: !!float 很多",
    "timestamp": "c: !!timestamp 去年",
    "timestamp-offset": "c: 2026-01-01 00:00:00 +99:99",
    "no-such-day": "c: 2026-02-30",
    "binary": "c: !!binary '是'",
    "set": "c: !!set 是",
    "map": "c: !!map 是",
    "own-tag": "c: !unit 是",
    "python": "c: !!python/name:os.system ''",
    "no-anchor": "c: *there",
    "key-is-list": "? [c, d]\n: 1",
    "key-is-long": "c" * 101 + ": 1",
    "key-twice": "a: 3",
    "word-soft-end": "c: 上\x0b下",
    "form-feed": "c: 上\x0c下",
    "nul": "c: \x00",
    "escape": "c: \x1b[31m",
    "nul-escaped": 'c: "\\0"',
    "delete": "c: \x7f",
    "c1": "c: \x9f",
    "noncharacter": "c: \ufffe",
    "tab": "\tc: 3",
    "open-list": "c: [1, 2",
    "closed-twice": "c: ]",
    "second-document": "---\nc: 1",
    "digits": "c: 1" + "0" * 5000,
    "hexadecimal": "c: 0x1" + "0" * 5000,
    "sixties": "c: 1" + ":59" * 6000,
    "long": "c: " + "很" * 20_001,
    "deep-list": "c: " + "[" * 60_000,
    "deep-fields": "c: " + "{d: " * 60_000,
    "many": "c: [" + "[]," * 210_000 + "[]]",
    "aliases": "c: [" + "&d x, *d, " * 3000 + "]",
}


@pytest.mark.parametrize("words", FAULTY.values(), ids=FAULTY)
def test_a_fault_is_named_in_one_line_where_it_stands(words: str) -> None:
    with pytest.raises(YamlFault) as told:
        YamlTree(BEFORE + words.encode())
    # A list that is never closed is missed where the file ends.
    assert told.value.line in (3, 4)
    assert "\n" not in told.value.reason


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("inside", ["\u2028", "\u2029", "\x85", "\u00a0", "\u3000", "\ufeff"])
def test_lines_are_counted_as_editors_show_them(end: str, inside: str) -> None:
    lines = ["a: 1", f"b: 上{inside}下", "c: !!bool 是"]
    with pytest.raises(YamlFault) as told:
        YamlTree(end.join(lines).encode())
    assert told.value.line == 3
    read = YamlTree(end.join(lines[:2]).encode()).data["b"]
    assert read[0] + read[-1] == "上下"


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_a_file_in_another_encoding_is_named_at_its_first_strange_letter(end: bytes) -> None:
    with pytest.raises(YamlFault, match="UTF-8") as told:
        YamlTree(end.join([b"a: 1", b"b: 2", "c: 是".encode("gb18030")]))
    assert told.value.line == 3


def test_what_is_deep_is_named_where_it_goes_too_deep() -> None:
    steps = b"\n".join(b" " * step + b"a:" for step in range(1000))
    with pytest.raises(YamlFault, match="nested") as told:
        YamlTree(steps)
    assert told.value.line == 31


def test_a_file_of_many_megabytes_is_refused_unread() -> None:
    with pytest.raises(YamlFault, match="larger"):
        YamlTree(b"a: 1\n" * (MOST_BYTES // 5 + 1))


@pytest.mark.parametrize("words", ["", "# nothing", "yes: 1\nno: 2", "1: a\n2: b", "~: a"])
def test_odd_but_sound_files_are_read(words: str) -> None:
    assert YamlTree(words.encode()).data is None or "a" not in YamlTree(words.encode()).data


BOMBS = {
    "deep": b"[" * 60_000,
    "wide": b"a: [" + b"[],[],[],[],[],[],[],[],\n" * 1_600_000 + b"]",
    "laughs": b"a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    + b"".join(
        b"a%d: &a%d [%s]\n" % (n, n, b", ".join([b"*a%d" % (n - 1)] * 9)) for n in range(1, 25)
    ),
    "long": b"a: " + b"x" * 40_000_000,
}
MOST_MEMORY = 700 * 2**10
"""Kilobytes of addresses; the program's libraries alone take half of it."""


@pytest.mark.parametrize("data", BOMBS.values(), ids=BOMBS)
def test_a_bomb_of_yaml_is_refused_in_a_line_and_in_little_memory(
    tmp_path: Path, data: bytes
) -> None:
    folder = pack_folder(tmp_path)
    (folder / "rating.yaml").write_bytes(data)
    limited = ["sh", "-c", f'ulimit -v {MOST_MEMORY} && exec "$@"', "sh"]
    command = [sys.executable, "-X", "utf8", "-m", "kiosk", "content", "check", str(folder)]
    done = subprocess.run(
        [*limited, *command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    told = done.stdout + done.stderr
    assert done.returncode == 1, told
    assert "rating.yaml:" in told
    assert "Traceback" not in told
    assert len(told.splitlines()) == 2
