"""Commands that check and print contact cards."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from kiosk.booth.cards import decoders, distortions
from kiosk.booth.cards.checking import MENDING, Reading, check_all, former_modules
from kiosk.booth.cards.decoders import Decoder
from kiosk.booth.cards.rules import NAMES
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
    for decoder in by:
        if decoder.read is None:
            click.echo(
                f"提醒 warning: 没有 {decoder.name} 识读程序，没有用它试；装上再核对：pip install "
                f"{decoder.package} / {decoder.name} is not installed and was not tried: pip "
                f"install {decoder.package}"
            )
    for line in _table(catalog, readings, by):
        click.echo(line)
    for reading in readings:
        _name_faults(reading)
    bad = len({reading.card.id for reading in readings if not reading.is_good})
    count = len(catalog.pack.cards)
    click.echo(f"{count} 张，{bad} 张有误 / {count} cards, {bad} bad")
    if bad or faults:
        sys.exit(UNREADABLE)


def _table(catalog: Catalog, readings: Sequence[Reading], by: Sequence[Decoder]) -> Iterator[str]:
    """Yield a line for each code: its modules, and by how many decoders it was read each time."""
    names = [each.name for each in distortions.every()]
    used = [each.name for each in by if each.read]
    yield f"识读程序 decoders: {', '.join(used)}"
    yield "".join(["card".ljust(28), "code".ljust(12), "modules", *(f"{n:>8}" for n in names)])
    before = ""
    for each in readings:
        if each.card.id != before:
            before = each.card.id
            former = former_modules(catalog, each.card) or "-"
            yield f"{before:28}{'(< 0.6.0)':12}{former:>7}"
        read = [sum(each.read.get((name, own), False) for own in used) for name in names]
        counts = "".join(f"{f'{n}/{len(used)}':>8}" for n in read)
        yield f"{before:28}{f'{each.code} {each.language}':12}{each.modules or '-':>7}{counts}"


def _name_faults(reading: Reading) -> None:
    """Print which code of which card was not read, after which distortion, and how to mend it."""
    if reading.is_good:
        return
    zh, en = MENDING[reading.code]
    name = NAMES[reading.code].zh
    where = (
        f"BAD  {reading.card.id}  {reading.card.phone}: {name} {reading.code} {reading.language}"
    )
    if reading.modules is None:
        click.echo(f"{where}: 内容太长，没有二维码装得下；{zh} / no QR code holds it; {en}")
        return
    words = {each.name: each.zh for each in distortions.every()}
    for distortion in dict.fromkeys(name for name, _ in reading.failed):
        by = ", ".join(decoder for name, decoder in reading.failed if name == distortion)
        click.echo(
            f"{where}: {words[distortion]}时 {by} 读不出；{zh} / {by} cannot read it "
            f"({distortion}); {en}"
        )


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
