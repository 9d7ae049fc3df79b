"""A passport goes through five booths of which two have no network, in processes of their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.accounts import accounts
from kiosk.booth.stamps.gifts import report
from kiosk.journal.service import new_id
from tests.fleet.test_scenario import command
from tests.process import BoothProcess, CentralProcess
from tests.reception.door import Door
from tests.staff.test_pages import PASSWORD
from tests.stamps.passes import EVENT, scanned, stand
from tests.sync.sites import Site

STOPS = {
    "criminal": "scam-quiz",
    "traffic": "road-quiz",
    "legal": "law-quiz",
    "danghu": "your-word",
    "fire": "fire-practice",
}
BY_STICK = ("legal", "fire")


class Fair:
    """Be five booths and their central, whose stick goes round before the event and after it."""

    def __init__(self, folder: Path, central: CentralProcess) -> None:
        """Set the booths up, and enrol each by network or stick."""
        self.central, self.stick = central, folder / "stick"
        self.stick.mkdir()
        self.booths = {unit: folder / unit for unit in STOPS}
        central.run("central", "enroll-code", "--out", str(self.stick), "--devices", "2")
        for unit, booth in self.booths.items():
            Site(booth).do(lambda tx, unit=unit: stand(tx, unit, f"booth of {unit}"))  # type: ignore[misc]
            Site(booth).do(
                lambda tx: accounts.add(tx, "admin", "admin", PASSWORD, actor="terminal")
            )
            if unit in BY_STICK:
                command("device", "enroll", self.stick, data=booth)
            else:
                command("device", "enroll", central.address, central.enroll_code(), data=booth)
        self.sync()

    def sync(self) -> None:
        """Bring what each booth holds to central, and home what central says of all booths."""
        for unit in BY_STICK:
            command("sync", "export", self.stick, data=self.booths[unit])
        self.central.run("sync", "import", str(self.stick))
        for unit, booth in self.booths.items():
            if unit in BY_STICK:
                command("sync", "receipts", self.stick, data=booth)
            else:
                command("sync", "now", data=booth)

    def stamp(self, unit: str, photo: str) -> str:
        """Let the booth of a unit stamp a passport; return the code that its page shows then."""
        with BoothProcess(self.booths[unit]) as process:
            door = Door(process)
            door.sign_in()
            return scanned(door.post("stamps", code=photo, stop=STOPS[unit]).page)

    def redeem(self, unit: str, photo: str) -> tuple[str, str]:
        """Show a passport at the gift desk of a unit, twice; return the pages."""
        with BoothProcess(self.booths[unit]) as process:
            door = Door(process)
            door.sign_in()
            new = {"gift": "bookmark", "act": "received", "count": "2", "tap": new_id()}
            door.post("gifts/stock", **new)
            judged = door.post("gifts", code=photo).page
            door.post("gifts/give", code=photo, gift="bookmark", tap=new_id())
            return judged, door.post("gifts", code=photo).page


@pytest.fixture
def fair(tmp_path: Path) -> Iterator[Fair]:
    with CentralProcess(tmp_path / "central") as central:
        yield Fair(tmp_path, central)


def test_a_passport_is_stamped_redeemed_and_its_copy_found_after_sync(fair: Fair) -> None:
    photo, photos = "", []
    for unit in STOPS:  # Nobody reaches anybody meanwhile.
        photo = fair.stamp(unit, photo)
        photos.append(photo)
    assert len(set(photos)) == len(STOPS)

    judged, again = fair.redeem("legal", photo)  # The third desk, one of those without a network.
    assert "有效" in judged
    assert "领过了" in again
    assert "booth of legal" in again

    copied, _ = fair.redeem("danghu", photo)  # A photograph of it, which nobody can tell offline.
    assert "有效" in copied

    fair.sync()
    fair.central.kill()
    (twice,) = Site(fair.central.data, role="central").do(lambda tx: report.used_twice(tx, EVENT))
    assert [step.booth for step in twice] == ["booth of legal", "booth of danghu"]
    assert len({step.passport for step in twice}) == 1
    assert twice[0].made_at < twice[1].made_at


def test_booths_without_a_central_believe_each_other_once_a_stick_went_round(
    tmp_path: Path,
) -> None:
    stick, booths = tmp_path / "stick", [tmp_path / "one", tmp_path / "two"]
    stick.mkdir()
    (stick / "nonsense.stamp-key").write_bytes(b"\xff\x00 nothing")
    for booth in (*booths, booths[0]):
        said = command("stamps", "keys", stick, data=booth)
    assert "1 new booths, 1 known" in said
    assert "0 new booths, 1 known" in command("stamps", "keys", stick, data=booths[1])
