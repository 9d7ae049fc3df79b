"""How phones and laptops ask whether a Wi-Fi has the internet, and what they expect to hear.

Each system asks for a page of its maker's. Hearing what it expects, it stays on this Wi-Fi; led
elsewhere, it shows that page by itself, as hotels' Wi-Fi does. Sources: Apple, "Use captive Wi-Fi
networks"; Android Open Source Project, NetworkMonitor; Microsoft, "NCSI overview".
"""

from __future__ import annotations

from dataclasses import dataclass

HTML, PLAIN = "text/html; charset=utf-8", "text/plain; charset=utf-8"
_APPLE = "<HTML><HEAD><TITLE>Success</TITLE></HEAD><BODY>Success</BODY></HTML>"


@dataclass(frozen=True)
class Probe:
    """One question of a system: at which hosts it is asked, and the answer that contents it."""

    hosts: tuple[str, ...]
    status: int
    content_type: str
    body: str = ""


_GOOGLE = Probe(
    (
        "connectivitycheck.gstatic.com",
        "connectivitycheck.android.com",
        "clients3.google.com",
        "www.google.com",
        "connectivitycheck.platform.hicloud.com",
        "connect.rom.miui.com",
        "wifi.vivo.com.cn",
        "conn1.oppomobile.com",
        "conn2.oppomobile.com",
    ),
    204,
    PLAIN,
)
_OF_APPLE = Probe(("captive.apple.com", "www.apple.com"), 200, HTML, _APPLE)
PROBES: dict[str, Probe] = {
    "/hotspot-detect.html": _OF_APPLE,
    "/library/test/success.html": _OF_APPLE,
    "/generate_204": _GOOGLE,
    "/gen_204": _GOOGLE,
    "/connecttest.txt": Probe(
        ("www.msftconnecttest.com", "ipv6.msftconnecttest.com"),
        200,
        PLAIN,
        "Microsoft Connect Test",
    ),
    "/ncsi.txt": Probe(("www.msftncsi.com",), 200, PLAIN, "Microsoft NCSI"),
}


def is_probe(host: str, path: str) -> bool:
    """Return True if a system asks its own question at its own host."""
    probe = PROBES.get(path)
    return probe is not None and host.lower() in probe.hosts
