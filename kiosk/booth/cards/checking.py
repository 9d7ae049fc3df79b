"""Check that the code of every card reads back, as a camera would read it."""

from __future__ import annotations

import io
from collections.abc import Iterator

import zxingcpp
from PIL import Image

from kiosk.booth.cards.service import contact
from kiosk.content.catalog import Catalog
from kiosk.content.pack import Card
from kiosk.errors import Refused
from kiosk.shell import qr


def check_all(catalog: Catalog) -> Iterator[tuple[Card, bool]]:
    """Decode every card's QR code as a camera would; yield the card and whether it reads back."""
    for card in catalog.pack.cards:
        yield card, _reads_back(contact(catalog, card))


def _reads_back(held: bytes) -> bool:
    try:
        picture = Image.open(io.BytesIO(qr.png(held))).convert("L")
    except Refused:
        return False
    # Among the modules of about one good code in five hundred a bar code is seen as well.
    read = zxingcpp.read_barcodes(
        picture, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    )
    return len(read) == 1 and bytes(read[0].bytes) == held
