"""What every page needs served: language and text size, the pack's images, the font, the health."""

from __future__ import annotations

from pathlib import Path

import pylopdf_fonts_zh_cn
from flask import Blueprint, Response, current_app, jsonify, redirect, request, send_from_directory
from werkzeug.wrappers import Response as AnyResponse

from kiosk.clock import is_plausible
from kiosk.config import ROOT
from kiosk.content import damage
from kiosk.content import service as content
from kiosk.errors import Unknown
from kiosk.journal import this_device
from kiosk.journal.service import count_records
from kiosk.shell import sitting
from kiosk.shell.guard import A_YEAR, LOOPBACK
from kiosk.shell.pages import SEE_OTHER
from kiosk.storage.db import db

bp = Blueprint("shell", __name__)

SCRIPTS = ROOT / "static" / "shell"
FONTS = Path(pylopdf_fonts_zh_cn.__file__).parent
FONT = "NotoSansSC-Regular.otf"
IMAGE_TYPES = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "jpg": "image/jpeg",
    "webp": "image/webp",
    "webm": "audio/webm",
    "ogg": "audio/ogg",
    "m4a": "audio/mp4",
}


@bp.post("/view")
def view() -> AnyResponse:
    """Change language or text size, and go back to the page that asked."""
    sitting.choose_view(request.form.get("language"), request.form.get("size"))
    target = request.form.get("next", "")
    is_own = target.startswith("/") and not target.startswith("//") and "\\" not in target
    if not is_own or not target.isprintable():
        return redirect("/home", SEE_OTHER)
    return redirect(target, SEE_OTHER)


@bp.get("/pack/<digest>/<name>")
def image(digest: str, name: str) -> Response:
    """Send an image of a pack; its address changes with its content."""
    response = Response(content.read_image(db.reader(), digest, name))
    response.content_type = IMAGE_TYPES.get(name.rsplit(".", 1)[-1], "application/octet-stream")
    response.headers["Cache-Control"] = A_YEAR
    # Beside the policy of all pages, of which both hold: nothing that a drawing says may run.
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@bp.get("/stand-in.js")
def stand_in() -> Response:
    """Send the script that stands in for the booth; only from here may it serve every page."""
    response = send_from_directory(SCRIPTS, "stand_in.js", mimetype="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    return response


@bp.get(f"/fonts/{FONT}")
def font() -> Response:
    """Send the Chinese font, for machines that have none."""
    response = send_from_directory(FONTS, FONT, mimetype="font/otf")
    response.headers["Cache-Control"] = A_YEAR
    return response


@bp.get("/favicon.ico")
def favicon() -> AnyResponse:
    """Send the mark to browsers that ask for this name."""
    return redirect("/static/mark.svg", 301)


@bp.get("/healthz")
def healthz() -> Response:
    """Tell a machine how this booth, or this central, is."""
    here = this_device.place(db.reader())
    if here is None:
        raise Unknown("还没有启动。", "Not started yet.")
    status = current_app.extensions["kiosk.health"].status()
    if status == "ok" and damage.found():
        status = "pack-damaged"
    if status == "ok" and not is_plausible(this_device.last_made_at(db.reader())):
        status = "clock-wrong"
    is_central = current_app.config["IS_CENTRAL"]
    if is_central and request.remote_addr not in LOOPBACK:
        return jsonify(status=status, role="central")  # Others need not know more.
    return jsonify(
        status=status,
        role="central" if is_central else "booth",
        device=here.device,
        epoch=here.epoch,
        records=count_records(db.reader()),
        pack=content.current().digest,
    )
