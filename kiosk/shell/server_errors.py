"""The server's own answers, to what is no HTTP or is too long, in words and with all headers."""

from __future__ import annotations

from waitress.channel import HTTPChannel
from waitress.task import ErrorTask
from waitress.utilities import Error

from kiosk.shell.guard import HEADERS

WORDS = {
    400: ("看不懂这个请求。", "This request cannot be understood."),
    413: ("内容太长了。", "That is too much."),
    429: ("请求太多了，请稍等再试。", "That was too much at once. Please wait."),
    503: ("现在人多，请稍等再试。", "Many people are here just now. Please wait."),
    431: ("网址或请求头太长了。", "The address or the headers are too long."),
}
DEFAULT = ("这个请求没有完成。", "This request was not done.")
ADVICE = (
    "请回到首页再试；如果再次出现，请告诉工作人员。",
    "Go back to the start and try again; if it happens again, tell a member of staff.",
)


class Wait(Error):  # type: ignore[misc]
    """An answer that says after how many seconds to try again."""

    def __init__(self, seconds: int) -> None:
        """Keep how long to wait."""
        super().__init__("")
        self.seconds = seconds


class TooMany(Wait):
    """One address asks too much."""

    code, reason = 429, "Too Many Requests"


class Busy(Wait):
    """All addresses together ask too much."""

    code, reason = 503, "Service Unavailable"


class PlainError(ErrorTask):  # type: ignore[misc]
    """An answer that repeats nothing of the request."""

    def execute(self) -> None:
        """Send it, and close the connection."""
        error = self.request.error
        zh, en = WORDS.get(error.code, DEFAULT)
        kind, text = "text/plain", f"{zh}{ADVICE[0]}\n{en} {ADVICE[1]}\n"
        if isinstance(error, Wait):
            kind, text = "text/html", _page(error.seconds, zh, en)
            self.response_headers.append(("Retry-After", str(error.seconds)))
        body = text.encode()
        self.status = f"{error.code} {error.reason}"
        self.response_headers.extend(
            [("Content-Type", f"{kind}; charset=utf-8"), ("Cache-Control", "no-store"), *HEADERS]
        )
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


def _page(seconds: int, zh: str, en: str) -> str:
    """Return a page of words alone: whoever asks too much is not to ask for its style sheets."""
    return (
        '<!doctype html><html lang="zh-Hans"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{zh}</title><h1>{zh}</h1><p>{seconds} 秒后刷新本页，已经确认的内容都在。</p>"
        f'<h2 lang="en">{en}</h2><p lang="en">Reload this page in {seconds} s; what was confirmed '
        "is kept.</p></html>"
    )


def init() -> None:
    """Make this process's server answer with `PlainError`."""
    HTTPChannel.error_task_class = PlainError
