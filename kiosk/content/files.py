"""The files of a pack, from a folder or a zip; nothing that could reach outside it is read."""

from __future__ import annotations

import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from kiosk.errors import SetupFailed

MOST_BYTES = 64 * 1024 * 1024
"""All files of a pack together, unpacked."""

UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError)
"""What a damaged zip, or one with a password or a strange method, raises."""

_LEFT_BESIDE = re.compile(
    r"""
    \..* | __MACOSX                         # Macs, Linux, editors, Git
    | (?:thumbs|ehthumbs)(?:_vista)?\.db | desktop\.ini | \$recycle\.bin      # Windows
    | system\ volume\ information | folder\.htt | icon\r?
    | ~.* | .*~ | .*\.(?:tmp|temp|bak|swp|swo|part|crdownload|lnk|url|orig|rej)  # Office, editors
    | \#.*\# | lost\+found | __pycache__
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""Names of files and folders that systems and programs leave beside people's own, unseen."""

Files = dict[str, bytes]
"""Bytes of each file by its path inside the pack, with forward slashes."""


def read_files(path: Path) -> Files:
    """Read a pack's folder or zip. Raises SetupFailed, naming the file at fault."""
    if path.is_dir():
        return _within_limit(_folder(path))
    if zipfile.is_zipfile(path):
        try:
            with zipfile.ZipFile(path) as archive:
                return _strip_top(_within_limit(_zip(archive)))
        except UNREADABLE as error:
            raise SetupFailed(
                f"{path} 无法解压（{error}）；请重新压缩，不要加密码。",
                f"{path} cannot be unpacked ({error}); zip it again, without a password.",
            ) from error
    raise SetupFailed(
        f"{path} 不是内容包文件夹，也不是 zip 文件。",
        f"{path} is neither a pack's folder nor a zip file.",
    )


def _folder(top: Path) -> Iterator[tuple[str, int, bytes]]:
    for path in sorted(top.rglob("*")):
        name = path.relative_to(top).as_posix()
        if _is_hidden(name):
            continue
        if path.is_symlink():
            raise _refused(name)
        if path.is_file():
            if path.stat().st_size > MOST_BYTES:
                raise _too_large()
            yield name, path.stat().st_size, path.read_bytes()


def _zip(archive: zipfile.ZipFile) -> Iterator[tuple[str, int, bytes]]:
    for entry in archive.infolist():
        pure = PurePosixPath(entry.filename.replace("\\", "/"))
        is_link = stat.S_ISLNK(entry.external_attr >> 16)
        if is_link or pure.is_absolute() or ".." in pure.parts or ":" in entry.filename:
            raise _refused(entry.filename)
        if not entry.is_dir() and not _is_hidden(str(pure)):
            if entry.file_size > MOST_BYTES:
                raise _too_large()
            yield str(pure), entry.file_size, archive.read(entry)


def _is_hidden(name: str) -> bool:
    """Return True if a system or a program left a file beside the pack's own."""
    return any(_LEFT_BESIDE.fullmatch(part) for part in name.split("/"))


def _within_limit(files: Iterator[tuple[str, int, bytes]]) -> Files:
    held: Files = {}
    total = 0
    for name, size, data in files:
        total += size
        if total > MOST_BYTES:
            raise _too_large()
        held[name] = data
    return held


def _strip_top(files: Files) -> Files:
    """Take a zip of the folder itself as the folder."""
    tops = {name.split("/", 1)[0] for name in files}
    if "pack.yaml" in files or len(tops) != 1:
        return files
    top = tops.pop() + "/"
    return {name.removeprefix(top): data for name, data in files.items()}


def _refused(name: str) -> SetupFailed:
    return SetupFailed(
        f"内容包里的 {name} 指向包外，已拒绝；请去掉链接和 .. 路径。",
        f"{name} in the pack points outside of it and was refused; remove links and .. paths.",
    )


def _too_large() -> SetupFailed:
    megabytes = MOST_BYTES // 2**20
    return SetupFailed(
        f"内容包超过 {megabytes} MB；请缩小图片。",
        f"The pack is larger than {megabytes} MB; make its images smaller.",
    )
