"""CSV files in any encoding, with marks and invisible letters anywhere, or in two encodings."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from kiosk.booth.checkin.guest_list import reader
from kiosk.content.catalog import Catalog
from kiosk.typed_numbers import looks_like_identity_number
from tests.reception.guest_list.lists import book, one, read, said, text, why

LINES = [
    "姓名,单位,电话",
    "王芳,新仓派出所,13800000001",
    "李明,实验小学,13800000002",
    "张伟,人民医院,1",
]
ROWS = [("王芳", "新仓派出所"), ("李明", "实验小学")]


def guests(file: Path, catalog: Catalog) -> list[tuple[str, str]]:
    return [
        (row.value.name, row.value.organisation) for row in reader.read_file(file, catalog).rows
    ]


def written(file: Path, data: bytes) -> Path:
    file.write_bytes(data)
    return file


@pytest.mark.parametrize(
    "encoding",
    [
        *("utf-8", "utf-8-sig", "gbk", "gb2312", "gb18030", "utf-16", "utf-16-le", "utf-16-be"),
        *("utf-32", "utf-32-le", "utf-32-be"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_every_encoding_is_known_with_a_mark_and_without(
    catalog: Catalog, tmp_path: Path, encoding: str, end: str, delimiter: str
) -> None:
    content = end.join(LINES[:3]).replace(",", delimiter)
    assert guests(text(tmp_path / "list.csv", content, encoding), catalog) == ROWS


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("mark", [codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE])
def test_a_file_of_two_bytes_a_letter_that_is_cut_off_is_refused(
    catalog: Catalog, tmp_path: Path, encoding: str, mark: bytes
) -> None:
    data = "\n".join(LINES).encode(encoding)
    file = written(tmp_path / "list.csv", data[:-1])
    assert "读不出" in said(file, catalog)
    file = written(tmp_path / "list.csv", mark + data[:-1])
    assert "读不出" in said(file, catalog)


@pytest.mark.parametrize(
    ("first", "others", "row"),
    [
        *(("gbk", [2], 2), ("gbk", [3], 3), ("gbk", [2, 3], 1), ("gbk", [1, 3], 2)),
        *(("utf-8", [2], 2), ("utf-8", [1], 1), ("utf-8", [2, 3], 2), ("utf-8", [4], 4)),
        *(("utf-8", [1, 2], 1), ("gbk", [4], 4)),
    ],
)
def test_the_fewer_rows_in_another_encoding_are_named(
    catalog: Catalog, tmp_path: Path, first: str, others: list[int], row: int
) -> None:
    other = "utf-8" if first == "gbk" else "gbk"
    data = [
        line.encode(other if number in others else first)
        for number, line in enumerate(LINES, start=1)
    ]
    assert f"第 {row} 行的编码" in said(written(tmp_path / "l.csv", b"\n".join(data)), catalog)


@pytest.mark.parametrize("name", ["联通", "力通", "王芳联通"])
def test_a_line_that_only_looks_like_the_other_encoding_is_read(
    catalog: Catalog, tmp_path: Path, name: str
) -> None:
    content = f"姓名,单位\n{name},某公司\n李明,联通"
    file = text(tmp_path / "list.csv", content, "gbk")
    assert guests(file, catalog) == [(name, "某公司"), ("李明", "联通")]


@pytest.mark.parametrize(
    ("names", "encoding"),
    [
        *(("Müller\nJürgen", "latin-1"), ("José\nMuñoz", "latin-1"), ("Søren", "cp1252")),
        *(("François", "mac-roman"), ("Łukasz", "cp1250"), ("Иван", "cp1251")),
    ],
)
def test_names_of_western_encodings_are_never_garbled(
    catalog: Catalog, tmp_path: Path, names: str, encoding: str
) -> None:
    file = text(tmp_path / "list.csv", f"name\n{names}\n", encoding)
    held = [name for name, _ in guests(file, catalog)] if encoding == "cp1251" else []
    if not held:
        assert "编码" in said(file, catalog) or "读不出" in said(file, catalog)


def test_a_row_that_no_encoding_reads_is_named(catalog: Catalog, tmp_path: Path) -> None:
    data = [line.encode("gbk") for line in LINES]
    data[2] = data[2].replace("李".encode("gbk"), b"\xff\xff")
    assert "第 3 行的编码" in said(written(tmp_path / "l.csv", b"\n".join(data)), catalog)


def test_text_with_a_zero_byte_is_refused(catalog: Catalog, tmp_path: Path) -> None:
    for encoding in ("gbk", "utf-8"):
        data = "\n".join(LINES).encode(encoding).replace(b"1380", b"\x00" + b"380")
        assert "读不出" in said(written(tmp_path / "l.csv", data), catalog)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030"])
@pytest.mark.parametrize(
    "change",
    [
        *(
            "\ufeff\ufeff{}",
            '\ufeff"姓名"{}',
            "{}\ufeff",
            "\u200b{}",
            "sep=,\n{}",
            "\u202a{}\u202c",
        ),
        *("\n\n{}", "名单\ufeff\n{}", "\u2060{}", "\x0b{}", "\u00ad{}", "\u2800{}"),
    ],
)
def test_marks_and_invisible_letters_around_the_headings_change_nothing(
    catalog: Catalog, tmp_path: Path, change: str, encoding: str
) -> None:
    content = "\n".join(LINES[:3])
    changed = change.format(content.removeprefix("姓名") if "姓名" in change else content)
    assert guests(text(tmp_path / "list.csv", changed, encoding), catalog) == ROWS


def test_files_that_were_copied_into_one_are_read_whole(catalog: Catalog, tmp_path: Path) -> None:
    """`copy a.csv+b.csv` leaves the second file's mark and headings in the middle."""
    one_file = ("\n".join(LINES[:2]) + "\n").encode("utf-8-sig")
    other = "\n".join([LINES[0], LINES[2]]).encode("utf-8-sig")
    found = reader.read_file(written(tmp_path / "list.csv", one_file + other), catalog)
    assert [(row.value.name, row.value.organisation) for row in found.rows] == ROWS
    assert [(each.row, "又是一行表头" in each.zh) for each in found.refusals] == [(3, True)]


