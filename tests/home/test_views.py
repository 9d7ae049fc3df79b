"""Check the idle screen, home, and the end of a sitting."""

from __future__ import annotations

from flask.testing import FlaskClient


def test_idle_screen_invites_in_both_languages(client: FlaskClient) -> None:
    page = client.get("/").get_data(as_text=True)
    assert "警察开放日" in page
    assert "English" in page
