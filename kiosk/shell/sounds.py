"""Whether this booth's answers sound: off unless staff switched it on here.

A hall with many booths would be noisy, so each booth keeps its own word, as a file in its data
folder. It is no record, and goes nowhere else.
"""

from __future__ import annotations

from pathlib import Path

from flask import current_app

FILE = "sounds-on"


def are_on() -> bool:
    """Return True if staff switched the sounds on at this booth."""
    return _file().exists()


def switch(*, is_on: bool) -> None:
    """Switch the sounds on or off."""
    if is_on:
        _file().touch()
    else:
        _file().unlink(missing_ok=True)


def _file() -> Path:
    folder: Path = current_app.config["SETTINGS"].data
    return folder / FILE
