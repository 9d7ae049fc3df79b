"""The one door for pictures from outside: what may be opened, and its pixels as people see them.

Photos of activities and pictures of packs both come in here. Pillow reads colours as they are
stored; here they become the sRGB that screens and printers expect.
"""

from __future__ import annotations

import hashlib
import io
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO

from PIL import ExifTags, Image, ImageCms, features

from kiosk.content.findings import Findings

FORMATS = ["JPEG", "PNG", "WEBP"] + (["AVIF"] if features.check("avif") else [])
"""What is read; a JPEG may hold a second picture, as some phones write it (MPO)."""
MOST_PIXELS = 50_000_000
"""A phone's finest photo has 48 million; a small file may unpack to thousands of millions."""
MOST_OTHER_PIXELS = 25_000_000
"""The same where a file is no JPEG, which alone is unpacked small at once."""
ENDINGS = {"png": ("PNG",), "jpg": ("JPEG", "MPO"), "webp": ("WEBP",)}
"""Formats by the ending of a pack's picture, by which the program names its type to browsers."""
DEEP = ("I;16", "I;16L", "I;16B", "I;16N", "I")
"""How Pillow names grey of 16 bits, which it would cut off at 255."""
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""How a picture is turned upright, by what EXIF says of its orientation."""
_DECODERS = (
    *(SyntaxError, ValueError, LookupError, TypeError, ArithmeticError, EOFError),
    *(AttributeError, RuntimeError, struct.error, zlib.error, Warning),
)
"""What decoders raise over damaged files; warnings are raised where they count as errors."""
FOUND: Findings[tuple[str, str] | None] = Findings(10_000)
"""What is wrong with pictures, by their digests and endings.

The editor checks all pictures of a pack after each change: 300 of them take 0.1 s so instead of
1.5 s (`tests.bench.content`).
"""
_SPACES = {"RGB": "RGB", "GRAY": "L", "CMYK": "CMYK"}


class PictureFault(Exception):
    """What is wrong with a picture: `not-one`, `cut-off` or `too-large` (above `most` pixels)."""

    def __init__(self, what: str, most: int = MOST_PIXELS) -> None:
        """Keep the fault."""
        super().__init__(what)
        self.what, self.most = what, most


@contextmanager
def opened(file: IO[bytes], formats: list[str] = FORMATS) -> Iterator[Image.Image]:
    """Yield a picture that is not too large; nothing is unpacked yet. Raises PictureFault.

    Whatever its decoder raises while the block runs is a fault of the picture.
    """
    try:
        with Image.open(file, formats=formats) as image:
            most = MOST_PIXELS if image.format in ("JPEG", "MPO") else MOST_OTHER_PIXELS
            if image.width * image.height > most:
                raise PictureFault("too-large", most)
            yield image
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureFault("too-large") from error
    except OSError as error:
        cut_off = "truncated" in str(error)
        raise PictureFault("cut-off" if cut_off else "not-one") from error
    except _DECODERS as error:
        raise PictureFault("not-one") from error


def upright(image: Image.Image, long_side: int) -> Image.Image:
    """Return the pixels as the photographer held them, in sRGB on white, no side longer."""
    turn = TURNS.get(_orientation(image))
    image.draft("RGB", (long_side, long_side))  # A JPEG is unpacked at an eighth where that does.
    if image.mode in DEEP:
        image = _eight_bits(image)
    profile = image.info.get("icc_profile")
    if image.mode in ("P", "PA", "1") or "transparency" in image.info:
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    image.thumbnail((long_side, long_side), Image.Resampling.LANCZOS)
    alpha = image.getchannel("A") if image.mode in ("RGBA", "LA") else None
    coloured = _in_srgb(image.convert("RGB") if image.mode == "RGBA" else image, profile)
    if alpha:
        white = Image.new("RGB", coloured.size, "white")
        white.paste(coloured, mask=alpha)
        coloured = white
    return coloured if turn is None else coloured.transpose(turn)


def _orientation(image: Image.Image) -> int:
    with suppress(Exception):  # Whatever a telephone wrote badly, the picture itself may be good.
        return int(image.getexif().get(ExifTags.Base.Orientation, 1))
    return 1


def _eight_bits(image: Image.Image) -> Image.Image:
    """Return grey of 16 bits as grey of eight."""
    deep = image.convert("I")
    deep.info.pop("transparency", None)  # A level of 16 bits, which means nothing any more.
    return deep.point(lambda level: level * (1 / 257) + 0.5).convert("L")


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return colours as a profile means them; a damaged profile, or another's, counts for none."""
    if image.mode == "LA":
        image = image.convert("L")
    if profile:
        with suppress(ImageCms.PyCMSError, OSError, ValueError, TypeError):
            own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            mode = _SPACES.get(own.profile.xcolor_space.strip(), "")
            is_grey_as_colours = (image.mode, mode) == ("L", "RGB")
            if image.mode == mode or is_grey_as_colours:
                turned = ImageCms.profileToProfile(
                    image.convert(mode), own, ImageCms.createProfile("sRGB"), outputMode="RGB"
                )
                assert turned is not None  # It is only where the picture is changed in place.
                return turned
    return image.convert("RGB")


def fault_of(data: bytes, name: str) -> tuple[str, str] | None:
    """Return what is wrong with a pack's picture, None if it is sound to its last row."""
    ending = name.rpartition(".")[2]
    mark = hashlib.sha256(data).digest(), ending
    return FOUND.of(mark, lambda: _find_fault(data, ending))


def _find_fault(data: bytes, ending: str) -> tuple[str, str] | None:
    try:
        with opened(io.BytesIO(data)) as image:
            if image.format not in ENDINGS[ending]:
                return (
                    f"其实是 {image.format}，请另存为文件名所说的格式",
                    f"is really {image.format}; save it as what its name says",
                )
            image.load()
    except PictureFault as fault:
        return {
            "too-large": (
                f"像素太多（最多 {fault.most // 10_000} 万）",
                f"has too many pixels (at most {fault.most // 1_000_000} million)",
            ),
            "cut-off": ("不完整，可能没有传完", "is incomplete; it may have been cut off"),
            "not-one": ("无法打开", "cannot be opened"),
        }[fault.what]
    return None
