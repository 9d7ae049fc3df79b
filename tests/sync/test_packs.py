"""Test that what central publishes reaches the screens, by both ways, and nobody else's does."""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import Connection, delete, update

from kiosk.content import service as content
from kiosk.content.load import BUNDLED, Loaded, digest
from kiosk.content.models import PackImage, StoredPack
from kiosk.errors import NotAllowed, Refused, Unknown
from kiosk.sealing.models import Link
from kiosk.storage.db import db
from kiosk.sync.booth import packs
from kiosk.sync.central import publishing
from kiosk.sync.stick import at_booth, at_central
from tests.process import run
from tests.sync.booths import Center, join, send
from tests.sync.sites import Site, enroll, found_central, place


@pytest.fixture
def booth(tmp_path: Path) -> Site:
    """Give a booth."""
    site = Site(tmp_path / "booth")
    with site.open():
        pass
    return site


@pytest.fixture
def central(tmp_path: Path) -> Site:
    """Give a central without a process."""
    return found_central(Site(tmp_path / "central", role="central"))


def publish(site: Site, version: int) -> str:
    """Publish the bundled pack in another version; return its digest."""
    bundled = content.bundled()
    pack = msgspec.structs.replace(content.require_whole(bundled), version=version)
    loaded = Loaded(pack, bundled.images, digest(pack, bundled.images), [])
    site.do(lambda tx: content.publish(tx, loaded))
    return loaded.digest


def take(booth: Site, data: bytes) -> str | None:
    """Take a pack as it came from central."""
    return booth.do(lambda tx: packs.take_pack(tx, data))


def latest(site: Site) -> str:
    """Return the pack that a site's next sitting shows."""
    found = site.do(content.latest)
    assert found is not None
    return found[0]


def shown(site: Site) -> str:
    """Return the pack that its screen shows now."""
    return site.do(lambda tx: place(tx).pack)


def images(site: Site, pack: str) -> dict[str, bytes]:
    """Return the images of a pack kept at a site."""
    names = content.bundled().images
    return site.do(lambda tx: {name: content.read_image(tx, pack, name) for name in names})


def test_a_published_pack_comes_with_the_next_sync_once_and_with_its_images(
    centre: Center, booth: Site, tmp_path: Path
) -> None:
    join(booth, centre)
    former = shown(booth)
    edited = Path(shutil.copytree(BUNDLED, tmp_path / "edited"))
    about = (edited / "pack.yaml").read_text(encoding="utf-8")
    (edited / "pack.yaml").write_text(about.replace("version: 1", "version: 41"), encoding="utf-8")
    centre.process.run("content", "load", str(edited))
    new = send(booth).pack
    assert new == latest(booth) != former
    assert shown(booth) == former, "whoever stands at the screen keeps what they began with"
    assert images(booth, new) == content.bundled().images
    assert send(booth).pack is None, "each pack comes once"


def test_a_publish_by_mistake_is_undone_at_the_booths_by_the_next_sync(
    booth: Site, central: Site
) -> None:
    former = shown(booth)
    enroll(booth, central)
    assert central.do(publishing.published) is None, "every booth has the bundled pack"
    mistake = publish(central, 7)
    take(booth, central.do(publishing.sign_published))
    assert latest(booth) == mistake
    central.do(lambda tx: content.use(tx, former))
    assert central.do(publishing.published) == former
    assert take(booth, central.do(publishing.sign_published)) == former
    assert latest(booth) == former


def test_a_booth_that_was_offline_during_two_versions_takes_the_newest(
    booth: Site, central: Site
) -> None:
    enroll(booth, central)
    publish(central, 7)
    newest = publish(central, 8)
    assert take(booth, central.do(publishing.sign_published)) == newest
    assert latest(booth) == newest


