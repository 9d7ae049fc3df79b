"""Entries are whole states, numbered; whoever has not seen a change does not overwrite it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from sqlalchemy import Connection

from kiosk.errors import Refused, Unknown
from kiosk.journal import service as journal
from kiosk.office.activities import report, rules, service
from kiosk.office.activities.records import ActivityTold, PhotoTold
from kiosk.office.activities.rules import Given
from kiosk.shell import photos
from tests.activity.pictures import drawing
from tests.factories import records, rows

ENTRY, OTHER = "a" * 32, "b" * 32
EVENT = "pinghu/2026"
UNITS = {"traffic", "criminal"}


def given(**changed: Any) -> Given:
    said: dict[str, Any] = {
        "about_unit": "traffic",
        "kind": "plaza",
        "place": "中心广场",
        "begins": "2026-12-20T09:00",
        "ends": "2026-12-20T16:00",
        "officers": 12,
        "visitors": 800,
        "done": "摆放展板 6 块。",
    }
    return Given(**(said | changed))


def save(
    tx: Connection, base: int = 0, entry: str = ENTRY, actor: str = "li", **changed: Any
) -> None:
    service.save(
        tx, given(**changed), entry=entry, base=base, event=EVENT, units=UNITS, actor=actor
    )


def picture(colour: int = 0) -> photos.Picture:
    image = drawing()
    image.paste((colour, 200, 0), (300, 300, 640, 480))
    return photos._fit(image, photos.PHOTO)


def add(tx: Connection, *colours: int) -> list[str]:
    for colour in colours:
        service.add_photo(tx, ENTRY, picture(colour), f"photo {colour}", "li")
    return [each.photo for each in report.photos_shown(tx, ENTRY)]


def change(tx: Connection, photo: str, act: service.Change, caption: str = "") -> None:
    service.change_photo(tx, ENTRY, photo, act, caption, "li")


def shown(tx: Connection) -> list[str]:
    return [each.caption for each in report.photos_shown(tx, ENTRY)]


def test_every_change_is_a_record_of_the_whole_state(tx: Connection) -> None:
    save(tx)
    save(tx, base=1, officers=14)
    told = [msgspec.json.decode(each.body, type=ActivityTold) for each in records(tx, "activity")]
    assert [(each.number, each.officers, each.place) for each in told] == [
        (1, 12, "中心广场"),
        (2, 14, "中心广场"),
    ]
    (entry,) = report.entries(tx, EVENT)
    assert entry.told == told[1]
    assert report.entries(tx, "other/2026") == []


def test_a_form_sent_twice_counts_once(tx: Connection) -> None:
    save(tx)
    save(tx)
    save(tx, base=1, officers=14)
    save(tx, base=1, officers=14)
    assert len(records(tx, "activity")) == 2


def test_a_change_that_was_not_seen_is_not_overwritten(tx: Connection) -> None:
    save(tx)
    save(tx, base=1, actor="wang", place="体育馆")
    with pytest.raises(service.Stale, match="wang") as told:
        save(tx, base=1, done="另一段话")
    assert told.value.fields == ["place"]
    assert "地点" in told.value.zh
    assert report.find(tx, ENTRY).told.place == "体育馆"
    for act in (service.remove, service.undo):
        with pytest.raises(service.Stale):
            act(tx, ENTRY, 1, "li")


def test_the_last_change_can_be_taken_back_and_brought_again(tx: Connection) -> None:
    save(tx)
    save(tx, base=1, officers=14)
    service.undo(tx, ENTRY, 2, "li")
    assert report.find(tx, ENTRY).told.officers == 12
    service.undo(tx, ENTRY, 3, "li")
    assert report.find(tx, ENTRY).told.officers == 14


def test_an_entry_that_was_removed_comes_back_by_undo_or_by_saving(tx: Connection) -> None:
    save(tx)
    service.remove(tx, ENTRY, 1, "li")
    assert report.find(tx, ENTRY).told.is_removed
    service.undo(tx, ENTRY, 2, "li")
    assert not report.find(tx, ENTRY).told.is_removed
    service.remove(tx, ENTRY, 3, "li")
    save(tx, base=4)
    assert not report.find(tx, ENTRY).told.is_removed


def test_the_first_state_has_nothing_to_take_back(tx: Connection) -> None:
    save(tx)
    with pytest.raises(Refused, match="first state"):
        service.undo(tx, ENTRY, 1, "li")
    with pytest.raises(Unknown):
        service.undo(tx, OTHER, 0, "li")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"about_unit": "nowhere"}, "从列表里选单位"),
        ({"kind": "party"}, "活动类别"),
        ({"place": " \u202e "}, "地点"),
        ({"done": "\n\n"}, "活动情况"),
        ({"begins": "tomorrow"}, "日期和时间"),
        ({"begins": ""}, "日期和时间"),
        ({"ends": "9999-12-31T00:00"}, "日期和时间"),
        ({"ends": "2026-12-20T08:00"}, "早于"),
    ],
)
def test_unfit_entries_are_refused_in_words(
    tx: Connection, changed: dict[str, Any], said: str
) -> None:
    with pytest.raises(Refused) as told:
        save(tx, **changed)
    assert said in told.value.zh
    assert records(tx, "activity") == []


@pytest.mark.parametrize("text", ["-1", "1.5", "十", "１２", "10000", "9" * 40, "0x10"])
def test_a_number_of_officers_is_a_plain_one(text: str) -> None:
    with pytest.raises(Refused):
        rules.read_count(text, rules.MOST_OFFICERS, rules.FIELDS["officers"])


def test_names_of_all_kinds_are_kept_and_marks_that_cannot_be_seen_are_not(tx: Connection) -> None:
    place = "=cmd|' /C calc'!A0 䶮𠮷 مرحبا 👨‍👩‍👧"
    save(tx, place=f"{place}\u202e\x00\x0b\ufeff", done="一\r\n二\x07\r三")
    told = report.find(tx, ENTRY).told
    assert told.place == place
    assert told.done == "一\n二\n三"


def test_states_of_two_devices_are_ordered_by_number_then_time(tx: Connection) -> None:
    save(tx)
    first = records(tx, "activity")[0]
    later = msgspec.json.decode(first.body, type=ActivityTold)
    from_central = msgspec.structs.replace(
        first, device="c" * 32, made_at="2099-01-01T00:00:00.000000Z"
    )
    told = msgspec.structs.replace(later, place="中心改过", number=2)
    kind = service.ENTRY
    journal.store_rows(tx, from_central, kind.project(from_central, told))
    assert report.find(tx, ENTRY).told.place == "中心改过"


def test_a_photo_is_stored_once_whole_and_its_changes_without_it(tx: Connection) -> None:
    save(tx)
    (photo,) = add(tx, 1)
    change(tx, photo, "save", "说明\n两行")
    change(tx, photo, "save", "说明\n两行")
    told = [
        msgspec.json.decode(each.body, type=PhotoTold) for each in records(tx, "activity-photo")
    ]
    assert [each.jpeg is not None for each in told] == [True, False]
    assert report.picture(tx, photo) == picture(1).jpeg
    assert shown(tx) == ["说明 两行"]
    assert [row["has_picture"] for row in rows(tx, "activity_photo")] == [1, 0]


def test_the_same_photo_sent_twice_is_kept_once(tx: Connection) -> None:
    save(tx)
    assert service.add_photo(tx, ENTRY, picture(1), "", "li")
    assert not service.add_photo(tx, ENTRY, picture(1), "", "li")
    assert len(records(tx, "activity-photo")) == 1


def test_photos_are_moved_removed_and_put_back(tx: Connection) -> None:
    save(tx)
    first, _second, third = add(tx, 1, 2, 3)
    change(tx, third, "earlier")
    assert shown(tx) == ["photo 1", "photo 3", "photo 2"]
    change(tx, first, "later")
    change(tx, first, "later")
    change(tx, first, "later")
    assert shown(tx) == ["photo 3", "photo 2", "photo 1"]
    change(tx, third, "remove")
    assert shown(tx) == ["photo 2", "photo 1"]
    change(tx, third, "restore")
    assert shown(tx) == ["photo 3", "photo 2", "photo 1"]


def test_an_entry_takes_so_many_photos_and_no_more(
    tx: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "MOST_PHOTOS", 2)
    save(tx)
    first, _ = add(tx, 1, 2)
    with pytest.raises(Refused, match="at most 2"):
        add(tx, 3)
    change(tx, first, "remove")
    add(tx, 3)
    with pytest.raises(Refused, match="at most 2"):
        change(tx, first, "restore")


@pytest.mark.parametrize(
    "act",
    [
        lambda tx: service.add_photo(tx, OTHER, picture(), "", "li"),
        lambda tx: change(tx, OTHER, "remove"),
        lambda tx: report.picture(tx, OTHER),
        lambda tx: report.find(tx, OTHER),
        lambda tx: service.remove(tx, OTHER, 1, "li"),
    ],
)
def test_what_is_not_there_is_unknown(tx: Connection, act: Callable[[Connection], object]) -> None:
    with pytest.raises(Unknown):
        act(tx)
