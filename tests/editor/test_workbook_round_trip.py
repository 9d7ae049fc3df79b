"""What goes out as a workbook comes back the same, whatever a manuscript holds."""

from __future__ import annotations

from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk import typed_text
from kiosk.content import kinds
from kiosk.content.pack import Pack
from kiosk.content.parts import Text
from kiosk.office.editor.sections import Tree, plain
from tests.editor.kinds import with_kinds
from tests.editor.workbooks import bare, bundled, exported, pictures, read

LETTERS = "公安反诈题目选项甲乙丙丁，。、；：？！“”（）《》·—…ABCxyz019 =+-@'\"/\\#%&()[]{}<>_é😀𠮷"


def tidy(words: str) -> str:
    """Return words as a form would keep them."""
    return typed_text.one_line(words)


def is_plain(words: str) -> bool:
    """Return True unless a spreadsheet would show the words for a formula's error."""
    return bool(words) and not (words.startswith("#") and words[-1:] in "!?AF")


WORDS = st.text(LETTERS, min_size=1, max_size=24).map(tidy).filter(is_plain)
IDS = st.from_regex(r"[a-z][a-z0-9]{0,4}(-[a-z0-9]{1,3})?", fullmatch=True).filter(
    lambda name: name not in ("hotlines", "thanks", "reason", "example")
)


@st.composite
def text(draw: st.DrawFn) -> Tree:
    """Draw a text; some have no English yet."""
    zh = draw(WORDS)
    return {"zh": zh, "en": draw(st.one_of(st.just(zh), WORDS))}


def listed(draw: st.DrawFn, least: int, most: int, make: Any) -> list[Tree]:
    """Draw parts with ids of their own."""
    names = draw(st.lists(IDS, min_size=least, max_size=most, unique=True))
    return [{"id": name} | make(name) for name in names]


def options(draw: st.DrawFn, least: int, most: int) -> list[Tree]:
    """Draw options."""
    return listed(
        draw, least, most, lambda _id: {"text": draw(text()), "is_right": False, "value": None}
    )


