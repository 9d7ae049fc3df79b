"""A throw-away root: a machine of its own as far as files go, so that this one gets no users.

Its folders of settings, users and state are laid over this machine's; what is written there is gone
when it ends, and so are its processes. The network is this machine's.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

from kiosk.config import ROOT

LAID_OVER = ("etc", "home", "opt", "root", "var")
PROGRAM = Path("/opt/kiosk")
PARTS = ("kiosk", "templates", "static", "requirements.txt")
SECONDS = 120
SCRIPT = PROGRAM / "kiosk/office/machine/lockdown/linux.sh"
APART = ("--mount", "--pid", "--fork", "--kill-child", "--mount-proc")
LAY_OVER = """
mount -t tmpfs -o mode=755 none "$1"; shift
for each; do
  upper=$SCRATCH/$each work=$SCRATCH/$each.work
  mkdir "$upper" "$work"
  mount -t overlay -o "lowerdir=/$each,upperdir=$upper,workdir=$work" none "/$each"
done
echo ready
exec sleep infinity
"""
LIST = r"""find "$@" -printf '%M %U:%G %p %l\n' -type f -exec sha256sum {} + | sort"""
ENTERABLE = 0o711
"""What the interpreter of these tests may need: it lies in the home folder of who runs them."""


class Machine:
    """A throw-away machine with the program installed in `/opt/kiosk`."""

    def __init__(self, scratch: Path) -> None:
        """Keep where its files are, for as long as it lives."""
        self.scratch = scratch
        self._keeper: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        """Start it, and install the program."""
        assert os.geteuid() == 0, "A throw-away root needs root."
        words = ["sh", "-ec", LAY_OVER, "sh", str(self.scratch), *LAID_OVER]
        self._keeper = subprocess.Popen(
            ["unshare", *APART, *words],
            env=os.environ | {"SCRATCH": str(self.scratch)},
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._keeper.stdout
        assert self._keeper.stdout.readline() == "ready\n"
        self._install()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        """End it, and all that was written in it."""
        if self._keeper:
            self._keeper.kill()
            self._keeper.communicate()

    def _install(self) -> None:
        files, home = " ".join(str(ROOT / part) for part in PARTS), sys.prefix
        words = f"""
        chmod {ENTERABLE:o} /root; mkdir -p {PROGRAM}/.venv/bin
        cp -r {files} {PROGRAM}; ln -s {home}/bin/python {PROGRAM}/.venv/bin/python
        cp {home}/pyvenv.cfg {PROGRAM}/.venv; ln -s {home}/lib {PROGRAM}/.venv/lib
        """
        subprocess.run([*self._enter(), "sh", "-ec", words], check=True)

    def command(self, *words: str, user: str | None = None) -> list[str]:
        """Return the command that runs words in the program's folder, as a user."""
        go = ["sh", "-c", f'cd {PROGRAM}; exec "$@"', "sh"]
        become = ["setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups"] if user else []
        return [*self._enter(), *go, *become, *words]

    def _enter(self) -> list[str]:
        assert self._keeper
        (first,) = psutil.Process(self._keeper.pid).children()
        return ["nsenter", f"--target={first.pid}", "--mount", "--pid"]

    def run(
        self, *words: str, user: str | None = None, stdin: str = "", **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """Run a command in it to its end."""
        return subprocess.run(
            self.command(*words, user=user),
            env=self.environment(user) | environment,
            input=stdin,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=SECONDS,
            check=False,
        )

    def environment(self, user: str | None = None) -> dict[str, str]:
        """Return the variables that a user's commands have."""
        home = f"/home/{user}" if user else "/root"
        return {"PATH": os.environ["PATH"], "PYTHONUTF8": "1", "HOME": home}

    def script(self, *words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """Run the script that locks it down."""
        return self.run("sh", str(SCRIPT), *words, stdin=stdin)

    def listing(self, *folders: str) -> list[str]:
        """Return every file below folders with its owner, mode, link and digest."""
        return self.run("sh", "-c", LIST, "sh", *folders).stdout.splitlines()
