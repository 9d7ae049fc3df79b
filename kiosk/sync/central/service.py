"""Let staff act on devices: revoke, close, take either back, release records; each act recorded."""

from __future__ import annotations

from sqlalchemy import Connection, update

from kiosk.accounts import accounts
from kiosk.errors import Refused
from kiosk.sync.central import admission, comparison, fleet, quarantine
from kiosk.sync.format.models import Device

LONGEST_REASON = 200


def revoke(tx: Connection, device: str, reason: str, *, by: str) -> None:
    """Take nothing more from a device. Raises Refused without a reason."""
    _change(tx, device, reason, by, "device-revoke", is_revoked=True, revoked=_fit(reason))


def readmit(tx: Connection, device: str, *, by: str) -> None:
    """Take from a revoked device again."""
    _change(tx, device, "", by, "device-readmit", is_revoked=False, revoked=None)


def close(tx: Connection, device: str, reason: str, *, by: str) -> None:
    """Give up what a device still holds. Raises Refused without a reason."""
    _change(tx, device, reason, by, "device-close", closed=_fit(reason))


def reopen(tx: Connection, device: str, *, by: str) -> None:
    """Wait again for what a closed device still holds."""
    _change(tx, device, "", by, "device-reopen", closed=None)


def _fit(reason: str) -> str:
    if not reason.strip():
        raise Refused("请写明原因，它会出现在完整性报告里。", "Give a reason; reports show it.")
    return reason.strip()[:LONGEST_REASON]


def _change(
    tx: Connection, device: str, reason: str, by: str, act: str, **values: str | bool | None
) -> None:
    status = fleet.find_one(tx, device)
    tx.execute(update(Device).where(Device.device == status.device).values(**values))
    about = f"{status.name}: {_fit(reason)}" if reason.strip() else status.name
    accounts.note(tx, by, act, about)


def release(
    tx: Connection, device: str, epoch: str, seq: int, *, by: str, as_it_came: bool
) -> bool:
    """Release a record from quarantine; return True if it is stored. Raises Unknown, Refused."""
    is_stored = quarantine.release(tx, device, epoch, seq, by=by, as_it_came=as_it_came)
    act = "quarantine-accept" if as_it_came else "quarantine-release"
    place = f"{fleet.find_one(tx, device).name} {epoch[: comparison.SHORT]} {seq}"
    accounts.note(tx, by, act, place if is_stored else f"{place}, not stored")
    return is_stored


def make_code(tx: Connection, *, by: str) -> tuple[str, str]:
    """Make a one-time code of enrolment; return it, and when it expires (UTC text)."""
    made = admission.make_code(tx)
    accounts.note(tx, by, "enrol-code")
    return made
