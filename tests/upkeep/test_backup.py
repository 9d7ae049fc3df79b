"""A backup is sealed and whole; a restore puts back a whole booth in a new journal, or nothing."""

from __future__ import annotations

import io
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.errors import Refused
from kiosk.sealing import sealed_file
from tests.faults.people import rows
from tests.process import ROOT, run
from tests.sync.sites import Site

PASSPHRASE = "six plain words of a desk"
STAFF = "zhangsan-of-the-desk"
HASHES = re.compile(rb"scrypt:|argon2|pbkdf2")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, str]:
    """Give a folder with a desk key, an account and ratings, its backup, and the recovery code."""
    place = tmp_path_factory.mktemp("kept")
    site = Site(place / "data", desk_passphrase=PASSPHRASE)
    code = make_key(site)
    site.rate(1, 2, 3, 4, 5)
    assert run("staff", "add", STAFF, "--role", "admin", data=place / "data").returncode == 0
    target = place / "one.backup"
    done = run("backup", str(target), data=place / "data")
    assert done.returncode == 0, done.stderr
    assert "nobody can" in done.stdout, "what a lost passphrase means is said before"
    return place / "data", target, code


def make_key(site: Site) -> str:
    from kiosk.startup import make_desk_key

    with site.open():
        code = make_desk_key(site.settings)
    assert code
    return code


@pytest.fixture
def data(kept: tuple[Path, Path, str], tmp_path: Path) -> Path:
    """Give a copy of the folder."""
    return Path(shutil.copytree(kept[0], tmp_path / "data"))


@pytest.mark.parametrize("by", ["passphrase", "recovery code", "code typed badly"])
def test_a_backup_opens_on_another_machine_by_passphrase_and_by_recovery_code(
    kept: tuple[Path, Path, str], tmp_path: Path, by: str
) -> None:
    _, backup, code = kept
    words = {
        "passphrase": PASSPHRASE,
        "recovery code": code,
        "code typed badly": code.lower().replace("-", " "),
    }[by]
    done = run("restore", str(backup), data=tmp_path / "other", stdin=f"{words}\n")
    assert done.returncode == 0, done.stderr
    assert f"{STAFF}  admin" in done.stdout, "the accounts are shown"
    assert "Another device signed this backup" in done.stdout
    assert re.search(r"Restored \d+ records", done.stdout)
    ratings = rows(tmp_path / "other", "SELECT value FROM rating ORDER BY value")
    assert [value for (value,) in ratings] == [1, 2, 3, 4, 5]
    verdict = run("journal", "verify", data=tmp_path / "other")
    assert verdict.returncode == 0, verdict.stderr


def test_wrong_words_open_nothing_and_change_nothing(
    kept: tuple[Path, Path, str], data: Path
) -> None:
    before = (data / "kiosk.db").read_bytes()
    done = run("restore", str(kept[1]), data=data, stdin="not the passphrase\n")
    assert done.returncode == 1
    assert "is wrong" in done.stderr
    assert (data / "kiosk.db").read_bytes() == before


def test_no_name_hash_or_key_lies_open_in_a_backup(kept: tuple[Path, Path, str]) -> None:
    folder, backup, code = kept
    data = backup.read_bytes()
    assert STAFF.encode() not in data
    assert not HASHES.search(data)
    assert code.encode() not in data
    assert PASSPHRASE.encode() not in data
    assert b"SQLite format" not in data
    secrets = ("SELECT password FROM staff", "SELECT code FROM staff", "SELECT seed FROM link")
    secrets = (*secrets, "SELECT code_key FROM desk_key")
    for (value,) in (row for query in secrets for row in rows(folder, query)):
        held = value.encode() if isinstance(value, str) else value
        if held:
            assert held not in data
            assert held.hex().encode() not in data
    assert b'"records":' in data, "what it is can be read without the words"


