"""Read JSON and MessagePack that somebody else wrote: nothing in them ends the program.

`msgspec` names what does not fit by a MsgspecError, but nesting by a RecursionError, whose limit
depends on who called it: what could be read here may not be there. So JSON is held to a depth of
its own, far above what any version of this program writes.
"""

from __future__ import annotations

import re
from typing import TypeVar

import msgspec

T = TypeVar("T")
MOST_DEPTH = 64
"""Brackets within brackets; what the program itself writes has fewer than ten."""
_TOKENS = re.compile(rb'"(?:[^"\\]|\\.)*+"?|[\[{]|[\]}]', re.DOTALL)
"""Strings whole, since a bracket in a text opens nothing, and single brackets."""
_FAULTS = msgspec.MsgspecError, RecursionError, ValueError


class Unreadable(ValueError):
    """Bytes that are not what the reader expects, and why."""


def read_json(data: bytes, shape: type[T]) -> T:
    """Return JSON as an object of a type. Raises Unreadable."""
    if is_deep(data):
        raise Unreadable(f"nested deeper than {MOST_DEPTH}")
    try:
        return msgspec.json.decode(data, type=shape)
    except _FAULTS as error:
        raise Unreadable(str(error)) from None


def read_msgpack(data: bytes, shape: type[T]) -> T:
    """Return MessagePack as an object of a type. Raises Unreadable."""
    try:
        return msgspec.msgpack.decode(data, type=shape)
    except _FAULTS as error:
        raise Unreadable(str(error)) from None


def is_deep(data: bytes) -> bool:
    """Return True if JSON holds brackets within brackets, more than `MOST_DEPTH` deep."""
    # Nearly every record has fewer brackets than that altogether, which is quickly counted.
    if data.count(b"[") + data.count(b"{") <= MOST_DEPTH:
        return False
    depth = 0
    for token in _TOKENS.finditer(data):
        first = data[token.start()]
        if first in b"[{":
            depth += 1
        elif first in b"]}":
            depth -= 1
        if depth > MOST_DEPTH:
            return True
    return False
