"""Codes drawn on a terminal are read by a camera as those on a page are."""

from __future__ import annotations

import zxingcpp
from PIL import Image

from kiosk.shell import qr

BLOCKS = {"█": (255, 255), "▀": (255, 0), "▄": (0, 255), " ": (0, 0)}
"""The light of the upper and the lower half of each letter."""
SCALE = 6


def seen(text: str) -> Image.Image:
    """Return what a camera sees of a code on a dark terminal."""
    lines = text.splitlines()
    picture = Image.new("L", (len(lines[0]), 2 * len(lines)))
    for y, line in enumerate(lines):
        for x, letter in enumerate(line):
            for half, light in enumerate(BLOCKS[letter]):
                picture.putpixel((x, 2 * y + half), light)
    width, height = picture.size
    return picture.resize((SCALE * width, SCALE * height), Image.Resampling.NEAREST)


def test_a_code_on_the_terminal_is_the_code_itself_and_reads_back() -> None:
    words = b"http://central.example:8080 AB2CD-EF3GH-KLMNP-QRSTV"
    drawn = qr.text(words)
    assert zxingcpp.read_barcode(seen(drawn)).bytes == words  # type: ignore[union-attr]
    dark = sum(half == 0 for line in drawn.splitlines() for each in line for half in BLOCKS[each])
    assert dark >= sum(map(sum, qr.matrix(words)))
    light_edge = drawn.splitlines()[0]
    assert set(light_edge) == {"█"}
