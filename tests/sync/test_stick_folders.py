"""A page writes to sticks that are plugged in, and to no other folder of the machine."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk.config import ROOT
from kiosk.sync.stick import drives, files, invitations
from tests.staff.test_pages import read, sign_in, words
from tests.sync.sites import Site, found_central

PAGE = "/staff/sync"
ACTS = (f"{PAGE}/stick", f"{PAGE}/enrol")
MOUNTED = """\
mount --make-rprivate /
mount -t tmpfs none /media
mkdir -p /media/stick "/media/ann/my stick" /media/share
mount -t tmpfs /dev/sdz1 /media/stick
mount -t tmpfs /dev/sdz2 "/media/ann/my stick"
mount -t tmpfs //server/share /media/share
exec "$0" -c "$1"
"""
"""Three mounts that only one process sees: two of devices, one of a share."""


@pytest.fixture
def linked(client: FlaskClient, tmp_path: Path) -> Path:
    """Give a stick by which this booth is enrolled, so that it could write its records there."""
    central = found_central(Site(tmp_path / "central", role="central"))
    stick = tmp_path / "stick"
    stick.mkdir()
    invitations.write(stick, central.do(lambda tx: invitations.make(tx, 1)))
    sign_in(client, name="chief")
    assert (
        client.post(f"{PAGE}/enrol", data={"folder": str(stick), "act": "stick"}).status_code == 303
    )
    return stick


def post(client: FlaskClient, path: str, **data: str) -> tuple[int, str]:
    answer = client.post(path, data={"act": "stick"} | data)
    return answer.status_code, words(answer.get_data(as_text=True))


@pytest.mark.parametrize("role", ["analyst", "privacy"])
def test_who_is_no_administrator_types_no_folder(
    client: FlaskClient, linked: Path, tmp_path: Path, role: str
) -> None:
    client.post("/staff/sign-out")
    sign_in(client, role)
    secret = tmp_path / "secret"
    secret.mkdir()
    code, page = post(client, ACTS[0], folder=str(secret))
    assert code in (403, 409)
    assert "只有管理员" in page
    assert list(secret.iterdir()) == []
    for drive in (str(secret), "/", "..", str(linked)):
        code, page = post(client, ACTS[0], drive=drive)
        assert code == 409
        assert "已经拔出" in page
    assert list(secret.iterdir()) == []
    assert 'name="folder"' not in read(client, PAGE)


@pytest.mark.parametrize(
    "typed",
    [
        "//server/share",
        r"\\server\share",
        r"\\?\UNC\server\share",
        r"\/server/share",
        r"\\.\pipe\name",
        "relative",
        "./here",
        "..",
        "~",
        "/media/with\0nul",
    ],
)
def test_an_administrator_types_no_share_and_no_part_of_a_path(
    client: FlaskClient, linked: Path, typed: str
) -> None:
    code, page = post(client, ACTS[0], folder=typed)
    assert code in (400, 409)
    assert "已写到 U 盘" not in page


def test_nothing_is_written_into_the_program_or_the_data(
    client: FlaskClient, app: Flask, linked: Path, tmp_path: Path
) -> None:
    data = app.config["SETTINGS"].data
    link = tmp_path / "link"
    link.symlink_to(data)
    for folder in (data, data / "x", data.parent, link, ROOT, ROOT / "static", Path("/")):
        code, page = post(client, ACTS[0], folder=str(folder))
        assert code == 409, folder
        assert "自己的文件夹" in page
    assert not list(ROOT.rglob(f"{files.FOLDER}/*.bundle"))
    assert post(client, ACTS[0], folder=str(linked))[0] == 200


def test_devices_that_are_mounted_are_sticks_and_shares_are_not() -> None:
    script = (
        "import json; from kiosk.sync.stick import drives; "
        "print(json.dumps([str(folder) for folder in drives.sticks()]))"
    )
    done = subprocess.run(
        ["unshare", "--mount", "--map-root-user", "sh", "-ec", MOUNTED, sys.executable, script],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert {"/media/stick", "/media/ann/my stick"} <= set(found)
    assert "/media/share" not in found


def test_blanks_in_the_list_of_mounts_are_read() -> None:
    listed = (
        "/dev/sdb1 /media/a\\040b vfat rw 0 0\n//srv/x /media/c cifs rw 0 0\n\ntmpfs /run tmpfs\n"
    )
    assert drives.mounted_devices(listed) == {Path("/media/a b")}
