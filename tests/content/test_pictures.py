"""Pictures of any colour, depth and orientation are shown as meant, or refused in words."""

from __future__ import annotations

import io
import struct
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest
from PIL import Image, ImageCms, features

from kiosk.content.pictures import PictureFault, fault_of, opened, upright
from kiosk.errors import Refused
from kiosk.shell.photos import read_photo
from kiosk.shell.picture import PHOTO
from tests.activity.pictures import drawing, noise, with_place, written
from tests.factories import faults, pack_folder

ADOBE = ((0.60974, 0.31111, 0.01947), (0.20528, 0.62567, 0.06087), (0.14919, 0.06322, 0.74457))
P3 = ((0.51512, 0.24120, -0.00105), (0.29198, 0.69225, 0.04189), (0.15710, 0.06657, 0.78407))
SRGB = ((0.43607, 0.22249, 0.01392), (0.38515, 0.71687, 0.09708), (0.14307, 0.06061, 0.71410))
"""The colours of red, green and blue under the light D50 (ICC.1:2022, Adobe RGB (1998), P3)."""
GAMMA = 2.19921875
COLOUR = (40, 180, 90)


def profile(colours: tuple[tuple[float, ...], ...], gamma: float = GAMMA) -> bytes:
    """Return a colour profile (ICC.1, version 2) of three colours and a curve."""

    def fixed(value: float) -> bytes:
        return struct.pack(">i", round(value * 65536))

    def xyz(values: tuple[float, ...]) -> bytes:
        return b"XYZ \0\0\0\0" + b"".join(map(fixed, values))

    name = b"desc\0\0\0\0" + struct.pack(">I", 5) + b"Test\0" + bytes(78)
    curve = b"curv\0\0\0\0" + struct.pack(">IH", 1, round(gamma * 256)) + bytes(2)
    tags = {
        b"desc": name + bytes(-len(name) % 4),
        b"cprt": b"text\0\0\0\0none\0\0\0\0",
        b"wtpt": xyz((0.9642, 1, 0.8249)),
        **dict(zip((b"rXYZ", b"gXYZ", b"bXYZ"), map(xyz, colours), strict=True)),
        **dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve),
    }
    table, body = struct.pack(">I", len(tags)), b""
    for tag, data in tags.items():
        table += tag + struct.pack(">II", 132 + 12 * len(tags) + len(body), len(data))
        body += data
    head = bytes(8) + struct.pack(">I", 0x02100000) + b"mntrRGB XYZ " + bytes(12) + b"acsp"
    head = head.ljust(68, b"\0") + b"".join(map(fixed, (0.9642, 1, 0.8249)))
    head = head.ljust(128, b"\0")
    return struct.pack(">I", len(head + table + body)) + head[4:] + table + body


def in_srgb(colour: tuple[int, ...], colours: tuple[tuple[float, ...], ...]) -> list[int]:
    """Work out by hand what a colour of a profile is in sRGB."""
    light = [(level / 255) ** GAMMA for level in colour]
    wanted = [sum(light[k] * colours[k][i] for k in range(3)) for i in range(3)]
    (a, d, g), (b, e, h), (c, f, i) = SRGB
    rows = ((a, b, c), (d, e, f), (g, h, i))
    levels = solved(rows, wanted)
    return [
        round(
            255 * (1.055 * max(x, 0) ** (1 / 2.4) - 0.055 if x > 0.0031308 else 12.92 * max(x, 0))
        )
        for x in levels
    ]


def solved(rows: tuple[tuple[float, ...], ...], right: list[float]) -> list[float]:
    """Solve three equations by Cramer's rule."""

    def determinant(m: list[list[float]]) -> float:
        return sum(
            m[0][i]
            * (m[1][(i + 1) % 3] * m[2][(i + 2) % 3] - m[1][(i + 2) % 3] * m[2][(i + 1) % 3])
            for i in range(3)
        )

    whole = [list(row) for row in rows]
    found = []
    for column in range(3):
        other = [[right[r] if c == column else whole[r][c] for c in range(3)] for r in range(3)]
        found.append(determinant(other) / determinant(whole))
    return found


