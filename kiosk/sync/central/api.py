"""Answer the machines of a central's devices: enrolment, what is held, bundles, pack, bulletin.

Every answer that is no receipt or pack is JSON. Who is not known learns nothing but that.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec
from flask import Blueprint, Response, current_app, request
from flask.sansio.blueprints import BlueprintSetupState
from sqlalchemy.exc import DatabaseError, DataError

from kiosk.errors import Refused, StorageFailed
from kiosk.sealing import identity
from kiosk.shell.throttle import Throttle
from kiosk.storage.db import db, storage_failure
from kiosk.sync.central import admission, bulletins, intake, publishing
from kiosk.sync.format import bundle, signed

bp = Blueprint("sync_api", __name__, url_prefix="/sync/v1")
EXTENSION = "kiosk.sync.central.api"
BYTES = "application/octet-stream"
MOST_REQUEST_BYTES = 64 * 1024
KEPT_FREE = 2
"""Threads that no bundle takes: the staff's pages are answered while all booths send."""
PATIENCE_SECONDS = 1.0
"""How long a bundle waits for its turn before its device gets the answer to come back."""
COME_BACK_SECONDS = range(2, 9)
"""One of these is chosen by chance, so that those who were sent away do not come back at once."""


class Door:
    """The counter of wrong codes, and the few places for bundles at a time."""

    def __init__(self, threads: int) -> None:
        """Leave some of the server's `threads` to others."""
        self.throttle = Throttle()
        self._places = threading.BoundedSemaphore(max(1, threads - KEPT_FREE))

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Take one of the places. Raises StorageFailed if all of them stay taken."""
        if not self._places.acquire(timeout=PATIENCE_SECONDS):
            raise StorageFailed(
                "中心正忙，请稍后再试；记录都在终端上。",
                "Central is busy; try again in a moment. The records stay on the device.",
            )
        try:
            yield
        finally:
            self._places.release()


def door() -> Door:
    """Return the door of this process."""
    held: Door = current_app.extensions[EXTENSION]
    return held


@bp.record
def _build_door(state: BlueprintSetupState) -> None:
    state.app.extensions[EXTENSION] = Door(state.app.config["SETTINGS"].threads)


@bp.post("/enroll")
def enroll() -> Response:
    """Enrol the device of a signed request; tell it what it needs to know of this central."""
    trying = door().throttle.trying("enroll", str(request.remote_addr))
    with trying, _plain_words(), db.transaction() as tx:
        told = admission.enrol_by_request(tx, _body(MOST_REQUEST_BYTES))
        key = identity.central_key(tx)
    answer = msgspec.json.encode(told)
    return Response(
        answer, headers=signed.sign_answer(answer, key), content_type="application/json"
    )


@bp.get("/state")
def state() -> Response:
    """Answer a device with what is held of its journals."""
    key = _caller()
    with _plain_words():
        return _answer(intake.answer_state(db.reader(), key))


@bp.post("/bundles")
def bundles() -> Response:
    """Take a bundle in, and answer with its receipt once all is stored."""
    data = _body(bundle.MOST_BYTES)
    with door().turn(), _plain_words():
        opened = intake.open_for_intake(db.reader(), data)
        with db.transaction() as tx:
            receipt = intake.take_in(tx, opened)
    return _answer(receipt)


@bp.get("/pack")
def pack() -> Response:
    """Send a device the published pack, signed."""
    key = _caller()
    with _plain_words():
        intake.answer_state(db.reader(), key)
        return _answer(publishing.sign_published(db.reader()))


@bp.get("/bulletin")
def bulletin_of_event() -> Response:
    """Send a device the bulletin of its event, unless it names the one it knows (304)."""
    key = _caller()
    with _plain_words():
        intake.require_device(db.reader(), key)
        known = request.headers.get("If-None-Match", "")
        told = bulletins.write(db.reader(), key, known)
    return Response(status=304) if told is None else _answer(told)


def _caller() -> bytes:
    """Return the key that signed this request. Raises NotAllowed."""
    return signed.check_request(request.method, request.path, request.headers)


def _body(most: int) -> bytes:
    """Read the request's body, of at most so many bytes."""
    request.max_content_length = most
    return request.get_data(cache=False)


def _answer(data: bytes) -> Response:
    return Response(data, content_type=BYTES)


@contextmanager
def _plain_words() -> Iterator[None]:
    """Let a device come back where the database failed; tell it where that cannot help."""
    try:
        yield
    except DataError as error:
        raise Refused(
            "数据库收不下这个同步包里的内容；没有收下任何内容。",
            "The database does not take what the bundle holds; nothing was taken.",
        ) from error
    except DatabaseError as error:
        raise storage_failure(error) from error


@bp.after_request
def _come_back(response: Response) -> Response:
    """Set when to come back, if a request cannot be served just now."""
    if response.status_code == 503:
        response.headers["Retry-After"] = str(secrets.choice(COME_BACK_SECONDS))
    return response
