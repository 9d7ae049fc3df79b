"""The check warns of questions that give themselves away, threaten, tire or repeat each other."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from kiosk.content import alike, characters, check_questions, question_figures, weaknesses
from kiosk.content import service as content
from kiosk.content.pack import Pack
from kiosk.content.questions import Question, Source
from tests.factories import option, question, topic, words
from tests.quiz.of_kinds import message

Warned = list[tuple[str, str]]
SPLIT = ("*不可以，会受罚", "可以，没人管着", "可以，天黑了就行")
"""One no among two yes's."""


def ask(name: str, *options: str, **given: Any) -> Question:
    """Ask something; the right option begins with a star."""
    made = tuple(
        replace(option(f"o{place}", is_right=each[0] == "*"), text=words(each.lstrip("*")))
        for place, each in enumerate(options)
    )
    return question(name, **({"options": made} if options else {}), **given)


def pack_of(*questions: Question, **given: Any) -> Pack:
    """Return the bundled pack with these questions alone, in one topic."""
    whole = content.require_whole(content.bundled())
    return replace(whole, topics=(topic("t", questions),), **given)


def warned(*questions: Question, **given: Any) -> Warned:
    """Return the path and the words of each warning on a pack of these questions."""
    found: Warned = []

    def report(path: Any, zh: str, en: str, *, is_error: bool = True) -> None:
        assert not is_error
        assert en
        found.append((".".join(map(str, path)), zh))

    check_questions.check(pack_of(*questions, **given), report)
    return found


def several(count: int, *options: str, stem: str = "q") -> list[Question]:
    """Return questions that have nothing in common but their options."""
    start = 0x4E00 + 2000 * len(stem)
    prompts = ("".join(map(chr, range(start + 40 * n, start + 40 * n + 28))) for n in range(count))
    return [ask(f"{stem}{n}", *options, prompt=words(each)) for n, each in enumerate(prompts)]


def test_a_topic_in_which_the_longest_option_is_often_right_is_warned_of() -> None:
    long, short = ("*长长的答案", "短的", "短"), ("*短", "长长的答案", "短的")
    [(path, said)] = warned(*several(4, *long), *several(2, *short, stem="short"))
    assert path == "topics.0.questions"
    assert "4/6" in said
    assert "q0、q1、q2、q3" in said
    assert not warned(*several(2, *long), *several(5, *short, stem="short"))
    assert not warned(*several(4, *long)), "four questions say nothing yet"


def test_lone_yes_or_no_that_is_mostly_right_is_warned_of_once_a_topic() -> None:
    [(path, said)] = warned(*several(5, *SPLIT))
    assert path == "topics.0.questions"
    assert "5/5" in said
    other = ("*不可以，会受罚", "不可以，天黑了才行", "可以，没人管着")
    assert not warned(*several(2, *SPLIT), *several(4, *other, stem="other"))
    neither = ("*打个电话", "等一等再说吧", "可以，没人管着")
    assert not warned(*several(9, *neither))


def test_questions_whether_one_may_are_to_be_answered_yes_at_times() -> None:
    no = ("*不可以，会受罚", "可以，没人管着", "不可以，太早了点")
    yes = ("*可以，放心去", "不可以，没人管着", "可以，要先交钱才行")
    prompt = {"prompt": words("这样可以吗？")}
    refused = [ask(f"n{n}", *no, **prompt) for n in range(5)]
    [said] = [said for path, said in warned(*refused) if path == "topics"]
    assert "0/5" in said
    allowed = [ask(f"y{n}", *yes, **prompt) for n in range(3)]
    assert not [each for each in warned(*refused, *allowed) if each[0] == "topics"]


@pytest.mark.parametrize(
    ("real", "false", "is_warned"), [(0, 3, 1), (1, 2, 0), (2, 2, 0), (2, 1, 1)]
)
def test_about_two_of_five_messages_are_to_be_real(real: int, false: int, is_warned: int) -> None:
    asked = [
        question(f"m{n}", kind="real-false", options=(), message=message(is_genuine=n < real))
        for n in range(real + false)
    ]
    found = [said for path, said in warned(*asked) if path == "topics"]
    assert len(found) == is_warned


