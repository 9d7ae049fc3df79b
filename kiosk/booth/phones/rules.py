"""What the code of a Wi-Fi holds, for cameras that join by it."""

from __future__ import annotations

import re

_SPECIAL = re.compile(r'([\\;,:"])')
_HEXADECIMAL = re.compile(r"(?:[0-9A-Fa-f]{2})+")


def wifi_code(name: str, password: str) -> str:
    """Return the text of a Wi-Fi's code, as Android and iOS read it; without a password, open.

    Signs that part the fields are escaped. Words that could be read as hexadecimal stand in
    quotation marks (ZXing, "Barcode Contents", Wi-Fi Network config).
    """
    kind = "WPA" if password else "nopass"
    secret = f"P:{_escaped(password)};" if password else ""
    return f"WIFI:T:{kind};S:{_escaped(name)};{secret};"


def _escaped(words: str) -> str:
    escaped = _SPECIAL.sub(r"\\\1", words)
    return f'"{escaped}"' if _HEXADECIMAL.fullmatch(words) else escaped
