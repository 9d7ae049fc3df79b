"""A file that does not fit on its stick is told in a sentence, and nothing of it is left there."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from kiosk.storage.whole_file import FULL, whole_file, writing
from tests.launch import ROOT
from tests.process import CentralProcess, run

STICK = """
set -e
mount -t tmpfs -o size="$SIZE" tmpfs "$STICK"
head -c "$FILLED" /dev/zero > "$STICK/photos"
set +e
"$@"
code=$?
find "$STICK" -type f -printf '%f %s\\n' > "$LISTED"
exit $code
"""
"""Run a command beside a stick of its own, a file system of a few pages, and list what is on it."""
FREE = [4096, 12_288]
MEDIUM = 2**18


@dataclass
class Ended:
    """The end of a command: its status, its words, and the files on the stick."""

    code: int
    said: str
    files: dict[str, int]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the data folder of a booth with records of many people."""
    folder = tmp_path_factory.mktemp("booth") / "data"
    run("demo", "--people", "60", "--seed", "3", data=folder)
    return folder


def beside_a_stick(tmp_path: Path, data: Path, free: int, *words: str) -> Ended:
    """Run a command that writes to a stick with so many bytes left."""
    stick = tmp_path / "stick"
    stick.mkdir()
    told = {
        "SIZE": str(MEDIUM),
        "FILLED": str(MEDIUM - free),
        "STICK": str(stick),
        "LISTED": str(tmp_path / "listed"),
        "PYTHONUTF8": "1",
    }
    command = [sys.executable, "-m", "kiosk", *words, "--data", str(data)]
    done = subprocess.run(
        ["unshare", "--map-root-user", "--mount", "sh", "-c", STICK, "sh", *command],
        cwd=ROOT,
        env=os.environ | told,
        capture_output=True,
        text=True,
        check=False,
    )
    listed = (tmp_path / "listed").read_text().splitlines()
    files = {name: int(size) for name, size in (line.rsplit(" ", 1) for line in listed)}
    return Ended(done.returncode, done.stdout + done.stderr, files)


WRITTEN = {
    "sav": ["export", "questions", "--format", "sav"],
    "sav-quiz": ["export", "quiz", "--format", "sav"],
    "sav-long": ["export", "quiz", "--rows", "answers", "--format", "sav"],
    "xlsx": ["export", "quiz", "--format", "xlsx"],
    "csv": ["export", "quiz", "--rows", "answers", "--format", "csv"],
    "jsonl": ["export", "quiz", "--rows", "answers", "--format", "jsonl"],
    "parquet": ["export", "quiz", "--rows", "answers", "--format", "parquet"],
    "cards": ["cards", "print"],
    "docx": ["report", "--bureau", "--format", "docx"],
    "pdf": ["report", "--bureau", "--format", "pdf"],
}


@pytest.mark.parametrize("free", FREE)
@pytest.mark.parametrize("words", WRITTEN.values(), ids=WRITTEN)
def test_what_does_not_fit_on_a_stick_is_said_in_a_sentence_and_leaves_nothing(
    tmp_path: Path, data: Path, words: list[str], free: int
) -> None:
    out = tmp_path / "stick" / "out"
    ended = beside_a_stick(tmp_path, data, free, *words, "--out", str(out))
    assert ended.code == 1, ended.said
    assert "U 盘已满" in ended.said
    assert "stick is full" in ended.said
    for words_of_a_traceback in ("Traceback", "Exception ignored", "Error:"):
        assert words_of_a_traceback not in ended.said
    assert len(ended.said.splitlines()) == 2
    assert list(ended.files) == ["photos"]


def break_off(out: Path) -> None:
    """Write half of a file."""
    with whole_file(out) as part, writing(part) as file:
        file.write(b"half of the next")
        raise OSError(FULL[0], "the disk is full")


def test_what_did_not_fit_leaves_the_former_file_as_it_was(tmp_path: Path) -> None:
    out = tmp_path / "former.csv"
    out.write_bytes(b"the former file")
    with pytest.raises(OSError, match="full"):
        break_off(out)
    assert out.read_bytes() == b"the former file"
    assert list(tmp_path.iterdir()) == [out]


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_a_full_standard_output_is_said_in_a_sentence(data: Path, form: str) -> None:
    words = ["export", "quiz", "--format", form, "--out", "-", "--data", str(data)]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-X", "utf8", "-m", "kiosk", *words],
            cwd=ROOT,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert "标准输出写不下去" in done.stderr
    assert len(done.stderr.splitlines()) == 2


def test_a_code_that_cannot_be_drawn_is_said_and_still_holds(tmp_path: Path) -> None:
    picture = str(tmp_path / "stick" / "code.png")
    with CentralProcess(tmp_path / "central") as central:
        central.enroll_code()
    ended = beside_a_stick(tmp_path, central.data, 0, "central", "enroll-code", "--qr", picture)
    assert ended.code == 1, ended.said
    assert "stick is full" in ended.said
    assert "The code holds" in ended.said
    assert "登记码 / code:" in ended.said
    assert list(ended.files) == ["photos"]


def write_past_the_end(path: Path) -> None:
    """Write as a library does that passes over errors, and ends its file all the same."""
    with writing(path) as file:
        with suppress(OSError):
            file.write(bytes(10))
        file.write(b"the end of an archive")


def test_a_library_that_says_nothing_of_a_full_disk_is_not_believed() -> None:
    with pytest.raises(OSError, match="space"):
        write_past_the_end(Path("/dev/full"))
