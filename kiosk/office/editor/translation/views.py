"""Pages that hand out the translator's list and take it back."""

from __future__ import annotations

from flask import Response, request
from werkzeug.exceptions import RequestEntityTooLarge

from kiosk.accounts.pages import StaffPages, show, signed_in
from kiosk.errors import Refused
from kiosk.office.editor import manuscript
from kiosk.office.editor.views import EDITING
from kiosk.shell.server import MOST_UPLOAD_BYTES
from kiosk.shell.spreadsheets.sheets import MOST_BYTES, too_large
from kiosk.storage.db import db

pages = StaffPages(allowed=EDITING, section="content")
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OK, CONFLICT, TOO_LARGE = 200, 409, 413


@pages.get("/content-translation")
def content_translation() -> Response:
    """Send the texts that have no English, or all, as a sheet."""
    # A booth that never writes a workbook does without xlsxwriter, which takes 5 MB.
    from kiosk.office.editor.translation import sheet

    tree = manuscript.read(db.reader()).tree
    data, _ = sheet.write(tree, is_whole="all" in request.args)
    response = Response(data, content_type=WORKBOOK)
    response.headers["Content-Disposition"] = 'attachment; filename="translation.xlsx"'
    return response


@pages.post("/content-translation", name="content_translation_take")
def content_translation_take() -> Response:
    """Fill in the English of a list that came back, and show what did not fit."""
    from kiosk.office.editor.translation import sheet

    request.max_content_length = MOST_UPLOAD_BYTES
    try:
        file = request.files.get("list")
        if file is None or not file.filename:
            raise Refused("请先选一个文件。", "Choose a file first.")
        data = file.read(MOST_BYTES + 1)
        with db.transaction() as tx:
            translated = sheet.take(tx, data, who=signed_in().name)
    except RequestEntityTooLarge:
        return _page(TOO_LARGE, problem=too_large())
    except Refused as error:
        return _page(CONFLICT, problem=error)
    return _page(OK, translated=translated, remarks=translated.remarks)


def _page(code: int, **context: object) -> Response:
    given = {"problem": None, "translated": None, "remarks": []} | context
    return show("editor/translated.html", code, **given)
