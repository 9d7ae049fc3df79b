"""The server's own answers, to what is no HTTP or is too long, in words and with all headers."""

from __future__ import annotations

from waitress.channel import HTTPChannel
from waitress.task import ErrorTask

from kiosk.shell.guard import HEADERS

WORDS = {
    400: ("看不懂这个请求。", "This request cannot be understood."),
    413: ("内容太长了。", "That is too much."),
    431: ("网址或请求头太长了。", "The address or the headers are too long."),
}
DEFAULT = ("这个请求没有完成。", "This request was not done.")
ADVICE = (
    "请回到首页再试；如果再次出现，请告诉工作人员。",
    "Go back to the start and try again; if it happens again, tell a member of staff.",
)


class PlainError(ErrorTask):  # type: ignore[misc]
    """An answer that repeats nothing of the request."""

    def execute(self) -> None:
        """Send it, and close the connection."""
        error = self.request.error
        zh, en = WORDS.get(error.code, DEFAULT)
        body = f"{zh}{ADVICE[0]}\n{en} {ADVICE[1]}\n".encode()
        self.status = f"{error.code} {error.reason}"
        self.response_headers.extend(
            [("Content-Type", "text/plain; charset=utf-8"), ("Cache-Control", "no-store"), *HEADERS]
        )
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


def init() -> None:
    """Make this process's server answer with `PlainError`."""
    HTTPChannel.error_task_class = PlainError
