"""Look after a database on a PostgreSQL server: find it, check it, migrate it."""

from __future__ import annotations

from importlib import import_module

from sqlalchemy import URL, Connection, create_engine, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError

from kiosk.config import DRIVER, Settings
from kiosk.errors import SetupFailed
from kiosk.storage import data_folder
from kiosk.storage.db import take_turn
from kiosk.storage.pool import engine_options

STARTING = "start"
"""What one process at a time does: migrate the database, and install."""
EXAMPLE = "postgresql://user@host/name"
PACKAGE = "psycopg[binary]==3.3.9"
PROMISES = (
    ("server_encoding", "UTF8", None),
    ("fsync", None, "off"),
    ("synchronous_commit", None, "off"),
)
"""Settings of a server, with the value that is needed or the one that is refused."""


def migrate(settings: Settings) -> None:
    """Bring the database to this version, one process at a time.

    Raises SetupFailed if it cannot be reached, or used as it is, or where a newer version of
    the app wrote it; no sentence holds the password.
    """
    url = check_address(settings)
    engine = create_engine(url, hide_parameters=True, **engine_options(threads=1))
    try:
        with engine.connect() as connection:
            _check_promises(connection, _name(url))
            take_turn(connection, STARTING)
            if data_folder.lacking(connection, _name(url)):
                data_folder.upgrade(connection)
    except DatabaseError as error:
        reason = _reason(error, url)
        raise SetupFailed(
            f"数据库 {_name(url)} 无法打开（{reason}）；没有改动任何内容。"
            "请检查 KIOSK_DATABASE 的地址，以及服务器是否在运行。",
            f"The database {_name(url)} cannot be opened ({reason}); nothing was changed. Check "
            "the address in KIOSK_DATABASE, and that its server runs.",
        ) from None  # The error's own text may quote the address.
    finally:
        engine.dispose()


def check_address(settings: Settings) -> URL:
    """Return the database's address. Raises SetupFailed if it is not one, or without the driver."""
    try:
        url = make_url(settings.database_url)
        is_known = url.drivername == DRIVER and bool(url.database)
    except (ArgumentError, ValueError):
        is_known = False
    if not is_known:
        raise SetupFailed(
            f"KIOSK_DATABASE 应是 PostgreSQL 数据库的地址，例如 {EXAMPLE}；"
            "密码里的特殊字符要写成 %40 这样的形式。",
            f"KIOSK_DATABASE should be the address of a PostgreSQL database, such as {EXAMPLE}; "
            "special characters of a password are written like %40.",
        )
    try:
        import_module("psycopg")
    except ImportError:
        raise SetupFailed(
            f'使用 PostgreSQL 还需要安装驱动：pip install "{PACKAGE}"',
            f'PostgreSQL needs its driver: pip install "{PACKAGE}"',
        ) from None
    return url


def _name(url: URL) -> str:
    """Name a database without user, password or options."""
    host = url.host or url.query.get("host") or "localhost"
    return f"{url.database} @ {host if isinstance(host, str) else ','.join(host)}"


def _reason(error: DatabaseError, url: URL) -> str:
    """Return the first line of what the server or the driver said, without the password."""
    words = (str(error.orig).strip() or type(error.orig).__name__).splitlines()[0]
    secrets = (url.password, url.query.get("password"))
    for secret in secrets:
        if secret:
            words = words.replace(str(secret), "…")
    return words


def _check_promises(connection: Connection, name: str) -> None:
    """Raise SetupFailed if what is confirmed might be lost, or a text not be kept."""
    for setting, wanted, unwanted in PROMISES:
        found = str(connection.exec_driver_sql(f"SHOW {setting}").scalar())
        if found == unwanted or (wanted and found != wanted):
            raise SetupFailed(
                f"数据库 {name} 的 {setting} 是 {found}，不能保证内容完整保存；请管理员改正："
                "编码用 UTF8，fsync 和 synchronous_commit 不能是 off。",
                f"The database {name} has {setting} {found}, so what is confirmed might not be "
                "kept whole; ask its administrator to mend that: the encoding is UTF8, and neither "
                "fsync nor synchronous_commit is off.",
            )
