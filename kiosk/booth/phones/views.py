"""The page on the kiosk's screen that leads people to the visitors' door."""

from __future__ import annotations

from flask import Blueprint, Response, current_app

from kiosk.booth.phones.rules import wifi_code
from kiosk.config import Settings
from kiosk.errors import Unknown
from kiosk.shell import qr, visitors
from kiosk.shell.pages import render

bp = Blueprint("phones", __name__, url_prefix="/phones")
SVG = "image/svg+xml"


@bp.get("/")
def way() -> Response:
    """Show how a phone joins the booth's Wi-Fi and opens the pages."""
    held: Settings = current_app.config["SETTINGS"]
    return render(
        "phones/way.html", address=_address(), wifi=held.wifi, password=held.wifi_password
    )


@bp.get("/door.svg")
def door() -> Response:
    """Send the code that holds the address of the visitors' door."""
    return Response(qr.svg(_address().encode()), content_type=SVG)


@bp.get("/wifi.svg")
def wifi() -> Response:
    """Send the code that holds the Wi-Fi's name and password. Raises Unknown without a name."""
    held: Settings = current_app.config["SETTINGS"]
    if not held.wifi:
        raise Unknown(
            "没有设置 Wi-Fi 的名称；请用 KIOSK_WIFI 设置。",
            "This booth's Wi-Fi has no name here; set KIOSK_WIFI.",
        )
    return Response(qr.svg(wifi_code(held.wifi, held.wifi_password).encode()), content_type=SVG)


def _address() -> str:
    """Return the address of the door. Raises Unknown while the door is closed."""
    address = visitors.link("/")
    if address is None:
        raise Unknown(
            "这台机器现在没有手机入口；请直接在屏幕上点。",
            "Phones find no pages here just now. Please use this screen.",
        )
    return address
