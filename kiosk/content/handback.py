"""What a desk that hands belongings back needs to know: kinds, proofs, reasons, words to read."""

from __future__ import annotations

from kiosk.content.parts import Id, Part, Text


class Choice(Part, frozen=True):
    """One thing to choose at the desk: a kind of belonging, a proof, or a reason."""

    id: Id
    name: Text


class Handback(Part, frozen=True):
    """Handing belongings back. A pack without `kinds` has no such desk.

    `proofs` are what may be looked at to know a claimant; `reasons` say why a belonging stays
    where it is; `read_aloud` are the sentences that are read to the claimant before they sign.
    """

    kinds: tuple[Choice, ...] = ()
    proofs: tuple[Choice, ...] = ()
    reasons: tuple[Choice, ...] = ()
    read_aloud: tuple[Text, ...] = ()
