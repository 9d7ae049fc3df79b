"""Close every window that a browser opens beside the booth's, as soon as it opens.

While one page goes and the next has not come yet, for a tenth of a second, keys are the browser's
own, and nothing on a page can help that. The browser reports its windows over a pipe that it shares
with this process alone (its debugging protocol). Windows hands over no such pipes: there the
policies and Edge's own kiosk mode have to do.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

IS_POSSIBLE = sys.platform != "win32"
PRINTING = ("chrome://print", "edge://print")
"""The browser's page that prints a page of the booth; it lies on our window."""
PARTS = ".top-chrome/"
"""The pages with which a browser draws its own window."""
PIPES = (
    "import os, sys; os.dup2(int(sys.argv[1]), 3); os.dup2(int(sys.argv[2]), 4); "
    "os.execv(sys.argv[3], sys.argv[3:])"
)
"""The browser reads what we ask from 3 and answers on 4."""
FIRST_FREE = 10
MOST_BYTES = 1 << 16


def run(words: list[str]) -> bool:
    """Run a browser to its end and keep it to one window; return whether it let us.

    Call this only where `IS_POSSIBLE`.
    """
    (from_us, asking), (answering, to_us) = _pipe(), _pipe()
    start = [sys.executable, "-c", PIPES, str(from_us), str(to_us)]
    browser = subprocess.Popen(
        [*start, words[0], "--remote-debugging-pipe", *words[1:]],
        pass_fds=(from_us, to_us),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(from_us)
    os.close(to_us)
    try:
        return _watch(asking, answering)
    finally:
        os.close(asking)  # A browser that runs on, since we were interrupted, ends by that.
        os.close(answering)
        browser.wait()


def _pipe() -> tuple[int, int]:
    """Return a pipe whose ends have numbers above those that the browser uses."""
    if sys.platform == "win32":
        raise NotImplementedError
    import fcntl

    ends = os.pipe()
    above = tuple(fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, FIRST_FREE) for end in ends)
    for end in ends:
        os.close(end)
    return above[0], above[1]


def _watch(asking: int, answering: int) -> bool:
    """Close further windows until the browser ends; return whether it ever answered."""
    has_answered = False
    ours: str | None = None
    _ask(asking, "Target.setDiscoverTargets", discover=True)
    for message in _messages(answering):
        has_answered = True
        if message.get("method") not in ("Target.targetCreated", "Target.targetInfoChanged"):
            continue
        page = message["params"]["targetInfo"]
        if page["type"] != "page" or PARTS in page["url"] or page["url"].startswith(PRINTING):
            continue
        ours = ours or page["targetId"]
        if page["targetId"] != ours:
            _ask(asking, "Target.closeTarget", targetId=page["targetId"])
    return has_answered


def _ask(asking: int, method: str, **given: Any) -> None:
    with suppress(BrokenPipeError):  # It has ended.
        os.write(asking, json.dumps({"id": 1, "method": method, "params": given}).encode() + b"\0")


def _messages(answering: int) -> Iterator[dict[str, Any]]:
    """Yield what the browser reports; each message ends with a zero."""
    rest = b""
    while part := os.read(answering, MOST_BYTES):
        *whole, rest = (rest + part).split(b"\0")
        yield from (json.loads(each) for each in whole)
