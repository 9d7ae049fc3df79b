"""Look at a part of the manuscript on the very page where people will meet it."""

from __future__ import annotations

import re

import msgspec
from flask import Response, request, url_for

from kiosk.accounts.pages import StaffPages, show
from kiosk.content import service as content
from kiosk.content.catalog import Catalog
from kiosk.content.pack import Pack
from kiosk.errors import Unknown
from kiosk.office.editor import forms, manuscript
from kiosk.office.editor.fields import APART, fields_of
from kiosk.office.editor.sections import Spot, Tree, part, parts, plain, section
from kiosk.office.editor.views import EDITING
from kiosk.shell.preview import ANSWERED, FRAMED, PREVIEWS, Preview, previewing
from kiosk.shell.sitting import View
from kiosk.shell.views import IMAGE_TYPES
from kiosk.storage.db import db

pages = StaffPages(allowed=EDITING, section="content")
SCRIPTS = re.compile(r"<(script|noscript)\b.*?</\1>", re.DOTALL)
"""A page in a frame runs nothing, and does not end by itself."""
UNPUBLISHED = ""
"""The digest of a pack that was not published."""


@pages.get("/look/<of>")
@pages.get("/look/<of>/<path:key>", name="content_look_at")
def content_look(of: str, key: str = "") -> Response:
    """Show a part as it is kept in the manuscript."""
    return _page(Spot.named(of, key), manuscript.read(db.reader()).tree)


@pages.post("/look/<of>", name="content_try")
@pages.post("/look/<of>/<path:key>", name="content_try_at")
def content_try(of: str, key: str = "") -> Response:
    """Show a part as the form has it, before it is kept."""
    spot = Spot.named(of, key)
    tree = manuscript.read(db.reader()).tree
    held = part(tree, spot)
    held.update(forms.read(fields_of(spot.section.part), request.form, held))
    return _page(spot, tree)


def _page(spot: Spot, tree: Tree) -> Response:
    """Render a part of `tree` as its page in a frame; where it cannot be shown yet, say so."""
    name = spot.section.name
    is_answered = "answered" in request.values and name + ANSWERED in PREVIEWS
    preview = PREVIEWS.get(name + ANSWERED if is_answered else name)
    catalog = _catalog(spot, tree)
    view = View.read(request.values.get("look", ""))
    if preview is None or catalog is None:
        response = show("editor/no_preview.html", look=view, why=None)
    else:
        response = _rendered(preview, catalog, spot.key, view)
    response.headers.update(FRAMED)
    return response


def _rendered(preview: Preview, catalog: Catalog, key: str, view: View) -> Response:
    """Render a part's page, without what it would run; a reason where it cannot be shown yet."""
    with previewing(catalog, view, _picture_address):
        try:
            response = preview(catalog, key)
        except Unknown as why:
            return show("editor/no_preview.html", look=view, why=why)
        response.set_data(SCRIPTS.sub("", response.get_data(as_text=True)))
        return response


def _picture_address(name: str) -> str:
    return url_for("staff.content_file_held", name=name)


def _catalog(spot: Spot, tree: Tree) -> Catalog | None:
    """Return `tree` as pages read it, None where this part of it cannot be shown yet.

    A part elsewhere that is not filled in yet is no hindrance: then this part is shown among those
    of the pack on screen.
    """
    try:
        pack = _converted(tree) or _converted(_on_screen_with(spot, part(tree, spot)))
    except Unknown:  # What it is within was not on screen yet.
        return None
    return Catalog(pack, UNPUBLISHED) if pack else None


def _converted(tree: Tree) -> Pack | None:
    try:
        return msgspec.convert(tree, Pack)
    except msgspec.ValidationError:
        return None


def _on_screen_with(spot: Spot, own: Tree) -> Tree:
    """Return the pack on screen with one part of the manuscript put into it.

    What has pages of its own, such as a topic's questions, stays as it is on screen.
    """
    tree = plain(content.read_newest(db.reader()).pack)
    apart = {name for kind, name in APART if kind is spot.section.part}
    try:
        held = part(tree, spot)
        held.update({name: value for name, value in own.items() if name not in apart})
    except Unknown:
        if spot.section.within:
            part(tree, Spot(section(spot.section.within), spot.parent))
        parts(tree, spot.section, spot.parent).append(own)
    return tree


@pages.get("/content-file/<name>")
def content_file_held(name: str) -> Response:
    """Send a picture or recording of the manuscript."""
    data = manuscript.read_file(db.reader(), name)
    if data is None:
        raise Unknown(f"没有图片 {name}。", f"There is no picture {name}.")
    return Response(data, content_type=IMAGE_TYPES[name.rpartition(".")[2]])
