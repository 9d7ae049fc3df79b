"""`python -m kiosk check`, as people run it, before, while and after a booth runs."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import socket
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from kiosk.config import Settings
from kiosk.office.machine.check import table
from kiosk.office.machine.check.findings import Finding
from kiosk.office.machine.check.laptop import Laptop, at_terminal
from tests.conftest import PASSPHRASE
from tests.faults.people import Person
from tests.process import BoothProcess, free_port, run
from tests.staff.test_pages import sign_in

CHINA = {"TZ": "Asia/Shanghai"}
ROW = re.compile(r"^(好|注意|不清楚) +([^：]+)：(.*)$", re.MULTILINE)


def checked(data: Path, *words: str, **environment: str) -> tuple[dict[str, tuple[str, str]], int]:
    """Run the command; return each row's state and finding by its name, and the exit code."""
    done = run("check", *words, data=data, **CHINA | environment)
    assert done.stderr == ""
    return {name: (state, found) for state, name, found in ROW.findall(done.stdout)}, (
        done.returncode
    )


def fingerprint(folder: Path, *, but: str = "-") -> dict[str, str]:
    """Return every file below a folder with a digest of what it holds and its times."""
    return {
        str(path.relative_to(folder)): f"{path.stat().st_mtime_ns} "
        + (hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "folder")
        for path in (folder, *folder.rglob("*"))
        if not path.name.endswith(but)
    }


def test_before_the_first_start_every_row_comes_and_nothing_is_made(tmp_path: Path) -> None:
    rows, _ = checked(tmp_path / "data", "--port", str(free_port()))
    assert list(rows) == [check.name[0] for check in table.CHECKS]
    assert {rows[name][0] for name in ("内容包", "台钥", "两步验证", "备份")} == {"不清楚"}
    assert rows["时区"][0] == rows["端口"][0] == "好"
    assert not (tmp_path / "data").exists()


def test_each_row_is_said_in_both_languages_and_what_needs_attention_says_what_to_do(
    tmp_path: Path,
) -> None:
    done = run("check", data=tmp_path / "data")
    lines = done.stdout.splitlines()
    for number, line in enumerate(lines):
        if ROW.match(line):
            assert re.match(r"^ +[A-Z][a-z ]+: \S", lines[number + 1]), line
        if line.startswith("注意"):
            assert [each.strip()[0] for each in lines[number + 2 : number + 4]] == ["→", "→"]


