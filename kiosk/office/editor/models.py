"""Tables of the manuscript: what staff change before they publish it. It stays on this machine."""

from __future__ import annotations

from sqlalchemy import LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kiosk.journal.models import MOMENT, WORD
from kiosk.storage.db import Base


class ManuscriptRow(Base):
    """The manuscript under way, if there is one: the whole pack as JSON, which may have faults.

    `base` is the digest of the pack that it began as.
    """

    __tablename__ = "manuscript"

    id: Mapped[int] = mapped_column(primary_key=True)
    base: Mapped[str] = mapped_column(String(64))
    body: Mapped[bytes] = mapped_column(LargeBinary)
    begun_at: Mapped[str] = mapped_column(MOMENT)


class ManuscriptFile(Base):
    """A picture or recording of the manuscript."""

    __tablename__ = "manuscript_file"

    name: Mapped[str] = mapped_column(String(128), primary_key=True)
    data: Mapped[bytes] = mapped_column(LargeBinary)


class ManuscriptChange(Base):
    """One change of the manuscript, the way back included: the part before and after, as JSON.

    `section` and `key` name the part; an addition has nothing before, a deletion nothing after.
    `place` is its number in its list, `moved_to` where it went. A change that was taken back is
    gone.
    """

    __tablename__ = "manuscript_change"

    number: Mapped[int] = mapped_column(primary_key=True)
    changed_at: Mapped[str] = mapped_column(MOMENT)
    who: Mapped[str] = mapped_column(WORD)
    section: Mapped[str] = mapped_column(WORD)
    key: Mapped[str] = mapped_column(String(160))
    place: Mapped[int]
    moved_to: Mapped[int | None]
    before: Mapped[str | None] = mapped_column(Text)
    after: Mapped[str | None] = mapped_column(Text)
