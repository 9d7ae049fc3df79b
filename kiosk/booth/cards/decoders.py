"""The programs that read codes here: what apps and cameras build upon.

zxing-cpp comes with the kiosk. OpenCV holds the decoder that WeChat published, ZBar is an older one
that many apps use; `cards check` takes them where they are installed.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import zxingcpp
from PIL import Image

Read = Callable[[Image.Image], list[bytes]]


@dataclass(frozen=True)
class Decoder:
    """One program that reads codes; `read` is None where its `package` is not installed."""

    name: str
    package: str
    read: Read | None


def every() -> list[Decoder]:
    """Return all decoders, with those that are not installed here."""
    return [
        Decoder("zxing-cpp", "zxing-cpp", _by_zxing),
        Decoder("WeChat", "opencv-contrib-python-headless", _found(_wechat)),
        Decoder("ZBar", "pyzbar", _found(_zbar)),
    ]


def _found(load: Callable[[], Read]) -> Read | None:
    try:
        return load()
    except (ImportError, OSError, AttributeError):  # Absent, without its library, or too old.
        return None


def _by_zxing(picture: Image.Image) -> list[bytes]:
    # Among the modules of about one good code in five hundred a bar code is seen as well.
    only = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    return [bytes(each.bytes) for each in zxingcpp.read_barcodes(picture, formats=only)]


def _wechat() -> Read:
    array: Any = importlib.import_module("numpy")
    detector: Any = importlib.import_module("cv2").wechat_qrcode.WeChatQRCode()

    def read(picture: Image.Image) -> list[bytes]:
        try:
            return [each.encode() for each in detector.detectAndDecode(array.asarray(picture))[0]]
        except UnicodeError:  # Read, but not as what it holds.
            return []

    return read


def _zbar() -> Read:
    zbar: Any = importlib.import_module("pyzbar.pyzbar")

    def read(picture: Image.Image) -> list[bytes]:
        only = [zbar.ZBarSymbol.QRCODE]
        return [bytes(each.data) for each in zbar.decode(picture, symbols=only)]

    return read
