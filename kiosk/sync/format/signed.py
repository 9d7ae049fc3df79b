"""Sign requests without a body, and answers that are no receipt, to be believed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from kiosk import clock
from kiosk.errors import NotAllowed
from kiosk.sync.format import enrolment

KEY, TIME, SIGNATURE = "Kiosk-Key", "Kiosk-Time", "Kiosk-Signature"
"""Headers: who asks and both signatures in hexadecimal; when, by central's clock."""
FRESH = timedelta(minutes=5)


class Headers(Protocol):
    """The headers of a request or an answer, whatever library holds them."""

    def get(self, name: str, default: str, /) -> str:
        """Return a header, in whatever case it is asked for."""


def sign_request(method: str, path: str, moment: datetime, key: SigningKey) -> dict[str, str]:
    """Return the headers of a request; `moment` is central's time, as near as is known."""
    time = clock.stamp(moment)
    signature = key.sign(_words(method, path, time)).signature
    return {KEY: bytes(key.verify_key).hex(), TIME: time, SIGNATURE: signature.hex()}


def check_request(method: str, path: str, given: Headers) -> bytes:
    """Return the key by which a request was signed just now. Raises NotAllowed."""
    time = given.get(TIME, "")
    try:
        key = bytes.fromhex(given.get(KEY, ""))
        signature = bytes.fromhex(given.get(SIGNATURE, ""))
        VerifyKey(key).verify(_words(method, path, time), signature)
        age = abs(clock.now() - clock.parse(time))
    except (BadSignatureError, ValueError, TypeError):
        raise enrolment.stranger() from None
    if age > FRESH:
        raise enrolment.stranger()
    return key


def _words(method: str, path: str, time: str) -> bytes:
    return f"{method} {path} {time}".encode()


def sign_answer(answer: bytes, key: SigningKey) -> dict[str, str]:
    """Return the header that signs an answer."""
    return {SIGNATURE: key.sign(answer).signature.hex()}


def check_answer(answer: bytes, given: Headers, verify_key: bytes) -> None:
    """Raise NotAllowed where an answer was not signed by `verify_key`."""
    try:
        VerifyKey(verify_key).verify(answer, bytes.fromhex(given.get(SIGNATURE, "")))
    except (BadSignatureError, ValueError, TypeError):
        raise NotAllowed(
            "回答的不是这个登记码所属的中心，可能有人冒充；没有采用。请检查地址和登记码。",
            "What answered is not the central that this code belongs to, and may be an impostor; "
            "nothing was believed. Check the address and the code.",
        ) from None
