"""No two columns of an export have one heading, though a pack may ask two things alike."""

from __future__ import annotations

import pytest

from kiosk.counts.tables import Column, Table
from kiosk.office.exports.tables import _numbered


def heads(*labels: str) -> list[str]:
    columns = [Column(f"c{n}", label, english=label) for n, label in enumerate(labels)]
    return [column.label for column in _numbered(Table("quiz", columns, iter(()), 0)).columns]


@pytest.mark.parametrize(
    ("given", "right"),
    [
        (("夜间安全", "夜间安全"), ["夜间安全", "夜间安全（2）"]),
        (("问", "问", "问"), ["问", "问（2）", "问（3）"]),
        (("问", "问（2）", "问"), ["问", "问（2）", "问（3）"]),
        (("问", "问", "问（2）"), ["问", "问（2）", "问（2）（2）"]),
        (("Safe", "safe"), ["Safe", "safe（2）"]),
        (("110", "１１０"), ["110", "１１０（2）"]),
        (("夜间 安全", "夜间安全"), ["夜间 安全", "夜间安全（2）"]),
        (("时间", "时间\u3000"), ["时间", "时间\u3000（2）"]),
        (("问［火］", "问［火］"), ["问［火］", "问［火］（2）"]),
        (("一", "二"), ["一", "二"]),
        (("", ""), ["", ""]),
    ],
)
def test_headings_that_look_alike_are_numbered(given: tuple[str, ...], right: list[str]) -> None:
    assert heads(*given) == right
