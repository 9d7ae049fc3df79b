"""The first steps of a bureau: what to replace, in which order, and how much of it is left."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response

from kiosk.accounts.pages import StaffPages, show
from kiosk.journal import this_device
from kiosk.office.editor import example, manuscript, publishing
from kiosk.office.editor.pair import Pair
from kiosk.office.editor.sections import SECTIONS, Section
from kiosk.office.editor.views import EDITING
from kiosk.storage.db import db

pages = StaffPages(allowed=EDITING, section="content")
PASTED = ("towns", "units", "cards")
"""Sections that a bureau has in a table already."""
ABOUT = {
    "event": Pair(
        "填公安局全称、活动名称、主题、日期，放上自己的标志。",
        "Full name of the bureau, name of the event, theme, days, and your own mark.",
    ),
    "towns": Pair(
        "把镇、街道从 Excel 里复制过来，一行一个。",
        "Copy towns and subdistricts from Excel, one a row.",
    ),
    "units": Pair(
        "把参加的大队、派出所复制过来，勾上“别的都删去”。示例的主题、联系卡还写着示例的单位："
        "下一页会请您选一个自己的单位，都改给它。",
        "Copy the departments and stations that take part, and tick that all others are deleted. "
        "Topics and cards still name the example's: the next page asks which unit of yours takes "
        "them over.",
    ),
    "cards": Pair(
        "把值班电话、社区民警岗位的电话复制过来。",
        "Copy the telephone numbers of desks and community posts.",
    ),
}


@dataclass(frozen=True)
class Step:
    """One step: the section that it fills, and how many of its parts are still the example's."""

    section: Section
    about: Pair
    left: int

    @property
    def is_done(self) -> bool:
        """Return True once nothing of the example is left in its section."""
        return self.left == 0


@pages.get("/content-start")
def content_start() -> Response:
    """Lead through what a bureau must replace, and show what is left."""
    tx = db.reader()
    held = manuscript.read(tx)
    left = example.leftovers(held.tree)
    counts = {name: sum(each.spot.section.name == name for each in left) for name in SECTIONS}
    return show(
        "editor/start.html",
        steps=[Step(SECTIONS[name], about, counts[name]) for name, about in ABOUT.items()],
        others=[each for each in left if each.spot.section.name not in ABOUT],
        errors=sum(
            each.is_error for each in publishing.faults(held.tree, manuscript.read_files(tx))
        ),
        held=held,
        event=held.tree["event"]["id"],
        here_event=this_device.event(tx),
        is_published=not held.is_begun and not left,
        pasted=PASTED,
    )
