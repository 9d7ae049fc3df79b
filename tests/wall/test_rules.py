"""Test what may stand on the wall, and when."""

from __future__ import annotations

from datetime import datetime

import pytest

from kiosk.errors import Refused
from kiosk.office.wall import rules

NOON = datetime(2026, 12, 20, 12, 0).astimezone()


def times(begins: str, ends: str) -> tuple[str, str]:
    """Return from when until when a notice given at noon is shown."""
    since, until = rules.read_times(begins, ends, NOON)
    return f"{since:%d %H:%M}", f"{until:%d %H:%M}"


def test_words_are_tidied_and_english_may_be_left_out() -> None:
    assert rules.read_words("notice", " 演练 \n改到 14:40 ", "") == ("演练 改到 14:40", "")


@pytest.mark.parametrize(
    ("zh", "en"),
    [("", "only English"), (" \u200b ", ""), ("字" * 49, ""), ("字", "a" * 111)],
    ids=["no-chinese", "nothing-seen", "long", "long-english"],
)
def test_what_says_nothing_or_too_much_is_refused(zh: str, en: str) -> None:
    with pytest.raises(Refused):
        rules.read_words("notice", zh, en)


@pytest.mark.parametrize(
    "said",
    ["找李警官 13800138000", "138 0013 8000", "１３８００１３８０００", "33048219900101123X"],
)
def test_telephone_and_identity_numbers_never_come_on_the_wall(said: str) -> None:
    with pytest.raises(Refused, match="电话"):
        rules.read_words("quote", said, "")


@pytest.mark.parametrize("said", ["有疑问打 96110", "2026-12-20 14:20 的演练", "110 宣传日"])
def test_hotlines_days_and_times_may_come_on_the_wall(said: str) -> None:
    assert rules.read_words("notice", said, "") == (said, "")


def test_times_are_of_today_and_may_be_left_out() -> None:
    assert times("14:20", "15:00") == ("20 14:20", "20 15:00")
    assert times("", "") == ("20 12:00", "20 23:59")
    assert times("9.30", " １３：００ ") == ("20 09:30", "20 13:00")


@pytest.mark.parametrize(
    ("begins", "ends"), [("25:00", ""), ("two", ""), ("14:20", "14:20"), ("9:00", "11:00")]
)
def test_times_that_show_nothing_are_refused(begins: str, ends: str) -> None:
    with pytest.raises(Refused):
        rules.read_times(begins, ends, NOON)
