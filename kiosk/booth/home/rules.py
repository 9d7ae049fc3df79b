"""Which slides the idle screen shows, and in which order."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, zip_longest

from kiosk.content.pack import Pack, Panel
from kiosk.content.questions import Case


def slides(pack: Pack) -> Sequence[Panel | Case]:
    """Return a pack's panels and cases by turns; of which there are more, the rest comes last.

    A case that nothing could stop has nothing to say here; a manuscript may have one still.
    """
    cases = [case for case in pack.cases if case.stops]
    by_turns = chain.from_iterable(zip_longest(pack.panels, cases))
    return [each for each in by_turns if each is not None]
