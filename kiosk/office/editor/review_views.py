"""The page on which a competent unit signs parts off, and from which the rest is printed."""

from __future__ import annotations

from collections import Counter
from typing import Any

from flask import Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk import clock
from kiosk.accounts.pages import StaffPages, show, signed_in
from kiosk.errors import Refused, Unknown
from kiosk.office.editor import forms, manuscript, review
from kiosk.office.editor.manuscript import ChangedMeanwhile
from kiosk.office.editor.review import Entry
from kiosk.office.editor.sections import SECTIONS, Spot, Tree, part, section
from kiosk.office.editor.views import EDITING
from kiosk.shell.pages import see
from kiosk.storage.db import db

pages = StaffPages(allowed=EDITING, section="content")
MOST_POST = 40
EVERYTHING = "all"


@pages.get("/content-review")
def content_review() -> Response:
    """Show which parts are not signed off, in all, or those of one topic, survey or section."""
    return _page()


def _page(code: int = 200, problem: Refused | None = None) -> Response:
    held = manuscript.read(db.reader())
    every = list(review.entries(held.tree, clock.today()))
    group = request.values.get("group", "")
    is_whole = request.values.get("state", "") == EVERYTHING
    listed = [each for each in every if group in (EVERYTHING, _group(each))]
    return show(
        "editor/review.html",
        code,
        problem=problem,
        choices=_groups(held.tree, every),
        group=group,
        is_whole=is_whole,
        listed=[each for each in listed if is_whole or each.state != "reviewed"],
        counts=Counter(each.state for each in every),
        states=review.STATES,
        seal=manuscript.seal,
        post=request.values.get("post", "") or _last_post(signed_in().name),
        due=request.values.get("due", "") or _a_year_on(),
        today=clock.today().isoformat(),
        signed="signed" in request.args,
        at=request.args.get("signed", 0, int),
    )


def _group(entry: Entry) -> str:
    """Name the page's group that a part belongs to: its topic or survey, else its section."""
    return "/".join(filter(None, (entry.spot.section.name, entry.spot.parent)))


def _groups(tree: Tree, every: list[Entry]) -> list[dict[str, Any]]:
    """Return each group with its words, how many parts it has, and how many wait."""
    found: dict[str, list[Entry]] = {}
    for each in every:
        found.setdefault(_group(each), []).append(each)
    return [
        {
            "key": key,
            "section": held[0].spot.section,
            "within": _outer(tree, held[0].spot),
            "count": len(held),
            "waiting": sum(each.state != "reviewed" for each in held),
        }
        for key, held in found.items()
    ]


def _outer(tree: Tree, spot: Spot) -> Any:
    """Return the name of the topic, survey or block that a part is within, or None."""
    if not spot.section.within:
        return None
    outer = part(tree, Spot(SECTIONS[spot.section.within], spot.parent))
    return outer.get("name") or outer.get("title")


@pages.post("/content-review")
def content_sign_off() -> AnyResponse:
    """Sign a part off in the manuscript, as it was shown on the page."""
    form = request.form
    post = forms.plain(form.get("post", ""))[:MOST_POST]
    of, key = section(form.get("of", "")), form.get("key", "")
    try:
        with db.transaction() as tx:
            _sign(tx, Spot.named(of.name, key), post)
    except (ChangedMeanwhile, Unknown):
        words = "这一条刚刚改过或已删除，请看过现在的内容再审核。"
        return _page(409, Refused(words, "This was just changed or deleted; look at it again."))
    except Refused as error:
        return _page(409, error)
    group, due = form.get("group", ""), form.get("due", "")
    whole, at = form.get("state", ""), form.get("at", "")
    kept = {"group": group, "post": post, "due": due, "state": whole}
    return see("staff.content_review", **kept, signed=at)


def _sign(tx: Any, spot: Spot, post: str) -> None:
    if not post:
        raise Refused("请先写审核岗位，如“法制大队审核岗”。", "Write the reviewing post first.")
    due = clock.read_day(request.form.get("due"))
    if due and due <= clock.today():
        raise Refused("下次审核的日期要在今天以后。", "The next review lies after today.")
    values = review.signed(post, clock.today(), due.isoformat() if due else "")
    seen, who = request.form.get("seen", ""), signed_in().name
    manuscript.save(tx, spot, values, seen=seen, who=who)


def _last_post(who: str) -> str:
    """Return the post in whose name this person signed last, in the manuscript under way."""
    found = manuscript.last_of(db.reader(), who, "reviewed_by")
    return str(found.get("zh", "")) if isinstance(found, dict) else ""


def _a_year_on() -> str:
    today = clock.today()
    day = today.replace(month=2, day=28) if (today.month, today.day) == (2, 29) else today
    return day.replace(year=day.year + 1).isoformat()
