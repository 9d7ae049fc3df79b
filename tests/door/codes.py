"""Read a QR code from a picture, as a phone's camera would."""

from __future__ import annotations

import io

import zxingcpp
from PIL import Image


def read_code(picture: bytes) -> str:
    """Return the text of the one code in a picture."""
    found = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)).convert("L"))
    assert len(found) == 1
    return str(found[0].text)
