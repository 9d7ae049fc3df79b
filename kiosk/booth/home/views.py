"""Pages of the idle screen, of home, and the end of a sitting."""

from __future__ import annotations

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.booth.home import rules, service
from kiosk.content import service as content
from kiosk.journal import this_device
from kiosk.shell import sitting, visitors
from kiosk.shell.pages import refresh_demo_mark, render, see
from kiosk.storage.db import db

bp = Blueprint("home", __name__)


@bp.get("/")
def idle() -> Response:
    """Show the slide show that invites people to touch; here a new pack comes on screen."""
    if visitors.is_through_door():
        # Somebody may be at the screen: there the pack changes, and here are no slides to load.
        return render("home/idle.html", slides=())
    if service.is_pack_newer(db.reader()):
        with db.transaction() as tx:
            service.show_newest_pack(tx)
    refresh_demo_mark()
    return render("home/idle.html", slides=rules.slides(content.current().pack))


@bp.post("/start")
def start() -> AnyResponse:
    """Begin a sitting, in the language and text size of the button touched."""
    sitting.choose_view(request.form.get("language"), request.form.get("size"))
    sitting.ensure()
    return see("home.home")


@bp.get("/home")
def home() -> Response:
    """Offer what there is to do."""
    sitting.ensure()
    here = this_device.place(db.reader())
    station = content.current().station(here.unit if here else None)
    return render("home/home.html", is_station=station is not None)


@bp.route("/end", methods=["GET", "POST"])
def end() -> AnyResponse:
    """End the sitting: what was begun becomes a record, and the browser keeps nothing."""
    held = sitting.current()
    if held:
        with db.transaction() as tx:
            service.end_sitting(tx, held)
    sitting.forget()
    return see("home.idle")
