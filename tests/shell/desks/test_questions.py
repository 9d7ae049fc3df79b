"""What was signed on one subject counts for no other, and an answer for its question alone."""

from __future__ import annotations

import pytest
from nacl.signing import SigningKey

from kiosk.errors import NotAllowed
from kiosk.journal.service import new_id
from kiosk.shell.desks.questions import Answer, Question, Questions

MADE_AT = "2026-12-20T01:02:03.000004Z"


class Lent(Answer, frozen=True, kw_only=True):
    """An answer that says more than whether and where."""

    shelf: str = ""


LOANS, GIFTS = Questions("loan", Lent), Questions("gift", Answer)
ASKER, ANSWERER = SigningKey.generate(), SigningKey.generate()
KEYS = [bytes(each.verify_key) for each in (ASKER, ANSWERER)]
LENT = Lent(verdict="used", booth="hall", made_at=MADE_AT, shelf="low")


def asked() -> bytes:
    question = Question(number="zhongdai/017", tap=new_id(), nonce=new_id())
    return LOANS.sign_question(question, ASKER)


def test_a_question_and_its_answer_are_read_as_they_were_said() -> None:
    question = asked()
    assert LOANS.read_question(question, KEYS).number == "zhongdai/017"
    answer = LOANS.sign_answer(LENT, question, ANSWERER)
    assert LOANS.read_answer(answer, question, KEYS) == (KEYS[1], LENT)


def test_what_was_signed_on_one_subject_counts_for_no_other() -> None:
    question = asked()
    answer = LOANS.sign_answer(LENT, question, ANSWERER)
    with pytest.raises(NotAllowed):
        GIFTS.read_question(question, KEYS)
    with pytest.raises(NotAllowed):
        GIFTS.read_answer(answer, question, KEYS)
    with pytest.raises(NotAllowed):
        LOANS.read_question(answer, KEYS)


def test_an_answer_counts_for_its_own_question_alone() -> None:
    answer = LOANS.sign_answer(LENT, asked(), ANSWERER)
    with pytest.raises(NotAllowed):
        LOANS.read_answer(answer, asked(), KEYS)
