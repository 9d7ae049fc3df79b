"""Run desks of one event in a network, each a process of its own, which ask each other."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from nacl.signing import SigningKey
from sqlalchemy import Connection, insert

from kiosk.accounts import accounts
from kiosk.journal import this_device
from kiosk.sealing import booth_keys
from kiosk.sealing.models import Link
from tests.process import BoothProcess, free_port
from tests.reception.door import Answer, Door
from tests.staff.test_pages import PASSWORD
from tests.sync.sites import Site

EVENT = "pinghu/2026"


class NetworkDesk:
    """A desk: its data, its key, the keys it knows; a feature's desk adds what it gives away."""

    unit = "criminal"

    def __init__(self, folder: Path, name: str, key: SigningKey, *known: SigningKey) -> None:
        """Set it up to know some keys; its booth is called `desk` and its name."""
        self.data, self.port, self.key = folder / name, free_port(), key
        Site(self.data).do(lambda tx: self._join(tx, name, known))

    def _join(self, tx: Connection, name: str, known: Sequence[SigningKey]) -> None:
        tx.execute(insert(Link), {"id": 1, "seed": bytes(self.key), "is_insecure": False})
        booth_keys.take_from_staff(tx, [bytes(each.verify_key) for each in known])
        this_device.set_place(tx, event=EVENT, unit=self.unit, booth=f"desk {name}")
        accounts.add(tx, "admin", "admin", PASSWORD, actor="terminal")
        self.set_up(tx)

    def set_up(self, tx: Connection) -> None:
        """Fill the desk."""

    def process(self, *others: int) -> BoothProcess:
        """Return the process of this desk, which asks those at these ports."""
        told = ",".join(f"127.0.0.1:{port}" for port in others)
        return BoothProcess(self.data, port=self.port, KIOSK_DESKS=told)


def signed_in(process: BoothProcess) -> Door:
    """Return the browser of a desk's staff."""
    door = Door(process)
    door.sign_in()
    return door


@contextmanager
def running(a: NetworkDesk, b: NetworkDesk) -> Iterator[tuple[BoothProcess, BoothProcess]]:
    """Run two desks that ask each other."""
    with a.process(b.port) as at_a, b.process(a.port) as at_b:
        yield at_a, at_b


def at_once(doors: Sequence[Door], act: Callable[[Door], Answer]) -> list[Answer]:
    """Do the same at several desks at the same moment; return the pages, in the same order."""
    gate, pages = threading.Barrier(len(doors)), dict[Door, Answer]()

    def desk(door: Door) -> None:
        gate.wait()
        pages[door] = act(door)

    threads = [threading.Thread(target=desk, args=(door,)) for door in doors]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return [pages[door] for door in doors]
