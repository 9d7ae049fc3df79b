"""Test where settings come from."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from kiosk.config import ROOT, Settings, from_environment


def test_defaults_need_no_environment() -> None:
    settings = from_environment({})
    assert settings == Settings()
    assert settings.database_file == ROOT / "instance" / "kiosk.db"
    assert (settings.host, settings.port) == ("127.0.0.1", 8080)


@pytest.mark.parametrize("name", [each.name for each in fields(Settings)])
def test_every_setting_is_read_from_its_variable(name: str, tmp_path: Path) -> None:
    default = getattr(Settings(), name)
    given: object = tmp_path if name == "data" else 7 if isinstance(default, int) else "given"
    settings = from_environment({f"KIOSK_{name.upper()}": str(given)})
    assert getattr(settings, name) == given


def test_options_win_over_the_environment() -> None:
    environment = {"KIOSK_PORT": "9000", "KIOSK_HOST": "0.0.0.0"}
    settings = from_environment(environment, port=9001, host=None)
    assert (settings.port, settings.host) == (9001, "0.0.0.0")


def test_empty_variable_is_none() -> None:
    assert from_environment({"KIOSK_PORT": "", "KIOSK_UNIT": ""}) == Settings()


@pytest.mark.parametrize("text", ["eighty", "80.5", "8O80"])
def test_number_that_is_none_is_named(text: str) -> None:
    with pytest.raises(ValueError, match="KIOSK_PORT"):
        from_environment({"KIOSK_PORT": text})


def test_data_folder_may_be_under_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert from_environment({"KIOSK_DATA": "~/booth"}).data == (tmp_path / "booth").resolve()


@pytest.mark.parametrize("name", [each.name for each in fields(Settings)])
def test_every_setting_says_what_it_means(name: str) -> None:
    meaning = next(each for each in fields(Settings) if each.name == name).metadata["meaning"]
    assert len(meaning) > 10
