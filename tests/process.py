"""Run real booths and centrals in processes of their own, and kill them as a power loss would."""

from __future__ import annotations

import http.client
import json
import os
import random
import re
import signal
import socket
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryFile
from types import TracebackType
from typing import Any, Self

from tests import launch
from tests.launch import ROOT as ROOT

RUN_SECONDS = 120
START_SECONDS = 90


# Below what Linux (from 32768) and Windows (from 49152) give to outgoing connections: one of those
# could else be given a port between its being found free and its being listened on.
PORTS = range(20000, 32000)


def free_port() -> int:
    """Return a port that nobody uses at any address of this machine."""
    while True:
        port = random.choice(PORTS)
        with socket.socket() as held, suppress(OSError):
            held.bind(("", port))
            return port


def run(
    *args: str, data: Path, stdin: str = "", **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run one command of the app to its end."""
    words = [*args, "--data", str(data)]
    with TemporaryFile() as typed, ThreadPoolExecutor(2) as readers:
        typed.write(stdin.encode())
        typed.seek(0)
        (out, into_out), (err, into_err) = os.pipe(), os.pipe()
        streams = (typed.fileno(), into_out, into_err)
        process = launch.start(words, environment, streams, in_session=True)
        for each in (into_out, into_err):
            os.close(each)
        said = [readers.submit(_read, each) for each in (out, err)]
        try:
            code = process.wait(timeout=RUN_SECONDS)
        finally:
            process.kill()
        return subprocess.CompletedProcess(words, code, *(each.result() for each in said))


def _read(pipe: int) -> str:
    with open(pipe, encoding="utf-8") as file:
        return file.read()


class BoothProcess:
    """Be a booth that listens on a free port; `log` is what it printed."""

    role = "booth"

    def __init__(self, data: Path, *, port: int | None = None, **environment: str) -> None:
        """Keep what is needed to start; `environment` is added to this process's own."""
        self.data = data
        self.port = port or free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.log_file = data.parent / f"{self.role}-{self.port}.log"
        self._environment = environment
        self._process: launch.Process | None = None

    def __enter__(self) -> Self:
        """Start, and wait until it answers."""
        self.start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        """Stop it."""
        self.kill()

    @property
    def log(self) -> str:
        """Return what it printed so far."""
        return self.log_file.read_text(encoding="utf-8", errors="replace")

    @property
    def first_code(self) -> str:
        """Return the one-time code of the first staff sign-in, as printed."""
        found = re.search(r"one-time code (\S+)", self.log)
        assert found, self.log
        return found[1]

    @property
    def pid(self) -> int:
        """Return the id of the process."""
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Start the process; raises AssertionError with its words where it does not answer."""
        with self.log_file.open("ab") as log:
            words = ("--data", str(self.data), "--port", str(self.port), "--role", self.role)
            self._process = launch.start(
                ["serve", *words],
                {"PYTHONUNBUFFERED": "1"} | self._environment,
                (subprocess.DEVNULL, log.fileno(), log.fileno()),
            )
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                self.get("/healthz")
            except OSError:
                time.sleep(0.05)
            else:
                return
        self.kill()
        raise AssertionError(f"the {self.role} did not start:\n{self.log}")

    def kill(self) -> None:
        """End it at once, without a chance to tidy up (SIGKILL; TerminateProcess on Windows)."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def terminate(self, by: signal.Signals = signal.SIGINT) -> int:
        """Ask it to stop, and return its exit code."""
        assert self._process is not None
        self._process.send_signal(by)
        return self._process.wait(timeout=START_SECONDS)

    def get(self, path: str) -> Any:
        """Return the JSON that `path` answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", path, headers={"Accept": "application/json"})
            return json.loads(connection.getresponse().read())
        finally:
            connection.close()


class CentralProcess(BoothProcess):
    """Be a central that listens on a free port; `database` is a PostgreSQL's address, or none."""

    role = "central"

    def __init__(
        self, data: Path, *, database: str = "", port: int | None = None, **environment: str
    ) -> None:
        """Keep what is needed to start."""
        self.database = database
        if database:
            environment["KIOSK_DATABASE"] = database
        super().__init__(data, port=port, **environment)

    def run(self, *args: str) -> str:
        """Run a command of the app on this central's data; return what it printed."""
        environment = {"KIOSK_DATABASE": self.database} if self.database else {}
        done = run(*args, data=self.data, **environment)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def enroll_code(self) -> str:
        """Make a one-time code."""
        found = re.search(r"code: (\S+)", self.run("central", "enroll-code"))
        assert found
        return found[1]
