"""Enrol and inspect this device, and bring its records to central."""

from __future__ import annotations

import sys

import click

from kiosk.command import KioskGroup, booth
from kiosk.storage.db import db
from kiosk.sync.booth import background, link, progress, sender
from kiosk.sync.booth.background import SendingStatus
from kiosk.sync.stick import commands

FAILED = 1
PATIENCE_SECONDS = 60.0
"""How long `sync now` lets a sender of the same computer go on first."""
WORDS = {
    "idle": ("中心都有了", "central holds everything"),
    "sending": ("正在发送", "sending"),
    "waiting": ("等待发送", "waiting to be sent"),
    "offline": ("连不上中心", "central not reached"),
    "refused": ("被中心拒绝", "refused by central"),
    "never": ("没有中心的网址", "no address of a central"),
}


@click.group(cls=KioskGroup)
def device() -> None:
    """登记本终端 / enrol this device at a central."""


@click.group(cls=KioskGroup)
def sync() -> None:
    """同步 / bring records to central, over the network or by stick."""


@sync.command()
def now() -> None:
    """现在发送 / send what central does not have yet; exit 1 if something is still missing."""
    with booth() as app:
        link.refuse_central(db.reader())
        with progress.progress_line() as tell:
            done = sender.send(app.config["SETTINGS"], tell, wait=PATIENCE_SECONDS)
    held, total = done.progress.held, done.progress.total
    click.echo(f"中心已有本机 {total} 条记录中的 {held} 条。")
    click.echo(f"Central holds {held} of {total}; {done.progress.sent} were sent now.")
    if done.appended_again:
        click.echo(f"本机和它的副本写过同样的位置：{done.appended_again} 条记录已重新写入。")
        click.echo(f"A copy of this device wrote too: {done.appended_again} were appended again.")
    if done.pack:
        click.echo(f"收到新内容包 {done.pack[:12]}，下一位观众起显示。")
        click.echo(f"A new pack {done.pack[:12]} came; it is shown from the next sitting on.")
    if done.pack_problem:
        click.echo(str(done.pack_problem), err=True)
    if not done.progress.is_complete or done.pack_problem:
        sys.exit(FAILED)


@sync.command("status")
def show_status() -> None:
    """同步状态 / how sending stands: one word, counts, and when central was last heard."""
    with booth():
        link.refuse_central(db.reader())
        here, stands = link.standing(db.reader()), background.status()
    _print_status(stands)
    if here.url:
        click.echo(f"中心 / central: {here.url}")
    if here.heard_at:
        click.echo(f"最近回执 / last receipt: {here.heard_at}")


def _print_status(stands: SendingStatus) -> None:
    zh, en = WORDS[stands.word]
    click.echo(f"{zh} / {en}")
    click.echo(f"{stands.progress.held} of {stands.progress.total}")
    if stands.problem:
        click.echo(str(stands.problem))


for command in (
    commands.export_to_stick,
    commands.import_from_stick,
    commands.take_receipts,
):
    sync.add_command(command)
