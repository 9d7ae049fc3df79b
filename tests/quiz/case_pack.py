"""A pack whose topic on fraud has nothing but cases, so that a round shows each of them."""

from __future__ import annotations

from itertools import cycle, islice
from pathlib import Path
from typing import Any

import yaml

from tests.factories import pack_folder

TOPIC = "anti-fraud"
LEAST = 5
"""So many questions a topic needs."""
AGAIN = "-again"
COMMON = {"audience": ["all"], "difficulty": 1, "facts": []}


def folder(tmp_path: Path) -> Path:
    """Write the pack; return its folder. A case is asked more than once where there are too few."""
    pack = pack_folder(tmp_path)
    asked: list[dict[str, Any]] = []
    for file in sorted((pack / "topics").glob("*.yaml")):
        topic = yaml.safe_load(file.read_text(encoding="utf-8"))
        asked += [each for each in topic["questions"] if each.get("kind") == "case"]
        topic["questions"] = [each for each in topic["questions"] if each.get("kind") != "case"]
        _write(file, topic)
    asked = [
        each | {"id": each["id"] + AGAIN * (number // len(asked))} | COMMON
        for number, each in enumerate(islice(cycle(asked), max(LEAST, len(asked))))
    ]
    file = pack / "topics" / f"{TOPIC}.yaml"
    _write(file, yaml.safe_load(file.read_text(encoding="utf-8")) | {"questions": asked})
    return pack


def _write(file: Path, topic: dict[str, Any]) -> None:
    file.write_text(yaml.safe_dump(topic, allow_unicode=True, sort_keys=False), encoding="utf-8")
