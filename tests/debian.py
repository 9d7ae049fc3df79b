"""Install programs that tests need from Debian's packages, where they are absent."""

from __future__ import annotations

import ctypes.util
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock

from kiosk.shell.paper import FONT

OFFICE = ("libreoffice-calc-nogui", "libreoffice-writer-nogui")
OFFICE_SECONDS = 180
FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
<include ignore_missing="yes">/etc/fonts/fonts.conf</include><dir>{}</dir></fontconfig>"""
"""Lends LibreOffice the Chinese fonts that come with the app; Debian's own are not installed."""


def can_install() -> bool:
    """Tell whether Debian's packages can be installed here."""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return is_root and shutil.which("apt-get") is not None


def install(program: str, *packages: str) -> None:
    """Install the packages that bring a program, and no fonts: a booth brings its own."""
    _install(lambda: shutil.which(program) is not None, packages)


def install_library(name: str, *packages: str) -> None:
    """Install the packages that bring a shared library; on Windows the wheels bring theirs."""
    if os.name == "posix":
        _install(lambda: ctypes.util.find_library(name) is not None, packages)


def _install(is_there: Callable[[], bool], packages: tuple[str, ...]) -> None:
    """Install packages unless what they bring is there.

    Workers of one run take turns; who comes second finds it there.
    """
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    with FileLock(Path(tempfile.gettempdir(), "kiosk-tests-install.lock")):
        if not is_there():
            for words in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
                subprocess.run(["apt-get", *words], check=True, env=environment)


def convert(files: list[Path], to: str, folder: Path) -> list[Path]:
    """Let LibreOffice open files and write each as `to`, such as `pdf`; return the new files."""
    if shutil.which("soffice") is None:
        assert can_install(), "These tests need LibreOffice; only root with apt-get can install it."
        install("soffice", *OFFICE)
    with tempfile.TemporaryDirectory(prefix="office-") as profile:
        words = ["soffice", f"-env:UserInstallation=file://{profile}", "--headless"]
        words += ["--convert-to", to, "--outdir", str(folder), *map(str, files)]
        settings = Path(profile, "fonts.conf")
        settings.write_text(FONTS.format(FONT.parent), encoding="utf-8")
        environment = os.environ | {"FONTCONFIG_FILE": str(settings)}
        done = subprocess.run(
            words,
            capture_output=True,
            text=True,
            timeout=OFFICE_SECONDS,
            check=False,
            env=environment,
        )
    ending = to.partition(":")[0]
    made = [list(folder.glob(f"{file.stem}*.{ending}")) for file in files]
    assert [len(found) for found in made] == [1] * len(files), done.stdout + done.stderr
    return [found[0] for found in made]
