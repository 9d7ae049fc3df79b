"""Commands that administer accounts."""

from __future__ import annotations

import click

from kiosk import clock
from kiosk.accounts import accounts, second_factor
from kiosk.accounts.models import Staff
from kiosk.accounts.records import TERMINAL
from kiosk.accounts.roles import ROLES
from kiosk.clock import local
from kiosk.command import KioskGroup, booth
from kiosk.storage.db import db


@click.group(cls=KioskGroup)
def staff() -> None:
    """管理工作人员账号 / administer staff accounts."""


@staff.command()
@click.argument("name")
@click.option("--role", type=click.Choice(list(ROLES)), required=True, help="What NAME may do.")
@click.option(
    "--password",
    prompt=True,
    prompt_required=False,
    hide_input=True,
    confirmation_prompt=True,
    help="Set a password instead; asked for where its value is not given.",
)
def add(name: str, role: str, password: str | None) -> None:
    """添加账号，给出一次性代码 / add the account NAME, which a one-time code opens."""
    code = None
    with booth():
        with db.transaction() as tx:
            if password is None:
                code = accounts.add_with_code(tx, name, role, actor=TERMINAL)
            else:
                accounts.add(tx, name, role, password, actor=TERMINAL)
        click.echo(f"已添加 {name}（{ROLES[role][0]}）\nAdded {name} ({role})")
        if code:
            _print_code(name, code)


@staff.command()
@click.argument("name")
@click.password_option(help="New password; asked for where it is not given.")
def passwd(name: str, password: str) -> None:
    """修改密码 / give NAME a new password."""
    with booth(), db.transaction() as tx:
        accounts.set_password(tx, name, password, actor=TERMINAL)
    click.echo(f"已修改 {name} 的密码\nChanged the password of {name}")


@staff.command()
@click.argument("name")
def reset(name: str) -> None:
    """重设密码，给出一次性代码 / take NAME's password away; a one-time code opens the account."""
    with booth():
        with db.transaction() as tx:
            code = accounts.reset(tx, name, actor=TERMINAL)
        click.echo(f"{name} 的密码已作废\nThe password of {name} opens nothing any more")
        _print_code(name, code)


@staff.command()
@click.argument("name")
def reset_second_factor(name: str) -> None:
    """取消两步验证，只凭密码登录 / take NAME's second factor away; the password alone signs in."""
    with booth(), db.transaction() as tx:
        second_factor.reset(tx, name, actor=TERMINAL)
    click.echo(
        f"{name} 的两步验证已取消，已在各处退出；现在只凭密码登录\n"
        f"{name} has no second factor any more and is signed out; the password alone signs in"
    )


@staff.command()
@click.argument("name")
def disable(name: str) -> None:
    """停用账号，马上退出 / let nobody in by NAME any more; open sessions end at once."""
    with booth(), db.transaction() as tx:
        accounts.disable(tx, name, actor=TERMINAL)
    click.echo(f"已停用 {name}\nDisabled {name}")


@staff.command()
@click.argument("name")
def enable(name: str) -> None:
    """启用账号 / let people in by NAME again, with the password it had."""
    with booth(), db.transaction() as tx:
        accounts.enable(tx, name, actor=TERMINAL)
    click.echo(f"已启用 {name}\nEnabled {name}")


@staff.command()
@click.argument("name")
@click.argument("role", type=click.Choice(list(ROLES)))
def role(name: str, role: str) -> None:
    """更改角色 / give NAME another ROLE, from the next page on."""
    with booth(), db.transaction() as tx:
        former = accounts.set_role(tx, name, role, actor=TERMINAL)
    words = f"{name}：{ROLES[former][0]} → {ROLES[role][0]}"
    click.echo(f"{words}\n{name}: {former} → {role}")


@staff.command("list")
def list_staff() -> None:
    """列出账号 / list the accounts."""
    with booth():
        for each in accounts.listed(db.reader()):
            click.echo(f"{each.name}\t{each.role}\t{_state(each)}".rstrip())


def _state(account: Staff) -> str:
    if not account.is_active:
        return "停用 disabled"
    if account.has_password:
        return ""
    return "代码已失效 code void" if account.is_code_over else "等待首次登录 code waits"


def _print_code(name: str, code: str) -> None:
    until = clock.to_minute(local(accounts.one(db.reader(), name).code_until or ""))
    click.echo(
        f"一次性代码（只显示这一次，{until} 前有效）：{code}\n"
        f"{name} 用它代替密码登录，然后自己设定密码。\n"
        f"One-time code (shown only now, good until {until}): {code}\n"
        f"{name} signs in with it in place of a password, and then chooses one."
    )
