"""Carry records to central and receipts home on a stick, from the terminal."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kiosk.command import KioskCommand, booth, counted
from kiosk.storage.db import db
from kiosk.sync.stick import at_booth, at_central
from kiosk.sync.stick.at_central import DeviceImport
from kiosk.sync.stick.refusals import Refusals

FAILED = 1
FOLDER = click.Path(path_type=Path)


@click.command("export", cls=KioskCommand)
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option("--all", "everything", is_flag=True, help="Everything, also what central holds.")
def export_to_stick(folder: Path, everything: bool) -> None:
    """把中心还没有的记录写到 U 盘 DIR / write what central does not have yet to the stick DIR."""
    with booth():
        reader = db.reader()
        with counted(at_booth.count_due(reader, everything=everything)) as progress:
            done = at_booth.export(reader, folder, everything=everything, progress=progress)
    click.echo(
        f"已写好 {done.records} 条记录（本机共 {done.total} 条），{done.files} 个文件："
        f"{done.folder}。请拿到中心导入，再把 U 盘带回来取回执。"
    )
    click.echo(
        f"Wrote {done.records} records (of {done.total} here) in {done.files} files: "
        f"{done.folder}. Take the stick to central, and bring it back with the receipts."
    )


@click.command("import", cls=KioskCommand)
@click.argument("folder", metavar="DIR", type=FOLDER)
def import_from_stick(folder: Path) -> None:
    """在中心导入 U 盘 DIR / take a stick in at central; exit 1 where a file failed."""
    with booth(), counted(sum(1 for _ in at_central.bundles_in(folder))) as progress:
        report = at_central.import_stick(folder, progress)
    for device, brought in sorted(report.devices.items()):
        click.echo(_line(device, brought))
    _print_refused(report.failed)
    if report.unwritten:
        click.echo("记录已经收下，但回执写不到 U 盘上：", err=True)
        click.echo("The records were taken in, but the receipts could not be written:", err=True)
        _print_refused(report.unwritten)
    elif report.devices:
        click.echo("回执已写到 U 盘上，请带回各展位（sync receipts）。")
        click.echo("The receipts are on the stick; take them to the booths (sync receipts).")
    if report.failed or report.unwritten:
        sys.exit(FAILED)


def _line(device: str, brought: DeviceImport) -> str:
    name = f"{brought.header.booth} ({device[:8]})"
    return (
        f"展位 / booth {name}: {brought.held} of {brought.stated}; "
        f"新收 / stored {brought.stored}, 重复 / duplicate {brought.duplicate}, "
        f"隔离 / quarantined {brought.quarantined}, 分叉 / forked {brought.forked}"
    )


@click.command("receipts", cls=KioskCommand)
@click.argument("folder", metavar="DIR", type=FOLDER)
def take_receipts(folder: Path) -> None:
    """从 U 盘 DIR 取回执 / take this device's receipts, and central's pack, from the stick DIR."""
    with booth() as app:
        taken = at_booth.take_receipts(app.config["SETTINGS"], folder)
    _print_refused(taken.refused)
    here = taken.waiting
    held = here.records - here.missing
    click.echo(f"中心已有本机 {here.records} 条记录中的 {held} 条。")
    click.echo(f"Central holds {held} of {here.records} records of this device.")
    if taken.appended_again:
        click.echo(f"本机和它的副本写过同样的位置：{taken.appended_again} 条记录已重新排队。")
        click.echo(f"A copy of this device wrote too: {taken.appended_again} records queue again.")
    if taken.pack:
        click.echo(f"收到新内容包 {taken.pack[:12]}，下一位观众起显示。")
        click.echo(f"A new pack {taken.pack[:12]} came; it is shown from the next sitting on.")
    if taken.others:
        click.echo(f"别的终端的回执：{taken.others} 个 / receipts for other devices.")
    if taken.refused:
        sys.exit(FAILED)


def _print_refused(refused: Refusals) -> None:
    for line in refused.lines():
        click.echo(line, err=True)
