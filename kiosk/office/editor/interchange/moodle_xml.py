"""Moodle XML: questions as Moodle and others exchange them; pictures stay behind.

English words stand beside the Chinese ones as Moodle's filter “multi-language content” shows them,
`<span lang="en" class="multilang">`; what has no place there becomes tags. The text of the article
stands as a quotation under the explanation.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from xml.sax.saxutils import escape as escape_xml

from kiosk.errors import Refused
from kiosk.office.editor.interchange import markup
from kiosk.office.editor.interchange.letters import (
    Words,
    from_html,
    from_text,
    is_translated,
    words,
)
from kiosk.office.editor.interchange.markup import Node
from kiosk.office.editor.interchange.questions import (
    NO_KIND,
    Asked,
    leave_out,
    lose_feedback,
    lose_media,
    lose_parts,
    note_losses,
    one_topic,
    share,
    to_tags,
)
from kiosk.office.editor.interchange.remarks import Remarks, at_line
from kiosk.office.editor.pair import Pair
from kiosk.office.editor.sections import Tree

KINDS = {
    "essay": Pair("问答题", "an essay question"),
    "shortanswer": Pair("填空题（简答）", "a short-answer question"),
    "calculated": Pair("计算题", "a calculated question"),
    "matching": Pair("连线题", "a matching question"),
    "cloze": Pair("完形填空", "a cloze"),
    "description": Pair("说明文字，不是题目", "a description, no question"),
}
"""Kinds of question that a quiz here does not have."""
WHOLE = 100.0
_QUOTE = '<blockquote class="source-quote">', "</blockquote>"


def read(data: bytes, remarks: Remarks) -> list[Asked]:
    """Return the questions of kinds that a quiz has; note all others. Raises Refused."""
    top = markup.read(data)
    if top.tag == "question":  # A question alone, as some programs write it.
        top = Node("quiz", {}, top.line, children=[top])
    if top.tag != "quiz":
        raise Refused(
            f"这个 XML 的最外层是 <{top.tag[:40]}>，不是 Moodle 题库的 <quiz>；请在 Moodle 里导出为"
            "“Moodle XML 格式”。",
            f"This XML begins with <{top.tag[:40]}>, not with the <quiz> of Moodle; export it from "
            "Moodle in “Moodle XML format”.",
        )
    categories = {each.words("category", "text"): each for each in _of_kind(top, "category")}
    for each in list(categories.values())[1:2]:
        one_topic(each.line, remarks)
    found = (_question(each, remarks) for each in top.all("question"))
    return [each for each in found if each]


def _of_kind(top: Node, kind: str) -> list[Node]:
    return [each for each in top.all("question") if each.held.get("type") == kind]


def _question(node: Node, remarks: Remarks) -> Asked | None:
    kind, place = node.held.get("type", ""), at_line(node.line)
    if kind == "category":
        return None
    if kind not in READERS:
        unknown = Pair(f"题型 {kind[:40]}", f"a question of the kind {kind[:40]}")
        remarks.refuse(place, KINDS.get(kind, unknown), NO_KIND)
        return None
    asked = Asked(node.line, _text(node.first("questiontext"), place, remarks))
    READERS[kind](node, asked, remarks)
    general, asked.quote = _general(node.first("generalfeedback"), place, remarks)
    asked.explanation = general if general["zh"] else _feedback(node, remarks)
    asked.name = words(node.words("idnumber") or node.words("name", "text"))["zh"]
    asked.tags = [words(each.words("text") or each.text)["zh"] for each in _tags(node)]
    return asked


def _general(node: Node | None, place: Pair, remarks: Remarks) -> tuple[Words, Words]:
    """Return the general feedback, and the text of the article that stands in it."""
    before, _, rest = (_said(node) if node else "").partition(_QUOTE[0])
    quote, _, after = rest.partition(_QUOTE[1])
    if node is None or not quote:
        return _text(node, place, remarks), words("")
    return _text(node, place, remarks, said=before + after), from_html(quote)[0]


def _tags(node: Node) -> list[Node]:
    held = node.first("tags")
    return held.all("tag") if held else []


def _take_choices(node: Node, asked: Asked, remarks: Remarks) -> None:
    """Take options; several are right where Moodle says so, or none has all of the credit."""
    answers = node.all("answer")
    weights = [_weight(each) for each in answers]
    is_single = node.words("single").lower() not in ("false", "0")
    positive = [each for each in weights if each > 0]
    is_several = bool(positive) and (WHOLE not in weights or (not is_single and len(positive) > 1))
    if len(set(positive) - {WHOLE}) > is_several:
        lose_parts(asked.place, remarks)
    asked.kind = "several" if is_several else "single"
    asked.keeps_order = node.words("shuffleanswers").lower() in ("false", "0")
    for each, weight in zip(answers, weights, strict=True):
        is_right = weight > 0 if is_several else weight == WHOLE
        asked.options.append((_text(each, asked.place, remarks), is_right))
        if not is_right and _said(each.first("feedback")):
            lose_feedback(asked.place, remarks)


def _take_verdict(node: Node, asked: Asked, remarks: Remarks) -> None:
    """Take whether a statement is true."""
    asked.kind = "true-false"
    for each in node.all("answer"):
        if _weight(each) == WHOLE:
            asked.is_true = _said(each).lower() == "true"
        elif _said(each.first("feedback")):
            lose_feedback(asked.place, remarks)


def _take_steps(node: Node, asked: Asked, remarks: Remarks) -> None:
    """Take steps, which stand in the right order."""
    asked.kind = "order"
    steps = node.all("answer")
    asked.options = [(_text(each, asked.place, remarks), False) for each in steps]


def _take_number(node: Node, asked: Asked, remarks: Remarks) -> None:
    """Take the right number, and how far away is right."""
    asked.kind, asked.number = "guess", ("", "0")
    answers = node.all("answer")
    for each in [each for each in answers if _weight(each) == WHOLE][:1]:
        asked.number = (_said(each), each.words("tolerance") or "0")
    if len(answers) > 1:
        lose_parts(asked.place, remarks)


READERS: dict[str, Callable[[Node, Asked, Remarks], None]] = {
    "multichoice": _take_choices,
    "truefalse": _take_verdict,
    "ordering": _take_steps,
    "numerical": _take_number,
}
"""How the answers are read of each kind of question that a quiz has too."""


def _weight(answer: Node) -> float:
    try:
        return float(answer.held.get("fraction", "0").replace(",", "."))
    except ValueError:
        return 0.0


def _feedback(node: Node, remarks: Remarks) -> Words | None:
    """Return the feedback of the right option, or that of every right answer."""
    right = [each.first("feedback") for each in node.all("answer") if _weight(each) == WHOLE]
    for each in (*right, node.first("correctfeedback")):
        if _said(each):
            return _text(each, at_line(node.line), remarks)
    return None


def _said(node: Node | None) -> str:
    """Return the text of an element, as it stands in `<text>` or, in old files, alone."""
    return (node.words("text") or node.text.strip()) if node else ""


def _text(node: Node | None, place: Pair, remarks: Remarks, *, said: str = "") -> Words:
    """Return the words of an element, or those `said` in its place."""
    if node is None:
        return words("")
    said, style = said or _said(node), node.held.get("format", "moodle_auto_format")
    if style == "plain_text":
        text, has_media = words(said), False
    else:
        text, has_media = from_html(said) if style == "html" else from_text(said)
    if has_media or node.first("file") or node.first("image_base64"):
        lose_media(place, remarks)
    return text


def write(topic: Tree, remarks: Remarks) -> bytes:
    """Return the questions of a topic, in a category of its name, as far as Moodle has them."""
    note_losses(topic, remarks)
    category = f"$course$/top/{words(topic['name']['zh'])['zh'].replace('/', '//')}"
    held = [
        each
        for number, each in enumerate(topic["questions"], start=1)
        if not leave_out(each, number, "Moodle XML", remarks)
    ]
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        "<quiz>",
        f'<question type="category"><category>{_plain(category)}</category></question>',
        *map(_whole, held),
        "</quiz>",
    ]
    return ("\n".join(parts) + "\n").encode()


TYPES = {
    "single": "multichoice",
    "several": "multichoice",
    "order": "ordering",
    "true-false": "truefalse",
    "guess": "numerical",
}
"""What Moodle calls each kind."""


def _whole(question: Tree) -> str:
    name, kind = words(question["prompt"]["zh"])["zh"], question.get("kind", "single")
    quote = (question.get("source") or {}).get("quote")
    told = _paragraph(question["explanation"])
    told += f"{_QUOTE[0]}{_both(quote)}{_QUOTE[1]}" if quote else ""
    lines = [
        f'<question type="{TYPES[kind]}">',
        f"<name>{_plain(name[:80])}</name>",
        f'<questiontext format="html">{_html(question["prompt"])}</questiontext>',
        f'<generalfeedback format="html">{_plain(told)}</generalfeedback>',
        "<defaultgrade>1</defaultgrade><penalty>0.3333333</penalty><hidden>0</hidden>",
        f"<idnumber>{escape_xml(question['id'])}</idnumber>",
        *_answers(question, kind),
        "<tags>",
        *(f"<tag>{_plain(each)}</tag>" for each in to_tags(question)),
        "</tags>",
        "</question>",
    ]
    return "\n".join(lines)


def _answers(question: Tree, kind: str) -> list[str]:
    """Return the elements that only a kind has."""
    options = question.get("options") or []
    if kind == "true-false":
        return [
            _answer("100" if question["is_true"] is value else "0", _plain(str(value).lower()))
            for value in (True, False)
        ]
    if kind == "guess":
        guess = question["guess"]
        within = f"{_plain(str(guess['right']))}<tolerance>{guess['near']}</tolerance>"
        return [_answer("100", within)]
    if kind == "order":
        # As the plug-in of that name writes it; the credit is that of pairs, as it is here.
        head = "<layouttype>VERTICAL</layouttype><selecttype>ALL</selecttype>"
        head += f"<selectcount>{len(options)}</selectcount>"
        head += "<gradingtype>RELATIVE_ALL_PREVIOUS_AND_NEXT</gradingtype>"
        steps = enumerate(options, start=1)
        return [head, *(_answer(str(n), _html(each["text"]), "html") for n, each in steps)]
    worth, wrong = ("100", "0") if kind == "single" else (share(question), f"-{share(question)}")
    shuffles = "false" if question.get("keep_order") else "true"
    return [
        f"<single>{'true' if kind == 'single' else 'false'}</single>"
        f"<shuffleanswers>{shuffles}</shuffleanswers>",
        "<answernumbering>ABCD</answernumbering>",
        *(
            _answer(worth if each.get("is_right") else wrong, _html(each["text"]), "html")
            for each in options
        ),
    ]


def _answer(weight: str, within: str, style: str = "moodle_auto_format") -> str:
    feedback = f'<feedback format="html">{_plain("")}</feedback>'
    return f'<answer fraction="{weight}" format="{style}">{within}{feedback}</answer>'


def _html(text: Words) -> str:
    return _plain(_paragraph(text))


def _paragraph(text: Words) -> str:
    return f"<p>{_both(text)}</p>"


def _both(text: Words) -> str:
    """Return a text as HTML, with a span for each language if it has both."""
    zh = _escaped(text["zh"])
    if not is_translated(text):
        return zh
    en = _escaped(text["en"])
    pairs = (("zh_cn", zh), ("en", en))
    spans = (f'<span lang="{name}" class="multilang">{said}</span>' for name, said in pairs)
    return "".join(spans)


def _escaped(text: str) -> str:
    """Return words as HTML that neither a browser nor Moodle's filters take for anything else."""
    return escape(words(text)["zh"], quote=False).replace("{mlang", "&#123;mlang")


def _plain(text: str) -> str:
    return f"<text>{escape_xml(text)}</text>"
