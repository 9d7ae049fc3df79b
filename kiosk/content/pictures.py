"""Telling sound pictures from files that only look like one."""

from __future__ import annotations

import io

from PIL import Image, UnidentifiedImageError


def is_sound(data: bytes) -> bool:
    """Return True if a picture can be opened."""
    try:
        Image.open(io.BytesIO(data)).verify()
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError):
        return False
    return True
