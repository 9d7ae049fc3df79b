"""Follow `kiosk/README.md`, "How to add a feature", on a copy of the project."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.process import ROOT

FILES = {
    "kiosk/stamps/__init__.py": '"""Let people stamp a picture."""\n',
    "kiosk/stamps/records.py": """
from kiosk.journal.kinds import Kind
from kiosk.journal.records import Payload


class StampGiven(Payload, frozen=True):
    picture: str


def project(_record, given):
    yield "stamp", {"picture": given.picture}


KIND = Kind(name="stamp", version=1, payload=StampGiven, project=project, tables=("stamp",))
""",
    "kiosk/stamps/models.py": """
from sqlalchemy.orm import Mapped, mapped_column

from kiosk.db import Base
from kiosk.journal.models import WORD, RecordRow


class Stamp(RecordRow, Base):
    __tablename__ = "stamp"

    picture: Mapped[str] = mapped_column(WORD)
""",
    "kiosk/stamps/service.py": """
from kiosk.journal import service as journal
from kiosk.stamps.models import Stamp  # noqa: F401
from kiosk.stamps.records import KIND, StampGiven


def give(tx, sitting, picture):
    journal.append(tx, KIND, StampGiven(picture=picture), sitting=sitting)
""",
    "kiosk/stamps/views.py": """
from flask import Blueprint, request

from kiosk.db import db
from kiosk.shell import sitting
from kiosk.shell.pages import render, see
from kiosk.stamps import service

bp = Blueprint("stamps", __name__, url_prefix="/stamps")


@bp.post("/")
def give():
    with db.transaction() as tx:
        service.give(tx, sitting.ensure(), request.form["picture"])
    return see("stamps.thanks")


@bp.get("/thanks")
def thanks():
    return render("stamps/thanks.html")
""",
    "templates/stamps/thanks.html": """{% extends "base.html" %}
{% block main %}<h1>{{ t("盖好了", "Stamped") }}</h1>{% endblock %}
""",
}
CHANGES = (
    ("kiosk/app.py", "from kiosk.staff import sealed, sessions", "from kiosk.stamps.records import KIND as STAMP\nfrom kiosk.stamps.views import bp as stamps\nfrom kiosk.staff import sealed, sessions"),
    ("kiosk/app.py", "checkin, tour, staff)", "checkin, tour, stamps, staff)"),
    ("kiosk/app.py", "        staff_records.KIND,", "        staff_records.KIND,\n        STAMP,"),
    ("pyproject.toml", "kiosk.feedback | kiosk.cards", "kiosk.feedback | kiosk.cards | kiosk.stamps"),
)  # fmt: skip
MIGRATE = """
from pathlib import Path
from alembic import command
from alembic.config import Config
import kiosk.app
from kiosk.db import open_engine

config = Config()
config.set_main_option("script_location", "kiosk/storage/migrations")
with open_engine(Path("empty.db")).connect() as connection:
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    connection.commit()
    command.revision(config, "Add stamps", autogenerate=True, rev_id="9999")
"""
USE = """
from pathlib import Path
from kiosk.config import Settings
from kiosk.db import db
from kiosk.journal import service
from kiosk.journal.rebuild import rebuild
from kiosk.startup import opened

with opened(Settings(data=Path("data"))) as app:
    client = app.test_client()
    address = "http://127.0.0.1:8080"
    given = client.post("/stamps/", data={"picture": "lake"}, base_url=address, follow_redirects=True)
    assert "盖好了" in given.get_data(as_text=True), given.status
    with db.transaction() as tx:
        assert tx.exec_driver_sql("SELECT picture FROM stamp").scalars().all() == ["lake"]
        rebuild(tx)
        assert tx.exec_driver_sql("SELECT picture FROM stamp").scalars().all() == ["lake"]
        assert service.verify(tx) is None
"""


def test_a_feature_is_added_by_the_steps_in_the_map(tmp_path: Path) -> None:
    copy = tmp_path / "project"
    copy.mkdir()
    for folder in ("kiosk", "templates", "static"):
        shutil.copytree(ROOT / folder, copy / folder)
    shutil.copy(ROOT / "pyproject.toml", copy)
    for name, text in FILES.items():
        (copy / name).parent.mkdir(exist_ok=True)
        (copy / name).write_text(text, encoding="utf-8")
    for name, old, new in CHANGES:
        before = (copy / name).read_text(encoding="utf-8")
        assert old in before, f"{name} no longer has {old!r}: the map's steps need mending"
        (copy / name).write_text(before.replace(old, new, 1), encoding="utf-8")
    run(copy, "-c", MIGRATE)
    run(copy, "-c", USE)
    run(copy, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()")


def run(folder: Path, *args: str) -> None:
    """Run Python in `folder`, whose own `kiosk` it imports."""
    done = subprocess.run(
        [sys.executable, *args],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(folder), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
