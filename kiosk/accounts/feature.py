"""Accounts: signing in, passwords, second factor, unlocking; each act of staff is a record."""

from kiosk.accounts import (
    comparing,
    second_factor_views,
    sessions,
    sign_in_views,
    unlock_views,
    views,
)
from kiosk.accounts.records import KIND
from kiosk.accounts.registration import Feature
from kiosk.journal.verify import on_verify


def register() -> None:
    """Let verifying compare the accounts with the staff log."""
    on_verify(comparing.compare)


FEATURE = Feature(
    staff=(
        sign_in_views.pages,
        second_factor_views.pages,
        unlock_views.pages,
        views.pages,
    ),
    kinds=(KIND,),
    register=register,
    init_app=sessions.init_app,
)
