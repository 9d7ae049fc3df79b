"""A case read aloud, as a speaker on village radio does: the script, and how long it takes."""

from __future__ import annotations

import re

from kiosk.content.parts import Text
from kiosk.content.questions import Case

CHARACTERS_A_SECOND = 4
"""Chinese read so that an eighty-year-old follows; a mark is a pause as long as a character."""
WORDS_A_SECOND = 2.5
"""English at 150 words a minute."""
OPENING = Text(zh="平安广播：", en="Safety radio:")
ENDED = Text(zh="结果，", en="How it ended:")
STOPPED = Text(zh="其实可以停下来：", en="It could have been stopped:")
REMEMBER = Text(zh="请记住：", en="Remember:")
CLOSING = Text(
    zh="有警情，打110；防诈骗，问96110。",
    en="In danger, dial 110; in doubt about fraud, ask 96110.",
)
_SOUNDED = re.compile(r"[\u3400-\u9fff]|[0-9]|[A-Za-z]+")


def script(case: Case) -> list[Text]:
    """Return what is read of a case, line by line: what happened, what would have stopped it."""
    stops = [step.stop for step in case.stops if step.stop]
    whole = Text(zh="".join(each.zh for each in stops), en=" ".join(each.en for each in stops))
    return [
        _led(OPENING, Text(zh=f"{case.title.zh}。", en=f"{case.title.en}.")),
        *(step.text for step in case.steps),
        _led(ENDED, case.lost),
        _led(STOPPED, whole),
        _led(REMEMBER, case.advice),
        CLOSING,
    ]


def characters(text: str) -> int:
    """Return how many characters of a Chinese text are heard; marks are not."""
    return len(_SOUNDED.findall(text))


def seconds(text: Text, language: str = "zh") -> float:
    """Return how many seconds a text takes, read aloud in Chinese or in English."""
    if language == "zh":
        return len(text.zh) / CHARACTERS_A_SECOND
    return len(text.en.split()) / WORDS_A_SECOND


def length(case: Case, language: str = "zh") -> int:
    """Return how many seconds a case's script takes."""
    return round(sum(seconds(each, language) for each in script(case)))


def _led(lead: Text, text: Text) -> Text:
    return Text(zh=f"{lead.zh}{text.zh}", en=f"{lead.en} {text.en}")
