"""Write what goes wrong to the start window so that nothing in a request can forge a line of it."""

from __future__ import annotations

import logging
import re

SHAPE = "[%(asctime)s] %(levelname)s in %(module)s: %(message)s"
MARGIN = "  | "
"""Begins each line of a traceback; a record's own line begins with a bracket."""
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff]"
)


def init() -> None:
    """Let every logger of this process, also those of libraries, write by `PlainFormatter`."""
    handler = logging.StreamHandler()
    handler.setFormatter(PlainFormatter(SHAPE))
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)


def escape(text: str) -> str:
    """Return text with everything escaped that cannot be seen or begins a line."""
    return _UNSEEN.sub(_escaped, text)


def _escaped(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode()


class PlainFormatter(logging.Formatter):
    """A formatter whose records are one line each, with a margin before a traceback's lines."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 (logging's name)
        """Return the record's own line."""
        return escape(super().formatMessage(record))

    def formatException(self, ei: object) -> str:  # noqa: N802 (logging's name)
        """Return a traceback."""
        return _in_margin(super().formatException(ei))  # type: ignore[arg-type]

    def formatStack(self, stack_info: str) -> str:  # noqa: N802 (logging's name)
        """Return the calls that led to a record."""
        return _in_margin(super().formatStack(stack_info))


def _in_margin(text: str) -> str:
    return "\n".join(MARGIN + escape(line) for line in text.split("\n"))
