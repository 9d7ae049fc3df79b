"""Gift desks in one network, each a process of its own, ask each other before a gift is given."""

from __future__ import annotations

import http.client
import re
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from msgspec.structs import replace
from nacl.signing import SigningKey
from sqlalchemy import Connection

from kiosk.booth.stamps.gifts import service
from kiosk.booth.stamps.gifts.desks import DESKS, Answer
from kiosk.content import service as content
from kiosk.journal.service import new_id
from kiosk.shell.desks.questions import Question
from tests.process import free_port
from tests.reception.door import Answer as Page
from tests.reception.door import Door
from tests.shell.desks.network import NetworkDesk, at_once, running, signed_in
from tests.stamps.passes import full_code

PASSPORTS, RACES, MOST_RACES = 60, 6, 25
STOCK = 500
GIVEN, USED, SILENT, BUSY = "已领", "领过了", "没有回答", "正在另一台礼品台办理"
ALL_ASKED = "别的礼品台都问过了"
MADE_AT = "2026-12-20T01:02:03.000004Z"


class Desk(NetworkDesk):
    """A gift desk, with gifts in stock and passports that it signed."""

    def set_up(self, tx: Connection) -> None:
        """Put gifts in stock, and sign full passports."""
        catalog = content.current()
        service.stock(tx, catalog, "received", "bookmark", STOCK, tap=new_id(), actor="admin")
        self._passports = [full_code(tx, catalog) for _ in range(PASSPORTS)]

    def passport(self) -> str:
        """Return a full passport that nobody has shown yet."""
        return self._passports.pop()


class Hall:
    """Two desks that know and ask each other."""

    def __init__(self, folder: Path) -> None:
        """Set them up."""
        keys = SigningKey.generate(), SigningKey.generate()
        self.a, self.b = Desk(folder, "a", *keys), Desk(folder, "b", *reversed(keys))


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Hall:
    return Hall(tmp_path_factory.mktemp("hall"))


@pytest.fixture(scope="module")
def both(hall: Hall) -> Iterator[tuple[Door, Door]]:
    """Give the staff at the first and the second desk, signed in."""
    with running(hall.a, hall.b) as (at_a, at_b):
        yield signed_in(at_a), signed_in(at_b)


def give(door: Door, code: str, tap: str = "") -> Page:
    """Give a bookmark for a passport; return the page that says how it went."""
    return door.post("gifts/give", code=code, gift="bookmark", tap=tap or new_id())


def test_one_ticket_at_two_desks_at_the_same_moment_gets_one_gift(
    hall: Hall, both: tuple[Door, Door]
) -> None:
    heard = 0
    for _ in range(MOST_RACES):
        code = hall.a.passport()
        pages = at_once(both, partial(give, code=code))
        if any(SILENT in page.page for page in pages):
            continue  # This machine was too busy to answer in time, and the page says so.
        heard += 1
        (given,) = [page for page in pages if GIVEN in page.page]
        (refused,) = [page for page in pages if page is not given]
        assert ALL_ASKED in given.page
        assert (given.status, refused.status) == (200, 409)
        assert BUSY in refused.page or USED in refused.page
        assert all(give(door, code).status == 409 for door in both)
        if heard == RACES:
            break
    assert heard == RACES


def test_a_ticket_that_another_desk_redeemed_is_refused_with_where_and_when_until_it_is_undone(
    hall: Hall, both: tuple[Door, Door]
) -> None:
    at_a, at_b = both
    code, tap = hall.a.passport(), new_id()
    given = give(at_a, code, tap)
    assert ALL_ASKED in given.page
    refused = give(at_b, code)
    assert refused.status == 409
    assert USED in refused.page
    assert "有效" not in refused.page
    assert re.search(r"desk a · \d{4}-\d\d-\d\d \d\d:\d\d · ", refused.page)
    assert GIVEN in give(at_a, code, tap).page  # The same form once more gives nothing more.
    at_a.post("gifts/undo", given=tap, tap=new_id())
    assert GIVEN in give(at_b, code).page
    assert "desk b · " in give(at_a, code).page


def ask(desk: Desk, question: bytes) -> tuple[int, bytes]:
    """Send a desk a question; return the status and body of the answer."""
    line = http.client.HTTPConnection("127.0.0.1", desk.port, timeout=30)
    try:
        line.request("POST", DESKS.path, question, {"Accept": "application/json"})
        answer = line.getresponse()
        return answer.status, answer.read()
    finally:
        line.close()


def test_staff_give_all_the_same_and_read_that_a_desk_did_not_answer_where_it_is_off(
    tmp_path: Path,
) -> None:
    desk = Desk(tmp_path, "alone", SigningKey.generate())
    with desk.process(free_port(), free_port()) as process:
        door, code = signed_in(process), desk.passport()
        page = give(door, code).page
        assert GIVEN in page
        assert "有 2 台别的礼品台没有回答" in page
        assert USED in give(door, code).page


