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
    "kiosk/booth/guestbook/__init__.py": '"""Let people sign beside a picture."""\n',
    "kiosk/booth/guestbook/records.py": '''"""The record of an entry, and its row."""

from __future__ import annotations

from kiosk.journal.kinds import Kind, Rows
from kiosk.journal.records import Payload, Record


class EntryMade(Payload, frozen=True):
    """The picture beside which somebody signed."""

    picture: str


def project(_record: Record, made: EntryMade) -> Rows:
    """Yield the row of an entry."""
    yield "entry", {"picture": made.picture}


KIND = Kind(name="entry", version=1, payload=EntryMade, project=project, tables=("entry",))
''',
    "kiosk/booth/guestbook/models.py": '''"""The read table of entries."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from kiosk.journal.models import WORD, RecordRow
from kiosk.storage.db import Base


class Entry(RecordRow, Base):
    """One entry, beside a picture."""

    __tablename__ = "entry"

    picture: Mapped[str] = mapped_column(WORD)
''',
    "kiosk/booth/guestbook/service.py": '''"""Sign the guest book."""

from __future__ import annotations

from sqlalchemy import Connection

from kiosk.booth.guestbook.records import KIND, EntryMade
from kiosk.errors import Refused
from kiosk.journal import service as journal

PICTURES = ("lake", "tower")


def sign(tx: Connection, sitting: str, picture: str) -> None:
    """Sign beside a picture. Raises Refused where there is no such picture."""
    if picture not in PICTURES:
        raise Refused("没有这幅画。", "There is no such picture.")
    journal.append(tx, KIND, EntryMade(picture=picture), sitting=sitting)
''',
    "kiosk/booth/guestbook/views.py": '''"""The guest book's pages for citizens."""

from __future__ import annotations

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.booth.guestbook import service
from kiosk.shell import sitting
from kiosk.shell.pages import render, see
from kiosk.storage.db import db

bp = Blueprint("guestbook", __name__, url_prefix="/guestbook")


@bp.post("/")
def sign() -> AnyResponse:
    """Sign beside the picture that was tapped."""
    with db.transaction() as tx:
        service.sign(tx, sitting.ensure(), request.form["picture"])
    return see("guestbook.thanks")


@bp.get("/thanks")
def thanks() -> Response:
    """Say thank you."""
    return render("guestbook/thanks.html")
''',
    "kiosk/booth/guestbook/feature.py": '''"""The guest book: people sign beside a picture."""

from kiosk.accounts.registration import Feature
from kiosk.booth.guestbook.models import Entry
from kiosk.booth.guestbook.records import KIND
from kiosk.booth.guestbook.views import bp

FEATURE = Feature(booth=(bp,), kinds=(KIND,), people=(KIND.name,), parties=(Entry,))
''',
    "templates/guestbook/thanks.html": """{% extends "base.html" %}
{% block title %}{{ t("留念册", "Guest book") }}{% endblock title %}
{% block main %}
  <h1>{{ t("留好了", "Signed") }}</h1>
{% endblock main %}
""",
}
STAFF_PAGE_FILES = {
    "kiosk/booth/guestbook/report.py": '''"""Figures of the guest book."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import Connection, func, select

from kiosk.booth.guestbook.models import Entry


def by_picture(tx: Connection) -> Counter[str]:
    """Count the entries beside each picture."""
    n = func.count().label("n")
    rows = tx.execute(select(Entry.picture, n).group_by(Entry.picture))
    return Counter({row.picture: row.n for row in rows})
''',
    "kiosk/booth/guestbook/staff_views.py": '''"""The guest book's page for staff."""

from __future__ import annotations

from flask import Response

from kiosk.accounts.pages import MenuEntry, StaffPages, show
from kiosk.accounts.roles import FIGURES
from kiosk.booth.guestbook import report
from kiosk.storage.db import db

pages = StaffPages(allowed=FIGURES, at="booth", section="dashboard")


@pages.get("/guestbook", menu=MenuEntry("留念册", "Guest book", "results", 90))
def guestbook() -> Response:
    """Show how many signed beside each picture."""
    return show("guestbook/staff.html", entries=report.by_picture(db.reader()))
''',
    "kiosk/booth/guestbook/feature.py": '''"""The guest book: people sign beside a picture."""

from kiosk.accounts.registration import Feature
from kiosk.booth.guestbook import staff_views
from kiosk.booth.guestbook.models import Entry
from kiosk.booth.guestbook.records import KIND
from kiosk.booth.guestbook.views import bp

FEATURE = Feature(
    booth=(bp,),
    staff=(staff_views.pages,),
    kinds=(KIND,),
    people=(KIND.name,),
    parties=(Entry,),
)
''',
    "templates/guestbook/staff.html": """{% extends "staff/_base.html" %}
{% block title %}{{ t("留念册", "Guest book") }}{% endblock title %}
{% block content %}
  <h1>{{ t("留念册", "Guest book") }}</h1>
  <ul>
    {% for picture, count in entries.items() %}<li>{{ picture }}: {{ count }}</li>{% endfor %}
  </ul>
{% endblock content %}
""",
}

