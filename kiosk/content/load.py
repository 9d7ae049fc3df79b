"""Turn a pack's files into a `Pack`, gathering every error with its file, line and field."""

from __future__ import annotations

import hashlib
import types
import typing
from dataclasses import dataclass
from functools import cache
from pathlib import Path as FilePath
from typing import Any

import msgspec

from kiosk.content import check
from kiosk.content.files import Files, read_files
from kiosk.content.pack import ClockTime, FileName, Id, IsoDate, Pack, Phone, Words
from kiosk.content.problems import Problem
from kiosk.content.yaml_tree import MOST_NODES, Path, YamlFault, YamlTree
from kiosk.journal.records import canonical

BUNDLED = FilePath(__file__).with_name("bundled")
LISTS = ("units.yaml", "feedback.yaml", "cards.yaml", "hotlines.yaml", "panels.yaml")
"""Files that hold fields of the pack itself."""
WHOLE = {"rating.yaml": "rating", "tour.yaml": "tour"}
"""Files that are one field of the pack."""
FOLDERS = {"topics": "topics", "surveys": "surveys"}
"""Folders with a file an entry, in the order that `pack.yaml` gives."""
IMAGES = "images/"
_FORMS = (
    (Id, ("；用小写字母、数字和连字符", "; small letters, digits and hyphens")),
    (
        Phone,
        ("；用半角数字、空格、连字符，最多 25 个字", "; plain digits, spaces, hyphens, 25 at most"),
    ),
    (ClockTime, ("；写成 09:30 这样", "; like 09:30")),
    (IsoDate, ("；写成 2026-12-20 这样", "; like 2026-12-20")),
    (
        FileName,
        ("；用小写字母、数字和 .svg .png .jpg .webp", "; small letters, digits, and .svg …"),
    ),
    (Words, ("；1～600 个字", "; 1 to 600 letters")),
)
"""What to write instead, in words, where a text does not fit its type."""
MOST_NUMBER = 2**31 - 1
"""What every database and program reads as a whole number."""


@dataclass(frozen=True)
class Loaded:
    """A pack that was read, its images, its digest, and what was wrong with it.

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
    _check_shape(sources, Pack, sources.data, ())
    images = {
        name.removeprefix(IMAGES): data for name, data in files.items() if name.startswith(IMAGES)
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
    return hashlib.sha256(canonical({"pack": pack, "images": sums})).hexdigest()


def _check_shape(sources: Sources, kind: Any, value: Any, path: Path) -> None:
    """Report every field under `path` that does not fit `kind`, each where it stands."""
    if path in sources.places and sources.places[path][0] in sources.unread:
        return
    kind = _without_notes(kind)
    if isinstance(kind, types.UnionType) and value is not None:
        kind = _without_notes(next(each for each in kind.__args__ if each is not type(None)))
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct) and isinstance(value, dict):
        _check_fields(sources, kind, value, path)
        return
    if typing.get_origin(kind) is tuple and isinstance(value, list):
        for number, each in enumerate(value):
            _check_shape(sources, typing.get_args(kind)[0], each, (*path, number))
        return
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        zh, en = _hint(kind, value, str(error))
        sources.report(path, f"{error}{zh}", f"{error}{en}")
        return
    if isinstance(value, int) and abs(value) > MOST_NUMBER:
        sources.report(path, "数太大", "the number is too large")


def _hint(kind: Any, value: Any, error: str) -> tuple[str, str]:
    """Return how a text must be written; a pattern alone says it to few."""
    if "Expected `str`, got" in error:
        return "；数字请加引号", "; quote numbers"
    if not isinstance(value, str):
        return "", ""
    return next((words for form, words in _FORMS if form == kind), ("", ""))


def _check_fields(
    sources: Sources, kind: type[msgspec.Struct], value: dict[str, Any], path: Path
) -> None:
    hints, fields = _declared(kind)
    for name in value.keys() - fields.keys():
        sources.report((*path, name), f"不认识字段 {name}", f"unknown field {name}")
    for name, field in fields.items():
        if name in value:
            _check_shape(sources, hints[name], value[name], (*path, name))
            _check_length(sources, field.type, value[name], (*path, name))
        elif field.required and (path or not sources.unread):
            sources.report(path, f"缺少字段 {name}", f"field {name} is missing")


@cache
def _declared(
    kind: type[msgspec.Struct],
) -> tuple[dict[str, Any], dict[str, msgspec.structs.FieldInfo]]:
    """Return the types and the fields that a struct declares, by name."""
    fields = {each.name: each for each in msgspec.structs.fields(kind)}
    return typing.get_type_hints(kind, include_extras=True), fields


def _check_length(sources: Sources, kind: Any, value: Any, path: Path) -> None:
    """Report a list that is too short or too long."""
    if typing.get_origin(kind) is not typing.Annotated or not isinstance(value, list):
        return
    meta = typing.get_args(kind)[1]
    if len(value) < (meta.min_length or 0) or len(value) > (meta.max_length or len(value)):
        least, most, held = meta.min_length or 0, meta.max_length, len(value)
        zh = f"应有 {least}～{most or '更多'} 项，现有 {held} 项"
        en = f"should have {least} to {most or 'more'} entries, has {held}"
        sources.report(path, zh, en)


def _without_notes(kind: Any) -> Any:
    """Take a list's length off its type (that is checked apart); keep a text's pattern."""
    if typing.get_origin(kind) is typing.Annotated:
        inner = typing.get_args(kind)[0]
        return inner if typing.get_origin(inner) is tuple else kind
    return kind
