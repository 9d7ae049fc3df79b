"""Lock a throw-away machine down for real, and try to get at the data as the screen's user."""

from __future__ import annotations

import configparser
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest
import tree_sitter_powershell
from PIL import ImageGrab
from tree_sitter import Language, Node, Parser

from kiosk.config import ROOT
from tests import debian
from tests.conftest import PASSPHRASE
from tests.machine.test_check import ROW
from tests.machine.throwaway import PROGRAM, Machine
from tests.process import free_port

SCRIPTS = ROOT / "kiosk/office/machine/lockdown"
SCREEN, SERVICE = "booth-screen", "kiosk"
UNITS = "/etc/systemd/system"
DATA = PROGRAM / "instance"
START_SECONDS = 60
IN_A_WINDOW = {"WLR_BACKENDS": "x11", "WLR_RENDERER": "pixman"}
"""Lets cage draw in a window of X, which can be photographed."""
MANY_COLOURS = 200
"""A page has many more; a black screen, or one with an error, has few."""
ESTABLISHED = "01"
PYTHON = f"{PROGRAM}/.venv/bin/python"
READING = (
    f"cat {PROGRAM}/monday.backup",
    f"ls {DATA}",
    f"cat {DATA}/kiosk.db",
    f"cat {DATA}/kiosk.db-wal",
    f"cat {DATA}/noon.backup",
    "cat /proc/{pid}/environ",
    "ls /proc/{pid}/fd/",
    "ls /proc/{pid}/cwd/",
    "cat /etc/kiosk/settings",
    "cat /etc/shadow",
    "cat /var/lib/kiosk-lockdown/owner",
)
CHANGING = (
    "kill -9 {pid}",
    f"touch {PROGRAM}/kiosk/cli.py",
    f"touch {PROGRAM}/templates/new.html",
    f"touch {PROGRAM}/new.py",
    f"touch {PROGRAM}/.venv/new",
    f"mv {PROGRAM}/kiosk {PROGRAM}/other",
    f"touch {UNITS}/kiosk-booth.service",
    "touch /etc/chromium/policies/managed/open-day-kiosk.json",
    "rm /etc/chromium/policies/managed/open-day-kiosk.json",
    "setpriv --reuid=kiosk id",
    f"{PYTHON} -m kiosk journal verify",
    f"{PYTHON} -m kiosk staff add thief --role admin",
    f"{PYTHON} -m kiosk backup stolen.backup",
)
WATCHED = ("/etc", "/home", str(PROGRAM), "/var/lib/kiosk-lockdown")
NO_CACHES = "find . -name __pycache__ -exec rm -r {} +"
COPIES = re.compile(r"/etc/(?:passwd|shadow|group|gshadow|subuid|subgid)-$")
"""What useradd and userdel keep beside the tables of users, as these were before."""


@pytest.fixture(scope="module")
def port() -> int:
    return free_port()


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Machine]:
    """Give a throw-away machine with the program installed, and nothing locked down yet."""
    debian.install("cage", "cage", "xwayland")
    debian.install("Xwayland", "xwayland")
    debian.install("systemd-analyze", "systemd")
    with Machine(tmp_path) as machine:
        yield machine