APP = "kiosk/app.py"
CHANGES = {
    "from kiosk.booth.survey.feature": "from kiosk.booth.guestbook.feature import FEATURE as GUESTBOOK\nfrom kiosk.booth.survey.feature",
    "    *(HOME, ": "    *(HOME, GUESTBOOK, ",
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
    given = client.post("/guestbook/", data={"picture": "lake"}, base_url=address, follow_redirects=True)
    assert "留好了" in given.get_data(as_text=True), given.status
    with db.transaction() as tx:
        for _ in range(2):
            assert tx.exec_driver_sql("SELECT picture FROM entry").scalars().all() == ["lake"]
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
        return client.get("/staff/guestbook", base_url=ADDRESS)


with opened(Settings(data=Path("another"))) as app:
    declared = staffroom().declared["staff.guestbook"]
    assert (declared.rule, declared.method, declared.at) == ("/guestbook", "GET", "booth")
    assert (declared.section, declared.menu.group) == ("dashboard", "results")
    assert declared.allowed.booth == {"analyst", "privacy", "admin"}
    assert "staff.guestbook" in staffroom().pages

    given = app.test_client().post("/guestbook/", data={"picture": "lake"}, base_url=ADDRESS)
    assert given.status_code == 303
    page = read(app, "analyst").get_data(as_text=True)
    assert "lake: 1" in page
    assert '/staff/help/after#dashboard">' in page
    menu = page[page.index("<nav") : page.index("</nav>")]
    assert "/staff/guestbook" in menu and "留念册" in menu
    assert read(app, "reception").status_code == 403
    client = app.test_client()
    assert client.get("/staff/guestbook", base_url=ADDRESS).headers["Location"].endswith("/staff/sign-in")

with opened(Settings(data=Path("central"), role="central")) as app:
    assert "staff.guestbook" in staffroom().declared
    assert "staff.guestbook" not in staffroom().pages
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
    run(copy, "-m", "tests.new_migration", "Add the guest book")
    return copy


def test_a_feature_is_added_by_its_own_folders_and_a_line_in_the_app(project: Path) -> None:
    run(project, "-c", USE)
    run(project, "-c", FLOORS)


def test_a_staff_page_is_added_by_files_of_its_feature_alone(project: Path) -> None:
    write(project, STAFF_PAGE_FILES)
    run(project, "-m", "ruff", "check", "kiosk/booth/guestbook")
    run(project, "-c", LOOK)
    run(project, "-c", FLOORS)


def test_the_floors_refuse_a_feature_that_imports_another(project: Path) -> None:
    rules = "import kiosk.booth.quiz.rules\n"
    write(project, {"kiosk/booth/guestbook/rules.py": rules})
    said = run(project, "-c", FLOORS, is_refused=True)
    assert "kiosk.booth.guestbook.rules -> kiosk.booth.quiz.rules" in said
    (project / "kiosk/booth/guestbook/rules.py").unlink()


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
