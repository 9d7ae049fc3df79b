"""Give tests of check-in a station whose slots do not change with the bundled pack."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from msgspec.structs import replace

from kiosk.content import service as content
from kiosk.content.catalog import Catalog
from kiosk.content.pack import Slot
from tests.factories import with_pack

SLOTS = (
    Slot(id="slot-1", starts_at="09:00", ends_at="09:40", capacity=40),
    Slot(id="slot-2", starts_at="09:50", ends_at="10:30", capacity=40),
    Slot(id="slot-3", starts_at="10:40", ends_at="11:20", capacity=30),
    Slot(id="slot-4", starts_at="13:30", ends_at="14:10", capacity=40),
    Slot(id="slot-5", starts_at="14:20", ends_at="15:00", capacity=40),
    Slot(id="slot-6", starts_at="15:10", ends_at="15:50", capacity=20),
)


@pytest.fixture
def catalog(app: Flask) -> Catalog:
    """Show the bundled pack with these slots, in this process only."""
    held = content.current()
    content.hold(with_pack(held, tour=replace(held.pack.tour, slots=SLOTS)))
    return content.current()


@pytest.fixture
def client(client: FlaskClient, catalog: Catalog) -> FlaskClient:
    """Return a browser at that station."""
    return client
