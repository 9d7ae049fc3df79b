"""Pictures and recordings that staff put into the manuscript: small, and nothing else in them."""

from __future__ import annotations

import hashlib
from typing import IO

from sqlalchemy import Connection

from kiosk.content import sounds
from kiosk.content.svg import SvgFault, require_still
from kiosk.errors import Refused
from kiosk.office.activities import photo_pages
from kiosk.office.editor import manuscript
from kiosk.office.editor.manuscript import seal
from kiosk.office.editor.sections import Spot, part

MOST_DRAWING_BYTES = 300_000
MARK = 8
"""Letters of its digest that a picture's name ends in, so that a new one never shows an old one
which a browser keeps."""


def endings() -> str:
    """Return the endings of files that are taken, for browsers."""
    return f"{photo_pages.endings()},.svg"


def take(tx: Connection, spot: Spot, field: str, file: IO[bytes], name: str, *, who: str) -> None:
    """Keep a picture and let a part's field name it. Raises Unknown, or Refused for no picture."""
    is_drawing = name.lower().endswith(".svg")
    data = _drawing(file, name) if is_drawing else photo_pages.read_photo(file, name).jpeg
    mark = hashlib.sha256(data).hexdigest()[:MARK]
    stem = "-".join(filter(None, (spot.section.stem or spot.section.name, spot.id)))
    own = f"{stem}-{mark}.{'svg' if is_drawing else 'jpg'}"
    _keep(tx, spot, field, own, data, who)


def take_sound(tx: Connection, spot: Spot, file: IO[bytes], *, who: str) -> None:
    """Keep a recording and let a part name it. Raises Unknown, or Refused for no recording."""
    data = file.read(sounds.MOST_BYTES + 1)
    ending = sounds.ending_of(data)
    if ending is None:
        raise Refused(
            "这不是能用的录音；请用这一页的“录音”，或者 WebM、Ogg、M4A 文件。",
            "This is no recording that can be used: record on this page, or take a WebM, Ogg or "
            "M4A file.",
        )
    mark = hashlib.sha256(data).hexdigest()[:MARK]
    own = f"{spot.section.stem or spot.section.name}-{spot.id}-{mark}.{ending}"
    if wrong := sounds.fault_of(data, own):
        raise Refused(f"录音{wrong[0]}。", f"The recording {wrong[1]}.")
    _keep(tx, spot, "voice", own, data, who)


def _keep(tx: Connection, spot: Spot, field: str, name: str, data: bytes, who: str) -> None:
    held = part(manuscript.read(tx).tree, spot)
    manuscript.put_file(tx, name, data)
    manuscript.save(tx, spot, {field: name}, seen=seal(held, spot), who=who)


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
