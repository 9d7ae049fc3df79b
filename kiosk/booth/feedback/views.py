"""Pages where people say what they think by tapping; typing is optional."""

from __future__ import annotations

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.booth.feedback import service, slips
from kiosk.content import service as content
from kiosk.content.parts import Text
from kiosk.journal.service import new_id
from kiosk.shell import sitting, slip_paper, visitors
from kiosk.shell.pages import can_type, render, see
from kiosk.storage.db import db

bp = Blueprint("feedback", __name__, url_prefix="/feedback")

NOTHING_SAID = Text(zh="请至少选一项，再提交。", en="Please choose at least one, then send.")


@bp.get("/")
def kinds() -> Response:
    """Offer the kinds of feedback."""
    return render("feedback/kinds.html")


@bp.get("/<kind_id>")
def form(kind_id: str) -> Response:
    """Show chips, units and, where they can be sealed, fields for text and contact."""
    catalog = content.current()
    return render(
        "feedback/form.html",
        kind=service.find_kind(catalog, kind_id),
        units=catalog.pack.units,
        can_type=can_type(),
        form_id=new_id(),
        problem=NOTHING_SAID if "empty" in request.args else None,
    )


@bp.post("/<kind_id>")
def send(kind_id: str) -> AnyResponse:
    """Keep the feedback, sealed where something was typed.

    No contact is taken from a phone: others on its Wi-Fi might read it on the way.
    """
    sent = request.form
    if not sent.getlist("chip") and not sent.get("text", "").strip():
        return see("feedback.form", kind_id=kind_id, empty=1)
    code = slips.prepare()
    with db.transaction() as tx:
        is_repeat = service.is_kept(tx, sent.get("form", ""))
        has_contact = service.give(
            tx,
            sitting.ensure(),
            content.current(),
            kind_id,
            form=sent.get("form", ""),
            chips=sent.getlist("chip"),
            unit_id=sent.get("unit", ""),
            text=sent.get("text", ""),
            contact="" if visitors.is_through_door() else sent.get("contact", ""),
            has_consent="consent" in sent,
            language=sitting.view().language,
            code=code.keys if code else None,
        )
    if code and not is_repeat:
        slips.SLIPS.keep(sitting.ensure(), code.letters)
    return see("feedback.thanks", kind=kind_id, contact=int(has_contact))


@bp.get("/thanks")
def thanks() -> Response:
    """Show thanks, what happens next, and the code by which the answer is read."""
    kind = service.find_kind(content.current(), request.args.get("kind", ""))
    return render(
        "feedback/thanks.html",
        kind=kind,
        has_contact=request.args.get("contact") == "1",
        slip=slips.SLIPS.get(sitting.current()),
        is_linked=slips.link("") is not None,
        paper=slip_paper.here(),
    )
