"""Choose what an address is sent: all that could be sent to all of them would take half an hour."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import TypeVar

from werkzeug.routing import Rule

from tests.conftest import FULL

Value = TypeVar("Value")
PORTIONS, SMALL_PORTIONS = 3, 10
SLOW = {
    *("staff.cards_pdf", "shell.font", "staff.backup_file", "staff.sign_in", "staff.unlock"),
    *("staff.content_template", "staff.content_export", "staff.content_translation"),
    *("staff.second_factor_renew", "staff.content_start", "staff.content_overview"),
}
"""Pages that take much time, by hashing or by the files that they make."""


def portion(values: Sequence[Value], rule: Rule) -> Sequence[Value]:
    """Return some of the values; which of them follows from the address.

    So all values come to some addresses. With KIOSK_FULL all come to each, but for the slow ones.
    """
    is_slow = rule.endpoint in SLOW
    if FULL and not is_slow:
        return values
    parts = min(SMALL_PORTIONS if is_slow else PORTIONS, len(values))
    return values[zlib.crc32(str(rule).encode()) % parts :: parts]
