"""A photo is kept small, upright and without a word on where, when and by whom it was taken."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zlib

import pytest
from PIL import Image

from kiosk.errors import Refused
from kiosk.shell import photos
from kiosk.shell.picture import PHOTO
from tests.activity.pictures import MAKER, OWNER, TURNED, drawing, noise, opened, photo, written


def read(data: bytes, name: str = "a.jpg") -> photos.Picture:
    return photos.read_photo(io.BytesIO(data), name)


def refusal(data: bytes, name: str = "a.jpg") -> str:
    with pytest.raises(Refused) as told:
        read(data, name)
    return told.value.zh


def is_red(image: Image.Image, x: float, y: float) -> bool:
    red, _green, blue = image.getpixel((int(image.width * x), int(image.height * y)))[:3]
    return bool(red > blue)


def test_nothing_that_a_telephone_wrote_into_a_photo_is_left() -> None:
    data = photo()
    told = opened(data).getexif()
    assert told.get_ifd(0x8825)
    assert OWNER.encode() in data
    kept = read(data).jpeg
    for words in (MAKER, OWNER, "Exif", "GPS", "ICC_PROFILE", "http://ns.adobe.com"):
        assert words.encode() not in kept
    found = opened(kept)
    assert not dict(found.getexif())
    assert set(found.info) <= {"jfif", "jfif_version", "jfif_density", "jfif_unit", "dpi"} | {
        "progressive",
        "progression",
    }


def test_a_photo_is_stored_the_way_up_that_it_was_taken() -> None:
    picture = read(photo(orientation=TURNED))
    assert (picture.width, picture.height) == (480, 640)
    shown = opened(picture.jpeg)
    assert shown.size == (480, 640)
    assert is_red(shown, 0.75, 0.25)
    assert not is_red(shown, 0.25, 0.25)


@pytest.mark.parametrize("form", ["PNG", "WEBP", "JPEG", "AVIF", "MPO"])
def test_each_format_becomes_a_jpeg(form: str) -> None:
    if form not in (*photos.FORMATS, "MPO"):
        assert form == "AVIF"
        return
    given = {"save_all": True, "append_images": [drawing()]} if form == "MPO" else {}
    shown = opened(read(written(drawing(), form, **given)).jpeg)
    assert shown.format == "JPEG"
    assert shown.mode == "RGB"
    assert is_red(shown, 0.25, 0.25)


def test_what_is_clear_becomes_white() -> None:
    clear = Image.new("RGBA", (200, 200), (0, 0, 0, 0))
    assert min(opened(read(written(clear, "PNG")).jpeg).getpixel((100, 100))) > 250


@pytest.mark.parametrize("mode", ["L", "CMYK", "P", "1", "I;16"])
def test_other_colours_are_taken_too(mode: str) -> None:
    image = Image.new(mode, (64, 64)) if mode == "I;16" else drawing().convert(mode)
    form = "JPEG" if mode == "CMYK" else "PNG"
    assert opened(read(written(image, form)).jpeg).mode == "RGB"


def test_a_large_photo_becomes_small_enough_for_a_record() -> None:
    picture = read(written(noise(3200, 2400), quality=90))
    assert len(picture.jpeg) <= PHOTO.most_bytes
    assert max(picture.width, picture.height) <= PHOTO.long_side
    assert picture.width * 3 == pytest.approx(picture.height * 4, rel=0.01)
    assert opened(picture.jpeg).size == (picture.width, picture.height)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"just words",
        b"\xff\xd8\xff",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.7",
    ],
)
def test_what_is_no_photo_is_refused_by_name(data: bytes) -> None:
    said = refusal(data, "notes=cmd|.jpg")
    assert "不是能读的照片" in said
    assert "notes=cmd|.jpg" in said


def test_a_gif_is_refused_whatever_it_is_called() -> None:
    assert "不是能读的照片" in refusal(written(drawing(), "GIF"))


def test_a_photo_that_was_cut_off_is_refused_as_incomplete() -> None:
    data = written(noise(800, 600))
    assert "不完整" in refusal(data[: len(data) // 2])


def bomb(width: int, height: int) -> bytes:
    """Return a small PNG that claims to have very many pixels."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes((width + 7) // 8 + 1) * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize(("width", "height"), [(8000, 7000), (12_000, 9_000), (60_000, 60_000)])
def test_a_picture_of_too_many_pixels_is_refused_before_it_is_unpacked(
    width: int, height: int
) -> None:
    data = bomb(width, height)
    assert len(data) < 100_000
    tracemalloc.start()
    assert "像素太多" in refusal(data)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 5_000_000


def test_a_file_over_the_limit_is_refused_unread() -> None:
    class Large(io.BytesIO):
        def seek(self, offset: int, whence: int = 0) -> int:
            return photos.MOST_FILE_BYTES + 1 if whence == io.SEEK_END else super().seek(offset)

        def read(self, _size: int | None = -1) -> bytes:
            raise AssertionError("it was read")

    with pytest.raises(Refused, match="20 MB"):
        photos.read_photo(Large(), "large.jpg")


def test_a_dot_is_too_small_to_see() -> None:
    assert "太小" in refusal(written(drawing(8, 8), "PNG"))
