"""Spoil a code's picture as a booth does: far away, out of focus, held at a slant, in poor light.

All is done by Pillow, so that a booth's laptop can do it; the noise is the same at each run.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageChops, ImageFilter

from kiosk.content.apps import Code
from kiosk.shell import qr

NEAR = 240
"""Pixels across a code (its white edge not counted) that a telephone held near it sees."""
EDGE = 40
"""Pixels of white around a code."""
BLUR = 1.5
"""Standard deviation in pixels."""
SLANT = 25
"""Degrees by which the camera stands beside the middle."""
DISTANCE = 2.5
"""How far away it stands, in widths of the picture."""
NOISE = 20
"""Standard deviation of grey levels, of 255."""
WHITE = 255


@dataclass(frozen=True)
class Distortion:
    """One way to spoil a picture. `spares` are the codes that need not be read after it."""

    name: str
    zh: str
    spoil: Callable[[bytes], Image.Image]
    spares: tuple[Code, ...] = ()


def every() -> Iterator[Distortion]:
    """Yield all that is done to codes; a contact has too many modules to be read at 60 pixels."""
    yield Distortion("plain", "清楚", lambda code: _seen(code, NEAR))
    yield Distortion("120 px", "120 像素", lambda code: _seen(code, 120))
    yield Distortion("60 px", "60 像素", lambda code: _seen(code, 60), spares=("contact",))
    yield Distortion("blur", "模糊", lambda code: _blurred(_seen(code, NEAR)))
    yield Distortion("slant", "倾斜 25°", lambda code: _slanted(_seen(code, NEAR)))
    yield Distortion("noise", "噪点", lambda code: _noisy(_seen(code, NEAR)))


def _seen(code: bytes, pixels: int) -> Image.Image:
    """Return a picture, drawn by `qr.png`, whose code is so many pixels wide, with a white edge."""
    return _shrunk(code, pixels).copy()


@lru_cache(maxsize=8)
def _shrunk(code: bytes, pixels: int) -> Image.Image:
    import io

    drawn = Image.open(io.BytesIO(code)).convert("L")
    quiet = qr.QUIET * qr.PNG_MODULE
    own = drawn.crop((quiet, quiet, drawn.width - quiet, drawn.height - quiet))
    picture = Image.new("L", (pixels + 2 * EDGE,) * 2, WHITE)
    picture.paste(own.resize((pixels, pixels), Image.Resampling.BOX), (EDGE, EDGE))
    return picture


def _blurred(picture: Image.Image) -> Image.Image:
    return picture.filter(ImageFilter.GaussianBlur(BLUR))


def _slanted(picture: Image.Image) -> Image.Image:
    """Look at a picture from the side: where each point is seen, solved for where it comes from."""
    middle, away = picture.width / 2, picture.width * DISTANCE
    cosine, sine = math.cos(math.radians(SLANT)), math.sin(math.radians(SLANT))
    whole = away * cosine + middle * sine
    across = ((away - middle * sine) / whole, 0.0, middle - away * middle / whole)
    down = (-middle * sine / whole, away * cosine / whole, middle - away * cosine * middle / whole)
    return picture.transform(
        picture.size,
        Image.Transform.PERSPECTIVE,
        (*across, *down, -sine / whole, 0.0),
        Image.Resampling.BICUBIC,
        fillcolor=WHITE,
    )


def _noisy(picture: Image.Image) -> Image.Image:
    return ImageChops.add(picture, _noise(picture.width), offset=-_MIDDLE)


_MIDDLE = 128


@lru_cache(maxsize=2)
def _noise(side: int) -> Image.Image:
    chance = random.Random(side)
    levels = (round(chance.gauss(_MIDDLE, NOISE)) for _ in range(side * side))
    return Image.frombytes("L", (side, side), bytes(min(max(each, 0), WHITE) for each in levels))
