"""What is on a stick beside good files neither stops the import nor floods who reads about it."""

from __future__ import annotations

import os
import zlib
from pathlib import Path

import msgspec
import pytest
from nacl.signing import SigningKey
from sqlalchemy import Connection

from kiosk.decoding import MOST_DEPTH, Unreadable, is_deep, read_json
from kiosk.errors import Refused
from kiosk.sealing import identity
from kiosk.storage.db import db
from kiosk.sync.booth import outbox
from kiosk.sync.format import bundle
from kiosk.sync.stick import at_booth, at_central, files, invitations
from kiosk.sync.stick.refusals import NAMES, REASONS, Refusals
from tests.process import run
from tests.sync.sites import Site

FULL = bool(os.environ.get("KIOSK_FULL"))
MANY = 100_000 if FULL else 3_000
MOST_LINES = 20
DEEP = b"[" * 200_000


@pytest.fixture
def site(tmp_path: Path, central_site: Site, target: Path) -> Site:
    """Give an enrolled laptop whose three ratings are on the stick."""
    made = central_site.do(lambda tx: invitations.make(tx, 1))
    invitations.write(target, made)
    site = Site(tmp_path / "a")
    site.rate(1, 2, 3)
    with site.open():
        invitations.join(target)
        at_booth.export(db.reader(), target)
    return site


def seal(central_site: Site, data: bytes) -> bytes:
    """Seal anything to central, as a stick's file."""
    return central_site.do(
        lambda tx: files.seal(
            data, bytes(identity.central_key(tx).verify_key), bytes(identity.box(tx).public_key)
        )
    )


def sign(site: Site, plain: bytes) -> bytes:
    """Pack and sign anything as an enrolled laptop's bundle."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    packed = packer.compress(plain) + packer.flush()

    def signed(tx: Connection) -> bytes:
        key: SigningKey = identity.device_key(tx)
        return bundle.MAGIC + bytes(key.verify_key) + key.sign(packed).signature + packed

    return site.do(signed)


def header(site: Site, **lies: object) -> bytes:
    """Return a header that the laptop would write, with some lies."""
    fields = msgspec.to_builtins(bundle.open_header(site.do(outbox.statement)))
    return msgspec.json.encode(fields | lies)


def import_by_command(central_site: Site, target: Path) -> tuple[int, str]:
    """Take the stick in by the command; return its exit code and all that it prints."""
    done = run("sync", "import", str(target), data=central_site.settings.data)
    return done.returncode, done.stdout + done.stderr


def hostile(site: Site) -> dict[str, bytes]:
    """Return files that no booth writes, most of them signed by an enrolled laptop."""
    deep, huge = b',"y":' + DEEP, 10**30
    journals = [{"epoch": "e", "length": 2**80, "digest": "00"}]
    line = b'{"body":' + DEEP + b"\n"
    return {
        "deep unsigned": bundle.MAGIC + DEEP,
        "nothing": b"",
        "deep header": sign(site, DEEP + b"\n"),
        "deep field of a header": sign(site, header(site)[:-1] + deep),
        "deep line": sign(site, header(site, first=9, last=9, count=1) + b"\n" + line),
        "number": sign(site, header(site, first=huge, last=huge, count=1) + b"\n{}\n"),
        "length": sign(site, header(site, journals=journals) + b"\n"),
        "NUL in a name": sign(site, header(site, booth="a\0b") + b"\n"),
        "no UTF-8": sign(site, b'{"protocol":1,"device":"\xff\xfe"}\n'),
        "lone surrogate": sign(site, header(site)[:-1] + b',"ticket":"\\ud800"}\n'),
        "no object": sign(site, b"17\n"),
        "bomb": sign(site, header(site) + b"\n" + b"0" * (64 * 2**20)),
    }


def test_hostile_bundles_are_named_and_the_good_ones_are_taken(
    central_site: Site, target: Path, site: Site
) -> None:
    folder = target / files.FOLDER
    for name, data in hostile(site).items():
        (folder / f"0 {name}.bundle").write_bytes(seal(central_site, data))
    with central_site.open():
        report = at_central.import_stick(target)
    # A line that cannot be read is quarantined alone; every other file is refused whole.
    assert report.failed.count == len(hostile(site)) - 1
    assert next(iter(report.devices.values())).quarantined == 1
    assert not report.unwritten
    assert central_site.ratings == [1, 2, 3]
    assert list(folder.glob("*.receipt")), "the receipt is there all the same"


def test_one_bundle_of_brackets_does_not_stop_a_stick(
    central_site: Site, target: Path, site: Site
) -> None:
    for name in ("000", "zzz"):
        path = target / files.FOLDER / f"{name}.bundle"
        path.write_bytes(seal(central_site, hostile(site)["deep header"]))
    code, words = import_by_command(central_site, target)
    assert code == 1
    assert "Traceback" not in words
    assert "nested deeper" in words
    assert "000.bundle、zzz.bundle" in words
    assert central_site.ratings == [1, 2, 3]


def test_a_hundred_thousand_files_are_told_in_a_few_lines(
    central_site: Site, target: Path, site: Site
) -> None:
    folder = target / "more"
    folder.mkdir()
    for number in range(MANY):
        (folder / f"{number:06}.bundle").write_bytes(b"no bundle %d" % number)
    code, words = import_by_command(central_site, target)
    assert code == 1
    assert len(words.splitlines()) < MOST_LINES
    assert f"{MANY} files in all" in words
    assert central_site.ratings == [1, 2, 3]


def test_links_pipes_and_folders_that_are_named_like_bundles_are_not_read(
    central_site: Site, target: Path, site: Site, tmp_path: Path
) -> None:
    folder = target / files.FOLDER
    secret = tmp_path / "secret"
    secret.write_text("not ours")
    (folder / "link.bundle").symlink_to(secret)
    (folder / "endless.bundle").symlink_to("/dev/zero")
    (folder / "gone.bundle").symlink_to(tmp_path / "nowhere")
    (folder / "round").symlink_to(folder, target_is_directory=True)
    (folder / "folder.bundle").mkdir()
    if hasattr(os, "mkfifo"):
        os.mkfifo(folder / "pipe.bundle")
    code, words = import_by_command(central_site, target)
    assert code == 1
    assert "no plain file" in words
    assert central_site.ratings == [1, 2, 3]


def test_a_name_does_not_steer_the_terminal(central_site: Site, target: Path, site: Site) -> None:
    folder = target / files.FOLDER
    (folder / "\x1b[2J\x1b[31mall is well\n.bundle").write_bytes(b"x")
    (folder / os.fsdecode(b"\xff\xfe.bundle")).write_bytes(b"x")
    code, words = import_by_command(central_site, target)
    assert code == 1
    assert "\x1b" not in words
    assert "[2J" in words, "it is named all the same"


def test_hostile_receipts_and_invitations_are_named_at_the_booth(
    tmp_path: Path, central_site: Site, target: Path, site: Site
) -> None:
    with central_site.open():
        at_central.import_stick(target)
    good = next(target.rglob("*.receipt"))
    worse = target / "0" / good.name
    worse.parent.mkdir()
    for data in (DEEP, b"KIOSKR1\n" + DEEP, b"", b"KIOSKR1\n" + bytes(64) + b"\xff"):
        worse.write_bytes(data)
        with site.open():
            taken = at_booth.take_receipts(site.settings, target)
        assert (taken.receipts, taken.refused.count) == (1, 1)
    other = Site(tmp_path / "b")
    for data in (DEEP, b"KIOSKI1\n" + bytes(64) + DEEP[:9000], b""):
        (target / "x.invitation").write_bytes(data)
        with other.open(), pytest.raises(Refused):
            invitations.join(target)


def test_many_reasons_and_names_are_counted_and_few_are_printed() -> None:
    found = Refusals()
    for number in range(1000):
        for reason in range(REASONS + 5):
            word = chr(ord("a") + reason)
            found.add(Path(f"{number}.bundle"), Refused(f"原因{word}", f"{word} of {number} MB"))
    assert found.count == 1000 * (REASONS + 5)
    assert len(found.lines()) == REASONS + 1
    assert all(len(reason.names) == NAMES for reason in found.reasons.values())
    assert f"{5 * 1000}" in found.lines()[-1]


def test_brackets_are_counted_as_they_nest_and_not_in_texts() -> None:
    flat = b"[" + b",".join([b"[]"] * 5000) + b"]"
    text = b'"' + b"[" * 5000 + b'\\"[[' + b'"'
    deepest = b"[" * MOST_DEPTH + b"]" * MOST_DEPTH
    assert not any(map(is_deep, (flat, text, deepest)))
    assert is_deep(b"[" + deepest + b"]")
    assert is_deep(b'{"a":' * 65 + b"1" + b"}" * 65)
    with pytest.raises(Unreadable):
        read_json(b"[" + deepest + b"]", object)


RENAMED = [
    *("{} (1){}", "{}(1){}", "{} - 副本{}", "{} - Copy{}", "{}的副本{}", "{}_2{}", "{}（2）{}"),
    *(
        "{}{}.txt",
        "{} (1){}.txt",
        "{}{} (1)",
        "{}{}(1).txt",
        "{}{} - 副本",
        "{}{}的副本",
        "{}{}.TXT",
    ),
    *(
        "{}{}.json",
        "{}(1){}.json.txt",
        "{} - 副本 (2){}",
        "{}{}.download",
        "附件-{}{}",
        "{}{}_1.bin",
    ),
]
"""What browsers, mail programs and people make of a file's name and its ending."""


