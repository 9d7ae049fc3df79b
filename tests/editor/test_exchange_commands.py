"""The terminal takes files of other programs into the manuscript, and writes them."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kiosk.cli import kiosk
from kiosk.office.editor import manuscript
from kiosk.office.editor.interchange.questions import HELD
from kiosk.storage.db import db
from tests.editor.test_interchange import GIFT


@pytest.fixture
def run(data: Path) -> object:
    """Give what runs one command on the booth's folder."""

    def run_it(*words: object) -> Result:
        return CliRunner().invoke(kiosk, [*map(str, words), "--data", str(data)])

    return run_it


def test_questions_are_taken_by_the_terminal_and_written_again(
    run, app: object, tmp_path: Path
) -> None:
    file = tmp_path / "题.gift"
    file.write_bytes(GIFT.encode())
    given = ("--topic", "anti-fraud", "--source", "资料", "--difficulty", 1)
    dry = run("content", "import", file, *given, "--dry-run")
    assert "会收进 topics/anti-fraud：新加 6，修改 0" in dry.output
    first = run("content", "import", file, *given)
    assert first.exit_code == 1
    assert "题.gift 第 16 行：没有收下：填空题（简答）。" in first.output
    assert "题.gift line 16: refused: a short-answer question." in first.output
    assert "已收进 topics/anti-fraud：新加 6，修改 0；没变 0" in first.output
    for name in ("gift", "moodle", "aiken"):
        out = tmp_path / f"out.{'xml' if name == 'moodle' else 'txt'}"
        told = run("content", "export", "--format", name, "--topic", "anti-fraud", "--out", out)
        assert told.exit_code == ("没有这种题" in told.output), told.output
        again = run("content", "import", out, "--topic", "anti-fraud")
        kinds = [
            each["kind"] for each in manuscript.read(db.reader()).tree["topics"][0]["questions"]
        ]
        count = sum(kind in (("single",) if name == "aiken" else HELD) for kind in kinds)
        assert f"新加 0，修改 0；没变 {count}" in again.output, again.output
        assert ("没有这种题" in told.output) == (count < len(kinds)), told.output


def test_a_form_is_told_from_a_workbook_of_content(run, tmp_path: Path) -> None:
    out, book = tmp_path / "form.xlsx", tmp_path / "book.xlsx"
    run("content", "export", "--format", "xlsform", "--survey", "satisfaction", "--out", out)
    assert "没变 18" in run("content", "import", out).output
    run("content", "export", "--out", book)
    assert "没变" in run("content", "import", book).output


@pytest.mark.parametrize(
    ("name", "written", "options", "said"),
    [
        ("a.gift", "问？{=是 ~否}", (), "--topic anti-fraud"),
        ("a.gift", "问？{=是 ~否}", ("--topic", "nothing"), "闯关主题里没有 nothing"),
        ("a.txt", "", ("--topic", "anti-fraud"), "空的"),
        ("a.xml", "<a/>", ("--topic", "anti-fraud"), "<quiz>"),
        ("a.gift", "问？{=是 ~否}", ("--topic", "anti-fraud", "--audience", "cats"), "给谁答"),
    ],
)
def test_what_cannot_be_taken_is_said_in_words(
    run, tmp_path: Path, name: str, written: str, options: tuple[str, ...], said: str
) -> None:
    file = tmp_path / name
    file.write_text(written, encoding="utf-8")
    told = run("content", "import", file, *options)
    assert told.exit_code != 0
    assert said in told.output + str(told.exception)


def test_a_dry_run_changes_nothing(run, app: object, tmp_path: Path) -> None:
    file = tmp_path / "a.gift"
    file.write_text("问？{=是 ~否}", encoding="utf-8")
    run("content", "import", file, "--topic", "anti-fraud", "--dry-run")
    assert not manuscript.read(db.reader()).is_begun
