"""The apps with which people scan a contact card, and the code that suits each."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Literal

import msgspec

from kiosk.content.parts import Id, Part, Text
from kiosk.content.yaml_tree import YamlTree

Code = Literal["contact", "short", "call", "wechat"]
"""What a card's code holds: a contact with all names (vCard), a contact in few letters (MECARD),
the number to dial, or a WeChat account."""
_OF_PROGRAM = Path(__file__).with_name("bundled") / "cards.yaml"


class ScanApp(Part, frozen=True):
    """One app that people scan with, and the code that it is shown.

    `hint` says how to scan. `is_measured` is true where somebody tried it; what is known by report
    alone is not. `source` says which phone, which version, when, or whose report; staff read it.
    """

    id: Id
    name: Text
    code: Code
    hint: Text
    is_measured: bool = False
    source: Text | None = None


@cache
def of_program() -> tuple[ScanApp, ...]:
    """Return the bundled pack's apps, which a pack that names none shows: those before 0.6.0."""
    tree: Any = YamlTree(_OF_PROGRAM.read_bytes()).data
    return msgspec.convert(tree["apps"], tuple[ScanApp, ...])
