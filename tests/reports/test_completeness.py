"""A report says of how many devices nothing was heard since the event ended."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from kiosk.office.reports import completeness
from kiosk.storage.db import db
from kiosk.sync.central import fleet
from kiosk.sync.central.comparison import JournalStatus
from kiosk.sync.central.fleet import DeviceStatus

EVENT = "pinghu/2026"


def device(number: int, *, stated: int = 5, held: int = 5, is_over: bool = True) -> DeviceStatus:
    """Return a device of the event that stated so many records."""
    journal = JournalStatus(
        epoch="e" * 32,
        stated=stated,
        held=held,
        missing=[(held + 1, stated)] if held < stated else [],
        digest=None,
        held_digest=None,
        forks=[],
        is_same=True,
        stated_at=None,
    )
    nothing: dict[str, Any] = dict.fromkeys(
        ("unit", "app", "pack", "seen_at", "clock_offset", "revoked", "closed")
    )
    return DeviceStatus(
        device=f"{number:032x}",
        event=EVENT,
        events=[EVENT],
        booth=str(number),
        enrolled_at="2026-12-20T01:00:00.000000Z",
        is_revoked=False,
        quarantined=0,
        is_over=is_over,
        journals=[journal],
        **nothing,
    )


@pytest.mark.parametrize(
    ("devices", "silent"),
    [
        ([device(1), device(2, is_over=False), device(3, is_over=False)], 2),
        ([device(1, is_over=False), device(2, held=3)], 1),
        ([device(1), device(2, held=3)], 0),
        ([device(1), device(2)], 0),
    ],
)
def test_silent_devices_are_counted(
    app: Flask, monkeypatch: pytest.MonkeyPatch, devices: list[DeviceStatus], silent: int
) -> None:
    monkeypatch.setattr(fleet, "list_devices", lambda _tx, _event: devices)
    statement = completeness.at_central(db.reader(), EVENT, None, {})
    [(zh, en)] = statement.said
    states = [row[2][1] for row in statement.rows]
    assert states.count("Silent") == silent
    if silent:
        assert f"其中{silent}台在活动结束后还没有报过" in zh
        assert f"; {silent} were not heard since the event ended" in en
    else:
        assert "没有报过" not in zh
        assert "not heard" not in en
