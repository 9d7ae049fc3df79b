"""Film codes for Chromium's fake camera: held in a hand, moving and tilted."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import qrcode
from PIL import Image, ImageFilter

WIDTH, HEIGHT, RATE = 640, 480, 10
FRAMES = 20
TABLE = 96
SIZE = 220
"""Pixels of a sheet with one code; one of two is somewhat smaller."""
CAMERA = "--use-fake-device-for-media-stream"
ALLOWED = "--use-fake-ui-for-media-stream"


def drawn(text: str, size: int) -> Image.Image:
    """Return the QR code of a text on a sheet of paper."""
    code = qrcode.QRCode(border=4)
    code.add_data(text)
    code.make(fit=True)
    return code.make_image().get_image().convert("L").resize((size, size), Image.Resampling.BOX)


def held(texts: Sequence[str], turn: float) -> Image.Image:
    """Return what the camera sees of one or two codes; `turn` (0 to 1) is how far the hand came."""
    wave = math.sin(2 * math.pi * turn)
    sheet, mask = (Image.new("L", (WIDTH, HEIGHT), 0) for _ in range(2))
    size = SIZE if len(texts) < 2 else SIZE - 40
    for place, text in enumerate(texts):
        left = WIDTH // 2 - len(texts) * (size + 20) // 2 + place * (size + 20) + 10
        box = (left, 240 - size // 2)
        sheet.paste(drawn(text, size), box)
        mask.paste(255, (*box, left + size, 240 + size // 2))
    shift = (int(30 * wave), int(-20 * wave))
    lean = leaning(0.0007 * wave, 0.0004)
    sheet, mask = (
        each.rotate(12 * wave + 6, Image.Resampling.BICUBIC, translate=shift).transform(
            (WIDTH, HEIGHT), Image.Transform.PERSPECTIVE, lean, Image.Resampling.BICUBIC
        )
        for each in (sheet, mask)
    )
    seen = Image.new("L", (WIDTH, HEIGHT), TABLE)
    seen.paste(sheet, mask=mask)
    return seen.filter(ImageFilter.GaussianBlur(0.8))


def leaning(right: float, down: float) -> tuple[float, ...]:
    """Return Pillow's numbers for a sheet that leans about the picture's middle."""
    x, y = WIDTH / 2, HEIGHT / 2
    rest = 1 - right * x - down * y
    across = ((1 + x * right), x * down, x * rest - x)
    along = (y * right, (1 + y * down), y * rest - y)
    return tuple(each / rest for each in (*across, *along, right, down))


def film(file: Path, frames: Sequence[Image.Image]) -> str:
    """Write frames as uncompressed video; return the flag that shows it to the camera, in a loop.

    The format is YUV4MPEG2 with 4:2:0 colour, all of it grey.
    """
    head = f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F{RATE}:1 Ip A1:1 C420mpeg2\n".encode()
    grey = bytes([128]) * (WIDTH * HEIGHT // 2)
    file.write_bytes(head + b"".join(b"FRAME\n" + each.tobytes() + grey for each in frames))
    return f"--use-file-for-fake-video-capture={file}"


def film_of(file: Path, *texts: str) -> str:
    """Write a film in which a hand moves and tilts codes; return the flag."""
    return film(file, [held(texts, turn / FRAMES) for turn in range(FRAMES)])


def dark(file: Path) -> str:
    """Write a film of a covered camera; return the flag."""
    return film(file, [Image.new("L", (WIDTH, HEIGHT), 17)])
