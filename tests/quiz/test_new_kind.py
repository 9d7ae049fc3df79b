"""Follow `kiosk/README.md`, "a new kind of quiz question", on a copy of the project."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.process import ROOT
from tests.test_feature import FLOORS, run, write

FILES = {
    "kiosk/content/kinds/either.py": '''"""One of two options is right."""

from __future__ import annotations

from kiosk.content.kinds.rule import Around, Rule, require_options
from kiosk.content.parts import Text
from kiosk.content.problems import Report
from kiosk.content.questions import Question
from kiosk.content.yaml_tree import Path


def check(question: Question, _around: Around, path: Path, report: Report) -> None:
    """Report another number of options than two, or of right ones than one."""
    require_options(question, path, report, 2, 2)
    if sum(option.is_right for option in question.options) != 1:
        report((*path, "options"), "应有 1 个正确选项", "should have 1 right option")


RULE = Rule(Text(zh="二选一", en="Either"), ("options",), check)
''',
    "kiosk/booth/quiz/kinds/either.py": '''"""One of two options is right: a tap answers."""

from __future__ import annotations

from kiosk.booth.quiz.kinds.single import Single


class Either(Single):
    """Two buttons beside each other."""
''',
    "templates/quiz/kinds/either.html": """{# One of two options is right. #}
{% macro ask(step) %}
  {% for option in step.shown %}
    <button class="option half" name="option" value="{{ option.id }}">
      <span>{{ option.text[lang] }}</span>
    </button>
  {% endfor %}
{% endmacro %}
{% macro answered(step) %}
  <ul class="options">
    {% for option in step.shown %}<li class="option">{{ option.text[lang] }}</li>{% endfor %}
  </ul>
{% endmacro %}
""",
    "static/quiz/kinds/either.css": ".is-either .half {\n  justify-content: center;\n}\n",
}
CHANGES = {
    "kiosk/content/questions.py": {'"single", "several",': '"single", "either", "several",'},
    "kiosk/content/kinds/__init__.py": {
        "    case,\n": "    case,\n    either,\n",
        '"single": single.RULE,': '"single": single.RULE,\n    "either": either.RULE,',
    },
    "kiosk/booth/quiz/kinds/__init__.py": {
        "    case,\n": "    case,\n    either,\n",
        '"single": single.Single(),': '"single": single.Single(),\n    "either": either.Either(),',
    },
}
"""All that is changed beside the kind's own files: where kinds are named."""
QUESTION = """
  - id: either-NUMBER
    kind: either
    prompt: {zh: 锅里着火，先做什么（NUMBER）？, en: A pan is on fire (NUMBER). What comes first?}
    options:
      - {id: lid, text: {zh: 关火，盖上锅盖, en: Turn it off and put the lid on}, is_right: true}
      - {id: water, text: {zh: 马上浇水, en: Pour water on it}}
    explanation: {zh: 盖上锅盖，隔开空气。, en: The lid keeps the air out.}
    source: {title: {zh: 消防宣传资料, en: Fire safety leaflet}}
    audience: [all]
    difficulty: 1
"""
TOPIC = "topics/fire-safety.yaml"
PLAY = """
import csv, io, re
from datetime import datetime
from pathlib import Path

from kiosk.config import Settings
from kiosk.content import service as content
from kiosk.content.load import load
from kiosk.counts.filters import Filters
from kiosk.office.exports.formats import Export
from kiosk.office.exports.tables import open_table
from kiosk.startup import opened
from kiosk.storage.db import db


def export(kind, is_long=False):
    file = io.BytesIO()
    table = open_table(db.reader(), kind, Filters(), is_long=is_long)
    Export(table, "csv", Filters(), datetime(2026, 12, 20).astimezone()).write_to(file, print)
    return list(csv.DictReader(io.StringIO(file.getvalue().decode("utf-8-sig"))))


with opened(Settings(data=Path("data"))) as app:
    with db.transaction() as tx:
        content.publish(tx, load(Path("pack")))
        content.show_latest(tx)
    client, address = app.test_client(), "http://127.0.0.1:8080"
    client.get("/", base_url=address)  # The idle screen takes the newest pack.
    client.post("/quiz/start", data={"topic": "fire-safety", "length": 5}, base_url=address)
    for number in range(1, 7):
        page = client.get(f"/quiz/{number}", base_url=address).text
        assert "option half" in page and "kinds/either.css" in page, page[-1500:]
        asked = re.search(r'name="question" value="([^"]+)"', page)[1]
        sent = {"question": asked, "option": "water" if number == 2 else "lid", "shown": 0}
        client.post(f"/quiz/{number}", data=sent, base_url=address)
        assert "盖上锅盖，隔开空气" in client.get(f"/quiz/{number}", base_url=address).text
    assert "4" in client.get("/quiz/result", base_url=address).text
    rows = export("quiz", is_long=True)
    assert [row["题型"] for row in rows] == ["二选一"] * 6
    assert sorted(row["所选答案"] for row in rows)[-1] == "马上浇水"
    assert sum(int(row["首答正确人数"]) for row in export("questions")) == 4
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the project to which a kind of question was added."""
    copy = tmp_path_factory.mktemp("project")
    for folder in ("kiosk", "templates", "static"):
        shutil.copytree(ROOT / folder, copy / folder)
    shutil.copy(ROOT / "pyproject.toml", copy / "pyproject.toml")
    write(copy, FILES)
    for name, changes in CHANGES.items():
        text = (copy / name).read_text(encoding="utf-8")
        for old, new in changes.items():
            assert old in text, f"{name} no longer has {old!r}: the map's steps need mending"
            text = text.replace(old, new, 1)
        (copy / name).write_text(text, encoding="utf-8")
    shutil.copytree(copy / "kiosk/content/bundled", copy / "pack")
    topic = copy / "pack" / TOPIC
    head, _, _ = topic.read_text(encoding="utf-8").partition("questions:")
    questions = (QUESTION.replace("NUMBER", str(n)) for n in range(10, 15))
    topic.write_text(f"{head}questions:{''.join(questions)}", encoding="utf-8")
    return copy


def test_a_kind_is_added_by_a_file_in_each_of_four_places(project: Path) -> None:
    run(project, "-m", "ruff", "check", "kiosk/content/kinds", "kiosk/booth/quiz/kinds")
    said = run(project, "-m", "kiosk", "content", "check", "pack")
    assert "错误 error" not in said
    run(project, "-c", PLAY)
    run(project, "-c", FLOORS)


def test_the_check_speaks_the_new_kind_s_words(project: Path) -> None:
    topic = project / "pack" / TOPIC
    text = topic.read_text(encoding="utf-8")
    wrong = text.replace("en: Pour water on it}}", "en: Pour}, is_right: true}")
    topic.write_text(wrong, encoding="utf-8")
    said = run(project, "-m", "kiosk", "content", "check", "pack", is_refused=True)
    topic.write_text(text, encoding="utf-8")
    assert "应有 1 个正确选项" in said
