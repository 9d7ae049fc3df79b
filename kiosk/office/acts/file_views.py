"""A staff page that sends what was found in the staff log as a file."""

from __future__ import annotations

from contextlib import ExitStack

from flask import Response, request

from kiosk import clock
from kiosk.accounts import accounts
from kiosk.accounts.pages import StaffPages, signed_in
from kiosk.accounts.roles import KEEPERS
from kiosk.content import editions
from kiosk.errors import Refused
from kiosk.office.acts import views
from kiosk.office.acts.report import ActFilters, acts_table
from kiosk.office.exports.formats import Export
from kiosk.office.exports.views import sent
from kiosk.storage.db import db

pages = StaffPages(allowed=KEEPERS, section="log")


@pages.post("/acts")
def acts_file() -> Response:
    """Send all that the search finds as a file, and record that."""
    shape, session = request.form.get("format", ""), signed_in()
    try:
        filters = views.sought()
        if shape not in views.FORMATS:
            raise Refused("请选择文件格式。", "Please choose a file format.")
    except Refused as error:
        return views.page(ActFilters(), 409, error)
    with ExitStack() as held:
        connection = held.enter_context(db.engine.connect())
        table = acts_table(connection, filters, editions.packs(connection))
        with db.transaction() as tx:
            accounts.note(tx, session.name, "export-acts", f"{shape} {table.count}")
        moment = clock.local_now()
        response = sent(Export(table, shape, filters, moment, is_private=True))
        response.call_on_close(held.pop_all().close)
    return response
