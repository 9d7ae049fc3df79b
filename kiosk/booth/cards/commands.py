"""Commands that check and print contact cards."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kiosk.booth.cards.service import accounts
from kiosk.booth.cards.sheet import boxed, sheet
from kiosk.command import KioskGroup, booth, file_out
from kiosk.content import card_texts
from kiosk.content import service as content
from kiosk.content.catalog import Catalog
from kiosk.storage.db import db

UNREADABLE = 1


@click.group(cls=KioskGroup)
def cards() -> None:
    """核对和打印联系卡 / check and print contact cards."""


@cards.command()
def check() -> None:
    """识读每张卡的每个码，核对文字 / decode every code of every card; exit 1 on faults."""
    from kiosk.booth.cards import (  # They load Pillow, which other commands need not.
        check_lines,
        decoders,
    )
    from kiosk.booth.cards.checking import check_all

    by = decoders.every()
    with booth():
        catalog = content.current()
        readings = list(check_all(db.reader(), catalog, by))
        targets = list(accounts(db.reader(), catalog))
    faults = list(card_texts.faults(catalog.pack))
    for fault in faults:
        click.echo(f"错误 error: {fault.zh} / {fault.en}")
    _warn_of_boxes(catalog)
    for name, target in targets:
        click.echo(f"微信 WeChat: {name} → {target}")
    for line in check_lines.lines(catalog, readings, by):
        click.echo(line)
    bad = len({reading.card.id for reading in readings if not reading.is_good})
    count = len(catalog.pack.cards)
    click.echo(f"{count} 张，{bad} 张有误 / {count} cards, {bad} bad")
    if bad or faults:
        sys.exit(UNREADABLE)


@cards.command("print")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="PDF file to write: A4, ten cards of 85 × 54 mm a page.",
)
def print_cards(out: Path) -> None:
    """排版打印 / lay the cards out on A4 sheets with cut marks."""
    with booth():
        catalog = content.current()
        data = sheet(catalog, catalog.pack.cards)
    _warn_of_boxes(catalog)
    with file_out(out) as part:
        part.write_bytes(data)
    click.echo(f"已写入 {out}\nWritten to {out}")


def _warn_of_boxes(catalog: Catalog) -> None:
    for each in boxed(catalog, catalog.pack.cards):
        click.echo(
            f"提醒 warning: {each.card}: {each.field}: 字体没有“{each.letters}”，印成 □，请手写补上"
            f" / the fonts do not have “{each.letters}”; printed as □, add by hand"
        )
