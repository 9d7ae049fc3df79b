"""Staff change what the screen shows on pages, look at it, and publish it."""

from __future__ import annotations

import io
import re
from html import unescape

import msgspec
import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from kiosk.content import service as content
from kiosk.office.editor import example, manuscript, publishing
from kiosk.office.editor.sections import SECTIONS, Spot, part, parts, plain
from kiosk.shell.preview import PREVIEWS
from kiosk.storage.db import db
from tests.editor.forms import read_form
from tests.staff.test_account_pages import colleague, enter
from tests.staff.test_pages import sign_in

UNIT = "/staff/content/units/criminal"
QUESTION = "/staff/content/questions/anti-fraud/anti-fraud-003"


@pytest.fixture
def boss(client: FlaskClient) -> FlaskClient:
    """Give the administrator's browser."""
    return sign_in(client)


def spots() -> list[Spot]:
    """Return every part of the bundled pack."""
    tree = plain(content.require_whole(content.bundled()))
    found = []
    for of in SECTIONS.values():
        if not of.is_list:
            found.append(Spot(of))
            continue
        above = parts(tree, SECTIONS[of.within]) if of.within else [{"id": ""}]
        found += [
            Spot(of, each["id"], outer["id"])
            for outer in above
            for each in parts(tree, of, outer["id"])
        ]
    return found


def address(spot: Spot) -> str:
    """Return the address of a part's form."""
    return "/".join(filter(None, ("/staff/content", spot.section.name, spot.key)))


def save(browser: FlaskClient, at: str, **changed: str) -> str:
    """Open a form, change fields, save it; return the page that follows."""
    fields = read_form(browser.get(at).text)
    for name, value in changed.items():
        fields.setlist(name.replace("__", "."), [value])
    answer = browser.post(at, data=fields | {"act": "save"}, follow_redirects=True)
    assert answer.status_code == 200, answer.text
    return answer.text


