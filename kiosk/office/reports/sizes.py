"""The measures that Word and PDF share: GB/T 9704-2012, as far as it applies to a report.

A4; the printed area is 156 by 225 mm, 22 lines of 28 letters of 3号 (16 points).
"""

from __future__ import annotations

import struct

PAGE_WIDTH, PAGE_HEIGHT = 210.0, 297.0
TOP, BOTTOM, LEFT, RIGHT = 37.0, 35.0, 28.0, 26.0
WIDTH, HEIGHT = PAGE_WIDTH - LEFT - RIGHT, PAGE_HEIGHT - TOP - BOTTOM
FOOT = 7.0
"""From the printed area to the page's number."""
TITLE, BODY, SMALL, NUMBER = 22.0, 16.0, 12.0, 14.0
"""Points: 2号, 3号, 小4号, 4号."""
PITCH, TITLE_PITCH, SMALL_PITCH = 28.95, 35.0, 18.0
"""Points from one line to the next."""
MOST_FIGURE_HEIGHT = 150.0
PHOTO_WIDTH, PHOTO_HEIGHT = 74.0, 58.0


def ratio(png: bytes) -> float:
    """Return how much wider than high a PNG is."""
    width, height = struct.unpack(">II", png[16:24])
    return float(width / height)


def fit(width: float, height: float) -> tuple[float, float]:
    """Return the millimetres at which a photo of some pixels fills its place."""
    scale = min(PHOTO_WIDTH / width, PHOTO_HEIGHT / height)
    return width * scale, height * scale
