"""Staff pages to sort feedback and deal with it: assign, answer, close, quote, undo."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, get_args
from urllib.parse import urlencode

from flask import Response, current_app, jsonify, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.accounts import sessions
from kiosk.accounts.pages import MenuEntry, StaffPages, chosen_event, show, signed_in
from kiosk.accounts.roles import FIGURES, may_read_sealed
from kiosk.accounts.unlock_views import may_read, opener
from kiosk.booth.feedback import releasing, rules, staff_list, steps, urgent
from kiosk.booth.feedback.staff_list import DeskFilters, Sort
from kiosk.content import editions
from kiosk.content.catalog import Catalog
from kiosk.errors import KioskError, Refused
from kiosk.journal import events
from kiosk.journal.service import new_id
from kiosk.sealing import keys, privacy
from kiosk.sealing.opening import NOT_OPENED
from kiosk.shell import cookies
from kiosk.shell.pages import see
from kiosk.storage.db import db

pages = StaffPages(allowed=FIGURES, section="feedback")

FIELDS = ("event", "sort", "kind", "unit", "status", "text", "contact")
"""What the list's address may say; a piece's address says it too, for the way back."""
MOST_LETTERS = 64


ALL_ACTS = frozenset({"assign", "answer", "release", "close", "reopen", "quote", "unquote", "undo"})
ACTS_UNREAD = frozenset({"assign", "undo"})
"""What can be done at the feedback desk without having read what people typed."""


@dataclass(frozen=True)
class Asked:
    """How the list is sorted and filtered; `given` are the fields of its address."""

    filters: DeskFilters
    sort: Sort = "latest"
    page: int = 1
    given: dict[str, str] = field(default_factory=dict)


@pages.get("/feedback", menu=MenuEntry("意见建议", "Feedback", "results", 2))
def feedback() -> Response:
    """List the feedback; what was typed shows only after unlocking."""
    session, reader = signed_in(), db.reader()
    names = editions.labels(reader)
    asked = _asked(names)
    opened = opener(reader, session)
    found = staff_list.search(
        reader, asked.filters, names, opened, sort=asked.sort, page=asked.page
    )
    words = urlencode(asked.given)
    address = url_for("staff.feedback")

    def page_address(**changed: Any) -> str:
        """Return the list's address with some of its fields changed; empty ones are left out."""
        fields = {name: value for name, value in (asked.given | changed).items() if value}
        return f"{address}?{urlencode(fields)}" if fields else address

    return _show(
        "feedback/staff/feedback.html",
        names,
        found=found,
        asked=asked,
        counts=staff_list.counts(reader, replace(asked.filters, status="")),
        words=words,
        page_address=page_address,
        sorts=get_args(Sort),
        event=asked.filters.event,
        events=events.names(reader),
    )


def _asked(names: Catalog) -> Asked:
    """Return what the address asks for; what is not to be had is left out."""
    sent = {name: request.args.get(name, "")[:MOST_LETTERS] for name in FIELDS}
    event = chosen_event()
    known_values = {
        "event": sent["event"] if event == sent["event"] else "",
        "sort": sent["sort"] if sent["sort"] in get_args(Sort) else "",
        "kind": sent["kind"] if sent["kind"] in names.feedback else "",
        "unit": sent["unit"] if sent["unit"] in names.units else "",
        "status": sent["status"] if sent["status"] in rules.STATUSES else "",
        "text": "1" if sent["text"] else "",
        "contact": "1" if sent["contact"] else "",
    }
    filters = DeskFilters(
        event=event,
        kind=known_values["kind"],
        concerns=known_values["unit"],
        status=known_values["status"],
        has_text=bool(known_values["text"]),
        has_contact=bool(known_values["contact"]),
    )
    number = request.args.get("page", "1")
    page = int(number) if number.isascii() and number.isdecimal() and len(number) < 7 else 1
    given = {name: value for name, value in known_values.items() if value}
    sort: Sort = known_values["sort"] or "latest"  # type: ignore[assignment]
    return Asked(filters, sort, page, given)


@pages.get("/feedback/urgent")
def feedback_urgent() -> AnyResponse:
    """Return how many urgent pieces wait, as JSON, for a staff page that is open."""
    return jsonify(count=urgent.waiting_here() or 0)


