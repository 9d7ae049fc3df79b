"""Administer a central from the terminal."""

from __future__ import annotations

import click

from kiosk.command import KioskGroup


@click.group(cls=KioskGroup)
def central() -> None:
    """管理中心 / administer a central: devices, codes, completeness."""
