"""Cases on paper: a poster for a wall, and a script for a minute of radio."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
from flask import Response, request

from kiosk.accounts.pages import StaffPages, show
from kiosk.content import reading
from kiosk.content.questions import Case
from kiosk.errors import Unknown
from kiosk.office.editor import manuscript
from kiosk.office.editor.sections import SECTIONS, Tree, parts
from kiosk.office.editor.views import EDITING
from kiosk.storage.db import db

pages = StaffPages(allowed=EDITING, section="content")
PAPERS = ("poster", "radio")


@pages.get("/content-cases")
def content_cases() -> Response:
    """List the manuscript's cases by topic, with what can be printed of each."""
    tree = manuscript.read(db.reader()).tree
    held = list(_whole(tree))
    return show(
        "editor/cases.html",
        topics=[
            (topic, cases)
            for topic in parts(tree, SECTIONS["topics"])
            if (cases := [each for each in held if each.topic == topic["id"]])
        ],
        unfinished=len(parts(tree, SECTIONS["cases"])) - len(held),
        length=reading.length,
    )


@pages.get("/content-cases/<paper>")
def content_cases_paper(paper: str) -> Response:
    """Show the posters or scripts of one case or one topic, each on a page. Raises Unknown."""
    tree = manuscript.read(db.reader()).tree
    own, topic = request.args.get("case"), request.args.get("topic")
    cases = [each for each in _whole(tree) if own == each.id or topic == each.topic]
    if paper not in PAPERS or not cases:
        raise Unknown(
            "没有这个案例，或还没有填完整。", "There is no such case, or it is unfinished."
        )
    return show(
        f"editor/case_{paper}.html",
        cases=cases,
        names={each["id"]: each.get("name") for each in parts(tree, SECTIONS["topics"])},
        event=tree["event"],
        script=reading.script,
        seconds=reading.seconds,
        length=reading.length,
    )


def _whole(tree: Tree) -> Iterator[Case]:
    """Yield the cases that are filled in; others have nothing yet that could be printed."""
    for each in parts(tree, SECTIONS["cases"]):
        found: Any = None
        try:
            found = msgspec.convert(each, Case)
        except msgspec.ValidationError:
            continue
        if found.stops:
            yield found
