"""Moodle takes what we write, and we take what Moodle writes."""

from __future__ import annotations

import html
import re

from hypothesis import given, settings
from moodle_xml_parser.parser import parse_bytes

from kiosk.content import service as content
from kiosk.office.editor.interchange import files
from kiosk.office.editor.interchange.letters import is_translated
from kiosk.office.editor.interchange.questions import to_tags
from kiosk.office.editor.sections import Tree, plain
from tests.editor import moodle
from tests.editor.test_interchange import SINGLES

TAG = re.compile(r"<[^>]*>")
SPAN = re.compile(r'<span lang="(\w+)" class="multilang">(.*?)</span>')


def shown(said: moodle.Said, language: str) -> str:
    """Return what Moodle shows of HTML in a language, with its filter for several on."""
    assert said.format == "html"
    spans = dict(SPAN.findall(said.text))
    words = spans[language] if spans else said.text
    return html.unescape(TAG.sub("", words))


@settings(max_examples=40)
@given(topic=SINGLES)
def test_moodle_has_all_of_a_question_from_xml(topic: Tree) -> None:
    found = moodle.read_xml(files.write("moodle", topic)[0])
    for question, held in zip(found, topic["questions"], strict=True):
        assert question.id == held["id"]
        assert question.right == [each["is_right"] for each in held["options"]]
        assert question.tags == [moodle.tag(each) for each in to_tags(held)]
        explanation, _, quote = question.feedback.text.partition("<blockquote")
        pairs = [
            (question.text, held["prompt"]),
            (moodle.Said(explanation, "html"), held["explanation"]),
            *zip((said for said, _ in question.answers), _texts(held), strict=True),
        ]
        assert bool(quote) == bool(held["source"].get("quote"))
        if quote:
            pairs.append((moodle.Said(f"<blockquote{quote}", "html"), held["source"]["quote"]))
        for said, text in pairs:
            assert shown(said, "zh_cn") == text["zh"]
            assert shown(said, "en") == text["en"] or not is_translated(text)


@settings(max_examples=40)
@given(topic=SINGLES)
def test_moodle_has_the_chinese_words_of_a_question_from_gift(topic: Tree) -> None:
    found = moodle.read_gift(files.write("gift", topic)[0])
    for question, held in zip(found, topic["questions"], strict=True):
        assert question.name == question.id == held["id"]
        assert question.right == [each["is_right"] for each in held["options"]]
        assert question.text.text == held["prompt"]["zh"]
        assert question.feedback.text == held["explanation"]["zh"]
        assert [said.text for said, _ in question.answers] == [t["zh"] for t in _texts(held)]
        assert question.tags == [moodle.tag(each) for each in to_tags(held)]
        said = (question.text, question.feedback, *(answer for answer, _ in question.answers))
        for each in said:
            assert each.format == "plain" or not ("<" in each.text or "&" in each.text)


def _texts(held: Tree) -> list[dict[str, str]]:
    return [each["text"] for each in held["options"]]


def bundled_choices() -> list[Tree]:
    """Return the bundled topics, each with its questions that have one right option."""
    topics = plain(content.require_whole(content.bundled()))["topics"]
    return [
        {**each, "questions": [one for one in each["questions"] if one["kind"] == "single"]}
        for each in topics
    ]


def test_moodle_takes_every_bundled_question_of_one_choice() -> None:
    for topic in bundled_choices():
        count = len(topic["questions"])
        assert len(moodle.read_xml(files.write("moodle", topic)[0])) == count
        assert len(moodle.read_gift(files.write("gift", topic)[0])) == count


def test_another_library_reads_the_same_questions_in_our_moodle_xml() -> None:
    for topic in bundled_choices():
        found = parse_bytes(files.write("moodle", topic)[0])["multichoice"]
        assert len(found) == len(topic["questions"])
        for question, held in zip(found, topic["questions"], strict=True):
            assert question.single
            assert held["prompt"]["zh"] in question.text_pre_parse
            assert held["explanation"]["zh"] in question.general_feedback
            assert [each.score_fraction == 100 for each in question.options] == [
                each["is_right"] for each in held["options"]
            ]
            for option, text in zip(question.options, _texts(held), strict=True):
                assert text["zh"] in option.answer


