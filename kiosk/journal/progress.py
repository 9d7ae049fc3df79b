"""Show progress on a terminal, and nothing where nobody watches."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

STEP = 200


@contextmanager
def counted(total: int) -> Iterator[Callable[[int], None]]:
    """Give a function that takes the count so far; the bar stands on standard error."""
    if not sys.stderr.isatty() or total < STEP:
        yield lambda _count: None
        return
    with click.progressbar(length=total, show_pos=True, file=sys.stderr) as bar:

        def show(count: int) -> None:
            if count - bar.pos >= STEP or count == total:
                bar.update(count - bar.pos)

        yield show
