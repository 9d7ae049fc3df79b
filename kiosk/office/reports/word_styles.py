"""Set a Word file's page, fonts and styles up as official documents have them."""

from __future__ import annotations

from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_LINE_SPACING
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from kiosk.office.reports import sizes
from kiosk.office.reports.document import Document

FANG, SANS, KAI, SONG, TITLE = "仿宋", "黑体", "楷体", "宋体", "方正小标宋简体"
LATIN = "Times New Roman"
INSTEAD = {
    FANG: "FangSong",
    SANS: "SimHei",
    KAI: "KaiTi",
    SONG: "SimSun",
    TITLE: "宋体",
}
"""What Word takes where it does not know a font by its Chinese name."""
_THEMES = ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme")


def set_up(word: Any, document: Document) -> None:
    """Prepare an empty file for a report."""
    _page(word)
    _styles(word, document.language)
    _numbers(word)
    _fonts(word)
    told = word.core_properties
    told.title, told.author, told.comments = document.title, document.signer, ""
    told.language = "zh-CN" if document.language == "zh" else "en-GB"
    told.last_modified_by = ""


def _page(word: Any) -> None:
    section = word.sections[0]
    section.page_width, section.page_height = Mm(sizes.PAGE_WIDTH), Mm(sizes.PAGE_HEIGHT)
    section.top_margin, section.bottom_margin = Mm(sizes.TOP), Mm(sizes.BOTTOM)
    section.left_margin, section.right_margin = Mm(sizes.LEFT), Mm(sizes.RIGHT)
    section.footer_distance = Mm(sizes.BOTTOM - sizes.FOOT - 5)
    section.header_distance = Mm(15)


def _styles(word: Any, language: str) -> None:
    styles = word.styles
    normal = _style(styles["Normal"], FANG, sizes.BODY, sizes.PITCH)
    _indent(normal)
    _lang(normal, language)
    title = _style(styles["Title"], TITLE, sizes.TITLE, sizes.TITLE_PITCH)
    _indent(title, 0)
    title.paragraph_format.alignment = ALIGN.CENTER
    title.paragraph_format.space_after = Pt(sizes.PITCH)
    for border in title.element.iter(qn("w:pBdr")):
        border.getparent().remove(border)
    for level, name in ((1, SANS), (2, KAI)):
        heading = _style(styles[f"Heading {level}"], name, sizes.BODY, sizes.PITCH)
        heading.paragraph_format.keep_with_next = True
        heading.paragraph_format.keep_together = True
        _indent(heading)
    caption = styles["Caption"]
    _indent(_style(caption, SONG, sizes.SMALL, sizes.SMALL_PITCH), 0)
    caption.paragraph_format.alignment = ALIGN.CENTER
    caption.paragraph_format.keep_together = True


def _style(style: Any, name: str, size: float, pitch: float) -> Any:
    """Give a style its letters, black and upright, and a fixed pitch without more space."""
    style.font.size, style.font.bold, style.font.italic = Pt(size), False, False
    style.font.color.rgb = RGBColor(0, 0, 0)
    style.font.name = LATIN
    _east(style.element.get_or_add_rPr(), name)
    space = style.paragraph_format
    space.line_spacing_rule, space.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(pitch)
    space.space_before = space.space_after = Pt(0)
    if style.type == WD_STYLE_TYPE.PARAGRAPH:
        space.widow_control = True
    return style


def flush(paragraph: Any) -> None:
    """Begin a paragraph at the edge, whatever its style says."""
    _begin(paragraph._p, 0)


def _indent(style: Any, letters: int = 2) -> None:
    """Begin a style's paragraphs so many letters further in."""
    _begin(style.element, letters)


def _begin(element: Any, letters: int) -> None:
    """Set where the first line begins; Word counts hundredths of a letter, and uses these first."""
    made = element.get_or_add_pPr().get_or_add_ind()
    made.set(qn("w:firstLineChars"), str(100 * letters))
    made.set(qn("w:firstLine"), str(round(20 * letters * sizes.BODY)))


def _east(properties: Any, name: str) -> None:
    fonts = properties.get_or_add_rFonts()
    for theme in _THEMES:
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for script in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{script}"), LATIN)
    fonts.set(qn("w:eastAsia"), name)


def _lang(style: Any, language: str) -> None:
    lang = OxmlElement("w:lang")
    lang.set(qn("w:val"), "en-GB" if language == "en" else "en-US")
    lang.set(qn("w:eastAsia"), "zh-CN")
    style.element.get_or_add_rPr().append(lang)


def font(run: Any, name: str, size: float) -> None:
    """Give a run a Chinese font and a size in points."""
    run.font.size = Pt(size)
    run.font.name = LATIN
    _east(run._r.get_or_add_rPr(), name)


def hold(row: Any, *, is_head: bool = False) -> None:
    """Keep a table's row on one page; a head is repeated on each."""
    properties = row._tr.get_or_add_trPr()
    for name in ("w:cantSplit", *(["w:tblHeader"] if is_head else [])):
        properties.append(OxmlElement(name))


def shade(cell: Any) -> None:
    """Make a cell light grey."""
    made = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", "EEEEEE")):
        made.set(qn(f"w:{name}"), value)
    properties = cell._tc.get_or_add_tcPr()
    align = properties.find(qn("w:vAlign"))
    if align is not None:
        align.addprevious(made)
    else:
        properties.append(made)


def _numbers(word: Any) -> None:
    """Put `— 1 —` at the outer foot: right on odd pages, left on even ones."""
    word.settings.odd_and_even_pages_header_footer = True
    section = word.sections[0]
    for footer, side in ((section.footer, ALIGN.RIGHT), (section.even_page_footer, ALIGN.LEFT)):
        footer.is_linked_to_previous = False
        made = footer.paragraphs[0]
        made.alignment = side
        space = made.paragraph_format
        flush(made)
        space.left_indent = space.right_indent = Pt(sizes.NUMBER)
        for text in ("— ", None, " —"):
            run = made.add_run(text or "")
            font(run, SONG, sizes.NUMBER)
            if text is None:
                _field(run)


def _field(run: Any) -> None:
    for kind in ("begin", "separate", "end"):
        if kind == "separate":
            asked = OxmlElement("w:instrText")
            asked.text = "PAGE"
            run._r.append(asked)
        mark = OxmlElement("w:fldChar")
        mark.set(qn("w:fldCharType"), kind)
        run._r.append(mark)
        if kind == "separate":
            shown = OxmlElement("w:t")
            shown.text = "1"
            run._r.append(shown)


def _fonts(word: Any) -> None:
    """List the fonts with what to take in their place."""
    names = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{instead}"/><w:charset w:val="86"/></w:font>'
        for name, instead in INSTEAD.items()
    )
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    body = f'{head}<w:fonts xmlns:w="{space}">{names}</w:fonts>'.encode()
    held = word.part.package
    for relation in list(word.part.rels.values()):
        if relation.reltype == RELATIONSHIP_TYPE.FONT_TABLE:
            relation.target_part._blob = body
            return
    made = Part(PackURI("/word/fontTable.xml"), CONTENT_TYPE.WML_FONT_TABLE, body, held)
    word.part.relate_to(made, RELATIONSHIP_TYPE.FONT_TABLE)
