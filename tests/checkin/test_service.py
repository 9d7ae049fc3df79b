"""Test checking in and out, step by step, as the journal and the read tables tell it."""

from __future__ import annotations

import json
import threading

import pytest
from flask import Flask
from msgspec.structs import replace
from sqlalchemy import Connection

from kiosk.booth.checkin import invitations, report, rules, service, slots
from kiosk.booth.checkin.invitations import Guest
from kiosk.booth.checkin.records import Head
from kiosk.booth.checkin.service import Party
from kiosk.content.catalog import Catalog
from kiosk.counts.rebuild import rebuild
from kiosk.errors import KioskError, Refused, Unknown
from kiosk.journal import sealed_box, verify
from kiosk.sealing import keys
from kiosk.sealing.opening import Opener
from kiosk.storage.db import db
from tests.checkin.people import DAY, check_in, party, school_class, tap, when
from tests.conftest import PASSPHRASE
from tests.factories import records, rows, with_pack

EVENT = "pinghu/2026"
TABLES = ("visit", "visit_head", "visit_state", "erased_seal")


def room(tx: Connection, catalog: Catalog, slot_id: str = "slot-1") -> slots.Room:
    """Return how full a slot is."""
    [found] = [each for each in slots.rooms(tx, catalog, EVENT) if each.slot.id == slot_id]
    return found


def invited(tx: Connection, **given: str | int) -> str:
    """Put one guest on the list; return the invitation's id."""
    before = {row.id for row in invitations.unused(tx, EVENT)}
    invitations.add(tx, [Guest(**({"name": "㐂", "kind": "deputy"} | given))])  # type: ignore[arg-type]
    [new] = [row.id for row in invitations.unused(tx, EVENT) if row.id not in before]
    return str(new)


def status(tx: Connection, visit: str) -> tuple[str, int]:
    held = service.find(tx, visit)
    return held.status, held.inside


# Check-in


def test_a_walk_in_is_counted_and_its_name_sealed(
    tx: Connection, catalog: Catalog, sealing: None
) -> None:
    with when("09:05"):
        held = check_in(tx, catalog, party(2, name="䶮", phone="138 0000 0000"), slot_id="slot-1")
    [record] = records(tx, "visit")
    body = json.loads(record.body)
    assert (body["has_name"], body["has_phone"], body["has_organisation"]) == (True, True, False)
    assert "䶮" not in record.body.decode()
    assert record.sealed is not None
    opened = json.loads(sealed_box.unseal(keys.open_key(tx, EVENT, PASSPHRASE), record.sealed))
    assert opened == {"name": "䶮", "phone": "13800000000"}
    assert status(tx, held.visit) == ("inside", 2)


def test_the_withdrawal_code_is_kept_as_a_hash_only(
    tx: Connection, catalog: Catalog, sealing: None
) -> None:
    held = check_in(tx, catalog, party(name="王"))
    assert held.withdrawal is not None
    plain = keys.plain_code(held.withdrawal)
    assert len(plain) == 10
    [record] = records(tx, "visit")
    assert plain not in record.body.decode()
    assert json.loads(record.body)["withdrawal"] == keys.code_mark(tx, plain.lower())


def test_a_guest_without_name_seals_nothing_and_gets_no_code(
    tx: Connection, catalog: Catalog, sealing: None
) -> None:
    held = check_in(tx, catalog)
    [record] = records(tx, "visit")
    assert (held.withdrawal, record.sealed) == (None, None)


def test_heads_are_counted_where_no_key_can_seal_and_names_are_refused(
    tx: Connection, catalog: Catalog
) -> None:
    check_in(tx, catalog, school_class())
    with pytest.raises(Refused, match="no passphrase"):
        check_in(tx, catalog, party(name="王"))
    assert len(records(tx, "visit")) == 1


def test_each_visit_has_a_sitting_of_its_own(tx: Connection, catalog: Catalog) -> None:
    check_in(tx, catalog)
    check_in(tx, catalog)
    assert len({record.sitting for record in records(tx, "visit")}) == 2


