"""What Explorer, Finder, Office and editors leave in a pack's folder is passed over."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from kiosk.content.load import load
from tests.factories import faults, pack_folder

LEFT = [
    "images/Thumbs.db",
    "images/thumbs.db",
    "images/ehthumbs.db",
    "topics/desktop.ini",
    "Desktop.ini",
    "$RECYCLE.BIN/S-1-5-21/desktop.ini",
    "System Volume Information/IndexerVolumeGuid",
    "~$cards.yaml",
    "topics/~$anti-fraud.docx",
    "images/~WRL0001.tmp",
    "images/.DS_Store",
    "topics/._anti-fraud.yaml",
    "images/Icon\r",
    "__MACOSX/images/._a.svg",
    ".git/config",
    ".svn/entries",
    ".Trash-1000/files/a.svg",
    "topics/anti-fraud.yaml~",
    "topics/anti-fraud.yaml.bak",
    "topics/.anti-fraud.yaml.swp",
    "topics/#anti-fraud.yaml#",
    "topics/anti-fraud.yaml.orig",
    "images/drawing.svg.crdownload",
    "images/drawing.svg.part",
    "images/Shortcut.lnk",
    ".~lock.cards.yaml#",
    ".idea/workspace.xml",
    "lost+found/1",
]


@pytest.mark.parametrize("name", LEFT)
@pytest.mark.parametrize("is_zip", [False, True])
def test_what_programs_leave_in_a_pack_is_passed_over(
    tmp_path: Path, name: str, is_zip: bool
) -> None:
    folder = pack_folder(tmp_path)
    whole = load(folder).digest
    left = folder / name
    left.parent.mkdir(parents=True, exist_ok=True)
    left.write_bytes(b"\xd0\xcf\x11\xe0")
    found = folder
    if is_zip:
        found = tmp_path / "pack.zip"
        with zipfile.ZipFile(found, "w") as archive:
            for path in sorted(folder.rglob("*")):
                if path.is_file():
                    archive.write(path, "pack/" + path.relative_to(folder).as_posix())
    assert faults(found) == []
    assert load(found).digest == whole


@pytest.mark.parametrize(
    "name", ["topics/anti-frauds.yaml", "images/photo.gif", "images/thumbs.svg"]
)
def test_what_people_put_into_a_pack_is_not_passed_over(tmp_path: Path, name: str) -> None:
    folder = pack_folder(tmp_path)
    (folder / name).write_bytes(b"\xd0\xcf\x11\xe0")
    assert any(name.rpartition("/")[2] in line for line in faults(folder))
