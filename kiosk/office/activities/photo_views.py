"""Take photos of an activity, show them, and let staff caption, order and remove them."""

from __future__ import annotations

from typing import get_args

from flask import Response, request
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as AnyResponse

from kiosk.accounts import accounts
from kiosk.accounts.pages import StaffPages, signed_in
from kiosk.accounts.roles import OVERVIEW
from kiosk.errors import Refused, StorageFailed, Unknown
from kiosk.office.activities import report, rules, service
from kiosk.office.activities.service import Change
from kiosk.office.activities.views import entry_page
from kiosk.shell import photo_pages
from kiosk.shell.pages import see
from kiosk.shell.photo_pages import FILE_MB, MOST_UPLOAD_BYTES, UPLOAD_MB
from kiosk.storage.db import db

pages = StaffPages(allowed=OVERVIEW, section="activities")


@pages.post("/activities/<entry>/photos")
def activity_photos(entry: str) -> AnyResponse:
    """Take photos, several at once. Files that are not photos are named; the others are kept.

    Long ones come as files on disk, never whole into memory.
    """
    request.max_content_length = MOST_UPLOAD_BYTES
    report.find(db.reader(), entry)
    try:
        files = [file for file in request.files.getlist("photo") if file.filename]
    except RequestEntityTooLarge:
        problem = Refused(
            f"传的文件太大：一次最多 {UPLOAD_MB} MB，每张最多 {FILE_MB} MB。请分几次传，"
            "或缩小后再传。这次什么都没有存。",
            f"That is too much at once: at most {UPLOAD_MB} MB, and {FILE_MB} MB a photo. Send "
            "fewer or smaller ones. Nothing of it was kept.",
        )
        return entry_page(entry, 413, problem)
    except OSError as error:  # Long files wait on disk until they are read.
        raise StorageFailed(
            f"照片没有收下（{error.strerror}）：请先在这台电脑上腾出磁盘空间，再传一次。",
            f"The photos were not taken in ({error.strerror}): free some disk space on this "
            "computer, then send them again.",
        ) from error
    if not files:
        problem = Refused("请先选照片，再点“加入照片”。", "Choose photos first, then add them.")
        return entry_page(entry, 409, problem)
    problems = [found for file in files if (found := _take(entry, file))]
    if problems:
        return entry_page(entry, 409, problems=problems)
    return _to_photos(entry)


def _to_photos(entry: str, **values: str) -> AnyResponse:
    response = see("staff.activity", entry=entry, **values)
    response.headers["Location"] += "#photos"
    return response


def _take(entry: str, file: FileStorage) -> Refused | None:
    """Keep one photo in a transaction of its own; return what is wrong with it, or None."""
    actor = signed_in().name
    name = rules.plain((file.filename or "").replace("\n", " "), 200)
    try:
        picture = photo_pages.read_photo(file.stream, name)
        with db.transaction() as tx:
            if service.add_photo(tx, entry, picture, request.form.get("caption", ""), actor):
                accounts.note(tx, actor, "activity-photo", entry[:8])
    except Refused as error:
        return error
    return None


@pages.get("/activities/<entry>/photos/<photo>.jpg")
def activity_photo(entry: str, photo: str) -> Response:
    """Send a photo. Raises Unknown."""
    report.find(db.reader(), entry)
    return Response(report.picture(db.reader(), photo), content_type="image/jpeg")


@pages.post("/activities/<entry>/photos/<photo>")
def activity_photo_change(entry: str, photo: str) -> AnyResponse:
    """Give a photo its caption, move it, remove it or put it back."""
    actor, change = signed_in().name, request.form.get("change", "save")
    if change not in get_args(Change):
        raise Unknown("没有这个操作。", "There is no such act.")
    known: Change = change  # type: ignore[assignment]
    try:
        with db.transaction() as tx:
            caption = request.form.get("caption", "")
            service.change_photo(tx, entry, photo, known, caption, actor)
            accounts.note(tx, actor, "activity-photo", entry[:8])
    except Refused as error:
        return entry_page(entry, 409, error)
    taken_out = {"photo": photo} if change == "remove" else {}
    return _to_photos(entry, **taken_out)
