"""A bureau of its own: the tables that its editor pastes, and how files are read."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pypdfium2

from tests.quiz.pictured import FAR, sign

BUREAU = "海盐县公安局"
TOWNS = "武原街道\n秦山街道\n"
UNITS = """全称\t简称\t类别\t做什么\t所在镇街道
海盐县公安局反诈中心\t反诈中心\t广场展位\t识破骗局，来问我们。\t
武原派出所\t武原所\t开放的派出所\t户口、报警、纠纷，都可以来。\t武原街道
秦山派出所\t秦山所\t开放的派出所\t核电小镇的平安。\t秦山街道
"""
CARDS = """单位\t岗位\t一句话\t电话
反诈中心\t反诈咨询岗\t可疑电话先问我们。\t0573-8612 1101
反诈中心\t止付岗\t钱转出去了，马上打。\t0573-8612 1102
武原所\t值班岗\t全天有人。\t0573-8612 1103
武原所\t社区民警岗\t常来社区走走。\t0573-8612 1104
秦山所\t值班岗\t全天有人。\t0573-8612 1105
秦山所\t社区民警岗\t常来社区走走。\t0573-8612 1106
"""
EVENT = {
    "id": "haiyan/2026",
    "name.zh": "海盐警察开放日",
    "name.en": "",
    "theme.zh": "海风里的平安",
    "theme.en": "",
    "bureau.zh": BUREAU,
    "bureau.en": "",
    "starts_on": "2026-12-26",
    "ends_on": "2026-12-27",
}
QUESTIONS = (
    {
        "prompt.zh": "海边看到这块牌子，是什么意思？",
        "options.0.text.zh": "涨潮时不要下滩",
        "options.0.is_right": "yes",
        "options.1.text.zh": "可以停车",
        "options.2.text.zh": "前面有厕所",
        "picture_alt.zh": "红色三角形的牌子",
        "explanation.zh": "杭州湾的潮水来得快，请马上离开滩涂。",
        "source.title.zh": "海盐县公安局海防安全提示",
        "difficulty": "1",
    },
    {
        "prompt.zh": "群里有人说是这家单位，要您垫付货款。怎么办？",
        "options.0.text.zh": "先转一半",
        "options.1.text.zh": "不转账，打单位公开的电话问清楚",
        "options.1.is_right": "yes",
        "picture_alt.zh": "聊天里的一枚蓝色标志",
        "explanation.zh": "标志谁都能下载，打公开的电话才靠得住。",
        "source.title.zh": "海盐县公安局反诈中心典型案例",
        "difficulty": "2",
    },
)
"""Two questions of its own, each about the picture in `PICTURES`."""
PICTURES = (sign("darkred", FAR), sign("darkblue", FAR))
TOPIC = "anti-fraud"


def words(page: str) -> str:
    """Return all that a page says."""
    return unescape(re.sub(r"<[^>]*>", " ", page))


def docx_words(file: Path) -> str:
    """Return the words of a Word file."""
    with ZipFile(file) as parts:
        return words(parts.read("word/document.xml").decode())


def pdf_words(data: bytes) -> str:
    """Return the words of a PDF file."""
    with pypdfium2.PdfDocument(data) as document:
        pages: list[Any] = list(document)
        return "\n".join(page.get_textpage().get_text_bounded() for page in pages)
