"""Export records on the terminal."""

from __future__ import annotations

import io
import os
import sys
from datetime import date
from pathlib import Path

import click

from kiosk import clock
from kiosk.accounts import accounts
from kiosk.accounts.records import TERMINAL
from kiosk.command import KioskCommand, booth, counted, file_out
from kiosk.content import editions
from kiosk.counts.filters import Filters
from kiosk.errors import Refused, SetupFailed, Unknown
from kiosk.journal import events
from kiosk.office.exports import formats
from kiosk.office.exports.formats import FORMATS, PRIVATE_FORMATS, Export
from kiosk.office.exports.tables import OF_ALL_EVENTS, open_table
from kiosk.office.exports.text import Progress
from kiosk.sealing import keys, privacy
from kiosk.sealing.opening import Opener
from kiosk.storage.db import db

YEARS = range(2000, 2100)
"""A day outside cannot be meant, and some have no day after them."""
STANDARD_OUTPUT = "-"


class Day(click.ParamType[date]):
    """A local date, `2026-12-20`."""

    name = "date"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        """Return the date, or say what is wrong with it."""
        try:
            day = value if isinstance(value, date) else date.fromisoformat(str(value))
            if day.year in YEARS:
                return day
            raise ValueError
        except ValueError:
            words = f"{value!r} 不是 2026-12-20 这样的日期 / is no date like 2026-12-20"
            self.fail(words, param, ctx)


@click.command(cls=KioskCommand)
@click.argument("kind")
@click.option(
    "--format", "form", type=click.Choice(list(FORMATS)), default="csv", help="File format."
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="File to write; - for standard output (csv and jsonl).",
)
@click.option(
    "--rows",
    type=click.Choice(["responses", "answers"]),
    default="responses",
    help="A row a response, or, of quizzes and surveys, a row an answer.",
)
@click.option("--codes", is_flag=True, help="Codes in place of words, ids in place of headings.")
@click.option("--since", type=Day(), help="First local date, YYYY-MM-DD.")
@click.option("--until", type=Day(), help="Last local date, inclusive, YYYY-MM-DD.")
@click.option("--event", help="Only this event; at central the one with most devices.")
@click.option("--unit", help="Only what that unit made, or is about it.")
@click.option("--booth", "booth_name", help="Only what that booth made.")
@click.option("--pack", help="Only under this content pack (the beginning of its digest).")
@click.option("--unsealed", is_flag=True, help="With what people typed; asks for the passphrase.")
@click.option("--reason", help="Why sealed text is needed; put in the staff log.")
def export(
    kind: str,
    form: str,
    out: Path,
    rows: str,
    codes: bool,
    since: date | None,
    until: date | None,
    event: str | None,
    unit: str | None,
    booth_name: str | None,
    pack: str | None,
    unsealed: bool,
    reason: str | None,
) -> None:
    """导出 KIND 类记录 / export records of KIND; sealed text is left out unless --unsealed.

    A KIND that there is not makes the command list those that there are: features bring them.
    """
    if unsealed and not reason:
        raise click.UsageError("--unsealed 需要 --reason 说明原因 / needs --reason TEXT")
    with booth() as app:
        formats.require(form, is_private=unsealed)
        if event is None and app.config["IS_CENTRAL"] and kind != OF_ALL_EVENTS:
            event = events.choose(db.reader(), None)
        filters = Filters(
            event=event,
            since=since,
            until=until,
            unit=unit,
            booth=booth_name,
            pack=_digest(pack) if pack else None,
        )
        opener = _open_sealed(kind, reason) if unsealed and reason else None
        with db.engine.connect() as tx:
            table = open_table(tx, kind, filters, opener, is_long=rows == "answers")
            moment = clock.local_now()
            made = Export(
                table, form, filters, moment, has_codes=codes, is_private=opener is not None
            )
            _write(made, out)
    click.echo(f"{made.table.count} 行已导出 / rows exported", err=True)


def _digest(beginning: str) -> str:
    """Return the digest that begins like this. Raises Unknown, and Refused if several do."""
    held = editions.packs(db.reader()).editions
    found = [each.digest for each in held if each.digest.startswith(beginning.lower())]
    if not found:
        listed = "、".join(f"{each.digest[:12]} ({each.pack.version})" for each in held)
        raise Unknown(
            f"没有内容包 {beginning}；有：{listed}。",
            f"There is no pack {beginning}; there are {listed}.",
        )
    if len(found) > 1:
        raise Refused(
            f"有 {len(found)} 个内容包以 {beginning} 开头，请多写几个字符。",
            f"{len(found)} packs begin with {beginning}; give more letters.",
        )
    return found[0]


def _open_sealed(kind: str, reason: str) -> Opener:
    """Ask for the passphrase, record the act, and return what opens sealed text."""
    words = click.prompt(
        "台钥口令或恢复码 / desk passphrase or recovery code", hide_input=True, err=True
    )
    with db.transaction() as tx:
        event = privacy.key_event(tx)
        private = keys.open_key(tx, event, words)
        accounts.note(tx, TERMINAL, "export-unsealed", f"{kind}: {reason}")
        privacy.hand_over(tx, private)
    return Opener(db.reader(), None if event == keys.PRIVACY else event, private)


def _write(export: Export, out: Path) -> None:
    """Write the file whole or not at all; breaking it off leaves what stood there before."""
    with counted(export.table.count) as progress:
        if str(out) == STANDARD_OUTPUT:
            try:
                _write_standard_output(export, progress)
            except OSError as error:
                # What is left in the stream would be written, and fail, once more at the end.
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
                raise SetupFailed(
                    f"标准输出写不下去（{error.strerror}）；写出的部分不完整，请不要使用。",
                    f"Standard output takes no more ({error.strerror}); what was written of it is "
                    "not whole, do not use it.",
                ) from error
            return
        with file_out(out) as part:
            export.write(part, progress)


def _write_standard_output(export: Export, progress: Progress) -> None:
    """Write lines as they are made; a workbook is whole before its first byte is sent."""
    if FORMATS[export.form].is_stream:
        sys.stdout.buffer.writelines(export.stream(progress))
    elif export.form in PRIVATE_FORMATS:
        file = io.BytesIO()
        export.write_to(file, progress)
        sys.stdout.buffer.write(file.getvalue())
    else:
        raise Refused(
            f"{export.form} 文件不能写到标准输出；请用 --out 写成文件。",
            f"A {export.form} file cannot go to standard output; name a file with --out.",
        )
    sys.stdout.flush()