def test_a_form_sent_twice_counts_once(tx: Connection, catalog: Catalog, sealing: None) -> None:
    sent = tap()
    first = check_in(tx, catalog, party(3, name="王"), tap=sent)
    again = check_in(tx, catalog, party(3, name="王"), tap=sent)
    assert (again.visit, again.is_repeat, again.withdrawal) == (first.visit, True, None)
    assert len(records(tx, "visit")) == 1


@pytest.mark.parametrize("sent", ["", "x" * 32, "../etc", "A" * 32])
def test_a_form_without_its_id_is_refused(tx: Connection, catalog: Catalog, sent: str) -> None:
    with pytest.raises(Refused, match="open this page again"):
        check_in(tx, catalog, tap=sent)


def test_children_are_counted_not_named(tx: Connection, catalog: Catalog, sealing: None) -> None:
    with pytest.raises(Refused, match="only counted"):
        check_in(tx, catalog, party(2, "pupil", under_14=2, name="王"))
    with pytest.raises(Refused, match="only counted"):
        check_in(tx, catalog, party(2, "pupil", under_14=2, phone="13800000000"))
    check_in(tx, catalog, party(2, "pupil", under_14=2, organisation="实验小学"))
    check_in(tx, catalog, party(3, "citizen", under_14=2, name="王"))
    assert [row["under_14"] for row in rows(tx, "visit")] == [2, 2]


def test_an_identity_number_is_kept_nowhere(
    tx: Connection, catalog: Catalog, sealing: None
) -> None:
    for field in ("name", "phone", "organisation"):
        with pytest.raises(Refused, match="no identity number"):
            check_in(tx, catalog, party(**{field: "330482199001011234"}))
    assert records(tx, "visit") == []


def test_a_pack_that_tells_no_kinds_apart_counts_visitors(tx: Connection, catalog: Catalog) -> None:
    plain = with_pack(catalog, tour=replace(catalog.pack.tour, visitors=()))
    check_in(tx, plain, party(2, rules.GUEST))
    assert [row["kind"] for row in rows(tx, "visit_head")] == [rules.GUEST]


# Slots


def test_places_run_out_and_the_words_say_how_many_are_left(
    tx: Connection, catalog: Catalog
) -> None:
    with when("09:05"):
        check_in(tx, catalog, party(38), slot_id="slot-1")
        with pytest.raises(Refused, match="Only 2 places are left at 09:00–09:40 and you are 3"):
            check_in(tx, catalog, party(3), slot_id="slot-1")
        check_in(tx, catalog, party(2), slot_id="slot-1")
        with pytest.raises(Refused, match="Only 0 places"):
            check_in(tx, catalog, slot_id="slot-1")
        assert room(tx, catalog).left == 0


def test_a_slot_that_is_over_or_unknown_is_refused(tx: Connection, catalog: Catalog) -> None:
    with when("09:41"):
        with pytest.raises(Refused, match="is over"):
            check_in(tx, catalog, slot_id="slot-1")
        with pytest.raises(Unknown):
            check_in(tx, catalog, slot_id="slot-99")


def test_another_day_has_places_of_its_own(tx: Connection, catalog: Catalog) -> None:
    with when("09:05"):
        check_in(tx, catalog, party(40), slot_id="slot-1")
    with when("09:05", DAY.replace(day=21)):
        assert room(tx, catalog).left == 40
        check_in(tx, catalog, party(40), slot_id="slot-1")


def test_who_comes_early_waits_and_is_let_in(tx: Connection, catalog: Catalog) -> None:
    with when("09:05"):
        held = check_in(tx, catalog, party(3), slot_id="slot-3")
        assert status(tx, held.visit) == ("waiting", 0)
        assert service.admit(tx, [held.visit], tap=tap(), actor="desk") == 3
        assert status(tx, held.visit) == ("inside", 3)
        assert room(tx, catalog, "slot-3").taken == 3