@pages.post("/feedback/ring")
def feedback_ring() -> AnyResponse:
    """Let this browser ring for urgent feedback from now on, or not any more."""
    answer = see("staff.feedback")
    cookies.write(answer, urgent.RING, "yes" if request.form.get("ring") == "yes" else "")
    return answer


@pages.get("/feedback/<device>/<form>")
def feedback_item(device: str, form: str) -> Response:
    """Show one piece of feedback, what staff did with it, and what can be done. Raises Unknown."""
    return _item(device, form)


@pages.post("/feedback/<device>/<form>")
def feedback_act(device: str, form: str) -> AnyResponse:
    """Take one step; where it cannot be taken, say why above how things stand now."""
    session = signed_in()
    names = editions.labels(db.reader())
    try:
        order = _order(session, device, form)
        with db.transaction() as tx:
            steps.take_step(
                tx,
                order,
                device,
                form,
                may=_acts(session),
                units=names.units,
                key=privacy.key_event(tx),
            )
    except Refused as error:
        return _item(device, form, 409, error)
    return see("staff.feedback_item", device=device, form=form, **_way_back(), done=order.act)


def _order(session: sessions.Session, device: str, form: str) -> steps.Order:
    """Return what the form asks for. Raises Refused, also for a quotation that nobody read.

    A release has the text that is opened here, whatever the form says.
    """
    sent = request.form
    act = steps.read_act(sent.get("act", ""))
    if act == "quote" and may_read(session) and session.key is None:
        raise Refused(
            "请先解锁，看过留言，再选为引用。",
            "Unlock first, and read the text before you choose it as a quotation.",
        )
    text = sent.get("text", "")
    if act == "release" and may_read(session):
        reader = db.reader()
        row = steps.find(reader, device, form, key=privacy.key_event(reader))
        text = releasing.answer_of(reader, row, opener(reader, session))
    return steps.Order(
        act=act,
        tap=sent.get("tap", ""),
        seen=sent.get("seen", ""),
        actor=session.name,
        unit=sent.get("unit", ""),
        text=text,
    )


def acts_of(role: str, *, is_central: bool) -> frozenset[str]:
    """Return what `role` may do at the feedback desk, and take back.

    Who may read what people typed may do everything; who sees figures assigns, by kind and unit.
    """
    if may_read_sealed(role, is_central=is_central):
        return ALL_ACTS
    return ACTS_UNREAD if role in FIGURES.here(is_central=is_central) else frozenset()


def _acts(session: sessions.Session) -> frozenset[str]:
    return acts_of(session.role, is_central=current_app.config["IS_CENTRAL"])


def _way_back() -> dict[str, Any]:
    """Return the fields of the list from which somebody came."""
    sent = {name: request.args.get(name, "")[:MOST_LETTERS] for name in FIELDS}
    return {name: value for name, value in sent.items() if value}


def _item(device: str, form: str, code: int = 200, problem: KioskError | None = None) -> Response:
    """Show one piece, with what is wrong where something is. Raises Unknown."""
    session, reader = signed_in(), db.reader()
    key = privacy.key_event(reader)
    row = steps.find(reader, device, form, key=key)
    names, opened = editions.labels(reader), opener(reader, session)
    taken = staff_list.history(reader, row, names, opened)
    last = next((step for step in reversed(taken) if step.is_standing), None)
    acts, back = _acts(session), _way_back()
    done = request.args.get("done", "")
    return _show(
        "feedback/staff/feedback_item.html",
        names,
        code,
        problem=problem,
        piece=staff_list.one(reader, row, names, opened),
        release=releasing.standing(reader, row),
        steps=taken,
        undoable=last if last and last.act in acts else None,
        acts=acts,
        done=done if done in rules.ACTS and not problem else "",
        act_words=rules.ACTS,
        new_id=new_id,
        given=request.form.get("text", ""),
        limit=rules.ANSWER_LIMIT,
        can_seal=keys.public_key_of(reader, key) is not None,
        list_address=url_for("staff.feedback", **back),
        own_address=url_for("staff.feedback_item", device=device, form=form, **back),
    )


def _show(template: str, names: Catalog, code: int = 200, **context: Any) -> Response:
    """Render a page of the feedback desk."""
    session = signed_in()
    return show(
        template,
        code,
        kinds=list(names.feedback.values()),
        units=list(names.units.values()),
        statuses=rules.STATUSES,
        can_unlock=may_read(session),
        is_open=may_read(session) and session.key is not None,
        not_opened=NOT_OPENED,
        **context,
    )
