"""Be staff at a feedback desk, without its pages."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from kiosk.booth.feedback import states, steps
from kiosk.booth.feedback.records import KIND, Act, FeedbackGiven
from kiosk.booth.feedback.staff_views import ALL_ACTS
from kiosk.journal import service as journal
from kiosk.journal import this_device as place
from kiosk.journal.service import new_id
from kiosk.sealing.opening import Opener

UNITS = {"criminal", "traffic", "economic"}


def give(tx: Connection, text: str = "", *, kind: str = "suggestion", unit: str = "") -> str:
    """Let somebody give feedback; return its form's id."""
    form = new_id()
    given = FeedbackGiven(
        kind=kind,
        about_unit=unit or None,
        chips=["lights"],
        has_text=bool(text),
        has_contact=False,
        language="zh",
        form=form,
    )
    journal.append(tx, KIND, given, sealed={"text": text} if text else None)
    return form


def own_device(tx: Connection) -> str:
    """Return this machine's device."""
    here = place.place(tx)
    assert here is not None
    return here.device


def now(tx: Connection, form: str, device: str = "") -> Any:
    """Return a piece as it stands."""
    row = states.find(tx, device or own_device(tx), form)
    assert row is not None
    return row


def step(
    tx: Connection,
    form: str,
    act: Act,
    *,
    device: str = "",
    key: str = "",
    actor: str = "li",
    may: frozenset[str] = ALL_ACTS,
    **given: str,
) -> bool:
    """Take one step by a form that was shown just now, where `given` says nothing else."""
    device = device or own_device(tx)
    row = now(tx, form, device)
    shown = {"tap": new_id(), "seen": row.tap or ""} | given
    order = steps.Order(act=act, actor=actor, **shown)
    return steps.take_step(tx, order, device, form, may=may, units=UNITS, key=key or row.event)


def acts(tx: Connection, form: str, device: str = "") -> list[tuple[int, str]]:
    """Return number and act of each step, in order."""
    taken = states.history(tx, device or own_device(tx), form)
    return [(each.number, each.act) for each in taken]


def answer(tx: Connection, form: str, opener: Opener, device: str = "") -> str | None:
    """Return the answer that stands, opened."""
    held = states.answering(tx, now(tx, form, device))
    return opener.read(held).get(steps.ANSWER) if held else None


def status(tx: Connection, form: str, device: str = "") -> str:
    """Return the present status."""
    return str(now(tx, form, device).status)
