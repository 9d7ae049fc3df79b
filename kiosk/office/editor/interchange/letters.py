"""The letters of a file that another program wrote: its encoding, its HTML, its two languages."""

from __future__ import annotations

import codecs
import re
from html.parser import HTMLParser

from kiosk import typed_text
from kiosk.errors import Refused

MOST_BYTES = 50_000_000
"""Of one file; 10,000 questions have 10 MB, the rest would be pictures, which are not taken."""
Words = dict[str, str]
"""A text in both languages, as a pack holds it."""
NOT_WORDS = ("script", "style", "head", "title")
MEDIA = {"img", "audio", "video", "object", "iframe", "svg", "canvas", "embed", "source"}
BREAKS = {"p", "br", "div", "li", "tr", "td", "th", "ul", "ol", "table", "hr", "pre", "blockquote"}
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<!--")
_MLANG = re.compile(r"\{mlang(?:\s+([\w-]+))?\}")
MOST_MARKUP, MOST_TAGS = 2_000_000, 4000
"""Of one text: pictures may stand in it, but no question has more tags. More is read as it is, and
is too long for one."""
ENGLISH, CHINESE = re.compile(r"en\b|en[_-]", re.I), re.compile(r"zh\b|zh[_-]", re.I)


def decoded(data: bytes) -> str:
    """Return a file's text, in UTF-8, UTF-16 or GB18030. Raises Refused."""
    require_small(len(data))
    is_utf_16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if is_utf_16 else ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Refused(
        "读不出这个文件的文字；请在原来的程序里另存为 UTF-8 再导入。",
        "The text of this file cannot be read; save it as UTF-8 in the program that it comes from.",
    )


def require_small(size: int) -> None:
    """Raise Refused for a file that is larger than any question bank without its pictures."""
    if size > MOST_BYTES:
        most = MOST_BYTES // 1_000_000
        raise Refused(
            f"文件超过 {most} MB；题目本身没有这么大，请去掉图片和音频，或分成几个文件。",
            f"The file is larger than {most} MB, which questions alone never are; take pictures "
            "and sound out, or split it.",
        )


class _Reader(HTMLParser):
    """A reader of the words of HTML, in each language, and of what else there is."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.both: list[str] = []
        self.own: dict[str, list[str]] = {"zh": [], "en": []}
        self.has_media = False
        self._spans: list[str] = []
        self._unread = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = {name: value or "" for name, value in attrs}
        self.has_media = self.has_media or tag in MEDIA
        self._unread += tag in NOT_WORDS
        if tag in BREAKS:
            self._say(" ")
        if tag in ("span", "lang"):
            self._spans.append(held.get("lang", "") if "multilang" in held.get("class", "") else "")

    def handle_startendtag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        self.has_media = self.has_media or tag in MEDIA
        if tag in BREAKS:
            self._say(" ")

    def handle_endtag(self, tag: str) -> None:
        self._unread -= tag in NOT_WORDS and self._unread > 0
        if tag in ("span", "lang") and self._spans:
            self._spans.pop()
        if tag in BREAKS:
            self._say(" ")

    def handle_data(self, data: str) -> None:
        self._say(data)

    def _say(self, words: str) -> None:
        if self._unread:
            return
        language = next((each for each in reversed(self._spans) if each), "")
        if not language or not CHINESE.match(language):
            self.own["en"].append(words)
        if not language or not ENGLISH.match(language):
            self.own["zh"].append(words)


def from_html(html: str) -> tuple[Words, bool]:
    """Return the words of HTML in both languages, and True if it shows pictures or plays sound.

    Moodle keeps two languages as `<span lang="en" class="multilang">` or as `{mlang en}`.
    """
    if len(html) > MOST_MARKUP or html.count("<") > MOST_TAGS:
        return words(html), False
    html = _with_spans(html)
    reader = _Reader()
    reader.feed(html)
    reader.close()
    zh, en = ("".join(reader.own[each]) for each in ("zh", "en"))
    return words(zh, en), reader.has_media


def _with_spans(html: str) -> str:
    """Return HTML with spans where it has `{mlang en}`."""
    first, *rest = _MLANG.split(html)
    if not rest:
        return html
    parts, is_open = [first], False
    for language, text in zip(rest[::2], rest[1::2], strict=True):
        parts.append("</span>" if is_open else "")
        is_open = bool(language) and language != "other"
        parts.append(f'<span lang="{language}" class="multilang">' if is_open else "")
        parts.append(text)
    return "".join((*parts, "</span>" if is_open else ""))


def from_text(text: str) -> tuple[Words, bool]:
    """Return the words of a text that may hold HTML, as Moodle reads one without a format."""
    return from_html(text) if _TAG.search(text) or "{mlang" in text else (words(text), False)


def words(zh: str, en: str = "") -> Words:
    """Return a text of both languages on one line; each stands in where the other is missing."""
    zh, en = typed_text.one_line(zh), typed_text.one_line(en)
    return {"zh": zh or en, "en": en or zh}


def is_translated(text: Words) -> bool:
    """Return True if a text has English words of its own."""
    return text["en"] != text["zh"]
