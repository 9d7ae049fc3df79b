"""What gift desks ask each other before a ticket is redeemed at one of them."""

from __future__ import annotations

from sqlalchemy import Connection

from kiosk.booth.stamps.gifts import service
from kiosk.shell.desks import questions
from kiosk.shell.desks.asking import Desks


class Answer(questions.Answer, frozen=True, kw_only=True):
    """What a desk knows of a ticket; a used one was redeemed for a `gift`."""

    gift: str = ""


def _used(tx: Connection, number: str) -> Answer | None:
    """Return where, when and for what the ticket of a number was redeemed, None if it was not."""
    step = service.redeemed(tx, number)
    if step is None:
        return None
    return Answer(verdict="used", booth=step.booth, made_at=step.made_at, gift=step.gift)


DESKS = Desks(
    subject="gift",
    answer=Answer,
    used=_used,
    elsewhere=(
        "这张护照已经在别的礼品台领过礼品了。",
        "A gift was given for this passport at another desk.",
    ),
    busy=(
        "这张护照正在另一台礼品台办理，请稍等再查一次。",
        "This passport is being redeemed at another desk this moment; check it again.",
    ),
)
