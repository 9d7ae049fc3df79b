"""What the commands share: the `--data` option, the settings, progress bars and output files."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kiosk.config import Settings, from_environment
from kiosk.errors import SetupFailed
from kiosk.storage import private_files
from kiosk.storage.whole_file import FULL, whole_file

if TYPE_CHECKING:
    from flask import Flask

DATA_HELP = "Folder that holds all state.  [env: KIOSK_DATA; default: instance/]"
STEP = 200
"""How many steps a long command does between two redraws of its progress bar."""


class KioskCommand(click.Command):
    """A command that takes `--data`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Add `--data` after the command's own options."""
        super().__init__(*args, **kwargs)
        option = click.Option(
            ["--data"],
            type=click.Path(path_type=Path),
            help=DATA_HELP,
            expose_value=False,
            callback=_remember,
        )
        self.params.append(option)


class KioskGroup(click.Group):
    """A group whose commands are each a `KioskCommand`."""

    command_class = KioskCommand
    group_class = type


def _remember(ctx: click.Context, _option: click.Parameter, value: Path | None) -> None:
    ctx.find_root().ensure_object(dict)["data"] = value


def settings(**given: Any) -> Settings:
    """Return the settings of the running command; `given` are the values of its own options.

    Raises SetupFailed if an environment variable that should be a number is not one.
    """
    held = click.get_current_context().find_root().ensure_object(dict)
    try:
        return from_environment(data=held.get("data"), **given)
    except ValueError as error:
        raise SetupFailed(
            f"环境变量 {error} 应是整数。", f"The environment variable {error} is no whole number."
        ) from None


@contextmanager
def booth(*, accept_loss: bool = False, **given: Any) -> Iterator[Flask]:
    """Open the running command's data folder and yield the app; see `startup.prepare`."""
    options = {"accept_loss": True} if accept_loss else {}
    with click.get_current_context().find_root().obj["open"](settings(**given), **options) as app:
        yield app


@contextmanager
def counted(total: int) -> Iterator[Callable[[int], None]]:
    """Yield a function to call with the count so far; it draws a progress bar on standard error.

    Nothing is drawn if standard error is not a terminal, or if there is little to do.
    """
    if not sys.stderr.isatty() or total < STEP:
        yield lambda _count: None
        return
    with click.progressbar(length=total, show_pos=True, file=sys.stderr) as bar:

        def show(count: int) -> None:
            if count - bar.pos >= STEP or count == total:
                bar.update(count - bar.pos)

        yield show


@contextmanager
def file_out(out: Path) -> Iterator[Path]:
    """Yield the path to write a command's file to; see `whole_file`.

    Raises SetupFailed if the file cannot be written.
    """
    try:
        with whole_file(out) as part:
            private_files.protect_file(part)
            yield part
    except OSError as error:
        raise unwritten(out, error) from error


def unwritten(out: Path, error: OSError) -> SetupFailed:
    """Return why a file could not be written, and what to do."""
    if error.errno in FULL:
        return SetupFailed(
            f"{out} 写不下：磁盘或 U 盘已满，没有留下半个文件。请腾出空间或换一个 U 盘，再做一次。",
            f"{out} does not fit: the disk or stick is full, and no half file was left. Free some "
            "space or take another stick, then do it again.",
        )
    return SetupFailed(
        f"{out} 写不进去（{error.strerror or error}）；没有留下半个文件。",
        f"{out} cannot be written ({error.strerror or error}); no half file was left.",
    )
