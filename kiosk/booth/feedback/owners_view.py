"""A piece of feedback as whoever has its code sees it, at its own booth and at any other.

Central's bulletin brings this to the booths, as an array of the fields in their order.
"""

from __future__ import annotations

from typing import Any, Literal

from msgspec import Struct

Standing = Literal["received", "with-unit", "answered", "closed"]


class OwnersView(Struct, frozen=True, array_like=True):
    """One piece as its owner sees it.

    `unit` is the one it is with, `sealed` the released answer by the step `release`.
    """

    mark: str
    kind: str
    status: str
    unit: str | None
    number: int
    given_at: str
    release: str | None
    sealed: bytes | None
    is_erased: bool

    @property
    def standing(self) -> Standing:
        """Return how it stands for its owner: an answer counts from its release."""
        if self.status == "closed":
            return "closed"
        if self.release:
            return "answered"
        return "with-unit" if self.unit else "received"


def of_piece(row: Any, sealed: bytes | None, *, is_erased: bool) -> OwnersView:
    """Return a piece by its row with its present state, as `states` selects it."""
    return OwnersView(
        mark=row.mark,
        kind=row.kind,
        status=row.status,
        unit=row.assigned or row.about_unit,
        number=row.number or 0,
        given_at=row.made_at,
        release=row.released,
        sealed=sealed,
        is_erased=is_erased,
    )


def of_told(row: Any) -> OwnersView:
    """Return a piece by the row that central's bulletin left."""
    return OwnersView(*(row._mapping[name] for name in OwnersView.__struct_fields__))
