"""Photos made fit for a record: small JPEGs without any data but the picture.

Phones write where and when a photo was taken into it, and often the owner's name. None of that is
copied: the pixels alone are encoded again.
"""

from __future__ import annotations

import io
from typing import IO

from PIL import Image

from kiosk.content.pictures import FORMATS, PictureFault, opened, upright
from kiosk.errors import Refused
from kiosk.shell.picture import MB, MOST_FILE_BYTES, PHOTO, Limit, Picture

ENDINGS = ".jpg,.jpeg,.png,.webp" + (",.avif" if "AVIF" in FORMATS else "")
QUALITIES = (85, 78, 70, 60)
LEAST_SIDE = 16


def read_photo(file: IO[bytes], name: str, limit: Limit = PHOTO) -> Picture:
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
        with opened(file) as image:
            _require_size(image, name, limit)
            return _fit(upright(image, limit.long_side), limit)
    except PictureFault as fault:
        raise _refusal(fault, name) from fault


def _refusal(fault: PictureFault, name: str) -> Refused:
    """Put what is wrong with a picture into words."""
    if fault.what == "too-large":
        return Refused(
            f"“{name}”像素太多（最多 {fault.most // 10_000} 万）；请缩小后再传。",
            f"“{name}” has too many pixels (at most {fault.most // 1_000_000} million); make it "
            "smaller.",
        )
    if fault.what == "cut-off":
        return Refused(
            f"“{name}”不完整，可能没有传完；请再传一次。",
            f"“{name}” is incomplete; it may have been cut off. Send it again.",
        )
    return Refused(
        f"“{name}”不是能读的照片。请用 JPEG、PNG 或 WebP（苹果手机的 HEIC 请先转成 JPEG）。",
        f"“{name}” is no photo that can be read. Use JPEG, PNG or WebP (save an iPhone's HEIC as "
        "JPEG first).",
    )


def _require_size(image: Image.Image, name: str, limit: Limit) -> None:
    """Raise Refused for what shows nothing: a dot, or a strip that is one line once it is small."""
    scale = min(1, limit.long_side / max(image.size))
    if min(image.size) * scale < LEAST_SIDE:
        raise Refused(
            f"“{name}”太小或太窄，看不清。", f"“{name}” is too small or narrow to see anything."
        )


def _fit(image: Image.Image, limit: Limit) -> Picture:
    """Encode the picture again, coarser and then smaller, until it is light enough."""
    bare = Image.new("RGB", image.size)
    bare.paste(image)  # A new picture has no metadata that an encoder could write.
    while True:
        for quality in QUALITIES:
            file = io.BytesIO()
            bare.save(file, "JPEG", quality=quality, optimize=True, progressive=True)
            if file.tell() <= limit.most_bytes:
                return Picture(file.getvalue(), bare.width, bare.height)
        bare = bare.resize((max(1, bare.width * 3 // 4), max(1, bare.height * 3 // 4)))
