"""Administer accounts, and export records."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click
from sqlalchemy import Connection

from kiosk.command import KioskCommand, KioskGroup, booth
from kiosk.db import db
from kiosk.errors import SetupFailed
from kiosk.journal import keys
from kiosk.journal.progress import counted
from kiosk.journal.reading import Filters, Opener
from kiosk.staff import accounts, events, exports
from kiosk.sync import privacy

TERMINAL = "terminal"
"""The actor of acts that were not done from a signed-in page."""
YEARS = range(2000, 2100)
"""A day outside cannot be meant, and some have no day after them."""


@click.group(cls=KioskGroup)
def staff() -> None:
    """管理工作人员账号 / administer staff accounts."""


@staff.command()
@click.argument("name")
@click.option(
    "--role", type=click.Choice(list(accounts.ROLES)), required=True, help="What NAME may do."
)
@click.password_option(help="Password; asked for where it is not given.")
def add(name: str, role: str, password: str) -> None:
    """添加账号 / add the account NAME."""
    with booth(), db.transaction() as tx:
        accounts.add(tx, name, role, password, actor=TERMINAL)
    click.echo(f"已添加 {name}（{accounts.ROLES[role][0]}）\nAdded {name} ({role})")


@staff.command()
@click.argument("name")
@click.password_option(help="New password; asked for where it is not given.")
def passwd(name: str, password: str) -> None:
    """修改密码 / give NAME a new password."""
    with booth(), db.transaction() as tx:
        accounts.set_password(tx, name, password, actor=TERMINAL)
    click.echo(f"已修改 {name} 的密码\nChanged the password of {name}")


@staff.command("list")
def list_staff() -> None:
    """列出账号 / list the accounts."""
    with booth():
        for name, role, is_active in accounts.listed(db.reader()):
            click.echo(f"{name}\t{role}\t{'' if is_active else '停用 disabled'}")


class Day(click.ParamType[date]):
    """Read a local date, `2026-12-20`."""

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
@click.argument("kind", type=click.Choice(list(exports.KINDS)))
@click.option(
    "--format", "form", type=click.Choice(list(exports.FORMATS)), default="csv", help="File format."
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="File to write; - for standard output.",
)
@click.option("--since", type=Day(), help="First local date, YYYY-MM-DD.")
@click.option("--until", type=Day(), help="Last local date, inclusive, YYYY-MM-DD.")
@click.option("--event", help="Only this event; at central the one with most devices.")
@click.option("--unit", help="Only what was made at, or is about, the unit with this id.")
@click.option(
    "--unsealed",
    is_flag=True,
    help="Open sealed text; asks for the desk passphrase and is recorded.",
)
@click.option("--reason", help="Why sealed text is opened; needed with --unsealed.")
def export(
    kind: str,
    form: str,
    out: Path,
    since: date | None,
    until: date | None,
    event: str | None,
    unit: str | None,
    unsealed: bool,
    reason: str | None,
) -> None:
    """导出 KIND 类记录 / export records of KIND; sealed text is left out unless --unsealed."""
    if unsealed and not reason:
        raise click.UsageError("--unsealed 需要 --reason 说明原因 / needs --reason TEXT")
    with booth() as app:
        if event is None and app.config["IS_CENTRAL"]:
            event = events.choose(db.reader(), None)
        filters = Filters(event=event, since=since, until=until, unit=unit)
        opener = _open_sealed(kind, reason) if unsealed and reason else None
        with db.engine.connect() as tx:
            count = _write(tx, kind, form, out, filters, opener)
    click.echo(f"{count} 行已导出 / rows exported", err=True)


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


def _write(
    tx: Connection, kind: str, form: str, out: Path, filters: Filters, opener: Opener | None
) -> int:
    """Write the file whole or not at all; return how many rows it has."""
    table = exports.open_table(tx, kind, filters, opener)
    with counted(table.count) as progress:
        watched = exports.watched(table, progress)
        if str(out) == "-":
            exports.write(watched, form, sys.stdout.buffer)
            sys.stdout.flush()
            return table.count
        part = out.with_name(out.name + ".part")
        try:
            with part.open("wb") as file:
                exports.write(watched, form, file)
            part.replace(out)
        except OSError as error:
            part.unlink(missing_ok=True)
            raise SetupFailed(
                f"{out} 写不进去（{error.strerror}）；没有留下半个文件。",
                f"{out} cannot be written ({error.strerror}); no half file was left.",
            ) from error
    return table.count
