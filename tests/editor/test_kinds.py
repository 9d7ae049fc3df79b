"""Questions of every kind in the editor: forms, areas, calls, previews, and what is kept."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk import clock
from kiosk.content import kinds
from kiosk.office.editor import differences, example, manuscript, publishing, review
from kiosk.office.editor.fields import fields_of
from kiosk.office.editor.sections import Spot, Tree, part
from kiosk.office.editor.translation.places import find, places
from kiosk.storage.db import db
from tests.editor.forms import read_form
from tests.editor.kinds import OWN, TOPIC, put_kinds, with_kinds
from tests.editor.test_pages import save, words
from tests.staff.test_pages import sign_in

CONTENT = "/staff/content"


@pytest.fixture
def boss(client: FlaskClient, app: Flask) -> FlaskClient:
    """Give the administrator's browser, with a question of each kind in the manuscript."""
    with db.transaction() as tx:
        put_kinds(tx)
    return sign_in(client)


def at(kind: str) -> str:
    """Return the address of the question of a kind."""
    return f"{CONTENT}/questions/{TOPIC}/kind-{kind}"


def held(kind: str) -> Tree:
    """Return the question of a kind as the manuscript has it."""
    return part(now(), Spot.named("questions", f"{TOPIC}/kind-{kind}"))


def now() -> Tree:
    """Return the manuscript."""
    return manuscript.read(db.reader()).tree


def test_the_pack_of_these_tests_has_every_kind_and_no_fault(boss: FlaskClient) -> None:
    assert OWN.keys() == kinds.RULES.keys()
    found = publishing.faults(now(), manuscript.read_files(db.reader()))
    assert [each for each in found if each.is_error] == []


def test_every_kind_has_a_form_that_saved_unchanged_changes_nothing(boss: FlaskClient) -> None:
    spots = [at(kind) for kind in OWN]
    spots += [f"{CONTENT}/scenes/model-kitchen", f"{CONTENT}/calls/false-support"]
    spots += [f"{CONTENT}/turns/false-support/{name}" for name in ("turn-01", "turn-02")]
    before = now()
    for address in spots:
        page = boss.get(address)
        assert page.status_code == 200, address
        assert boss.post(address, data=read_form(page.text)).status_code == 303, address
        assert differences.between(before, now()) == [], address
    assert now() == before


@pytest.mark.parametrize("kind", OWN)
def test_a_form_shows_the_fields_of_its_kind(boss: FlaskClient, kind: str) -> None:
    page = boss.get(at(kind)).text
    shown = {
        each.name
        for each in fields_of(Spot.named("questions", "a/b").section.part)
        if each.kinds and f'data-kinds="{" ".join(each.kinds)}" >' in page
    }
    assert shown >= set(kinds.RULES[kind].uses)


def test_another_kind_keeps_what_the_former_held_until_it_is_cleared_with_a_tick(
    boss: FlaskClient,
) -> None:
    options = held("single")["options"]
    guess = {"least": 0, "most": 100, "step": 10, "right": 50, "near": 10, "unit__zh": "元"}
    given = {f"guess__{name}": str(value) for name, value in guess.items()}
    page = words(save(boss, at("single"), kind="guess", **given))
    assert held("single")["options"] == options
    assert held("single")["guess"]["least"] == 0
    assert "还留着别的题型的内容" in page
    assert "清空 选项" in page
    assert "这种题用不到这一项，请清空" in page
    refused = boss.post(CONTENT, data={"act": "publish"})
    assert refused.status_code == 409
    save(boss, at("single"), kind="single")
    assert held("single")["options"] == options
    save(boss, at("single"), kind="true-false", is_true="False", clear="options")
    assert (held("single")["options"], held("single")["is_true"]) == ([], False)
    assert held("single")["guess"]["least"] == 0, "what was not ticked stays"


def test_what_a_kind_uses_is_never_cleared(boss: FlaskClient) -> None:
    save(boss, at("order"), clear="options")
    assert len(held("order")["options"]) == 3


def test_a_new_question_is_asked_its_kind_first(boss: FlaskClient) -> None:
    page = boss.get(f"{CONTENT}/topics/{TOPIC}").text
    assert '<select id="kind-of-new" name="kind"' in page
    added = boss.post(f"{CONTENT}/questions", data={"within": TOPIC, "kind": "order"})
    name = urlsplit(added.location).path.rpartition("/")[2]
    now_held = part(now(), Spot.named("questions", f"{TOPIC}/{name}"))
    assert now_held["kind"] == "order"
    other = boss.post(f"{CONTENT}/questions", data={"within": TOPIC})
    assert other.status_code == 303


