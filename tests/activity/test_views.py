"""Test how staff tell of activities, as a browser without script meets it."""

from __future__ import annotations

import errno
import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from kiosk.errors import StorageFailed
from tests.activity.pictures import MAKER, MULTIPART, drawing, multipart, photo, written
from tests.factories import held_records, held_rows, hidden
from tests.staff.test_pages import acts, read, sign_in, words

LIST = "/staff/activities"
GIVEN = {
    "about_unit": "traffic",
    "kind": "plaza",
    "place": "中心广场",
    "begins": "2026-12-20T09:00",
    "ends": "2026-12-20T16:00",
    "officers": "12",
    "visitors": "",
    "done": "摆放展板 6 块。",
}
MB = 2**20


def address(page: str) -> str:
    found = re.search(rf'action="({LIST}/[0-9a-f]{{32}})"', page)
    assert found
    return found[1]


@pytest.fixture
def staff(client: FlaskClient) -> FlaskClient:
    """Give a signed-in analyst."""
    return sign_in(client, "analyst", "li")


@pytest.fixture
def entry(staff: FlaskClient) -> str:
    """Give the address of an entry."""
    path = address(read(staff, f"{LIST}/new"))
    assert staff.post(path, data=GIVEN | {"base": "0"}).status_code == 303
    return path


def upload(client: FlaskClient, entry: str, *files: tuple[bytes, str]) -> Any:
    body = multipart(*files)
    return client.post(f"{entry}/photos", data=body, content_type=MULTIPART)


def pictures(page: str) -> list[str]:
    return re.findall(rf'src="({LIST}/[0-9a-f]+/photos/[0-9a-f]+\.jpg)"', page)


def test_every_unit_is_listed_with_what_it_told_and_who_has_not(
    staff: FlaskClient, entry: str
) -> None:
    said = " ".join(words(read(staff, LIST)).split())
    assert re.search(r"已填报 1 / \d+ ?个单位", said)
    assert "交警大队 已填报 中心广场 广场宣传咨询 · 12-20 09:00 · 0 张照片" in said
    assert "刑侦大队 未填报" in said
    assert ("li", "activity") in acts()


def test_an_entry_is_changed_removed_and_brought_back(staff: FlaskClient, entry: str) -> None:
    base = hidden(read(staff, entry), "base")
    data = GIVEN | {"base": base, "officers": "15", "visitors": "800"}
    page = staff.post(entry, data=data, follow_redirects=True).get_data(as_text=True)
    assert 'value="15"' in page
    assert "已保存" in page
    base = hidden(page, "base")
    gone = staff.post(f"{entry}/remove", data={"base": base}, follow_redirects=True)
    assert "已移除" in gone.get_data(as_text=True)
    assert "交警大队 未填报" in " ".join(words(gone.get_data(as_text=True)).split())
    undone = staff.post(f"{entry}/undo", data={"base": hidden(gone.get_data(as_text=True), "base")})
    assert undone.status_code == 303
    assert "交警大队 已填报" in " ".join(words(read(staff, LIST)).split())
    assert [act for _, act in acts()][-3:] == ["activity", "activity-remove", "activity-undo"]


def test_a_form_opened_before_anothers_change_is_refused_and_says_what_changed(
    staff: FlaskClient, entry: str
) -> None:
    base = hidden(read(staff, entry), "base")
    staff.post(entry, data=GIVEN | {"base": base, "place": "体育馆"})
    answer = staff.post(entry, data=GIVEN | {"base": base, "done": "我写的话"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "li 刚刚改过这份填报（地点）" in page
    assert "体育馆" in words(page)
    assert "我写的话" in page
    again = staff.post(entry, data=GIVEN | {"base": hidden(page, "base"), "done": "我写的话"})
    assert again.status_code == 303


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"officers": ""}, "参加民警的人数"),
        ({"officers": "many"}, "民警人数应是"),
        ({"visitors": "-3"}, "群众人数应是"),
        ({"ends": "2026-12-19T09:00"}, "结束时间早于开始时间"),
        ({"about_unit": "<b>"}, "从列表里选单位"),
        ({"base": "x"}, "刚刚改过"),
    ],
)
def test_unfit_entries_are_explained_on_the_form_and_keep_what_was_typed(
    staff: FlaskClient, entry: str, changed: dict[str, str], said: str
) -> None:
    answer = staff.post(entry, data=GIVEN | {"base": "1", "done": "长长的一段话"} | changed)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert said in page
    assert "长长的一段话" in page
    assert len(held_rows("activity")) == 1


