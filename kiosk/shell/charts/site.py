"""Charts in templates."""

from __future__ import annotations

from functools import partial

from flask import Flask

from kiosk.shell import templates
from kiosk.shell.charts import svg


def init_app(app: Flask) -> None:
    """Give each language's templates `draw(chart)`, which `charts/_charts.html` calls."""
    for language, environment in app.extensions[templates.EXTENSION].items():
        environment.globals["draw"] = partial(svg.draw, language=language)
