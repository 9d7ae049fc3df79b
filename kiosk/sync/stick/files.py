r"""Write files to a stick so that each is there whole or not at all, and seal them to central.

    KIOSKS1\n | fingerprint of central's key (10 letters) | libsodium sealed box

A stick may be full, write-protected or pulled out at any moment; several laptops may share one.
"""

from __future__ import annotations

import errno
import os
import re
import secrets
import shutil
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from nacl.exceptions import CryptoError
from nacl.public import SealedBox
from sqlalchemy import Connection

from kiosk.errors import NotAllowed, Refused, StorageFailed
from kiosk.sealing import identity
from kiosk.storage import private_files

FOLDER = "open-day"
MAGIC = b"KIOSKS1\n"
HEAD = len(MAGIC) + identity.FINGERPRINT
SEAL_BYTES = 48
"""What a sealed box adds to what it holds."""
PART = ".part"
_BEHIND = r"(?:[ (（\[_–—的-].*|(?:\.(?:txt|json|bin|dat|download))+)?"
""" (1), - 副本, .txt and the like, behind a name that was `….receipt`."""
_FULL = (errno.ENOSPC, errno.EDQUOT) if hasattr(errno, "EDQUOT") else (errno.ENOSPC,)
_PROTECTED = (errno.EROFS, errno.EACCES, errno.EPERM)


def seal(plain: bytes, verify_key: bytes, box_key: bytes) -> bytes:
    """Seal `plain` so that only the central with these keys opens it, and can tell that it may."""
    return MAGIC + identity.fingerprint(verify_key).encode() + identity.seal_to(box_key, plain)


def unseal(tx: Connection, data: bytes) -> bytes:
    """Open what was sealed to this central. Raises Refused, and NotAllowed for another's."""
    if not data.startswith(MAGIC):
        raise Refused(
            "这不是展位导出的文件，或者已损坏。", "This is no file that a booth wrote, or damaged."
        )
    ours = identity.fingerprint(bytes(identity.central_key(tx).verify_key)).encode()
    if data[len(MAGIC) : HEAD] != ours and data[len(MAGIC) : HEAD].isalnum():
        raise NotAllowed(
            "这个文件是封给另一个中心的，或者已损坏；没有收下任何内容。",
            "This file is sealed to another central, or damaged; nothing was taken.",
        )
    try:
        return SealedBox(identity.box(tx)).decrypt(data[HEAD:])
    except (CryptoError, ValueError, TypeError):
        raise Refused(
            "文件已损坏或不完整；没有收下任何内容，请让展位重新导出。",
            "The file is damaged or not whole; nothing was taken. Let the booth export it again.",
        ) from None


def open_folder(target: Path) -> Path:
    """Return our folder on a stick, made if it is missing. Raises StorageFailed."""
    if not target.is_dir():
        raise Refused(
            f"没有文件夹 {target}；请插好 U 盘再试。",
            f"There is no folder {target}; plug the stick in and try again.",
        )
    folder = target if target.name == FOLDER else target / FOLDER
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise failure(error, folder) from error
    private_files.open_on_stick(folder)
    return folder


def require_space(folder: Path, need: int) -> None:
    """Raise StorageFailed where a stick has fewer than `need` bytes left."""
    free = shutil.disk_usage(folder).free
    if free < need:
        raise StorageFailed(
            f"U 盘空间不够：大约需要 {need // 2**20 + 1} MB，只剩 {free // 2**20} MB；"
            "没有写任何文件。请腾出空间，或换一个 U 盘。",
            f"The stick lacks space: about {need // 2**20 + 1} MB are needed, {free // 2**20} MB "
            "are left; nothing was written. Free some space, or take another stick.",
        )


def write(folder: Path, name: str, data: bytes) -> None:
    """Write a file so that it is on the stick whole, or not there. Raises OSError.

    It is read back from the stick itself where the system lets us; one that differs is taken away.
    """
    part = folder / f".{name}.{secrets.token_hex(4)}{PART}"
    final = folder / name
    try:
        with part.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        private_files.open_on_stick(part)
        part.replace(final)
    except OSError:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise
    _flush_folder(folder)
    if _read_back(final) != data:
        final.unlink(missing_ok=True)
        raise OSError(errno.EIO, os.strerror(errno.EIO))


def _flush_folder(folder: Path) -> None:
    """Let the new name reach the stick; Windows does so by itself, some file systems cannot."""
    if os.name != "posix":
        return
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _read_back(path: Path) -> bytes:
    with path.open("rb") as file:
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        return file.read()


def find(target: Path, ending: str) -> Iterator[Path]:
    """Yield the files below a folder whose names end so, in order of name; not hidden ones.

    What browsers, mail programs and systems put behind a name is passed over: what is in a file is
    sealed or signed, and its name only helps to find it. Links to folders are not followed. Only
    names are held, not what the files are: a stick of 100,000 files takes 30 MB.
    """
    fits = re.compile(rf"[^.].*{re.escape(ending)}{_BEHIND}", re.IGNORECASE | re.DOTALL).fullmatch
    found = [(name, folder) for folder, _, names in os.walk(target) for name in names if fits(name)]
    found.sort()
    for name, folder in found:
        yield Path(folder, name)


def read_at_most(path: Path, most: int) -> bytes:
    """Return a file's bytes.

    Raises Refused, before reading it, where it is larger than `most` or is no plain file: a link
    leads away from the stick, a pipe or a device never ends.
    """
    found = path.lstat()
    if not stat.S_ISREG(found.st_mode):
        raise Refused(
            "这不是普通文件（链接、管道或设备），没有读取。",
            "This is no plain file (a link, a pipe or a device); it was not read.",
        )
    size = found.st_size
    if size > most:
        raise Refused(
            f"文件太大（{size // 2**20} MB，最多 {most // 2**20} MB），没有读取。",
            f"The file is too large ({size // 2**20} MB, at most {most // 2**20} MB); it was not "
            "read.",
        )
    with path.open("rb") as file:
        return file.read(most)


def failure(error: OSError, folder: Path) -> StorageFailed:
    """Turn an error of a stick into a sentence that says what to do."""
    if error.errno in _FULL:
        return StorageFailed(
            f"U 盘已满（{folder}）；请腾出空间或换一个 U 盘，再做一次。",
            f"The stick is full ({folder}); free some space or take another one, then do it again.",
        )
    if error.errno in _PROTECTED:
        return StorageFailed(
            f"U 盘写不进去（{folder}）；请看写保护开关和权限，或换一个 U 盘。",
            f"The stick cannot be written to ({folder}); look at its lock switch and permissions, "
            "or take another one.",
        )
    return StorageFailed(
        f"U 盘读写失败（{folder}：{error.strerror}），可能被拔出了；请插好再做一次。",
        f"The stick failed ({folder}: {error.strerror}), it may have been pulled out; plug it in "
        "and do it again.",
    )
