"""WeChat accounts on contact cards: read the code in a picture, and take WeChat's own alone.

A code that leads elsewhere would send people from a police booth to a stranger's page.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from functools import lru_cache
from urllib.parse import urlsplit

from kiosk.content.pack import Card, Event, Pack
from kiosk.content.problems import Report
from kiosk.content.yaml_tree import Path

HOSTS = ("weixin.qq.com", "wechat.com")
"""Under these stand official accounts, articles, personal and work accounts."""
PLAIN = "weixin.qq.com"
"""Codes of official accounts hold `http://weixin.qq.com/r/…`: this host alone needs no TLS."""
LONG_SIDE = 1600
"""Pixels to which a picture is shrunk before it is read."""


class WeChatFault(Exception):
    """What is wrong with a picture of a code, or with what it holds, in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        """Keep the words."""
        super().__init__(en)
        self.zh, self.en = zh, en


def check(pack: Pack, pictures: Mapping[str, bytes], report: Report) -> None:
    """Report each WeChat picture without a code of WeChat's, and each link to elsewhere."""
    for path, part in _with_account(pack):
        try:
            if part.wechat_link:
                require_wechat(part.wechat_link)
        except WeChatFault as fault:
            report((*path, "wechat_link"), fault.zh, fault.en)
        try:
            if part.wechat and part.wechat in pictures:
                target(pictures[part.wechat])
        except WeChatFault as fault:
            report((*path, "wechat"), fault.zh, fault.en)


def _with_account(pack: Pack) -> Iterator[tuple[Path, Card | Event]]:
    yield ("event",), pack.event
    for number, card in enumerate(pack.cards):
        yield ("cards", number), card


@lru_cache(maxsize=64)
def target(picture: bytes) -> str:
    """Return what the one code in a picture holds. Raises WeChatFault."""
    held = _codes(picture)
    if not held:
        raise WeChatFault(
            "图里没有读到二维码；请上传公众号或工作号的二维码图片（小程序的圆形码不行）",
            "no QR code was read in this picture; upload that of an official or work account (a "
            "mini program's round code is none)",
        )
    if len(held) > 1:
        raise WeChatFault(
            f"图里有 {len(held)} 个二维码；请裁剪到只剩一个",
            f"there are {len(held)} QR codes in this picture; crop it to one",
        )
    return require_wechat(held[0])


def _codes(picture: bytes) -> list[str]:
    import zxingcpp  # With Pillow's, libraries that a booth which reads no picture need not map.

    from kiosk.content.pictures import PictureFault, opened, upright

    try:
        with opened(io.BytesIO(picture)) as image:
            pixels = upright(image, LONG_SIDE).convert("L")
    except PictureFault:  # An SVG, or damaged; the check of pictures names the latter.
        return []
    only = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    return [each.text for each in zxingcpp.read_barcodes(pixels, formats=only)]


def require_wechat(link: str) -> str:
    """Return a link that leads to WeChat. Raises WeChatFault."""
    if not _is_wechat(link):
        shown = link if len(link) <= 60 else f"{link[:60]}…"
        raise WeChatFault(
            f"二维码或链接指向“{shown}”，不是微信；只收 weixin.qq.com 和 wechat.com 下的 https "
            "地址，以及公众号二维码里的 http://weixin.qq.com/r/…",
            f"the code or link leads to “{shown}”, which is not WeChat; it takes https addresses "
            "under weixin.qq.com and wechat.com, and http://weixin.qq.com/r/… of official accounts",
        )
    return link


def _is_wechat(link: str) -> bool:
    try:
        parts = urlsplit(link)
        has_more = parts.username is not None or parts.port is not None
    except ValueError:
        return False
    host = parts.hostname or ""
    if has_more or not link.isascii() or not link.isprintable() or " " in link or "\\" in link:
        return False
    if parts.scheme == "http":
        return host == PLAIN and parts.path.startswith(("/r/", "/q/"))
    return parts.scheme == "https" and (
        host in HOSTS or host.endswith(tuple(f".{each}" for each in HOSTS))
    )
