"""Commands that check and print contact cards."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kiosk.booth.cards.checking import check_all
from kiosk.booth.cards.sheet import sheet
from kiosk.command import KioskGroup, booth, file_out
from kiosk.content import service as content

UNREADABLE = 1


@click.group(cls=KioskGroup)
def cards() -> None:
    """核对和打印联系卡 / check and print contact cards."""


@cards.command()
def check() -> None:
    """逐张识读二维码并比对 / decode every card's QR code and compare; exit 1 if one differs."""
    with booth():
        results = list(check_all(content.current()))
    for card, is_same in results:
        click.echo(f"{'OK  ' if is_same else 'BAD '} {card.id}  {card.phone}")
    bad = sum(not is_same for _, is_same in results)
    click.echo(f"{len(results)} 张，{bad} 张有误 / {len(results)} cards, {bad} bad")
    if bad:
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
    with file_out(out) as part:
        part.write_bytes(data)
    click.echo(f"已写入 {out}\nWritten to {out}")
