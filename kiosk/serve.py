"""The `serve` command: runs a booth or a central until it is stopped."""

from __future__ import annotations

import logging
import signal
import sys
import threading
from datetime import timedelta
from typing import Any

import click
import waitress
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from kiosk import memory
from kiosk.accounts import sessions
from kiosk.command import KioskCommand, settings
from kiosk.config import Settings
from kiosk.content import editions
from kiosk.errors import KioskError, SetupFailed
from kiosk.journal import drafts
from kiosk.office.overview.counting import catch_up
from kiosk.sealing import due, scrub
from kiosk.shell import door, logs, server, server_errors
from kiosk.startup import BOOTH, CENTRAL, keep_erased, make_desk_key, prepare, recover
from kiosk.storage import data_folder
from kiosk.storage.db import db
from kiosk.sync.booth import anchors, background
from kiosk.sync.format import bundle

SWITCH_SECONDS = 0.0005
"""Threads switch ten times as often as by default, so that a quick page need not wait for a slow
one."""
SWEEP_SECONDS = 60
COUNTING_SECONDS = 5
"""How long counting may take in each sweep, so that bundles keep coming in. The overview counts
whatever is left."""
LEFT_BEHIND = timedelta(minutes=10)
"""Whoever began a draft that has been untouched for this long has left the screen."""
LAST_PORT = 65535
MOST_HEADER_BYTES = 16 * 1024
MOST_BODY_BYTES = 1024 * 1024
"""The largest request body that the server reads; it answers 413 to a larger one."""
FORWARDED = {"x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"}


@click.command(cls=KioskCommand)
@click.option("--host", help="Address to listen on.  [env: KIOSK_HOST; default: 127.0.0.1]")
@click.option("--port", type=int, help="Port to listen on.  [env: KIOSK_PORT; default: 8080]")
@click.option(
    "--visitors",
    help="Address and port at which visitors' phones reach this booth, such as 192.168.8.1:8090. "
    "[env: KIOSK_VISITORS; default: phones do not]",
)
@click.option(
    "--role",
    type=click.Choice([BOOTH, CENTRAL]),
    help="What to be; needed at the first start alone.  [env: KIOSK_ROLE; default: booth]",
)
def serve(host: str | None, port: int | None, visitors: str | None, role: str | None) -> None:
    """启动展位或中心 / serve a booth or a central (the default command)."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    memory.fill_freed()
    logs.init()
    held = settings(host=host, port=port, visitors=visitors, role=role)
    data_folder.make_folder(held)
    lock = data_folder.lock_folder(held)
    try:
        app = prepare(held)
        with app.app_context():
            left = recover()
            keep_erased(held)
            anchors.sign_head()
            code = make_desk_key(held)
        listening = bind(app, held)
        greet(app, held, left, code)
        threading.Thread(target=sweep, args=(app,), daemon=True).start()
        if not app.config["IS_CENTRAL"]:
            background.init_app(app)
            if held.visitors:
                door.keep_open(app, held)
        listening.run()
    finally:
        lock.release()


def bind(app: Flask, held: Settings) -> Any:
    """Return the server, already listening. Raises SetupFailed if it cannot use the port."""
    if not 0 < held.port <= LAST_PORT:
        raise SetupFailed(
            f"端口应在 1～{LAST_PORT} 之间，而不是 {held.port}。",
            f"A port lies between 1 and {LAST_PORT}, {held.port} does not.",
        )
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    sys.setswitchinterval(SWITCH_SECONDS)
    server.init(lambda headers: sessions.is_held(app, headers.get("COOKIE", "")))
    server_errors.init()
    try:
        return waitress.create_server(
            app,
            host=held.host,
            port=held.port,
            threads=held.threads,
            ident=None,
            max_request_header_size=MOST_HEADER_BYTES,
            **server.options(),
            **limits(held, is_central=app.config["IS_CENTRAL"]),
        )
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise SetupFailed(
            f"无法在 {held.host}:{held.port} 上启动（{reason}）；"
            "该端口可能已被占用，请关闭占用的程序，或用 --port 换一个端口。",
            f"Cannot listen on {held.host}:{held.port} ({reason}); the port may be taken: "
            "stop the program that uses it, or choose another with --port.",
        ) from error


def limits(held: Settings, *, is_central: bool) -> dict[str, Any]:
    """Return the server's options for body size, connections and a trusted proxy."""
    found: dict[str, Any] = {"max_request_body_size": MOST_BODY_BYTES}
    if is_central:
        found = {"max_request_body_size": bundle.MOST_BYTES + MOST_BODY_BYTES}
    if held.proxy:
        found |= {"trusted_proxy": held.proxy, "trusted_proxy_headers": FORWARDED}
    return found


def greet(app: Flask, held: Settings, left: int, recovery_code: str | None) -> None:
    """Print the address, what needs attention, and how staff sign in the first time.

    Chinese comes first. `left` is how many drafts an interruption left behind.
    """
    address = f"http://{held.host}:{held.port}/"
    lines = [f"展位已启动：{address}", f"The booth is running: {address}"]
    if app.config["IS_CENTRAL"]:
        lines = [f"中心已启动：{address}", f"Central is running: {address}"]
    if left:
        lines += [
            f"上次意外中断，{left} 份未完成的作答已保存为未完成记录。",
            f"After an interruption {left} unfinished sheets were kept as unfinished records.",
        ]
    with app.app_context():
        code = sessions.first_code()
        overdue = due.overdue()
    if overdue:
        events = ", ".join(overdue)
        lines += [
            f"到期应删除：{events} 的姓名、电话和留言；请在工作人员页面的“删除”里删除。",
            f"Due to be erased: names, telephones and text of {events}; see Erasing on the staff's "
            "pages.",
        ]
    if code:
        lines += [
            f"工作人员首次登录：打开 {address}staff/ ，输入一次性代码 {code}",
            f"First staff sign-in: open {address}staff/ and enter the one-time code {code}",
        ]
    if recovery_code:
        lines += [
            f"台钥恢复码（只显示这一次，请抄写并妥善保管）：{recovery_code}",
            f"Recovery code of the desk key (shown only now; write it down): {recovery_code}",
        ]
    click.echo("\n".join(lines))
    sys.stdout.flush()


def sweep(app: Flask) -> None:
    """Once a minute, close what nobody came back to: drafts, and staff sessions with their keys.

    It also finishes a scrub that is due, counts new records, so that staff need not wait, and signs
    the head of the journal.
    """
    pause = threading.Event()
    while not pause.wait(SWEEP_SECONDS):
        try:
            with app.app_context():
                sessions.end_idle()
                sessions.end_closed()
                scrub.finish(app.config["SETTINGS"])
                with db.transaction() as tx:
                    drafts.close_idle(tx, LEFT_BEHIND)
                catch_up(editions.packs(db.reader()), seconds=COUNTING_SECONDS)
                anchors.sign_head()
        except (KioskError, SQLAlchemyError, OSError) as error:
            app.logger.error("could not tidy up: %s", error)
