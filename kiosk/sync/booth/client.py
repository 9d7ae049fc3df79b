"""Speak with a central over HTTP: try again where that can help, and say where it cannot."""

from __future__ import annotations

import logging
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

import urllib3
from msgspec import Struct
from nacl.signing import SigningKey
from urllib3 import exceptions
from urllib3.exceptions import (
    HTTPError,
    MaxRetryError,
    NameResolutionError,
    NewConnectionError,
    ProxyError,
    SSLError,
)

from kiosk import clock
from kiosk.config import VERSION
from kiosk.decoding import Unreadable, read_json
from kiosk.errors import KioskError, NotAllowed, NotReached
from kiosk.sealing import identity, keys
from kiosk.sync.booth.address import Address
from kiosk.sync.format import signed
from kiosk.sync.format.enrolment import EnrolmentOffer

PATH = "/sync/v1"
TIMEOUT = urllib3.Timeout(connect=10, read=120)
"""A central under load takes its time; the bundle is not lost."""
TRIES, CONNECTS = 8, 5
"""How often to try again; somebody who watches hears of a missing network sooner."""
FEW_TRIES = 2
ANSWERED = frozenset({200, 304})
DOWN = frozenset({502, 503, 504})
BUSY = DOWN | {429, 500}
FINAL = frozenset({403, 409, 413})
LONGEST_PAUSE_SECONDS = 30

logging.getLogger("urllib3.connectionpool").setLevel(logging.ERROR)


class Rejected(NotAllowed):
    """Central's final refusal: sending the same again cannot help."""


class _Sentences(Struct):
    zh: str
    en: str


class _Problem(Struct):
    error: _Sentences


