"""Dangers to find in a scene, and the scene itself."""

from __future__ import annotations

from kiosk.content.kinds.rule import Around, Rule, require
from kiosk.content.parts import Text
from kiosk.content.problems import Report
from kiosk.content.questions import Question, Scene
from kiosk.content.yaml_tree import Path

WHOLE = 100


def check(question: Question, around: Around, path: Path, report: Report) -> None:
    """Report a scene that is not there, and dangers that it does not have."""
    if require(question.scene, (*path, "scene"), report):
        scene = around.scenes.get(question.scene or "")
        if scene is None:
            name = question.scene
            report((*path, "scene"), f"找不到场景 {name}", f"there is no scene {name}")
            return
        areas = {area.id: area for area in scene.areas}
        for place, name in enumerate(question.dangers):
            where = (*path, "dangers", place)
            if name not in areas:
                zh = f"场景“{scene.name.zh}”里没有 {name}"
                report(where, zh, f"the scene {scene.id} has no area {name}")
            elif areas[name].tip is None:
                zh = f"“{areas[name].name.zh}”是要找的危险，请在场景里写为什么危险、怎么办"
                en = f"{name} is a danger to find: say in the scene why, and what to do"
                report(where, zh, en)
        if len(set(question.dangers)) != len(question.dangers):
            report((*path, "dangers"), "有重复", "names one twice")
    require(question.dangers, (*path, "dangers"), report)


def check_scene(scene: Scene, path: Path, report: Report) -> None:
    """Report an area that reaches out of its scene, or is too small to be touched."""
    for place, area in enumerate(scene.areas):
        for start, size, side in (("left", "width", "右"), ("top", "height", "下")):
            end = getattr(area, start) + getattr(area, size)
            if end > WHOLE:
                zh = f"“{area.name.zh}”超出画面{side}边（{end} %），请改小"
                en = f"reaches out of the scene ({start} + {size} is {end} %); make it smaller"
                report((*path, "areas", place, size), zh, en)
            if getattr(area, size) < LEAST_SIZE:
                zh = f"至少 {LEAST_SIZE} %，不然手指点不到"
                en = f"must be at least {LEAST_SIZE} %, or no finger meets it"
                report((*path, "areas", place, size), zh, en)


LEAST_SIZE = 6
"""Percent of a scene 900 px wide: 54 px, above the 48 px that a finger needs."""
RULE = Rule(Text(zh="找隐患", en="Find the danger"), ("scene", "dangers"), check)
