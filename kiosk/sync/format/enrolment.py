"""What a device and its central say to each other when it enrols."""

from __future__ import annotations

from datetime import timedelta

import msgspec
from msgspec import Struct
from nacl.signing import SigningKey

from kiosk.errors import NotAllowed
from kiosk.sealing import keys
from kiosk.sync.format.bundle import Header

GROUPS, LETTERS = 2, 5
ONLINE = timedelta(hours=24)
BY_STICK = timedelta(days=14)
"""A stick takes days to come back."""
PRIVACY = keys.PRIVACY


class EnrolmentOffer(Struct, frozen=True, kw_only=True):
    """Central's offer to a laptop: what it needs to know of central; keys in hexadecimal."""

    url: str | None
    code: str
    verify_key: str
    box_key: str
    privacy_key: str | None
    expires_at: str


class Request(Struct, frozen=True, kw_only=True):
    """A device's request to be enrolled; `key` in hexadecimal.

    `header` says what the device is and holds, so that central knows how much is to come.
    """

    device: str
    key: str
    code: str
    header: Header | None = None


def write_request(request: Request, key: SigningKey) -> bytes:
    """Return a signed request of enrolment: signature, then JSON."""
    plain = msgspec.json.encode(request)
    return key.sign(plain).signature + plain


def stranger() -> NotAllowed:
    """Return the one answer for strangers, which tells them nothing."""
    return NotAllowed(
        "中心不认识这台终端，或者登记码不对、用过、过期了；请到中心要一个新的登记码。",
        "Central does not know this device, or the code is wrong, used or expired; get a new code "
        "from central.",
    )