class Client:
    """An HTTP client of one central. `retried` counts the requests that had to be sent again."""

    def __init__(self, address: Address, *, tries: int = TRIES) -> None:
        """Keep the address; connections open when they are needed."""
        self.address = address
        self.retried = 0
        self._clock_offset = timedelta(0)
        # A POST may be sent again too: central takes the same bundle any number of times.
        self._retry = urllib3.Retry(
            total=tries,
            connect=min(tries, CONNECTS),
            other=0,
            redirect=False,
            allowed_methods=None,
            status_forcelist=BUSY,
            raise_on_status=False,
            backoff_factor=0.3,
            backoff_jitter=0.5,
            backoff_max=LONGEST_PAUSE_SECONDS,
            retry_after_max=LONGEST_PAUSE_SECONDS,
        )
        self._pool = _pool(address)

    def close(self) -> None:
        """Close the connections."""
        self._pool.clear()

    def enroll(self, request: bytes, code: str) -> EnrolmentOffer:
        """Send a signed request of enrolment; return what the central of this very code says."""
        hurried = self._retry.new(respect_retry_after_header=False, status_forcelist=DOWN)
        answer = self._ask("POST", "/enroll", body=request, retry=hurried)
        try:
            told = read_json(answer.data, EnrolmentOffer)
            verify_key = bytes.fromhex(told.verify_key)
        except ValueError:
            raise self._no_central(answer.status) from None
        if not keys.plain_code(code).endswith(identity.fingerprint(verify_key)):
            raise NotAllowed(
                "这个地址上的中心不是登记码所属的中心；没有登记。请检查地址和登记码。",
                "The central at this address is not the one that the code belongs to; nothing was "
                "enrolled. Check the address and the code.",
            )
        signed.check_answer(answer.data, answer.headers, verify_key)
        return told

    def bundle(self, data: bytes) -> bytes:
        """Send a bundle; return the receipt as it came."""
        return self._ask("POST", "/bundles", body=data).data

    def state(self, key: SigningKey) -> bytes:
        """Return central's receipt of what it holds, as it came."""
        return self._ask_signed("/state", key)

    def pack(self, key: SigningKey) -> bytes:
        """Return the signed pack that central publishes, as it came."""
        return self._ask_signed("/pack", key)

    def bulletin(self, key: SigningKey, known: str) -> bytes:
        """Return central's bulletin as it came, empty where it is the one `known` by its digest."""
        return self._ask_signed("/bulletin", key, {"If-None-Match": known})

    def _ask_signed(
        self, path: str, key: SigningKey, further: dict[str, str] | None = None
    ) -> bytes:
        """Ask with a signed time; where this clock is far off, learn central's and ask again."""
        for is_last in (False, True):
            moment, offset = clock.now() + self._clock_offset, self._clock_offset
            headers = signed.sign_request("GET", PATH + path, moment, key) | (further or {})
            try:
                return self._ask("GET", path, headers=headers).data
            except Rejected:
                if is_last or abs(self._clock_offset - offset) < signed.FRESH / 2:
                    raise
        raise AssertionError

    def _ask(
        self,
        method: str,
        path: str,
        *,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
        retry: urllib3.Retry | None = None,
    ) -> urllib3.BaseHTTPResponse:
        """Return the answer. Raises NotReached, and Rejected where that is central's own word."""
        with self._plain_words():
            answer = self._pool.request(
                method,
                self.address.url + PATH + path,
                body=body,
                headers={"Accept": "application/json"} | (headers or {}),
                retries=retry or self._retry,
                timeout=TIMEOUT,
                redirect=False,
            )
        self.retried += len(answer.retries.history) if answer.retries else 0
        self._set_clock(answer)
        if answer.status in ANSWERED:
            return answer
        raise self._problem(answer)

    def _set_clock(self, answer: urllib3.BaseHTTPResponse) -> None:
        """Learn how far central's clock is ahead of this device's."""
        try:
            moment: datetime = parsedate_to_datetime(answer.headers.get("Date", ""))
            self._clock_offset = moment - clock.now()
        except (ValueError, TypeError):
            return

    def _problem(self, answer: urllib3.BaseHTTPResponse) -> KioskError:
        """Turn an answer that failed into an error, in central's own words if it sent any."""
        try:
            told = read_json(answer.data, _Problem).error
        except Unreadable:
            return self._no_central(answer.status)
        if answer.status in FINAL:
            return Rejected(told.zh, told.en)
        return NotReached(told.zh, told.en)

    def _no_central(self, status: int) -> NotReached:
        return NotReached(
            f"{self.address.url} 有回答（{status}），但那不是中心；请检查地址，或问网络管理员。",
            f"{self.address.url} answered ({status}), but not as a central does; check the "
            "address, or ask the network's administrator.",
        )

    @contextmanager
    def _plain_words(self) -> Iterator[None]:
        """Turn network errors into sentences for people. Raises NotReached."""
        try:
            yield
        except MaxRetryError as error:
            raise self._unreached(error.reason or error) from error
        except HTTPError as error:
            raise self._unreached(error) from error

    def _unreached(self, error: Exception) -> NotReached:
        host = self.address.host
        if isinstance(error, SSLError):
            return _untrusted(host, error)
        if isinstance(error, ProxyError):
            return NotReached(
                "连不上上网代理；请检查代理设置，或问网络管理员。",
                "The proxy cannot be reached; check the proxy settings, or ask the network's "
                "administrator.",
            )
        if isinstance(error, NameResolutionError):
            return NotReached(
                f"找不到 {host}；请检查地址，以及这台电脑是否联网。",
                f"There is no {host} to be found; check the address, and whether this computer is "
                "on the network.",
            )
        if isinstance(error, exceptions.TimeoutError) and not isinstance(error, NewConnectionError):
            return NotReached(
                f"{host} 没有及时回答；记录都在本机，稍后会再试。",
                f"{host} did not answer in time; the records stay here, try again later.",
            )
        return NotReached(
            f"连不上 {host}；请检查网线或无线网络，以及中心是否在运行。记录都在本机。",
            f"{host} cannot be reached; check the cable or the wireless network, and whether "
            "central runs. The records stay here.",
        )


def _untrusted(host: str, error: Exception) -> NotReached:
    reason = error.args[0] if error.args else error
    if isinstance(reason, ssl.SSLCertVerificationError):
        why = reason.verify_message
        return NotReached(
            f"{host} 的证书不能信任（{why}）；什么也没有发送。请管理员检查证书，"
            "或用环境变量 SSL_CERT_FILE 指出单位自己的根证书。",
            f"The certificate of {host} cannot be trusted ({why}); nothing was sent. Let the "
            "administrator check it, or name the bureau's own root certificate in SSL_CERT_FILE.",
        )
    return NotReached(
        f"{host} 不能加密通信；什么也没有发送。请检查地址是 https:// 还是 http://，以及端口。",
        f"{host} does not speak TLS as it should; nothing was sent. Check whether the address is "
        "https:// or http://, and its port.",
    )


def _pool(address: Address) -> urllib3.PoolManager:
    agent = {"User-Agent": f"kiosk/{VERSION}", "Content-Type": "application/octet-stream"}
    if address.proxy:
        return urllib3.ProxyManager(address.proxy, headers=agent)
    return urllib3.PoolManager(headers=agent)
