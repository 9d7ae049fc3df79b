"""YAML with the line of each field, so that errors can name it.

What could fill the memory or overrun the stack is refused by its size and by the parser's events,
one after the other, before any tree is made of it.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

Path = tuple[str | int, ...]

MOST_BYTES = 2 * 2**20
"""Of one file; the longest that comes with the program has 23 kB."""
MOST_NODES = 200_000
"""Far more than any pack has; a few lines of aliases within aliases would make billions."""
TOO_MUCH = "嵌套太深或内容太多 / nested too deep or too much"
DEEPEST = 30
"""A pack nests ten deep; an alias to a part around itself would never end."""
MOST_LETTERS, MOST_KEY, MOST_BITS = 20_000, 100, 1000
"""Of a value, of a name, of a number; one of a million digits would take minutes to read."""

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What YAML refuses to read, such as the soft line end of Word (YAML 1.1, c-printable)."""
_NO_LINE_ENDS = dict.fromkeys((0x85, 0x2028, 0x2029), " ")
"""Ends of lines for YAML 1.1 alone; YAML 1.2 and editors count lines without them."""
_LINE_END = re.compile("\r\n|\r|\n")


class YamlFault(Exception):
    """What is wrong with the file as YAML, and on which line (from 1)."""

    def __init__(self, line: int, reason: str) -> None:
        """Keep the line and the reason."""
        super().__init__(reason)
        self.line = line
        self.reason = reason


class YamlTree:
    """A file's plain data, and the line (from 1) of each path in it."""

    def __init__(self, data: bytes, most_nodes: int = MOST_NODES) -> None:
        """Read `data` as UTF-8. Raises YamlFault for broken YAML or a key that stands twice."""
        self.lines: dict[Path, int] = {(): 1}
        self._most_nodes = most_nodes
        try:
            text = _text(data)
            _require_small(text, most_nodes)
            loader = _Loader(text)
            node = loader.get_single_node()
            self.data = self._plain(loader, node, ()) if node else None
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            raise YamlFault(mark.line + 1 if mark else 1, str(error.problem)) from error
        except yaml.YAMLError as error:
            raise YamlFault(1, str(error)) from error

    def line(self, path: Path) -> int:
        """Return the line of `path`, or of the nearest field around it."""
        while path not in self.lines:
            path = path[:-1]
        return self.lines[path]

    def _plain(self, loader: Any, node: yaml.Node, path: Path) -> Any:
        line = self.lines[path] = node.start_mark.line + 1
        if len(path) > DEEPEST or len(self.lines) > self._most_nodes:
            raise YamlFault(line, TOO_MUCH)
        if isinstance(node, yaml.MappingNode):
            return self._fields(loader, node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self._plain(loader, each, (*path, i)) for i, each in enumerate(node.value)]
        return _value(loader, node)

    def _fields(self, loader: Any, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        held: dict[str, Any] = {}
        for key_node, value in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode) or len(key_node.value) > MOST_KEY:
                words = (
                    f"字段名应是不超过 {MOST_KEY} 个字的一个词 / a field's name is one short word"
                )
                raise YamlFault(line, words)
            key = key_node.value
            if key in held:
                raise YamlFault(line, f"{key} 写了两次 / stands twice")
            held[key] = self._plain(loader, value, (*path, key))
            self.lines[*path, key] = line
        return held


def _text(data: bytes) -> str:
    """Return a file's text, with the ends of lines that editors see. Raises YamlFault."""
    if len(data) > MOST_BYTES:
        most = MOST_BYTES // 2**20
        raise YamlFault(1, f"文件超过 {most} MB / the file is larger than {most} MB")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("latin-1")
        words = "不是 UTF-8，请另存为 UTF-8 / not UTF-8; save it as UTF-8"
        raise YamlFault(_line_at(before), words) from error
    found = _FORBIDDEN.search(text)
    if found:
        raise _invisible(_line_at(text[: found.start()]), found[0])
    return text.translate(_NO_LINE_ENDS)


def _invisible(line: int, letter: str) -> YamlFault:
    name = f"U+{ord(letter):04X}"
    words = f"有看不见的字符 {name}，请删除 / holds the invisible character {name}; delete it"
    return YamlFault(line, words)


def _line_at(before: str) -> int:
    """Return the line (from 1) of what follows `before`."""
    return len(_LINE_END.findall(before)) + 1


def _require_small(text: str, most_nodes: int) -> None:
    """Raise YamlFault at the first event that goes too deep or makes too much."""
    depth = count = 0
    event: Any
    for event in yaml.parse(text, Loader=_Loader):
        count += isinstance(event, yaml.NodeEvent)
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        # Two nodes a field: its name and its value.
        if depth > DEEPEST or count > 2 * most_nodes:
            raise YamlFault(event.start_mark.line + 1, TOO_MUCH)
        if len(getattr(event, "value", "")) > MOST_LETTERS:
            words = f"超过 {MOST_LETTERS} 个字 / longer than {MOST_LETTERS} letters"
            raise YamlFault(event.start_mark.line + 1, words)


def _value(loader: Any, node: yaml.Node) -> Any:
    """Return what a scalar says. Raises YamlFault where its tag or its form promises another."""
    found = _FORBIDDEN.search(node.value)  # Written as `\\0` or the like.
    if found:
        raise _invisible(node.start_mark.line + 1, found[0])
    try:
        value = loader.construct_object(node, deep=True)
    except yaml.YAMLError:
        raise
    except (ValueError, LookupError, AttributeError, TypeError, ArithmeticError) as error:
        kind = node.tag.rpartition(":")[2]
        # There is no date such as 2026-02-30.
        why = f" ({error})" if isinstance(error, ValueError) else ""
        words = f"{node.value[:40]!r} 不是 {kind} / is no {kind}{why[:80]}"
        raise YamlFault(node.start_mark.line + 1, words) from error
    if isinstance(value, int) and value.bit_length() > MOST_BITS:
        raise YamlFault(node.start_mark.line + 1, "数太大 / the number is too large")
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return value.decode("latin-1") if isinstance(value, bytes) else value
