"""Set a booth up for the first time, and change where it stands."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from kiosk.accounts import accounts
from kiosk.content import service as content
from kiosk.content.parts import EventId
from kiosk.errors import Refused
from kiosk.journal import this_device
from kiosk.sealing import keys

BOOTH_LENGTH = 32


@dataclass(frozen=True, kw_only=True)
class FirstSetup:
    """What the first sign-in asks."""

    name: str
    password: str
    password_again: str
    unit: str
    booth: str
    event: EventId
    passphrase: str
    passphrase_again: str


def set_up(tx: Connection, given: FirstSetup) -> str | None:
    """Make the first account, the place and the desk key; return the recovery code.

    None if the desk key was made from the environment before. Raises Refused.
    """
    if given.password != given.password_again:
        raise Refused("两次输入的密码不一样。", "The two passwords differ.")
    move(tx, unit=given.unit, booth=given.booth, event=given.event)
    accounts.add(tx, given.name, "admin", given.password, actor=given.name)
    if keys.has_key(tx):
        return None
    return make_desk_key(tx, given.passphrase, given.passphrase_again)


def set_up_central(tx: Connection, name: str, password: str, password_again: str) -> None:
    """Make the first account of a central. Raises Refused."""
    if password != password_again:
        raise Refused("两次输入的密码不一样。", "The two passwords differ.")
    accounts.add(tx, name, "admin", password, actor=name)


def make_desk_key(tx: Connection, passphrase: str, passphrase_again: str) -> str:
    """Make the key of this desk's event; return the recovery code. Raises Refused."""
    if passphrase != passphrase_again:
        raise Refused("两次输入的台钥口令不一样。", "The two passphrases differ.")
    here = this_device.place(tx)
    if here is None or keys.has_key(tx):
        raise Refused("这个活动已经有台钥了。", "This event has a desk key already.")
    return keys.make_key(tx, here.event, passphrase)


def move(tx: Connection, *, unit: str, booth: str, event: str) -> None:
    """Set unit, booth and event. Raises Refused if one of them is not valid."""
    booth = booth.strip()
    if unit and unit not in content.current().units:
        raise Refused("请从列表里选单位。", "Please choose a unit from the list.")
    if not booth or len(booth) > BOOTH_LENGTH:
        raise Refused(
            f"展位名称要有 1～{BOOTH_LENGTH} 个字。",
            f"The booth's name has 1 to {BOOTH_LENGTH} letters.",
        )
    check_event(event)
    this_device.set_place(tx, event=event, unit=unit or None, booth=booth)


def check_event(event: str) -> None:
    """Raise Refused if `event` is not an event id."""
    parts = event.split("/")
    plain = [part.replace("-", "") for part in parts]
    if len(parts) > 2 or not all(
        part.isascii() and part.isalnum() and part == part.lower() for part in plain
    ):
        raise Refused(
            "活动编号应像 pinghu/2026（小写字母、数字、横线）。",
            "An event id looks like pinghu/2026 (lower-case letters, digits, hyphens).",
        )