def words(page: str) -> str:
    """Return a page's words without its tags."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", page)))


def test_every_part_has_a_form_that_saved_unchanged_changes_nothing(boss: FlaskClient) -> None:
    every = spots()
    assert len(every) > 300
    for spot in every[::7]:
        page = boss.get(address(spot))
        assert page.status_code == 200, address(spot)
        answer = boss.post(address(spot), data=read_form(page.text))
        assert answer.status_code == 303, address(spot)
    assert [each.key for each in manuscript.changes(db.reader())] == []
    assert manuscript.read(db.reader()).tree == plain(content.current().pack)


def test_every_part_is_previewed_on_the_page_where_people_meet_it(boss: FlaskClient) -> None:
    for look in ("zh.normal", "en.elder"):
        for spot in spots()[::9]:
            at = address(spot).replace("/content/", "/look/", 1)
            page = boss.get(f"{at}?look={look}")
            assert page.status_code == 200, at
            assert "<script" not in page.text
            assert page.headers["X-Frame-Options"] == "SAMEORIGIN"
            assert ("No preview" in page.text or "还不能预览" in page.text) == (
                spot.section.name not in PREVIEWS
            )
            assert page.headers.getlist("Set-Cookie") == []


def test_a_topic_is_previewed_while_one_of_its_questions_is_empty(boss: FlaskClient) -> None:
    boss.post("/staff/content/questions", data={"within": "anti-fraud"})
    save(boss, "/staff/content/topics/anti-fraud", short__zh="反诈骗")
    page = boss.get("/staff/look/topics/anti-fraud").text
    assert "还不能预览" not in page
    assert "反诈骗" in page


def test_a_change_shows_in_the_preview_at_once_and_on_the_screen_once_published(
    boss: FlaskClient, app: Flask
) -> None:
    fields = read_form(boss.get(QUESTION).text)
    fields["prompt.zh"] = "刚发现被骗，先做什么？"
    look = boss.post(QUESTION.replace("/content/", "/look/", 1), data=fields)
    assert "刚发现被骗，先做什么？" in look.text
    assert not manuscript.read(db.reader()).is_begun
    assert "已存进修改稿" in save(boss, QUESTION, prompt__zh="刚发现被骗，先做什么？")
    assert "刚发现被骗" not in content.current().pack.topics[0].questions[0].prompt.zh
    overview = words(boss.get("/staff/content").text)
    assert "刚发现被骗，先做什么？ 修改" in overview
    answer = boss.post("/staff/content", data={"act": "publish"}, follow_redirects=True)
    assert "已发布" in answer.text
    boss.get("/")
    assert content.current().questions["anti-fraud-003"].prompt.zh == "刚发现被骗，先做什么？"
    assert content.current().pack.version == 2
    assert "pinghu 2" in words(boss.get("/staff/acts").text)


def test_a_mistaken_publish_is_taken_back_by_one_press(boss: FlaskClient) -> None:
    former = content.current()
    save(boss, UNIT, name__zh="写错了")
    boss.post("/staff/content", data={"act": "publish"})
    boss.get("/")
    assert content.current().units["criminal"].name.zh == "写错了"
    answer = boss.post("/staff/content", data={"act": "use", "digest": former.digest})
    assert answer.status_code == 303
    boss.get("/")
    assert content.current().digest == former.digest


def test_the_second_of_two_editors_sees_what_the_first_changed(
    boss: FlaskClient, app: Flask
) -> None:
    second = colleague(app, "editor")
    opened = read_form(second.get(UNIT).text)
    save(boss, UNIT, short__zh="刑警队")
    opened["does__zh".replace("__", ".")] = "破案"
    answer = second.post(UNIT, data=opened)
    assert answer.status_code == 409
    assert "admin 刚刚也改了这里" in words(answer.text)
    assert "现在是：刑警队" in words(answer.text)
    assert "破案" in answer.text
    again = read_form(answer.text)
    assert second.post(UNIT, data=again).status_code == 303
    now = part(manuscript.read(db.reader()).tree, Spot.named("units", "criminal"))
    assert now["does"]["zh"] == "破案"
    assert [each.who for each in manuscript.changes(db.reader())] == ["li", "admin"]


def test_what_is_wrong_stands_beside_its_field_and_keeps_it_from_being_published(
    boss: FlaskClient,
) -> None:
    page = save(boss, "/staff/content/cards/public-security-desk", phone="打给我们")
    assert "电话只用数字、空格和连字符" in words(page)
    assert 'value="打给我们"' in page
    assert 'aria-describedby="phone-fault1"' in page
    overview = boss.get("/staff/content").text
    assert "/staff/content/cards/public-security-desk" in overview
    refused = boss.post("/staff/content", data={"act": "publish"})
    assert refused.status_code == 409
    assert "还有 1 处错误" in refused.text


def test_full_width_figures_are_figures(boss: FlaskClient) -> None:
    save(boss, "/staff/content/cards/public-security-desk", phone="０５７３－８５１２　３４５６")
    now = manuscript.read(db.reader()).tree
    assert part(now, Spot.named("cards", "public-security-desk"))["phone"] == "0573-8512 3456"


def test_a_part_is_added_copied_moved_and_deleted_and_each_step_taken_back(
    boss: FlaskClient,
) -> None:
    before = plain(content.current().pack)
    towns = "/staff/content/towns"
    added = boss.post(towns)
    assert added.status_code == 303
    assert "不能空着" not in boss.get(added.location).text
    assert "不能空着" in boss.get(added.location.partition("?")[0]).text
    save(boss, added.location, name__zh="武原街道")
    copied = boss.post(added.location, data={"act": "copy"}).location
    assert copied not in (None, added.location)
    boss.post(copied, data={"act": "move", "to": "1"})
    now = manuscript.read(db.reader()).tree
    assert now["towns"][0]["name"]["zh"] == "武原街道"
    boss.post(f"{towns}/{before['towns'][0]['id']}", data={"act": "remove"})
    assert len(manuscript.read(db.reader()).tree["towns"]) == len(before["towns"]) + 1
    for _ in range(5):
        assert boss.post("/staff/content", data={"act": "undo"}).status_code == 303
    assert manuscript.read(db.reader()).tree == before
    assert boss.post("/staff/content", data={"act": "undo"}).status_code == 409


def test_options_are_added_left_out_and_put_in_order(boss: FlaskClient) -> None:
    fields = read_form(boss.get(QUESTION).text)
    fields["options.0.order"] = "9"
    fields["options.1.drop"] = "yes"
    fields["options.3.text.zh"] = "新的选项"
    assert boss.post(QUESTION, data=fields).status_code == 303
    now = part(
        manuscript.read(db.reader()).tree, Spot.named("questions", "anti-fraud/anti-fraud-003")
    )
    assert [(each["id"], each["is_right"]) for each in now["options"]] == [
        ("c", True),
        ("d", False),
        ("a", False),
    ]


def test_an_item_depends_on_options_of_one_before_it(boss: FlaskClient) -> None:
    at = "/staff/content/items/satisfaction/paying"
    fields = read_form(boss.get(at).text)
    fields.setlist("show_if.any_of", ["night:1", "night:2"])
    assert boss.post(at, data=fields).status_code == 303
    now = part(manuscript.read(db.reader()).tree, Spot.named("items", "satisfaction/paying"))
    assert now["show_if"] == {"item": "night", "any_of": ["1", "2"]}


def test_only_editors_and_administrators_change_content(app: Flask, boss: FlaskClient) -> None:
    analyst = colleague(app, "analyst", "zhao")
    assert analyst.get("/staff/content").status_code == 403
    assert analyst.post("/staff/content", data={"act": "publish"}).status_code == 403
    editor = colleague(app, "editor", "sun")
    assert editor.get("/staff/content").status_code == 200


@pytest.mark.parametrize(
    "at", ["moons", "units/nobody", "questions/nothing/at-all", "questions/x", "items/a/b/c/d"]
)
def test_what_is_not_there_is_said(boss: FlaskClient, at: str) -> None:
    assert boss.get(f"/staff/content/{at}").status_code == 404
    assert boss.post(f"/staff/content/{at}", data={"act": "save"}).status_code == 404


def test_an_id_never_comes_again(boss: FlaskClient) -> None:
    one = boss.post("/staff/content/towns").location
    boss.post(one, data={"act": "remove"})
    assert boss.post("/staff/content/towns").location != one


def test_the_manuscript_survives_and_can_be_dropped(boss: FlaskClient, app: Flask) -> None:
    save(boss, UNIT, short__zh="刑警队")
    assert enter  # A second browser signs in anew and finds the manuscript as it was left.
    assert manuscript.read(db.reader()).is_begun
    boss.post("/staff/content", data={"act": "discard"})
    assert not manuscript.read(db.reader()).is_begun


def test_a_form_of_nonsense_is_kept_as_typed_and_named_by_the_check(boss: FlaskClient) -> None:
    fields: MultiDict[str, str] = read_form(boss.get(QUESTION).text)
    fields["difficulty"] = "9"
    fields.setlist("audience", ["cats"])
    fields["source.effective"] = "明天"
    page = boss.post(QUESTION, data=fields, follow_redirects=True)
    assert page.status_code == 200
    overview = boss.get("/staff/content").text
    assert overview.count("/staff/content/questions/anti-fraud/anti-fraud-003") >= 2
    assert msgspec.json.encode(manuscript.read(db.reader()).tree)


def send_picture(boss: FlaskClient, data: bytes, name: str) -> TestResponse:
    """Send a picture for a panel."""
    return boss.post(
        "/staff/content-file/panels/anti-fraud",
        data={"field": "image", "file": (io.BytesIO(data), name)},
    )


def test_a_photo_takes_the_place_of_a_panels_picture_without_its_own_data(
    boss: FlaskClient,
) -> None:
    file = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    Image.new("RGB", (3000, 2000), "teal").save(file, "JPEG", exif=exif)
    assert send_picture(boss, file.getvalue(), "IMG 0001.JPG").status_code == 303
    now = manuscript.read(db.reader())
    name = part(now.tree, Spot.named("panels", "anti-fraud"))["image"]
    held = boss.get(f"/staff/content-file/{name}")
    assert held.content_type == "image/jpeg"
    assert b"taken at home" not in held.data
    assert max(Image.open(io.BytesIO(held.data)).size) == 1600
    assert f"/staff/content-file/{name}" in boss.get("/staff/look/panels/anti-fraud").text
    assert boss.post("/staff/content", data={"act": "publish"}).status_code == 303
    boss.get("/")
    shown = content.current()
    assert boss.get(f"/pack/{shown.digest}/{name}").data == held.data


@pytest.mark.parametrize(
    ("sent", "name", "told"),
    [
        (b"GIF89a nonsense", "a.jpg", "不是能读的照片"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "a.svg", "不能用"),
        (b"<svg " + b" " * 400_000, "a.svg", "太大"),
        (b"", "", "请先选一个文件"),
    ],
)
def test_what_is_no_picture_is_refused_in_words(
    boss: FlaskClient, sent: bytes, name: str, told: str
) -> None:
    answer = send_picture(boss, sent, name)
    assert answer.status_code == 409
    assert told in answer.text
    assert not manuscript.read(db.reader()).is_begun


def test_a_warning_in_a_list_is_not_called_an_error(boss: FlaskClient) -> None:
    reader = db.reader()
    found = publishing.faults(manuscript.read(reader).tree, manuscript.read_files(reader))
    warned = [each.path[1] for each in found if each.path[0] == "topics"]
    assert warned
    assert not any(each.is_error for each in found)
    for number in warned:
        topic = content.current().pack.topics[int(number)]
        assert "有错误" not in boss.get(f"/staff/content/topics/{topic.id}").text


def test_what_is_still_the_examples_is_listed_until_it_is_replaced(boss: FlaskClient) -> None:
    before = example.leftovers(manuscript.read(db.reader()).tree)
    sections = [each.spot.section.name for each in before]
    assert {name: sections.count(name) for name in set(sections)} == {
        "event": 1,
        "towns": 9,
        "units": 9,
        "cards": 32,
        "hotlines": 1,
    }
    save(
        boss,
        "/staff/content/event",
        id="haiyan/2026",
        bureau__zh="海盐县公安局",
        bureau__en="",
    )
    desk = "/staff/content/cards/danghu-desk"
    fields = read_form(boss.get(desk).text)
    fields["phone"] = "0573-8612 1110"
    del fields["is_placeholder"]
    boss.post(desk, data=fields)
    after = example.leftovers(manuscript.read(db.reader()).tree)
    assert len(after) == len(before) - 2
    assert "写着示例单位的“当湖”" in boss.get("/staff/content").text


def test_a_bureaus_own_pack_is_named_after_its_event(boss: FlaskClient) -> None:
    save(boss, "/staff/content/event", id="haiyan/2026")
    assert boss.post("/staff/content", data={"act": "publish"}).status_code == 303
    boss.get("/")
    assert (content.current().pack.id, content.current().pack.version) == ("haiyan", 1)


def test_tags_of_many_parts_are_changed_together(boss: FlaskClient) -> None:
    keys = ["anti-fraud/anti-fraud-003", "anti-fraud/anti-fraud-015"]
    sent = {"keys": keys, "change": "difficulty:3", "back": "/staff/content/topics/anti-fraud"}
    answer = boss.post("/staff/content-batch/questions", data=sent)
    assert answer.status_code == 303
    assert answer.location == "/staff/content/topics/anti-fraud?done=batch"
    boss.post("/staff/content-batch/questions", data=sent | {"change": "audience:elder"})
    tree = manuscript.read(db.reader()).tree
    for key in keys:
        held = part(tree, Spot.named("questions", key))
        assert (held["difficulty"], held["audience"]) == (3, ["elder"])
    boss.post("/staff/content-batch/questions", data=sent | {"change": "remove:"})
    tree = manuscript.read(db.reader()).tree
    assert not {each["id"] for each in tree["topics"][0]["questions"]} & {
        key.partition("/")[2] for key in keys
    }
    away = boss.post("/staff/content-batch/units", data={"back": "//elsewhere.example"})
    assert away.location == "/staff/content"


def test_a_bureau_is_led_through_its_first_steps(boss: FlaskClient) -> None:
    page = words(boss.get("/staff/content-start").text)
    assert "镇街道 9 处还是示例" in page
    assert "警民联系卡 32 处还是示例" in page
    for town in [each["id"] for each in manuscript.read(db.reader()).tree["towns"]]:
        boss.post(f"/staff/content/towns/{town}", data={"act": "remove"})
    page = words(boss.get("/staff/content-start").text)
    assert "镇街道 好了" in page
    assert "9 处错误" in page, "units name towns that are gone"
