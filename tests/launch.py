"""Start processes of the app that need not read its modules and the bundled pack first.

Reading them takes longer than most commands work, and the tests start hundreds. So one process
reads them once, and forks for each command that tests start: a process of its own all the same,
with a number, an environment, signals and an end of its own, that begins where `python -m kiosk`
begins. Where there is no fork, where a test's promise is the start itself (`from_nothing`), and
with KIOSK_FULL=1, each is started as people start it.
"""

from __future__ import annotations

import atexit
import json
import os
import selectors
import signal
import socket
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Protocol

from tests.nursery import MOST_REQUEST

ROOT = Path(__file__).resolve().parent.parent
ALWAYS = {"PYTHONUTF8": "1"}
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1"}
"""A process with threads cannot be forked safely."""
QUIET = (subprocess.DEVNULL,) * 3
CAN_FORK = hasattr(os, "fork") and hasattr(os, "pidfd_open")
_is_from_nothing = bool(os.environ.get("KIOSK_FULL")) or not CAN_FORK

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # Tests that were started in the background ignore it, and their processes would too.
    signal.signal(signal.SIGINT, signal.default_int_handler)


class Process(Protocol):
    """What tests do with a process, as `subprocess.Popen` names it."""

    @property
    def pid(self) -> int: ...  # noqa: D102

    def poll(self) -> int | None: ...  # noqa: D102

    def wait(self, timeout: float | None = None) -> int: ...  # noqa: D102

    def kill(self) -> None: ...  # noqa: D102

    def terminate(self) -> None: ...  # noqa: D102

    def send_signal(self, sig: int, /) -> None: ...  # noqa: D102


@contextmanager
def from_nothing() -> Iterator[None]:
    """Start each process as people start it, while the block runs."""
    global _is_from_nothing
    before, _is_from_nothing = _is_from_nothing, True
    try:
        yield
    finally:
        _is_from_nothing = before


def always_from_nothing() -> None:
    """Start each process as people start it, from now on: a bench measures that.

    Tests may import nothing of a bench, or all of them would take several times as long.
    """
    assert "pytest" not in sys.modules, "a test imports something of tests.bench"
    global _is_from_nothing
    _is_from_nothing = True


def start(
    words: Iterable[str],
    environment: dict[str, str] | None = None,
    streams: tuple[int, int, int] = QUIET,
    *,
    in_session: bool = False,
) -> Process:
    """Start `python -m kiosk` with `words`; `streams` are its input, output and errors.

    `environment` is added to this process's own; `in_session` leaves the terminal behind, where
    prompts would be read.
    """
    whole = dict(os.environ) | ALWAYS | (environment or {})
    if not _is_from_nothing:
        with Path(os.devnull).open("r+b") as nothing:
            held = [nothing.fileno() if each == subprocess.DEVNULL else each for each in streams]
            return _nursery().fork([*words], whole, held, in_session=in_session)
    return subprocess.Popen(
        [sys.executable, "-m", "kiosk", *words],
        cwd=ROOT,
        env=whole,
        stdin=streams[0],
        stdout=streams[1],
        stderr=streams[2],
        start_new_session=in_session,
    )


class Forked:
    """A process that the nursery forked; `line` tells how it ended."""

    def __init__(self, pid: int, line: socket.socket) -> None:
        """Keep its number, and the line on which the nursery tells of its end."""
        self.pid = pid
        self.returncode: int | None = None
        self._line = line

    def poll(self) -> int | None:
        """Return the exit code, None while it runs."""
        with suppress(subprocess.TimeoutExpired):
            return self.wait(0)
        return None

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end; return the exit code, a signal's number being negative."""
        if self.returncode is None:
            with selectors.DefaultSelector() as ready:
                ready.register(self._line, selectors.EVENT_READ)
                if not ready.select(timeout):
                    raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
            said = self._line.recv(64)
            assert said, "the nursery is gone"
            self.returncode = int(said)
            self._line.close()
        return self.returncode

    def send_signal(self, sig: int) -> None:
        """Send it a signal, unless it has ended."""
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, sig)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)


class Nursery:
    """The process that has read the app, as this process speaks with it."""

    def __init__(self) -> None:
        """Start it; it ends, and all that it forked, when this process does."""
        self._line, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, MOST_REQUEST)
        with other:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.nursery", str(other.fileno())],
                cwd=ROOT,
                env=os.environ | ALWAYS | ONE_THREAD,
                stdin=subprocess.DEVNULL,
                pass_fds=[other.fileno()],
                start_new_session=True,  # Ctrl-C is for the tests.
            )

    def fork(
        self,
        words: list[str],
        environment: dict[str, str],
        streams: list[int],
        *,
        in_session: bool,
    ) -> Forked:
        """Let it fork a process that runs a command."""
        line, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with other:
            asked = json.dumps([words, environment, in_session]).encode()
            socket.send_fds(self._line, [asked], [other.fileno(), *streams])
        return Forked(int(line.recv(64)), line)

    def close(self) -> None:
        """End it."""
        self._line.close()
        self._process.wait()


@cache
def _nursery() -> Nursery:
    nursery = Nursery()
    atexit.register(nursery.close)
    return nursery
