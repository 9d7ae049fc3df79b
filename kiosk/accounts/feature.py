"""Accounts: signing in, passwords, second factor, unlocking; each act of staff is a record."""

from kiosk.accounts import second_factor_views, sessions, sign_in_views, unlock_views, views
from kiosk.accounts.records import KIND
from kiosk.accounts.registration import Feature

FEATURE = Feature(
    staff=(
        sign_in_views.pages,
        second_factor_views.pages,
        unlock_views.pages,
        views.pages,
    ),
    kinds=(KIND,),
    init_app=sessions.init_app,
)
