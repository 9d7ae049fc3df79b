"""The desk that hands belongings back: find one, check, read aloud, sign, hand out, undo."""

from __future__ import annotations

from typing import cast, get_args

from flask import Response, request
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as AnyResponse

from kiosk import clock
from kiosk.accounts import accounts
from kiosk.accounts.erasing import finish_erasing
from kiosk.accounts.pages import MenuEntry, StaffPages, show, signed_in
from kiosk.accounts.roles import DESK
from kiosk.accounts.searching import look_for, sought
from kiosk.booth.handback import erasing, rules, service, states
from kiosk.booth.handback.desks import DESKS
from kiosk.booth.handback.opened import Opened, opened
from kiosk.booth.handback.service import Order
from kiosk.booth.handback.states import Tab
from kiosk.content import service as content
from kiosk.errors import KioskError, Refused, Unknown
from kiosk.journal import taps, this_device
from kiosk.journal.service import new_id
from kiosk.shell import camera, photo_pages
from kiosk.shell.desks.asking import UsedElsewhere
from kiosk.shell.pages import see
from kiosk.shell.picture import MB, MOST_FILE_BYTES, Limit
from kiosk.shell.raw_input import HeldForms
from kiosk.storage.db import db

pages = StaffPages(allowed=DESK, at="booth", section="handback")

MOST_LETTERS, MOST_FOUND = 200, 50
PHOTO = Limit(1280, 180_000)
"""A photo on which a face and a belonging are known again; a list of thousands still syncs."""


def event() -> str:
    """Return the event of this desk."""
    return this_device.event(db.reader())


@pages.get("/handback", menu=MenuEntry("发还", "Handing back", "today", 32))
def handback() -> Response:
    """Show what waits for its claimants, what stays and what went, and look for one."""
    return desk()


@pages.post("/handback")
def handback_find() -> AnyResponse:
    """Lead to what the words mean, a scanned code to its belonging."""
    number = rules.read_code(request.form.get("words", "")[:MOST_LETTERS])
    if number is None:
        return look_for("staff.handback", MOST_LETTERS)
    try:
        service.find(db.reader(), number)
    except Unknown as error:
        return desk(404, error)
    return see("staff.handback_item", number=number)


def desk(code: int = 200, problem: KioskError | None = None) -> Response:
    """Render the desk, with what is wrong where something is."""
    reader, here, catalog = db.reader(), event(), content.current()
    held = opened(reader, signed_in(), here)
    tab, counts = _tab(), states.counts(reader, here)
    words = sought("staff.handback")
    if words:
        found = states.those(reader, here, _sought(here, words, held))
        leaf = states.Leaf(found[:MOST_FOUND], len(found))
    else:
        page_number = request.args.get("page", 1, type=int)
        leaf = states.leaf(reader, here, tab, page_number, counts[tab])
    page = show(
        "handback/staff/desk.html",
        code,
        problem=problem,
        words=words,
        tab=tab,
        tabs=states.TABS,
        leaf=leaf,
        held=held,
        counts=counts,
        statuses=rules.STATUSES,
        reasons=catalog.reasons,
        kinds=catalog.belongings,
        today=clock.today().isoformat(),
        most=MOST_FOUND,
    )
    return camera.allowed(page)


def _sought(here: str, words: str, held: Opened | None) -> list[str]:
    """Return the numbers that hold the words, then those of which the opened texts do."""
    most = MOST_FOUND + 1
    numbers = [] if "\0" in words else states.numbered(db.reader(), here, words, most)
    numbers += held.list.search(words, most) if held else []
    return list(dict.fromkeys(numbers))[:most]


def _tab() -> Tab:
    asked = request.args.get("show", "")
    return cast("Tab", asked) if asked in get_args(Tab) else "waiting"


@pages.get("/handback/item/<path:number>")
def handback_item(number: str) -> AnyResponse:
    """Show one belonging, and the step that comes next."""
    try:
        return item_page(number, silent=request.args.get("silent", type=int))
    except Unknown as error:
        return desk(404, error)


