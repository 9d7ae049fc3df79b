"""List what of a pack nobody has signed off yet, and what is due again."""

from __future__ import annotations

from pathlib import Path

import click

from kiosk import clock
from kiosk.command import booth
from kiosk.content import service
from kiosk.content.load import load
from kiosk.content.pack import Pack
from kiosk.office.editor import review as reviews
from kiosk.office.editor.sections import plain
from kiosk.storage.db import db


@click.command()
@click.argument("path", required=False, type=click.Path(exists=True, path_type=Path))
def review(path: Path | None) -> None:
    """列出未审核、审核到期的内容 / list what is not reviewed or overdue; PATH or what is shown."""
    if path is not None:
        _print(service.require_whole(load(path)))
        return
    with booth(), db.transaction() as tx:
        _print(service.read_newest(tx).pack)


def _print(pack: Pack) -> None:
    every = list(reviews.entries(plain(pack), clock.today()))
    for each in every:
        if each.state != "reviewed":
            words = " / ".join(reviews.STATES[each.state])
            due = f" {each.held['review_due']}" if each.state == "overdue" else ""
            place = f"{each.spot.section.name} {each.spot.key}"
            click.echo(f"{place}: {words}{due}: {each.title}")
    waiting = sum(each.state != "reviewed" for each in every)
    click.echo(f"{len(every)} 条里 {waiting} 条要审核 / {waiting} of {len(every)} to be reviewed")
