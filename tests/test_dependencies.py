"""The lock, what a person installs, and the list of licences say the same as what is installed."""

from __future__ import annotations

import json
import re
import uuid
from importlib import metadata
from pathlib import Path

from kiosk.office.upkeep import sbom
from tests import new_lock
from tests.process import run

LOCK = sbom.LOCK.read_text(encoding="utf-8")
ENTRY = re.compile(
    r"^([A-Za-z0-9._-]+)==([^ ]+)[^\n]*\n((?: +--hash=sha256:[0-9a-f]{64}[^\n]*\n)*)", re.M
)
LEAST_LIBRARIES = 30


def test_the_lock_pins_what_a_person_installs() -> None:
    locked = {new_lock.plain(name): version for name, version, _ in ENTRY.findall(LOCK)}
    direct = new_lock.direct()
    assert direct == {name: locked[name] for name in direct}


def test_the_lock_holds_every_library_that_another_needs() -> None:
    names = set(map(new_lock.plain, sbom.locked()))
    assert len(names) >= LEAST_LIBRARIES
    for library in sbom.installed():
        assert new_lock.needed(library.requires or ()) <= names, library.metadata["Name"]


def test_every_file_of_the_lock_has_its_hash_and_none_its_address() -> None:
    entries = ENTRY.findall(LOCK)
    assert len(entries) == len(re.findall("==", re.sub("#.*|;.*", "", LOCK)))
    assert all("--hash=" in hashes for _, _, hashes in entries)
    assert "://" not in LOCK
    assert "--index-url" not in LOCK


def test_the_table_of_licences_is_true_of_what_is_installed() -> None:
    text = new_lock.LICENCES.read_text(encoding="utf-8")
    assert text.partition(new_lock.BEGIN)[2] == new_lock.table()
    assert all(sbom.licence(library) for library in sbom.installed())


def test_the_command_lists_what_is_installed(tmp_path: Path) -> None:
    done = run("sbom", data=tmp_path / "data")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert (found["bomFormat"], found["specVersion"]) == ("CycloneDX", "1.6")
    uuid.UUID(found["serialNumber"].removeprefix("urn:uuid:"))
    listed = {each["name"]: each["version"] for each in found["components"]}
    assert listed["Flask"] == metadata.version("flask")
    assert {"Python", "SQLite"} < set(listed)
    assert len(listed) >= LEAST_LIBRARIES
    written = tmp_path / "sbom.json"
    assert run("sbom", "--out", str(written), data=tmp_path / "data").returncode == 0
    assert {each["name"] for each in json.loads(written.read_bytes())["components"]} == set(listed)
    assert not (tmp_path / "data").exists(), "it needs no data folder"
