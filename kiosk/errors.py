"""Name what can go wrong, in words for the person who meets it. Plain Python, no HTTP."""

from __future__ import annotations


class KioskError(Exception):
    """Say in one sentence what is wrong and how to mend it, in Chinese and in English."""

    def __init__(self, zh: str, en: str) -> None:
        """Keep both sentences; `str()` gives them one below the other, Chinese first."""
        super().__init__(f"{zh}\n{en}")
        self.zh = zh
        self.en = en


class Unknown(KioskError):
    """Report that the thing asked for does not exist."""


class Refused(KioskError):
    """Report that the request cannot be carried out as it stands."""


class NotAllowed(KioskError):
    """Report that this person may not do this."""


class Throttled(KioskError):
    """Report that there were too many attempts. `wait` is in seconds."""

    def __init__(self, zh: str, en: str, wait: int) -> None:
        """Keep how long to wait, in seconds."""
        super().__init__(zh, en)
        self.wait = wait


class StorageFailed(KioskError):
    """Report that the disk did not take what was to be stored."""


class NotReached(KioskError):
    """Report that another machine does not answer just now; trying again later may help."""


class SetupFailed(KioskError):
    """Report that the app cannot start, or a command cannot run, on this machine as it is."""
