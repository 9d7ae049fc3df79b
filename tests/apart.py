"""Run commands on a copy of /etc that only they see, so that what they lay there harms nobody."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.launch import ALWAYS, ROOT

COPY = (
    "mount -t tmpfs none /mnt && mkdir /mnt/upper /mnt/work && "
    "mount -t overlay none -o lowerdir=/etc,upperdir=/mnt/upper,workdir=/mnt/work /etc"
)
READ_ONLY = "mount -o remount,bind,ro /etc"
KIOSK = (sys.executable, "-m", "kiosk")


def apart(*words: str, before: str = "true", is_read_only: bool = False) -> list[str]:
    """Return the words that run a command so; `before` is a line of shell that goes first.

    If `is_read_only` the command may not write there, as a user who is no administrator.
    """
    steps = (COPY, before, READ_ONLY if is_read_only else "true", 'exec "$@"')
    unshare = ["unshare", "--mount", "--map-root-user", "sh", "-ec"]
    return [*unshare, " && ".join(steps), "sh", *words]


def run_apart(
    *words: str, before: str = "true", is_read_only: bool = False, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run one command of the app so, to its end."""
    return subprocess.run(
        apart(*KIOSK, *words, before=before, is_read_only=is_read_only),
        cwd=ROOT,
        env=os.environ | ALWAYS | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def sh_apart(script: str) -> str:
    """Run a script of shell so, in which `$kiosk` calls the app; return what it printed."""
    done = subprocess.run(
        apart("sh", "-ec", script),
        cwd=ROOT,
        env=os.environ | ALWAYS | {"kiosk": " ".join(KIOSK)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