@pytest.fixture(scope="module")
def locked(port: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """Give a throw-away machine that the script locked down."""
    debian.install("cage", "cage", "xwayland")
    debian.install("Xwayland", "xwayland")
    debian.install("Xvfb", "xvfb")
    with Machine(tmp_path_factory.mktemp("locked")) as machine:
        machine.run("sh", "-c", "echo names > monday.backup; chmod 644 monday.backup")
        done = machine.script("--yes", "--port", str(port))
        assert done.returncode == 0, done.stderr
        yield machine


def unit(machine: Machine, name: str) -> configparser.SectionProxy:
    """Return what a unit says of its service."""
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read_string(machine.run("cat", f"{UNITS}/{name}.service").stdout)
    return parser["Service"]


@pytest.fixture(scope="module")
def booth(locked: Machine, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Give the booth, started as its unit says: that user, that command, those settings."""
    settings = f"KIOSK_DESK_PASSPHRASE={PASSPHRASE}"
    assert locked.run("tee", "-a", "/etc/kiosk/settings", stdin=f"{settings}\n").returncode == 0
    held = unit(locked, "kiosk-booth")
    assert held["User"] == SERVICE
    assert held["WorkingDirectory"] == str(PROGRAM)
    line = f"umask {held['UMask']}; exec {held['ExecStart']}"
    environment = dict([settings.split("=", 1)])
    with served(locked, port, line, user=SERVICE, **environment) as process:
        backup = locked.run(PYTHON, "-m", "kiosk", "backup", f"{DATA}/noon.backup", user=SERVICE)
        assert backup.returncode == 0, backup.stderr
        yield process
    assert "其他用户可能读到" not in log_of(locked).read_text(encoding="utf-8")


@contextmanager
def served(
    machine: Machine, port: int, line: str, *, user: str | None = None, **environment: str
) -> Iterator[subprocess.Popen[bytes]]:
    """Start a booth by a line of shell, wait until it answers, and end it afterwards."""
    with log_of(machine).open("wb") as log:
        process = subprocess.Popen(
            machine.command("sh", "-c", line, user=user),
            env=machine.environment(user) | environment,
            stdout=log,
            stderr=log,
        )
    try:
        deadline = time.monotonic() + START_SECONDS
        while not answers(port):
            assert time.monotonic() < deadline
            assert process.poll() is None
            time.sleep(0.1)
        yield process
    finally:
        machine.run("pkill", "-TERM", "-f", "kiosk --port")
        process.wait()


def log_of(machine: Machine) -> Path:
    """Return what the booth of a machine prints, where this machine has it."""
    return machine.scratch.with_suffix(".log")


def answers(port: int) -> bool:
    """Return True if a booth answers on a port."""
    try:
        urlopen(f"http://127.0.0.1:{port}/healthz").close()
    except OSError:
        return False
    return True


def number(machine: Machine) -> str:
    """Return the number of the booth's process."""
    return machine.run("pgrep", "-o", "-u", SERVICE).stdout.strip()


def as_screen(machine: Machine, words: str) -> subprocess.CompletedProcess[str]:
    """Run a line of shell as the screen's user."""
    return machine.run("sh", "-c", words, user=SCREEN)


def test_it_says_what_it_will_do_and_does_nothing_without_a_yes(bare: Machine) -> None:
    before = bare.listing(*WATCHED)
    done = bare.script(stdin="n\n")
    assert done.returncode == 1
    assert "将要在这台电脑上做" in done.stdout
    assert "This will be done on this machine" in done.stdout
    assert bare.listing(*WATCHED) == before
    assert bare.script(stdin="").returncode == 1
    assert bare.listing(*WATCHED) == before


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        ("rm .venv/bin/python", "Install the program first"),
        ("chmod 700 /opt", "Other users cannot enter"),
        ("chmod 700 .venv/bin", "Other users cannot enter"),
    ],
)
def test_where_it_cannot_work_it_says_so_and_changes_nothing(
    bare: Machine, harm: str, said: str
) -> None:
    assert bare.run("sh", "-c", harm).returncode == 0
    before = bare.listing(*WATCHED)
    done = bare.script("--yes")
    assert done.returncode == 1
    assert said in done.stderr
    assert bare.listing(*WATCHED) == before


def test_a_booth_that_runs_must_be_stopped_first(bare: Machine) -> None:
    port = free_port()
    with served(bare, port, f"exec {PYTHON} -B -m kiosk --port {port}"):
        before = bare.listing("/etc", "/home")
        done = bare.script("--yes")
        assert done.returncode == 1
        assert "A booth is running" in done.stderr
        assert bare.listing("/etc", "/home") == before
    assert bare.script("--yes").returncode == 0


