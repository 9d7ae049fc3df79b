"""Build kiosk/content/common_characters.txt, the commonest 1,600 Chinese characters.

Run it by hand when the number below changes; the program only reads the finished file:

    pip install jieba==0.42.1
    python tests/keyboard/build_characters.py

A character's frequency is the sum over the words of jieba's dict.txt (MIT licence, Sun Junyi) of
the word's frequency times how often the character stands in it. jieba is needed only here. The
output depends on nothing but its version and this file: one line, the commonest first.
"""

from __future__ import annotations

from collections import Counter
from importlib.resources import files
from pathlib import Path

TARGET = Path(__file__).parents[2] / "kiosk" / "content" / "common_characters.txt"

CHARACTER_COUNT = 1_600
"""What the curriculum of 2022 expects a child to read after the second year of school."""
FIRST, LAST = "\u4e00", "\u9fff"


def main() -> None:
    """Write the characters and say how many."""
    ranked = sorted(frequencies().items(), key=lambda item: (-item[1], item[0]))
    commonest = "".join(one for one, _ in ranked[:CHARACTER_COUNT])
    TARGET.write_text(commonest + "\n", encoding="utf-8", newline="\n")
    print(f"{TARGET.name}: {len(commonest)} characters")


def frequencies() -> Counter[str]:
    """Return how often each character stands in the texts that jieba counted."""
    counts = Counter[str]()
    for line in files("jieba").joinpath("dict.txt").read_text("utf-8").splitlines():
        word, count, _ = line.split(" ")
        for one in word:
            if FIRST <= one <= LAST:
                counts[one] += int(count)
    return counts


if __name__ == "__main__":
    main()
