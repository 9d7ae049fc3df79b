"""Questions go out to other programs and come back: GIFT, Moodle XML, Aiken."""

from __future__ import annotations

import random
import time
from contextlib import suppress
from datetime import date
from typing import Any
from xml.etree import ElementTree

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk import typed_text
from kiosk.content import service as content
from kiosk.errors import Refused
from kiosk.office.editor import manuscript, review
from kiosk.office.editor.interchange import files, letters
from kiosk.office.editor.interchange.questions import HELD, MOST_TAG, to_tags
from kiosk.office.editor.interchange.remarks import Remark, Remarks
from kiosk.office.editor.interchange.taking import Defaults, Taken, take_questions
from kiosk.office.editor.sections import Spot, Tree, part, plain
from kiosk.storage.db import db
from tests.editor.kinds import TOPIC, with_kinds

NAMES = ("gift", "moodle", "aiken")
WHOLE = ("gift", "moodle")
"""Formats that hold everything of a question, but for its recording."""
TRICKY = "~=#{}:\\%[]<>&\"'/$|*-.()A1 防骗？——“”㊙"
FORMS = (
    "[html]",
    "[plain]",
    "%50%",
    "%-100%",
    "####",
    "::",
    "//",
    "->",
    "&amp;",
    "\\n",
    "{mlang en}",
)
TAG_LETTERS = "法条第二0123，。《》]：a "


def texts(letters: str = TRICKY, most: int = 30) -> st.SearchStrategy[str]:
    """Give words that each of the formats could misread."""
    words = st.lists(
        st.one_of(st.text(letters, min_size=1), st.sampled_from(FORMS), st.text(min_size=1)),
        min_size=1,
        max_size=4,
    ).map("".join)
    return words.map(typed_text.one_line).filter(lambda each: 0 < len(each) < 500)


def both(words: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, str]]:
    """Give a text in both languages, or in Chinese alone."""
    return st.one_of(
        st.builds(lambda zh, en: {"zh": zh, "en": en}, words, words),
        words.map(lambda zh: {"zh": zh, "en": zh}),
    )


def tag_words() -> st.SearchStrategy[str]:
    """Give words that stand in tags, which hold no angle brackets."""
    return st.text(TAG_LETTERS, min_size=1).map(typed_text.one_line).filter(bool)


# Each is made once: to make a strategy takes longer than to draw from it.
TEXTS, TAG_WORDS = both(texts()), both(tag_words())
SOURCES = st.builds(
    lambda title, article, day, quote: {
        "title": title,
        "article": article,
        "effective": day,
        **({"quote": quote} if quote else {}),
    },
    TAG_WORDS,
    st.none() | TAG_WORDS,
    st.none() | st.just("2022-12-01"),
    st.none() | TEXTS,
)
DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1)).map(date.isoformat)
REVIEWS = st.fixed_dictionaries(
    {}, optional={"reviewed_by": TAG_WORDS, "reviewed_on": DAYS, "review_due": DAYS}
)
QUESTIONS = st.fixed_dictionaries(
    {
        "prompt": TEXTS,
        "explanation": TEXTS,
        "source": SOURCES,
        "audience": st.lists(st.sampled_from(("child", "adult", "elder")), min_size=1, unique=True),
        "difficulty": st.sampled_from((1, 2, 3)),
    }
)