def test_every_flipped_byte_and_every_cut_is_found(
    kept: tuple[Path, Path, str], tmp_path: Path
) -> None:
    whole = kept[1].read_bytes()
    places = [*range(0, 2000, 61), *range(2000, len(whole), len(whole) // 40), len(whole) - 1]
    for place in places:
        changed = bytearray(whole)
        changed[place] ^= 1
        for data in (bytes(changed), whole[:place]):
            with pytest.raises(Refused):
                sealed_file.unseal(io.BytesIO(data), PASSPHRASE, io.BytesIO())
    with pytest.raises(Refused):
        sealed_file.unseal(io.BytesIO(whole + whole[-80:]), PASSPHRASE, io.BytesIO())
    target = tmp_path / "damaged.backup"
    target.write_bytes(whole[:-1000])
    done = run("restore", str(target), data=tmp_path / "new", stdin=f"{PASSPHRASE}\n")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "damaged or not whole" in done.stderr


def damage(data: Path) -> None:
    """Break a page of the database, as a failing disk does."""
    path = data / "kiosk.db"
    content = bytearray(path.read_bytes())
    for begin in range(8192, len(content), 3 * 4096):
        content[begin : begin + 200] = b"\x07" * 200
    path.write_bytes(content)


def test_a_damaged_database_never_replaces_the_last_good_backup(
    kept: tuple[Path, Path, str], data: Path, tmp_path: Path
) -> None:
    target = Path(shutil.copy(kept[1], tmp_path / "noon.backup"))
    good = target.read_bytes()
    damage(data)
    done = run("backup", str(target), data=data)
    assert done.returncode == 1
    assert "damaged" in done.stderr
    assert "Traceback" not in done.stderr
    assert target.read_bytes() == good
    assert list(tmp_path.glob("*.part")) == []
    restored = run("restore", str(target), data=data, stdin=f"{PASSPHRASE}\n")
    assert restored.returncode == 0, restored.stderr
    assert run("journal", "verify", data=data).returncode == 0


FOREIGN = {
    "trigger": "CREATE TRIGGER t AFTER INSERT ON record BEGIN UPDATE rating SET value = 5; END",
    "view": "CREATE VIEW v AS SELECT * FROM staff",
    "table": "CREATE TABLE extra (x)",
    "index": "CREATE INDEX extra ON staff (role)",
}


@pytest.mark.parametrize("kind", FOREIGN)
def test_a_plain_backup_with_a_trigger_or_anything_foreign_is_refused(
    data: Path, tmp_path: Path, kind: str
) -> None:
    file = Path(shutil.copy(data / "kiosk.db", tmp_path / "plain.db"))
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(FOREIGN[kind])
        connection.commit()
    before = (data / "kiosk.db").read_bytes()
    done = run("restore", str(file), data=data)
    assert done.returncode == 1
    assert "tampered" in done.stderr
    assert (data / "kiosk.db").read_bytes() == before


def test_an_account_that_somebody_added_to_a_plain_backup_is_shown(
    data: Path, tmp_path: Path
) -> None:
    file = Path(shutil.copy(data / "kiosk.db", tmp_path / "plain.db"))
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE staff SET name = 'intruder' WHERE name = ?", (STAFF,))
        connection.commit()
    done = run("restore", str(file), data=data)
    assert done.returncode == 0, done.stderr
    assert "intruder  admin" in done.stdout
    assert "neither sealed nor signed" in done.stderr


def test_a_backup_that_this_device_signed_is_known_as_its_own(
    kept: tuple[Path, Path, str], data: Path
) -> None:
    done = run("restore", str(kept[1]), data=data, stdin=f"{PASSPHRASE}\n")
    assert done.returncode == 0, done.stderr
    assert "Another device" not in done.stdout


STEPS = ("connect", "rename", "unlink", "mkdir", "open")
KILLER = """
import os, sys
step, count = sys.argv.pop(1), int(sys.argv.pop(1))
seen = 0
def watch(event, args):
    global seen
    known = {"os.rename": "rename", "os.remove": "unlink", "os.mkdir": "mkdir",
             "sqlite3.connect": "connect", "open": "open"}
    names = [str(each) for each in args if isinstance(each, (str, os.PathLike))]
    if known.get(event) == step and any("data" in name for name in names):
        seen += 1
        if seen == count:
            os._exit(137)
sys.addaudithook(watch)
from kiosk.cli import main
main()
"""
"""Ends the process at the given call that touches the data folder, as a cut of the power would."""


@pytest.mark.parametrize("step", STEPS)
def test_a_restore_killed_at_any_step_leaves_one_whole_database_in_a_journal_of_its_own(
    kept: tuple[Path, Path, str], tmp_path: Path, step: str
) -> None:
    for count in range(1, 40 if os.environ.get("KIOSK_FULL") else 9):
        data = Path(shutil.copytree(kept[0], tmp_path / "data"))
        Site(data).rate(5)
        former = rows(data, "SELECT epoch FROM desk")[0][0]
        total = rows(data, "SELECT count(*) FROM record")[0][0]
        words = ["restore", str(kept[1]), "--data", str(data)]
        done = subprocess.run(
            [sys.executable, "-c", KILLER, step, str(count), *words],
            input=f"{PASSPHRASE}\n",
            cwd=ROOT,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        verdict = run("journal", "verify", data=data)
        assert verdict.returncode == 0, (step, count, verdict.stderr)
        epoch = rows(data, "SELECT epoch FROM desk")[0][0]
        held = rows(data, "SELECT count(*) FROM record")[0][0]
        if epoch == former:
            assert held == total, (step, count)
        else:
            opened = "SELECT count(*) FROM record WHERE epoch = ? AND kind = 'epoch'"
            assert rows(data, opened, epoch) == [(1,)], (step, count)
        shutil.rmtree(data)
        if done.returncode == 0:
            return
    assert done.returncode in (0, 137)


def full(data: Path, target: Path) -> subprocess.CompletedProcess[str]:
    """Back up in a process whose files may not grow beyond 100 kB, as on a full stick."""
    script = "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (10**5, 10**5))\n"
    script += "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
    script += "from kiosk.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", script, "backup", str(target), "--data", str(data)],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.parametrize("run_out", [full])
def test_a_full_stick_keeps_the_former_backup_and_is_said_in_one_sentence(
    kept: tuple[Path, Path, str],
    data: Path,
    tmp_path: Path,
    run_out: Callable[[Path, Path], subprocess.CompletedProcess[str]],
) -> None:
    target = Path(shutil.copy(kept[1], tmp_path / "noon.backup"))
    good = target.read_bytes()
    done = run_out(data, target)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "could not be written" in done.stderr
    assert target.read_bytes() == good
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".part"] == []
