"""Test what the check says of surveys, blocks and reviews."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kiosk import clock
from kiosk.content import check_reviews, check_surveys
from kiosk.content import service as content
from kiosk.content.load import load
from kiosk.content.pack import Block, Item, Pack, Survey
from kiosk.content.parts import Text
from tests.factories import item, option, pack_folder, replace_once, survey, words

Found = list[tuple[str, str, bool]]


def with_surveys(*surveys: Survey, blocks: tuple[Block, ...] = ()) -> Pack:
    """Return the bundled pack with other surveys and blocks."""
    pack = content.require_whole(content.bundled())
    return msgspec.structs.replace(pack, surveys=surveys, blocks=blocks)


def checked(pack: Pack, module: Any = check_surveys) -> Found:
    """Return path, English words, and whether it is an error, of each fault."""
    found: Found = []

    def report(path: Any, _zh: str, en: str, *, is_error: bool = True) -> None:
        found.append((".".join(map(str, path)), en, is_error))

    module.check(pack, report)
    return found


def asked(kind: str, *options: Any, **given: Any) -> Pack:
    """Return a pack whose only item is of this kind."""
    one = Item(id="one", kind=kind, prompt=words(), options=options, **given)  # type: ignore[arg-type]
    return with_surveys(survey(one))


def points(*values: int) -> list[Any]:
    return [option(f"p{place}", value=value) for place, value in enumerate(values)]


@pytest.mark.parametrize("values", [(1, 2, 3, 4, 5), (1, 2, 4, 5), (1, 3, 5), (1, 5)])
def test_points_that_count_alike_on_both_sides_are_right(values: tuple[int, ...]) -> None:
    assert checked(asked("scale", *points(*values), index="security")) == []


@pytest.mark.parametrize("values", [(1, 2, 3, 4), (2, 3, 4, 5), (5, 4, 3, 2, 1), (1, 2, 5)])
def test_points_that_would_count_askew_are_warned_of(values: tuple[int, ...]) -> None:
    [(path, words_said, is_error)] = checked(asked("scale", *points(*values), index="security"))
    assert path == "surveys.0.items.0.options"
    assert "1, 2, 4, 5 without a middle" in words_said
    assert not is_error


@pytest.mark.parametrize(
    ("pack", "said"),
    [
        (lambda: asked("scale", *points(0, 5), index="security"), "points from 1 to 5"),
        (lambda: asked("single", *points(1, 6), rate="awareness"), "points from 1 to 5"),
        (lambda: asked("multiple", *points(1, 5), rate="awareness"), "makes a rate"),
        (lambda: asked("single", *points(1, 5), index="security"), "only a scale counts"),
        (lambda: asked("scale", *points(1, 5), order="random"), "in random order"),
        (
            lambda: asked("single", option("a"), option("b", is_exclusive=True)),
            "can exclude others",
        ),
        (
            lambda: asked("multiple", *(option(each, is_exclusive=True) for each in "ab")),
            "not every option",
        ),
        (
            lambda: asked("multiple", option("a"), option("b", is_uncounted=True)),
            "tells who counts",
        ),
        (
            lambda: asked("single", *(option(each, is_uncounted=True) for each in "ab")),
            "one option at least must count",
        ),
    ],
)
def test_what_an_item_of_this_kind_cannot_do_is_named(pack: Any, said: str) -> None:
    [(path, words_said, is_error)] = checked(pack())
    assert said in words_said
    assert path.startswith("surveys.0.items.0.")
    assert is_error


def test_faults_of_blocks_are_named_where_they_stand() -> None:
    text = item("typed", "text")
    later = item("later", "single", "x", "y", show_if=("own", "a"))
    block = Block(id="you", name=words(), items=(item("age", "single", "a", "b"), text, later))
    own = item("own", "single", "a", "b", show_if=("age", "c"))
    again = item("age", "single", "a", "b")
    said = survey(own, again)
    said = msgspec.structs.replace(said, begins_with=("you", "gone"), ends_with=("you",))
    found = {
        (path, words_said) for path, words_said, _ in checked(with_surveys(said, blocks=(block,)))
    }
    assert found >= {
        ("surveys.0.begins_with", "there is no block gone"),
        ("surveys.0.ends_with", "a block stands here twice"),
        ("surveys.0.items.0.show_if.any_of", "there is no option c"),
        ("surveys.0.items.1", "the item age is asked twice: by a block and by the survey"),
        ("blocks.0.items.2.show_if.item", "must name an item that comes before"),
    }
    assert any(path == "blocks.0.items.1" and "come last" in said for path, said in found)


def test_a_missing_block_and_a_file_that_no_one_lists_are_named_by_file(tmp_path: Path) -> None:
    folder = pack_folder(tmp_path)
    survey_file = folder / "surveys" / "satisfaction.yaml"
    line = replace_once(survey_file, "begins_with: [about-you]", "begins_with: [nobody]")
    (folder / "blocks" / "spare.yaml").write_text("id: spare\n", encoding="utf-8")
    said = [str(each) for each in load(folder).errors]
    assert any(each.startswith("blocks/spare.yaml:1:") for each in said), said
    (folder / "blocks" / "spare.yaml").unlink()
    [only] = [str(each) for each in load(folder).errors]
    assert only.startswith(f"surveys/satisfaction.yaml:{line}:")
    assert "no block nobody" in only


def test_overdue_reviews_are_warned_of_and_days_that_do_not_exist_are_errors() -> None:
    pack = content.require_whole(content.bundled())
    post = Text(zh="法制大队审核岗")
    cards = [
        msgspec.structs.replace(card, reviewed_by=post, reviewed_on=on, review_due=due)
        for card, on, due in zip(
            pack.cards,
            ("2025-01-02", "2026-02-30", "2026-01-02"),
            ("2026-01-01", None, "2026-06-01"),
            strict=False,
        )
    ]
    changed = msgspec.structs.replace(pack, cards=(*cards, *pack.cards[3:]))
    with clock.pretend(datetime(2026, 6, 1, 4, tzinfo=UTC)):
        found = checked(changed, check_reviews)
    assert found == [
        ("cards.0.review_due", "its review was due on 2026-01-01; look at it again", False),
        ("cards.1.reviewed_on", "there is no day 2026-02-30", True),
    ]