def number_to_guess(draw: Any) -> Tree:
    """Give a number with its slider."""
    step, steps = draw(st.integers(1, 9)), draw(st.integers(4, 50))
    least = draw(st.integers(-99, 99))
    span = step * steps
    return {
        "least": least,
        "most": least + span,
        "step": step,
        "right": least + step * draw(st.integers(0, steps)),
        "near": draw(st.integers(0, span // 4)),
        "unit": draw(TAG_WORDS),
    }


def own_fields(draw: Any, kind: str) -> Tree:
    """Give what only a question of a kind says."""
    if kind == "true-false":
        return {"is_true": draw(st.booleans())}
    if kind == "guess":
        return {"guess": number_to_guess(draw)}
    least, most = (2, 4) if kind == "single" else (3, 6)
    held = draw(st.lists(TEXTS, min_size=least, max_size=most))
    many = {"single": 1, "order": 0}.get(kind, draw(st.integers(2, len(held))))
    right = draw(st.sets(st.sampled_from(range(len(held))), min_size=many, max_size=many))
    names = [*"abcd", "option-5", "option-6"]
    options = [
        {"id": names[n], "text": text, "is_right": n in right} for n, text in enumerate(held)
    ]
    keeps = {"keep_order": True} if kind != "order" and draw(st.booleans()) else {}
    return {"options": options, **keeps}


@st.composite
def topics(draw: Any, kinds: tuple[str, ...] = HELD) -> Tree:
    """Give a topic with questions as the editor keeps them."""
    questions = []
    for number in range(draw(st.integers(1, 4))):
        kind = draw(st.sampled_from(kinds))
        common = draw(QUESTIONS) | draw(REVIEWS)
        is_long = {"is_long": True} if draw(st.booleans()) else {}
        own = {"id": f"q-{number}", "kind": kind, **own_fields(draw, kind)}
        questions.append(own | common | is_long)
    return {"id": "q", "name": {"zh": "主题", "en": "Topic"}, "questions": questions}


TOPICS, SINGLES = topics(), topics(("single",))


@settings(max_examples=100)
@given(topic=TOPICS)
@pytest.mark.parametrize("name", WHOLE)
def test_questions_come_back_from_gift_and_moodle_xml_as_they_went(name: str, topic: Tree) -> None:
    data, remarks = files.write(name, topic)
    tags = [len(tag) for each in topic["questions"] for tag in to_tags(each)]
    said = [f"有的标签超过 {MOST_TAG} 个字，Moodle 会截断"] if max(tags) > MOST_TAG else []
    assert [each.reason.zh for each in remarks.all()] == said
    reading = files.read(data)
    assert reading.remarks.all() == []
    assert reading.format.name == name
    assert [{"id": asked.name, **each} for asked, each in reading.questions] == topic["questions"]


@pytest.mark.parametrize("name", WHOLE)
def test_what_a_file_cannot_hold_is_named_and_stays_when_it_comes_back(
    app: Flask, name: str
) -> None:
    long = "《中华人民共和国" + "反电信网络诈骗法" * 6 + "》"
    source = {"title": {"zh": long, "en": long}, "article": None, "effective": None}
    new = {"source": source, "voice": "010.webm"}
    topic = {**topic_of(), "questions": [{**topic_of()["questions"][0], **new}]}
    data, remarks = files.write(name, topic)
    assert [(each.where.zh, each.reason.zh) for each in remarks.all()] == [
        ("第 1 题", "录音没有写出"),
        ("第 1 题", f"有的标签超过 {MOST_TAG} 个字，Moodle 会截断"),
    ]
    change(0, new)
    assert take(data)[0] == Taken(same=1)
    tag = f"法律或资料：{long}"
    cut = data.decode().replace(tag, tag[:MOST_TAG]).encode()
    assert take(cut)[0] == Taken(same=1)
    assert topic_of()["questions"][0]["source"]["title"]["zh"] == long
    assert topic_of()["questions"][0]["voice"] == "010.webm"


def change(number: int, values: Tree) -> None:
    """Change a question of the topic as the editor's form does."""
    held = topic_of()["questions"][number]
    spot = Spot.named("questions", f"anti-fraud/{held['id']}")
    with db.transaction() as tx:
        manuscript.save(tx, spot, values, seen=manuscript.seal(held, spot), who="li")


@pytest.mark.parametrize("name", WHOLE)
def test_new_words_of_a_file_are_not_what_was_signed_off(app: Flask, name: str) -> None:
    change(0, {**review.signed("法制大队审核岗", date(2026, 5, 1), "2027-05-01")})
    data, _ = files.write(name, topic_of())
    assert take(data)[0].changed == 0
    words = topic_of()["questions"][0]["prompt"]["zh"]
    assert take(data.decode().replace(words, f"{words}快说！").encode())[0].changed == 1
    now = topic_of()["questions"][0]
    assert (now["reviewed_by"], now["reviewed_on"]) == (None, None)
    assert now["review_due"] == "2027-05-01"


def test_tags_that_only_look_like_a_review_are_left_out_with_a_note(app: Flask) -> None:
    text = "// [tag:审核日期：上个月] [tag:审核岗位：法制岗]\n谁会打 96110？{=警察 ~骗子}"
    taken, remarks = take(text.encode())
    assert taken == Taken(added=1)
    assert "标签没有收下" in {each.reason.zh for each in remarks}
    new = topic_of()["questions"][-1]
    assert (new["reviewed_by"]["zh"], new["reviewed_on"]) == ("法制岗", None)


@settings(max_examples=60)
@given(topic=SINGLES)
def test_aiken_holds_the_chinese_words_and_which_is_right(topic: Tree) -> None:
    data, remarks = files.write("aiken", topic)
    left_out = {at.zh for each in remarks.all() if each.is_refused for at in each.places}
    held = [each for n, each in enumerate(topic["questions"], 1) if f"第 {n} 题" not in left_out]
    nothing = Remarks()
    found = files.QUESTIONS["aiken"].read(data, nothing)
    assert nothing.all() == []
    assert [each.prompt["zh"] for each in found] == [each["prompt"]["zh"] for each in held]
    assert [[(text["zh"], is_right) for text, is_right in each.options] for each in found] == [
        [(one["text"]["zh"], one["is_right"]) for one in each["options"]] for each in held
    ]


def topic_of(name: str = "anti-fraud") -> Tree:
    return part(manuscript.read(db.reader()).tree, Spot.named("topics", name))


def take(data: bytes, topic: str = "anti-fraud", **defaults: Any) -> tuple[Taken, list[Remark]]:
    reading = files.read(data)
    with db.transaction() as tx:
        taken = take_questions(
            tx, topic, reading.questions, reading.remarks, who="li", defaults=Defaults(**defaults)
        )
    return taken, reading.remarks.all()


@pytest.mark.parametrize("name", NAMES)
def test_what_was_exported_changes_nothing_when_it_comes_back(app: Flask, name: str) -> None:
    for topic in plain(content.current().pack)["topics"]:
        data, _ = files.write(name, topic)
        taken, remarks = take(data, topic["id"])
        held = ("single",) if name == "aiken" else HELD
        assert taken == Taken(same=sum(each["kind"] in held for each in topic["questions"]))
        assert [each for each in remarks if each.is_refused] == []
    assert manuscript.changes(db.reader()) == []


GIFT = """// written by hand
$CATEGORY: 反诈

::q1:: 接到“客服”电话要您转账，怎么办？ {
    =挂断 # 真客服不会要您转账
    ~照做 # 不行
    ~[html]先<b>转一半</b>
}

谁会打 96110？{~骗子 =警察####96110 是反诈专线。}

警察会要您的验证码。{FALSE#错了#对，不会要。}

1+1=?{#2}

哪个城市？{=平湖 =嘉兴}

没有括号的说明

两个都对{~%50%甲 ~%50%乙 ~丙}

太多了{=一 ~二 ~三 ~四 ~五}

漏了括号{=一 ~二

好的，最后一题{=一 ~二}
"""


def test_good_questions_go_in_and_the_others_are_named_by_line_reason_and_remedy(
    app: Flask,
) -> None:
    before = len(topic_of()["questions"])
    taken, remarks = take(GIFT.encode())
    assert taken == Taken(added=6)
    refused = {each.where.zh: each.reason.zh for each in remarks if each.is_refused}
    assert refused == {
        "第 16 行": "填空题（简答）",
        "第 18 行": "这一段没有答案（{ }），是说明文字",
        "第 22 行": "选项：应有 2～4 项，现有 5 项",
        "第 24 行": "大括号 { } 没有配对",
    }
    assert all(each.remedy.zh and each.remedy.en and each.reason.en for each in remarks)
    new = topic_of()["questions"][before:]
    assert [each["prompt"]["zh"] for each in new] == [
        "接到“客服”电话要您转账，怎么办？",
        "谁会打 96110？",
        "警察会要您的验证码。",
        "1+1=?",
        "两个都对",
        "好的，最后一题",
    ]
    assert [each["explanation"]["zh"] for each in new] == [
        "真客服不会要您转账",
        "96110 是反诈专线。",
        "对，不会要。",
        "",
        "",
        "",
    ]
    kinds = ["single", "single", "true-false", "guess", "several", "single"]
    assert [each["kind"] for each in new] == kinds
    assert [each["text"]["zh"] for each in new[0]["options"]] == ["挂断", "照做", "先转一半"]
    assert new[2]["is_true"] is False
    assert new[3]["guess"] == {
        "least": 0,
        "most": 17,
        "step": 1,
        "right": 2,
        "near": 0,
        "unit": {"zh": "", "en": ""},
    }
    assert "没有范围或单位，先按 0～17 猜" in {each.reason.zh for each in remarks}
    assert [each["is_right"] for each in new[4]["options"]] == [True, True, False]
    with db.transaction() as tx:
        manuscript.undo(tx)
    assert len(topic_of()["questions"]) == before


def test_what_a_file_does_not_say_is_asked_for_or_given_with_a_warning(app: Flask) -> None:
    one = "谁会打 96110？{~骗子 =警察####反诈专线。}".encode()
    _, remarks = take(one)
    assert {each.reason.zh for each in remarks} == {
        "没有依据",
        "没有写给谁答，先算“所有人”",
        "没有难度，先算“一般”",
    }
    two = "谁会打 110？{~骗子 =群众####报警。}".encode()
    _, remarks = take(two, source="《反电信网络诈骗法》", audience="elder", difficulty=1)
    assert remarks == []
    new = topic_of()["questions"][-1]
    assert new["source"]["title"]["zh"] == "《反电信网络诈骗法》"
    assert (new["audience"], new["difficulty"]) == (["elder"], 1)


def test_a_question_that_is_there_keeps_its_ids_its_english_and_its_source(app: Flask) -> None:
    number, held = next(
        (number, each)
        for number, each in enumerate(topic_of()["questions"])
        if each["options"] and each["options"][0]["is_right"]
    )
    right, *others = held["options"]
    lines = [f"~{each['text']['zh']}" for each in reversed(others)]
    text = "\n".join(
        [f"::{held['id']}::{held['prompt']['zh']}{{", f"={right['text']['zh']}啊", *lines]
    )
    taken, _ = take(f"{text}\n####新的解释。}}".encode())
    assert taken == Taken(changed=1)
    now = topic_of()["questions"][number]
    assert now["prompt"] == held["prompt"]
    assert now["source"] == held["source"]
    assert now["explanation"] == {"zh": "新的解释。", "en": "新的解释。"}
    assert [each["id"] for each in now["options"]] == [
        right["id"],
        *(o["id"] for o in reversed(others)),
    ]
    assert now["options"][1] == others[-1]


MOODLE = """<?xml version="1.0" encoding="UTF-8"?>
<quiz>
<question type="category"><category><text>$course$/甲</text></category></question>
<question type="multichoice">
 <name><text>题</text></name>
 <questiontext format="html">
  <text><![CDATA[<p>图里是<b>什么</b>？<img src="@@PLUGINFILE@@/a.png"/></p>
  <p>选一个</p>]]></text>
 <file name="a.png" encoding="base64">{picture}</file></questiontext>
 <generalfeedback format="html"><text></text></generalfeedback>
 <single>true</single>
 <answer fraction="100" format="html">
  <text>&lt;p&gt;反诈&amp;nbsp;标志&lt;/p&gt;</text><feedback><text>对</text></feedback></answer>
 <answer fraction="0"><text>别的</text><feedback><text></text></feedback></answer>
</question>
<question type="truefalse">
 <questiontext format="moodle_auto_format"><text>地球是圆的</text></questiontext>
 <answer fraction="100"><text>true</text></answer><answer fraction="0"><text>false</text></answer>
</question>
<question type="matching"><name><text>连线</text></name></question>
<question type="multichoice"><questiontext><text>两个对</text></questiontext>
 <single>false</single>
 <answer fraction="50"><text>甲</text></answer>
 <answer fraction="50"><text>乙</text></answer>
 <answer fraction="-100"><text>丙</text></answer></question>
</quiz>"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_html_becomes_words_and_pictures_are_named(app: Flask, encoding: str) -> None:
    taken, remarks = take(MOODLE.replace("{picture}", "A" * 300_000).encode(encoding))
    assert taken == Taken(added=3)
    said = {(each.where.zh, each.reason.zh) for each in remarks}
    assert ("第 4 行", "图片、音频没有收下") in said
    assert ("第 20 行", "连线题") in said
    first, second, third = topic_of()["questions"][-3:]
    assert [each["is_right"] for each in third["options"]] == [True, True, False]
    assert first["prompt"]["zh"] == "图里是什么？ 选一个"
    assert first["options"][0]["text"]["zh"] == "反诈 标志"
    assert first["explanation"]["zh"] == "对"
    assert second["is_true"] is True


def test_a_file_that_says_another_encoding_than_it_has_is_read(app: Flask) -> None:
    text = MOODLE.replace("UTF-8", "GBK")
    assert take(text.encode("gbk"))[0] == Taken(added=3)
    assert take(text.encode("utf-8"))[0] == Taken(same=3)


BOMB = """<?xml version="1.0"?><!DOCTYPE quiz [<!ENTITY a "aaaaaaaaaa">%s]><quiz>&z;</quiz>"""
LAUGHS = "".join(
    f'<!ENTITY {chr(97 + n + 1)} "{("&" + chr(97 + n) + ";") * 10}">' for n in range(25)
)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ((BOMB % LAUGHS).encode(), "DOCTYPE"),
        (b'<!DOCTYPE quiz SYSTEM "file:///etc/passwd"><quiz/>', "DOCTYPE"),
        (b"<quiz>" + b"<a>" * 100_000, "嵌套太深"),
        (b"<quiz>" + b"<a/>" * 1_100_000 + b"</quiz>", "内容太多"),
        (b"<quiz><question></quiz>", "第 1 行"),
        (b"<html><body>page</body></html>", "<html>"),
        (b" " * 60_000_000, "50 MB"),
        (b"", "空的"),
        (b"PK\x03\x04", "Excel"),
        (b"\x00\x01\x02\xff\xfe\x00", "UTF-8"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\xff\x80", "UTF-8"),
    ],
)
def test_bombs_and_what_is_no_question_bank_are_refused_in_words(data: bytes, said: str) -> None:
    with pytest.raises(Refused, match=said):
        files.read(data)


LONG = 1_000_000
"""Letters of a text that is made to take long."""


@pytest.mark.parametrize(
    "text",
    [
        "{" + "=" * LONG,
        "{=a\n\nb" * (LONG // 7),
        "a{~x\n\n" + "y\n\n" * (LONG // 3),
        "a{=x ~" + "<!--" * (LONG // 4) + "}",
        "a{=x ~" + "<a " * (LONG // 3) + "}",
        "a{=x ~b####" + "\\{mlang en\\}" * (LONG // 13) + "}",
        "::" * (LONG // 2),
        "~=" * (LONG // 2),
        "q{" + "~a" * (LONG // 2) + "}",
        "// [tag:" * (LONG // 8),
        "A) x\n" * (LONG // 5) + "ANSWER: A",
        "<quiz><question type='multichoice'><questiontext format='html'><text>"
        + "&lt;a " * 16_000
        + "</text></questiontext></question></quiz>",
    ],
)
def test_what_is_made_to_take_long_does_not(text: str) -> None:
    begun = time.process_time()
    with suppress(Refused):
        files.read(text.encode())
    assert time.process_time() - begun < 20


def test_words_of_two_languages_are_read_as_moodle_writes_them() -> None:
    both = {"zh": "报警 110", "en": "Call 110"}
    assert letters.from_html("<p>{mlang zh_cn}报警{mlang}{mlang en}Call{mlang} 110</p>")[0] == both
    spans = '<span lang="en" class="multilang">Call</span><i class="multilang"> </i>'
    spans += '<span class="multilang" lang="zh">报警</span>'
    assert letters.from_html(f"{spans} 110")[0] == {"zh": "报警 110", "en": "Call 110"}
    assert letters.from_html("{mlang other}其他{mlang}")[0] == {"zh": "其他", "en": "其他"}


@pytest.mark.parametrize("name", NAMES)
def test_damaged_files_never_break_the_reader(app: Flask, name: str) -> None:
    data = files.write(name, plain(content.current().pack)["topics"][0])[0]
    chance = random.Random(7)
    for _ in range(150):
        cut = bytearray(data[: chance.randrange(len(data))])
        for _ in range(chance.randrange(5)):
            if cut:
                cut[chance.randrange(len(cut))] = chance.randrange(256)
        with suppress(Refused):
            files.read(bytes(cut))


CHILDREN = {
    "name": {"text"},
    "questiontext": {"text"},
    "generalfeedback": {"text"},
    "feedback": {"text"},
    "answer": {"text", "feedback"},
    "tags": {"tag"},
    "tag": {"text"},
    "category": {"text"},
}
"""What Moodle's importer (question/format/xml/format.php) reads within each element."""
PLAIN = {"defaultgrade", "penalty", "hidden", "idnumber", "single", "shuffleanswers"}
PLAIN |= {"answernumbering", "text", "tolerance", "layouttype", "selecttype", "selectcount"}
PLAIN |= {"gradingtype"}
IN_QUESTION = PLAIN | {"name", "questiontext", "generalfeedback", "answer", "tags"}


def test_moodle_xml_has_the_structure_that_moodle_imports() -> None:
    types = dict.fromkeys(("single", "several"), "multichoice")
    types |= {"order": "ordering", "true-false": "truefalse", "guess": "numerical"}
    for topic in with_kinds()["topics"]:
        held = [each for each in topic["questions"] if each["kind"] in types]
        quiz = ElementTree.fromstring(files.write("moodle", topic)[0])
        first, *found = quiz
        assert (first.tag, first.get("type")) == ("question", "category")
        assert [each.findtext("idnumber") for each in found] == [each["id"] for each in held]
        for question, own in zip(found, held, strict=True):
            assert question.get("type") == types[own["kind"]]
            assert {each.tag for each in question} <= IN_QUESTION
            assert 0 < len(question.findtext("name/text", "")) <= 255
            weights = [str(each.get("fraction")) for each in question.findall("answer")]
            assert _are_weights(own["kind"], weights), (own["kind"], weights)
            for each in question.iter():
                if each is question or each.tag in PLAIN:
                    continue
                assert {inner.tag for inner in each} - {"tolerance"} == CHILDREN[each.tag], each.tag
            assert question.find("questiontext").get("format") == "html"
            assert all(len(each.text) <= 255 for each in question.findall("tags/tag/text"))


def _are_weights(kind: str, weights: list[str]) -> bool:
    """Return True if answers have the fractions that Moodle expects of their kind."""
    if kind == "order":
        return weights == [str(number + 1) for number in range(len(weights))]
    if kind == "several":
        right = [float(each) for each in weights if float(each) > 0]
        return len(right) > 1 and abs(sum(right) - 100) < 0.001
    return sorted(weights) == ["0"] * (len(weights) - 1) + ["100"]


def test_kinds_that_others_do_not_have_are_left_out_in_words() -> None:
    topic = next(each for each in with_kinds()["topics"] if each["id"] == TOPIC)
    topic["questions"] = [each for each in topic["questions"] if each["id"].startswith("kind-")]
    left_out = {}
    for name in NAMES:
        refused = [each for each in files.write(name, topic)[1].all() if each.is_refused]
        left_out[name] = [each.reason.zh for each in refused]
        assert all("Excel 工作簿" in each.remedy.zh for each in refused)
    assert left_out["gift"] == [
        f"题型“{name}”没有写出，GIFT 里没有这种题"
        for name in ("辨真假", "找隐患", "情景演练", "案例")
    ]
    assert len(left_out["moodle"]) == 4
    assert len(left_out["aiken"]) == 8


ORDERING = """<quiz><question type="ordering">
 <questiontext format="html"><text>先做什么？</text></questiontext>
 <selecttype>ALL</selecttype><selectcount>3</selectcount>
 <answer fraction="1.0"><text>断电</text></answer><answer fraction="2.0"><text>关门</text></answer>
 <answer fraction="3.0"><text>打 119</text></answer></question>
<question type="numerical"><questiontext><text>几分钟？</text></questiontext>
 <answer fraction="100"><text>30.0</text><tolerance>5</tolerance></answer>
 <answer fraction="50"><text>40</text><tolerance>5</tolerance></answer></question>
<question type="numerical"><questiontext><text>圆周率？</text></questiontext>
 <answer fraction="100"><text>3.14</text><tolerance>0</tolerance></answer></question></quiz>"""
STEPS = "先做什么？{>3 ALL VERTICAL ABSOLUTE_POSITION\n断电\n关门\n打 119\n}\n\n几分钟？{#25..35}\n"


def test_steps_and_numbers_of_other_programs_are_read(app: Flask) -> None:
    taken, remarks = take(ORDERING.encode())
    assert taken == Taken(added=2)
    assert "答案 3.14 或误差 0 不是整数" in {each.reason.zh for each in remarks if each.is_refused}
    steps, number = topic_of()["questions"][-2:]
    assert [each["text"]["zh"] for each in steps["options"]] == ["断电", "关门", "打 119"]
    assert (number["guess"]["right"], number["guess"]["near"]) == (30, 5)
    assert take(STEPS.encode())[0] == Taken(same=2)


def test_a_question_of_another_kind_in_a_file_changes_its_kind_with_a_note(app: Flask) -> None:
    held = topic_of()["questions"][0]
    text = f"::{held['id']}::{held['prompt']['zh']}{{TRUE}}"
    taken, remarks = take(text.encode())
    assert taken == Taken(changed=1)
    assert "题型由单选改成了判断" in {each.reason.zh for each in remarks}
    now = topic_of()["questions"][0]
    assert (now["kind"], now["is_true"], now["options"]) == ("true-false", True, [])
    with db.transaction() as tx:
        manuscript.undo(tx)
    assert topic_of()["questions"][0] == held


AIKEN = """接到“客服”电话要您转账，怎么办？
A) 照做
B) 挂断
答案：B
解析：真客服不会要您转账。

只有一个选项
A. 照做
ANSWER: A

没有这个选项
A. 照做
B. 挂断
ANSWER: D

没有答案
A. 照做
B. 挂断

谁会打 96110？
A、骗子
B、警察
ANSWER: b
"""


def test_aiken_of_chinese_question_banks_is_read(app: Flask) -> None:
    taken, remarks = take(AIKEN.encode("gbk"))
    assert taken == Taken(added=2)
    refused = {each.where.zh: each.reason.zh for each in remarks if each.is_refused}
    assert refused == {
        "第 7 行": "选项：应有 2～4 项，现有 1 项",
        "第 11 行": "没有选项 D",
        "第 16 行": "没有 ANSWER: 这一行",
    }
    assert topic_of()["questions"][-2]["explanation"]["zh"] == "真客服不会要您转账。"
