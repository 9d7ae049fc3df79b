"""Checks of the data: room on the disk, the last backup, packs, the desk key, second factors."""

from __future__ import annotations

import os
import shutil
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Connection, func, select

from kiosk import clock
from kiosk.accounts import accounts, roles, second_factor
from kiosk.accounts.models import StaffActRow
from kiosk.accounts.records import KIND as ACT
from kiosk.content import service as content
from kiosk.journal import this_device
from kiosk.journal.models import StoredRecord
from kiosk.office.machine.check.findings import Finding, attention, ok, unknown
from kiosk.office.machine.check.laptop import Laptop
from kiosk.sealing import privacy
from kiosk.storage.health import LEAST_FREE_BYTES

ROOM = 5 * LEAST_FREE_BYTES
"""A day's records take a few MB; a backup takes as much as the data, and pictures come beside."""
DAY = timedelta(hours=24)
NOT_OF_PEOPLE = (ACT.name, this_device.EPOCH.name, this_device.PLACE.name, content.PUBLISHED.name)
"""Kinds of record that a laptop makes without visitors; a backup taken before them is whole."""


def disk(laptop: Laptop) -> Finding:
    """Check that the disk under the data folder has room."""
    folder = laptop.settings.data
    place = next(each for each in (folder, *folder.parents) if os.access(each, os.F_OK))
    return judge_room(shutil.disk_usage(place).free, place)


def judge_room(free: int, place: Path) -> Finding:
    """Judge how many bytes are left on the disk that holds `place`."""
    size = f"{free / 2**30:.1f} GB"
    if free >= ROOM:
        return ok(f"还剩 {size}", f"{size} free")
    return attention(
        (f"{place} 所在的磁盘只剩 {size}", f"only {size} free on the disk of {place}"),
        (
            "清空回收站，删掉不要的文件，至少留出 1 GB。",
            "Empty the recycle bin and delete what is not needed; leave 1 GB or more.",
        ),
    )


def backup(laptop: Laptop) -> Finding:
    """Check that a backup holds all but the newest records."""
    with laptop.records() as tx:
        query = select(func.max(StaffActRow.made_at)).where(StaffActRow.act == "backup")
        last: str | None = tx.execute(query).scalar()
        return judge_backup(last, _count_since(tx, last or ""))


def _count_since(tx: Connection, moment: str) -> int:
    query = select(func.count()).where(
        StoredRecord.made_at > moment, StoredRecord.kind.not_in(NOT_OF_PEOPLE)
    )
    count: int = tx.execute(query).scalar_one()
    return count


def judge_backup(last: str | None, records: int) -> Finding:
    """Judge when the last backup was made, and how many records were made since."""
    at = clock.to_minute(clock.local(last)) if last else ""
    said = (
        (f"最近一次 {at}，之后有 {records} 条记录", f"last made {at}; {records} records since")
        if last
        else (f"还没有备份过；已有 {records} 条记录", f"never made; there are {records} records")
    )
    is_recent = last is not None and abs(clock.now() - clock.parse(last)) < DAY
    if not records or is_recent:
        return ok(*said)
    return attention(
        said,
        (
            "在工作人员页面的“备份”里备份到 U 盘，或用 backup 命令。",
            "Back up onto a stick on the staff page Backup, or by the command backup.",
        ),
    )


def packs(laptop: Laptop) -> Finding:
    """Check that each stored pack is what its digest was made of."""
    with laptop.records() as tx:
        fault = content.first_damaged(tx)
        here = this_device.place(tx)
    if fault:
        zh, _, en = fault.partition(" / ")
        return attention((zh, en), ("重新载入内容包。", "Load the pack again."))
    if here is None:
        return unknown(("还没有内容包", "there is no pack yet"))
    return ok(f"完整；现在显示 {here.pack[:8]}", f"whole; {here.pack[:8]} is on screen")


def desk_key(laptop: Laptop) -> Finding:
    """Check that what people type can be sealed."""
    with laptop.records() as tx:
        if privacy.has_key(tx):
            return ok("已设置", "set")
    return attention(
        (
            "还没有设置：观众不能留言，登记不了姓名，备份也不加密",
            "not set: people cannot leave words or names, and backups are not sealed",
        ),
        (
            "打开 /staff/ 完成首次设置，或在“台钥”里设置。",
            "Open /staff/ and finish the first set-up, or set it under Desk key.",
        ),
    )


def factors(laptop: Laptop) -> Finding:
    """Check that there are accounts, and that each which must have a second factor has one."""
    demanded = roles.named(laptop.settings.second_factor)
    with laptop.records() as tx:
        held = [each for each in accounts.listed(tx) if each.is_active]
        having = second_factor.holders(tx)
    missing = [each.name for each in held if each.role in demanded and each.name not in having]
    if not held:
        return attention(
            ("还没有工作人员账号", "there is no staff account yet"),
            (
                "打开 /staff/，用启动窗口里的一次性代码完成首次设置。",
                "Open /staff/ and finish the first set-up by the code in the start window.",
            ),
        )
    if missing:
        names = ", ".join(missing)
        return attention(
            (f"规定要有而没有的：{names}", f"demanded and not set up: {names}"),
            ("请他们登录一次，照页面设好。", "Let them sign in once and set it up."),
        )
    return _no_factor_missing(is_demanded=bool(demanded), is_booth=laptop.is_booth)


def _no_factor_missing(*, is_demanded: bool, is_booth: bool) -> Finding:
    if is_demanded:
        return ok("规定要有的都有", "every account that must have one has one")
    if is_booth:
        return ok("没有规定要有（KIOSK_SECOND_FACTOR）", "not demanded (KIOSK_SECOND_FACTOR)")
    return unknown(
        (
            "这里没有设 KIOSK_SECOND_FACTOR，展位可能设了",
            "KIOSK_SECOND_FACTOR is not set here; for the booth it may be",
        ),
        ("打开 /staff/machine 看。", "See /staff/machine."),
    )
