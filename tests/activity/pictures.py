"""Draw photos as telephones write them."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image, ImageDraw, TiffImagePlugin

MAKER = "SecretPhone 9"
PLACE = (30, 40, 12.5)
"""Degrees, minutes and seconds of latitude."""
OWNER = "owner of this phone"
TURNED = 6
"""EXIF's word for a picture whose top is at the right: it is shown turned by a quarter."""


def drawing(width: int = 640, height: int = 480) -> Image.Image:
    """Return a picture whose upper left quarter is red, the rest blue."""
    image = Image.new("RGB", (width, height), (20, 60, 180))
    ImageDraw.Draw(image).rectangle((0, 0, width // 2, height // 2), fill=(220, 30, 30))
    return image


def noise(width: int, height: int) -> Image.Image:
    """Return a picture that packs badly, as grass and crowds do."""
    return Image.effect_noise((width, height), 90).convert("RGB")


def with_place(orientation: int = 1) -> Image.Exif:
    """Return what a telephone tells of a photo: where, by which, whose, which way up."""
    exif = Image.Exif()
    exif[0x010F] = MAKER
    exif[0x8298] = OWNER
    exif[0x0112] = orientation
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2] = "N", tuple(TiffImagePlugin.IFDRational(str(each)) for each in PLACE)
    return exif


def written(image: Image.Image, form: str = "JPEG", **given: Any) -> bytes:
    """Return a picture as a file."""
    file = io.BytesIO()
    image.save(file, form, **given)
    return file.getvalue()


def photo(**given: Any) -> bytes:
    """Return a photo with all that a telephone writes into it."""
    return written(drawing(), exif=with_place(**given), comment=OWNER.encode())


def opened(data: bytes) -> Image.Image:
    """Return the picture in a file."""
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


BOUNDARY = "a-line-between-files"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"


def head_of(name: str) -> bytes:
    """Return the line and head that begin a file in a form."""
    told = f'Content-Disposition: form-data; name="photo"; filename="{name}"'
    return f"--{BOUNDARY}\r\n{told}\r\nContent-Type: image/jpeg\r\n\r\n".encode()


END = f"\r\n--{BOUNDARY}--\r\n".encode()


def multipart(*files: tuple[bytes, str]) -> bytes:
    """Return a form with photos, as browsers send it."""
    return b"\r\n".join(head_of(name) + data for data, name in files) + END
