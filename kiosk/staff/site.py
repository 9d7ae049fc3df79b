"""Gather the staff's pages on their blueprint."""

from kiosk.staff import (
    account_views,
    acts_views,
    erase_views,
    feedback_views,
    help_views,
    key_views,
    privacy_views,
    setup_views,
    sync_views,
    views,
)
from kiosk.staff.pages import bp

__all__ = [
    "account_views",
    "acts_views",
    "bp",
    "erase_views",
    "feedback_views",
    "help_views",
    "key_views",
    "privacy_views",
    "setup_views",
    "sync_views",
    "views",
]
