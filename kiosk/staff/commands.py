"""Administer accounts."""

from __future__ import annotations

import click

from kiosk.command import KioskGroup, booth
from kiosk.db import db
from kiosk.staff import accounts

TERMINAL = "terminal"
"""The actor of acts that were not done from a signed-in page."""


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