def test_a_second_run_changes_nothing_and_undo_leaves_the_data_alone_behind(
    bare: Machine, port: int
) -> None:
    bare.run("sh", "-c", f"{NO_CACHES}; chown -R 1234:1234 .")
    bare.run("ln", "-s", "/usr/lib/systemd/system/gdm.service", f"{UNITS}/display-manager.service")
    bare.run("rm", "-f", f"{UNITS}/default.target")
    before = bare.listing(*WATCHED)
    assert bare.script("--yes", "--port", str(port)).returncode == 0
    once = bare.listing(*WATCHED)
    assert bare.script("--yes", "--port", str(port)).returncode == 0
    assert bare.listing(*WATCHED) == once
    assert any(
        line.endswith("display-manager.service /etc/systemd/system/kiosk-screen.service")
        for line in once
    )
    assert (
        bare.run(
            "sh", "-c", "umask 77; echo confirmed > instance/kiosk.db", user=SERVICE
        ).returncode
        == 0
    )
    done = bare.script("--undo", "--yes")
    assert done.returncode == 0, done.stderr
    bare.run("sh", "-c", NO_CACHES)
    after = bare.listing(*WATCHED)
    left = {line.split()[2] for line in set(after) - set(before) if line[0] in "-d"}
    assert {each for each in left if not COPIES.search(each)} == {
        "/etc/kiosk",
        "/etc/kiosk/settings",
        str(DATA),
        f"{DATA}/kiosk.db",
    }
    gone = {line.split()[2] for line in set(before) - set(after) if line[0] in "-dl"}
    assert {each for each in gone if not COPIES.search(each)} == set()
    assert bare.run("cat", f"{DATA}/kiosk.db").stdout == "confirmed\n"
    assert bare.run("stat", "-c", "%a %u", f"{DATA}/kiosk.db").stdout == "600 1234\n"
    assert bare.script("--undo", "--yes").returncode == 0


@pytest.mark.usefixtures("booth")
def test_the_pages_open_for_the_screens_user(locked: Machine, port: int) -> None:
    words = f"from urllib.request import urlopen as o; print(o('http://127.0.0.1:{port}/').read())"
    done = locked.run(PYTHON, "-c", words, user=SCREEN)
    assert "</html>" in done.stdout, done.stderr


@pytest.mark.parametrize("words", READING)
def test_the_screens_user_reads_nothing_of_the_booth(
    locked: Machine, booth: subprocess.Popen[bytes], words: str
) -> None:
    line = words.format(pid=number(locked))
    assert locked.run("sh", "-c", line).returncode == 0  # As root, it is there to be read.
    done = as_screen(locked, line)
    assert done.returncode != 0, done.stdout
    assert done.stdout == ""


@pytest.mark.parametrize("words", CHANGING)
def test_the_screens_user_changes_nothing_of_the_booth(
    locked: Machine, booth: subprocess.Popen[bytes], words: str
) -> None:
    before = locked.listing(str(PROGRAM / "kiosk"), UNITS, "/etc/chromium")
    done = as_screen(locked, words.format(pid=number(locked)))
    assert done.returncode != 0, done.stdout
    assert locked.listing(str(PROGRAM / "kiosk"), UNITS, "/etc/chromium") == before
    assert booth.poll() is None


def test_both_users_have_no_password_and_no_shell(locked: Machine) -> None:
    for user in (SCREEN, SERVICE):
        found = locked.run("getent", "shadow", user).stdout.split(":")
        assert found[1].startswith("!"), found
        assert locked.run("getent", "passwd", user).stdout.strip().endswith("/nologin")
        groups = locked.run("id", "-Gn", user).stdout.split()
        assert groups == [user]


