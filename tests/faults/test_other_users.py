"""Try to read, as another user of the machine, what the program writes."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.config import ROOT
from kiosk.storage import private_files
from tests import launch
from tests.conftest import PASSPHRASE
from tests.process import BoothProcess, run

NOBODY = "65534"
OTHERS = 0o077
IS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
STICK = 'mount --make-rprivate / && mount -t tmpfs none /media && mkdir /media/stick && \
mount -t tmpfs -o mode=1777 none /media/stick && "$@" && ls -ln /media/stick /media/stick/*'
BESIDE_A_STICK = ("unshare", "--mount", "--map-root-user", "sh", "-ec", STICK, "sh")
"""Runs a command beside a stick with permissions, which only that command sees."""


@pytest.fixture
def house() -> Iterator[Path]:
    """Give a folder that every user of the machine may enter, and let new files be open to all.

    That is how the laptops of many houses are set up; pytest's own folders are closed.
    """
    former = os.umask(0)
    folder = Path(tempfile.mkdtemp(prefix="house-"))
    folder.chmod(0o755)
    with launch.from_nothing():
        yield folder
    os.umask(former)
    shutil.rmtree(folder)


def open_to_others(folder: Path) -> list[str]:
    """Return the files below a folder that another user can read, really trying it where we may."""
    if not IS_ROOT:
        found = [folder, *folder.rglob("*")]
        return [str(path) for path in found if path.is_file() and path.stat().st_mode & OTHERS]
    become = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    script = 'find "$0" -type f 2>/dev/null | while read -r f; do head -c1 "$f" && echo " $f"; done'
    done = subprocess.run(
        [*become, "sh", "-c", script, str(folder)], capture_output=True, check=False
    )
    return done.stdout.decode(errors="replace").splitlines()


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def test_another_user_reads_nothing_of_a_booth_that_runs_nor_of_its_backup(house: Path) -> None:
    data = house / "data"
    with BoothProcess(data, KIOSK_DESK_PASSPHRASE=PASSPHRASE) as booth:
        backup = house / "copies" / "monday.db"
        backup.parent.mkdir()
        assert run("backup", str(backup), data=data).returncode == 0
        booth.log_file.unlink()
        assert (data / "kiosk.db-wal").exists()
        assert open_to_others(house) == []
    assert mode(data) == 0o700
    assert {mode(path) for path in (*data.iterdir(), backup)} == {0o600}


def test_a_folder_that_a_former_version_left_open_is_closed_at_the_next_start(house: Path) -> None:
    data = house / "data"
    assert run("journal", "verify", data=data).returncode == 0
    (data / "exports").mkdir()
    (data / "exports" / "names").write_text("王小明")
    (data / "kiosk-before-0003.db").write_bytes(b"keys")
    (data / "link").symlink_to(house)
    for path in (data, *data.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o777 if path.is_dir() else 0o666)
    assert len(open_to_others(data)) >= 3
    assert run("journal", "verify", data=data).returncode == 0
    assert open_to_others(house) == []
    assert mode(data) == mode(data / "exports") == 0o700
    assert mode(data / "exports" / "names") == mode(data / "kiosk.db") == 0o600
    assert mode(house) == 0o755  # The link led there.


def test_what_commands_write_to_a_folder_that_staff_name_is_theirs_alone(house: Path) -> None:
    data, out = house / "data", house / "out"
    out.mkdir(mode=0o777)
    for words in (
        ("export", "rating", "--out", str(out / "ratings.csv")),
        ("export", "rating", "--format", "xlsx", "--out", str(out / "ratings.xlsx")),
        ("report", "--bureau", "--out", str(out / "report.docx")),
        ("cards", "print", "--out", str(out / "cards.pdf")),
        ("backup", str(out / "backup.db")),
        ("sbom", "--out", str(out / "sbom.json")),
    ):
        done = run(*words, data=data)
        assert done.returncode == 0, done.stderr
    assert len(list(out.iterdir())) == 6
    assert open_to_others(house) == []


def test_a_code_to_enrol_by_is_not_drawn_into_a_file_that_others_read(house: Path) -> None:
    data, picture = house / "central", house / "code.png"
    picture.write_bytes(b"yesterday's")
    assert open_to_others(house)
    words = ("central", "enroll-code", "--url", "https://central.example", "--qr", str(picture))
    done = run(*words, data=data, KIOSK_ROLE="central")
    assert done.returncode == 0, done.stderr
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert open_to_others(house) == []


def test_a_file_that_another_user_laid_in_wait_gets_nothing(house: Path) -> None:
    data, trap = house / "data", house / "ratings.csv.part"
    trap.write_text("")
    trap.chmod(0o666)
    with trap.open() as held:  # Whoever has it open would go on reading it.
        done = run("export", "rating", "--out", str(house / "ratings.csv"), data=data)
        assert done.returncode == 0, done.stderr
        assert held.read() == ""
    assert open_to_others(house) == []


def test_a_shared_folder_stays_as_it_is_and_staff_are_warned(house: Path) -> None:
    data = house / "shared"
    data.mkdir()
    data.chmod(0o1777)
    (data / "timetable").write_text("of the house")
    (data / "kiosk.db-wal").touch(mode=0o644)
    done = run("journal", "verify", data=data)
    assert done.returncode == 0
    assert "其他用户可能读到" in done.stderr
    assert "Other users may be able to read the data" in done.stderr
    assert mode(data) == 0o1777
    assert [line.rpartition("/")[2] for line in open_to_others(data)] == ["timetable"]


def test_a_folder_of_its_own_is_closed_without_a_word(house: Path) -> None:
    done = run("journal", "verify", data=house / "data")
    assert (done.returncode, done.stderr) == (0, "")


def test_folders_of_the_user_and_the_system_are_never_taken_for_the_programs_own() -> None:
    shared = (ROOT, ROOT.parent, Path.home(), Path(tempfile.gettempdir()), Path("/"))
    assert all(private_files.is_shared(folder) for folder in shared)
    assert not private_files.is_shared(ROOT / "instance")


def test_a_stick_that_keeps_permissions_can_be_read_on_the_next_computer(house: Path) -> None:
    data = house / "data"
    command = [sys.executable, "-m", "kiosk", "export", "rating", "--data", str(data), "--out"]
    done = subprocess.run(
        [*BESIDE_A_STICK, *command, "/media/stick/ratings.csv"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert [line[:10] for line in done.stdout.splitlines() if line.endswith("ratings.csv")] == [
        "-rw-r--r--"
    ] * 2
    assert mode(data) == 0o700


def test_windows_gives_a_file_that_staff_name_to_its_user_and_the_system_alone() -> None:
    user = {"USERDOMAIN": "DESK-3", "USERNAME": "警察"}
    command = private_files.access_list(Path("D:/导出 1.csv"), user, is_folder=False)
    assert command == [
        *("icacls", "D:/导出 1.csv", "/inheritance:r", "/grant:r"),
        *("DESK-3\\警察:F", "*S-1-5-18:F", "/C", "/Q"),
    ]
