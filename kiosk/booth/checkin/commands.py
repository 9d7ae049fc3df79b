"""Load lists of invited guests, print their invitations, and say what is kept."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import click

from kiosk.accounts import accounts
from kiosk.accounts.records import TERMINAL
from kiosk.booth.checkin import invitations, letters
from kiosk.booth.checkin.guest_list import reader
from kiosk.booth.checkin.guest_list.reader import GuestList
from kiosk.booth.checkin.guest_list.repeats import over_capacity, sift
from kiosk.booth.checkin.invitations import Guest
from kiosk.command import KioskGroup, booth, counted, file_out
from kiosk.content import service as content
from kiosk.content.catalog import Catalog
from kiosk.errors import NotAllowed, SetupFailed, Unknown
from kiosk.journal import this_device
from kiosk.sealing import keys, privacy
from kiosk.shell.lists.reader import ListRow
from kiosk.shell.printing import Incomplete
from kiosk.shell.spreadsheets.sheets import runs
from kiosk.storage.db import db

REFUSED = 1
T = TypeVar("T")


@click.group(cls=KioskGroup)
def invite() -> None:
    """邀请名单和请柬 / lists of invited guests, and their invitations."""


@invite.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would be taken and refused.")
def load(file: Path, dry_run: bool) -> None:
    """载入名单 FILE（.xlsx 或 .csv）/ seal and keep a list; exit 1 if rows were refused."""
    with booth():
        here, catalog = _keyed_place(), content.current()
        found = reader.read_file(file, catalog)
        already = sift(found, _held(here.event))
        waiting = invitations.unused(db.reader(), here.event)
        if found.rows and not dry_run:
            _keep(found.rows)
    _print_remarks(file, found, already)
    _print_over_capacity(catalog, found.rows, waiting)
    _print_sums(found, already, dry_run=dry_run)
    if found.refusals or already:
        sys.exit(REFUSED)


def _keyed_place() -> this_device.Place:
    """Return where this desk stands. Raises SetupFailed if it cannot seal."""
    tx = db.reader()
    here = this_device.place(tx)
    if here is None or not keys.has_key(tx):
        raise SetupFailed(
            "请先设置台钥口令：打开 /staff/first，或设置环境变量 KIOSK_DESK_PASSPHRASE 启动一次。",
            "Set the desk passphrase first: at /staff/first, or start once with the environment "
            "variable KIOSK_DESK_PASSPHRASE.",
        )
    return here


def _opened_key(event: str, act: str, about: str) -> bytes:
    """Ask for the passphrase and return the private key; right or wrong, the act is recorded."""
    words = click.prompt(
        "台钥口令或恢复码 / desk passphrase or recovery code", hide_input=True, err=True
    )
    try:
        private = keys.open_key(db.reader(), event, words)
    except NotAllowed:
        with db.transaction() as tx:
            accounts.note(tx, TERMINAL, f"{act}-failed", about)
        raise
    with db.transaction() as tx:
        accounts.note(tx, TERMINAL, act, about)
        privacy.hand_over(tx, private)
    return private


def _held(event: str) -> list[Guest]:
    """Return the guests on the list held; the passphrase is asked for only where there are any."""
    rows = invitations.everyone(db.reader(), event)
    if not rows:
        return []
    click.echo(
        "这台电脑已有名单，要打开它才能查重。\n"
        "This laptop holds a list already, which must be opened to find repeats.",
        err=True,
    )
    private = _opened_key(event, "invite-compare", f"{len(rows)} invitations")
    with counted(len(rows)) as progress:
        opened = [invitations.guest(db.reader(), row, private) for row in _watched(rows, progress)]
    return [guest for guest in opened if guest]


def _watched(items: Sequence[T], progress: Callable[[int], None]) -> Iterator[T]:
    for number, item in enumerate(items, start=1):
        yield item
        progress(number)


def _keep(rows: Sequence[ListRow[Guest]]) -> None:
    guests = [row.value for row in rows]
    with counted(len(guests)) as progress:
        sealed = invitations.seal_all(db.reader(), _watched(guests, progress))
    with db.transaction() as tx:
        count = invitations.keep(tx, sealed)
        accounts.note(tx, TERMINAL, "invite-load", f"{count} rows")


def _print_remarks(file: Path, found: GuestList, already: Sequence[ListRow[Guest]]) -> None:
    for warning in found.warnings:
        click.echo(f"提醒 warning: {warning}")
    for refusal in found.refusals:
        click.echo(f"拒收 refused: {refusal}")
    for sheet in dict.fromkeys(row.sheet for row in already):
        rows = runs(row.row for row in already if row.sheet == sheet)
        place = f"{sheet or file.name} {rows}"
        click.echo(f"已有 held already: {place}: 名单里已经有了，没有再收 / not taken again")


def _print_over_capacity(
    catalog: Catalog, rows: Sequence[ListRow[Guest]], waiting: Sequence[object]
) -> None:
    for slot, day, people, capacity in over_capacity(catalog, rows, waiting):
        held = catalog.slots[slot]
        place = f"{day or ''} {held.starts_at}–{held.ends_at}".strip()
        click.echo(
            f"提醒 warning: {place} 这一场邀请了 {people} 人，名额只有 {capacity} 个"
            f" / {people} are invited for {place}, which takes {capacity}"
        )


def _print_sums(found: GuestList, already: Sequence[ListRow[Guest]], *, dry_run: bool) -> None:
    taken, people = len(found.rows), sum(row.value.people for row in found.rows)
    refused, held = found.refused, len(already)
    if dry_run:
        click.echo(f"试读：可收 {taken} 行（{people} 人），拒收 {refused} 行，已有 {held} 行。")
        click.echo(
            f"Dry run: rows that would be taken {taken} (people {people}), refused {refused}, held "
            f"already {held}; nothing was kept."
        )
        return
    click.echo(f"已收 {taken} 行（{people} 人），拒收 {refused} 行，已有 {held} 行。")
    click.echo(f"Rows taken {taken} (people {people}), refused {refused}, held already {held}.")
    if refused:
        click.echo("改好拒收的行后，把整个文件再载入一次即可，不会重复。")
        click.echo("Mend the refused rows and load the whole file again; nothing is doubled.")


@invite.command("print")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="PDF file to write.",
)
@click.option(
    "--as",
    "form",
    type=click.Choice(list(letters.PRINTERS)),
    default="letters",
    help="A letter a page, or 24 labels of 70 × 37 mm a sheet.",
)
@click.option("--slot", help="Only invitations for the slot with this id.")
def print_invitations(out: Path, form: str, slot: str | None) -> None:
    """打印没用过的邀请 / print invitations not used yet; asks for the passphrase, is recorded."""
    with booth():
        here, catalog = _keyed_place(), content.current()
        if slot is not None and slot not in catalog.slots:
            known = ", ".join(catalog.slots)
            raise Unknown(f"没有场次 {slot}；可选：{known}。", f"No slot {slot}: {known}.")
        rows = [
            row for row in invitations.unused(db.reader(), here.event) if slot in (None, row.slot)
        ]
        if not rows:
            raise Unknown("没有还没用过的邀请。", "There are no invitations that were not used.")
        private = _opened_key(here.event, "invite-print", f"{len(rows)} {form}")
        opened = ((row.id, invitations.guest(db.reader(), row, private)) for row in rows)
        whole = [letters.OpenedInvitation(code, guest) for code, guest in opened if guest]
    printed = letters.PRINTERS[form](catalog, here.unit, whole)
    with file_out(out) as part:
        part.write_bytes(printed.data)
    _print_printed(out, len(whole), printed.incomplete)


def _print_printed(out: Path, count: int, incomplete: Sequence[Incomplete]) -> None:
    click.echo(f"已写入 {out}：{count} 份。里面有姓名，打印后请删除这个文件。")
    click.echo(f"Written to {out}: {count}. It holds names: delete the file once printed.")
    for each in incomplete:
        click.echo(
            f"提醒 warning: {each.code}: {each.fields.zh}里有字体没有的字，印成了 □，请手写补上"
            f" / {each.fields.en}: letters that the fonts do not have are printed as □; add them "
            "by hand"
        )


@invite.command()
def show() -> None:
    """这台电脑存着什么 / what this laptop keeps of the lists: counts only."""
    with booth():
        tx, catalog = db.reader(), content.current()
        here = this_device.place(tx)
        assert here is not None
        kept = invitations.kept(tx, here.event)
        rows = invitations.kept_by_slot(tx, here.event)
    for row in rows:
        slot = catalog.slots.get(row.slot)
        time = f"{slot.starts_at}–{slot.ends_at}" if slot else "场次未定 no slot"
        click.echo(
            f"{row.day or '日期未定 no day'}  {time}  {row.invitations} 份 invitations  "
            f"{row.people} 人 people  {row.used} 份已用 used"
        )
    click.echo(
        f"共 {kept.invitations} 份邀请，已用 {kept.used} 份；名单里还密封着 {kept.sealed} 份姓名。"
    )
    click.echo(
        f"{kept.invitations} invitations, {kept.used} used; the names of {kept.sealed} are still "
        "sealed in the list."
    )


@invite.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
def clear(yes: bool) -> None:
    """删除名单 / delete every invitation from this laptop; visits stay."""
    with booth():
        here = this_device.place(db.reader())
        assert here is not None
        kept = invitations.kept(db.reader(), here.event)
        if not yes:
            question = f"删除 {kept.invitations} 份邀请？ / Delete {kept.invitations} invitations?"
            click.confirm(question, abort=True, err=True)
        with db.transaction() as tx:
            count = invitations.clear(tx, here.event)
            accounts.note(tx, TERMINAL, "invite-clear", f"{count} rows")
    click.echo(f"已删除 {count} 份邀请；已签到的记录不变。")
    click.echo(f"{count} invitations were deleted; visits stay as they are.")
