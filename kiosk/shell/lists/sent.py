"""Take the file of a list that a form sends."""

from __future__ import annotations

from flask import request

from kiosk.errors import Refused
from kiosk.shell.raw_input import HeldForms
from kiosk.shell.spreadsheets.sheets import MOST_BYTES


def sent_list() -> bytes:
    """Return the file in the form's field `list`; it is never on the disk.

    Raises Refused without one, RequestEntityTooLarge for more than a table can be.
    """
    request.max_content_length = MOST_BYTES
    request.form_data_parser_class = HeldForms
    file = request.files.get("list")
    if file is None or not file.filename:
        raise Refused("请先选文件。", "Choose a file first.")
    data: bytes = file.read()
    return data
