"""Give tests a desk of their own, and a member of staff who has unlocked it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.browser.conftest import KEYED
from tests.browser.visitor import Visitor
from tests.conftest import PASSPHRASE
from tests.process import BoothProcess
from tests.reception.door import Door
from tests.staff.test_pages import PASSWORD


@contextmanager
def own_desk(data: Path) -> Iterator[BoothProcess]:
    """Run a booth whose administrator has set it up."""
    data.parent.mkdir(exist_ok=True)
    with BoothProcess(data, **KEYED) as process:
        Door(process).set_up()
        yield process


def unlock(visitor: Visitor, home: str) -> Visitor:
    """Sign the administrator in, unlock, and go on to `home`."""
    visitor.give_password("admin", PASSWORD, visitor.language)
    visitor.sees("nav")
    visitor.open(f"/staff/unlock?next={home}")
    visitor.find("main [name=passphrase]").fill(PASSPHRASE)
    visitor.tap(visitor.find("main form:has([name=passphrase]) .go"))
    visitor.is_at(home)
    return visitor
