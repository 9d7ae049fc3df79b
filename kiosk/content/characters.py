"""Which characters children can read.

`common_characters.txt` is one line: the commonest 1,600 characters of the texts that jieba 0.42.1
counted (MIT licence), the commonest first. `tests/keyboard/build_characters.py` writes it.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("common_characters.txt")
CHINESE = re.compile(r"[\u3400-\u9fff]")
AT_HOME = "爸鞋扫踢踩泳肤厨骗拨诈欺凌"
"""Characters that a child knows from home or from every wall of an Open Day, though the newspapers
that jieba counted seldom print them: 爸爸, 扫地, 踢球, 骗子, 欺凌."""


@cache
def common() -> frozenset[str]:
    """Return the characters that a child of eight can be expected to read."""
    return frozenset(FILE.read_text(encoding="utf-8").strip() + AT_HOME)


def rare(text: str) -> str:
    """Return the rare characters of a text, each once; digits, letters and marks do not count."""
    return "".join(dict.fromkeys(one for one in CHINESE.findall(text) if one not in common()))
