"""Promises of the reading session, and of objects read inside a transaction."""

import pytest
from flask import Flask
from sqlalchemy import select

from kiosk.accounts import accounts
from kiosk.accounts.models import Staff
from kiosk.storage.db import db
from kiosk.storage.session import load

BY_NAME = select(Staff).order_by(Staff.name)


def test_page_sees_what_was_committed_after_it_first_read(app: Flask) -> None:
    with app.app_context():
        with db.transaction() as tx:
            accounts.add(tx, "li", "reception", "a long password of li", actor="test")
        li = db.session.scalars(BY_NAME.where(Staff.name == "li")).one()
        with db.transaction() as tx:
            accounts.disable(tx, "li", actor="test")
        assert not li.is_active


def test_page_that_read_keeps_no_transaction_open(app: Flask) -> None:
    with app.app_context():
        db.session.scalars(BY_NAME).all()
        driver = db.reader().connection.driver_connection
        assert driver is not None
        assert not driver.in_transaction


def test_session_of_a_page_refuses_to_write(app: Flask) -> None:
    with app.app_context():
        db.session.add(Staff(name="li", role="admin", password="", is_active=True))
        with pytest.raises(TypeError, match="only reads"):
            db.session.commit()
        db.session.rollback()


def test_objects_show_the_transaction_that_is_open_and_leave_it_so(app: Flask) -> None:
    with app.app_context(), db.transaction() as tx:
        accounts.add(tx, "li", "reception", "a long password of li", actor="test")
        [li] = load(tx, BY_NAME.where(Staff.name == "li"))
        accounts.set_role(tx, "li", "admin", actor="test")
        assert (li.role, accounts.one(tx, "li").role) == ("reception", "admin")
        assert tx.in_transaction()
