"""Write a report as PDF, with the same measures as the Word file and fonts of its own."""

from __future__ import annotations

import base64
import dataclasses
import io
import json
from collections.abc import Callable
from typing import IO, Any

from kiosk.office.reports import sizes
from kiosk.office.reports.document import Block, Document, Figure, Photos, Picture, Table
from kiosk.shell import paper, printing

Progress = Callable[[int], None]


def write(document: Document, file: IO[bytes], progress: Progress) -> None:
    """Write the file; `progress` gets how many blocks are done."""
    progress(0)
    data = printing.pdf("report", _all_told(document), is_tagged=True)
    progress(len(document.blocks))
    file.write(data)


def missing(document: Document) -> str:
    """Return the letters that the fonts do not have, which are printed as boxes."""
    return paper.missing(json.dumps(_all_told(document), ensure_ascii=False))


def _all_told(document: Document) -> dict[str, Any]:
    """Return what the template gets."""
    return {
        "title": document.title,
        "language": document.language,
        "signer": document.signer,
        "day": document.day,
        "mark": document.mark,
        "blocks": [{"kind": type(each).__name__} | _told(each) for each in document.blocks],
        "sizes": {name: getattr(sizes, name) for name in dir(sizes) if name.isupper()},
    }


def _told(block: Block) -> dict[str, Any]:
    """Return what the template gets of a block."""
    if isinstance(block, Figure):
        ratio = sizes.ratio(block.png)
        width = min(sizes.WIDTH, sizes.MOST_FIGURE_HEIGHT * ratio)
        return _drawing("png", block.png, (width, width / ratio), block)
    if isinstance(block, Photos):
        return {"pictures": [_picture(each) for each in block.pictures]}
    told = dataclasses.asdict(block)
    return told | {"numbers": sorted(block.numbers)} if isinstance(block, Table) else told


def _picture(picture: Picture) -> dict[str, Any]:
    size = sizes.fit(picture.width, picture.height)
    return _drawing("jpeg", picture.jpeg, size, picture)


def _drawing(
    form: str, data: bytes, size: tuple[float, float], held: Figure | Picture
) -> dict[str, Any]:
    """Return a picture inside an SVG, which a template takes as text."""
    width, height = size
    box = f'width="{width}" height="{height}"'
    link = f"data:image/{form};base64,{base64.b64encode(data).decode()}"
    return {
        "caption": held.caption,
        "alt": held.alt,
        "width": width,
        "height": height,
        "drawing": f'<svg xmlns="http://www.w3.org/2000/svg" {box} viewBox="0 0 {width} {height}">'
        f'<image {box} href="{link}"/></svg>',
    }


def to_bytes(document: Document) -> bytes:
    """Return the file."""
    file = io.BytesIO()
    write(document, file, lambda _count: None)
    return file.getvalue()
