"""Photos made fit for a record: small JPEGs without any data but the picture.

Phones write where and when a photo was taken into it, and often the owner's name. None of that is
copied: the pixels alone are encoded again.
"""

from __future__ import annotations

import io
from typing import IO

from PIL import Image, ImageOps, features

from kiosk.errors import Refused
from kiosk.office.activities.picture import MB, MOST_FILE_BYTES, Picture

FORMATS = ["JPEG", "PNG", "WEBP"] + (["AVIF"] if features.check("avif") else [])
"""What is read; a JPEG may hold a second picture, as some phones write it (MPO)."""
ENDINGS = ".jpg,.jpeg,.png,.webp" + (",.avif" if "AVIF" in FORMATS else "")
MOST_PIXELS = 50_000_000
"""A phone's finest photo has 48 million; a small file may unpack to thousands of millions."""
MOST_OTHER_PIXELS = 25_000_000
"""The same where a file is no JPEG, which alone is unpacked small at once."""
LONG_SIDE = 1600
MOST_BYTES = 350_000
QUALITIES = (85, 78, 70, 60)
LEAST_SIDE = 16


def read_photo(file: IO[bytes], name: str) -> Picture:
    """Return the photo in a file, upright and small. Raises Refused, which says why, by its name.

    What is too large is refused before it is unpacked.
    """
    name = name[-60:] or "?"
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    if size > MOST_FILE_BYTES:
        raise Refused(
            f"“{name}”有 {size // MB} MB；每张照片最多 {MOST_FILE_BYTES // MB} MB，请缩小后再传。",
            f"“{name}” has {size // MB} MB; at most {MOST_FILE_BYTES // MB} MB a photo, make it "
            "smaller.",
        )
    try:
        with Image.open(file, formats=FORMATS) as image:
            _require_size(image, name)
            return _fit(_upright(image))
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise _refusal(error, name) from error
    except Image.DecompressionBombWarning as error:  # Where warnings are errors.
        raise _too_many_pixels(name) from error


def _refusal(error: Exception, name: str) -> Refused:
    """Put what the decoder says into words."""
    if isinstance(error, Image.DecompressionBombError):
        return _too_many_pixels(name)
    if isinstance(error, OSError) and "truncated" in str(error):
        return Refused(
            f"“{name}”不完整，可能没有传完；请再传一次。",
            f"“{name}” is incomplete; it may have been cut off. Send it again.",
        )
    return Refused(
        f"“{name}”不是能读的照片。请用 JPEG、PNG 或 WebP（苹果手机的 HEIC 请先转成 JPEG）。",
        f"“{name}” is no photo that can be read. Use JPEG, PNG or WebP (save an iPhone's HEIC as "
        "JPEG first).",
    )


def _require_size(image: Image.Image, name: str) -> None:
    most = MOST_PIXELS if image.format in ("JPEG", "MPO") else MOST_OTHER_PIXELS
    if image.width * image.height > most:
        raise _too_many_pixels(name, most)
    if min(image.size) < LEAST_SIDE:
        raise Refused(f"“{name}”太小，看不清。", f"“{name}” is too small to see anything.")


def _too_many_pixels(name: str, most: int = MOST_PIXELS) -> Refused:
    return Refused(
        f"“{name}”像素太多（最多 {most // 10_000} 万）；请缩小后再传。",
        f"“{name}” has too many pixels (at most {most // 1_000_000} million); make it smaller.",
    )


def _upright(image: Image.Image) -> Image.Image:
    """Return the pixels as the photographer held them, in three colours on white, small."""
    image.draft("RGB", (LONG_SIDE, LONG_SIDE))  # A JPEG is unpacked at an eighth where that does.
    image.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.LANCZOS)
    turned = ImageOps.exif_transpose(image)
    if turned.mode in ("RGBA", "LA", "PA") or "transparency" in turned.info:
        clear = turned.convert("RGBA")
        turned = Image.new("RGBA", clear.size, "white")
        turned.alpha_composite(clear)
    return turned.convert("RGB")


def _fit(image: Image.Image) -> Picture:
    """Encode the picture again, coarser and then smaller, until it is light enough."""
    bare = Image.new("RGB", image.size)
    bare.paste(image)  # A new picture has no metadata that an encoder could write.
    while True:
        for quality in QUALITIES:
            file = io.BytesIO()
            bare.save(file, "JPEG", quality=quality, optimize=True, progressive=True)
            if file.tell() <= MOST_BYTES:
                return Picture(file.getvalue(), bare.width, bare.height)
        bare = bare.resize((max(1, bare.width * 3 // 4), max(1, bare.height * 3 // 4)))
