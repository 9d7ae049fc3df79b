"""Test that each step with feedback is a record, that none overwrites another, and that undo is."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection

from kiosk.booth.feedback import rules, staff_list, staff_views, step_report, steps
from kiosk.booth.feedback.records import Act
from kiosk.booth.feedback.staff_list import DeskFilters
from kiosk.booth.feedback.steps import Overtaken
from kiosk.content.catalog import Catalog
from kiosk.counts import rebuild
from kiosk.counts.filters import Filters
from kiosk.errors import NotAllowed, Refused, Unknown
from kiosk.journal.service import new_id
from kiosk.office.exports.tables import open_table
from kiosk.sealing import erasure, keys
from kiosk.sealing.opening import Opener
from kiosk.storage.db import db
from tests.conftest import PASSPHRASE
from tests.factories import records, rows
from tests.feedback.desks import UNITS, acts, answer, give, now, status, step
from tests.feedback.test_views import HARD_TEXTS

EVENT = "pinghu/2026"
SECRET = "已告诉住在三楼的那位先生"
TAKEN = st.sampled_from(["assign", "answer", "close", "reopen", "quote", "unquote", "undo"])
UNIT = st.sampled_from(["", *sorted(UNITS)])


@pytest.fixture
def opener(tx: Connection, recovery_code: str) -> Opener:
    return Opener(tx, EVENT, keys.open_key(tx, EVENT, PASSPHRASE))


# What each step makes of a piece


class Model:
    """Say the same as the rules in another way: a pile of how things stood."""

    def __init__(self) -> None:
        """Begin with nothing done."""
        self.pile: list[dict[str, object]] = [{"unit": "", "answer": "", "shut": False, "q": False}]

    def do(self, act: Act, unit: str, text: str) -> bool:
        """Take a step; tell whether it can be taken."""
        top = self.pile[-1]
        if act == "undo":
            if len(self.pile) > 1:
                self.pile.pop()
                return True
            return False
        changes = {
            "assign": (not top["shut"] and unit != top["unit"], {"unit": unit}),
            "answer": (not top["shut"], {"answer": text}),
            "close": (not top["shut"], {"shut": True}),
            "reopen": (top["shut"], {"shut": False}),
            "quote": (not top["q"], {"q": True}),
            "unquote": (top["q"], {"q": False}),
        }
        is_right, change = changes[act]
        if is_right:
            self.pile.append(top | change)
        return bool(is_right)

    @property
    def status(self) -> str:
        """Return the status."""
        top = self.pile[-1]
        if top["shut"]:
            return "closed"
        return "answered" if top["answer"] else "assigned" if top["unit"] else "open"


@given(st.lists(st.tuples(TAKEN, UNIT), max_size=14))
def test_any_steps_and_undos_leave_what_a_pile_of_states_says(
    tx: Connection, opener: Opener, taken: list[tuple[Act, str]]
) -> None:
    savepoint = tx.begin_nested()
    form, model, count = give(tx, "灯坏了"), Model(), 0
    for place, (act, unit) in enumerate(taken):
        text = f"答复{place}"
        if model.do(act, unit, text):
            assert step(tx, form, act, unit=unit, text=text)
            count += 1
        else:
            with pytest.raises(Refused):
                step(tx, form, act, unit=unit, text=text)
        top, held = model.pile[-1], now(tx, form)
        assert (held.status, held.assigned or "") == (model.status, top["unit"])
        assert bool(held.is_quote) == top["q"]
        assert (answer(tx, form, opener) or "") == top["answer"]
    assert [number for number, _ in acts(tx, form)] == list(range(1, count + 1))
    savepoint.rollback()


def test_a_piece_without_text_is_no_quotation(tx: Connection, sealing: None) -> None:
    form = give(tx)
    with pytest.raises(Refused, match="没有留言"):
        step(tx, form, "quote")
    assert acts(tx, form) == []


@pytest.mark.parametrize("unit", ["moon", "'; DROP TABLE record; --", "𠮷"])
def test_it_goes_only_to_a_unit_there_is(tx: Connection, unit: str) -> None:
    form = give(tx)
    with pytest.raises(Refused):
        step(tx, form, "assign", unit=unit)
    assert status(tx, form) == "open"


@pytest.mark.parametrize("text", ["", "  \n ", "长" * (rules.ANSWER_LIMIT + 1)])
def test_an_answer_is_neither_empty_nor_cut(tx: Connection, sealing: None, text: str) -> None:
    form = give(tx)
    with pytest.raises(Refused):
        step(tx, form, "answer", text=text)
    assert acts(tx, form) == []


@pytest.mark.parametrize("text", [*HARD_TEXTS, "مرحبا שלום 123", "𰻞𰻞面 👩‍👩‍👧‍👦"])
def test_any_answer_opens_as_it_was_written(tx: Connection, opener: Opener, text: str) -> None:
    form = give(tx)
    step(tx, form, "answer", text=text)
    assert answer(tx, form, opener) == text.replace("\r\n", "\n").strip()


def test_without_a_desk_key_no_answer_is_kept(tx: Connection) -> None:
    form = give(tx)
    with pytest.raises(Refused, match="没有保存"):
        step(tx, form, "answer", text=SECRET)
    assert acts(tx, form) == []
    assert step(tx, form, "assign", unit="traffic")


# Two members of staff, and one form twice


def test_a_stale_form_is_refused_and_says_who_did_what(tx: Connection, sealing: None) -> None:
    form = give(tx)
    step(tx, form, "assign", unit="traffic", actor="li")
    seen = now(tx, form).tap
    step(tx, form, "answer", text="好的", actor="wang")
    step(tx, form, "close", actor="zhao")
    with pytest.raises(Overtaken) as refused:
        step(tx, form, "assign", unit="criminal", seen=seen)
    for said in ("wang", "答复", "zhao", "办结"):
        assert said in refused.value.zh
    assert "li" not in refused.value.zh.split("：", 1)[1].split("；")[0]
    assert "answered" in refused.value.en
    assert (status(tx, form), len(acts(tx, form))) == ("closed", 3)


def test_a_form_shown_before_the_first_step_is_stale_after_it(tx: Connection) -> None:
    form = give(tx)
    step(tx, form, "close", actor="wang")
    with pytest.raises(Overtaken, match="wang"):
        step(tx, form, "assign", unit="traffic", seen="")


def test_a_form_sent_twice_counts_once(tx: Connection, sealing: None) -> None:
    form, tap = give(tx), new_id()
    assert step(tx, form, "answer", text="好的", tap=tap, seen="")
    assert not step(tx, form, "answer", text="好的", tap=tap, seen="")
    assert acts(tx, form) == [(1, "answer")]


@pytest.mark.parametrize("nonsense", [{"tap": ""}, {"tap": "x" * 32}, {"seen": "0" * 32}])
def test_a_form_that_was_never_shown_changes_nothing(
    tx: Connection, nonsense: dict[str, str]
) -> None:
    form = give(tx)
    with pytest.raises(Refused):
        step(tx, form, "close", **nonsense)
    assert acts(tx, form) == []


def test_what_is_no_act_is_refused() -> None:
    for text in ("", "erase", "Assign", "begin"):
        with pytest.raises(Refused):
            steps.read_act(text)


def test_feedback_of_another_event_is_not_this_desks(tx: Connection) -> None:
    form = give(tx)
    tx.exec_driver_sql("UPDATE feedback SET event = 'other/2025'")
    with pytest.raises(Unknown):
        step(tx, form, "close", key=EVENT)


# Undo and roles


def test_undo_restores_and_stays_in_the_history(tx: Connection, opener: Opener) -> None:
    form = give(tx, "灯坏了")
    step(tx, form, "answer", text="一")
    step(tx, form, "answer", text="二")
    step(tx, form, "close")
    for expected in ("二", "一", None):
        step(tx, form, "undo")
        assert answer(tx, form, opener) == expected
    with pytest.raises(Refused, match="没有可以撤销"):
        step(tx, form, "undo")
    assert [act for _, act in acts(tx, form)] == ["answer", "answer", "close", *["undo"] * 3]


def test_who_may_only_assign_takes_back_only_that(tx: Connection, sealing: None) -> None:
    analyst = staff_views.acts_of("analyst", is_central=False)
    form = give(tx)
    for act in ("answer", "close", "quote", "reopen", "unquote"):
        with pytest.raises(NotAllowed):
            step(tx, form, act, text="x", may=analyst)
    step(tx, form, "assign", unit="traffic", may=analyst)
    step(tx, form, "undo", may=analyst)
    step(tx, form, "answer", text="好")
    with pytest.raises(NotAllowed):
        step(tx, form, "undo", may=analyst)
    assert status(tx, form) == "answered"


@pytest.mark.parametrize(
    ("role", "is_central", "may_answer", "may_assign"),
    [
        ("reception", False, False, False),
        ("editor", False, False, False),
        ("analyst", False, False, True),
        ("privacy", False, True, True),
        ("admin", False, True, True),
        ("reception", True, False, False),
        ("editor", True, False, False),
        ("analyst", True, False, True),
        ("privacy", True, True, True),
        ("admin", True, False, True),
    ],
)
def test_answering_goes_with_reading_and_assigning_with_figures(
    role: str, is_central: bool, may_answer: bool, may_assign: bool
) -> None:
    may = staff_views.acts_of(role, is_central=is_central)
    assert all((act in may) == may_answer for act in ("answer", "close", "reopen", "quote"))
    assert all((act in may) == may_assign for act in ("assign", "undo"))


# What is kept


def test_no_byte_of_the_database_holds_an_answers_words(
    app: object, data: Path, sealing: None
) -> None:
    with db.transaction() as tx:
        form = give(tx)
        step(tx, form, "answer", text=SECRET)
        [record] = records(tx, "feedback-step")
    assert record.sealed
    held = b"".join(file.read_bytes() for file in data.iterdir() if file.is_file())
    assert form.encode() in held
    for encoded in (SECRET.encode(), SECRET.encode("utf-16-le"), SECRET.encode("unicode-escape")):
        assert encoded not in held


def test_erasing_the_event_erases_answers_too(tx: Connection, opener: Opener) -> None:
    form = give(tx, "灯坏了")
    step(tx, form, "answer", text=SECRET)
    assert erasure.erase_event(tx, EVENT) == 2
    assert answer(tx, form, opener) is None
    assert status(tx, form) == "answered"
    assert erasure.sealed_events(tx) == []
    with pytest.raises(Refused):
        step(tx, form, "answer", text=SECRET)


def test_steps_come_again_from_the_journal(tx: Connection, sealing: None) -> None:
    form = give(tx, "灯坏了")
    for act in ("quote", "close", "undo"):
        step(tx, form, act)
    before = rows(tx, "feedback_step")
    rebuild.rebuild(tx, lambda _count: None)
    assert rows(tx, "feedback_step") == before
    assert len(before) == 3


# Lists, figures, exports


def test_lists_sort_and_filter_by_how_pieces_stand(tx: Connection, catalog: Catalog) -> None:
    first, second, third = (
        give(tx, unit="traffic"),
        give(tx, kind="praise"),
        give(tx, kind="praise"),
    )
    step(tx, second, "assign", unit="traffic")
    step(tx, third, "close")

    def found(sort: staff_list.Sort = "latest", **filters: str) -> list[str]:
        pieces = staff_list.search(tx, DeskFilters(**filters), catalog, None, sort=sort).pieces
        return [piece.form for piece in pieces]

    assert found() == [third, second, first]
    assert found("oldest") == [first, second, third]
    assert found("status") == [first, second, third]
    assert found("kind") == [third, second, first]
    assert found("unit") == [second, first, third]
    assert found(concerns="traffic") == [second, first]
    assert found(status="open") == [first]
    assert found(status="closed", kind="suggestion") == []
    assert staff_list.counts(tx, DeskFilters()) == {
        "open": 1,
        "assigned": 1,
        "answered": 0,
        "closed": 1,
    }


def test_pages_of_a_long_list_hold_each_piece_once(tx: Connection, catalog: Catalog) -> None:
    forms = {give(tx) for _ in range(staff_list.PAGE + 3)}
    pages = [staff_list.search(tx, DeskFilters(), catalog, None, page=page) for page in (1, 2, 99)]
    assert [len(each.pieces) for each in pages] == [staff_list.PAGE, 3, 3]
    assert {piece.form for each in pages for piece in each.pieces} == forms


def test_figures_count_pieces_by_status_and_unit(tx: Connection, sealing: None) -> None:
    first, second, _third = give(tx, "好", unit="traffic"), give(tx), give(tx, unit="criminal")
    step(tx, first, "quote")
    step(tx, second, "assign", unit="traffic")
    figures = step_report.figures(tx, Filters(event=EVENT))
    assert figures.by_status == {"open": 2, "assigned": 1, "answered": 0, "closed": 0}
    assert {unit: sum(held.values()) for unit, held in figures.by_unit.items()} == {
        "traffic": 2,
        "criminal": 1,
    }
    assert figures.quotes == 1


def test_quotes_are_what_staff_chose_and_never_a_contact(
    tx: Connection, opener: Opener, catalog: Catalog
) -> None:
    chosen, erased = give(tx, "警察叔叔真好 👮🏻‍♀️", unit="traffic"), give(tx, "要删掉的")
    give(tx, "没有选")
    for form in (chosen, erased):
        step(tx, form, "quote")
    seq = now(tx, erased).seq
    tx.exec_driver_sql(f"UPDATE record SET sealed = NULL WHERE seq = {seq}")
    [quote] = step_report.quotes(tx, Filters(event=EVENT), catalog, opener)
    assert quote.text == "警察叔叔真好 👮🏻‍♀️"
    assert quote.unit == catalog.units["traffic"].name
    assert quote.kind == catalog.feedback["suggestion"].name
    assert set(quote.__dataclass_fields__) == {"kind", "unit", "day", "text"}
    assert step_report.quotes(tx, Filters(event=EVENT), catalog, None) == []
    step(tx, chosen, "unquote")
    assert step_report.quotes(tx, Filters(event=EVENT), catalog, opener) == []


def test_an_export_says_how_pieces_stand_and_an_answer_only_when_opened(
    tx: Connection, opener: Opener
) -> None:
    form = give(tx, "灯坏了")
    step(tx, form, "assign", unit="traffic")
    step(tx, form, "answer", text=SECRET)
    answered_at = now(tx, form).changed_at
    step(tx, form, "close")
    closed_at = now(tx, form).changed_at
    step(tx, form, "reopen")
    step(tx, form, "undo")
    give(tx)
    held = {}
    for opened in (None, opener):
        table = open_table(tx, "feedback", Filters(), opened)
        names = [column.id for column in table.columns]
        held[opened] = [dict(zip(names, row, strict=True)) for rows in table.chunks for row in rows]
    bare, dealt = held[None]
    assert (dealt["status"], dealt["assigned"], dealt["steps"]) == ("closed", "traffic", 5)
    assert (dealt["answered_at"], dealt["closed_at"]) == (answered_at, closed_at)
    assert (bare["status"], bare["steps"], bare["answered_at"]) == ("open", 0, None)
    assert SECRET not in str(held[None])
    assert [row["answer"] for row in held[opener]] == [None, SECRET]


def test_there_is_a_word_for_each_act_and_status() -> None:
    assert set(rules.ACTS) == staff_views.ALL_ACTS
    for pair in (*rules.ACTS.values(), *rules.STATUSES.values()):
        assert all(pair)
