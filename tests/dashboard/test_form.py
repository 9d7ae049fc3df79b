"""The dashboard's form keeps what was chosen, and takes no nonsense."""

from __future__ import annotations

import re

from flask import Flask
from flask.testing import FlaskClient

from kiosk.content import editions
from kiosk.counts.filters import Filters
from kiosk.office.overview.charts import charts
from kiosk.office.overview.figures import gather
from kiosk.storage.db import db
from tests.staff.test_pages import rate, read, sign_in


def chosen(page: str) -> list[str]:
    """Return what the form's lists have chosen, but for 'all'."""
    found = re.findall(r'<option value="([^"]*)"\s+selected', page)
    return [value for value in found if value]


def people(page: str) -> str:
    found = re.search(r'data-figure="people">([^<]*)<', page)
    assert found
    return found[1]


def test_what_was_chosen_stays_chosen(client: FlaskClient) -> None:
    sign_in(client)
    page = read(client, "/staff/?since=2026-12-19&until=2026-12-20&unit=traffic&booth=East+door")
    assert chosen(page) == ["traffic", "East door"]
    for day in ("2026-12-19", "2026-12-20"):
        assert page.count(f'value="{day}"') == 1


def test_days_the_wrong_way_round_are_put_right(client: FlaskClient) -> None:
    sign_in(client)
    page = read(client, "/staff/?since=2026-12-20&until=2026-12-19")
    assert page.index('value="2026-12-19"') < page.index('value="2026-12-20"')


def test_units_and_packs_that_do_not_exist_are_as_if_not_asked_for(
    client: FlaskClient, app: Flask
) -> None:
    rate(app, [5, 4])
    sign_in(client)
    page = read(client, "/staff/?unit=moon&pack=0000")
    assert chosen(page) == []
    assert people(page) == "2"
    assert people(read(client, "/staff/?unit=traffic")) == "0"


def test_a_chart_has_an_id_of_its_own_and_a_title_in_both_languages(
    client: FlaskClient, app: Flask
) -> None:
    rate(app, [5])
    reader = db.reader()
    made = charts(gather(reader, Filters(), editions.packs(reader)))
    assert len({chart.id for chart in made}) == len(made) > 10
    assert all(chart.title.zh and chart.title.en for chart in made)
