"""A pack whose topic on fire has nothing but scenes, so that a round shows each of them."""

from __future__ import annotations

from pathlib import Path

import yaml

from tests.factories import pack_folder

TOPIC = "fire-safety"


def folder(tmp_path: Path) -> Path:
    """Write the pack; return its folder."""
    pack = pack_folder(tmp_path)
    asked = []
    for file in sorted((pack / "topics").glob("*.yaml")):
        topic = yaml.safe_load(file.read_text(encoding="utf-8"))
        asked += [each for each in topic["questions"] if each.get("kind") == "find"]
        topic["questions"] = [each for each in topic["questions"] if each.get("kind") != "find"]
        _write(file, topic)
    for each in asked:
        each |= {"audience": ["all"], "difficulty": 1}
    file = pack / "topics" / f"{TOPIC}.yaml"
    _write(file, yaml.safe_load(file.read_text(encoding="utf-8")) | {"questions": asked})
    return pack


def _write(file: Path, topic: dict[str, object]) -> None:
    file.write_text(yaml.safe_dump(topic, allow_unicode=True, sort_keys=False), encoding="utf-8")
