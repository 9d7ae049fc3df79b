"""Pictures that staff put into the manuscript: small, and without any data but the picture."""

from __future__ import annotations

import hashlib
from typing import IO

from sqlalchemy import Connection

from kiosk.content.svg import SvgFault, require_still
from kiosk.errors import Refused
from kiosk.office.activities.photos import ENDINGS, read_photo
from kiosk.office.editor import manuscript
from kiosk.office.editor.manuscript import seal
from kiosk.office.editor.sections import Spot, part

TAKEN = f"{ENDINGS},.svg"
MOST_DRAWING_BYTES = 300_000
MARK = 8
"""Letters of its digest that a picture's name ends in, so that a new one never shows an old one
which a browser keeps."""


def take(tx: Connection, spot: Spot, field: str, file: IO[bytes], name: str, *, who: str) -> None:
    """Keep a picture and let a part's field name it. Raises Unknown, or Refused for no picture."""
    is_drawing = name.lower().endswith(".svg")
    data = _drawing(file, name) if is_drawing else read_photo(file, name).jpeg
    mark = hashlib.sha256(data).hexdigest()[:MARK]
    own = f"{spot.section.stem}-{spot.id}-{mark}.{'svg' if is_drawing else 'jpg'}"
    held = part(manuscript.read(tx).tree, spot)
    manuscript.put_picture(tx, own, data)
    manuscript.save(tx, spot, {field: own}, seen=seal(held, spot), who=who)


def _drawing(file: IO[bytes], name: str) -> bytes:
    """Return a drawing that runs nothing and reaches nowhere. Raises Refused."""
    data = file.read(MOST_DRAWING_BYTES + 1)
    if len(data) > MOST_DRAWING_BYTES:
        raise Refused(
            f"“{name}”太大；SVG 图最多 {MOST_DRAWING_BYTES // 1000} kB。",
            f"“{name}” is too large: at most {MOST_DRAWING_BYTES // 1000} kB for an SVG drawing.",
        )
    try:
        require_still(data)
    except SvgFault as fault:
        raise Refused(
            f"“{name}”不能用：第 {fault.line} 行，{fault.zh}。",
            f"“{name}” cannot be used: line {fault.line}, {fault.en}.",
        ) from fault
    return data