def test_a_penalty_is_to_come_with_what_to_do() -> None:
    bare = words("处10日以下拘留，并处罚款。")
    [(path, said)] = warned(question("q", explanation=bare))
    assert path == "topics.0.questions.0.explanation"
    assert "该怎么做" in said
    assert not warned(question("q", explanation=words("处10日以下拘留。请绕开走。")))
    assert not warned(question("q", explanation=words("楼道堆了东西，火一起就跑不出去。")))


def test_long_texts_are_warned_of_unless_somebody_looked_at_them() -> None:
    long = {"prompt": words("一" * 31), "explanation": words("二" * 61)}
    found = warned(question("q", **long))
    assert [path for path, _ in found] == [
        "topics.0.questions.0.prompt",
        "topics.0.questions.0.explanation",
    ]
    assert "31" in found[0][1]
    assert not warned(question("q", is_long=True, **long))
    assert not warned(question("q", prompt=words("一" * 30), explanation=words("二" * 60)))


def test_many_warnings_of_a_rule_become_one_that_names_the_questions() -> None:
    long = [
        replace(each, prompt=words(each.prompt.zh + "一二三")) for each in several(20, "*甲", "乙")
    ]
    [(path, said)] = warned(*long)
    assert path == "topics.0.questions"
    assert "共 20 道" in said
    assert "q0 31、q1 31" in said
    assert said.endswith("+8")


def test_questions_that_ask_nearly_the_same_are_warned_of_with_the_other_s_name() -> None:
    first = ask("first", "*马上拨打110", "等一等", prompt=words("看见有人被打，应该怎么办？"))
    again = ask("again", "*马上拨打110", "走开", prompt=words("看见有人被打，您应该怎么办？"))
    other = ask("other", "*关火盖锅盖", "浇水", prompt=words("炒菜时油锅起了火，怎么办？"))
    [(path, said)] = warned(first, other, again)
    assert path == "topics.0.questions.2.prompt"
    assert "first" in said


def test_one_pair_among_four_hundred_questions_is_found() -> None:
    unlike = [
        ask(f"q{n}", *(f"*{chr(0x4E00 + 9 * n + k) * 3}" for k in range(3))) for n in range(400)
    ]
    assert not alike.pairs(weaknesses.placed(pack_of(*unlike)))
    again = replace(unlike[7], id="again")
    [pair] = alike.pairs(weaknesses.placed(pack_of(*unlike, again)))
    assert (pair.former.question.id, pair.later.question.id) == ("q7", "again")


def test_children_are_asked_in_common_characters_and_the_rare_ones_are_named() -> None:
    assert len(characters.FILE.read_text(encoding="utf-8").strip()) == 1600
    assert characters.rare("看见火灾，请拨打119！OK") == ""
    assert characters.rare("罂粟和罂粟壳") == "罂粟壳"
    rare = words("罂粟能种吗？")
    [(path, said)] = warned(question("q", prompt=rare, audience=("child", "adult")))
    assert path == "topics.0.questions.0.prompt"
    assert said.endswith("：罂粟")
    assert not warned(question("q", prompt=rare))
    assert not warned(question("q", explanation=rare, audience=("child",)))


def test_articles_without_their_text_are_counted_once_for_the_pack() -> None:
    bare = Source(title=words("法"), article=words("第一条"))
    quoted = replace(bare, quote=words("不得扔东西。"))
    first, *others = several(3, "*甲", "乙")
    [(path, said)] = warned(first, *(replace(each, source=bare) for each in others))
    assert path == "topics.0.questions.1.source.article"
    assert said.startswith("2 道题")
    assert not warned(question("a", source=quoted))


def test_figures_say_how_far_a_pack_is_from_each_threshold() -> None:
    found = {each.id: each for each in question_figures.figures(pack_of(*several(5, *SPLIT)))}
    lone = found["lone-right"]
    assert (lone.some, lone.of, lone.share, lone.is_kept) == (5, 5, 1.0, False)
    assert found["genuine"].share is None
    assert found["genuine"].is_kept
    assert found["long-prompt"].is_kept
    assert found["bare-penalty"].some == 0
