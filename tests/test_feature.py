"""Follow `kiosk/README.md`, "How to add a feature with a staff page", on a copy of the project."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.process import ROOT

FEATURE_FILES = {
    "kiosk/booth/stamps/__init__.py": '"""Let people stamp a picture."""\n',
    "kiosk/booth/stamps/records.py": '''"""The record of a stamp, and its row."""

from __future__ import annotations

from kiosk.journal.kinds import Kind, Rows
from kiosk.journal.records import Payload, Record


class StampGiven(Payload, frozen=True):
    """The picture that somebody stamped."""

    picture: str


def project(_record: Record, given: StampGiven) -> Rows:
    """Yield the row of a stamp."""
    yield "stamp", {"picture": given.picture}


KIND = Kind(name="stamp", version=1, payload=StampGiven, project=project, tables=("stamp",))
''',
    "kiosk/booth/stamps/models.py": '''"""The read table of stamps."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from kiosk.journal.models import WORD, RecordRow
from kiosk.storage.db import Base


class Stamp(RecordRow, Base):
    """One stamp on a picture."""

    __tablename__ = "stamp"

    picture: Mapped[str] = mapped_column(WORD)
''',
    "kiosk/booth/stamps/service.py": '''"""Stamp a picture."""

from __future__ import annotations

from sqlalchemy import Connection

from kiosk.booth.stamps.records import KIND, StampGiven
from kiosk.errors import Refused
from kiosk.journal import service as journal

PICTURES = ("lake", "tower")


def give(tx: Connection, sitting: str, picture: str) -> None:
    """Stamp a picture. Raises Refused where there is no such picture."""
    if picture not in PICTURES:
        raise Refused("没有这幅画。", "There is no such picture.")
    journal.append(tx, KIND, StampGiven(picture=picture), sitting=sitting)
''',
    "kiosk/booth/stamps/views.py": '''"""The guest book's pages for citizens."""

from __future__ import annotations

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.booth.stamps import service
from kiosk.shell import sitting
from kiosk.shell.pages import render, see
from kiosk.storage.db import db

bp = Blueprint("stamps", __name__, url_prefix="/stamps")


@bp.post("/")
def give() -> AnyResponse:
    """Stamp the picture that was tapped."""
    with db.transaction() as tx:
        service.give(tx, sitting.ensure(), request.form["picture"])
    return see("stamps.thanks")


@bp.get("/thanks")
def thanks() -> Response:
    """Say thank you."""
    return render("stamps/thanks.html")
''',
    "kiosk/booth/stamps/feature.py": '''"""The guest book: people stamp a picture."""

from kiosk.accounts.registration import Feature
from kiosk.booth.stamps.models import Stamp
from kiosk.booth.stamps.records import KIND
from kiosk.booth.stamps.views import bp

FEATURE = Feature(booth=(bp,), kinds=(KIND,), people=(KIND.name,), parties=(Stamp,))
''',
    "templates/stamps/thanks.html": """{% extends "base.html" %}
{% block title %}{{ t("盖章", "Stamps") }}{% endblock title %}
{% block main %}
  <h1>{{ t("盖好了", "Stamped") }}</h1>
{% endblock main %}
""",
}
STAFF_PAGE_FILES = {
    "kiosk/booth/stamps/report.py": '''"""Figures of the guest book."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import Connection, func, select

from kiosk.booth.stamps.models import Stamp


def by_picture(tx: Connection) -> Counter[str]:
    """Count the stamps on each picture."""
    n = func.count().label("n")
    rows = tx.execute(select(Stamp.picture, n).group_by(Stamp.picture))
    return Counter({row.picture: row.n for row in rows})
''',
    "kiosk/booth/stamps/staff_views.py": '''"""The guest book's page for staff."""

from __future__ import annotations

from flask import Response

from kiosk.accounts.pages import MenuEntry, StaffPages, show
from kiosk.accounts.roles import FIGURES
from kiosk.booth.stamps import report
from kiosk.storage.db import db

pages = StaffPages(allowed=FIGURES, at="booth", section="dashboard")


@pages.get("/stamps", menu=MenuEntry("盖章", "Stamps", "results", 90))
def stamps() -> Response:
    """Show how many stamps each picture has."""
    return show("stamps/staff.html", stamps=report.by_picture(db.reader()))
''',
    "kiosk/booth/stamps/feature.py": '''"""The guest book: people stamp a picture."""

from kiosk.accounts.registration import Feature
from kiosk.booth.stamps import staff_views
from kiosk.booth.stamps.models import Stamp
from kiosk.booth.stamps.records import KIND
from kiosk.booth.stamps.views import bp

