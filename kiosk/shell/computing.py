"""Figures worked out in the background, so that their page opens at once; the last ones are kept.

What is asked for is named by a key that changes with the records, so that results are never stale,
and sorting them or opening a part of them computes nothing again. Nothing lies on the disk.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, current_app
from sqlalchemy import Connection

from kiosk.errors import KioskError, StorageFailed
from kiosk.storage.db import db

EXTENSION = "kiosk.computing"
MOMENT = 0.4
"""Seconds that a page waits before it shows progress instead; most results are there by then."""
TURN = 1.0
"""Seconds that a page which shows progress already waits before it shows how far it is now."""
MOST_KEPT = 8
"""Results kept; each of a million answers takes a few megabytes."""
Progress = Callable[[int], None]
Work = Callable[[Connection, Progress], Any]


@dataclass
class Task:
    """One computation: how far it is, then its result or what went wrong."""

    done: int = 0
    result: Any = None
    problem: KioskError | None = None
    ended: threading.Event = field(default_factory=threading.Event)

    def note(self, done: int) -> None:
        """Take how far it is."""
        self.done = done


class Computing:
    """What this process works out; one computation at a time, so that pages stay quick."""

    def __init__(self, app: Flask) -> None:
        """Start with nothing kept."""
        self._app = app
        self._tasks: OrderedDict[Hashable, Task] = OrderedDict()
        self._guard, self._turn = threading.Lock(), threading.Lock()

    def ask(self, key: Hashable, work: Work) -> Task:
        """Return the task of a key, begun now unless it is kept, after waiting briefly for it.

        One that failed is begun again the next time.
        """
        with self._guard:
            task, patience = self._tasks.get(key), TURN
            if task is None:
                patience = MOMENT
                task = self._tasks[key] = Task()
                threading.Thread(target=self._work, args=(key, task, work), daemon=True).start()
            self._tasks.move_to_end(key)
            while len(self._tasks) > MOST_KEPT:
                self._tasks.popitem(last=False)
        task.ended.wait(patience)
        return task

    def _work(self, key: Hashable, task: Task, work: Work) -> None:
        try:
            with self._turn, self._app.app_context(), db.engine.connect() as connection:
                task.result = work(connection, task.note)
        except Exception as error:
            self._app.logger.error("figures could not be worked out", exc_info=error)
            task.problem = error if isinstance(error, KioskError) else _failed()
            with self._guard:
                self._tasks.pop(key, None)
        finally:
            task.ended.set()


def _failed() -> StorageFailed:
    return StorageFailed(
        "没有算完；详情见启动窗口。记录都在，可以再试一次。",
        "The figures were not worked out; the start window tells more. The records are all kept; "
        "try again.",
    )


def init_app(app: Flask) -> None:
    """Keep the results of this app."""
    app.extensions[EXTENSION] = Computing(app)


def held() -> Computing:
    """Return what this process works out."""
    computing: Computing = current_app.extensions[EXTENSION]
    return computing