def test_a_screen_changes_between_two_sittings_and_staff_can_go_back(
    booth: Site, central: Site
) -> None:
    former = shown(booth)
    enroll(booth, central)
    new = publish(central, 7)
    data = central.do(publishing.sign_published)
    assert take(booth, data) == new
    assert (shown(booth), latest(booth)) == (former, new)
    booth.do(content.show_latest)
    assert shown(booth) == new
    done = run("content", "use", former[:12], data=booth.settings.data)
    assert done.returncode == 0, done.stderr
    assert take(booth, data) is None
    assert latest(booth) == former, "what staff put on screen afterwards stays"


def test_an_old_stick_brings_no_old_pack_back(booth: Site, central: Site) -> None:
    enroll(booth, central)
    publish(central, 7)
    old = central.do(publishing.sign_published)
    new = publish(central, 8)
    assert take(booth, central.do(publishing.sign_published)) == new
    assert take(booth, old) is None
    assert latest(booth) == new


def test_central_may_go_back_and_its_booths_follow(booth: Site, central: Site) -> None:
    enroll(booth, central)
    first = publish(central, 7)
    take(booth, central.do(publishing.sign_published))
    publish(central, 8)
    take(booth, central.do(publishing.sign_published))
    central.do(lambda tx: content.use(tx, first[:12]))
    assert take(booth, central.do(publishing.sign_published)) == first
    assert latest(booth) == first


@pytest.mark.parametrize(
    "name", ["pack.kiosk", "pack (1).kiosk", "pack - 副本.kiosk", "PACK.KIOSK.txt"]
)
def test_a_stick_brings_the_pack_beside_the_receipts(
    booth: Site, central: Site, tmp_path: Path, name: str
) -> None:
    enroll(booth, central)
    new = publish(central, 7)
    with booth.open():
        at_booth.export(db.reader(), tmp_path)
    with central.open():
        at_central.import_stick(tmp_path)
    [pack] = tmp_path.rglob(at_booth.PACK)
    pack.rename(pack.with_name(name))
    with booth.open():
        taken = at_booth.take_receipts(booth.settings, tmp_path)
    assert (taken.pack, latest(booth), taken.waiting.missing) == (new, new, 1)
    assert booth.do(lambda tx: content.latest(tx)) == (new, False)


def test_a_pack_of_another_central_is_refused(booth: Site, central: Site, tmp_path: Path) -> None:
    enroll(booth, central)
    former = latest(booth)
    stranger = found_central(Site(tmp_path / "stranger", role="central"))
    publish(stranger, 7)
    with pytest.raises(NotAllowed, match="not signed by this device's central"):
        take(booth, stranger.do(publishing.sign_published))
    assert latest(booth) == former


def test_a_damaged_pack_changes_nothing(booth: Site, central: Site) -> None:
    enroll(booth, central)
    former = latest(booth)
    publish(central, 7)
    data = central.do(publishing.sign_published)
    step = max(1, len(data) // 60)
    for spot in range(0, len(data), step):
        flipped = bytearray(data)
        flipped[spot] ^= 1
        for damaged in (bytes(flipped), data[:spot]):
            with pytest.raises((NotAllowed, Refused)):
                take(booth, damaged)
    assert latest(booth) == former


def test_a_pack_that_this_app_cannot_read_is_said_to_need_an_update(
    booth: Site, central: Site
) -> None:
    enroll(booth, central)
    publish(central, 7)

    def write_as_a_later_app(tx: Connection) -> bytes:
        later, body = tx.begin_nested(), b'{"id":5}'
        new = digest(msgspec.Raw(body), {})
        tx.execute(delete(PackImage))
        tx.execute(update(StoredPack).where(StoredPack.version == 7).values(body=body, digest=new))
        data = publishing.sign_published(tx)
        later.rollback()
        return data

    with pytest.raises(Refused, match="may need an update"):
        take(booth, central.do(write_as_a_later_app))


def test_before_there_is_a_pack_or_a_central_it_says_so(booth: Site, central: Site) -> None:
    with pytest.raises(Unknown, match="published no pack yet"):
        central.do(publishing.sign_published)
    publish(central, 7)
    data = central.do(publishing.sign_published)
    booth.do(lambda tx: tx.execute(update(Link).values(verify_key=None)))
    with pytest.raises(Refused, match="not enrolled"):
        take(booth, data)
