"""The command line: `python -m kiosk COMMAND --data DIR`. `serve` is the default command."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import AbstractContextManager
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from kiosk.command import KioskGroup
from kiosk.config import Settings
from kiosk.errors import KioskError
from kiosk.storage.private_files import protect_process

if TYPE_CHECKING:
    from flask import Flask

FAILED = 1


class Entry(NamedTuple):
    """One command of the list: the `module:attribute` that holds it, and its help."""

    target: str
    help: str


ENTRIES = {
    "serve": Entry(
        "kiosk.serve:serve", "启动展位或中心 / serve a booth or a central (the default command)."
    ),
    "open": Entry(
        "kiosk.office.machine.browser:open_browser",
        "全屏打开浏览器并守护 / open the booth full-screen in a browser, and keep it open.",
    ),
    "check": Entry(
        "kiosk.office.machine.check.commands:check",
        "检查这台电脑准备好了没有 / say in a table whether this machine is ready for Open Day.",
    ),
    "browser": Entry(
        "kiosk.office.machine.locking:browser",
        "装上或取下浏览器策略 / lay or take away the policies that keep a browser here.",
    ),
    "staff": Entry(
        "kiosk.accounts.commands:staff", "管理工作人员账号 / administer staff accounts."
    ),
    "content": Entry(
        "kiosk.office.packs.commands:content", "检查和载入内容包 / check and load packs."
    ),
    "cards": Entry(
        "kiosk.booth.cards.commands:cards", "核对和打印联系卡 / check and print contact cards."
    ),
    "invite": Entry(
        "kiosk.booth.checkin.commands:invite",
        "邀请名单和请柬 / lists of invited guests, and their invitations.",
    ),
    "export": Entry(
        "kiosk.office.exports.commands:export",
        "导出 KIND 类记录 / export records of KIND; sealed text is left out unless --unsealed.",
    ),
    "stamps": Entry(
        "kiosk.booth.stamps.commands:stamps",
        "集章：展位之间互认公钥 / stamps: booths believe each other's.",
    ),
    "report": Entry(
        "kiosk.office.reports.commands:report",
        "生成活动情况报告 / make the activity report; quotations, which are sealed, are left out.",
    ),
    "journal": Entry(
        "kiosk.office.upkeep.commands:journal", "核对与重建流水 / verify and rebuild the journal."
    ),
    "backup": Entry(
        "kiosk.office.upkeep.commands:backup",
        "备份到 FILE（运行中也可以）/ copy everything to FILE, also while a booth runs.",
    ),
    "restore": Entry(
        "kiosk.office.upkeep.commands:restore",
        "从 FILE 恢复（先停止展位）/ put FILE back; stop the booth first. Starts a new epoch.",
    ),
    "sbom": Entry(
        "kiosk.office.upkeep.sbom:sbom",
        "列出用到的软件和许可证 / list the software and licences that this program is made of.",
    ),
    "demo": Entry(
        "kiosk.office.demo.commands:demo",
        "模拟一天的观众（仅用于 demo 活动）/ simulate a day's visitors, in event `demo` only.",
    ),
    "central": Entry(
        "kiosk.sync.enrol_commands:central",
        "管理中心 / administer a central: devices, codes, completeness.",
    ),
    "device": Entry(
        "kiosk.sync.enrol_commands:device", "登记本终端 / enrol this device at a central."
    ),
    "sync": Entry(
        "kiosk.sync.commands:sync", "同步 / bring records to central, over the network or by stick."
    ),
}
"""Every command. Each help stands here too, so that `--help` need not load a command to list it."""


class Commands(MutableMapping[str, click.Command]):
    """The commands by name; a module is loaded when its command is first asked for.

    So `--help` takes 0.15 s of a processor instead of 1.4 s, and `backup` loads no page.
    """

    def __init__(self, entries: Mapping[str, Entry]) -> None:
        """List `entries`, and load none of them."""
        self._held: dict[str, Entry | click.Command] = {**entries}

    def __getitem__(self, name: str) -> click.Command:
        """Return a command. Raises KeyError."""
        held = self._held[name]
        if isinstance(held, Entry):
            held = self._held[name] = load(held.target)
        return held

    def __setitem__(self, name: str, command: click.Command) -> None:
        """Add a command that is loaded already."""
        self._held[name] = command

    def __delitem__(self, name: str) -> None:
        """Take a command away. Raises KeyError."""
        del self._held[name]

    def __iter__(self) -> Iterator[str]:
        """Yield the names in the order of the table."""
        return iter(self._held)

    def __len__(self) -> int:
        """Return how many commands there are."""
        return len(self._held)


class DefaultGroup(KioskGroup):
    """A command group that runs `serve` if no command is named."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Insert `serve` if there are no arguments, or if they begin with an option."""
        if not args or (args[0].startswith("-") and args[0] != "--help"):
            args = ["serve", *args]
        return super().parse_args(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands as click does, by the helps of the table, and load none of them."""
        names = self.list_commands(ctx)
        limit = formatter.width - 6 - max(map(len, names))
        with formatter.section("Commands"):
            formatter.write_dl([(name, _in_short(ENTRIES[name].help, limit)) for name in names])


def load(target: str) -> Any:
    """Return what a `module:attribute` names."""
    module, _, attribute = target.partition(":")
    return getattr(import_module(module), attribute)


def _in_short(words: str, limit: int) -> str:
    return click.Command(None, help=words).get_short_help_str(limit)


def _open(settings: Settings, **given: Any) -> AbstractContextManager[Flask]:
    """Open a data folder; the app is loaded by the commands that need it."""
    opened: AbstractContextManager[Flask] = load("kiosk.startup:opened")(settings, **given)
    return opened


@click.group(
    cls=DefaultGroup,
    commands=Commands(ENTRIES),
    context_settings={"obj": {"open": _open}, "show_default": True},
)
def kiosk() -> None:
    """警察开放日展位程序 / the Open Day kiosk. Without a command it serves a booth."""


def main(args: list[str] | None = None) -> Any:
    """Run one command. If it fails, print why in one sentence and exit with status 1."""
    protect_process()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        return kiosk.main(args=args, prog_name="python -m kiosk")
    except KioskError as error:
        click.echo(str(error), err=True)
        sys.exit(FAILED)
