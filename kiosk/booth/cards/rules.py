"""The codes of a card, and which of them suits which app."""

from __future__ import annotations

from kiosk.content.apps import Code, ScanApp
from kiosk.content.parts import Text

NAMES: dict[Code, Text] = {
    "contact": Text(zh="通讯录名片", en="contact"),
    "short": Text(zh="短码", en="short code"),
    "call": Text(zh="拨号码", en="call"),
    "wechat": Text(zh="微信号", en="WeChat account"),
}
BEST: Code = "short"
"""The contact that is read best, by `cards check`: smallest, blurred, slanted and with noise."""


def code_for(app: ScanApp, *, has_account: bool) -> Code:
    """Return the code for an app: the best one where the card has no WeChat account to show."""
    return BEST if app.code == "wechat" and not has_account else app.code
