"""A monkey at the kiosk screen: `python -m tests.browser.monkey --count 20000 --seed 7`.

Real touches, drags and keys, chance's own, from the X server: anywhere on the screen, any key of a
keyboard, alone and with others held. It must never come to a page that is not ours, nor to one of
staff beyond the door; at the end the booth answers and its journal is whole.
"""

from __future__ import annotations

import argparse
import random
import string
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import click

from tests.browser.conftest import KEYED
from tests.browser.display import HEIGHT, WIDTH, Display, Kiosk, wait_until
from tests.browser.keys import KEYS
from tests.process import BoothProcess, run

BATCH = 20
"""How many it does between two looks, as many as one process sends to the display."""
TOUCHES, TYPED, COMBINED = 0.6, 0.2, 0.15
"""What share of it are touches, single keys and combinations; the rest are keys of the list."""
PLAIN = [
    *string.ascii_lowercase,
    *string.digits,
    *[*("Return", "Tab", "space") * 3, "Escape", "BackSpace", "Delete", "Insert", "Home", "End"],
    *["Prior", "Next", "Up", "Down", "Left", "Right", "minus", "equal", "comma", "period", "slash"],
    *["apostrophe", "semicolon", "bracketleft"],
    *(f"F{number}" for number in range(1, 13)),
]
HELD = ["ctrl", "alt", "shift", "super", "ctrl+shift", "ctrl+alt", "alt+shift", "ctrl+alt+shift"]
CLOSING = {"alt+F4", "alt+shift+F4"}
"""The window manager closes the window by them; that `open` shows it again has its own test."""
DOOR = ("/staff/sign-in", "/staff/help")
"""Where anybody may come who holds the mark in the corner."""
QUIET_SECONDS = 15.0
"""How long windows may take to be closed on a busy machine."""


@dataclass
class Seen:
    """What a monkey did, and where it came."""

    acts: Counter[str] = field(default_factory=Counter)
    paths: Counter[str] = field(default_factory=Counter)
    opened: int = 0
    """How often a further window was there for a moment."""
    left: list[str] = field(default_factory=list)


def acts(chance: random.Random) -> Iterator[tuple[str, list[str]]]:
    """Yield what it does next, without end: the kind, and xdotool's lines."""
    while True:
        what = chance.random()
        x, y = chance.randrange(WIDTH), chance.randrange(HEIGHT)
        if what < TOUCHES:
            button = chance.choices((1, 2, 3, 8, 9), (20, 1, 1, 1, 1))[0]  # Most touch.
            if chance.random() < 0.1:
                to = f"mousemove {chance.randrange(WIDTH)} {chance.randrange(HEIGHT)}"
                yield "drag", [f"mousemove {x} {y}", "mousedown 1", to, "mouseup 1"]
            elif chance.random() < 0.1:
                held = chance.choice(HELD[:5])
                yield (
                    "touch with a key",
                    [f"mousemove {x} {y}", f"keydown {held}", f"click {button}", f"keyup {held}"],
                )
            else:
                yield "touch", [f"mousemove {x} {y}", f"click {button}"]
        elif what < TOUCHES + TYPED:
            yield "key", [f"key {chance.choice(PLAIN)}"]
        else:
            is_free = what < TOUCHES + TYPED + COMBINED
            held = f"{chance.choice(HELD)}+{chance.choice(PLAIN)}"
            key = held if is_free else chance.choice(list(KEYS))
            if key not in CLOSING:
                yield "combination", [f"key {key}"]


def let_loose(kiosk: Kiosk, count: int, seed: int) -> Seen:
    """Let a monkey do `count` things at a kiosk; return what came of it."""
    seen, doing = Seen(), acts(random.Random(seed))
    done = 0
    while done < count:
        batch = [next(doing) for _ in range(min(BATCH, count - done))]
        done += len(batch)
        seen.acts.update(kind for kind, _ in batch)
        lines = [line for _, each in batch for line in each]
        kiosk.display.run("xdotool", "-", stdin="\n".join([*lines, ""]))
        look_round(kiosk, seen, str(batch))
    return seen


def look_round(kiosk: Kiosk, seen: Seen, done: str) -> None:
    """Look where the kiosk is, and note what is not ours."""
    if not kiosk.is_alone():
        seen.opened += 1
        try:
            wait_until(kiosk.is_alone, "", QUIET_SECONDS)
        except AssertionError:
            seen.left.append(f"{kiosk.look()} after {done}")
            kiosk.close()
            kiosk.__enter__()
            return
    path = urlsplit(kiosk.look().pages[0]).path
    seen.paths[path] += 1
    if path.startswith("/staff") and not path.startswith(DOOR):
        seen.left.append(f"{path} after {done}")


def main() -> int:
    """Let one loose; print what came of it, and return 1 if it got out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=7)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder, "data")
        with BoothProcess(data, **KEYED) as booth, Display() as display:
            began = time.monotonic()
            with Kiosk(display, booth.port) as kiosk:
                seen = let_loose(kiosk, chosen.count, chosen.seed)
            took = time.monotonic() - began
            health = booth.get("/healthz")
        verified = run("journal", "verify", data=data)
    for line in (
        f"{seen.acts.total()} acts in {took:.0f} s: {dict(seen.acts)}",
        f"{len(seen.paths)} pages: {dict(seen.paths.most_common())}",
        f"{seen.opened} times a window that was closed at once; left: {len(seen.left)}",
        *seen.left,
        f"health: {health['status']}",
        verified.stdout + verified.stderr,
    ):
        click.echo(line)
    return 1 if seen.left or verified.returncode else 0


if __name__ == "__main__":
    sys.exit(main())
