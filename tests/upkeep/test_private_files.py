"""Nobody but its user reads the data folder, a backup, or a crash of the program."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from kiosk.storage import private_files
from tests.process import ROOT, BoothProcess, run

NOBODY = 65534
OTHERS = 0o077


def open_to_others(folder: Path) -> list[str]:
    """Name what anybody but its owner may read or enter."""
    every = (folder, *folder.rglob("*"))
    return [str(path) for path in every if path.lstat().st_mode & OTHERS]


def test_every_file_that_a_booth_makes_is_its_users_alone(tmp_path: Path) -> None:
    data, target = tmp_path / "data", tmp_path / "one.backup"
    with BoothProcess(data) as booth:
        assert run("backup", str(target), data=data).returncode == 0
        assert open_to_others(data) == []
        booth.terminate()
    assert open_to_others(data) == []
    assert not target.stat().st_mode & OTHERS


def test_a_folder_of_a_former_version_is_mended_at_the_next_start(data: Path) -> None:
    copy = data / "kiosk-before-0007.db"
    copy.write_bytes(b"")
    data.chmod(0o755)
    for path in data.iterdir():
        path.chmod(0o644)
    (data / "link").symlink_to("/etc/hostname")
    assert run("staff", "list", data=data).returncode == 0
    assert [name for name in open_to_others(data) if not name.endswith("link")] == []
    assert Path("/etc/hostname").stat().st_mode & 0o004, "nothing outside is touched"


def test_another_user_of_the_machine_reads_nothing(data: Path) -> None:
    """Try it as another user where this one may become one; else the modes above must do."""
    assert run("staff", "list", data=data).returncode == 0
    if os.geteuid() != 0:
        assert not data.stat().st_mode & OTHERS
        return
    for path in data.parents:  # The way there is open, so that the folder itself refuses.
        if path.is_relative_to(tempfile.gettempdir()):
            path.chmod(path.stat().st_mode | 0o055)
    words = ["ls", str(data)], ["cat", str(data / "kiosk.db")]
    for command in words:
        done = subprocess.run(
            command, user=NOBODY, group=NOBODY, extra_groups=[], capture_output=True, check=False
        )
        assert done.returncode != 0
        assert b"ermission denied" in done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="Only Linux tells whether it may be dumped")
def test_neither_a_crash_nor_another_process_of_the_user_gets_at_the_memory() -> None:
    script = (
        "import ctypes, resource; from kiosk.storage.private_files import protect_process; "
        "protect_process(); print(resource.getrlimit(resource.RLIMIT_CORE), "
        "ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "(0, 0) 0"


def test_on_windows_the_folder_is_given_to_its_user_and_the_system_alone() -> None:
    command = private_files.access_list(
        Path("C:/kiosk/instance"), {"USERDOMAIN": "DESK-3", "USERNAME": "booth"}
    )
    assert command[0] == "icacls"
    assert "/inheritance:r" in command
    assert [word for word in command if word.endswith("F")] == [
        "DESK-3\\booth:(OI)(CI)F",
        "*S-1-5-18:(OI)(CI)F",
    ]
