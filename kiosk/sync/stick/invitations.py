r"""Enrol laptops by a stick that central has written, without a network.

    KIOSKI1\n | central's signature (64) | JSON of `enrolment.EnrolmentOffer`

Each file enrols one laptop, which takes it by giving it another name. Its first export carries
the code, and central enrols it when it takes that in.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec
from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey
from sqlalchemy import Connection

from kiosk.decoding import read_json
from kiosk.errors import KioskError, Refused, StorageFailed
from kiosk.journal import this_device
from kiosk.sealing import identity, keys
from kiosk.storage.db import db
from kiosk.sync.booth import link
from kiosk.sync.central import admission
from kiosk.sync.format.enrolment import BY_STICK, EnrolmentOffer
from kiosk.sync.stick import files

MAGIC = b"KIOSKI1\n"
SIGNATURE = 64
SUFFIX, USED = ".invitation", ".used"
MOST_BYTES = 16 * 2**10
MOST_FILES = 1000


@dataclass(frozen=True)
class JoinedCentral:
    """The central that this device belongs to now: its fingerprint, and the file used."""

    fingerprint: str
    file: Path


def make(tx: Connection, count: int, url: str | None = None) -> list[bytes]:
    """Make `count` invitations for as many laptops, each with a one-time code. Raises Refused."""
    if not 1 <= count <= MOST_FILES:
        raise Refused(f"终端数应在 1 到 {MOST_FILES} 之间。", f"Give 1 to {MOST_FILES} devices.")
    return [_sign(tx, url) for _ in range(count)]


def _sign(tx: Connection, url: str | None) -> bytes:
    invitation = admission.make_offer(tx, *admission.make_code(tx, lasts=BY_STICK), url)
    plain = msgspec.json.encode(invitation)
    return MAGIC + identity.central_key(tx).sign(plain).signature + plain


def write(target: Path, invitations: Sequence[bytes]) -> Path:
    """Write invitations to a stick; return their folder. Raises StorageFailed, saying how many."""
    folder = files.open_folder(target)
    for count, data in enumerate(invitations):
        try:
            files.write(folder, f"{secrets.token_hex(6)}{SUFFIX}", data)
        except OSError as error:
            why = files.failure(error, folder)
            raise StorageFailed(
                f"{why.zh}已写好 {count} 份登记文件，共 {len(invitations)} 份。",
                f"{why.en} {count} of {len(invitations)} invitations were written.",
            ) from error
    return folder


def open_invitation(data: bytes) -> EnrolmentOffer:
    """Return an invitation that is whole. Raises Refused."""
    begin = len(MAGIC) + SIGNATURE
    try:
        invitation = read_json(data[begin:], EnrolmentOffer)
        key = bytes.fromhex(invitation.verify_key)
        VerifyKey(key).verify(data[begin:], data[len(MAGIC) : begin])
        is_whole = data.startswith(MAGIC) and len(bytes.fromhex(invitation.box_key)) == len(key)
    except (BadSignatureError, ValueError, TypeError):
        is_whole = False
    if not is_whole or not keys.plain_code(invitation.code).endswith(identity.fingerprint(key)):
        raise Refused(
            "登记文件已损坏；请到中心另写一份（central enroll-code --out）。",
            "The invitation is damaged; let central write another (central enroll-code --out).",
        )
    return invitation


def join(target: Path) -> JoinedCentral:
    """Take one unused invitation from below `target`, and belong to its central from now on.

    Two laptops never take the same: its new name can be given once. Raises Refused.
    """
    with db.transaction() as tx:
        identity.device_key(tx)
        here = this_device.place(tx)
    assert here is not None
    refused: KioskError | None = None
    for path in files.find(target, SUFFIX):
        try:
            claimed = _claim(path, here.device)
        except Refused as error:
            refused = error
            continue
        if claimed:
            _keep(path, *claimed)
            return JoinedCentral(
                identity.fingerprint(bytes.fromhex(claimed[0].verify_key)), claimed[1]
            )
    raise refused or Refused(
        f"{target} 里没有未用过的登记文件；请到中心用 central enroll-code --out 再写几份。",
        f"There is no unused invitation below {target}; let central write more with "
        "central enroll-code --out.",
    )


def _claim(path: Path, device: str) -> tuple[EnrolmentOffer, Path] | None:
    """Rename an invitation to a used one; return None if another laptop was quicker."""
    try:
        invitation = open_invitation(files.read_at_most(path, MOST_BYTES))
        used = path.with_name(f"{path.name}.{device[:8]}{USED}")
        path.rename(used)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise files.failure(error, path) from error
    return invitation, used


def _keep(path: Path, invitation: EnrolmentOffer, used: Path) -> None:
    """Store what an invitation says; if that fails, give the file its name back."""
    try:
        with db.transaction() as tx:
            link.accept_offer(tx, invitation)
    except KioskError:
        with suppress(OSError):
            used.rename(path)
        raise
