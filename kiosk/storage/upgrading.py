"""Run migrations with alembic, which `data_folder` loads when a database is behind."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection


def upgrade(connection: Connection, migrations: Path, revision: str = "head") -> None:
    """Bring a database to a revision by a folder of migrations; the caller commits."""
    config = Config()
    config.set_main_option("script_location", str(migrations))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
