"""After damage to the log, accounts are as rescued records say, or staff are told what to do."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select

from kiosk.accounts import accounts, rescued, sign_in
from kiosk.accounts.models import Staff, StaffActRow
from kiosk.config import Settings
from kiosk.errors import NotAllowed
from kiosk.journal import losses, verify
from kiosk.office.acts import words
from kiosk.startup import opened
from kiosk.storage import wal
from kiosk.storage.db import db
from tests.factories import held_records
from tests.process import BoothProcess, run

PASSWORD = "correct horse battery"
PEOPLE = ("boss", "li", "wang", "zhao")


def staffed(data: Path) -> Path:
    """Give a data folder with four accounts, all of it in the database itself."""
    with opened(Settings(data=data)), db.transaction() as tx:
        for name in PEOPLE:
            role = "admin" if name in ("boss", "li") else "reception"
            accounts.add(tx, name, role, PASSWORD, actor="terminal")
    return data / "kiosk.db"


def spoil(database: Path, table: str) -> None:
    """Spoil each page of a table in the log, as a bad block would."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro&immutable=1", uri=True)) as held:
        query = "SELECT rootpage FROM sqlite_master WHERE tbl_name = ?"
        pages = {page for (page,) in held.execute(query, (table,))}
    log = Path(f"{database}-wal")
    data = bytearray(log.read_bytes())
    step = wal.FRAME_HEAD + 4096
    frames = [at for at in range(wal.HEAD, len(data), step) if number(data, at) in pages]
    assert frames, "the log holds no change of an account"
    for at in frames:
        data[at + step - 8] ^= 0x55
    log.write_bytes(data)


def number(data: bytearray, at: int) -> int:
    """Return the page of the frame that begins at a place of the log."""
    return int.from_bytes(data[at : at + 4], "big")


@pytest.fixture
def after(tmp_path: Path) -> Callable[..., Path]:
    """Give what runs commands at a booth, kills it, and spoils its accounts in the log."""

    def do(*commands: tuple[str, ...]) -> Path:
        database = staffed(tmp_path / "data")
        with BoothProcess(database.parent) as booth:
            for command in commands:
                done = run("staff", *command, data=database.parent)
                assert done.returncode == 0, done.stderr
            booth.kill()
        spoil(database, "staff")
        return database.parent

    return do


def states() -> dict[str, tuple[str, bool]]:
    """Return the role of each account, and whether it is active."""
    query = select(Staff.name, Staff.role, Staff.is_active)
    return {name: (role, bool(active)) for name, role, active in db.reader().execute(query)}


def to_do() -> list[tuple[str, str]]:
    """Return what the staff log says is to be done again, in both languages."""
    query = select(StaffActRow.about).where(StaffActRow.act == "rescued-again")
    said = db.reader().execute(query.order_by(StaffActRow.seq)).scalars()
    return [words.about("rescued-again", each) for each in said]


def test_a_disabled_account_stays_disabled_and_roles_are_as_they_were_given(
    after: Callable[..., Path],
) -> None:
    both = (("disable", "zhao"), ("enable", "zhao"))
    data = after(("disable", "li"), ("role", "wang", "editor"), *both)
    with opened(Settings(data=data)):
        assert states() == {
            "boss": ("admin", True),
            "li": ("admin", False),
            "wang": ("editor", True),
            "zhao": ("reception", True),
        }
        assert to_do() == []
        assert verify.verify(db.reader()) is None
        assert losses.last_head(db.reader()).seq == len(held_records())


def test_a_password_that_was_taken_away_opens_nothing_and_what_is_lost_is_named(
    after: Callable[..., Path], caplog: pytest.LogCaptureFixture
) -> None:
    new = ("--password", f"{PASSWORD} 2")
    data = after(("reset", "wang"), ("passwd", "zhao", *new), ("add", "sun", "--role", "editor"))
    with opened(Settings(data=data)):
        with pytest.raises(NotAllowed):
            sign_in.open_account(db.reader(), "wang", PASSWORD)
        assert "sun" not in states()
        assert to_do() == [
            ("重设密码：wang", "Reset a password: wang"),
            ("修改密码：zhao", "Changed a password: zhao"),
            ("添加账号：sun (内容编辑)", "Added an account: sun (Editor)"),
        ]
    assert "to be done again: staff-add: sun (editor)" in caplog.text


def rescue(*acts: tuple[str, str, str]) -> list[str]:
    """Let acts be rescued that left nothing but their records."""
    with db.transaction() as tx:
        for act in acts:
            accounts.note(tx, *act)
    with db.transaction() as tx:
        return rescued.apply(tx, held_records()[-len(acts) :])


def test_nobody_is_locked_out_by_what_an_account_did_whose_password_is_lost(
    tmp_path: Path,
) -> None:
    staffed(tmp_path / "data")
    with opened(Settings(data=tmp_path / "data")):
        again = rescue(
            ("terminal", "staff-add", "new (admin)"),
            ("new", "staff-disable", "li"),
            ("new", "staff-disable", "boss"),
            ("new", "staff-role", "boss (admin → editor)"),
            ("new", "staff-enable", "new"),
            ("boss", "second-factor-on", ""),
            ("boss", "sign-in", ""),
            ("boss", "backup", ""),
        )
        assert again == [
            "staff-add: new (admin)",
            "staff-disable: boss",
            "staff-role: boss (admin → editor)",
            "staff-enable: new",
            "second-factor-on: boss",
        ]
        assert states()["boss"] == ("admin", True)
        assert states()["li"] == ("admin", False)


def test_a_one_time_code_that_was_used_opens_nothing_again(tmp_path: Path) -> None:
    staffed(tmp_path / "data")
    with opened(Settings(data=tmp_path / "data")):
        with db.transaction() as tx:
            code = accounts.add_with_code(tx, "sun", "editor", actor="terminal")
            assert sign_in.open_account(tx, "sun", code).name == "sun"
        again = rescue(("sun", "sign-in-code", ""), ("sun", "staff-password", "sun"))
        assert again == ["staff-password: sun"]
        with pytest.raises(NotAllowed):
            sign_in.open_account(db.reader(), "sun", code)
