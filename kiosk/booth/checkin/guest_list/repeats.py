"""Find guests who stand on a list twice, or on the list that this laptop holds."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from kiosk.booth.checkin.guest_list.reader import GuestList
from kiosk.booth.checkin.invitations import Guest
from kiosk.content.catalog import Catalog
from kiosk.shell.lists.reader import ListRow
from kiosk.shell.lists.remarks import Remark
from kiosk.shell.lists.repeats import refuse_repeats, take_held
from kiosk.typed_numbers import phone_key
from kiosk.typed_text import comparable


class Key(NamedTuple):
    """What identifies an invitation: two that agree in all of this are the same one."""

    name: str
    phone: str
    organisation: str
    slot: str | None
    day: str | None


def key(guest: Guest) -> Key:
    """Return by what a guest's invitation is known again."""
    return Key(
        comparable(guest.name),
        phone_key(guest.phone),
        comparable(guest.organisation),
        guest.slot,
        guest.day,
    )


def sift(found: GuestList, held: Iterable[Guest]) -> list[ListRow[Guest]]:
    """Refuse rows that stand above in the same file; return those that are held already.

    Those are taken out of `found.rows` too. People of the same name who differ in anything stay;
    where nothing but the time tells them apart a warning says so.
    """
    already = take_held(found, key, {key(guest) for guest in held})
    refuse_repeats(
        found,
        key,
        "与{place}完全相同；如果是两位同名的客人，请加上电话或单位",
        "the same as {place}; for two people of one name, add a phone or organisation",
    )
    found.warnings.extend(_alike(found.rows))
    return already


def _alike(rows: Sequence[ListRow[Guest]]) -> list[Remark]:
    """Warn of one name with one phone, or with neither phone nor organisation, at two times."""
    alike: defaultdict[tuple[str, str, str], list[ListRow[Guest]]] = defaultdict(list)
    for row in rows:
        known = key(row.value)
        alike[known.name, known.phone, "" if known.phone else known.organisation].append(row)
    return [
        Remark(
            later.sheet,
            later.row,
            "",
            f"与第 {former.row} 行同名，可能是同一位；两行都保留",
            f"the same name as row {former.row}, maybe the same person; both are kept",
        )
        for (_, phone, organisation), same in alike.items()
        if phone or not organisation
        for former, later in pairwise(same)
    ]


def over_capacity(
    catalog: Catalog, rows: Sequence[ListRow[Guest]], held: Iterable[Any]
) -> list[tuple[str, str | None, int, int]]:
    """Return slots for which more people are invited than fit: slot, day, people, capacity.

    `held` are the invitations of this laptop that were not used yet. Those without a day may come
    on any, so they count for each.
    """
    people: Counter[tuple[str, str | None]] = Counter()
    for each in [*(row.value for row in rows), *held]:
        if each.slot in catalog.slots:
            people[each.slot, each.day] += each.people
    found = []
    for (slot, day), count in sorted(people.items(), key=str):
        total = count + (people[slot, None] if day else 0)
        capacity = catalog.slots[slot].capacity
        if total > capacity:
            found.append((slot, day, total, capacity))
    return found
