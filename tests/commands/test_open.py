"""Open a browser that is a script: it notes how it was called, and ends at once."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.apart import run_apart
from tests.commands.test_start import assert_said_once_in_each_language
from tests.process import ROOT, free_port, run

SCRIPT = """#!/bin/sh
for each in "$@"; do
  case "$each" in --user-data-dir=*) profile="${each#--user-data-dir=}";; esac
done
echo "$(ls -A "$profile" | wc -l) $@" >> "$CALLS"
touch "$profile/cookies"
"""


@pytest.fixture
def browser(tmp_path: Path) -> Path:
    """Return a browser that writes a line into `calls` each time it is started."""
    file = tmp_path / "browser"
    file.write_text(SCRIPT)
    file.chmod(0o755)
    return file


@pytest.fixture
def calls(tmp_path: Path) -> Path:
    return tmp_path / "calls"


@pytest.fixture
def port() -> Iterator[str]:
    """Give a port that somebody listens on, as a booth does."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield str(listening.getsockname()[1])


def profile_of(call: str) -> Path:
    return Path(next(part for part in call.split() if "--user-data-dir=" in part).split("=", 1)[1])


def test_once_opens_the_booth_full_screen_on_a_profile_that_is_gone_afterwards(
    tmp_path: Path, browser: Path, calls: Path, port: str
) -> None:
    options = ("--once", "--port", port, "--browser", str(browser), "--flag", "--mute-audio")
    done = run("open", *options, data=tmp_path, CALLS=str(calls))
    assert done.returncode == 0, done.stderr
    (call,) = calls.read_text().splitlines()
    assert {"--kiosk", "--incognito", "--mute-audio"} <= set(call.split())
    assert call.endswith(f" --app=http://127.0.0.1:{port}/")
    assert call.startswith("0 ")
    assert not profile_of(call).exists()


def test_a_browser_that_ends_is_started_again_on_a_fresh_profile(
    tmp_path: Path, browser: Path, calls: Path, port: str
) -> None:
    command = [sys.executable, "-m", "kiosk", "open", "--port", port, "--browser", str(browser)]
    environment = os.environ | {"CALLS": str(calls)}
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as keeper:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and len(started(calls)) < 2:
            time.sleep(0.05)
        keeper.terminate()
        keeper.communicate()
    first, second = started(calls)[:2]
    assert profile_of(first) != profile_of(second)
    assert not profile_of(first).exists()
    assert first.startswith("0 ")
    assert second.startswith("0 ")


def test_edge_is_opened_in_its_own_kiosk_mode(
    tmp_path: Path, browser: Path, calls: Path, port: str
) -> None:
    edge = browser.rename(tmp_path / "microsoft-edge-like")
    options = ("--once", "--port", port, "--browser", str(edge))
    done = run_apart("open", *options, "--data", str(tmp_path), CALLS=str(calls))
    assert done.returncode == 0, done.stderr
    (call,) = calls.read_text().splitlines()
    assert "--edge-kiosk-type=fullscreen" in call.split()
    assert call.endswith(f" http://127.0.0.1:{port}/")
    assert "/etc/opt/edge/policies/managed" in done.stdout


def test_the_browser_waits_for_a_booth_that_is_still_starting(
    tmp_path: Path, browser: Path, calls: Path
) -> None:
    port = str(free_port())
    command = [sys.executable, "-m", "kiosk", "open", "--once", "--port", port]
    with subprocess.Popen(
        [*command, "--browser", str(browser)],
        cwd=ROOT,
        env=os.environ | {"CALLS": str(calls), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        text=True,
    ) as keeper:
        assert keeper.stdout is not None
        assert any("waiting for the booth" in line for line in keeper.stdout)
        assert not calls.exists()
        with socket.create_server(("127.0.0.1", int(port))):
            assert keeper.wait(60) == 0
    assert len(started(calls)) == 1


def started(calls: Path) -> list[str]:
    return calls.read_text().splitlines() if calls.exists() else []


@pytest.mark.parametrize("options", [(), ("--browser", "nonesuch")])
def test_without_a_browser_it_says_which_ones_it_looked_for(
    tmp_path: Path, options: tuple[str, ...]
) -> None:
    done = run("open", "--once", *options, data=tmp_path, PATH=str(tmp_path))
    assert_said_once_in_each_language(done)
    assert "--browser" in done.stderr
    assert ("nonesuch" if options else "Chromium") in done.stderr
