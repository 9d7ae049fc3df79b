"""Which packs the staff's pages know: those that people met, and the newest."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk.content import editions
from kiosk.content.catalog import Catalog
from kiosk.storage.db import db
from tests.factories import put_on_screen, unit
from tests.staff.test_pages import rate, sign_in


def own(app: Flask, catalog: Catalog) -> Catalog:
    """Publish a pack of a bureau's own, with one of the example's units."""
    units = (unit("haiyan"), *catalog.pack.units[:1])
    return put_on_screen(app, catalog, id="haiyan", units=units)


def known() -> list[str]:
    """Return the ids of the packs that are known, the newest first."""
    return [each.pack.id for each in editions.packs(db.reader()).editions]


def test_the_example_that_nobody_met_is_left_out(
    app: Flask, client: FlaskClient, catalog: Catalog
) -> None:
    sign_in(client)
    shown = own(app, catalog)
    assert known() == ["haiyan"]
    assert set(editions.labels(db.reader()).units) == set(shown.units)
    page = client.get("/staff/").text
    assert catalog.pack.units[1].name.zh not in page
    rate(app, [5])
    assert known() == ["haiyan"]


def test_the_example_that_somebody_met_keeps_its_names(app: Flask, catalog: Catalog) -> None:
    rate(app, [5])
    own(app, catalog)
    assert known() == ["haiyan", catalog.pack.id]
    assert set(editions.labels(db.reader()).units) >= set(catalog.units)


@pytest.mark.usefixtures("app")
def test_the_example_is_known_while_it_is_shown(catalog: Catalog) -> None:
    assert known() == [catalog.pack.id]