ALL_KINDS = """// essay
::甲:: 您好吗？ {}

// question: 2  name: 连线
::连线::[html]把<b>电话</b>和用处连起来。{
\t=[html]报警 -> 110
\t=[plain]火警 -> 119
\t= -> 120
}

// question: 3  name: 乙
::乙:: 反诈专线是哪个？
{
\t=96110 # 对，是它！
\t~12345 # [html]不<b>对</b>
\t~[plain]10086 # 不对
}

// two right ones, and points off
::丙:: 哪些是报警方式？
{
\t~%50%110 # 对
\t~%-100%114 # [html]不对
\t~%50%12110 # 对
}

::丁:: 1 到 5 之间的一个数？ {#3:2~#都不对}";

::戊::最早来的是谁？{
\t=民警#好！
\t=%50%辅警#也行
\t=%0%*#都不对
}

::己:: 警察会要您的验证码。{
FALSE#不会要。#答对了。
####这是反诈的第一课。}

// id below
::2-08 庚::110 免费。{T}

::2-09 庚::报警要花钱。{FALSE}
"""
"""The kinds of question that the test of Moodle's own importer has, in the same spelling."""


def test_gift_in_the_spelling_of_moodles_own_tests_is_read() -> None:
    reading = files.read(ALL_KINDS.encode())
    assert [asked.name for asked, _ in reading.questions] == [
        *("乙", "丙", "丁", "己", "2-08 庚", "2-09 庚"),
    ]
    second, several, number, third, *_ = (each for _, each in reading.questions)
    assert [each["text"]["zh"] for each in second["options"]] == ["96110", "12345", "10086"]
    assert second["explanation"]["zh"] == "对，是它！"
    assert [each["is_right"] for each in several["options"]] == [True, False, True]
    assert number["guess"] == {"right": 3, "near": 2}
    assert third["is_true"] is False
    assert third["explanation"]["zh"] == "这是反诈的第一课。"
    refused = [each.reason.zh for each in reading.remarks.all() if each.is_refused]
    assert refused == ["问答题", "连线题", "填空题（简答）"]


EXPORTED = """<?xml version="1.0" encoding="UTF-8"?>
<quiz>
<!-- question: 0  -->
  <question type="category">
    <category>
      <text>$course$/反诈</text>
    </category>
    <info format="plain_text">
      <text>一类</text>
    </info>
    <idnumber>不等式 &lt; &amp; &gt;</idnumber>
  </question>

<!-- question: 91  -->
  <question type="truefalse">
    <name>
      <text>标题</text>
    </name>
    <questiontext format="html">
      <text><![CDATA[<p><a href="@@PLUGINFILE@@/a.mp3">听一听</a><br>110 免费。</p>]]></text>
<file name="a.mp3" path="/" encoding="base64">SUQzAwAAAAAAEFRDT04AAAAGAAAAVm9jYWz</file>
    </questiontext>
    <generalfeedback format="html">
      <text></text>
    </generalfeedback>
    <defaultgrade>1.0000000</defaultgrade>
    <penalty>1.0000000</penalty>
    <hidden>0</hidden>
    <idnumber>T &amp; F</idnumber>
    <answer fraction="100" format="moodle_auto_format">
      <text>true</text>
      <feedback format="html">
        <text></text>
      </feedback>
    </answer>
    <answer fraction="0" format="moodle_auto_format">
      <text>false</text>
      <feedback format="html">
        <text></text>
      </feedback>
    </answer>
  </question>

<!-- question: 92  -->
  <question type="multichoice">
    <name>
      <text><![CDATA[<strong>坏的分数</strong> : x > 1 & x < 2]]></text>
    </name>
    <questiontext format="html">
      <text><![CDATA[选出质数：<br>]]></text>
    </questiontext>
    <single>false</single>
    <correctfeedback format="html"><text>答对了。</text></correctfeedback>
    <shownumcorrect/>
    <answer fraction="-50" format="html">
      <text><![CDATA[<p dir="ltr" style="text-align: left;">1<br></p>]]></text>
    </answer>
    <answer fraction="33" format="html"> <!-- Invalid grade. -->
      <text><![CDATA[<p dir="ltr" style="text-align: left;">2<br></p>]]></text>
    </answer>
  </question>

<!-- question: 93  -->
  <question type="cloze">
    <name>
      <text>填空</text>
    </name>
    <questiontext format="html">
      <text>选水果 {1:MULTICHOICE:=苹果#对~梨}</text>
    </questiontext>
  </question>
</quiz>
"""
"""An export in the spelling of Moodle's own test files, with what they try."""


def test_moodle_xml_in_the_spelling_of_moodles_own_tests_is_read() -> None:
    reading = files.read(EXPORTED.encode())
    ((asked, question),) = reading.questions
    assert (asked.name, question["prompt"]["zh"]) == ("T & F", "听一听 110 免费。")
    assert question["is_true"] is True
    assert [(each.where.zh, each.reason.zh) for each in reading.remarks.all()] == [
        ("第 64 行", "完形填空"),
        ("第 45 行", "选项：应有 3～6 项，现有 2 项"),
        ("第 45 行", "选项：多选题至少 2 个正确选项，现有 1 个；只有 1 个的用“单选”"),
        ("第 15 行", "图片、音频没有收下"),
    ]
