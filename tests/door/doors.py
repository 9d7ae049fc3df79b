"""Run a booth with a visitors' door, and speak to that door by bytes."""

from __future__ import annotations

import socket
import time
from pathlib import Path

from tests.process import BoothProcess, free_port

OPENING_SECONDS = 30


class DoorProcess(BoothProcess):
    """Be a booth with a door for phones; `door` is the port of that door."""

    def __init__(self, data: Path, **environment: str) -> None:
        """Keep what is needed to start."""
        self.door = free_port()
        self.door_host = f"127.0.0.1:{self.door}"
        self.door_address = f"http://{self.door_host}"
        super().__init__(data, **({"KIOSK_VISITORS": self.door_host} | environment))

    def start(self) -> None:
        """Start, and wait until the door is open too."""
        super().start()
        deadline = time.monotonic() + OPENING_SECONDS
        while "the visitors' door is open" not in self.log.rpartition("is running")[2]:
            assert time.monotonic() < deadline, self.log
            time.sleep(0.02)

    def head(self, method: str, target: str, *headers: str) -> bytes:
        """Return the head of a request at the door's own name."""
        lines = [f"{method} {target} HTTP/1.1", f"Host: {self.door_host}", *headers]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()

    def send(self, data: bytes, source: str = "127.0.0.1") -> bytes:
        """Send bytes through the door; return all that is answered until it hangs up."""
        with socket.create_connection(
            ("127.0.0.1", self.door), timeout=20, source_address=(source, 0)
        ) as wire:
            wire.sendall(data)
            answer = b""
            while block := wire.recv(65536):
                answer += block
            return answer

    def ask(self, target: str, *headers: str, source: str = "127.0.0.1") -> tuple[int, str]:
        """Ask for a target once; return status and the whole answer."""
        answer = self.send(self.head("GET", target, "Connection: close", *headers), source)
        return int(answer.split(b" ", 2)[1]), answer.decode(errors="replace")