FEATURE = Feature(
    booth=(bp,),
    staff=(staff_views.pages,),
    kinds=(KIND,),
    people=(KIND.name,),
    parties=(Stamp,),
)
''',
    "templates/stamps/staff.html": """{% extends "staff/_base.html" %}
{% block title %}{{ t("盖章", "Stamps") }}{% endblock title %}
{% block content %}
  <h1>{{ t("盖章", "Stamps") }}</h1>
  <ul>
    {% for picture, count in stamps.items() %}<li>{{ picture }}: {{ count }}</li>{% endfor %}
  </ul>
{% endblock content %}
""",
}

APP = "kiosk/app.py"
CHANGES = {
    "from kiosk.booth.survey.feature": "from kiosk.booth.stamps.feature import FEATURE as STAMPS\nfrom kiosk.booth.survey.feature",
    "FEATURES = (HOME, ": "FEATURES = (HOME, STAMPS, ",
}
"""All that is changed outside the feature's own folders: it is listed in `app.py`."""
USE = """
from pathlib import Path
from kiosk.config import Settings
from kiosk.counts.rebuild import rebuild
from kiosk.journal.verify import verify
from kiosk.startup import opened
from kiosk.storage.db import db

with opened(Settings(data=Path("data"))) as app:
    client = app.test_client()
    address = "http://127.0.0.1:8080"
    given = client.post("/stamps/", data={"picture": "lake"}, base_url=address, follow_redirects=True)
    assert "盖好了" in given.get_data(as_text=True), given.status
    with db.transaction() as tx:
        for _ in range(2):
            assert tx.exec_driver_sql("SELECT picture FROM stamp").scalars().all() == ["lake"]
            assert rebuild(tx)
        assert verify(tx) is None
"""
LOOK = """
from pathlib import Path
from kiosk.accounts import accounts
from kiosk.accounts.pages import GROUPS, staffroom
from kiosk.config import Settings
from kiosk.startup import opened
from kiosk.storage.db import db

ADDRESS, PASSWORD = "http://127.0.0.1:8080", "a long enough password"


def read(app, role):
    with db.transaction() as tx:
        accounts.add(tx, role, role, PASSWORD, actor="terminal")
    client = app.test_client()
    client.post("/staff/sign-in", data={"name": role, "password": PASSWORD}, base_url=ADDRESS)
    with app.app_context():
        return client.get("/staff/stamps", base_url=ADDRESS)


with opened(Settings(data=Path("another"))) as app:
    declared = staffroom().declared["staff.stamps"]
    assert (declared.rule, declared.method, declared.at) == ("/stamps", "GET", "booth")
    assert (declared.section, declared.menu.group) == ("dashboard", "results")
    assert declared.allowed.booth == {"analyst", "privacy", "admin"}
    assert "staff.stamps" in staffroom().pages

    given = app.test_client().post("/stamps/", data={"picture": "lake"}, base_url=ADDRESS)
    assert given.status_code == 303
    page = read(app, "analyst").get_data(as_text=True)
    assert "lake: 1" in page
    assert '/staff/help/after#dashboard">' in page
    menu = page[page.index("<nav") : page.index("</nav>")]
    assert "/staff/stamps" in menu and "盖章" in menu
    assert read(app, "reception").status_code == 403
    client = app.test_client()
    assert client.get("/staff/stamps", base_url=ADDRESS).headers["Location"].endswith("/staff/sign-in")

with opened(Settings(data=Path("central"), role="central")) as app:
    assert "staff.stamps" in staffroom().declared
    assert "staff.stamps" not in staffroom().pages
    assert read(app, "analyst").status_code == 404
"""
FLOORS = "from importlinter.cli import lint_imports_command; lint_imports_command()"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the project to which the guest book was added."""
    copy = tmp_path_factory.mktemp("project")
    for folder in ("kiosk", "templates", "static"):
        shutil.copytree(ROOT / folder, copy / folder)
    (copy / "tests").mkdir()
    for file in ("pyproject.toml", "tests/__init__.py", "tests/new_migration.py"):
        shutil.copy(ROOT / file, copy / file)
    write(copy, FEATURE_FILES)
    app = (copy / APP).read_text(encoding="utf-8")
    for old, new in CHANGES.items():
        assert old in app, f"{APP} no longer has {old!r}: the map's steps need mending"
        app = app.replace(old, new, 1)
    (copy / APP).write_text(app, encoding="utf-8")
    run(copy, "-m", "tests.new_migration", "Add stamps")
    return copy


def test_a_feature_is_added_by_its_own_folders_and_a_line_in_the_app(project: Path) -> None:
    run(project, "-c", USE)
    run(project, "-c", FLOORS)


def test_a_staff_page_is_added_by_files_of_its_feature_alone(project: Path) -> None:
    write(project, STAFF_PAGE_FILES)
    run(project, "-m", "ruff", "check", "kiosk/booth/stamps")
    run(project, "-c", LOOK)
    run(project, "-c", FLOORS)


def test_the_floors_refuse_a_feature_that_imports_another(project: Path) -> None:
    rules = "import kiosk.booth.quiz.rules\n"
    write(project, {"kiosk/booth/stamps/rules.py": rules})
    said = run(project, "-c", FLOORS, is_refused=True)
    assert "kiosk.booth.stamps.rules -> kiosk.booth.quiz.rules" in said
    (project / "kiosk/booth/stamps/rules.py").unlink()


def write(folder: Path, files: dict[str, str]) -> None:
    """Write files into a copy of the project."""
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def run(folder: Path, *args: str, is_refused: bool = False) -> str:
    """Run Python in `folder`, whose own `kiosk` it imports; return what it printed."""
    done = subprocess.run(
        [sys.executable, *args],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(folder), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    said = done.stdout + done.stderr
    assert (done.returncode != 0) == is_refused, said
    return said
