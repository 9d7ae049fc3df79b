"""Long uploads, which the server reads on the one page that takes photos and nowhere else.

The server reads a request whole before the app sees it, long ones into a file. What is longer than
the app takes is read all the same up to a limit, so that a browser gets a page that says how to
mend it: one whose upload is broken off shows nothing but its own error.
"""

from __future__ import annotations

import copy
from typing import Any

from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser

PHOTOS_BEGIN, PHOTOS_END = "/staff/activities/", "/photos"
MOST_UPLOAD_BYTES = 64 * 2**20
"""What the page takes at once."""
MOST_READ_BYTES = 256 * 2**20
"""What the server reads, into a file, to answer with words."""


class Parser(HTTPRequestParser):  # type: ignore[misc]
    """A channel that reads requests by the server's settings, and photos up to their own limit."""

    adj: Any

    def parse_header(self, header_plus: bytes) -> Any:
        """Take the head of a request, and choose the limit by its path."""
        super().parse_header(header_plus)
        if self.path.startswith(PHOTOS_BEGIN) and self.path.endswith(PHOTOS_END):
            limits = copy.copy(self.adj)
            limits.max_request_body_size = MOST_READ_BYTES
            self.adj = limits


def init() -> None:
    """Make this process's server read requests with `Parser`."""
    HTTPChannel.parser_class = Parser