def renamed(path: Path, look: str) -> None:
    """Rename a file, and shout where the look does, as sticks of old systems do."""
    path.rename(path.with_name(look.format(path.stem, path.suffix)))


@pytest.mark.parametrize("look", [*RENAMED, "upper"])
def test_a_receipt_that_was_renamed_is_known_by_its_device(
    central_site: Site, target: Path, site: Site, look: str
) -> None:
    with central_site.open():
        at_central.import_stick(target)
    [receipt] = target.rglob("*.receipt")
    if look == "upper":
        receipt.rename(receipt.with_name(receipt.name.upper()))
    else:
        renamed(receipt, look)
    with site.open():
        taken = at_booth.take_receipts(site.settings, target)
    assert (taken.receipts, taken.others, taken.waiting.missing) == (1, 0, 0)


@pytest.mark.parametrize("look", RENAMED)
def test_a_bundle_that_was_renamed_or_copied_is_taken_once(
    central_site: Site, target: Path, site: Site, look: str
) -> None:
    assert site.settings
    bundles = sorted(target.rglob("*.bundle"))
    copied = bundles[0].read_bytes()
    for path in bundles:
        renamed(path, look)
    bundles[0].write_bytes(copied)
    with central_site.open():
        report = at_central.import_stick(target)
    [brought] = report.devices.values()
    assert report.failed.count == 0
    assert (brought.held, brought.quarantined) == (brought.stated, 0)


@pytest.mark.parametrize(
    "name",
    [
        *(".a.bundle", "a.bundles", "a.bundle.js", "a.bundle.crdownload", "a.receipt.used"),
        *("bundle", "a.bundle2", "a.invitation.1234.used", "Thumbs.db", "a.bundle.part"),
    ],
)
def test_files_of_other_names_are_no_business_of_ours(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"x")
    for ending in (".bundle", ".receipt", ".invitation", ".kiosk"):
        assert list(files.find(tmp_path, ending)) == []
