"""Let accounts be as records say that were read from a damaged log, where the accounts are lost.

A record names the act and the account, never a password or a code. So an account that was disabled,
enabled or given another role is that again, and one whose password was taken away opens no more.
What needs a secret cannot come back: the staff log then says that it has to be done once more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec
from sqlalchemy import Connection

from kiosk.accounts import accounts
from kiosk.accounts.records import KIND, TERMINAL, StaffAct
from kiosk.errors import KioskError
from kiosk.journal.records import Record

_WITH_ROLE = re.compile(r"(\S+) \((?:\w+ → )?(\w+)\)")
NEED_A_SECRET = (
    "staff-add",
    "staff-password",
    "staff-reset",
    "second-factor-on",
    "second-factor-off",
    "second-factor-reset",
    "spare-codes-new",
    "desk-key",
    "passphrase-changed",
    "recovery-code-changed",
    "privacy-key",
)
"""Acts whose effect stands beside the journal, and in no record."""


def apply(tx: Connection, records: Iterable[Record]) -> list[str]:
    """Apply rescued acts to their accounts, in order; return those that have to be done again.

    What is applied stands in the staff log once more, as done at the terminal. An act is to be done
    again, too, where it would leave nobody who can administer this machine: the one who did it may
    have had an account whose password is lost.
    """
    again = []
    for done in _acts(records):
        try:
            is_whole = _apply(tx, done)
        except KioskError:
            is_whole = False
        if not is_whole:
            words = f"{done.act}: {done.about or done.actor}"
            accounts.note(tx, TERMINAL, "rescued-again", words)
            again.append(words)
    return again


def _acts(records: Iterable[Record]) -> list[StaffAct]:
    of_staff = [each for each in records if (each.kind, each.version) == (KIND.name, KIND.version)]
    return [msgspec.json.decode(each.body, type=StaffAct) for each in of_staff]


def _apply(tx: Connection, done: StaffAct) -> bool:
    """Apply one act; return False if something of it cannot come back. Raises KioskError."""
    name = done.about
    if done.act == "staff-disable":
        accounts.disable(tx, name, actor=TERMINAL)
    elif done.act == "staff-enable":
        accounts.enable(tx, name, actor=TERMINAL)
    elif done.act == "staff-role":
        found = _WITH_ROLE.fullmatch(done.about)
        if found is None:
            return False
        accounts.set_role(tx, found[1], found[2], actor=TERMINAL)
    elif done.act == "staff-reset":
        accounts.take_password(tx, name)
    elif done.act == "sign-in-code":
        accounts.take_password(tx, done.actor)  # The code was used, and opens nothing any more.
    return done.act not in NEED_A_SECRET
