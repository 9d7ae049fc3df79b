"""XML of other programs as a tree with lines, held to a size; nothing is loaded or expanded."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from kiosk.errors import Refused
from kiosk.office.editor.interchange.letters import decoded, require_small

MOST_ELEMENTS, DEEPEST, MOST_LETTERS = 1_000_000, 40, 100_000
"""Of a file, of an element within others, of a text; a bank of 10,000 questions has 500,000."""
UNREAD = {"file", "image_base64"}
"""Elements whose text is a picture, or sound."""
_ENCODING = re.compile(rb"""<\?xml[^>]{0,100}encoding=["']([\w.-]{1,40})["']""")
_DECLARED = re.compile(r"^\s*<\?xml[^>]*\?>")
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f]"
    "|&#(?:x0*(?:[0-8bcef]|1[0-9a-f])|0*(?:[0-8]|1[124-9]|2[0-9]|3[01]));",
    re.IGNORECASE,
)
"""Characters that XML 1.0 does not take, though Moodle writes what somebody pasted."""
BY_CODE_PAGE = ("iso-8859-", "windows-125", "latin", "cp125", "big5", "shift_jis", "euc-")


@dataclass(slots=True)
class Node:
    """One element: its attributes, its own text, the elements within, and the line it begins on."""

    tag: str
    held: dict[str, str]
    line: int
    text: str = ""
    children: list[Node] = field(default_factory=list)

    def all(self, tag: str) -> list[Node]:
        """Return the elements of a name directly within."""
        return [each for each in self.children if each.tag == tag]

    def first(self, tag: str) -> Node | None:
        """Return the first element of a name directly within."""
        return next(iter(self.all(tag)), None)

    def words(self, *tags: str) -> str:
        """Return the text of the element that the names lead to, empty if there is no such."""
        node: Node | None = self
        for tag in tags:
            node = node.first(tag) if node else None
        return node.text.strip() if node else ""


def read(data: bytes) -> Node:
    """Return the outermost element. Raises Refused, naming the line of what is wrong."""
    require_small(len(data))
    tree = _Tree()
    try:
        tree.parser.Parse(_as_utf_8(data), True)
    except expat.ExpatError as error:
        why = expat.ErrorString(error.code)
        raise Refused(
            f"第 {error.lineno} 行起不是完整的 XML（{why}）；请在原来的程序里重新导出。",
            f"From line {error.lineno} on this is no whole XML ({why}); export it again.",
        ) from None
    assert tree.top is not None
    return tree.top


def _as_utf_8(data: bytes) -> bytes:
    """Return the text in UTF-8, whatever its declaration says: many a file is not what it says."""
    declared = _ENCODING.match(data.removeprefix(b"\xef\xbb\xbf").lstrip()[:200])
    name = declared[1].decode().lower() if declared else ""
    text = ""
    if name.startswith(BY_CODE_PAGE):
        try:
            text = data.decode(name)
        except (UnicodeDecodeError, LookupError):
            text = ""
    return _FORBIDDEN.sub(" ", _DECLARED.sub("", text or decoded(data))).encode("utf-8", "replace")


class _Tree:
    """A parser that makes the tree, and refuses what no question bank holds."""

    def __init__(self) -> None:
        self.top: Node | None = None
        self._path: list[Node] = []
        self._texts: list[list[str]] = []
        self._count = self._letters = 0
        self.parser: Any = expat.ParserCreate("utf-8")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._words
        self.parser.StartDoctypeDeclHandler = self._doctype

    def _doctype(self, *_told: Any) -> None:
        line = self.parser.CurrentLineNumber
        raise Refused(
            f"第 {line} 行有 <!DOCTYPE>；题库里不会有它，请去掉再导入。",
            f"Line {line} has a <!DOCTYPE>, which no question bank has; take it out.",
        )

    def _start(self, tag: str, held: dict[str, str]) -> None:
        node = Node(tag, held, self.parser.CurrentLineNumber)
        self._count, self._letters = self._count + 1, 0
        if self._count > MOST_ELEMENTS or len(self._path) >= DEEPEST:
            raise _too_much(node.line)
        if self._path:
            self._path[-1].children.append(node)
        else:
            self.top = node
        self._path.append(node)
        self._texts.append([])

    def _end(self, _tag: str) -> None:
        self._path.pop().text = "".join(self._texts.pop())

    def _words(self, words: str) -> None:
        if self._path[-1].tag in UNREAD:
            return
        self._letters += len(words)
        if self._letters > MOST_LETTERS:
            raise _too_much(self.parser.CurrentLineNumber)
        self._texts[-1].append(words)


def _too_much(line: int) -> Refused:
    return Refused(
        f"第 {line} 行：嵌套太深或内容太多，不像题库；请分成几个文件再导入。",
        f"Line {line}: nested too deep or too much for a question bank; split the file.",
    )
