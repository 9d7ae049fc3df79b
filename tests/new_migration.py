"""Write the migration that models ask for: `python -m tests.new_migration "Add stamps"`.

It compares the models with an empty database that has all migrations so far. Read what it wrote,
and give it a docstring, before you commit it.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

import kiosk.app  # Every model is imported by the features that the app lists.
from kiosk.storage.db import open_engine

FOLDER = Path(kiosk.app.__file__).parent / "storage" / "migrations"


def write(message: str) -> None:
    """Write one revision file, numbered after the last."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    head = ScriptDirectory.from_config(config).get_current_head() or "0"
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(Path(folder, "empty.db"))
        with engine.connect() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            connection.commit()
            command.revision(config, message, autogenerate=True, rev_id=f"{int(head) + 1:04}")
        engine.dispose()


if __name__ == "__main__":
    write(sys.argv[1])