def maybe(of: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Draw what may be left out."""
    return st.one_of(st.none(), of)


@st.composite
def scene(draw: st.DrawFn) -> Tree:
    """Draw a scene; what may be found there says why it is a danger."""
    areas = listed(
        draw,
        2,
        5,
        lambda _id: (
            {"name": draw(text()), "tip": draw(maybe(text()))}
            | {side: draw(st.integers(0, 50)) for side in ("left", "top")}
            | {side: draw(st.integers(6, 50)) for side in ("width", "height")}
        ),
    )
    areas[0]["tip"] = draw(text())
    picture = draw(st.sampled_from(sorted(pictures())))
    return {"name": draw(text()), "picture": picture, "alt": draw(text()), "areas": areas}


@st.composite
def call(draw: st.DrawFn) -> Tree:
    """Draw a call in which each turn leads to the next one; only the last way loses money."""
    stake = draw(st.integers(1, 99_999))
    names = draw(st.lists(IDS, min_size=2, max_size=4, unique=True))
    turns = []
    for place, name in enumerate(names):
        replies = listed(
            draw, 2, 4, lambda _id: {each: draw(text()) for each in ("text", "then", "why")}
        )
        for reply in replies:
            reply["next"] = None
        if place + 1 < len(names):
            replies[-1]["next"] = names[place + 1]
        else:
            replies[-1]["loss"] = stake
        turns.append({"id": name, "says": draw(text()), "replies": replies})
    words = {each: draw(text()) for each in ("name", "caller")}
    return words | {
        "shape": draw(st.sampled_from(["call", "chat"])),
        "stake": stake,
        "turns": turns,
    }


@st.composite
def message(draw: st.DrawFn) -> Tree:
    """Draw a message; each line of a false one gives it away, or the last one at least."""
    is_genuine = draw(st.booleans())
    places = st.sampled_from(["subject", "text", "link", "button", "amount"])
    lines = listed(draw, 2, 6, lambda _id: {"place": draw(places), "text": draw(text())})
    lines[0]["place"] = "sender"
    for line in () if is_genuine else lines:
        line["tell"] = draw(text()) if line is lines[-1] else draw(maybe(text()))
    shape = draw(st.sampled_from(["sms", "chat", "email", "call", "pay"]))
    return {"shape": shape, "is_genuine": is_genuine, "lines": lines}


@st.composite
def case(draw: st.DrawFn) -> Tree:
    """Draw a case that its first step stops; its topic is drawn later."""
    steps = listed(draw, 3, 5, lambda _id: {"text": draw(text()), "stop": draw(maybe(text()))})
    steps[0]["stop"] = draw(text())
    told = {name: draw(text()) for name in ("title", "lost", "advice")}
    return told | {"steps": steps, "facts": draw(st.lists(IDS, max_size=2, unique=True))}


def own_fields(draw: st.DrawFn, kind: str, named: dict[str, list[Tree]]) -> Tree:
    """Draw what a question of a kind says."""
    if kind in ("single", "several"):
        held = options(draw, *((2, 4) if kind == "single" else (3, 6)))
        for each in held[: 1 if kind == "single" else draw(st.integers(2, len(held)))]:
            each["is_right"] = True
        draw(st.randoms(use_true_random=False)).shuffle(held)
        return {"options": held, "keep_order": draw(st.booleans())}
    if kind == "order":
        return {"options": options(draw, 3, 6)}
    if kind == "true-false":
        return {"is_true": draw(st.booleans())}
    if kind == "real-false":
        return {"message": draw(message())}
    if kind == "find":
        found = draw(st.sampled_from(named["find"]))
        return {"scene": found["id"], "dangers": [e["id"] for e in found["areas"] if e["tip"]]}
    if kind == "rehearsal":
        return {"call": draw(st.sampled_from(named["rehearsal"]))["id"]}
    if kind == "case":
        return {"case": draw(st.sampled_from(named["case"]))["id"]}
    least, step = draw(st.integers(-50, 50)), draw(st.integers(1, 9))
    steps, right = draw(st.integers(4, 100)), draw(st.integers(0, 4))
    most = least + step * steps
    near = draw(st.integers(0, (most - least) // 4))
    numbers = {"least": least, "most": most, "step": step, "right": least + right * step}
    return {"guess": numbers | {"near": near, "unit": draw(text())}}


@st.composite
def question(draw: st.DrawFn, named: dict[str, list[Tree]]) -> Tree:
    """Draw a question of any kind that can be had."""
    left_out = {kind for kind, held in named.items() if not held}
    kind = draw(st.sampled_from(sorted(kinds.RULES.keys() - left_out)))
    audiences = ["all", "child", "adult", "elder", "driver"]
    return {
        "kind": kind,
        **own_fields(draw, kind, named),
        "prompt": draw(text()),
        "explanation": draw(text()),
        "is_long": draw(st.booleans()),
        "source": {
            "title": draw(text()),
            "article": draw(maybe(text())),
            "effective": draw(maybe(st.sampled_from(["2022-12-01", "2024 年起"]))),
        },
        "audience": draw(st.lists(st.sampled_from(audiences), min_size=1, unique=True)),
        "difficulty": draw(st.sampled_from([1, 2, 3])),
    }


@st.composite
def item(draw: st.DrawFn, before: list[Tree]) -> Tree:
    """Draw an item of a survey, which may depend on one before it."""
    kind = draw(st.sampled_from(["single", "multiple", "scale", "ranking", "number", "unit"]))
    held = options(draw, 2, 8) if kind in ("single", "multiple", "scale", "ranking") else []
    for place, each in enumerate(held):
        if kind == "scale":
            each["value"] = place % 5 + 1
        elif draw(st.booleans()):
            each["value"] = draw(st.integers(0, 99))
    asked = [each for each in before if each["options"]]
    shown = None
    if asked and draw(st.booleans()):
        one = draw(st.sampled_from(asked))
        own = [each["id"] for each in one["options"]]
        any_of = draw(st.lists(st.sampled_from(own), min_size=1, unique=True))
        shown = {"item": one["id"], "any_of": any_of}
    return {
        "kind": kind,
        "prompt": draw(text()),
        "options": held,
        "least": 0 if kind == "number" else None,
        "most": 9 if kind == "number" else None,
        "is_optional": draw(st.booleans()),
        "index": draw(maybe(st.just("security"))) if kind == "scale" else None,
        "show_if": shown,
    }


@st.composite
def survey(draw: st.DrawFn) -> Tree:
    """Draw a survey."""
    items: list[Tree] = []
    for name in draw(st.lists(IDS, min_size=1, max_size=4, unique=True)):
        items.append({"id": name} | draw(item(items)))
    held = {name: draw(text()) for name in ("title", "about", "thanks")}
    return held | {"place": draw(st.sampled_from(["booth", "tour"])), "items": items}


@st.composite
def packs(draw: st.DrawFn) -> Tree:
    """Draw a whole pack of valid content."""
    tree = bare()

    def name(_id: str) -> Tree:
        return {"name": draw(text())}

    tree["event"] |= {each: draw(text()) for each in ("name", "theme", "bureau")}
    tree["towns"] = listed(draw, 0, 3, name)
    towns = st.sampled_from([None, *(each["id"] for each in tree["towns"])])
    tree["units"] = listed(
        draw,
        1,
        3,
        lambda _id: (
            {each: draw(text()) for each in ("name", "short", "does")}
            | {"kind": draw(st.sampled_from(["plaza", "station", "partner"]))}
            | {"town": draw(towns), "is_confirmed": draw(st.booleans())}
        ),
    )
    units = st.sampled_from([each["id"] for each in tree["units"]])
    phones = st.sampled_from(["110", "0573-8512 3456", "13800000000", "+86 573 85123456"])
    tree["cards"] = listed(
        draw,
        0,
        3,
        lambda _id: (
            {each: draw(text()) for each in ("post", "says")}
            | {each: draw(maybe(text())) for each in ("community", "hours")}
            | {"unit": draw(units), "phone": draw(phones), "is_placeholder": draw(st.booleans())}
        ),
    )
    tree["scenes"] = listed(draw, 0, 2, lambda _id: draw(scene()))
    tree["calls"] = listed(draw, 0, 2, lambda _id: draw(call()))
    tree["cases"] = listed(draw, 0, 2, lambda _id: draw(case()))
    one = question({"find": tree["scenes"], "rehearsal": tree["calls"], "case": tree["cases"]})
    ids = iter(draw(st.lists(IDS, min_size=9, max_size=9, unique=True)))
    tree["topics"] = listed(
        draw,
        1,
        3,
        lambda _id: (
            {each: draw(text()) for each in ("name", "short", "about")}
            | {"unit": draw(units)}
            | {"questions": [{"id": next(ids)} | each for each in draw(st.lists(one, max_size=3))]}
        ),
    )
    topics = st.sampled_from([each["id"] for each in tree["topics"]])
    for each in tree["cases"]:
        each["topic"] = draw(topics)
    tree["surveys"] = listed(draw, 0, 2, lambda _id: draw(survey()))
    tree["rating"]["reasons"] = listed(
        draw,
        0,
        3,
        lambda _id: {
            "text": draw(text()),
            "values": draw(st.lists(st.integers(1, 5), min_size=1, unique=True)),
        },
    )
    tree["feedback"] = listed(
        draw,
        0,
        2,
        lambda _id: (
            {each: draw(text()) for each in ("name", "about", "prompt")}
            | {"chips": options(draw, 2, 12), "is_urgent": draw(st.booleans())}
        ),
    )
    tree["tour"]["rules"] = draw(st.lists(text(), min_size=1, max_size=9))
    tree["tour"]["visitors"] = listed(draw, 0, 2, name)
    return tree


@given(packs())
@settings(max_examples=15)
def test_any_content_comes_back_as_it_went_out(tree: Tree) -> None:
    tree = plain(msgspec.convert(tree, Pack))
    data = exported(tree)
    onto_itself = read(data, tree)
    assert [str(each) for each in onto_itself.faults] == []
    assert onto_itself.tree == tree
    assert onto_itself.spots == []
    into_nothing = read(data, bare())
    assert [str(each) for each in into_nothing.faults] == []
    assert into_nothing.tree == tree
    in_the_place_of_another = read(data, bundled(), deletes=True)
    assert [str(each) for each in in_the_place_of_another.faults] == []
    assert in_the_place_of_another.tree == tree


def test_every_kind_of_question_comes_back_as_it_went_out() -> None:
    tree = with_kinds()
    for held in (tree, bare(), bundled()):
        found = read(exported(tree), held)
        assert [str(each) for each in found.faults] == []
        assert found.tree == tree


def test_the_bundled_content_comes_back_as_it_went_out() -> None:
    tree = bundled()
    assert read(exported(tree), tree).tree == tree
    assert read(exported(tree), bare()).tree == tree


def test_every_text_of_the_bundled_content_is_in_the_workbook() -> None:
    assert Text(zh="字").en == "字"
    found = read(exported(bundled()), bare())
    assert len(found.added) > 300
    assert found.refused == []
