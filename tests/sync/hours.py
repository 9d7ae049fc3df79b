"""Try interleavings for hours: `python -m tests.sync.hours --hours 2`."""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from kiosk.config import Settings
from kiosk.startup import opened
from tests.postgres import Home, Server
from tests.sync.laptops import Store
from tests.sync.test_any_order import explore

AT_ONCE = 50


def main() -> None:
    """Try new interleavings until the time is over; stop at the first that breaks a promise."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hours", type=float, default=1.0)
    ends = time.monotonic() + 3600 * parser.parse_args().hours
    home, tried = Home(), 0
    try:
        server = Server(home).make()
        while time.monotonic() < ends:
            with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
                settings = Settings(data=Path(folder), database=server.create_database())
                with opened(settings):
                    pass
                store = Store(settings)
                explore(store, Path(folder), AT_ONCE, start=None)
                store.close()
            tried += AT_ONCE
            print(f"{tried} interleavings, each record once", flush=True)  # noqa: T201
    finally:
        home.close()


if __name__ == "__main__":
    main()
