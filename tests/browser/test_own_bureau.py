"""A bureau makes the booth its own by tapping, and nothing of the example is left on screen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kiosk.office.editor import example
from tests.browser.conftest import Visit
from tests.browser.own_bureau import own_pages, staff_pages, walk
from tests.browser.test_access import violations
from tests.browser.visitor import LANDSCAPE, Visitor
from tests.editor.bureau import BUREAU
from tests.process import BoothProcess
from tests.reception.door import at_hour


def every(visitor: Visitor, code: str) -> Iterator[str]:
    """Do all of it; yield the names of the pages on which the example may not be named."""
    for _ in walk(visitor, code):
        pass
    yield from own_pages(visitor)
    yield from staff_pages(visitor)


def test_a_bureau_makes_the_booth_its_own_by_tapping(visit: Visit, tmp_path: Path) -> None:
    said, wrong = "", {}
    with BoothProcess(tmp_path / "data", **at_hour(8)) as booth:
        visitor = visit(LANDSCAPE, at=booth)
        for name in every(visitor, booth.first_code):
            page = visitor.find("body").inner_text() + visitor.page.title()
            found = [each for each in example.names() if each in page]
            found += violations(visitor) if "question" in name else []
            if found:
                wrong[name] = found
            said += page
    assert wrong == {}
    assert BUREAU in said
