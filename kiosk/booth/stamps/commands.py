"""The command by which booths without a central get to know each other's keys."""

from __future__ import annotations

import re
from pathlib import Path

import click

from kiosk.command import KioskGroup, booth, file_out
from kiosk.journal import this_device
from kiosk.sealing import booth_keys, identity
from kiosk.storage.db import db

ENDING = ".stamp-key"
_KEY = re.compile(r"[0-9a-f]{64}\s*")
MOST_BYTES = 200


@click.group(cls=KioskGroup)
def stamps() -> None:
    """集章：展位之间互认公钥 / stamps: booths believe each other's."""


@stamps.command()
@click.argument("folder", type=click.Path(file_okay=False, exists=True, path_type=Path))
def keys(folder: Path) -> None:
    """把本机公钥写到 U 盘，并收下别的展位的 / write this booth's key to a folder, take the others'.

    Carry a stick from booth to booth, twice round, and each knows all. Needed only without a
    central, which tells its devices by itself.
    """
    with booth():
        with db.transaction() as tx:
            here = this_device.place(tx)
            assert here is not None
            own = bytes(identity.device_key(tx).verify_key).hex()
            others = list(map(_read, sorted(folder.glob(f"*{ENDING}"))))
            new = booth_keys.take_from_staff(tx, [key for key in others if key])
            count = booth_keys.count(tx)
        with file_out(folder / f"{here.device}{ENDING}") as part:
            part.write_text(own + "\n", encoding="ascii")
    click.echo(f"新认识 {new} 个展位，共 {count} 个\n{new} new booths, {count} known")


def _read(path: Path) -> bytes | None:
    """Return the key in a file, None where it holds none."""
    text = path.read_bytes()[:MOST_BYTES].decode("ascii", "replace")
    return bytes.fromhex(text) if _KEY.fullmatch(text) else None
