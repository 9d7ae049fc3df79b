"""Print what handing back needs on paper: a receipt in two copies, labels, appointment letters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from kiosk.booth.handback import rules
from kiosk.booth.handback.service import Item
from kiosk.clock import to_minute
from kiosk.content.catalog import Catalog
from kiosk.content.handback import Choice
from kiosk.content.parts import Text
from kiosk.sealing.erasure import KEEP
from kiosk.shell import printing
from kiosk.shell.printing import Printed

WHAT, CLAIMANT = Text(zh="物品", en="belonging"), Text(zh="领取人", en="claimant")
CASE, ACTOR = Text(zh="案号", en="case number"), Text(zh="经办人", en="member of staff")
TO_BE_ARRANGED = Text(zh="另行约定", en="to be arranged")
Told = dict[str, object]


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What a receipt says about one belonging that was signed for.

    `proofs` are the ids of those that were looked at. Both moments are local; `handed_at` is None
    if the belonging is signed for and not handed out yet. `signature` is None if it cannot be
    shown, because it is sealed or erased. `actor` is the account of staff.
    """

    number: str
    category: str
    what: str
    claimant: str
    case: str = ""
    proofs: Sequence[str]
    signed_at: datetime
    handed_at: datetime | None
    actor: str
    signature: rules.Strokes | None


def receipt(catalog: Catalog, held: Receipt) -> Printed:
    """Return a PDF of one page: the bureau's copy above, the claimant's below."""
    event = catalog.pack.event
    told = {
        "bureau": _both(event.bureau),
        "event": _both(event.name),
        "unit": _both(_unit(catalog, held.number) or event.bureau),
        "number": held.number,
        "what": held.what,
        "kind": _both(_name(catalog.belongings, held.category)),
        "case": held.case,
        "claimant": held.claimant,
        "proofs": _listed([_name(catalog.proofs, each) for each in held.proofs]),
        "read": _numbered(catalog.pack.handback.read_aloud),
        "signed": to_minute(held.signed_at),
        "handed": to_minute(held.handed_at) if held.handed_at else None,
        "actor": held.actor,
        "signature": None if held.signature is None else path(held.signature),
        "field": [rules.WIDTH, rules.HEIGHT],
        "days": str(KEEP.days),
    }
    texts = {WHAT: held.what, CLAIMANT: held.claimant, CASE: held.case, ACTOR: held.actor}
    return Printed(printing.pdf("receipt", told), printing.incomplete([(held.number, texts)]))


def labels(catalog: Catalog, items: Sequence[Item]) -> Printed:
    """Return a PDF of labels for belongings, 24 a page. They hang in public and name nobody."""
    told = {"labels": [_label(catalog, each) for each in items]}
    texts = ((each.number, {WHAT: each.what}) for each in items)
    return Printed(printing.pdf("belongings", told), printing.incomplete(texts))


def letters(catalog: Catalog, unit: str | None, items: Sequence[Item]) -> Printed:
    """Return a PDF of letters that say when to come, one a page.

    `unit` is where to come; without one it is the unit whose number a belonging has.
    """
    event = catalog.pack.event
    told = {
        "bureau": event.bureau.zh,
        "event": event.name.zh,
        "theme": event.theme.zh,
        "proofs": _listed([each.name for each in catalog.pack.handback.proofs])["zh"],
        "days": str(KEEP.days),
        "letters": [_letter(catalog, unit, each) for each in items],
    }
    texts = ((each.number, {WHAT: each.what, CLAIMANT: each.claimant}) for each in items)
    return Printed(printing.pdf("appointments", told), printing.incomplete(texts))


def path(strokes: rules.Strokes) -> str:
    """Return a signature as the path of a drawing; a stroke of one point is a dot."""
    drawn = []
    for (x, y), *rest in filter(None, strokes):
        lines = "".join(f"L{x} {y}" for x, y in rest)
        drawn.append(f"M{x} {y}{lines or 'h.1'}")
    return "".join(drawn)


def _both(text: Text) -> dict[str, str]:
    """Return a text as templates take it; English is empty where only Chinese words stand."""
    return {"zh": text.zh, "en": text.en if text.en != text.zh else ""}


def _name(choices: Mapping[str, Choice], choice: str) -> Text:
    """Return the name of a choice, or its id if this edition of the pack does not have it."""
    return choices[choice].name if choice in choices else Text(zh=choice)


def _unit(catalog: Catalog, number: str) -> Text | None:
    """Return the name of the unit whose number a belonging has."""
    unit = catalog.units.get(number.partition("/")[0])
    return unit.name if unit else None


def _listed(names: Sequence[Text]) -> dict[str, str]:
    """Return names in one line of each language."""
    return {"zh": "、".join(each.zh for each in names), "en": "; ".join(each.en for each in names)}


def _numbered(sentences: Sequence[Text]) -> dict[str, str]:
    """Return sentences in lines of each language, numbered."""
    return {
        "zh": "\n".join(f"{place}. {each.zh}" for place, each in enumerate(sentences, start=1)),
        "en": "\n".join(f"{place}. {each.en}" for place, each in enumerate(sentences, start=1)),
    }


def _code(number: str) -> list[str]:
    return printing.code(f"{rules.CODE}{number}".encode())


def _label(catalog: Catalog, item: Item) -> Told:
    day = printing.chinese_day(item.day, is_short=True)
    return {
        "own": item.number.rpartition("/")[2],
        "number": item.number,
        "what": item.what,
        "kind": _name(catalog.belongings, item.category).zh,
        "when": " ".join(filter(None, [day, item.time])),
        "code": _code(item.number),
    }


def _letter(catalog: Catalog, unit: str | None, item: Item) -> Told:
    desk = catalog.units[unit].name if unit in catalog.units else None
    place = desk or _unit(catalog, item.number) or catalog.pack.event.bureau
    when = _when(item)
    return {
        "claimant": item.claimant,
        "what": item.what,
        "number": item.number,
        "when": when.zh,
        "place": place.zh,
        "code": _code(item.number),
        "english": _english(catalog, item, place, when),
    }


def _when(item: Item) -> Text:
    """Return when the claimant is asked to come; what is open is to be arranged."""
    zh, en = printing.chinese_day(item.day), item.day or ""
    if item.day and item.time:
        return Text(zh=f"{zh} {item.time}", en=f"{en} {item.time}")
    if item.day:
        return Text(zh=f"{zh}，时间{TO_BE_ARRANGED.zh}", en=f"{en}, time {TO_BE_ARRANGED.en}")
    if item.time:
        return Text(
            zh=f"日期{TO_BE_ARRANGED.zh}，{item.time}", en=f"date {TO_BE_ARRANGED.en}, {item.time}"
        )
    return TO_BE_ARRANGED


def _english(catalog: Catalog, item: Item, place: Text, when: Text) -> str:
    """Return the letter in English, in a few sentences."""
    event, kind = catalog.pack.event, _name(catalog.belongings, item.category)
    proofs = _listed([each.name for each in catalog.pack.handback.proofs])["en"]
    return (
        f"Your belonging ({kind.en.lower()}, number {item.number}) has been recovered and will be "
        f"handed back to you at the {event.name.en} of the {event.bureau.en}, at {place.en}; time: "
        f"{when.en}. It costs nothing. Nobody from the police will ask you for a payment, a "
        "transfer, a bank card or a verification code; anyone who does is a fraudster. If in "
        f"doubt, call 110 or ask {place.en}. Please bring whichever of these you have: {proofs}."
    )
