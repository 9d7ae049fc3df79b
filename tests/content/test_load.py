"""Test that a faulty pack is never shown, and that every fault is named where it stands."""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner
from PIL import Image

from kiosk.cli import kiosk
from kiosk.content import files
from kiosk.content import service as content
from kiosk.content.load import BUNDLED, digest, load
from kiosk.content.pack import Pack
from kiosk.errors import SetupFailed
from tests.factories import faults, pack_folder, replace_once


def zipped(folder: Path, target: Path, top: str = "") -> Path:
    """Zip a folder's files, under `top` inside the zip."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, top + path.relative_to(folder).as_posix())
    return target


def test_every_fault_is_named_at_once_by_file_line_and_field(tmp_path: Path) -> None:
    folder = pack_folder(tmp_path)
    topic = folder / "topics" / "anti-fraud.yaml"
    survey = folder / "surveys" / "satisfaction.yaml"
    hotlines = folder / "hotlines.yaml"
    expected = {
        f"topics/anti-fraud.yaml:{replace_once(topic, 'unit: criminal', 'unite: criminal')}: "
        "unknown field unite",
        "topics/anti-fraud.yaml:1: field unit is missing",
        f"topics/anti-fraud.yaml:{replace_once(topic, 'difficulty: 1', 'difficulty: 9')}: "
        "questions.0.difficulty",
        f"topics/anti-fraud.yaml:{replace_once(topic, 'audience: [all]', 'audience: [cats]')}: "
        "questions.0.audience.0",
        f"surveys/satisfaction.yaml:{replace_once(survey, 'place: booth', 'place: moon')}: place",
        f"surveys/satisfaction.yaml:{replace_once(survey, '- id: night', '- id: Night!')}: "
        "items.2.id",
        f"surveys/satisfaction.yaml:{replace_once(survey, 'kind: number', 'kind: guess')}: kind",
        f"surveys/satisfaction.yaml:{replace_once(survey, 'most: 7', 'most: many')}: most",
        f"rating.yaml:{replace_once(folder / 'rating.yaml', 'value: 3', 'value: three')}: "
        "faces.2.value",
        f"cards.yaml:{replace_once(folder / 'cards.yaml', '0573-0000 0001', 'call us')}: 0.phone",
        f"units.yaml:{replace_once(folder / 'units.yaml', 'kind: plaza', 'kind: park')}: 0.kind",
        f"hotlines.yaml:{replace_once(hotlines, 'is_emergency: true', 'is_emergency: 7')}: "
        "0.is_emergency",
        f"pack.yaml:{replace_once(folder / 'pack.yaml', 'version: 1', 'version: one')}: version",
        f"pack.yaml:{replace_once(folder / 'pack.yaml', 'zh: 警察开放日', 'zh: 7')}: event.name.zh",
        f"panels.yaml:{replace_once(folder / 'panels.yaml', '.svg', '.exe')}: 0.image",
    }
    found = faults(folder)
    for each in expected:
        place, field = each.split(": ", 1)
        assert any(line.startswith(f"{place}: ") and field in line for line in found), (each, found)
    assert load(folder).pack is None
    assert len(found) == len(expected), found


def test_faults_between_parts_are_all_named_at_once(tmp_path: Path) -> None:
    folder = pack_folder(tmp_path)
    topic = folder / "topics" / "anti-fraud.yaml"
    survey = folder / "surveys" / "satisfaction.yaml"
    panels = folder / "panels.yaml"
    twice = replace_once(topic, "id: anti-fraud-015", "id: anti-fraud-003")
    right = replace_once(topic, ", is_right: true", "")
    unit = replace_once(topic, "unit: criminal", "unit: nobody")
    image = replace_once(panels, "image: ", "image: missing-")
    skip = replace_once(survey, "show_if: {item: dealt, ", "show_if: {item: words, ")
    choice = replace_once(
        survey,
        "show_if: {item: dealt, any_of: [several, once]}",
        "show_if: {item: dealt, any_of: [several, never]}",
    )
    face = replace_once(folder / "rating.yaml", "value: 5}", "value: 4}")
    found = faults(folder)
    assert len(found) == 8, found
    for line, words in (
        (f"topics/anti-fraud.yaml:{twice}", "anti-fraud-003 stands more than once"),
        (f"topics/anti-fraud.yaml:{unit}", "there is no nobody"),
        (f"panels.yaml:{image}", "there is no missing-"),
        (f"surveys/satisfaction.yaml:{skip}", "must name an item that comes before"),
        (f"surveys/satisfaction.yaml:{choice}", "there is no option never"),
        ("rating.yaml:", "values 1 to 5"),
    ):
        assert any(each.startswith(line) and words in each for each in found), (line, words, found)
    assert any("1 right option, has 0" in each for each in found)
    assert right
    assert face


def _text_not_last(folder: Path) -> tuple[str, str]:
    file = folder / "surveys" / "tour.yaml"
    line = replace_once(file, "  - id: again\n    kind: single", "  - id: again\n    kind: text")
    return f"surveys/tour.yaml:{line}", "a text item must come last"


def _skip_to_itself(folder: Path) -> tuple[str, str]:
    file = folder / "surveys" / "tour.yaml"
    line = replace_once(
        file, "  - id: again\n", "  - id: again\n    show_if: {item: again, any_of: [maybe]}\n"
    )
    return f"surveys/tour.yaml:{line + 1}", "must name an item that comes before"


def _skip_to_later(folder: Path) -> tuple[str, str]:
    file = folder / "surveys" / "tour.yaml"
    line = replace_once(
        file, "  - id: best\n", "  - id: best\n    show_if: {item: again, any_of: [maybe]}\n"
    )
    return f"surveys/tour.yaml:{line + 1}", "must name an item that comes before"


def _index_of_ten_points(folder: Path) -> tuple[str, str]:
    file = folder / "surveys" / "tour.yaml"
    replace_once(
        file, "{zh: 很满意, en: Very satisfied}, value: 5}", "{zh: 好, en: Good}, value: 10}"
    )
    return "surveys/tour.yaml:", "a scale that counts has points from 1 to 5"


def _key_twice(folder: Path) -> tuple[str, str]:
    file = folder / "rating.yaml"
    file.write_text("prompt: {zh: 一, en: one}\n" + file.read_text("utf-8"), "utf-8")
    return "rating.yaml:2", "prompt 写了两次"


def _not_utf8(folder: Path) -> tuple[str, str]:
    file = folder / "rating.yaml"
    file.write_bytes(b"# ok\n# ok\n" + "提示: 您好\n".encode("gb18030") + file.read_bytes())
    return "rating.yaml:3", "not UTF-8"


def _broken_yaml(folder: Path) -> tuple[str, str]:
    line = replace_once(folder / "cards.yaml", "    phone: ", "   phone: ")
    return f"cards.yaml:{line}", "YAML"


def _file_missing(folder: Path) -> tuple[str, str]:
    (folder / "rating.yaml").unlink()
    return "rating.yaml:1", "this file is missing"


def _topic_missing(folder: Path) -> tuple[str, str]:
    (folder / "topics" / "anti-drug.yaml").unlink()
    return "topics/anti-drug.yaml:1", "this file is missing"


def _topic_not_listed(folder: Path) -> tuple[str, str]:
    replace_once(folder / "pack.yaml", "  - anti-drug\n", "")
    return "topics/anti-drug.yaml:1", "is not listed under topics"


def _no_topics(folder: Path) -> tuple[str, str]:
    for file in (folder / "topics").iterdir():
        file.unlink()
    held = (folder / "pack.yaml").read_text("utf-8")
    head, rest = held.split("topics:", 1)
    (folder / "pack.yaml").write_text(
        f"{head}topics: []\nsurveys:{rest.split('surveys:')[1]}", "utf-8"
    )
    return "pack.yaml:", "at least one topic"


def _impossible_date(folder: Path) -> tuple[str, str]:
    line = replace_once(folder / "pack.yaml", "  bureau:", "  starts_on: 2026-02-30\n  bureau:")
    return f"pack.yaml:{line}", "day is out of range"


def _time_without_quotes(folder: Path) -> tuple[str, str]:
    line = replace_once(folder / "tour.yaml", "starts_at: '09:00'", "starts_at: 12:30")
    return f"tour.yaml:{line}", "quote numbers"


def _huge_number(folder: Path) -> tuple[str, str]:
    line = replace_once(folder / "pack.yaml", "version: 1", "version: " + "9" * 30)
    return f"pack.yaml:{line}", "version"


def _endless(folder: Path) -> tuple[str, str]:
    (folder / "rating.yaml").write_text("prompt: &a [*a]\n", "utf-8")
    return "rating.yaml:1", "YAML"


def _yaml_bomb(folder: Path) -> tuple[str, str]:
    lines = ["a: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]
    (folder / "rating.yaml").write_text("\n".join(lines), "utf-8")
    return "rating.yaml:", "YAML"


def _script(folder: Path) -> tuple[str, str]:
    (folder / "images" / "bad.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "utf-8"
    )
    return "", "image bad.svg is no plain SVG"


def _event_handler(folder: Path) -> tuple[str, str]:
    (folder / "images" / "bad.svg").write_text('<svg onload="go()"></svg>', "utf-8")
    return "", "image bad.svg is no plain SVG"


def _outside_reference(folder: Path) -> tuple[str, str]:
    (folder / "images" / "bad.svg").write_text(
        '<svg><image href="https://example.com/a.png"/></svg>', "utf-8"
    )
    return "", "image bad.svg is no plain SVG"


def _no_picture(folder: Path) -> tuple[str, str]:
    (folder / "images" / "bad.png").write_bytes(b"\x89PNG\r\n\x1a\nnothing")
    return "", "image bad.png cannot be opened"


def _picture_bomb(folder: Path) -> tuple[str, str]:
    file = io.BytesIO()
    Image.new("1", (1, 1)).save(file, "PNG")
    held = bytearray(file.getvalue())
    held[16:24] = (60_000).to_bytes(4, "big") * 2
    (folder / "images" / "bad.png").write_bytes(bytes(held))
    return "", "image bad.png cannot be opened"


def _reason_twice(folder: Path) -> tuple[str, str]:
    line = replace_once(folder / "rating.yaml", "id: unclear", "id: waited")
    return f"rating.yaml:{line}", "waited stands more than once"


def _few_questions(folder: Path) -> tuple[str, str]:
    file = folder / "topics" / "anti-drug.yaml"
    held = file.read_text("utf-8").split("\n  - id: ")
    file.write_text("\n  - id: ".join(held[:5]) + "\n", "utf-8")
    return "topics/anti-drug.yaml:", "fewer than 5 questions"


def _id_of_another_page(folder: Path) -> tuple[str, str]:
    line = replace_once(folder / "feedback.yaml", "- id: praise", "- id: thanks")
    return f"feedback.yaml:{line}", "is a page's address"


def _day_that_is_none(folder: Path) -> tuple[str, str]:
    line = replace_once(folder / "pack.yaml", "  bureau:", "  ends_on: '2026-02-30'\n  bureau:")
    return f"pack.yaml:{line}", "there is no day 2026-02-30"


def _ends_before_it_starts(folder: Path) -> tuple[str, str]:
    days = "  starts_on: '2026-12-21'\n  ends_on: '2026-12-20'\n  bureau:"
    line = replace_once(folder / "pack.yaml", "  bureau:", days)
    return f"pack.yaml:{line + 1}", "ends before it starts"


def _slot_turned_round(folder: Path) -> tuple[str, str]:
    line = replace_once(folder / "tour.yaml", "ends_at: '09:40'", "ends_at: '08:40'")
    return f"tour.yaml:{line}", "must follow starts_at"


def _slot_for_nobody(folder: Path) -> tuple[str, str]:
    line = replace_once(folder / "tour.yaml", "capacity: 30", "capacity: 0")
    return f"tour.yaml:{line}", "must be at least 1"


def _stop_of_no_time(folder: Path) -> tuple[str, str]:
    line = replace_once(folder / "tour.yaml", "minutes: 10", "minutes: 0")
    return f"tour.yaml:{line}", "must be at least 1"


@pytest.mark.parametrize(
    "spoil",
    [
        _day_that_is_none,
        _ends_before_it_starts,
        _slot_turned_round,
        _slot_for_nobody,
        _stop_of_no_time,
        _text_not_last,
        _skip_to_itself,
        _skip_to_later,
        _index_of_ten_points,
        _key_twice,
        _not_utf8,
        _broken_yaml,
        _file_missing,
        _topic_missing,
        _topic_not_listed,
        _no_topics,
        _impossible_date,
        _time_without_quotes,
        _huge_number,
        _endless,
        _yaml_bomb,
        _script,
        _event_handler,
        _outside_reference,
        _no_picture,
        _picture_bomb,
        _reason_twice,
        _few_questions,
        _id_of_another_page,
    ],
)
def test_fault_is_named_where_it_stands(
    tmp_path: Path, spoil: Callable[[Path], tuple[str, str]]
) -> None:
    folder = pack_folder(tmp_path)
    place, words = spoil(folder)
    found = faults(folder)
    assert any(each.startswith(place) and words in each for each in found), found


def test_images_of_a_missing_panel_are_no_fault_but_a_missing_image_is(tmp_path: Path) -> None:
    folder = pack_folder(tmp_path)
    (folder / "images" / "anti-drug.svg").unlink()
    assert any("there is no anti-drug.svg" in each for each in faults(folder))


def test_link_in_a_folder_is_refused(tmp_path: Path) -> None:
    folder = pack_folder(tmp_path)
    (folder / "images" / "passwd.svg").symlink_to("/etc/passwd")
    with pytest.raises(SetupFailed, match=r"passwd\.svg"):
        load(folder)


@pytest.mark.parametrize(
    "name", ["../evil.yaml", "topics/../../evil.yaml", "/etc/evil.yaml", "..\\evil.yaml", "C:\\e"]
)
def test_path_out_of_a_zip_is_refused(tmp_path: Path, name: str) -> None:
    file = zipped(BUNDLED, tmp_path / "pack.zip")
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(name, "id: x")
    with pytest.raises(SetupFailed, match="points outside"):
        load(file)


def test_link_in_a_zip_is_refused(tmp_path: Path) -> None:
    file = zipped(BUNDLED, tmp_path / "pack.zip")
    with zipfile.ZipFile(file, "a") as archive:
        entry = zipfile.ZipInfo("images/link.svg")
        entry.create_system = 3
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, "/etc/passwd")
    with pytest.raises(SetupFailed, match=r"link\.svg"):
        load(file)


def test_zip_bomb_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_BYTES", 4 * 2**20)
    one, many = tmp_path / "one.zip", tmp_path / "many.zip"
    with zipfile.ZipFile(one, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("pack.yaml", bytes(5 * 2**20))
    with zipfile.ZipFile(many, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(9):
            archive.writestr(f"images/{number}.svg", bytes(2**19))
    for file in (one, many):
        assert file.stat().st_size < 2**16
        with pytest.raises(SetupFailed, match="larger than 4 MB"):
            load(file)


def test_large_folder_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_BYTES", 2**20)
    (tmp_path / "pack.yaml").write_bytes(bytes(2**20 + 1))
    with pytest.raises(SetupFailed, match="larger than 1 MB"):
        load(tmp_path)


def test_damaged_zip_is_refused_in_words(tmp_path: Path) -> None:
    file = zipped(BUNDLED, tmp_path / "pack.zip")
    held = bytearray(file.read_bytes())
    held[200:260] = b"\x5a" * 60
    file.write_bytes(held)
    with pytest.raises(SetupFailed, match=r"pack\.zip"):
        load(file)


def test_zip_with_a_password_is_refused_in_words(tmp_path: Path) -> None:
    file = zipped(BUNDLED, tmp_path / "pack.zip")
    held = bytearray(file.read_bytes())
    start = 0
    while (start := held.find(b"PK\x01\x02", start)) >= 0:
        held[start + 8] |= 1
        start += 4
    start = 0
    while (start := held.find(b"PK\x03\x04", start)) >= 0:
        held[start + 6] |= 1
        start += 4
    file.write_bytes(held)
    with pytest.raises(SetupFailed, match=r"pack\.zip"):
        load(file)


def test_file_that_is_no_pack_is_refused(tmp_path: Path) -> None:
    (tmp_path / "pack.docx.txt").write_text("hello", "utf-8")
    with pytest.raises(SetupFailed, match="neither"):
        load(tmp_path / "pack.docx.txt")


@pytest.mark.parametrize("top", ["", "my pack/", "内容包/"])
def test_zip_and_folder_are_the_same_pack(tmp_path: Path, top: str) -> None:
    file = zipped(BUNDLED, tmp_path / "pack.zip", top)
    assert load(file).digest == content.bundled().digest


def test_what_a_mac_adds_to_a_zip_is_passed_over(tmp_path: Path) -> None:
    file = zipped(BUNDLED, tmp_path / "pack.zip", "pack/")
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("__MACOSX/pack/._pack.yaml", b"\x00\x05\x16\x07")
        archive.writestr("pack/images/.DS_Store", b"\x00\x00\x00\x01Bud1")
    assert load(file).digest == content.bundled().digest


def test_digest_is_the_same_whatever_the_order_of_fields(tmp_path: Path) -> None:
    folder = pack_folder(tmp_path)
    file = folder / "pack.yaml"
    lines = file.read_text("utf-8").splitlines()
    file.write_text("\n".join([*lines[2:], *lines[:2]]) + "\n", "utf-8")
    replace_once(
        folder / "units.yaml",
        "{zh: 政治处, en: Political Office}",
        "{en: Political Office, zh: 政治处}",
    )
    assert load(folder).digest == content.bundled().digest


def test_digest_changes_with_one_letter_and_with_one_image(tmp_path: Path) -> None:
    folder = pack_folder(tmp_path)
    held = load(folder).digest
    replace_once(folder / "units.yaml", "政治处", "政治科")
    changed = load(folder).digest
    image = folder / "images" / "anti-drug.svg"
    image.write_bytes(image.read_bytes() + b"\n")
    assert len({held, changed, load(folder).digest}) == 3


def test_digest_survives_a_way_through_the_database() -> None:
    loaded = load(BUNDLED)
    assert loaded.pack is not None
    again = msgspec.json.decode(msgspec.json.encode(loaded.pack), type=Pack)
    assert digest(again, loaded.images) == loaded.digest


def test_check_command_counts_and_fails_on_errors(tmp_path: Path) -> None:
    good = CliRunner().invoke(kiosk, ["content", "check", str(BUNDLED)])
    assert good.exit_code == 0
    assert "anti-fraud" in good.output
    folder = pack_folder(tmp_path)
    line = replace_once(folder / "units.yaml", "kind: plaza", "kind: park")
    bad = CliRunner().invoke(kiosk, ["content", "check", str(folder)])
    assert bad.exit_code == 1
    assert f"units.yaml:{line}: 错误 error" in bad.output
