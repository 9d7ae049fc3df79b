"""Test that a call which leads nowhere, in a circle or past a turn is named, and not shown."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from kiosk.cli import kiosk
from kiosk.content.kinds.rehearsal import kept_by_chance
from tests.factories import pack_folder, replace_once
from tests.quiz.of_kinds import CALL

WRONG = {
    "a dead end": ("next: code", "next: nowhere", "there is no turn nowhere"),
    "a loop": ("next: more", "next: app", "leads round in a circle: app → member → code → app"),
    "an unreachable turn": ("next: member", "next: code", "no reply leads to the turn member"),
    "no way out": (
        "next: app",
        "next: app\n        loss: 90000",
        "cannot lose more than the 20000",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_faulty_call_is_named_by_its_file_and_line(name: str, tmp_path: Path) -> None:
    old, new, words = WRONG[name]
    folder = pack_folder(tmp_path)
    replace_once(folder / "calls" / "refund.yaml", old, new)
    checked = CliRunner().invoke(kiosk, ["content", "check", str(folder)])
    assert checked.exit_code != 0
    [said] = [line for line in checked.output.splitlines() if words in line]
    assert said.startswith("calls/refund.yaml:")


def test_a_call_in_which_every_way_loses_money_or_none_does_is_refused(tmp_path: Path) -> None:
    folder = pack_folder(tmp_path)
    call = folder / "calls" / "refund.yaml"
    held = call.read_text(encoding="utf-8")
    kept = [line for line in held.splitlines() if "loss:" not in line]
    for text, words in (
        ("\n".join(kept), "nothing is ever lost"),
        (held.replace("text:", "loss: 1\n        text:"), "no way through keeps the money"),
    ):
        lines = [line for line in text.splitlines() if not _is_second_loss(line, text)]
        call.write_text("\n".join(lines), encoding="utf-8")
        checked = CliRunner().invoke(kiosk, ["content", "check", str(folder)])
        assert words in checked.output, checked.output


def test_a_question_whose_call_is_missing_is_named(tmp_path: Path) -> None:
    folder = pack_folder(tmp_path)
    replace_once(folder / "topics" / "anti-fraud.yaml", "call: officer", "call: nobody")
    checked = CliRunner().invoke(kiosk, ["content", "check", str(folder)])
    assert "there is no call nobody" in checked.output


def test_a_call_that_chance_gets_through_is_warned_of(tmp_path: Path) -> None:
    assert kept_by_chance(CALL) == pytest.approx(2 / 3)
    folder = pack_folder(tmp_path)
    call = folder / "calls" / "refund.yaml"
    held = call.read_text(encoding="utf-8")
    assert (
        "who replies by chance"
        not in CliRunner().invoke(kiosk, ["content", "check", str(folder)]).output
    )
    call.write_text(re.sub("stake: [0-9]+", "stake: 9000000", held), encoding="utf-8")
    checked = CliRunner().invoke(kiosk, ["content", "check", str(folder)])
    [said] = [line for line in checked.output.splitlines() if "who replies by chance" in line]
    assert said.startswith("calls/refund.yaml:")
    assert checked.exit_code == 0


def _is_second_loss(line: str, text: str) -> bool:
    """Return True for the losses that the call came with, where each reply was given another."""
    return "loss: 1\n" in text and line.strip().startswith("loss:") and line.strip() != "loss: 1"