def shown(data: bytes) -> Image.Image:
    """Return the photo that is kept of a file."""
    image = Image.open(io.BytesIO(read_photo(io.BytesIO(data), "a").jpeg))
    image.load()
    return image


def near(one: object, other: object, most: int = 3) -> bool:
    assert isinstance(one, tuple)
    return all(abs(a - b) <= most for a, b in zip(one, other, strict=True))  # type: ignore[call-overload]


@pytest.mark.parametrize("colours", [ADOBE, P3, SRGB], ids=["adobe", "p3", "srgb"])
@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_colours_of_a_profile_are_turned_into_those_that_screens_show(
    colours: tuple[tuple[float, ...], ...], form: str
) -> None:
    image = Image.new("RGB", (64, 64), COLOUR)
    right = in_srgb(COLOUR, colours)
    data = written(image, form, icc_profile=profile(colours), quality=100)
    assert near(shown(data).getpixel((32, 32)), right, 6)
    if colours is not SRGB:
        assert max(abs(a - b) for a, b in zip(right, COLOUR, strict=True)) > 12


@pytest.mark.parametrize("mode", ["RGBA", "P", "L", "LA"])
def test_a_profile_counts_in_every_kind_of_picture(mode: str) -> None:
    plain = Image.new("RGB", (64, 64), COLOUR if mode[0] in "RP" else (120, 120, 120))
    image = plain.quantize(4) if mode == "P" else plain.convert(mode)
    right = in_srgb(image.convert("RGB").getpixel((32, 32)), ADOBE)  # type: ignore[arg-type]
    assert near(shown(written(image, "PNG", icc_profile=profile(ADOBE))).getpixel((32, 32)), right)


@pytest.mark.parametrize("broken", [b"", b"nonsense", profile(ADOBE)[:200], profile(ADOBE)[:131]])
def test_a_damaged_profile_counts_for_none(broken: bytes) -> None:
    image = Image.new("RGB", (64, 64), COLOUR)
    assert near(shown(written(image, "PNG", icc_profile=broken)).getpixel((9, 9)), COLOUR)


def test_a_profile_of_other_colours_counts_for_none() -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    image = Image.new("RGB", (64, 64), COLOUR)
    assert near(shown(written(image, "PNG", icc_profile=lab)).getpixel((9, 9)), COLOUR)


@pytest.mark.parametrize("level", [0, 1, 128, 255, 256, 32_768, 32_896, 40_000, 65_280, 65_535])
def test_grey_of_sixteen_bits_keeps_its_lightness(level: int) -> None:
    found = shown(written(Image.new("I;16", (64, 64), level), "PNG")).getpixel((32, 32))
    assert near(found, (level / 257,) * 3, 2)


