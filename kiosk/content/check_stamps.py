"""Check the stops that stamp: where they stand, whether the rule can be met, what it earns."""

from __future__ import annotations

from collections import Counter

from kiosk.content.pack import Pack
from kiosk.content.problems import Report
from kiosk.content.stamp_rule import mark
from kiosk.content.stamps import Stamps


def check(pack: Pack, report: Report) -> None:
    """Report every fault of the passport's stops, rule and gifts."""
    units = {unit.id for unit in pack.units}
    tour_stops = {stop.id for stop in pack.tour.stops}
    marks = Counter(mark(stop.id) for stop in pack.stamps.stops)
    for s, stop in enumerate(pack.stamps.stops):
        path = ("stamps", "stops", s)
        for field, known in (("unit", units), ("tour_stop", tour_stops)):
            name = getattr(stop, field)
            if name is not None and name not in known:
                report((*path, field), f"找不到 {name}", f"there is no {name}")
        if stop.unit is None and stop.tour_stop is None:
            zh = "要写明哪个单位的展位，或参观的哪一站"
            report((*path, "unit"), zh, "needs the booth of a unit, or a stop of the tour")
        if marks[mark(stop.id)] > 1:
            zh, en = (
                "id 与另一站的记号相同，请换一个",
                "another stop has the same mark; choose another",
            )
            report((*path, "id"), zh, en)
    _check_rule(pack.stamps, report)


def _check_rule(stamps: Stamps, report: Report) -> None:
    """Report a rule that nobody can meet, or that earns nothing."""
    count, musts = len(stamps.stops), sum(stop.is_must for stop in stamps.stops)
    if not count:
        if stamps.needed or stamps.gifts:
            zh = "有规则或礼品，却没有盖章的站"
            report(("stamps", "stops"), zh, "there is a rule or a gift, but no stop that stamps")
        return
    if stamps.needed < 1:
        zh = "要几个章换礼品？至少 1 个"
        report(("stamps", "needed"), zh, "how many stamps make a ticket? at least 1")
    if stamps.needed > count:
        zh = f"要 {stamps.needed} 个章，但只有 {count} 站"
        report(("stamps", "needed"), zh, f"asks for {stamps.needed} stamps of {count} stops")
    if musts > stamps.needed:
        zh = f"必到 {musts} 站，多于要的 {stamps.needed} 个章"
        en = f"{musts} stops are a must, more than the {stamps.needed} stamps asked for"
        report(("stamps", "needed"), zh, en)
    if not stamps.gifts:
        zh = "没有礼品，集满了换不到东西"
        report(("stamps", "gifts"), zh, "no gift to redeem a ticket for", is_error=False)
