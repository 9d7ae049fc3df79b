"""Fill an empty data folder with a day of simulated people."""

from __future__ import annotations

import click

from kiosk.command import KioskCommand, counted, settings
from kiosk.content import service as content
from kiosk.journal import this_device
from kiosk.office.demo.people import Crowd
from kiosk.storage.db import db

BATCH = 25
"""People a transaction: a demo need not survive a power loss half-way."""


@click.command(cls=KioskCommand)
@click.option(
    "--people", type=click.IntRange(1, 1_000_000), default=200, help="How many people come."
)
@click.option("--seed", type=int, default=1, help="Same seed, same people and answers.")
def demo(people: int, seed: int) -> None:
    """模拟一天的观众（仅用于 demo 活动）/ simulate a day's visitors, in event `demo` only."""
    opener = click.get_current_context().find_root().obj["open"]
    with opener(settings(), event=this_device.DEMO):
        with db.transaction() as tx:
            this_device.refuse_mixing(tx, this_device.DEMO)
            content.show_latest(tx)
        crowd = Crowd(content.current(), seed)
        with counted(people) as progress:
            for done in range(0, people, BATCH):
                with db.transaction() as tx:
                    for _ in range(min(BATCH, people - done)):
                        crowd.next_person(tx)
                progress(min(done + BATCH, people))
    click.echo(f"{people} 位模拟观众已写入\n{people} simulated people were written")
