"""Let devices belong to a central, from the terminal: codes at central, enrolment at a booth."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import click

from kiosk import clock
from kiosk.accounts import accounts
from kiosk.accounts.records import TERMINAL
from kiosk.command import booth, unwritten
from kiosk.errors import SetupFailed
from kiosk.sealing import identity
from kiosk.shell import qr
from kiosk.storage.db import db
from kiosk.storage.whole_file import whole_file
from kiosk.sync.booth import address, link
from kiosk.sync.central import admission
from kiosk.sync.central.commands import central
from kiosk.sync.commands import device
from kiosk.sync.stick import invitations

__all__ = ["central", "device"]
DAY_HOURS, MOST_HOURS = 24, 24 * 31


@central.command("enroll-code")
@click.option("--url", default="", help="Central's address, to be printed with the code.")
@click.option(
    "--hours",
    type=click.IntRange(1, MOST_HOURS),
    default=DAY_HOURS,
    help="For how many hours the code may be used.",
)
@click.option(
    "--qr",
    "picture",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Draw the QR code into this PNG file, not on the terminal.",
)
@click.option(
    "--out",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write invitations to this stick instead, for laptops without a network (14 days).",
)
@click.option("--devices", type=int, default=1, help="How many laptops the stick enrols.")
def enroll_code(
    url: str, hours: int, picture: Path | None, folder: Path | None, devices: int
) -> None:
    """发放一次性登记码 / make a one-time code that enrols one device."""
    where = address.parse_address(url, is_insecure=True).url if url else ""
    if folder is not None:
        _write_invitations(folder, devices, where or None)
        return
    with booth(), db.transaction() as tx:
        code, expires_at = admission.make_code(tx, lasts=timedelta(hours=hours))
        accounts.note(tx, TERMINAL, "enrol-code")
        fingerprint = identity.fingerprint(bytes(identity.central_key(tx).verify_key))
    local = clock.parse(expires_at).astimezone()
    click.echo(f"登记码 / code: {code}")
    click.echo(f"中心指纹 / fingerprint of central: {fingerprint}")
    click.echo(f"有效期至 / valid until: {local:%Y-%m-%d %H:%M}")
    click.echo(f"在展位上 / at the booth: python -m kiosk device enroll {where or 'URL'} {code}")
    _draw(f"{where} {code}".strip().encode(), picture)


def _write_invitations(folder: Path, count: int, url: str | None) -> None:
    """Write invitations to a stick; each enrols one laptop."""
    with booth(), db.transaction() as tx:
        made = invitations.make(tx, count, url)
        accounts.note(tx, TERMINAL, "enrol-code", f"{count} by stick")
        fingerprint = identity.fingerprint(bytes(identity.central_key(tx).verify_key))
    written = invitations.write(folder, made)
    click.echo(f"已写好 {count} 份登记文件：{written}。在展位上：device enroll {folder}")
    click.echo(f"Wrote {count} invitations to {written}. At the booth: device enroll {folder}")
    click.echo(f"中心指纹 / fingerprint of central: {fingerprint}")


def _draw(words: bytes, picture: Path | None) -> None:
    """Draw the code, for cameras, on the terminal or into a file. Raises SetupFailed."""
    if picture is None:
        click.echo(qr.text(words))
        return
    try:
        with whole_file(picture) as part:
            part.write_bytes(qr.png(words))
    except OSError as error:
        why = unwritten(picture, error)
        raise SetupFailed(f"{why.zh}登记码仍然有效。", f"{why.en} The code holds.") from error


@device.command()
@click.argument("target", metavar="URL|DIR")
@click.argument("code", required=False)
@click.option("--insecure", is_flag=True, help="Allow http:// within a closed network.")
def enroll(target: str, code: str | None, insecure: bool) -> None:
    """登记到中心 / enrol this device: at URL with a one-time CODE, or from a stick's folder DIR."""
    with booth():
        if "://" not in target and not code:
            known = _enroll_by_stick(Path(target))
        else:
            known = _enroll_by_network(target, code, is_insecure=insecure)
    click.echo(f"已登记。中心指纹：{known}")
    click.echo(f"Enrolled. Fingerprint of central: {known}")


def _enroll_by_network(url: str, code: str | None, *, is_insecure: bool) -> str:
    if not code:
        raise SetupFailed(
            "还需要登记码：device enroll 网址 登记码（在中心用 central enroll-code 得到）。",
            "The code is missing: device enroll URL CODE (central enroll-code makes one).",
        )
    here = link.enroll(
        url,
        code,
        is_insecure=is_insecure,
        note=lambda tx: accounts.note(tx, TERMINAL, "enrol", url),
    )
    return here.fingerprint or ""


def _enroll_by_stick(folder: Path) -> str:
    with db.transaction() as tx:
        link.refuse_central(tx)
    joined = invitations.join(folder)
    with db.transaction() as tx:
        accounts.note(tx, TERMINAL, "enrol", joined.fingerprint)
    return joined.fingerprint


@device.command("show")
def show_device() -> None:
    """查看本终端 / show this device: its id, its key, and the central it belongs to."""
    with booth():
        with db.transaction() as tx:
            link.refuse_central(tx)
            own = identity.fingerprint(bytes(identity.device_key(tx).verify_key))
            id_ = link.device_id(tx)
        here = link.standing(db.reader())
    click.echo(f"终端 / device: {id_}")
    click.echo(f"本机指纹 / fingerprint of its key: {own}")
    if not here.is_linked:
        click.echo("还没有登记到中心 / not enrolled at a central yet")
        return
    click.echo(f"中心指纹 / fingerprint of central: {here.fingerprint}")
    click.echo(f"网址 / address: {here.url or '（用 U 盘 / by stick）'}")
    click.echo(f"登记时间 / enrolled: {here.enrolled_at or '—'}")
    click.echo(f"最近回执 / last receipt: {here.heard_at or '—'}")
    if here.refusal:
        click.echo(here.refusal)
