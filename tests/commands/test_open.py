"""Open a browser that is a script: it notes how it was called, and ends at once."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.commands.test_start import assert_said_once_in_each_language
from tests.process import ROOT, run

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


def profile_of(call: str) -> Path:
    return Path(next(part for part in call.split() if "--user-data-dir=" in part).split("=", 1)[1])


def test_once_opens_the_booth_full_screen_on_a_profile_that_is_gone_afterwards(
    tmp_path: Path, browser: Path, calls: Path
) -> None:
    options = ("--once", "--port", "8123", "--browser", str(browser), "--flag", "--mute-audio")
    done = run("open", *options, data=tmp_path, CALLS=str(calls))
    assert done.returncode == 0, done.stderr
    (call,) = calls.read_text().splitlines()
    assert {"--kiosk", "--incognito", "--mute-audio"} <= set(call.split())
    assert call.endswith(" http://127.0.0.1:8123/")
    assert call.startswith("0 ")
    assert not profile_of(call).exists()


def test_a_browser_that_ends_is_started_again_on_a_fresh_profile(
    tmp_path: Path, browser: Path, calls: Path
) -> None:
    command = [sys.executable, "-m", "kiosk", "open", "--browser", str(browser)]
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
