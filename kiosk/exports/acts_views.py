"""Let staff take along what they found in the staff log."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import datetime

from flask import Response, request

from kiosk.content import known
from kiosk.db import db
from kiosk.errors import Refused
from kiosk.exports.formats import Export
from kiosk.exports.views import sent
from kiosk.staff import accounts, acts_views
from kiosk.staff.acts_report import ActFilters, acts_table
from kiosk.staff.pages import bp, signed_in


@bp.post("/acts")
def acts_file() -> Response:
    """Send all that the search finds as a file, and record that."""
    shape, session = request.form.get("format", ""), signed_in()
    try:
        filters = acts_views.sought()
        if shape not in acts_views.FORMATS:
            raise Refused("请选择文件格式。", "Please choose a file format.")
    except Refused as error:
        return acts_views.page(ActFilters(), 409, error)
    with ExitStack() as held:
        connection = held.enter_context(db.engine.connect())
        table = acts_table(connection, filters, known.packs(connection))
        with db.transaction() as tx:
            accounts.note(tx, session.name, "export-acts", f"{shape} {table.count}")
        moment = datetime.now().astimezone()
        response = sent(Export(table, shape, filters, moment, is_private=True))
        response.call_on_close(held.pop_all().close)
    return response
