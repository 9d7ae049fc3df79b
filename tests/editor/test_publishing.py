"""What was published is whole after a kill, labels what was answered before, and reaches booths."""

from __future__ import annotations

import csv
import io
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from kiosk.content import service as content
from kiosk.office.editor import manuscript
from kiosk.office.editor.sections import Spot, part
from kiosk.storage.db import db
from tests.editor.forms import read_form
from tests.process import ROOT, BoothProcess, run
from tests.staff.test_pages import sign_in

REASON = "waited"


def test_answers_keep_their_label_after_their_option_was_retired(
    app: Flask, client: FlaskClient, data: Path
) -> None:
    client.post("/start", data={"language": "zh"})
    client.post("/survey/rating", data={"value": "1"})
    client.post("/survey/rating/reason", data={"reason": REASON, "value": "1"})
    client.post("/end")
    boss = sign_in(client)
    fields = read_form(boss.get("/staff/content/rating").text)
    number = next(
        name.split(".")[1]
        for name, value in fields.items()
        if name.startswith("reasons.") and name.endswith(".id") and value == REASON
    )
    fields[f"reasons.{number}.drop"] = "yes"
    boss.post("/staff/content/rating", data=fields)
    assert boss.post("/staff/content", data={"act": "publish"}).status_code == 303
    boss.get("/")
    assert REASON not in [each.id for each in content.current().pack.rating.reasons]
    done = run("export", "rating", "--out", "-", data=data)
    assert done.returncode == 0, done.stderr
    (row,) = csv.DictReader(io.StringIO(done.stdout.lstrip("\ufeff")))
    assert "等得久" in row.values()


def test_a_kill_in_the_middle_of_publishing_leaves_the_manuscript_or_the_pack(
    tmp_path: Path,
) -> None:
    """It is killed behind its last write, before the commit."""
    data = tmp_path / "data"
    with BoothProcess(data) as booth:
        booth.terminate()
    with closing(sqlite3.connect(data / "kiosk.db")) as connection:
        packs = connection.execute("SELECT count(*) FROM pack").fetchone()
    script = (
        "import os, sys; from pathlib import Path; from kiosk.config import Settings; "
        "from kiosk.startup import opened; from kiosk.storage.db import db; "
        "from kiosk.office.editor import manuscript, publishing; "
        "from kiosk.office.editor.sections import Spot, part\n"
        "with opened(Settings(data=Path(sys.argv[1]))):\n"
        "    spot = Spot.named('units', 'criminal')\n"
        "    with db.transaction() as tx:\n"
        "        held = part(manuscript.read(tx).tree, spot)\n"
        "        seen = manuscript.seal(held, spot)\n"
        "        short = {'zh': '刑警队', 'en': 'CID'}\n"
        "        manuscript.save(tx, spot, {'short': short}, seen=seen, who='wen')\n"
        "    with db.transaction() as tx:\n"
        "        publishing.publish(tx, who='wen')\n"
        "        os.kill(os.getpid(), 9)\n"
    )
    done = subprocess.run([sys.executable, "-c", script, str(data)], cwd=ROOT, check=False)
    assert done.returncode == -signal.SIGKILL
    with closing(sqlite3.connect(data / "kiosk.db")) as connection:
        assert connection.execute("SELECT count(*) FROM pack").fetchone() == packs
        assert connection.execute("SELECT count(*) FROM manuscript").fetchone() == (1,)
    with BoothProcess(data) as booth:
        assert booth.get("/healthz")["status"] == "ok"
    assert run("journal", "verify", data=data).returncode == 0


def test_a_manuscript_is_not_published_with_errors(client: FlaskClient) -> None:
    boss = sign_in(client)
    boss.post("/staff/content/towns")
    answer = boss.post("/staff/content", data={"act": "publish"})
    assert answer.status_code == 409
    held = manuscript.read(db.reader()).tree
    assert part(held, Spot.named("towns", held["towns"][-1]["id"]))["name"]["zh"] == ""
