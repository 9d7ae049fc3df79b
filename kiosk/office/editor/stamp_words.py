"""The words of each field of the stamp passport, as forms and workbooks show them."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from kiosk.content import stamps
from kiosk.office.editor.pair import NAME, Labelled, Pair

LABELS: dict[type[Struct], dict[str, Labelled]] = {
    stamps.Stamps: {
        "needed": (
            Pair("几个章换一份礼品", "Stamps for a gift"),
            Pair("0：不办集章。", "0: no stamp passport."),
        ),
    },
    stamps.StampStop: {
        "name": NAME,
        "earned_by": Pair("怎样得章", "Earned by"),
        "unit": (
            Pair("哪个单位的展位", "At the booth of"),
            Pair("或者选参观的一站。", "Or choose a stop of the tour."),
        ),
        "tour_stop": (
            Pair("参观的哪一站", "At the tour's stop"),
            Pair("每个开放的派出所都盖。", "Every station that opens its doors stamps it."),
        ),
        "is_must": Pair("必到", "A must"),
    },
    stamps.Gift: {
        "name": NAME,
        "picture": (Pair("图片", "Picture"), Pair("可以空着。", "May be left empty.")),
    },
}
CHOICES: dict[tuple[type[Struct], str], dict[Any, Pair]] = {
    (stamps.StampStop, "earned_by"): {
        "round": Pair("答完一轮题", "A finished round"),
        "survey": Pair("答完问卷", "A finished survey"),
        "drill": Pair("参加演练，工作人员盖", "A drill; staff stamp"),
        "visit": Pair("来过，工作人员盖", "A visit; staff stamp"),
    },
}