def item_page(
    number: str,
    code: int = 200,
    problem: KioskError | None = None,
    *,
    silent: int | None = None,
) -> Response:
    """Render one belonging, with what is wrong where something is. Raises Unknown.

    `silent` desks did not answer when it was handed out, None if nobody was asked.
    """
    reader, session, catalog = db.reader(), signed_in(), content.current()
    row = service.find(reader, number)
    held = opened(reader, session, row.event)
    history = states.history(reader, row.device, row.event, number)
    given = service.handed_out(history)
    page = show(
        "handback/staff/item.html",
        code,
        problem=problem,
        silent=silent,
        row=row,
        texts=held.texts(number) if held else {},
        is_erased=held is not None and not held.left and not held.texts(number),
        is_opening=held is not None and held.left,
        state=states.state_of(reader, history[-1]) if history else rules.START,
        history=[(each, clock.local(each.made_at)) for each in reversed(history)],
        handed_at=clock.local(given.made_at) if given else None,
        photos=service.photos(history),
        can_undo=bool(taps.standing(history)),
        seen=history[-1].tap if history else "",
        new_id=new_id,
        handback=catalog.pack.handback,
        kind=catalog.belongings.get(row.category),
        unit=catalog.units.get(row.about_unit),
        proofs=catalog.proofs,
        reasons=catalog.reasons,
        statuses=rules.STATUSES,
        acts=rules.ACTS,
        field=(rules.WIDTH, rules.HEIGHT, rules.MOST_POINTS),
        most_photos=rules.MOST_PHOTOS,
        endings=photo_pages.endings,
    )
    return camera.allowed(page)


@pages.post("/handback/item/<path:number>")
def handback_act(number: str) -> AnyResponse:
    """Take one step; where it cannot be taken, say why above how things stand now."""
    request.max_content_length = MOST_FILE_BYTES + MB
    request.form_data_parser_class = HeldForms
    try:
        silent = _take(_order(), number)
    except RequestEntityTooLarge:
        most = MOST_FILE_BYTES // MB
        problem = Refused(
            f"照片太大：最多 {most} MB，请缩小后再传。没有保存。",
            f"The photo is too large: at most {most} MB. Nothing was kept.",
        )
        return item_page(number, 413, problem)
    except Unknown as error:
        return desk(404, error)
    except UsedElsewhere as error:
        at, booth = clock.to_minute_short(clock.local(error.answer.made_at)), error.answer.booth
        told = Refused(f"{error.zh}（{booth}，{at}）", f"{error.en} ({booth}, {at})")
        return item_page(number, 409, told)
    except Refused as error:
        return item_page(number, 409, error)
    told_silent = {} if silent is None else {"silent": silent}
    return see("staff.handback_item", number=number, **told_silent)


def _take(order: Order, number: str) -> int | None:
    """Take a step. Return how many other desks did not answer before a belonging went out.

    None where there are no others, or none had to be asked.
    """
    catalog = content.current()
    if order.act != "hand":
        with db.transaction() as tx:
            service.take_step(tx, catalog, order, number)
        return None
    with DESKS.agreed(number, order.tap) as silent, db.transaction() as tx:
        service.take_step(tx, catalog, order, number)
    return silent if DESKS.here.addresses else None


def _order() -> Order:
    """Return what a form asks for. Raises Refused."""
    form = request.form
    return Order(
        act=service.read_act(form.get("act", "")),
        tap=form.get("tap", ""),
        seen=form.get("seen", ""),
        actor=signed_in().name,
        proofs=form.getlist("proof"),
        reason=form.get("reason", ""),
        signature=form.get("signature", ""),
        photo=_photo(),
    )


def _photo() -> bytes:
    """Return the photo that was sent, small and without what a telephone writes into it."""
    file = request.files.get("photo")
    if file is None or not file.filename:
        return b""
    return photo_pages.read_photo(file.stream, file.filename, PHOTO).jpeg


@pages.post("/handback/erase/<path:number>")
def handback_erase(number: str) -> AnyResponse:
    """Erase what is sealed of one belonging, whose claimant asks for it."""
    if "sure" not in request.form:
        problem = Refused(
            "请先勾选“对方要求删除”。没有删除任何内容。",
            "Tick that they ask for it. Nothing was erased.",
        )
        return item_page(number, 409, problem)
    with db.transaction() as tx:
        row = service.find(tx, number)
        erasing.erase(tx, row.device, row.event, number)
        accounts.note(tx, signed_in().name, "erase-belonging", number)
    return show("handback/staff/erased.html", is_clean=finish_erasing(), number=number)
