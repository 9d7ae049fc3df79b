"""Change many parts of a section at once: those that are ticked in its list."""

from __future__ import annotations

from flask import redirect, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from kiosk.accounts.pages import StaffPages, signed_in
from kiosk.office.editor import forms, manuscript
from kiosk.office.editor.fields import set_together
from kiosk.office.editor.sections import Spot, part, section
from kiosk.office.editor.views import EDITING
from kiosk.storage.db import db

pages = StaffPages(allowed=EDITING, section="content")


@pages.post("/content-batch/<of>")
def content_batch(of: str) -> AnyResponse:
    """Give one field of all ticked parts a value, or delete them; each is a change of its own."""
    form, who, fields = request.form, signed_in().name, set_together(section(of).part)
    keys = form.getlist("keys")
    name, _, value = form.get("change", "").partition(":")
    field = next((each for each in fields if each.name == name), None)
    with db.transaction() as tx:
        for key in keys:
            spot = Spot.named(of, key)
            if name == "remove":
                manuscript.remove(tx, spot, who=who)
            elif field is not None:
                held = part(manuscript.read(tx).tree, spot)
                given = forms.read((field,), MultiDict({name: value} if value else {}), held)
                manuscript.save(tx, spot, given, seen=manuscript.seal(held, spot), who=who)
    back = form.get("back", "")
    is_own = back.startswith("/staff/content/") and back.isprintable()
    done = "?done=batch" if keys else "?done=none"
    return redirect(f"{back}{done}" if is_own else url_for("staff.content_overview"), 303)
