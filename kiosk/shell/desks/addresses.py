"""The addresses of the other desks, as a setting names them."""

from __future__ import annotations

from urllib.parse import urlsplit

from kiosk.errors import SetupFailed

Address = tuple[str, int]


def read_addresses(text: str) -> list[Address]:
    """Return the addresses in a setting. Raises SetupFailed, which names what is wrong."""
    return [_address(each.strip()) for each in text.split(",") if each.strip()]


def _address(text: str) -> Address:
    try:
        parts = urlsplit(f"//{text}")
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or not port or parts.netloc != text or parts.username is not None:
        raise SetupFailed(
            f"终端的地址“{text}”不对：KIOSK_DESKS 里请写要互相询问的别的终端的地址和端口，"
            "用逗号隔开，例如 192.168.8.2:8080,192.168.8.3:8080。",
            f"{text!r} is no address of a device: give address and port of each other one that is "
            "to be asked in KIOSK_DESKS, with commas between, such as "
            "192.168.8.2:8080,192.168.8.3:8080.",
        )
    return host, port
