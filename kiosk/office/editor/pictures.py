"""Pictures and recordings that staff put into the manuscript: small, and nothing else in them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import IO

from sqlalchemy import Connection

from kiosk.content import sounds
from kiosk.content.svg import SvgFault, require_still
from kiosk.errors import Refused, Unknown
from kiosk.office.editor import manuscript
from kiosk.office.editor.fields import fields_of
from kiosk.office.editor.manuscript import seal
from kiosk.office.editor.sections import Spot, Tree, part
from kiosk.shell import photo_pages
from kiosk.shell.picture import PHOTO, Limit

MOST_DRAWING_BYTES = 300_000
LIMITS = {
    ("questions", "picture"): Limit(1100, 110_000),
    ("questions", "options"): Limit(560, 32_000),
}
"""Pictures of one question are all on one page, which no booth shall wait for."""
MARK = 8
"""Letters of its digest that a picture's name ends in, so that a new one never shows an old one
which a browser keeps."""


def endings() -> str:
    """Return the endings of files that are taken, for browsers."""
    return f"{photo_pages.endings()},.svg"


@dataclass(frozen=True)
class Place:
    """The field of a part that names a file; or that of one of its rows, such as an option."""

    spot: Spot
    field: str
    row: str = ""

    @property
    def limit(self) -> Limit:
        """Return how large a picture may be there."""
        return LIMITS.get((self.spot.section.name, self.field), PHOTO)

    def file_name(self, data: bytes, ending: str) -> str:
        """Return the name of a file that belongs there."""
        stem = self.spot.section.stem or self.spot.section.name
        mark = hashlib.sha256(data).hexdigest()[:MARK]
        return "-".join(filter(None, (stem, self.spot.id, self.row, mark))) + f".{ending}"

    def naming(self, held: Tree, name: str) -> Tree:
        """Return what changes in a part that names the file. Raises Unknown for no such row."""
        if not self.row:
            return {self.field: name}
        rows = held[self.field]
        if self.row not in {each["id"] for each in rows}:
            raise Unknown(
                "没有这一项了，可能已被删除。",
                "It is not there any more; it may have been deleted.",
            )
        field = next(each for each in fields_of(self.spot.section.part) if each.name == self.field)
        given = dict.fromkeys(field.pictures, name)
        return {self.field: [each | given if each["id"] == self.row else each for each in rows]}


def take(tx: Connection, place: Place, file: IO[bytes], name: str, *, who: str) -> None:
    """Keep a picture where a part names it. Raises Unknown, or Refused for no picture."""
    if name.lower().endswith(".svg"):
        data, ending = _drawing(file, name, place.limit), "svg"
    else:
        data, ending = photo_pages.read_photo(file, name, place.limit).jpeg, "jpg"
    _keep(tx, place, place.file_name(data, ending), data, who)


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
    place = Place(spot, "voice")
    own = place.file_name(data, ending)
    if wrong := sounds.fault_of(data, own):
        raise Refused(f"录音{wrong[0]}。", f"The recording {wrong[1]}.")
    _keep(tx, place, own, data, who)


def _keep(tx: Connection, place: Place, name: str, data: bytes, who: str) -> None:
    spot = place.spot
    held = part(manuscript.read(tx).tree, spot)
    manuscript.put_file(tx, name, data)
    manuscript.save(tx, spot, place.naming(held, name), seen=seal(held, spot), who=who)


def _drawing(file: IO[bytes], name: str, limit: Limit) -> bytes:
    """Return a drawing that runs nothing and reaches nowhere. Raises Refused."""
    most = min(limit.most_bytes, MOST_DRAWING_BYTES)
    data = file.read(most + 1)
    if len(data) > most:
        raise Refused(
            f"“{name}”太大；这里的 SVG 图最多 {most // 1000} kB。",
            f"“{name}” is too large: at most {most // 1000} kB for an SVG drawing here.",
        )
    try:
        require_still(data)
    except SvgFault as fault:
        raise Refused(
            f"“{name}”不能用：第 {fault.line} 行，{fault.zh}。",
            f"“{name}” cannot be used: line {fault.line}, {fault.en}.",
        ) from fault
    return data
