"""Read what was printed: the text of its pages, where they are dark, and the codes on them."""

from __future__ import annotations

import msgspec
import pypdfium2
import zxingcpp
from PIL import Image, ImageChops

from kiosk.content.catalog import Catalog
from kiosk.content.handback import Choice
from kiosk.shell.printing import Printed
from tests.factories import with_pack, words

DPI = 200
MM = DPI / 25.4
Page = tuple[str, Image.Image]


def pages(printed: Printed) -> list[Page]:
    """Return each page's text without blanks, and its picture; all must be A4."""
    return pages_of(printed.data)


def pages_of(data: bytes) -> list[Page]:
    """Return each page of a PDF that was sent, likewise."""
    with pypdfium2.PdfDocument(data) as document:
        held = []
        for page in document:
            assert [round(side * 25.4 / 72) for side in page.get_size()] == [210, 297]
            picture = page.render(scale=DPI / 72, grayscale=True).to_pil()
            held.append(("".join(page.get_textpage().get_text_bounded().split()), picture))
        return held


def page(printed: Printed) -> Page:
    """Return the text and picture of the only page."""
    [held] = pages(printed)
    return held


def part(picture: Image.Image, left: float, top: float, right: float, bottom: float) -> Image.Image:
    """Return what lies within these edges, in millimetres from the left and from the top."""
    return picture.crop((round(left * MM), round(top * MM), round(right * MM), round(bottom * MM)))


def ink(picture: Image.Image) -> tuple[float, ...] | None:
    """Return the edges of all that is dark, in millimetres; None if nothing is."""
    dark = ImageChops.invert(picture.point(lambda value: 255 if value > 200 else 0)).getbbox()
    return tuple(edge / MM for edge in dark) if dark else None


def scanned(picture: Image.Image) -> list[str]:
    """Return what the QR codes of a picture hold."""
    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
    return [each.text for each in found]


def plain(said: str) -> str:
    """Return words without blanks, as pages give their text."""
    return "".join(said.split())


def with_words(catalog: Catalog, said: str) -> Catalog:
    """Return a pack that names ten proofs and reads ten sentences of these words."""
    proofs = tuple(Choice(id=f"proof-{number}", name=words(said, said)) for number in range(10))
    read = (words(said, said),) * 10
    handback = msgspec.structs.replace(catalog.pack.handback, proofs=proofs, read_aloud=read)
    return with_pack(catalog, handback=handback)