def test_check_as_the_screens_user_finds_it_locked_down(
    locked: Machine, booth: subprocess.Popen[bytes], port: int
) -> None:
    line = f"cd {PROGRAM} && TZ=Asia/Shanghai .venv/bin/python -m kiosk check --port {port}"
    done = as_screen(locked, line)
    rows = {name: (state, found) for state, name, found in ROW.findall(done.stdout)}
    for name in ("浏览器策略", "账户", "屏幕与程序分开", "数据文件夹", "端口", "自动启动", "电源"):
        assert rows[name][0] == "好", rows[name]
    assert SERVICE in rows["屏幕与程序分开"][1]


def test_the_units_are_right_by_systemds_own_judgement(locked: Machine) -> None:
    debian.install("systemd-analyze", "systemd")
    for name in ("kiosk-booth", "kiosk-screen"):
        done = locked.run("systemd-analyze", "verify", f"{UNITS}/{name}.service")
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.fixture
def display() -> Iterator[str]:
    """Give a screen of X that nobody else draws on."""
    ours, its = os.pipe()
    words = ["Xvfb", "-ac", "-screen", "0", "1024x768x24", "-displayfd", str(its)]
    with subprocess.Popen(words, pass_fds=[its], stderr=subprocess.DEVNULL) as server:
        os.close(its)
        with os.fdopen(ours) as file:
            yield f":{file.readline().strip()}"
        server.terminate()


@pytest.mark.usefixtures("booth")
def test_the_screen_shows_the_booth_in_a_session_of_its_own(
    locked: Machine, port: int, display: str
) -> None:
    held = unit(locked, "kiosk-screen")
    assert held["User"] == SCREEN
    user = int(locked.run("id", "-u", SCREEN).stdout)
    folder = f"/home/{SCREEN}/run"
    locked.run("install", "-d", "-m", "700", "-o", SCREEN, folder)
    session = {"DISPLAY": display, "XDG_RUNTIME_DIR": folder, "XDG_SESSION_TYPE": "wayland"}
    with subprocess.Popen(
        locked.command(*held["ExecStart"].split(), "--flag=--disable-gpu", user=SCREEN),
        env=locked.environment(SCREEN) | IN_A_WINDOW | session,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as cage:
        try:
            deadline = time.monotonic() + START_SECONDS
            while not is_connected(user, port) or colours(display) < MANY_COLOURS:
                assert time.monotonic() < deadline
                assert cage.poll() is None
                time.sleep(0.5)
        finally:
            locked.run("pkill", "-KILL", "-u", SCREEN)


def colours(display: str) -> int:
    """Return how many colours are on a screen of X."""
    picture = ImageGrab.grab(xdisplay=display)
    found = picture.getcolors(picture.width * picture.height)
    assert found is not None
    return len(found)


def is_connected(user: int, port: int) -> bool:
    """Return True if a user's program holds a connection to a port."""
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        _, _, remote, state, _, _, _, owner, *_ = line.split()
        if (state, int(owner)) == (ESTABLISHED, user) and int(remote.split(":")[1], 16) == port:
            return True
    return False


def test_shellcheck_finds_nothing_in_the_script_for_linux() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("shellcheck"), SCRIPTS / "linux.sh"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_the_script_for_windows_is_whole_powershell_that_windows_reads() -> None:
    text = (SCRIPTS / "windows.ps1").read_bytes()
    assert text.startswith(b"\xef\xbb\xbf")  # Without it Windows PowerShell takes it for GBK.
    parser = Parser(Language(tree_sitter_powershell.language()))
    assert [str(node.start_point) for node in faults(parser.parse(text).root_node)] == []
    cut_off = parser.parse(text[: text.rindex(b"}")])
    assert list(faults(cut_off.root_node)) != []


def faults(node: Node) -> Iterator[Node]:
    """Yield the places where a text does not follow its language."""
    if node.is_error or node.is_missing:
        yield node
    for child in node.children:
        yield from faults(child)