def test_a_scan_of_sixteen_bits_keeps_its_steps() -> None:
    image = Image.new("I;16", (256, 64))
    for x in range(256):
        for y in range(64):
            image.putpixel((x, y), x * 257)
    kept = shown(written(image, "PNG"))
    assert [kept.getpixel((x, 32))[0] // 10 for x in (20, 105, 205)] == [2, 10, 20]


def test_a_see_through_palette_lies_on_white() -> None:
    image = Image.new("P", (64, 64), 1)
    image.putpalette([0, 0, 0, *COLOUR])
    image.paste(0, (0, 0, 32, 64))
    kept = shown(written(image, "PNG", transparency=0))
    assert near(kept.getpixel((8, 32)), (255, 255, 255))
    assert near(kept.getpixel((56, 32)), COLOUR, 4)


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_what_is_half_clear_is_half_white(mode: str) -> None:
    clear = (0, 0, 0, 128) if mode == "RGBA" else (0, 128)
    kept = shown(written(Image.new(mode, (64, 64), clear), "PNG"))
    assert near(kept.getpixel((32, 32)), (127, 127, 127))


def test_cmyk_is_shown_in_its_colours() -> None:
    red = Image.new("CMYK", (64, 64), (0, 255, 255, 0))
    found = shown(written(red, "JPEG")).getpixel((32, 32))
    assert found[0] > 200
    assert found[1] < 60


@pytest.mark.parametrize("turn", range(1, 9))
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_every_orientation_is_shown_upright(turn: int, form: str) -> None:
    back = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    right = drawing(160, 120)
    laid = right.transpose(back[turn]) if turn in back else right
    kept = shown(written(laid, form, exif=with_place(turn)))
    assert kept.size == right.size
    assert near(kept.getpixel((10, 10)), (220, 30, 30), 20)
    assert near(kept.getpixel((150, 10)), (20, 60, 180), 20)
    assert near(kept.getpixel((10, 110)), (20, 60, 180), 20)


@pytest.mark.parametrize("turn", [0, 9, 65_535])
def test_an_orientation_that_there_is_not_counts_for_none(turn: int) -> None:
    assert shown(written(drawing(160, 120), exif=with_place(turn))).size == (160, 120)


def test_of_an_animation_the_first_picture_is_kept() -> None:
    rest = [Image.new("RGB", (64, 64), "black")] * 3
    for form in ("WEBP", "PNG"):
        data = written(Image.new("RGB", (64, 64), COLOUR), form, save_all=True, append_images=rest)
        assert near(shown(data).getpixel((32, 32)), COLOUR, 8)


@pytest.mark.parametrize(
    "size", [(1, 1), (1, 5000), (5000, 1), (15, 900), (16, 20_000), (20_000, 16), (100, 30_000)]
)
def test_dots_and_strips_are_refused(size: tuple[int, int]) -> None:
    with pytest.raises(Refused, match="太小或太窄"):
        shown(written(Image.new("RGB", size), "PNG"))


def test_a_panorama_is_taken() -> None:
    assert (
        max(shown(written(Image.new("RGB", (12_000, 600), COLOUR), "PNG")).size) == PHOTO.long_side
    )


HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(200)


@pytest.mark.parametrize(
    "data",
    [HEIC, b"GIF89a" + bytes(40), b"BM" + bytes(60), b"II*\0" + bytes(60), b"%!PS-Adobe-3.0 EPSF"],
)
def test_other_formats_are_refused_whatever_their_name(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(Refused, match="HEIC"):
        shown(data)
    folder = pack_folder(tmp_path)
    (folder / "images" / "photo.jpg").write_bytes(data)
    assert any("photo.jpg cannot be opened" in line for line in faults(folder))


def test_a_damaged_picture_is_refused_in_words_never_by_a_traceback() -> None:
    random, forms = Random(1), ["JPEG", "PNG", "WEBP"] + ["AVIF"] * features.check("avif")
    for form in forms:
        whole = written(noise(96, 64), form, exif=with_place(6), icc_profile=profile(ADOBE))
        for _ in range(150):
            data = bytearray(whole[: random.choice([len(whole), random.randrange(len(whole))])])
            for _ in range(random.choice((1, 4, 30)) if data else 0):
                data[random.randrange(len(data))] = random.randrange(256)
            with suppress(PictureFault), opened(io.BytesIO(data)) as image:
                upright(image, PHOTO.long_side)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_a_picture_that_was_cut_off_never_gets_into_a_pack(tmp_path: Path, form: str) -> None:
    folder = pack_folder(tmp_path)
    data = written(noise(200, 200), form)
    name = f"photo.{form.lower().replace('jpeg', 'jpg')}"
    (folder / "images" / name).write_bytes(data)
    assert faults(folder) == []
    (folder / "images" / name).write_bytes(data[: len(data) // 2])
    [fault] = faults(folder)
    assert f"the image {name}" in fault


def test_a_picture_with_another_formats_ending_never_gets_into_a_pack() -> None:
    told = fault_of(written(drawing(), "PNG"), "photo.jpg")
    assert told
    assert "is really PNG" in told[1]


def test_a_picture_of_too_many_pixels_never_gets_into_a_pack() -> None:
    told = fault_of(written(Image.new("1", (6000, 5000)), "PNG"), "photo.png")
    assert told
    assert "too many pixels" in told[1]


def test_a_picture_that_was_sound_is_looked_at_again_once_its_bytes_or_its_ending_change() -> None:
    data = written(noise(40, 30), "PNG")
    assert fault_of(data, "lake.png") is None
    assert fault_of(data, "lake.png") is None
    assert fault_of(data[: len(data) // 2], "lake.png") is not None
    assert fault_of(data, "lake.webp") is not None
