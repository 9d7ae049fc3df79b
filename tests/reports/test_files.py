"""Let others' programs open the reports of a demo event: python-docx, LibreOffice, PDFium."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import docx
import pypdfium2
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm
from PIL import Image

from kiosk.config import Settings
from kiosk.journal.this_device import DEMO
from kiosk.office.reports import pdf
from kiosk.office.reports.build import build
from kiosk.office.reports.document import Document, Table
from kiosk.office.reports.files import make
from kiosk.office.reports.request import ReportRequest
from kiosk.startup import opened
from kiosk.storage.db import db
from tests.debian import convert
from tests.process import run
from tests.reports.events import DONE, RARE, tell

TITLE = "平湖市公安局“警察开放日”活动情况报告"
PARTS = (
    "一、活动开展情况",
    "二、发还情况",
    "三、走访情况",
    "四、群众参与情况",
    "五、安全知识掌握情况",
    "六、群众评价和意见建议",
    "七、数据完整性说明",
)
HEADING = re.compile(r"^([一二三四五六七]、|（[一二三四五]）)")
INK = 128
MM = 72 / 25.4


@dataclass
class Reports:
    """Hold the folder of a demo event and the files made of it."""

    data: Path
    word: Path
    pdf: Path
    of_unit: Path
    english: Path
    converted: Path

    @property
    def document(self) -> Any:
        """Return the Word file as python-docx opens it."""
        return docx.Document(str(self.word))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Reports:
    """Simulate an event, let three units tell of it, and make its reports once."""
    folder = tmp_path_factory.mktemp("reports")
    data = folder / "data"
    assert run("demo", "--people", "120", data=data).returncode == 0
    files = [folder / name for name in ("a.docx", "a.pdf", "unit.pdf", "english.docx")]
    wishes = (ReportRequest(event=DEMO), ReportRequest(event=DEMO, unit="zhapu"))
    english = ReportRequest(event=DEMO, language="en")
    with opened(Settings(data=data)):
        with db.transaction() as tx:
            tell(tx, "traffic", "民警演示", "群众体验", "现场答题")
            tell(tx, "zhapu", kind="open-house", place=RARE, done=f"{DONE}\n{RARE}")
            tell(tx, "criminal", kind="hand-back", visitors=None)
        for file, wanted in zip(files, (wishes[0], *wishes, english), strict=True):
            report = make(db.reader(), wanted, file.suffix[1:], is_central=False)
            report.write(file, lambda _count: None)
    target = folder / "office"
    target.mkdir()
    (converted,) = convert([files[0]], "pdf", target)
    return Reports(data, *files, converted)


def pages(file: Path) -> list[str]:
    """Return the text of each page."""
    document = pypdfium2.PdfDocument(str(file))
    return [each.get_textpage().get_text_range().replace("\r\n", "\n") for each in document]


def text_of(page: pypdfium2.PdfPage) -> str:
    text: str = page.get_textpage().get_text_range()
    return text


def plain(text: str) -> str:
    return re.sub(r"\s", "", text)


def ink(file: Path, page: int) -> float:
    """Return which share of a page is dark."""
    image = pypdfium2.PdfDocument(str(file))[page].render(scale=1).to_pil().convert("L")
    return sum(image.histogram()[:INK]) / (image.width * image.height)


# Word


def test_the_word_file_is_laid_out_as_official_documents_are(made: Reports) -> None:
    document = made.document
    section = document.sections[0]
    measures = {
        "page_width": 210,
        "page_height": 297,
        "top_margin": 37,
        "bottom_margin": 35,
        "left_margin": 28,
        "right_margin": 26,
    }
    for name, value in measures.items():
        assert getattr(section, name) == pytest.approx(Mm(value), abs=Mm(0.1)), name
    for style, font, points in (
        ("Normal", "仿宋", 16),
        ("Title", "方正小标宋简体", 22),
        ("Heading 1", "黑体", 16),
        ("Heading 2", "楷体", 16),
    ):
        found = document.styles[style]
        assert found.element.rPr.rFonts.get(qn("w:eastAsia")) == font
        assert found.font.size.pt == points
    assert document.styles["Normal"].paragraph_format.line_spacing.pt == pytest.approx(
        28.95, abs=0.1
    )
    assert "PAGE" in section.footer._element.xml
    assert "PAGE" in section.even_page_footer._element.xml


def test_the_word_file_says_what_took_place(made: Reports) -> None:
    paragraphs = made.document.paragraphs
    assert paragraphs[0].text == TITLE
    heads = [each.text for each in paragraphs if each.style.name == "Heading 1"]
    assert heads == list(PARTS)
    text = "\n".join(each.text for each in paragraphs)
    assert "3个单位共开展活动3场，出动民警36人次，参加群众约1600人次" in text
    assert "现场解答群众咨询86人次。" in text
    assert "尚未填报的单位：政治处" in text
    assert "演示数据" in text
    assert RARE in text


def test_pictures_and_charts_have_words_for_who_cannot_see_them(made: Reports) -> None:
    shapes = made.document.element.body.findall(f".//{qn('wp:docPr')}")
    told = [each.get("descr") for each in shapes]
    assert {"民警演示", "群众体验", "现场答题"} <= set(told)
    assert any("每小时参与人数：" in each for each in told)
    assert all(told)
    assert len(told) >= 7


def test_tables_repeat_their_heads_and_break_no_row(made: Reports) -> None:
    tables = [each for each in made.document.tables if each.style.name == "Table Grid"]
    assert len(tables) == 6
    for table in tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)


def test_only_paragraphs_of_text_begin_two_letters_further_in(made: Reports) -> None:
    document = made.document
    indent = document.styles["Normal"].element.pPr.ind
    assert indent.get(qn("w:firstLineChars")) == "200"
    cells = [each for table in document.tables for cell in table._cells for each in cell.paragraphs]
    pictures = [each for each in document.paragraphs if each._p.findall(f".//{qn('wp:docPr')}")]
    assert pictures
    for each in [*cells, *pictures]:
        held = each._p.pPr.ind if each._p.pPr is not None else None
        if each.style.name != "Caption":
            assert held is not None, each.text
            assert held.get(qn("w:firstLineChars")) == "0", each.text


def test_captions_and_headings_stay_with_what_they_name(made: Reports) -> None:
    held = made.document
    for level in (1, 2):
        assert held.styles[f"Heading {level}"].paragraph_format.keep_with_next
    for one, other in zip(held.paragraphs, held.paragraphs[1:], strict=False):
        if one._p.findall(f".//{qn('wp:docPr')}"):
            assert one.paragraph_format.keep_with_next
            assert other.text.startswith("图")


def test_the_word_file_holds_no_link_macro_or_trace_of_its_maker(made: Reports) -> None:
    with zipfile.ZipFile(made.word) as held:
        assert held.testzip() is None
        names = held.namelist()
        text = b"".join(held.read(name) for name in names if name.endswith((".xml", ".rels")))
    assert not any("vba" in name for name in names)
    assert b'TargetMode="External"' not in text
    assert b"generated by python-docx" not in text
    assert b"SecretPhone" not in text


def test_libreoffice_opens_the_word_file_and_sets_it_in_chinese(made: Reports) -> None:
    text = pages(made.converted)
    assert 4 <= len(text) <= 10
    whole = plain("".join(text))
    assert plain(TITLE) in whole
    for part in PARTS:
        assert plain(part) in whole
    assert "—1—" in plain(text[0])
    fonts = {
        font
        for each in pypdfium2.PdfDocument(str(made.converted))
        for obj in each.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_TEXT])
        if (font := obj.get_font().get_base_name())
    }
    assert any("Noto" in font for font in fonts), fonts
    assert all(ink(made.converted, page) > 0.005 for page in range(len(text)))


# PDF


def test_the_pdf_says_the_same_as_the_word_file(made: Reports) -> None:
    whole = plain("".join(pages(made.pdf)))
    for block in made.document.paragraphs:
        words = plain(block.text)
        if words and RARE not in block.text and not words.startswith("截至"):
            assert words in re.sub(r"—\d+—", "", whole), block.text


def test_every_report_says_that_the_people_chose_themselves_and_who_is_not_counted(
    made: Reports,
) -> None:
    chinese = "\n".join(each.text for each in made.document.paragraphs)
    assert "不是随机抽样，结果不能代表全体居民" in chinese
    assert re.search(r"另有\d+份问卷的作答者不属于调查对象", chinese)
    assert re.search(r"感觉安全的占[^，。]*，知晓平安建设的占[^，。]*，参与平安建设的占", chinese)
    assert "不是随机抽样，结果不能代表全体居民" in plain("".join(pages(made.pdf)))
    english = "\n".join(each.text for each in docx.Document(str(made.english)).paragraphs)
    assert "no random sample: the results do not stand for all residents" in english
    assert re.search(r"Another \d+ responses are left out of the indices", english)


def test_the_pdf_draws_chinese_and_not_boxes(made: Reports) -> None:
    document = pypdfium2.PdfDocument(str(made.pdf))
    page = document[0]
    image = page.render(scale=3).to_pil().convert("L")
    text = page.get_textpage()
    shapes = set()
    for place, letter in enumerate(text.get_text_range()[: len(TITLE)]):
        left, bottom, right, top = text.get_charbox(place)
        box = [
            each * 3 for each in (left, page.get_height() - top, right, page.get_height() - bottom)
        ]
        cut = image.crop(tuple(round(each) for each in box)).resize((24, 24))
        if "一" <= letter <= "鿿":
            assert min(cut.tobytes()) < INK, letter
            shapes.add(bytes(255 * (each < INK) for each in cut.tobytes()))
    assert len(shapes) > 12


def test_pages_of_the_pdf_are_full_numbered_and_end_with_no_heading(made: Reports) -> None:
    text = pages(made.pdf)
    assert 4 <= len(text) <= 10
    for number, page in enumerate(text, start=1):
        assert f"—{number}—" in plain(page)
        lines = [line for line in page.split("\n") if line.strip() and "—" not in line[:2]]
        assert not HEADING.match(lines[-1].strip()), lines[-1]
        assert ink(made.pdf, number - 1) > 0.004


def test_nothing_of_the_pdf_stands_in_its_margins(made: Reports) -> None:
    for page in pypdfium2.PdfDocument(str(made.pdf)):
        kinds = [pypdfium2.raw.FPDF_PAGEOBJ_IMAGE, pypdfium2.raw.FPDF_PAGEOBJ_TEXT]
        for each in page.get_objects(filter=kinds):
            left, bottom, right, top = each.get_bounds()
            assert left >= 28 * MM - 2
            assert right <= 184 * MM + 2
            assert bottom >= 22 * MM
            assert top <= (297 - 36) * MM


def test_a_name_that_no_font_has_is_a_box_and_no_crash(made: Reports) -> None:
    assert "䶮□" in plain("".join(pages(made.of_unit)))


def test_the_command_names_the_letters_that_become_boxes(made: Reports, tmp_path: Path) -> None:
    for form, is_told in (("pdf", True), ("docx", False)):
        out = str(tmp_path / f"r.{form}")
        done = run("report", "--unit", "zhapu", "--format", form, "--out", out, data=made.data)
        assert done.returncode == 0, done.stderr
        assert ("字体没有这些字" in done.stderr) is is_told
        assert ("𠮷" in done.stderr) is is_told


def test_a_units_report_tells_of_that_unit_alone(made: Reports) -> None:
    whole = plain("".join(pages(made.of_unit)))
    assert "乍浦派出所“警察开放日”活动情况报告" in whole
    assert "（一）警营开放体验" in whole
    assert "民警演示" not in whole
    assert "交警大队" not in whole


def test_an_english_report_has_english_parts(made: Reports) -> None:
    held = docx.Document(str(made.english))
    heads = [each.text for each in held.paragraphs if each.style.name == "Heading 1"]
    assert heads[0] == "1. What took place"
    assert heads[-1] == "7. Completeness of the data"
    text = "\n".join(each.text for each in held.paragraphs)
    assert "3 units held 3 activities with 36 officers and some 1600 visitors" in text
    assert not re.search("[一-鿿]", text.split("What took place")[0])


# Long ones


def test_a_table_over_pages_repeats_its_head_in_the_pdf() -> None:
    document = Document("标题", "zh", "某局", "2026年12月20日")
    rows = [[f"第{number}行", "很长的一段话" * 5, "1"] for number in range(60)]
    document.table("很多行", ["行", "说明", "数"], rows, (1, 3, 1), {2})
    text = [
        plain(each.get_textpage().get_text_range())
        for each in pypdfium2.PdfDocument(io.BytesIO(pdf.to_bytes(document)))
    ]
    assert len(text) > 2
    assert all("行说明数" in page for page in text[:-1])
    assert isinstance(document.blocks[0], Table)
    assert all(f"第{number}行" in "".join(text) for number in range(60))


def test_many_units_with_long_texts_make_a_long_report(made: Reports) -> None:
    with (
        opened(Settings(data=made.data)),
        db.engine.connect().execution_options(writes=True) as tx,
        tx.begin() as work,
    ):
        for number in range(12):
            done = f"第{number}场。" + "今天我们讲了很多安全知识。" * 150
            tell(tx, "danghu", place="很长的地点名称" * 14, done=done)
        document = build(tx, ReportRequest(event="demo"), is_central=False)
        work.rollback()
    assert len(pypdfium2.PdfDocument(io.BytesIO(pdf.to_bytes(document)))) > 15


def test_a_page_of_the_pdf_has_22_lines_of_28_letters() -> None:
    document = Document("标题", "zh", "某局", "2026年12月20日")
    document.say("国" * 2000)
    text = pypdfium2.PdfDocument(io.BytesIO(pdf.to_bytes(document)))[1].get_textpage()
    lines = [line for line in text.get_text_range().splitlines() if "国" in line]
    assert [line.count("国") for line in lines] == [28] * 22


@pytest.mark.parametrize(("lines", "page", "share"), [(8, 0, 1.0), (10, 0, 0.91), (14, 1, 1.0)])
def test_a_figure_is_made_a_little_smaller_where_it_fits_its_page_then(
    lines: int, page: int, share: float
) -> None:
    document = Document("标题", "zh", "某局", "2026年12月20日")
    document.say("\n".join(["一段话。"] * lines))
    drawing = io.BytesIO()
    Image.new("L", (1000, 600)).save(drawing, "PNG")
    document.figure(drawing.getvalue(), "柱子", "一根柱子")
    made = pypdfium2.PdfDocument(io.BytesIO(pdf.to_bytes(document)))
    found = [number for number, each in enumerate(made) if "图1" in text_of(each)]
    assert found == [page]
    [figure] = made[page].get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE])
    left, _, right, _ = figure.get_bounds()
    assert (right - left) / MM == pytest.approx(156 * share, abs=2)
