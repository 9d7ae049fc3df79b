"""English words are optional: without them Chinese ones are shown, marked, and counted."""

from __future__ import annotations

from pathlib import Path

import msgspec
from flask import Flask
from flask.testing import FlaskClient
from msgspec.structs import replace

from kiosk.content import service as content
from kiosk.content import texts
from kiosk.content.load import load
from kiosk.content.parts import UNTRANSLATED, Text
from tests.factories import pack_folder, put_on_screen, replace_once


def test_chinese_words_stand_in_and_bear_a_mark_on_an_english_screen() -> None:
    text = msgspec.convert({"zh": "你好"}, Text)
    assert (text["zh"], text["en"], text.en) == ("你好", f"你好 {UNTRANSLATED}", "你好")
    assert Text(zh="你好", en=" ") == text
    assert Text(zh="110")["en"] == "110"
    assert Text(zh="你好", en="Hello")["en"] == "Hello"


def test_a_program_of_a_former_version_finds_words_in_both_languages() -> None:
    assert msgspec.json.encode(Text(zh="好")) == '{"zh":"好","en":"好"}'.encode()


def test_the_check_counts_what_is_missing_and_names_the_first(tmp_path: Path) -> None:
    folder = pack_folder(tmp_path)
    whole = load(folder)
    assert whole.pack
    assert not texts.untranslated(whole.pack)
    line = replace_once(folder / "units.yaml", ", en: Zhongdai Subdistrict}", "}")
    replace_once(folder / "rating.yaml", ", en: Great fun", "")
    loaded = load(folder)
    assert loaded.pack
    assert len(texts.untranslated(loaded.pack)) == 2
    (warning,) = [each for each in loaded.problems if "no English" in each.en]
    assert (warning.file, warning.line, warning.is_error) == ("units.yaml", line, False)
    assert warning.en.startswith("2 texts")


def test_a_page_in_english_shows_the_chinese_words(app: Flask, client: FlaskClient) -> None:
    catalog = content.current()
    rating = replace(catalog.pack.rating, prompt=Text(zh="今天满意吗？"))
    put_on_screen(app, catalog, rating=rating)
    client.post("/start", data={"language": "en"})
    assert f"今天满意吗？ {UNTRANSLATED}" in client.get("/home").text
