"""Take pictures of how a bureau makes the booth its own, from an empty folder on.

`python -m tests.browser.own_bureau_pictures DIR` numbers them in the order of the walk, which
`test_own_bureau.py` takes as well.
"""

from __future__ import annotations

import sys
import tempfile
from itertools import chain
from pathlib import Path

from tests.browser.chromium import launched
from tests.browser.own_bureau import own_pages, staff_pages, walk
from tests.browser.screenshots import come, picture
from tests.browser.visitor import LANDSCAPE
from tests.process import BoothProcess
from tests.reception.door import at_hour


def take(folder: Path) -> None:
    """Walk from an empty data folder to the published booth, with a picture of each page."""
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as temporary,
        launched() as browser,
        BoothProcess(Path(temporary, "data"), **at_hour(8)) as booth,
    ):
        visitor = come(browser, booth, LANDSCAPE, "zh")
        pages = chain(walk(visitor, booth.first_code), own_pages(visitor), staff_pages(visitor))
        for number, name in enumerate(pages, start=1):
            picture(visitor, folder / f"{number:02}-{name}.png")
        visitor.context.close()


if __name__ == "__main__":
    take(Path(sys.argv[1]))
