"""Put days, numbers and names into the words of a report's language."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from kiosk.content.parts import Text


class Say:
    """Words chosen by language: `say("中文", "English")`."""

    def __init__(self, language: str) -> None:
        """Keep the language, `zh` or `en`."""
        self.language = language

    def __call__(self, zh: str, en: str) -> str:
        """Return one of the two; Chinese fonts have no narrow quotation marks but straight ones."""
        return zh if self.language == "zh" else en.replace("“", '"').replace("”", '"')

    def text(self, text: Text) -> str:
        """Return a pack's words."""
        return self(text.zh, text.en)

    def listed(self, words: Iterable[str]) -> str:
        """Join words as the language does."""
        return self("、", ", ").join(words)


def day_in_words(day: date, language: str) -> str:
    """Say a day as official documents do."""
    if language == "zh":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {day:%B} {day.year}"


def dates(since: date | None, until: date | None, say: Say) -> str:
    """Say a span of days, open at one end perhaps."""
    first = day_in_words(since, say.language) if since else ""
    last = day_in_words(until, say.language) if until else ""
    if first and last:
        if since == until:
            return first
        return say(f"{first}至{last}", f"{first} to {last}")
    return say(f"{first}起", f"from {first}") if first else say(f"至{last}", f"until {last}")


def span(begins: str, ends: str, say: Say) -> str:
    """Return when an activity began and ended, in words; times come as entries hold them."""
    first, last = datetime.fromisoformat(begins), datetime.fromisoformat(ends)
    if say.language == "zh":
        start = f"{first.month}月{first.day}日{first:%H:%M}"
        end = (
            f"{last:%H:%M}"
            if first.date() == last.date()
            else f"{last.month}月{last.day}日{last:%H:%M}"
        )
        return f"{start}—{end}"
    end = f"{last:%H:%M}" if first.date() == last.date() else f"{last.day} {last:%b %H:%M}"
    return f"{first.day} {first:%b %H:%M}–{end}"