def test_moving_frees_the_old_places_and_takes_the_new(tx: Connection, catalog: Catalog) -> None:
    with when("09:05"):
        held = check_in(tx, catalog, party(5), slot_id="slot-1")
        service.move(tx, catalog, held.visit, "slot-2", tap=tap(), actor="desk")
        assert (room(tx, catalog).taken, room(tx, catalog, "slot-2").taken) == (0, 5)
        check_in(tx, catalog, party(40), slot_id="slot-1")
        with pytest.raises(Refused, match="Only 0 places"):
            service.move(tx, catalog, held.visit, "slot-1", tap=tap(), actor="desk")
        service.move(tx, catalog, held.visit, None, tap=tap(), actor="desk")
        assert room(tx, catalog, "slot-2").taken == 0


def test_twenty_at_once_for_three_places_let_exactly_three_in(app: Flask, catalog: Catalog) -> None:
    full = with_pack(catalog)
    told: list[str] = []
    taken: list[str] = []
    with when("09:05"), db.transaction() as tx:
        check_in(tx, full, party(37), slot_id="slot-1")

    def come() -> None:
        with app.app_context(), when("09:05"):
            try:
                with db.transaction() as tx:
                    taken.append(check_in(tx, full, slot_id="slot-1").visit)
            except KioskError as error:
                told.append(error.zh)

    people = [threading.Thread(target=come) for _ in range(20)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    assert (len(taken), len(told)) == (3, 17)
    assert all("只剩 0 个名额" in each for each in told)
    with when("09:05"):
        assert room(db.reader(), full).taken == 40  # type: ignore[arg-type]


# Steps and undo


def test_a_class_leaves_by_one_act_and_undo_brings_it_back(
    tx: Connection, catalog: Catalog
) -> None:
    with when("09:05"):
        held = check_in(tx, catalog, school_class(38, 2), channel="group", slot_id="slot-1")
        out = tap()
        assert service.leave(tx, [held.visit], tap=out, actor="desk") == 40
        assert status(tx, held.visit) == ("left", 0)
        assert service.undo(tx, catalog, out, tap=tap(), actor="desk") == 1
        assert status(tx, held.visit) == ("inside", 40)


def test_undo_takes_back_all_that_one_tap_did(tx: Connection, catalog: Catalog) -> None:
    with when("09:05"):
        visits = [check_in(tx, catalog, slot_id="slot-3").visit for _ in range(3)]
        all_in = tap()
        assert service.admit(tx, visits, tap=all_in, actor="desk") == 3
        assert service.undo(tx, catalog, all_in, tap=tap(), actor="desk") == 3
        assert [status(tx, visit) for visit in visits] == [("waiting", 0)] * 3


def test_an_undone_check_in_gives_its_places_back(tx: Connection, catalog: Catalog) -> None:
    sent = tap()
    with when("09:05"):
        held = check_in(tx, catalog, party(7), slot_id="slot-1", tap=sent)
        service.undo(tx, catalog, sent, tap=tap(), actor="desk")
        assert status(tx, held.visit) == ("cancelled", 0)
        assert room(tx, catalog).taken == 0


def test_what_something_followed_stands(tx: Connection, catalog: Catalog) -> None:
    sent, out = tap(), tap()
    with when("09:05"):
        held = check_in(tx, catalog, slot_id="slot-1", tap=sent)
        service.leave(tx, [held.visit], tap=out)
        with pytest.raises(Refused, match="done since"):
            service.undo(tx, catalog, sent, tap=tap(), actor="desk")
        back = tap()
        service.undo(tx, catalog, out, tap=back, actor="desk")
        with pytest.raises(Refused, match="done since"):
            service.undo(tx, catalog, back, tap=tap(), actor="desk")


def test_undo_sent_twice_undoes_once(tx: Connection, catalog: Catalog) -> None:
    sent, back = tap(), tap()
    check_in(tx, catalog, tap=sent)
    assert service.undo(tx, catalog, sent, tap=back, actor="desk") == 1
    assert service.undo(tx, catalog, sent, tap=back, actor="desk") == 0


def test_undo_finds_its_places_taken_by_others(tx: Connection, catalog: Catalog) -> None:
    moved, gone = tap(), tap()
    with when("08:00"):
        first = check_in(tx, catalog, party(30), slot_id="slot-1")
        service.move(tx, catalog, first.visit, "slot-2", tap=moved, actor="desk")
        waits = check_in(tx, catalog, party(5), slot_id="slot-1")
        service.leave(tx, [waits.visit], tap=gone, actor="desk")
        check_in(tx, catalog, party(36), slot_id="slot-1")
        for undone in (moved, gone):
            with pytest.raises(Refused, match="Only 4 places"):
                service.undo(tx, catalog, undone, tap=tap(), actor="desk")
        assert status(tx, first.visit) == ("waiting", 0)


def test_end_of_day_is_undone_though_the_slots_are_over(tx: Connection, catalog: Catalog) -> None:
    all_out = tap()
    with when("15:00"):
        waits = check_in(tx, catalog, party(2), slot_id="slot-6")
        inside = check_in(tx, catalog, party(3), slot_id=None)
    with when("16:00"):
        service.leave(tx, [waits.visit, inside.visit], tap=all_out, actor="desk")
        assert service.undo(tx, catalog, all_out, tap=tap(), actor="desk") == 2
        assert status(tx, inside.visit) == ("inside", 3)


def test_an_hour_later_nothing_is_undone(tx: Connection, catalog: Catalog) -> None:
    sent = tap()
    with when("09:05"):
        check_in(tx, catalog, tap=sent)
    with when("10:06"), pytest.raises(Refused, match="more than an hour"):
        service.undo(tx, catalog, sent, tap=tap(), actor="desk")
    with pytest.raises(Unknown):
        service.undo(tx, catalog, tap(), tap=tap(), actor="desk")


def test_a_tap_that_moves_many_moves_all_or_none(app: Flask, catalog: Catalog) -> None:
    with db.transaction() as tx, when("09:05"):
        waiting = check_in(tx, catalog, slot_id="slot-3").visit
        inside = check_in(tx, catalog, slot_id="slot-1").visit
    with pytest.raises(Refused), db.transaction() as tx:
        service.admit(tx, [waiting, inside], tap=tap(), actor="desk")
    assert status(db.reader(), waiting) == ("waiting", 0)


def test_a_check_out_sent_twice_counts_once(tx: Connection, catalog: Catalog) -> None:
    held, out = check_in(tx, catalog, party(4)), tap()
    assert service.leave(tx, [held.visit], tap=out, people=1) == 1
    assert service.leave(tx, [held.visit], tap=out, people=1) == 0
    assert status(tx, held.visit) == ("inside", 3)


def test_a_visit_of_nowhere_is_unknown(tx: Connection) -> None:
    with pytest.raises(Unknown):
        service.leave(tx, ["ABCDEFGHJKMN"], tap=tap())


def test_records_rebuild_the_same_tables(tx: Connection, catalog: Catalog, sealing: None) -> None:
    with when("09:05"):
        held = check_in(tx, catalog, school_class(20, name="堃老师"), slot_id="slot-1")
        service.leave(tx, [held.visit], tap=tap(), people=3)
        service.check_in_invited(
            tx, catalog, invited(tx), tap=tap(), has_accepted_rules=True, actor="desk"
        )
    before = {table: rows(tx, table) for table in TABLES}
    rebuild(tx)
    assert {table: rows(tx, table) for table in TABLES} == before
    assert verify.verify(tx) is None


# Invitations


def test_an_invited_guest_checks_in_unread_and_is_read_after_unlocking(
    tx: Connection, catalog: Catalog, sealing: None
) -> None:
    code = invited(tx, slot="slot-1", people=2, phone="13900000000", organisation="工会")
    with when("09:05"):
        held = service.check_in_invited(tx, catalog, code, tap=tap(), has_accepted_rules=True)
        assert status(tx, held.visit) == ("inside", 2)
        opener = Opener(tx, EVENT, keys.open_key(tx, EVENT, PASSPHRASE))
        [shown] = report.parties(tx, catalog, EVENT, opener)
    assert (shown.name, shown.phone, shown.organisation) == ("㐂", "13900000000", "工会")
    assert shown.heads == {"deputy": 2}
    assert invitations.kept(tx, EVENT) == invitations.ListCounts(invitations=1, used=1, sealed=0)


def test_an_invitation_lets_in_once(tx: Connection, catalog: Catalog, sealing: None) -> None:
    code = invited(tx)
    with when("09:52"):
        service.check_in_invited(tx, catalog, code, tap=tap(), has_accepted_rules=True)
        with pytest.raises(Refused, match="used at 09:52"):
            service.check_in_invited(tx, catalog, code, tap=tap(), has_accepted_rules=True)


def test_an_invitation_undone_can_be_used_again_with_its_name(
    tx: Connection, catalog: Catalog, sealing: None
) -> None:
    code, sent = invited(tx), tap()
    with when("09:05"):
        service.check_in_invited(tx, catalog, code, tap=sent, has_accepted_rules=True)
        service.undo(tx, catalog, sent, tap=tap(), actor="desk")
        assert [row.id for row in invitations.unused(tx, EVENT)] == [code]
        service.check_in_invited(tx, catalog, code, tap=tap(), has_accepted_rules=True)
        opener = Opener(tx, EVENT, keys.open_key(tx, EVENT, PASSPHRASE))
        assert {each.name for each in report.parties(tx, catalog, EVENT, opener)} == {"㐂"}


def test_places_are_kept_for_the_invited_until_their_slot_begins(
    tx: Connection, catalog: Catalog, sealing: None
) -> None:
    code = invited(tx, slot="slot-1", people=10)
    with when("08:50"):
        assert room(tx, catalog).left == 30
        with pytest.raises(Refused, match="Only 30 places"):
            check_in(tx, catalog, party(31), slot_id="slot-1")
        check_in(tx, catalog, party(30), slot_id="slot-1")
        service.check_in_invited(tx, catalog, code, tap=tap(), has_accepted_rules=True)
        assert room(tx, catalog).taken == 40


def test_places_of_those_who_did_not_come_are_free_once_the_slot_begins(
    tx: Connection, catalog: Catalog, sealing: None
) -> None:
    invited(tx, slot="slot-1", people=10)
    with when("09:00"):
        assert room(tx, catalog).left == 40


def test_an_invited_guest_may_come_to_another_slot(
    tx: Connection, catalog: Catalog, sealing: None
) -> None:
    code = invited(tx, slot="slot-1")
    with when("09:45"):
        with pytest.raises(Refused, match="is over"):
            service.check_in_invited(tx, catalog, code, tap=tap(), has_accepted_rules=True)
        held = service.check_in_invited(
            tx, catalog, code, tap=tap(), slot_id="slot-2", has_accepted_rules=True
        )
        assert held.state.slot == "slot-2"


def test_a_list_cannot_be_kept_without_a_key(tx: Connection) -> None:
    with pytest.raises(Refused, match="no passphrase"):
        invitations.add(tx, [Guest(name="㐂")])


def test_unknown_invitations_are_told_to_ask(tx: Connection, catalog: Catalog) -> None:
    with pytest.raises(Unknown, match="ask the reception"):
        service.check_in_invited(tx, catalog, "ABCDEFGHJKMN", tap=tap(), has_accepted_rules=True)


def test_clearing_the_list_leaves_the_visits(
    tx: Connection, catalog: Catalog, sealing: None
) -> None:
    code = invited(tx)
    invited(tx)
    service.check_in_invited(tx, catalog, code, tap=tap(), has_accepted_rules=True)
    assert invitations.clear(tx, EVENT) == 2
    assert invitations.kept(tx, EVENT) == invitations.ListCounts(invitations=0, used=0, sealed=0)
    [record] = records(tx, "visit")
    assert record.sealed is not None


def test_group_heads_stand_by_kind(tx: Connection, catalog: Catalog) -> None:
    who = Party(heads=[Head(kind="pupil", people=40), Head(kind="teacher", people=2)], under_14=40)
    check_in(tx, catalog, who, channel="group")
    assert {row["kind"]: row["people"] for row in rows(tx, "visit_head")} == {
        "pupil": 40,
        "teacher": 2,
    }
