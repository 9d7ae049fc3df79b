"""YAML with the line of each field, so that errors can name it."""

from __future__ import annotations

from typing import Any

import yaml

Path = tuple[str | int, ...]

MOST_NODES = 200_000
"""Far more than any pack has; a few lines of aliases within aliases would make billions."""
TOO_MUCH = "嵌套太深或内容太多 / nested too deep or too much"
DEEPEST = 30
"""A pack nests ten deep; an alias to a part around itself would never end."""

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class YamlFault(Exception):
    """What is wrong with the file as YAML, and on which line (from 1)."""

    def __init__(self, line: int, reason: str) -> None:
        """Keep the line and the reason."""
        super().__init__(reason)
        self.line = line
        self.reason = reason


class YamlTree:
    """A file's plain data, and the line (from 1) of each path in it."""

    def __init__(self, data: bytes) -> None:
        """Read `data` as UTF-8. Raises YamlFault for broken YAML or a key that stands twice."""
        self.lines: dict[Path, int] = {(): 1}
        try:
            loader = _Loader(data.decode("utf-8-sig"))
            node = loader.get_single_node()
            self.data = self._plain(loader, node, ()) if node else None
        except UnicodeDecodeError as error:
            line = data[: error.start].count(b"\n") + 1
            raise YamlFault(line, "不是 UTF-8 / not UTF-8") from error
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            raise YamlFault(mark.line + 1 if mark else 1, str(error.problem)) from error
        except yaml.YAMLError as error:
            raise YamlFault(1, str(error)) from error
        except RecursionError as error:
            raise YamlFault(1, TOO_MUCH) from error

    def line(self, path: Path) -> int:
        """Return the line of `path`, or of the nearest field around it."""
        while path not in self.lines:
            path = path[:-1]
        return self.lines[path]

    def _plain(self, loader: Any, node: yaml.Node, path: Path) -> Any:
        line = self.lines[path] = node.start_mark.line + 1
        if len(path) > DEEPEST or len(self.lines) > MOST_NODES:
            raise YamlFault(line, TOO_MUCH)
        if isinstance(node, yaml.MappingNode):
            held: dict[str, Any] = {}
            for key_node, value in node.value:
                key = str(key_node.value)
                if key in held:
                    raise YamlFault(key_node.start_mark.line + 1, f"{key} 写了两次 / stands twice")
                held[key] = self._plain(loader, value, (*path, key))
                self.lines[*path, key] = key_node.start_mark.line + 1
            return held
        if isinstance(node, yaml.SequenceNode):
            return [self._plain(loader, each, (*path, i)) for i, each in enumerate(node.value)]
        try:
            value = loader.construct_object(node, deep=True)
        except ValueError as error:  # There is no date such as 2026-02-30.
            raise YamlFault(line, str(error)) from error
        return value.isoformat() if hasattr(value, "isoformat") else value
