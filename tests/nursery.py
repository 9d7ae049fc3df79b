"""Be the process that has read the app, and fork for each command that tests start.

`tests.launch` speaks with it.
"""

from __future__ import annotations

import atexit
import gc
import io
import json
import os
import pkgutil
import runpy
import selectors
import signal
import socket
import sys
import threading
import time
import traceback
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

MOST_REQUEST = 2**17
LATER = ("kiosk.storage.migrations",)
"""Modules that are no part of a start."""
OTHERS = (
    *("alembic.command", "docx", "lxml.etree", "openpyxl", "PIL.Image", "psycopg"),
    *(
        "qrcode",
        "sqlalchemy.dialects.postgresql.psycopg",
        "typst",
        "waitress",
        "xlsxwriter",
        "zxingcpp",
    ),
)
"""Packages that the app's modules read when they need them."""


def read_app() -> None:
    """Read all modules, the bundled pack and the templates, which need not be read after a fork."""
    import kiosk
    from kiosk.app import create_app
    from kiosk.config import Settings
    from kiosk.content import service as content
    from kiosk.shell import templates
    from tests import once

    for found in pkgutil.walk_packages(kiosk.__path__, "kiosk."):
        if not found.name.startswith(LATER) and not found.name.endswith("__main__"):
            import_module(found.name)
    for name in OTHERS:
        import_module(name)
    once.remember(setattr)
    content.bundled()
    for environment in create_app(Settings()).extensions[templates.EXTENSION].values():
        for name in environment.list_templates():
            environment.get_template(name)
    assert len(list(Path("/proc/self/task").iterdir())) == 1, (
        "a process with threads cannot be forked"
    )
    gc.collect()
    gc.freeze()  # What is never collected need not be copied.


def tend(line: socket.socket) -> None:
    """Fork for each request until nobody can ask any more; return in each child, ready to run."""
    ready = selectors.DefaultSelector()
    ready.register(line, selectors.EVENT_READ)
    while True:
        for key, _ in ready.select():
            if key.fileobj is not line:
                tell_end(ready, key)
                continue
            asked, given, _, _ = socket.recv_fds(line, MOST_REQUEST, 4)
            if not asked:
                end_all(ready)
            pid = os.fork()
            if pid == 0:
                let_go(ready)
                become(*json.loads(asked), given)
                return
            teller = socket.socket(fileno=given[0])
            teller.send(str(pid).encode())
            for each in given[1:]:
                os.close(each)
            ready.register(os.pidfd_open(pid), selectors.EVENT_READ, (pid, teller))


def tell_end(ready: selectors.BaseSelector, key: selectors.SelectorKey) -> None:
    """Tell whoever asked for a process how it ended."""
    pid, teller = key.data
    _, status = os.waitpid(pid, 0)
    ready.unregister(key.fileobj)
    os.close(key.fd)
    with suppress(OSError), teller:
        teller.send(str(os.waitstatus_to_exitcode(status)).encode())


def end_all(ready: selectors.BaseSelector) -> NoReturn:
    """End what was forked, then this process."""
    for key in list(ready.get_map().values()):
        if key.data:
            os.kill(key.data[0], signal.SIGKILL)
    sys.exit()


def let_go(ready: selectors.BaseSelector) -> None:
    """Close, in a child, what the nursery listens to."""
    for key in list(ready.get_map().values()):
        if key.data:
            os.close(key.fd)
            key.data[1].close()
        else:
            key.fileobj.close()  # type: ignore[union-attr]
    ready.close()


def become(
    words: list[str], environment: dict[str, str], in_session: bool, given: list[int]
) -> None:
    """Be as a process is that was started with these words."""
    if in_session:
        os.setsid()
    for stream, held in enumerate(given[1:]):
        os.dup2(held, stream)
    for held in given:
        os.close(held)
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    is_unbuffered = bool(environment.get("PYTHONUNBUFFERED"))
    sys.stdin = io.TextIOWrapper(io.BufferedReader(io.FileIO(0, closefd=False)), "utf-8")
    sys.stdout, sys.stderr = (
        io.TextIOWrapper(
            io.BufferedWriter(io.FileIO(place, "w", closefd=False)),
            "utf-8",
            errors,
            line_buffering=place == 2,
            write_through=is_unbuffered,
        )
        for place, errors in ((1, "strict"), (2, "backslashreplace"))
    )
    sys.argv[1:] = words


def run_app() -> NoReturn:
    """Run what `python -m kiosk` runs, to its end.

    Only what the operating system does not do by itself is tidied up: to go through every object
    that was read would take longer than the command.
    """
    code: Any = 0
    try:
        runpy.run_module("kiosk", run_name="__main__", alter_sys=True)
    except SystemExit as end:
        code = end.code or 0
    except BaseException:
        traceback.print_exc()
        code = 1
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    sys.stdout.flush()
    os._exit(code)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    asking = socket.socket(fileno=int(sys.argv[1]))
    read_app()
    tend(asking)
    run_app()
