"""Test cases: what the check says of them, and that a pack without any is what it was."""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec
import pytest

from kiosk.content import reading, writing
from kiosk.content.load import BUNDLED, load
from kiosk.content.problems import Problem


def checked(folder: Path, name: str, *changes: tuple[str, str]) -> list[Problem]:
    """Return what is wrong with the bundled pack after changes in one of its files."""
    shutil.copytree(BUNDLED, folder / "pack")
    file = folder / "pack" / name
    text = file.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")
    return load(folder / "pack").problems


REFUND, MARKET = "cases/refund-call.yaml", "cases/market-phone.yaml"


@pytest.mark.parametrize(
    ("name", "change", "field", "said"),
    [
        (REFUND, ("    stop: ", "    # stop: "), "steps", "write a stop where one could"),
        (REFUND, ("topic: anti-fraud", "topic: fraud"), "topic", "there is no fraud"),
        (REFUND, ("anti-fraud.svg", "nothing.svg"), "picture", "there is no nothing.svg"),
        (REFUND, ("- id: share", "- id: call"), "steps.0.id", "stands more than once"),
    ],
)
def test_a_fault_of_a_case_is_named_by_file_and_field(
    tmp_path: Path, name: str, change: tuple[str, str], field: str, said: str
) -> None:
    found = [each for each in checked(tmp_path, name, change) if each.is_error]
    assert any((each.file, each.field) == (name, field) and said in each.en for each in found), (
        found
    )
    assert all(each.zh != each.en for each in found)


def test_a_case_that_only_its_last_step_stops_is_refused_at_that_line(tmp_path: Path) -> None:
    late = "    stop: {zh: 早点看, en: Look sooner}\nlost:"
    found = checked(tmp_path, MARKET, ("    stop:", "    # stop:"), ("\nlost:", f"\n{late}"))
    [fault] = [each for each in found if each.is_error]
    line = (tmp_path / "pack" / MARKET).read_text(encoding="utf-8").splitlines()[fault.line - 1]
    assert "早点看" in line
    assert "too late" in fault.en


def test_what_is_too_long_for_a_poster_or_a_minute_of_radio_is_warned_of(tmp_path: Path) -> None:
    long = ("早市上人挤人。", "早市上人挤人。" + "她慢慢地走。" * 20)
    found = [each for each in checked(tmp_path, MARKET, long) if each.file == MARKET]
    assert [each.field for each in found] == ["steps.0.text", "steps"]
    assert "seconds to read aloud" in found[1].en
    assert not any(each.is_error for each in found)


def test_a_pack_without_cases_is_written_as_before() -> None:
    pack = load(BUNDLED).pack
    assert pack is not None
    assert "cases" in writing.plain(pack)
    assert "cases" not in writing.plain(msgspec.structs.replace(pack, cases=()))


def test_questions_of_two_cases_may_ask_in_nearly_the_same_words(tmp_path: Path) -> None:
    same = ("zh: 在哪一步停下来，钱一分不少？", "zh: 从哪一步开始，手机就不太安全了？")
    found = checked(tmp_path, "topics/anti-fraud.yaml", same)
    assert not [each for each in found if "-case-" in each.zh]


def test_the_bundled_cases_fit_a_minute_of_radio_and_stop_at_different_steps() -> None:
    pack = load(BUNDLED).pack
    assert pack is not None
    assert {"anti-fraud", "anti-theft", "fire-safety"} <= {case.topic for case in pack.cases}
    assert all(45 <= reading.length(case) <= 75 for case in pack.cases)
    assert len({case.steps.index(case.stops[0]) for case in pack.cases}) > 1
