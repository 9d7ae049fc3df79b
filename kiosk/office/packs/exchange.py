"""Take files of other programs in at the terminal, and write them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import click

from kiosk.accounts.records import TERMINAL
from kiosk.command import booth, file_out
from kiosk.errors import Refused, SetupFailed
from kiosk.office.editor import manuscript
from kiosk.office.editor.interchange import exchange, letters
from kiosk.office.editor.interchange.remarks import Remark
from kiosk.office.editor.interchange.taking import Defaults
from kiosk.office.editor.sections import Spot
from kiosk.shell.spreadsheets.sheets import Sheet
from kiosk.storage.db import db

TEXTS = (".gift", ".txt", ".xml")
FORM = "survey"
"""The sheet that every XLSForm has, and no workbook of content."""


class _OnlyTried(Exception):
    """The way out of a transaction that keeps nothing."""


def is_form(sheets: Sequence[Sheet]) -> bool:
    """Return True if a workbook is an XLSForm."""
    return any(each.name.strip().lower() == FORM for each in sheets)


def spot_for(file: Path, topic: str, survey: str) -> Spot:
    """Return into which topic or survey a file goes. Raises Refused without a topic."""
    if file.suffix.lower() not in TEXTS:
        return Spot.named("surveys", survey)
    if not topic:
        raise Refused(
            "题目要收进一个主题，请加上 --topic，如 --topic anti-fraud。",
            "Questions go into a topic: say which by --topic, such as --topic anti-fraud.",
        )
    return Spot.named("topics", topic)


def take(file: Path, spot: Spot, defaults: Defaults, *, dry_run: bool) -> bool:
    """Take a file into the manuscript and print what came of it; return False if parts were left.

    Raises SetupFailed for a file that cannot be read, Refused for one of no known format.
    """
    data = read_file(file)
    with booth(), suppress(_OnlyTried), db.transaction() as tx:
        brought = exchange.take(tx, spot, data, who=TERMINAL, defaults=defaults)
        if dry_run:
            raise _OnlyTried
    print_remarks(file.name, brought.remarks)
    taken, at = brought.taken, f"{brought.spot.section.name}/{brought.spot.key}"
    will, would = ("会收进", "Would go into") if dry_run else ("已收进", "Taken into")
    click.echo(f"{will} {at}：新加 {taken.added}，修改 {taken.changed}；没变 {taken.same}。")
    click.echo(f"{would} {at}: {taken.added} new, {taken.changed} changed; {taken.same} the same.")
    return not any(each.is_refused for each in brought.remarks)


def read_file(file: Path) -> bytes:
    """Return what a file holds. Raises SetupFailed if it cannot be read, Refused if it is huge."""
    try:
        letters.require_small(file.stat().st_size)
        return file.read_bytes()
    except OSError as error:
        raise SetupFailed(
            f"{file} 读不了（{error.strerror}）。", f"{file} cannot be read ({error.strerror})."
        ) from error


def print_remarks(name: str, remarks: Sequence[Remark]) -> None:
    """Print what there is to say of a file, in both languages."""
    for remark in remarks:
        for line in remark.lines(name):
            click.echo(line)


def write(out: Path, spot: Spot, format_name: str) -> bool:
    """Write a topic or a survey as a file; print what did not fit, and return False if it did not.

    Raises Unknown for a part that is not there, Refused for a format that is not its own.
    """
    with booth():
        file = exchange.write(manuscript.read(db.reader()).tree, spot, format_name)
    with file_out(out) as part:
        part.write_bytes(file.data)
    remarks = file.remarks.all()
    print_remarks(out.name, remarks)
    click.echo(f"已写好 {out} / written.")
    return not any(each.is_refused for each in remarks)