INVISIBLE = [
    *("\u200b", "\u200c", "\u200d", "\ufeff", "\u00ad", "\u2060", "\u202e", "\u2066", "\u180e"),
    *("\u061c", "\U000e0041", "\u200f"),
]


@pytest.mark.parametrize("mark", INVISIBLE)
@pytest.mark.parametrize("heading", ["姓名", "Name", "电话", "人数", "参观日期"])
def test_a_heading_is_known_with_an_invisible_letter_anywhere(
    catalog: Catalog, tmp_path: Path, mark: str, heading: str
) -> None:
    for place in (0, 1, len(heading)):
        odd = heading[:place] + mark + heading[place:]
        heads = [odd] if heading in ("姓名", "Name") else ["姓名", odd]
        found = reader.read_file(book(tmp_path / "l.xlsx", heads, ["王", None]), catalog)
        assert found.warnings == []


@pytest.mark.parametrize("mark", INVISIBLE)
def test_cells_are_read_with_an_invisible_letter_anywhere(catalog: Catalog, mark: str) -> None:
    day = f"2026-{mark}12-20"
    cells = [
        "王芳",
        f"138{mark}00000000",
        f"派{mark}出所",
        f"学{mark}生",
        f"{mark}3",
        f"9:{mark}50",
        day,
    ]
    guest = one(catalog, *cells)
    assert (guest.phone, guest.people, guest.day) == ("13800000000", 3, "2026-12-20")
    assert (guest.kind, guest.slot) == ("pupil", "slot-2")
    assert guest.organisation == "派出所" or mark in "\u200c\u200d"


@pytest.mark.parametrize("mark", INVISIBLE)
def test_an_identity_number_does_not_hide_behind_an_invisible_letter(
    catalog: Catalog, mark: str
) -> None:
    number = f"330482{mark}19900101{mark}0011"
    assert looks_like_identity_number(number)
    for cells in (["王", number], ["王", "", number], [f"王{number}"]):
        assert any("身份证号" in each for each in why(catalog, *cells))


@pytest.mark.parametrize("length", [131_073, 140_000, 1_000_000])
@pytest.mark.parametrize("cell", ["{}", '"{}"', "王,{}", '王,"{}\n"'])
def test_a_cell_longer_than_any_is_named_by_row_and_length(
    catalog: Catalog, tmp_path: Path, length: int, cell: str
) -> None:
    content = f"姓名,单位\n李,甲\n{cell.format('长' * length)}\n"
    words = said(text(tmp_path / "list.csv", content), catalog)
    assert "第 3 行" in words
    assert "131072" in words


@pytest.mark.parametrize(
    ("cells", "is_taken"),
    [
        *((["长" * 40], True), (["长" * 41], False), (["王", "", "长" * 60], True)),
        *(
            (["王", "", "长" * 61], False),
            (["王", "1" * 21], False),
            (["王", "", "x" * 100_000], False),
        ),
        *((["王 " * 20], True), (["x" * 100_000], False)),
    ],
)
def test_a_text_longer_than_its_place_is_refused_by_row(
    catalog: Catalog, cells: list[str], is_taken: bool
) -> None:
    found = read(catalog, [*cells])
    assert bool(found.rows) is is_taken
    assert [each.row for each in found.refusals] == ([] if is_taken else [2])


@pytest.mark.parametrize(
    "content",
    [
        "姓名\n" + "王\n" * 50_011,
        "姓名" + "," * 100_000 + "\n王\n",
        "姓名\n" + "\n" * 2_000_000 + "王\n",
        "姓名\n" + ",,,\n" * 500_000 + "王\n",
        '姓名\n"' + "\n" * 130_000 + '"\n王\n',
    ],
    ids=["many rows", "many columns", "many empty lines", "many empty rows", "lines in a cell"],
)
def test_long_files_are_read_or_refused_and_end(
    catalog: Catalog, tmp_path: Path, content: str
) -> None:
    file = text(tmp_path / "list.csv", content)
    if content.count("王") > 1:
        assert "太大" in said(file, catalog)
    else:
        assert [name for name, _ in guests(file, catalog)] == ["王"]
