"""What is printed of handing back, and the photos: receipts, labels, letters; for unlocked eyes."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from typing import Any

from flask import Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk import clock
from kiosk.accounts import accounts
from kiosk.accounts.pages import StaffPages, show, signed_in
from kiosk.accounts.roles import DESK, KEEPERS
from kiosk.accounts.unlock_views import desk_opener
from kiosk.booth.handback import papers, service, states
from kiosk.booth.handback.models import BelongingState
from kiosk.booth.handback.opened import Opened, opened
from kiosk.booth.handback.papers import Receipt
from kiosk.booth.handback.service import Item
from kiosk.booth.handback.staff_views import event, item_page
from kiosk.content import service as content
from kiosk.content.catalog import Catalog
from kiosk.errors import KioskError, Refused, Unknown
from kiosk.journal import taps, this_device
from kiosk.shell.printing import Printed
from kiosk.storage.db import db

pages = StaffPages(allowed=DESK, at="booth", section="handback")

LOCKED = Refused("请先解锁，再打印。", "Unlock first, then print.")
NOT_THERE = Refused("还没有签名，或者已删除。", "Not signed yet, or erased.")
BOXES = Refused(
    "有字体里没有的字，会印成方框；可以印出来再用笔补上。",
    "Some letters are not in the fonts and would be boxes; they can be added by pen.",
)
PRINTERS: dict[str, Callable[[Catalog, str | None, Sequence[Item]], Printed]] = {
    "labels": lambda catalog, _unit, items: papers.labels(catalog, items),
    "letters": papers.letters,
}
MOST_PRINTED = 500
"""Labels or letters of one file: 500 letters take some seconds."""


@pages.get("/handback/receipt/<path:number>")
def handback_receipt(number: str) -> AnyResponse:
    """Send the receipt of a signed belonging, both copies on one page."""
    reader, catalog = db.reader(), content.current()
    row, sealing = service.find(reader, number), desk_opener(reader, signed_in())
    if sealing is None:
        return item_page(number, 409, LOCKED)
    history = states.history(reader, row.device, row.event, number)
    texts, signed = sealing.read(row), _signed(history)
    if not texts or signed is None:
        return item_page(number, 409, NOT_THERE)
    strokes = sealing.read(signed).get(service.SIGNATURE)
    given = service.handed_out(history)
    receipt = Receipt(
        number=number,
        category=row.category,
        what=texts.get("what", ""),
        claimant=texts.get("claimant", ""),
        case=texts.get("case", ""),
        proofs=states.state_of(reader, history[-1]).proofs,
        signature=json.loads(strokes) if strokes else None,
        signed_at=clock.local(signed.made_at),
        handed_at=clock.local(given.made_at) if given else None,
        actor=(given or signed).actor,
    )
    return _pdf(papers.receipt(catalog, receipt).data)


def _signed(history: Sequence[BelongingState]) -> BelongingState | None:
    """Return the step with the signature that stands, None without one."""
    return next((step for step in taps.standing(history) if step.act == "sign"), None)


@pages.get("/handback/photo/<tap>/<path:number>")
def handback_photo(number: str, tap: str) -> Response:
    """Send one photo of a belonging. Raises Unknown."""
    reader = db.reader()
    row = service.find(reader, number)
    history = states.history(reader, row.device, row.event, number)
    sealing = desk_opener(reader, signed_in())
    for step in service.photos(history):
        if step.tap == tap and sealing and (held := sealing.read(step).get(service.PHOTO)):
            return Response(_decoded(held), content_type="image/jpeg")
    raise Unknown("没有这张照片。", "There is no such photo.")


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        raise Unknown("照片坏了。", "The photo is damaged.") from None


@pages.get("/handback/papers", allowed=KEEPERS)
def handback_papers() -> Response:
    """Ask which labels or letters to print."""
    return _ask()


@pages.post("/handback/papers", allowed=KEEPERS)
def handback_print() -> AnyResponse:
    """Send labels or letters of what waits, on one day or in all."""
    reader, session, form = db.reader(), signed_in(), request.form
    held = opened(reader, session, event())
    if held is None:
        return _ask(409, LOCKED)
    if held.left:
        return _ask(409, Refused(
            f"清单还没有打开完，还剩 {held.left} 件；请过一会儿再打印。",
            f"The list is not open yet, {held.left} to go; print in a moment.",
        ))  # fmt: skip
    kind = form.get("kind", "")
    if kind not in PRINTERS:
        raise Unknown("没有这种打印。", "There is no such print.")
    day = form.get("day", "")
    items = _items(held, day)
    try:
        _require_some(items)
        here = this_device.place(reader)
        printed = PRINTERS[kind](content.current(), here.unit if here else None, items)
    except Refused as problem:
        return _ask(409, problem)
    if printed.incomplete and "anyway" not in form:
        return _ask(409, BOXES, boxes=printed.incomplete, day=day, kind=kind)
    act = "belonging-labels" if kind == "labels" else "belonging-letters"
    with db.transaction() as tx:
        accounts.note(tx, session.name, act, str(len(items)))
    return _pdf(printed.data)


def _require_some(items: Sequence[Item]) -> None:
    if not items:
        raise Refused("这一天没有待领取的物品。", "Nothing waits for that day.")
    if len(items) > MOST_PRINTED:
        raise Refused(
            f"一次最多打印 {MOST_PRINTED} 件，现在有 {len(items)} 件；请选一天。",
            f"At most {MOST_PRINTED} at once, these are {len(items)}; choose a day.",
        )


def _items(held: Opened, day: str) -> list[Item]:
    """Return what waits, with its texts; of one `day`, or all where it is empty."""
    rows = states.waiting(db.reader(), event(), day)
    return [_item(row, held.texts(row.number)) for row in rows if held.texts(row.number)]


def _item(row: Any, texts: dict[str, str]) -> Item:
    given = {name: texts[name] for name in service.TEXTS if name in texts}
    return Item(
        number=row.number,
        category=row.category,
        day=row.day,
        time=row.time,
        **({"what": "", "claimant": ""} | given),
    )


def _ask(code: int = 200, problem: KioskError | None = None, **context: Any) -> Response:
    reader, here = db.reader(), event()
    return show(
        "handback/staff/papers.html",
        code,
        problem=problem,
        days=states.days(reader, here),
        waiting=states.counts(reader, here)["waiting"],
        most=MOST_PRINTED,
        **({"boxes": [], "day": "", "kind": ""} | context),
    )


def _pdf(data: bytes) -> Response:
    return Response(data, content_type="application/pdf")
