"""Offer the commands: `python -m kiosk COMMAND --data DIR`; `serve` is the default."""

from __future__ import annotations

import sys
from typing import Any

import click

from kiosk.accounts.commands import staff
from kiosk.booth.cards.commands import cards
from kiosk.booth.checkin.commands import invite
from kiosk.command import KioskGroup
from kiosk.content.commands import content
from kiosk.errors import KioskError
from kiosk.office.demo.commands import demo
from kiosk.office.exports.commands import export
from kiosk.office.reports.commands import report
from kiosk.office.upkeep.commands import backup, journal, restore
from kiosk.serve import serve
from kiosk.shell.browser import open_browser
from kiosk.startup import opened
from kiosk.sync.commands import sync
from kiosk.sync.enrol_commands import central, device

FAILED = 1


class DefaultGroup(KioskGroup):
    """Run `serve` where no command is named."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `serve` before options that are not the group's own."""
        if not args or (args[0].startswith("-") and args[0] != "--help"):
            args = ["serve", *args]
        return super().parse_args(ctx, args)


@click.group(cls=DefaultGroup, context_settings={"obj": {"open": opened}, "show_default": True})
def kiosk() -> None:
    """警察开放日展位程序 / the Open Day kiosk. Without a command it serves a booth."""


COMMANDS = (
    serve,
    open_browser,
    staff,
    content,
    cards,
    invite,
    export,
    report,
    journal,
    backup,
    restore,
    demo,
    central,
    device,
    sync,
)
for command in COMMANDS:
    kiosk.add_command(command)


def main(args: list[str] | None = None) -> Any:
    """Run one command; say in one sentence what is wrong where it cannot be carried out."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        return kiosk.main(args=args, prog_name="python -m kiosk")
    except KioskError as error:
        click.echo(str(error), err=True)
        sys.exit(FAILED)
