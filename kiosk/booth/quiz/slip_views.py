"""Pages by which somebody takes a result along: the slip at the booth, the picture on a phone."""

from __future__ import annotations

from urllib.parse import parse_qsl

from flask import Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.booth.quiz import outcome, service, take_along
from kiosk.booth.quiz.take_along import Certificate
from kiosk.booth.quiz.views import bp
from kiosk.content import service as content
from kiosk.errors import Unknown
from kiosk.shell import qr, sitting, slip_paper, visitors
from kiosk.shell.pages import render, see


@bp.get("/slip")
def slip() -> AnyResponse:
    """Show the slip of the round on screen, to be printed or opened on a phone."""
    path = _path()
    if path is None or not take_along.is_offered():
        return see("home.home")
    return render(
        "quiz/slip.html",
        certificate=_read(path.partition("?")[2]),
        path=path,
        paper=slip_paper.here(),
        is_linked=visitors.link(path) is not None,
    )


@bp.get("/slip.svg")
def slip_code() -> Response:
    """Send the QR code of the certificate's page for phones. Raises Unknown without one."""
    path = _path()
    address = visitors.link(path) if path else None
    if address is None:
        raise Unknown("这里没有可显示的码。", "There is no code to show here.")
    return Response(qr.svg(address.encode()), content_type="image/svg+xml")


def _path() -> str | None:
    """Return the path of the certificate of the round on screen; None before its end."""
    play = service.round_on_screen(sitting.current())
    if play is None or not play.is_recorded:
        return None
    catalog = content.current()
    return take_along.path(catalog, outcome.result_of(play, catalog))


@bp.get("/certificate")
def certificate() -> Response:
    """Show a result as a picture to keep. Raises Unknown."""
    return render("quiz/certificate.html", certificate=_read(None))


def _read(query: str | None) -> Certificate:
    """Return the certificate of this request, or of a `query` that was put together here."""
    given = dict(parse_qsl(query)) if query is not None else request.args
    fields = (given.get(name, "") for name in ("right", "total", "topic", "tip", "known"))
    return take_along.read(content.current(), *fields)
