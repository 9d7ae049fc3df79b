"""Be the bare twin: Flask and waitress, a constant page, and a page that inserts one row."""

from __future__ import annotations

import logging
import sqlite3
import sys
import threading

import waitress
from flask import Flask, Response, redirect, request

PAGE_BYTES = 8 * 1024


def make_app(database: str) -> Flask:
    """Return the twin; its one connection is guarded by a lock, as SQLite takes one writer."""
    app = Flask(__name__)
    page = "<!doctype html>" + "x" * PAGE_BYTES
    lock = threading.Lock()
    rows = sqlite3.connect(database, isolation_level=None, check_same_thread=False)
    rows.execute("PRAGMA journal_mode=WAL")
    rows.execute("PRAGMA synchronous=FULL")
    rows.execute("CREATE TABLE IF NOT EXISTS answer (id INTEGER PRIMARY KEY, option TEXT)")

    @app.get("/")
    def constant() -> str:
        return page

    @app.post("/insert")
    def insert() -> Response:
        with lock:
            rows.execute("INSERT INTO answer (option) VALUES (?)", (request.form["option"],))
        return redirect("/", 303)  # type: ignore[return-value]

    return app


if __name__ == "__main__":
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    waitress.serve(make_app(sys.argv[1]), host="127.0.0.1", port=int(sys.argv[2]), threads=8)