def test_several_photos_are_added_at_once_without_what_telephones_write(
    staff: FlaskClient, entry: str
) -> None:
    answer = upload(
        staff,
        entry,
        (photo(), "a.jpg"),
        (written(drawing(400, 400), "PNG"), "b.png"),
        (photo(), "a.jpg"),
    )
    assert answer.status_code == 303
    page = read(staff, entry)
    assert len(pictures(page)) == 2
    for path in pictures(page):
        sent = staff.get(path)
        assert sent.content_type == "image/jpeg"
        assert sent.data.startswith(b"\xff\xd8")
        assert MAKER.encode() not in sent.data
    assert "2 张照片" in words(read(staff, LIST))


def test_a_photo_is_captioned_moved_removed_and_put_back(staff: FlaskClient, entry: str) -> None:
    upload(staff, entry, (photo(), "a.jpg"), (written(drawing(400, 400), "PNG"), "b.png"))
    first, second = (path.removesuffix(".jpg") for path in pictures(read(staff, entry)))
    staff.post(first, data={"change": "save", "caption": "=cmd|' 䶮 مرحبا"})
    assert "=cmd|&#39; 䶮 مرحبا" in read(staff, entry)
    staff.post(second, data={"change": "earlier"})
    assert pictures(read(staff, entry)) == [f"{second}.jpg", f"{first}.jpg"]
    page = staff.post(first, data={"change": "remove"}, follow_redirects=True)
    assert "照片已移除" in page.get_data(as_text=True)
    staff.post(first, data={"change": "restore"})
    assert pictures(read(staff, entry)) == [f"{second}.jpg", f"{first}.jpg"]
    assert staff.post(first, data={"change": "burn"}).status_code == 404


def test_what_is_no_photo_is_named_and_the_others_are_kept(staff: FlaskClient, entry: str) -> None:
    answer = upload(staff, entry, (b"only words", "=cmd|<b>.jpg"), (photo(), "good.jpg"))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "“=cmd|&lt;b&gt;.jpg”不是能读的照片" in page
    assert len(pictures(page)) == 1


def test_sending_no_photo_at_all_is_explained(staff: FlaskClient, entry: str) -> None:
    answer = staff.post(f"{entry}/photos", data={})
    assert answer.status_code == 409
    assert "请先选照片" in answer.get_data(as_text=True)


def test_photos_of_no_entry_are_not_found(staff: FlaskClient) -> None:
    assert upload(staff, f"{LIST}/{'9' * 32}", (photo(), "a.jpg")).status_code == 404


def test_nothing_but_photos_may_be_long(staff: FlaskClient, entry: str) -> None:
    large = b"\xff\xd8\xff" + bytes(2 * MB)
    answer = upload(staff, entry, (large, "a.jpg"))
    assert answer.status_code == 409  # It was read, and is no photo.
    assert staff.post(entry, data=GIVEN | {"done": "x" * 2 * MB}).status_code == 413


def test_a_full_disk_keeps_nothing_of_a_photo_and_says_so(
    staff: FlaskClient, entry: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object, **_given: object) -> bool:
        raise StorageFailed("磁盘已满", "The disk is full")

    monkeypatch.setattr("kiosk.office.activities.service.add_photo", full)
    answer = upload(staff, entry, (photo(), "a.jpg"))
    assert answer.status_code == 503
    assert "磁盘已满" in answer.get_data(as_text=True)
    assert held_records("activity-photo") == []


def test_a_disk_too_full_to_take_an_upload_in_is_named(
    staff: FlaskClient, entry: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object, **_given: object) -> object:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("flask.Request._get_file_stream", full)
    answer = upload(staff, entry, (photo(), "a.jpg"))
    assert answer.status_code == 503
    assert "腾出磁盘空间" in answer.get_data(as_text=True)
    assert held_records("activity-photo") == []
