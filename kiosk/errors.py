"""The errors that people see, in words for them. Plain Python, no HTTP."""

from __future__ import annotations


class KioskError(Exception):
    """An error with one sentence on what is wrong and how to fix it, in Chinese and in English."""

    def __init__(self, zh: str, en: str) -> None:
        """Keep both sentences. `str()` gives one per line, Chinese first."""
        super().__init__(f"{zh}\n{en}")
        self.zh = zh
        self.en = en


class Unknown(KioskError):
    """The thing asked for does not exist."""


class Refused(KioskError):
    """The request cannot be carried out as it stands."""


class Garbled(KioskError):
    """The request holds characters that no page sends."""


class NotAllowed(KioskError):
    """The person is not allowed to do this."""


class Throttled(KioskError):
    """There were too many attempts. The next is possible after `wait` seconds."""

    def __init__(self, zh: str, en: str, wait: int) -> None:
        """Keep both sentences, and how many seconds to wait."""
        super().__init__(zh, en)
        self.wait = wait


class StorageFailed(KioskError):
    """The disk, or the database server, failed to store something."""


class NotReached(KioskError):
    """Another machine does not answer at the moment; trying again later may help."""


class SetupFailed(KioskError):
    """The app cannot start, or a command cannot run, until something on this machine is fixed."""
