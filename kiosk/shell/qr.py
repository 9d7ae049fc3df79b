"""Draw QR codes (ISO/IEC 18004) as PNG, as SVG, and as squares for print.

A fixed mask costs a third of trying all eight, and cameras read each as well; the text goes in as
UTF-8 bytes, which is what telephones expect of Chinese, and digits alone as digits, which makes the
modules larger. The first code loads qrcode, which brings Pillow, and not every command or start:
together they take 0.03 s and 6 MB.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

from kiosk.errors import Refused

QUIET = 4
"""Modules of white around the code, as the standard asks."""
PNG_MODULE = 12
"""Pixels a module."""
MASK = 4

MOST_BYTES = 2331
"""What the largest code holds at level M (ISO/IEC 18004, version 40)."""

Level = Literal["L", "M"]
"""How much of a code may be lost: 7 % at L, 15 % at M, which takes more modules for it."""
Matrix = tuple[tuple[bool, ...], ...]


@lru_cache(maxsize=256)
def matrix(data: bytes, level: Level = "M") -> Matrix:
    """Return the dark modules of `data`'s code, row by row, without quiet zone.

    Raises Refused for more than any code holds.
    """
    if len(data) > MOST_BYTES:
        raise Refused(
            f"内容太长（{len(data)} 字节），二维码最多装 {MOST_BYTES} 字节；请把文字写短些。",
            f"Too long ({len(data)} bytes): a QR code holds {MOST_BYTES} bytes; shorten the texts.",
        )
    import qrcode
    from qrcode.constants import ERROR_CORRECT_L, ERROR_CORRECT_M
    from qrcode.util import MODE_8BIT_BYTE, MODE_NUMBER, QRData

    correction = {"L": ERROR_CORRECT_L, "M": ERROR_CORRECT_M}[level]
    code = qrcode.QRCode(error_correction=correction, border=0, mask_pattern=MASK)
    mode = MODE_NUMBER if data.isdigit() else MODE_8BIT_BYTE
    code.add_data(QRData(data, mode=mode, check_data=False))
    code.make(fit=True)
    return tuple(tuple(bool(module) for module in row) for row in code.modules)


def runs(dark: Matrix) -> Iterator[tuple[int, int, int]]:
    """Yield the dark runs as (x, y, length) in modules."""
    for y, row in enumerate(dark):
        x = 0
        while x < len(row):
            length = 0
            while x + length < len(row) and row[x + length]:
                length += 1
            if length:
                yield x, y, length
            x += length or 1


def text(data: bytes) -> str:
    """Return the code in half blocks for a dark terminal: light stands for white, with its edge."""
    dark = matrix(data)
    size = len(dark)

    def is_light(x: int, y: int) -> bool:
        return not (0 <= x < size and 0 <= y < size and dark[y][x])

    blocks = {(True, True): "█", (True, False): "▀", (False, True): "▄", (False, False): " "}
    span = range(-QUIET // 2, size + QUIET // 2)
    rows = range(span.start, span.stop, 2)
    return "\n".join(
        "".join(blocks[is_light(x, y), is_light(x, y + 1)] for x in span) for y in rows
    )


def svg(data: bytes, level: Level = "M") -> bytes:
    """Return the code as a drawing that scales, dark on white, with its quiet zone."""
    dark = matrix(data, level)
    size = len(dark) + 2 * QUIET
    path = "".join(f"M{x + QUIET} {y + QUIET}h{n}v1h-{n}z" for x, y, n in runs(dark))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" '
        f'shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{size}v{size}H0z"/>'
        f'<path fill="#000" d="{path}"/></svg>'
    ).encode()


def png(data: bytes, level: Level = "M") -> bytes:
    """Return the code as a picture of black and white pixels, with its quiet zone."""
    from PIL import Image

    dark = matrix(data, level)
    size = len(dark) + 2 * QUIET
    picture = Image.new("1", (size, size), 1)
    for x, y, length in runs(dark):
        for step in range(length):
            picture.putpixel((x + step + QUIET, y + QUIET), 0)
    file = io.BytesIO()
    picture.resize((size * PNG_MODULE,) * 2, Image.Resampling.NEAREST).save(file, "PNG")
    return file.getvalue()
