"""PDF files of the templates in `templates/print`, set with the bundled fonts alone.

Typst is loaded with the first file instead of at each start.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kiosk.shell import qr
from kiosk.shell.paper import FONT, printable

TEMPLATES = Path(__file__).parents[2] / "templates" / "print"


def pdf(template: str, data: Mapping[str, Any], *, is_tagged: bool = False) -> bytes:
    """Return a template's PDF; letters that the font does not have are boxes.

    `is_tagged` describes the pages for screen readers. The data stay in memory.
    """
    import typst  # Its library is 80 MB, which a booth that prints nothing need not map.

    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONT.parent]
    )
    return typst.compile(
        TEMPLATES / f"{template}.typ",
        root=TEMPLATES,
        font_paths=fonts,
        sys_inputs={"data": printable(json.dumps(data, ensure_ascii=False))},
        pdf_tags=is_tagged,
    )


def code(data: bytes, level: qr.Level = "M") -> list[str]:
    """Return the rows of a QR code as templates draw them: 1 is dark."""
    return ["".join("01"[is_dark] for is_dark in row) for row in qr.matrix(data, level)]
