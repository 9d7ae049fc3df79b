"""Test that each text stands in both languages, and that pages fold what never changes."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk.app import STATIC, TEMPLATES
from kiosk.shell import templates

ALL = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html"))
HAN = re.compile(r"[\u3400-\u9fff\uff00-\uffef\u3000-\u303f]")
BOTH = re.compile(
    r"""\bt\(\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')\s*,\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')""",
    re.DOTALL,
)
OWN_NAME = re.compile(r'lang="zh-Hans">中文<')
WHOLE = re.compile(
    r"""\{% if lang == "zh" %\}(?P<zh>.*?)\{% else %\}(?P<en>.*?)\{% endif %\}""", re.DOTALL
)
"""Long prose stands language by language, in the handbook alone; `tests/staff/test_help.py` holds
both to the same sections, steps and commands."""
AT_ONCE = ("wall/wall.html",)
"""Shows both languages at once, one below the other, and asks for neither."""
PAGES = ("/", "/home", "/quiz/", "/survey/", "/feedback/", "/feedback/praise", "/cards/")


def test_there_are_templates() -> None:
    assert len(ALL) > 10


@pytest.mark.parametrize("name", [name for name in ALL if name not in AT_ONCE])
def test_templates_hold_no_chinese_outside_t(name: str) -> None:
    text = (TEMPLATES / name).read_text(encoding="utf-8")
    if name.startswith("help/parts/"):
        text = WHOLE.sub(lambda block: block["en"], text)
    rest = OWN_NAME.sub("", BOTH.sub("", re.sub(r"\{#.*?#\}", "", text, flags=re.DOTALL)))
    left = [line.strip() for line in rest.splitlines() if HAN.search(line)]
    assert left == []


@pytest.mark.parametrize("name", ALL)
def test_every_text_has_its_english(name: str) -> None:
    for zh, en in BOTH.findall((TEMPLATES / name).read_text(encoding="utf-8")):
        assert zh.strip("\"'"), (name, en)
        assert en.strip("\"'"), (name, zh)


@pytest.mark.parametrize("name", [name for name in ALL if name.startswith("help/parts/")])
def test_long_prose_stands_in_both_languages(name: str) -> None:
    blocks = list(WHOLE.finditer((TEMPLATES / name).read_text(encoding="utf-8")))
    assert blocks
    for block in blocks:
        assert HAN.search(block["zh"]), block["en"]
        assert re.search(r"[a-z]{3}", block["en"]), block["zh"]


@pytest.mark.parametrize("name", ALL)
def test_every_file_that_a_template_names_is_there(name: str) -> None:
    text = (TEMPLATES / name).read_text(encoding="utf-8")
    for asset in re.findall(r"""asset\(\s*["']([^"']+)["']\s*\)""", text):
        assert (STATIC / asset).is_file(), asset


def test_every_template_compiles_in_both_languages(app: Flask) -> None:
    for language in templates.LANGUAGES:
        for name in ALL:
            app.extensions[templates.EXTENSION][language].get_template(name)


@pytest.mark.parametrize("path", PAGES)
def test_english_pages_hold_no_chinese_but_the_language_button(
    client: FlaskClient, path: str
) -> None:
    client.post("/view", data={"language": "en", "next": "/home"})
    page = client.get(path).get_data(as_text=True)
    own_name = r"<(button|p|small)[^>]*lang=\"zh-Hans\"[^>]*>.*?</\1>"
    shown = re.sub(own_name, "", page, flags=re.DOTALL)
    assert [line.strip() for line in shown.splitlines() if HAN.search(line)] == []


@pytest.mark.parametrize("path", PAGES)
def test_pages_name_their_language(client: FlaskClient, path: str) -> None:
    assert '<html lang="zh-Hans"' in client.get(path).get_data(as_text=True)


@pytest.mark.parametrize("path", PAGES)
def test_pages_hold_no_script_or_style_of_their_own(client: FlaskClient, path: str) -> None:
    page = client.get(path).get_data(as_text=True)
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", page)
    assert not re.search(r'(?:src|href|action)="(?:https?:)?//', page)


def test_own_files_change_their_address_with_their_content(
    client: FlaskClient,
) -> None:
    page = client.get("/home").get_data(as_text=True)
    for address in set(re.findall(r'/static/[^"]+', page)):
        assert re.search(r"\?v=[0-9a-f]{12}$", address), address
        answered = client.get(address)
        assert answered.status_code == 200, address
