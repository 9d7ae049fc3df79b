"""Make an activity report on the terminal."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from kiosk.accounts import accounts
from kiosk.accounts.records import TERMINAL
from kiosk.command import KioskCommand, booth, counted, file_out
from kiosk.errors import Refused
from kiosk.office.activities import subject
from kiosk.office.exports.commands import Day
from kiosk.office.reports import quotes
from kiosk.office.reports.files import FORMATS, make
from kiosk.office.reports.request import Language, ReportRequest
from kiosk.storage.db import db


@click.command(cls=KioskCommand)
@click.option("--unit", help="Id of the unit whose report it is.")
@click.option("--bureau", is_flag=True, help="The report of the whole bureau.")
@click.option("--event", help="The event; by default this desk's, or at central the first.")
@click.option(
    "--format", "form", type=click.Choice(list(FORMATS)), default="docx", help="Word or PDF."
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="File to write.",
)
@click.option("--since", type=Day(), help="First local day that counts.")
@click.option("--until", type=Day(), help="Last local day that counts.")
@click.option(
    "--language", type=click.Choice(["zh", "en"]), default="zh", help="Language of the report."
)
def report(
    unit: str | None,
    bureau: bool,
    event: str | None,
    form: str,
    out: Path,
    since: date | None,
    until: date | None,
    language: Language,
) -> None:
    """生成活动情况报告 / make the activity report; quotations, which are sealed, are left out."""
    if bureau == bool(unit):
        raise click.UsageError("请用 --unit ID 或 --bureau 二选一 / give --unit ID or --bureau")
    with booth() as app:
        reader = db.reader()
        chosen = subject.chosen(reader, event)
        if event and chosen != event:
            raise Refused(f"这里没有活动 {event}。", f"There is no event {event} here.")
        wanted = ReportRequest(event=chosen, unit=unit, since=since, until=until, language=language)
        made = make(reader, wanted, form, is_central=app.config["IS_CENTRAL"])
        with db.transaction() as tx:
            accounts.note(tx, TERMINAL, "report", f"{chosen} {unit or 'bureau'} {form}")
        left_out = quotes.count(reader, wanted)
    with file_out(out) as part, counted(made.count) as progress:
        made.write(part, progress)
    if left_out:
        click.echo(
            f"选用的群众留言 {left_out} 条没有写入；请在页面上解锁后生成。\n"
            f"{left_out} quotations were left out; unlock on the page to include them.",
            err=True,
        )
    if made.remark:
        click.echo(f"提醒 warning: {made.remark.zh}\n{made.remark.en}", err=True)
    click.echo(f"已写入 {out} / written", err=True)
