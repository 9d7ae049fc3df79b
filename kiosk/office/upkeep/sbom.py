"""List the software that this program is made of, as an SBOM in CycloneDX's JSON.

What belongs to it stands in `kiosk/requirements.lock`; versions and licences are read from what is
installed on this machine, so the list tells what really runs here.
"""

from __future__ import annotations

import platform
import re
import sqlite3
import sys
import uuid
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

import click
import msgspec

from kiosk import clock
from kiosk.command import KioskCommand, file_out
from kiosk.config import ROOT, VERSION

LOCK = ROOT / "kiosk" / "requirements.lock"
SPEC_VERSION = "1.6"
MOST_LICENCE_LETTERS = 60
"""A longer `License` field holds the whole text instead of its name."""
_PIN = re.compile(r"^([A-Za-z0-9._-]+)==", re.MULTILINE)
_CLASSIFIER = "License :: OSI Approved :: "


def locked() -> list[str]:
    """Return the names of the libraries that the program needs, those of libraries included."""
    return sorted(set(_PIN.findall(LOCK.read_text(encoding="utf-8"))))


def licence(library: metadata.Distribution) -> str:
    """Return a library's licence as it states it, best an SPDX expression; "" if it does not."""
    given = library.metadata
    field = _first(given, "License").strip()
    stated = [
        each.removeprefix(_CLASSIFIER)
        for each in given.get_all("Classifier") or []
        if each.startswith(_CLASSIFIER)
    ]
    short = field if len(field) <= MOST_LICENCE_LETTERS and "\n" not in field else ""
    return _first(given, "License-Expression") or short or " AND ".join(stated)


def _first(given: metadata.PackageMetadata, name: str) -> str:
    return next(iter(given.get_all(name) or ()), "")


def installed() -> Iterator[metadata.Distribution]:
    """Yield the libraries of the lock that are installed; some are for one system only."""
    for name in locked():
        try:
            yield metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue


def bill() -> dict[str, Any]:
    """Return the bill of materials of this machine's program."""
    return {
        "bomFormat": "CycloneDX",
        "specVersion": SPEC_VERSION,
        "serialNumber": f"urn:uuid:{uuid.uuid4()}",
        "version": 1,
        "metadata": {
            "timestamp": clock.stamp(clock.now()),
            "component": {"type": "application", "name": "kiosk", "version": VERSION},
        },
        "components": [
            {"type": "platform", "name": "Python", "version": platform.python_version()},
            {"type": "library", "name": "SQLite", "version": sqlite3.sqlite_version},
            *(_component(library) for library in installed()),
        ],
    }


def _component(library: metadata.Distribution) -> dict[str, Any]:
    name, version, stated = library.metadata["Name"], library.version, licence(library)
    address = f"pkg:pypi/{re.sub('[-_.]+', '-', name).lower()}@{version}"
    found = {"type": "library", "bom-ref": address, "name": name, "version": version}
    known = {"license": {"name": stated}} if stated else None
    return found | {"purl": address} | ({"licenses": [known]} if known else {})


@click.command(cls=KioskCommand)
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="File; default: print it."
)
def sbom(out: Path | None) -> None:
    """列出用到的软件和许可证 / list the software and licences that this program is made of."""
    text = msgspec.json.format(msgspec.json.encode(bill()), indent=2)
    if out is None:
        sys.stdout.buffer.write(text + b"\n")
        return
    with file_out(out) as part:
        part.write_bytes(text + b"\n")
    click.echo(f"已写好 {out}。\nWrote {out}.")