def test_a_question_offers_the_areas_of_its_scene_and_a_reply_the_turns_of_its_call(
    boss: FlaskClient,
) -> None:
    page = boss.get(at("find")).text
    fields = read_form(page)
    assert fields.getlist("dangers") == ["stove", "cable"]
    fields.setlist("dangers", ["window", "stove"])
    boss.post(at("find"), data=fields)
    assert held("find")["dangers"] == ["stove", "window"]
    assert "“窗户”是要找的危险，请在场景里写为什么危险" in words(boss.get(at("find")).text)
    turn = f"{CONTENT}/turns/false-support/turn-01"
    assert '<option value="turn-02" selected>' in boss.get(turn).text
    assert "绕回来了：turn-01 → turn-02 → turn-01" in words(
        save(boss, f"{CONTENT}/turns/false-support/turn-02", replies__0__next="turn-01")
    )
    call = words(boss.get(f"{CONTENT}/calls/false-support").text)
    assert "有错误，点开看" in call


def test_an_area_drawn_without_a_name_is_kept_and_the_fault_stands_beside_it(
    boss: FlaskClient,
) -> None:
    address = f"{CONTENT}/scenes/model-kitchen"
    assert "data-canvas" in boss.get(address).text
    box = {"left": "90", "top": "1", "width": "20", "height": "3"}
    given = {f"areas__3__{name}": value for name, value in box.items()}
    save(boss, address, **given)
    assert part(now(), Spot.named("scenes", "model-kitchen"))["areas"][3]["left"] == 90
    page = words(save(boss, address, areas__3__name__zh="垃圾桶"))
    assert "超出画面右边（110 %）" in page
    assert "至少 6 %" in page


@pytest.mark.parametrize("kind", OWN)
def test_every_kind_is_previewed_before_and_after_the_answer(boss: FlaskClient, kind: str) -> None:
    asked = words(boss.get(f"/staff/look/questions/{TOPIC}/kind-{kind}?look=zh.normal").text)
    assert f"题型 {kind} 的题" in asked
    assert f"解释 {kind}" not in asked
    told = boss.get(f"/staff/look/questions/{TOPIC}/kind-{kind}?look=zh.elder&answered=yes").text
    assert f"解释 {kind}" in told
    assert "<script" not in told


def test_a_scene_a_call_a_turn_and_a_case_are_previewed_by_a_question(boss: FlaskClient) -> None:
    look = "/staff/look"
    assert "灶台" in boss.get(f"{look}/scenes/model-kitchen").text
    assert "人走关火" in boss.get(f"{look}/scenes/model-kitchen?answered=yes").text
    assert "您的账户有风险" in boss.get(f"{look}/calls/false-support").text
    assert "官方不这样打" in boss.get(f"{look}/calls/false-support?answered=yes").text
    assert "把验证码念给我" in boss.get(f"{look}/turns/false-support/turn-02").text
    assert "她照着做" in boss.get(f"{look}/cases/false-refund").text
    assert "挂断电话" in boss.get(f"{look}/cases/false-refund?answered=yes").text
    for kind in ("find", "rehearsal", "case"):
        boss.post(at(kind), data={"act": "remove"})
    assert "灶台" in boss.get(f"{look}/scenes/model-kitchen").text
    assert "您的账户有风险" in boss.get(f"{look}/calls/false-support").text
    assert "她照着做" in boss.get(f"{look}/cases/false-refund").text


@pytest.mark.parametrize("kind", OWN)
def test_a_question_of_which_nothing_is_filled_in_says_why_it_is_not_shown(
    boss: FlaskClient, kind: str
) -> None:
    added = boss.post(f"{CONTENT}/questions", data={"within": TOPIC, "kind": kind})
    address = urlsplit(added.location).path.replace("/content/", "/look/")
    for state in ("", "?answered=yes"):
        assert "还不能预览" in boss.get(address + state).text


