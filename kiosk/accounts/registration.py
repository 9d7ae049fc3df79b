"""What a feature brings to the app: pages, kinds of record, measures and exports.

Each feature has a `feature.py` with one `FEATURE`, and `app.py` lists them. No other module needs
to know of a feature.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, Flask

from kiosk.accounts import pages
from kiosk.accounts.pages import StaffPages
from kiosk.counts import choices, tables, tally
from kiosk.counts.tables import ExportKind
from kiosk.counts.tally import Measure
from kiosk.journal import kinds
from kiosk.journal.kinds import Kind
from kiosk.shell import visitors
from kiosk.shell.preview import PREVIEWS, Preview


def _nothing() -> None:
    """Register nothing."""


@dataclass(frozen=True, kw_only=True)
class Feature:
    """One feature of the product.

    `booth` and `central` are the pages that only one of them has; `staff` are the staff pages.
    `visitors` are those of `booth` that people may also open on their own phones.
    `people` are the kinds of record that show that a person was at the screen; `parties` are the
    read tables with one row for each thing that a party did. `previews` render the page on which
    people meet a part of a pack, by the section that it stands in. `register` plugs the feature
    into the lower floors, and may be called without an app. `init_app` sets up state that lives as
    long as the app.
    """

    booth: tuple[Blueprint, ...] = ()
    visitors: tuple[Blueprint, ...] = ()
    central: tuple[Blueprint, ...] = ()
    staff: tuple[StaffPages, ...] = ()
    kinds: tuple[Kind, ...] = ()
    measures: tuple[Measure, ...] = ()
    people: tuple[str, ...] = ()
    parties: tuple[Any, ...] = ()
    previews: Mapping[str, Preview] = field(default_factory=dict)
    exports: Mapping[str, ExportKind] = field(default_factory=dict)
    register: Callable[[], None] = _nothing
    init_app: Callable[[Flask], None] = lambda _app: None


def register(features: Iterable[Feature]) -> None:
    """Register the features' kinds, measures and exports with the lower floors."""
    for feature in features:
        kinds.register(*feature.kinds)
        tally.register(*feature.measures)
        tally.register_people(*feature.people)
        choices.register(*feature.parties)
        tables.register(feature.exports)
        PREVIEWS.update(feature.previews)
        feature.register()


def add_pages(app: Flask, features: Iterable[Feature], *, is_central: bool) -> None:
    """Add the pages that a booth has, or those that a central has, and set the features up."""
    held = list(features)
    for feature in held:
        for blueprint in feature.central if is_central else feature.booth:
            app.register_blueprint(blueprint)
        visitors.admit(app, () if is_central else feature.visitors)
    staff = [each for feature in held for each in feature.staff]
    pages.init_app(app, staff, is_central=is_central)
    for feature in held:
        feature.init_app(app)
