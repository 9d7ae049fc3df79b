"""Turn a pack's files into a `Pack`, gathering every error with its file, line and field."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

import msgspec

from kiosk.content import check, shape, writing
from kiosk.content.files import Files, read_files
from kiosk.content.pack import Pack
from kiosk.content.problems import Problem
from kiosk.content.yaml_tree import MOST_NODES, Path, YamlFault, YamlTree
from kiosk.journal.records import canonical

BUNDLED = FilePath(__file__).with_name("bundled")
LISTS = ("units.yaml", "feedback.yaml", "cards.yaml", "hotlines.yaml", "panels.yaml")
"""Files that hold fields of the pack itself."""
WHOLE = {
    "rating.yaml": "rating",
    "tour.yaml": "tour",
    "stamps.yaml": "stamps",
    "outreach.yaml": "outreach",
    "handback.yaml": "handback",
}
"""Files that are one field of the pack."""
OPTIONAL = ("stamps.yaml", "outreach.yaml", "handback.yaml")
"""Files that packs of former versions do not have."""
FOLDERS = {name: name for name in ("topics", "surveys", "blocks", "scenes", "calls", "cases")}
"""Folders with a file an entry, in the order that `pack.yaml` gives."""
WITH_FILES = ("images/", "sounds/")
"""Folders of the files that parts of a pack name."""


@dataclass(frozen=True)
class Loaded:
    """A pack that was read, its images and sounds, its digest, and what was wrong with it.

    `pack` is None if there are errors; `digest` is SHA-256 in hexadecimal.
    """

    pack: Pack | None
    images: dict[str, bytes]
    digest: str
    problems: list[Problem]

    @property
    def errors(self) -> list[Problem]:
        """Return the problems that keep the pack from being shown."""
        return [each for each in self.problems if each.is_error]


class Sources:
    """The trees of all files joined into one, with the file and line of each field."""

    def __init__(self, files: Files) -> None:
        """Read every file; what cannot be read becomes a problem."""
        self.files = files
        self.problems: list[Problem] = []
        self.data: dict[str, Any] = {}
        self.places: dict[Path, tuple[str, YamlTree, int]] = {}
        self.unread: set[str] = set()
        """Files that could not be read, of which more words would only mislead."""
        self._nodes_left = MOST_NODES
        self._take_fields("pack.yaml")
        for name in LISTS:
            self._take_fields(name)
        for name, field in WHOLE.items():
            if name in OPTIONAL and name not in files:
                continue
            self.data[field] = self._take_whole((field,), name)
        for folder, field in FOLDERS.items():
            self._take_folder(folder, field)

    def _tree(self, name: str) -> YamlTree | None:
        if name not in self.files:
            self.problems.append(Problem.error(name, 1, "", "缺少这个文件", "this file is missing"))
            return None
        try:
            tree = YamlTree(self.files[name], self._nodes_left)
            self._nodes_left -= len(tree.lines)  # Of all files together.
            return tree
        except YamlFault as fault:
            self.unread.add(name)
            words = f"YAML: {fault.reason}"
            self.problems.append(Problem.error(name, fault.line, "", words, words))
            return None

    def _take_fields(self, name: str) -> None:
        tree = self._tree(name)
        if tree is None:
            return
        if not isinstance(tree.data, dict):
            words = "应是“字段: 值”的形式", "should be fields and values"
            self.problems.append(Problem.error(name, 1, "", *words))
            return
        for field, value in tree.data.items():
            self.data[field] = value
            self.places[field,] = name, tree, 0

    def _take_whole(self, path: Path, name: str) -> Any:
        """Read a file that is one field, or one entry of a list, of the pack."""
        tree = self._tree(name)
        if tree is None:
            self.places[path] = name, YamlTree(b""), len(path)
            return None
        self.places[path] = name, tree, len(path)
        return tree.data

    def _take_folder(self, folder: str, field: str) -> None:
        order = self.data.get(field)
        names = order if isinstance(order, list) else []
        held = [
            self._take_whole((field, i), f"{folder}/{name}.yaml") for i, name in enumerate(names)
        ]
        self.data[field] = held
        if "pack.yaml" in self.unread:
            return
        listed = {f"{folder}/{name}.yaml" for name in names}
        for name in self.files:
            if name.startswith(f"{folder}/") and name not in listed:
                zh = f"没有列在 pack.yaml 的 {field} 里"
                en = f"is not listed under {field} in pack.yaml"
                self.problems.append(Problem.error(name, 1, "", zh, en))

    def is_unread(self, path: Path) -> bool:
        """Return True if the file that a field stands in, or may stand in, could not be read."""
        if path in self.places:
            return self.places[path][0] in self.unread
        return len(path) == 1 and bool(self.unread)

    def report(self, path: Path, zh: str, en: str, *, is_error: bool = True) -> None:
        """Add a problem with the field at `path` of the pack."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.places:
                name, tree, skip = self.places[path[:length]]
                inner = path[skip:]
                field = ".".join(str(part) for part in inner)
                self.problems.append(Problem(name, tree.line(inner), field, zh, en, is_error))
                return
        self.problems.append(Problem("pack.yaml", 1, ".".join(map(str, path)), zh, en, is_error))


def load(path: FilePath) -> Loaded:
    """Read the pack in folder or zip `path`. Raises SetupFailed if it is neither."""
    files = read_files(path)
    sources = Sources(files)
    shape.check(sources, Pack, sources.data)
    images = {
        name.partition("/")[2]: data for name, data in files.items() if name.startswith(WITH_FILES)
    }
    if sources.problems:
        return Loaded(None, {}, "", sources.problems)
    pack = msgspec.convert(sources.data, Pack)
    check.check(pack, images, sources.report)
    if any(each.is_error for each in sources.problems):
        return Loaded(None, {}, "", sources.problems)
    return Loaded(pack, images, digest(pack, images), sources.problems)


def digest(pack: Pack | msgspec.Raw, images: dict[str, bytes]) -> str:
    """Return SHA-256 over the pack's canonical texts and the SHA-256 of each image."""
    sums = {name: hashlib.sha256(data).hexdigest() for name, data in images.items()}
    texts = pack if isinstance(pack, msgspec.Raw) else writing.plain(pack)
    return hashlib.sha256(canonical({"pack": texts, "images": sums})).hexdigest()
