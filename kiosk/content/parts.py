"""What all parts of a pack are made of: ids, words in both languages, names of files, review."""

from __future__ import annotations

import re
from typing import Annotated

from msgspec import Meta, Struct
from msgspec.structs import force_setattr

Id = Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]
EventId = Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9-]+)?$", max_length=64)]
MOST_LETTERS = 600
CHINESE = re.compile(r"[\u3400-\u9fff]")
UNTRANSLATED = "㊥"
"""Stands behind Chinese words on an English screen."""
Words = Annotated[str, Meta(min_length=1, max_length=MOST_LETTERS)]
FileName = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9._-]*\.(svg|png|jpg|webp)$")]
SoundName = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9._-]*\.(webm|ogg|m4a)$")]
Link = Annotated[str, Meta(pattern=r"^https?://[!-~]{3,200}$")]
ClockTime = Annotated[str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
IsoDate = Annotated[str, Meta(pattern=r"^\d{4}-\d{2}-\d{2}$")]
Phone = Annotated[str, Meta(pattern=r"^[0-9+][0-9 -]{2,24}$")]


class Part(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """Any piece of a pack: immutable, and strict about the fields it knows.

    A pack is a tree, so the garbage collector need not follow its thousands of pieces.
    """


class Text(Part, frozen=True):
    """The same words in Chinese (shown first) and English.

    Without English words the Chinese ones stand in their place, so that `en` is never empty:
    programs of former versions show it as it is.
    """

    zh: Words
    en: Annotated[str, Meta(max_length=MOST_LETTERS)] = ""

    def __post_init__(self) -> None:
        """Let the Chinese words stand in for English ones."""
        if not self.en.strip():
            force_setattr(self, "en", self.zh)

    @property
    def is_translated(self) -> bool:
        """Return True unless Chinese words stand where English ones should."""
        return self.en != self.zh or not CHINESE.search(self.zh)

    def __getitem__(self, language: str) -> str:
        """Return the words in `language` (`zh` or `en`); a mark says that English is missing."""
        if language == "zh":
            return self.zh
        return self.en if self.is_translated else f"{self.zh} {UNTRANSLATED}"


class Reviewed(Part, frozen=True, kw_only=True):
    """A part that a competent unit signs off.

    `reviewed_by` is a post, never a person; after `review_due` it wants looking at again.
    """

    reviewed_by: Text | None = None
    reviewed_on: IsoDate | None = None
    review_due: IsoDate | None = None


class Option(Part, frozen=True):
    """One answer. `is_right` marks the right one of a question; `value` a scale's point.

    One that `is_exclusive` stands alone among several choices, such as "nothing". Whoever gives an
    answer that `is_uncounted` is asked on, but counts towards no index: they are too young, say.
    Options of a question may have a `picture` each, with `text` under it.
    """

    id: Id
    text: Text
    is_right: bool = False
    value: int | None = None
    is_exclusive: bool = False
    is_uncounted: bool = False
    picture: FileName | None = None
