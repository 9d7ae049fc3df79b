"""Finding cards and what their codes hold, and recording that one was shown and taken along."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, select

from kiosk.booth.cards import codes
from kiosk.booth.cards.models import CardTaking
from kiosk.booth.cards.records import KIND, TAKEN, CardShown, CardTaken, Step
from kiosk.booth.cards.rules import BEST, code_for
from kiosk.content import service as content
from kiosk.content import wechat
from kiosk.content.apps import Code, ScanApp
from kiosk.content.catalog import Catalog
from kiosk.content.pack import Card
from kiosk.content.wechat import WeChatFault
from kiosk.errors import Unknown
from kiosk.journal import service as journal


def find(catalog: Catalog, card_id: str) -> Card:
    """Return a card. Raises Unknown."""
    card = catalog.cards.get(card_id)
    if card is None:
        raise Unknown("没有这张联系卡。", "There is no such card.")
    return card


def find_app(catalog: Catalog, app_id: str) -> ScanApp:
    """Return an app that people scan with. Raises Unknown."""
    app = catalog.apps.get(app_id)
    if app is None:
        raise Unknown("没有这种扫码方式。", "There is no such way to scan.")
    return app


def account(tx: Connection, catalog: Catalog, card: Card) -> str | None:
    """Return what the code of the card's WeChat account holds, or of the bureau's; None without."""
    for part in (card, catalog.pack.event):
        try:
            if part.wechat:
                return wechat.target(content.read_image(tx, catalog.digest, part.wechat))
            if part.wechat_link:
                return wechat.require_wechat(part.wechat_link)
        except WeChatFault:  # A later version may refuse what an earlier one let through.
            continue
    return None


def accounts(tx: Connection, catalog: Catalog) -> Iterator[tuple[str, str]]:
    """Yield the id of each card that has a WeChat account to show, and where that leads."""
    for card in catalog.pack.cards:
        target = account(tx, catalog, card)
        if target:
            yield card.id, target


def code_of(tx: Connection, catalog: Catalog, card: Card, app: ScanApp | None) -> Code:
    """Return the code that suits an app, and the best one before any was chosen."""
    has_account = bool(app and app.code == "wechat" and account(tx, catalog, card))
    return code_for(app, has_account=has_account) if app else BEST


def held(tx: Connection, catalog: Catalog, card: Card, code: str, language: str) -> bytes:
    """Return what one of a card's codes holds, byte for byte. Raises Unknown."""
    unit = catalog.units[card.unit]
    if code == "contact":
        return codes.contact(card, unit, language)
    if code == "short":
        return codes.short(card, unit, language)
    if code == "call":
        return codes.call(card)
    target = account(tx, catalog, card) if code == "wechat" else None
    if target is None:
        raise Unknown("这张卡没有这种二维码。", "This card has no such code.")
    return target.encode()


def all_codes(tx: Connection, catalog: Catalog, card: Card) -> Iterator[tuple[Code, str, bytes]]:
    """Yield every code of a card with its language (empty if in none) and what it holds."""
    named: tuple[Code, ...] = ("contact", "short")
    for code in named:
        for language in ("zh", "en"):
            yield code, language, held(tx, catalog, card, code, language)
    yield "call", "", held(tx, catalog, card, "call", "zh")
    if account(tx, catalog, card):
        yield "wechat", "", held(tx, catalog, card, "wechat", "zh")


def show(tx: Connection, sitting: str, card: Card, language: str) -> None:
    """Record that a card was put on screen."""
    shown = CardShown(card=card.id, about_unit=card.unit, language=language)
    journal.append(tx, KIND, shown, sitting=sitting)


def take(
    tx: Connection,
    sitting: str,
    catalog: Catalog,
    card: Card,
    step: Step,
    *,
    app: ScanApp | None,
    language: str,
) -> None:
    """Record one step of taking a card along; the same one again in a sitting changes nothing."""
    taken = CardTaken(
        card=card.id,
        about_unit=card.unit,
        language=language,
        step=step,
        app=app.id if app else "",
        code=code_of(tx, catalog, card, app),
    )
    if not _is_recorded(tx, sitting, taken):
        journal.append(tx, TAKEN, taken, sitting=sitting)


def _is_recorded(tx: Connection, sitting: str, taken: CardTaken) -> bool:
    """Return True if this sitting chose the app for this card before, or has the card."""
    same = [CardTaking.sitting == sitting, CardTaking.card == taken.card]
    same.append(CardTaking.step == taken.step)
    if taken.step == "chosen":
        same.append(CardTaking.app == taken.app)
    return tx.execute(select(CardTaking.seq).where(*same).limit(1)).first() is not None