def test_desks_whose_keys_are_not_known_do_not_count_as_having_answered(
    hall: Hall, both: tuple[Door, Door], tmp_path: Path
) -> None:
    stranger = Desk(tmp_path, "stranger", SigningKey.generate(), hall.a.key)
    with stranger.process(hall.a.port) as process:
        page = give(signed_in(process), stranger.passport()).page
    assert "有 1 台别的礼品台没有回答" in page


class Impostor(ThreadingHTTPServer):
    """A server at a desk's address; `lie` makes its answer to a question."""

    daemon_threads = True
    lie: Callable[[bytes], bytes]

    def __init__(self) -> None:
        """Listen on a free port."""
        super().__init__(("127.0.0.1", 0), Lie)

    def __enter__(self) -> Impostor:
        """Serve while the block runs."""
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        """Stop."""
        self.shutdown()
        self.server_close()


class Lie(BaseHTTPRequestHandler):
    """What the impostor answers."""

    server: Impostor

    def do_POST(self) -> None:
        """Answer a question."""
        question = self.rfile.read(int(self.headers["Content-Length"]))
        told = self.server.lie(question)
        self.send_response(200)
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)

    def log_message(self, *_args: object) -> None:
        """Write nothing."""


@pytest.fixture
def known() -> SigningKey:
    """Return the key of a desk that the victim knows."""
    return SigningKey.generate()


@pytest.fixture
def victim(known: SigningKey, tmp_path: Path) -> Desk:
    return Desk(tmp_path, "victim", SigningKey.generate(), known)


def test_no_forged_answer_is_believed(victim: Desk, known: SigningKey) -> None:
    used = Answer(verdict="used", booth="desk b", made_at=MADE_AT, gift="bookmark")
    sign = DESKS.questions.sign_answer
    lies: dict[str, Callable[[bytes], bytes]] = {
        "a key of its own": lambda asked: sign(used, asked, SigningKey.generate()),
        "the answer to another question": lambda asked: sign(used, asked + b" ", known),
        "altered": lambda asked: sign(used, asked, known).replace(b"desk b", b"desk c"),
        "the asker's own key": lambda asked: sign(used, asked, victim.key),
        "its own question": lambda asked: asked,
        "nonsense for a time": lambda asked: sign(replace(used, made_at="now"), asked, known),
        "nothing": lambda _asked: b"",
        "much": lambda _asked: bytes(10**6),
    }
    with Impostor() as impostor, victim.process(impostor.server_port) as process:
        door = signed_in(process)
        for name, lie in lies.items():
            impostor.lie = lie
            page = give(door, victim.passport()).page
            assert GIVEN in page, name
            assert "有 1 台别的礼品台没有回答" in page, name
        impostor.lie = lambda asked: sign(used, asked, known)
        page = give(door, victim.passport()).page
        assert "Traceback" not in process.log
    assert USED in page
    assert "desk b · 2026-12-20" in page


def test_who_waits_for_another_desk_keeps_nobody_from_writing(
    victim: Desk, known: SigningKey
) -> None:
    free = Answer(verdict="free")
    with Impostor() as other, victim.process(other.server_port) as process:
        first, second = signed_in(process), signed_in(process)

        def write_then_answer(asked: bytes) -> bytes:
            second.post("gifts/stock", gift="bookmark", act="received", count="1", tap=new_id())
            return DESKS.questions.sign_answer(free, asked, known)

        other.lie = write_then_answer
        pages = (give(first, victim.passport()).page for _ in range(MOST_RACES))
        assert any(ALL_ASKED in page for page in pages)  # One in time is enough.


def test_a_desk_answers_known_desks_alone_each_question_once_and_throttles_the_others(
    hall: Hall, both: tuple[Door, Door]
) -> None:
    """The last test here, since the desk does not listen to this machine for a while after it."""
    asked = Question(number="K7PM-2QXD-9ATV", tap=new_id(), nonce=new_id())
    question = DESKS.questions.sign_question(asked, hall.b.key)
    status, data = ask(hall.a, question)
    assert status == 200
    by, answer = DESKS.questions.read_answer(data, question, [bytes(hall.a.key.verify_key)])
    assert (by, answer.verdict) == (bytes(hall.a.key.verify_key), "free")

    altered = question.replace(b"K7PM", b"K7PN")
    forged = DESKS.questions.sign_question(asked, SigningKey.generate())
    own = DESKS.questions.sign_question(asked, hall.a.key)
    wrong = [question, altered, forged, own, b"", b"{}" * 4000]
    refused = [ask(hall.a, each) for each in wrong]
    assert {status for status, _ in refused} <= {403, 413, 429}
    assert all(b"K7P" not in data and b"desk a" not in data for _, data in refused)
    assert [ask(hall.a, forged)[0] for _ in range(2)] == [429] * 2
