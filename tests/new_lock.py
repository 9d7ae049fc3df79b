"""Write `kiosk/requirements.lock` and the table of licences again: `python -m tests.new_lock`.

Do so after a change of `requirements.txt`. It needs the network, and tries at the end whether the
lock can be installed, on Linux and on Windows, with every hash checked.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement

from kiosk.config import ROOT
from kiosk.office.upkeep import sbom

RESOLVER = "uv==0.13.9"
PYTHON = "3.11"
REQUIREMENTS = ROOT / "requirements.txt"
LICENCES = ROOT / "kiosk" / "docs" / "licences.md"
BEGIN = "| library · 库 | licence · 许可证 | comes with · 来自 |\n|---|---|---|\n"
HEAD = """\
# Every library that a booth needs, with the hashes of its files, for Python 3.11 and later.
# Written by `python -m tests.new_lock`; what it is for stands in kiosk/docs/licences.md.
"""
ONE_SYSTEM = ("colorama",)
"""Needed on Windows alone."""
SYSTEMS = {
    "Linux": ("manylinux_2_28_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64"),
    "Windows": ("win_amd64",),
}
"""The platforms of whose files a system takes any."""


def main() -> None:
    """Write both files, and try the lock."""
    with tempfile.TemporaryDirectory() as folder:
        sbom.LOCK.write_text(HEAD + resolve(Path(folder, "resolver")), encoding="utf-8")
        before, _, _ = LICENCES.read_text(encoding="utf-8").partition(BEGIN)
        LICENCES.write_text(before + BEGIN + table(), encoding="utf-8")
        for system, platforms in SYSTEMS.items():
            count = try_lock(Path(folder, system), platforms)
            sys.stdout.write(f"{system}: {count} files, every hash right\n")


def resolve(folder: Path) -> str:
    """Return the pinned libraries with their hashes, for every system."""
    install = [sys.executable, "-m", "pip", "install", "-q", "--target", str(folder), RESOLVER]
    subprocess.run(install, check=True)
    words = ["pip", "compile", str(REQUIREMENTS), "--universal", "--python-version", PYTHON]
    options = ["--generate-hashes", "--no-header", "--no-annotate", "--quiet"]
    command = [sys.executable, "-m", "uv", *words, *options]
    found = {**os.environ, "PYTHONPATH": str(folder)}
    return subprocess.run(command, check=True, capture_output=True, text=True, env=found).stdout


def try_lock(folder: Path, platforms: Iterable[str]) -> int:
    """Download the locked files for one system; a hash that differs ends it. Return the count."""
    options = ["--no-deps", "--require-hashes", "--only-binary", ":all:", "--quiet"]
    place = ["--python-version", PYTHON, "--dest", str(folder), "-r", str(sbom.LOCK)]
    systems = [word for each in platforms for word in ("--platform", each)]
    command = [sys.executable, "-m", "pip", "download", *options, *systems, *place]
    subprocess.run(command, check=True)
    return len(list(folder.iterdir()))


def table() -> str:
    """Return a row for each installed library that is needed on every system."""
    return "".join(
        f"| {library.metadata['Name']} | {sbom.licence(library)} | {comes_with(library)} |\n"
        for library in sbom.installed()
        if library.metadata["Name"] not in ONE_SYSTEM
    )


def comes_with(library: metadata.Distribution) -> str:
    """Return which libraries need this one, or that the program itself does."""
    name = plain(library.metadata["Name"])
    if name in direct():
        return "the program · 本程序"
    users = [each for each in sbom.installed() if name in needed(each.requires or ())]
    return ", ".join(each.metadata["Name"] for each in users)


def direct() -> dict[str, str]:
    """Return the version of each library that the program itself asks for."""
    lines = REQUIREMENTS.read_text(encoding="utf-8").splitlines()
    pins = (line.split("==") for line in lines if line and not line.startswith("#"))
    return {plain(name): version for name, version in pins}


def needed(requires: Iterable[str]) -> set[str]:
    """Return the names of those requirements that hold on this machine, without extras."""
    found = (Requirement(each) for each in requires)
    return {
        plain(each.name) for each in found if not each.marker or each.marker.evaluate({"extra": ""})
    }


def plain(name: str) -> str:
    """Return a library's name in the one spelling by which names are compared."""
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    main()
