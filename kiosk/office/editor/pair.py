"""Words in both languages, and those that many fields share."""

from __future__ import annotations

from typing import NamedTuple


class Pair(NamedTuple):
    """The same words in Chinese and English."""

    zh: str
    en: str


Labelled = Pair | tuple[Pair, Pair]
"""A label, or a label with a hint."""
NOTHING = Pair("", "")
NAME = Pair("名称", "Name")
ABOUT = Pair("说明", "About it")
PROMPT = Pair("题干", "What is asked")
VOICE = Pair("录音", "Recording")
WECHAT: dict[str, Labelled] = {
    "wechat": (
        Pair("微信二维码图片", "Picture of the WeChat code"),
        Pair(
            "公众号或工作号的二维码；小程序的圆形码不行。",
            "Of the official or work account; a mini program's round code is none.",
        ),
    ),
    "wechat_link": (
        Pair("微信链接", "WeChat link"),
        Pair(
            "有图片就不用写，如 https://u.wechat.com/AbC。",
            "Not needed beside a picture; such as https://u.wechat.com/AbC.",
        ),
    ),
}
OPTIONS = Pair("选项", "Options")
ALT = (
    Pair("图片上有什么", "What the picture shows"),
    Pair("给看不见的人听。", "Read aloud to those who cannot see it."),
)
REVIEW: dict[str, Labelled] = {
    "reviewed_by": (
        Pair("审核岗位", "Reviewed by"),
        Pair("写岗位，不写姓名，如法制大队审核岗。", "A post, never a person's name."),
    ),
    "reviewed_on": (
        Pair("审核日期", "Reviewed on"),
        Pair("如 2026-12-01。", "Such as 2026-12-01."),
    ),
    "review_due": (
        Pair("下次审核", "Review due"),
        Pair("过了这一天，检查会提醒。", "After this day the check warns."),
    ),
}
