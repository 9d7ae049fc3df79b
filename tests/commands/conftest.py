"""Give command tests folders with people's answers in them, made once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import launch
from tests.conftest import PASSPHRASE
from tests.faults.people import Person
from tests.process import BoothProcess, run

PEOPLE = 30
SECRET = "㐂堃 seen at =1+1"
"""What somebody typed; it must show nowhere but in an unsealed export."""


@pytest.fixture
def from_nothing() -> Iterator[None]:
    """Start processes as people start them, since the start itself is the promise."""
    with launch.from_nothing():
        yield


@pytest.fixture(scope="session")
def demo_made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("demo") / "data"
    done = run("demo", "--people", str(PEOPLE), "--seed", "7", data=data)
    assert done.returncode == 0, done.stderr
    return data


@pytest.fixture
def demo_data(demo_made: Path, tmp_path: Path) -> Path:
    """Return a folder with a demo's answers."""
    return Path(shutil.copytree(demo_made, tmp_path / "demo"))


@pytest.fixture(scope="session")
def sealed_made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("sealed") / "data"
    with BoothProcess(data, KIOSK_DESK_PASSPHRASE=PASSPHRASE) as booth:
        person = Person(booth.port)
        form = {"form": "a" * 32, "text": SECRET, "contact": "13800000000", "consent": "1"}
        assert person.post("/feedback/suggestion", **form) == 303
        assert person.post("/survey/rating", value="5") == 303
        person.close()
        booth.terminate()
    return data


@pytest.fixture
def sealed_data(sealed_made: Path, tmp_path: Path) -> Path:
    """Return a folder with sealed feedback, and a desk key that `PASSPHRASE` opens."""
    return Path(shutil.copytree(sealed_made, tmp_path / "sealed"))