def test_a_booth_that_runs_is_found_well_and_not_written_to(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with BoothProcess(data, KIOSK_DESK_PASSPHRASE=PASSPHRASE) as booth:
        person = Person(booth.port)
        assert person.post("/survey/rating", value="5") == 303
        person.close()
        # The booth itself marks there what it reads to answer that it is well.
        before = fingerprint(data, but="-shm")
        rows, _ = checked(data, "--port", str(booth.port))
        assert fingerprint(data, but="-shm") == before
        done = run("backup", str(tmp_path / "a.backup"), data=data)
        assert done.returncode == 0
        again, _ = checked(data, "--port", str(booth.port))
    assert rows["端口"] == ("好", f"展位在 {booth.port} 上运行正常")
    assert rows["内容包"][0] == rows["台钥"][0] == rows["数据文件夹"][0] == rows["时间"][0] == "好"
    assert rows["屏幕与程序分开"][0] == "注意"
    assert rows["两步验证"][0] == "注意"
    assert rows["备份"][0] == "注意"
    assert "1 条记录" in rows["备份"][1]
    assert again["备份"][0] == "好"


@pytest.mark.parametrize("how", ["killed", "stopped"])
def test_after_a_kill_or_a_stop_the_data_are_read_and_left_as_they_are(
    tmp_path: Path, how: str
) -> None:
    data = tmp_path / "data"
    with BoothProcess(data) as booth:
        if how == "stopped":
            booth.terminate()
    before = fingerprint(data)
    rows, _ = checked(data, "--port", str(free_port()))
    assert rows["内容包"][0] == "好"
    assert rows["台钥"][0] == "注意"
    assert fingerprint(data) == before


def test_second_factors_that_a_setting_demands_are_missed_by_name(tmp_path: Path) -> None:
    data = tmp_path / "data"
    for name, role in (("chief", "admin"), ("door", "reception")):
        assert run("staff", "add", name, "--role", role, data=data).returncode == 0
    assert checked(data)[0]["两步验证"][0] == "不清楚"
    rows, _ = checked(data, KIOSK_SECOND_FACTOR="admin,privacy")
    assert rows["两步验证"] == ("注意", "规定要有而没有的：chief")
    rows, _ = checked(data, KIOSK_SECOND_FACTOR="sheriff")
    assert rows["两步验证"][0] == "注意"
    assert "sheriff" in rows["两步验证"][1]


def test_a_damaged_pack_and_a_record_of_tomorrow_are_seen(tmp_path: Path) -> None:
    data = tmp_path / "data"
    assert run("journal", "verify", data=data).returncode == 0
    with closing(sqlite3.connect(data / "kiosk.db")) as connection, connection:
        connection.execute("UPDATE pack SET body = replace(CAST(body AS TEXT), '警', '惊')")
        connection.execute("UPDATE record SET made_at = '2031-01-01T00:00:00.000000Z'")
    rows, code = checked(data)
    assert rows["内容包"][0] == rows["时间"][0] == "注意"
    assert code == 1


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\0" + b"x" * 5000, b"no database"])
def test_a_database_that_cannot_be_read_spoils_its_own_rows_alone(
    tmp_path: Path, content: bytes
) -> None:
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    (data / "kiosk.db").write_bytes(content)
    before = fingerprint(data)
    rows, _ = checked(data)
    assert len(rows) == len(table.CHECKS)
    assert {rows[name][0] for name in ("内容包", "台钥", "备份")} == {"不清楚"}
    assert rows["磁盘"][0] == rows["字体"][0] == "好"
    assert fingerprint(data) == before


def test_policies_that_are_not_laid_for_this_very_port_need_attention(tmp_path: Path) -> None:
    browser = tmp_path / "chromium"
    browser.write_text("#!/bin/sh\necho Chromium 130.0.6723.91\n")
    browser.chmod(0o755)
    rows, _ = checked(tmp_path / "data", "--browser", str(browser), "--port", str(free_port()))
    assert rows["浏览器"] == ("好", f"{browser}，版本 130.0.6723.91")
    assert rows["浏览器策略"][0] == "注意"
    assert checked(tmp_path / "data", "--browser", "nonesuch")[0]["浏览器策略"][0] == "不清楚"


def test_another_program_at_the_port_is_not_taken_for_the_booth(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        rows, code = checked(tmp_path / "data", "--port", str(other.getsockname()[1]))
    assert rows["端口"][0] == "注意"
    assert code == 1


def test_a_check_that_breaks_says_so_and_the_others_go_on(
    tmp_path: Path,
) -> None:
    def broken(_laptop: Laptop) -> Finding:
        raise ZeroDivisionError("half a cable")

    checks = (table.Check(("缆", "Cable"), broken), *table.CHECKS)
    rows = table.look(at_terminal(Settings(data=tmp_path / "data")), checks)
    assert len(rows) == len(checks)
    assert rows[0].finding.state == "unknown"
    assert "half a cable" in rows[0].finding.found[1]


def test_the_staff_page_shows_what_the_booth_sees_what_needs_attention_first(
    client: FlaskClient,
) -> None:
    sign_in(client)
    page = client.get("/staff/machine").get_data(as_text=True)
    states = re.findall(r'class="state is-(\w+)"', page)
    assert len(states) == sum(not each.is_of_account for each in table.CHECKS)
    assert states == sorted(states, key=["attention", "unknown", "ok"].index)
    assert "还没有设置：观众不能留言" in page
    assert "没有规定要有" in page
    client.post("/view", data={"language": "en"})
    assert "not set: people cannot leave words" in client.get("/staff/machine").get_data(True)


@pytest.fixture
def house() -> Iterator[Path]:
    """Give a folder that every user of the machine may enter."""
    folder = Path(tempfile.mkdtemp(prefix="house-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def test_an_account_that_may_not_read_the_data_is_told_that_this_is_right(house: Path) -> None:
    assert os.geteuid() == 0, "Only root can become another user."
    data = house / "data"
    assert run("journal", "verify", data=data).returncode == 0
    os.seteuid(65534)
    try:
        rows = {
            row.name[0]: row.finding
            for row in table.look(at_terminal(Settings(data=data, port=free_port())))
        }
    finally:
        os.seteuid(0)
    assert rows["数据文件夹"].state == "ok"
    assert "读不到" in rows["数据文件夹"].found[0]
    assert rows["内容包"].state == rows["备份"].state == "unknown"
    assert rows["磁盘"].state == "ok"
