"""Read a central's address, and say whether it may be used."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from kiosk.errors import Refused
from kiosk.shell.guard import LOOPBACK

SCHEMES = ("http", "https")


@dataclass(frozen=True)
class Address:
    """A central's address, without a slash at its end, and the proxy that leads there."""

    url: str
    host: str
    proxy: str | None


def parse_address(text: str, *, is_insecure: bool = False) -> Address:
    """Read an address as people type it. Raises Refused, with what to write instead.

    Plain HTTP is for this machine alone, unless `is_insecure`: others on the way could read along.
    """
    text = text.strip().rstrip("/")
    try:
        parts = urlsplit(text)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        host, parts = "", urlsplit("")
    if parts.scheme not in SCHEMES or not host or parts.query or parts.fragment or parts.username:
        raise Refused(
            "中心的地址应像 https://center.example 这样写。",
            "A central's address looks like https://center.example.",
        )
    if parts.scheme == "http" and host not in LOOPBACK and not is_insecure:
        raise Refused(
            "http:// 不加密，只能用于本机；请用 https:// 的地址，或在封闭的内网里加上 --insecure。",
            "http:// is not encrypted and is for this machine alone; use an https:// address, or "
            "add --insecure within a closed network.",
        )
    return Address(text, host, _proxy(parts.scheme, host))


def _proxy(scheme: str, host: str) -> str | None:
    """Return the proxy that this machine's settings name; none leads to the machine itself."""
    if host in LOOPBACK or proxy_bypass(host):
        return None
    return getproxies().get(scheme)