def test_what_a_scene_and_a_call_say_is_signed_off_with_the_question(boss: FlaskClient) -> None:
    page = words(boss.get(f"{CONTENT}-review?group=questions/{TOPIC}").text)
    for said in (
        "灶台",
        "人走关火",
        "您的账户有风险",
        "验证码就是钥匙",
        "不是官网",
        "挂断电话",
        "假的",
        "不对",
    ):
        assert said in page
    for kind, changed in (
        ("find", "scenes/model-kitchen"),
        ("rehearsal", "turns/false-support/turn-02"),
        ("case", "cases/false-refund"),
    ):
        save(boss, at(kind), reviewed_on="2026-11-01", review_due="2099-01-01")
        with db.transaction() as tx:
            spot = Spot.named("questions", f"{TOPIC}/kind-{kind}")
            seen = manuscript.seal(held(kind), spot)
            signed = review.signed("法制岗", clock.today(), "2099-01-01")
            manuscript.save(tx, spot, signed, seen=seen, who="x")
        before = now()
        field = {"find": "alt__zh", "rehearsal": "says__zh", "case": "lost__zh"}[kind]
        save(boss, f"{CONTENT}/{changed}", **{field: "改过的话"})
        assert held(kind)["reviewed_on"] is None
        boss.post(CONTENT, data={"act": "undo"})
        assert now() == before


def test_differences_of_every_kind_are_said_in_words() -> None:
    former, later = with_kinds(), with_kinds()
    topic = part(later, Spot.named("topics", TOPIC))
    asked = {each["kind"]: each for each in topic["questions"] if each["id"].startswith("kind-")}
    asked["true-false"]["is_true"] = True
    asked["real-false"]["message"]["is_genuine"] = True
    asked["guess"]["guess"]["right"] = 40
    asked["single"]["kind"] = "order"
    turn = part(later, Spot.named("turns", "false-support/turn-01"))
    turn["replies"][1]["next"] = None
    part(later, Spot.named("scenes", "model-kitchen"))["areas"].pop()
    said = {
        (each.spot.id, before, after)
        for each in differences.between(former, later)
        for _, before, after in each.fields
    }
    assert ("kind-true-false", "不对 / False", "对 / True") in said
    assert ("kind-single", "单选 / One choice", "排序 / Put in order") in said
    kinds_of = {name: (before, after) for name, before, after in said}
    assert "假的" in kinds_of["kind-real-false"][0]
    assert "真的" in kinds_of["kind-real-false"][1]
    assert "turn-02" in kinds_of["turn-01"][0]
    assert "窗户" in kinds_of["model-kitchen"][0]


def test_every_text_of_every_kind_is_on_the_translators_list_and_takes_its_english() -> None:
    tree = with_kinds()
    listed = {each.zh for each in places(tree)}
    texts = [each for name in ("scenes", "calls") for each in _texts(tree[name])]
    topic = part(tree, Spot.named("topics", TOPIC))
    texts += _texts(topic["questions"][-8:])
    assert len(texts) >= 60
    assert {each["zh"] for each in texts} <= listed
    for place in places(tree):
        assert find(tree, place.key.rpartition("@")[0])["zh"] == place.zh


def _texts(held: object) -> Iterator[dict[str, str]]:
    """Yield every text within a part."""
    if isinstance(held, dict):
        if "zh" in held:
            yield held
        else:
            for each in held.values():
                yield from _texts(each)
    elif isinstance(held, list):
        for each in held:
            yield from _texts(each)


def test_the_examples_names_are_found_in_scenes_messages_and_calls() -> None:
    tree = with_kinds()
    before = {each.spot for each in example.leftovers(tree)}
    part(tree, Spot.named("scenes", "model-kitchen"))["areas"][0]["tip"]["zh"] = "平湖的厨房"
    part(tree, Spot.named("turns", "false-support/turn-02"))["says"]["zh"] = "我是平湖的"
    asked = part(tree, Spot.named("questions", f"{TOPIC}/kind-real-false"))
    asked["message"]["lines"][1]["text"]["zh"] = "平湖银行"
    found = {each.spot.key for each in example.leftovers(tree) if each.spot not in before}
    assert found == {"model-kitchen", "false-support/turn-02", f"{TOPIC}/kind-real-false"}


def test_a_copied_call_keeps_its_turns(boss: FlaskClient) -> None:
    boss.post(f"{CONTENT}/calls/false-support", data={"act": "copy"})
    one, other = now()["calls"][-2:]
    assert one["turns"] == other["turns"]
