"""Make the two sounds of the quiz again: `python -m tests.new_sounds`.

Each is two or three soft notes of a few sine waves, with a gentle rise and a long fall.
"""

from __future__ import annotations

import math
import struct
import wave
from collections.abc import Sequence
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "static" / "quiz"
RATE = 12_000
SECONDS = 0.6
LOUDNESS = 0.28
SOUNDS = {"right": (523.25, 659.25, 783.99), "not-quite": (392.0, 349.23)}
"""The notes of each, in hertz, one after another."""
APART = 0.09
PARTIALS = ((1, 1.0), (2, 0.25), (3, 0.08))


def note(pitch: float, second: float) -> float:
    """Return how far a note swings `second` after it began."""
    if second < 0:
        return 0.0
    shape = min(1.0, second / 0.015) * math.exp(-second * 8)
    return shape * sum(
        share * math.sin(2 * math.pi * pitch * times * second) for times, share in PARTIALS
    )


def samples(pitches: Sequence[float]) -> list[int]:
    """Return a sound as numbers of 16 bits, silent at its end."""
    count = round(RATE * SECONDS)
    made = []
    for place in range(count):
        second = place / RATE
        swing = sum(note(pitch, second - APART * order) for order, pitch in enumerate(pitches))
        fade = min(1.0, (count - place) / (RATE * 0.08))
        made.append(round(32_767 * LOUDNESS * fade * swing / 1.6))
    return made


def write() -> None:
    """Write both files."""
    for name, pitches in SOUNDS.items():
        with wave.open(str(FOLDER / f"{name}.wav"), "wb") as file:
            file.setparams((1, 2, RATE, 0, "NONE", "not compressed"))
            held = samples(pitches)
            file.writeframes(struct.pack(f"<{len(held)}h", *held))


if __name__ == "__main__":
    write()
