"""Check that every code of every card reads back, by several decoders and under distortions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from kiosk.booth.cards import codes, distortions, service
from kiosk.booth.cards.decoders import Decoder
from kiosk.content.apps import Code
from kiosk.content.catalog import Catalog
from kiosk.content.pack import Card
from kiosk.errors import Refused
from kiosk.shell import qr

MENDING: dict[Code, tuple[str, str]] = {
    "contact": (
        "请写短岗位（post）、社区（community）或单位全称（name）",
        "shorten its post, its community or the unit's name",
    ),
    "short": (
        "请写短单位简称（short）、社区（community）或岗位（post）",
        "shorten the unit's short name, its community or its post",
    ),
    "call": ("请核对号码（phone）", "look at its phone"),
    "wechat": (
        "请用公众号或工作号自己的二维码，它的链接更短（wechat、wechat_link）",
        "use the account's own code, whose link is shorter (wechat, wechat_link)",
    ),
}
"""How to mend a code that is not read, in both languages."""


@dataclass(frozen=True)
class Reading:
    """How one code of a card was read.

    `read` holds for each distortion and decoder, by name, whether it read the code byte for byte;
    `failed` those that had to. `modules` is the code's size, None where no code holds it.
    """

    card: Card
    code: Code
    language: str
    modules: int | None
    read: dict[tuple[str, str], bool]
    failed: tuple[tuple[str, str], ...]

    @property
    def is_good(self) -> bool:
        """Return True if every decoder read the code wherever it had to."""
        return self.modules is not None and not self.failed


def check_all(tx: Connection, catalog: Catalog, by: Sequence[Decoder]) -> Iterator[Reading]:
    """Decode every code of every card by each decoder that is installed."""
    for card in catalog.pack.cards:
        for code, language, held in service.all_codes(tx, catalog, card):
            yield _read(card, code, language, held, by)


def former_modules(catalog: Catalog, card: Card) -> int | None:
    """Return the size that the card's code had before 0.6.0, None where no code held it."""
    try:
        former = codes.former(card, catalog.units[card.unit], catalog.pack.event)
        return len(qr.matrix(former))
    except Refused:
        return None


def _read(card: Card, code: Code, language: str, held: bytes, by: Sequence[Decoder]) -> Reading:
    try:
        drawn, modules = qr.png(held, codes.LEVEL), len(qr.matrix(held, codes.LEVEL))
    except Refused:
        return Reading(card, code, language, None, {}, ())
    read, failed = {}, []
    for distortion in distortions.every():
        picture = distortion.spoil(drawn)
        for decoder in by:
            if decoder.read is None:
                continue
            place = distortion.name, decoder.name
            read[place] = decoder.read(picture) == [held]
            if not read[place] and code not in distortion.spares:
                failed.append(place)
    return Reading(card, code, language, modules, read, tuple(failed))
