"""A pack whose questions on fraud have pictures: drawn ones, a photo, tiles to choose from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from PIL import Image, ImageDraw

from tests.activity.pictures import noise, written
from tests.factories import pack_folder

TOPIC = "anti-fraud"
FAR, TALL = (900, 600), (500, 900)


def sign(colour: str, size: tuple[int, int] = (480, 360)) -> bytes:
    """Draw a road sign."""
    image = Image.new("RGB", size, "white")
    wide, high = size
    middle, reach = (wide // 2, high // 2), min(size) // 2 - 10
    pen = ImageDraw.Draw(image)
    pen.regular_polygon((middle, reach), 3, fill=colour)
    pen.regular_polygon((middle, reach // 2), 3, fill="white")
    return written(image, "PNG")


IMAGES = {
    "message.png": sign("darkred", FAR),
    "letter.png": sign("darkblue", TALL),
    "photo.jpg": written(noise(420, 300), quality=60),
    **{f"{colour}.png": sign(colour) for colour in ("red", "green", "blue", "orange")},
}
COLOURS = ("red", "green", "blue", "orange")
LONG = {
    "zh": "走到路口，看见图上这样的牌子，旁边还有人打电话催您快点转账，您最先应该做的是哪一件事？",
    "en": "At a crossing you see the sign in the picture, and somebody on the telephone urges you "
    "to send money at once. Which of these should you do first?",
}


def _tiles(count: int, words: list[tuple[str, str]]) -> list[dict[str, Any]]:
    return [
        {
            "id": "abcd"[number],
            "text": dict(zip(("zh", "en"), words[number], strict=True)),
            "picture": f"{COLOURS[number]}.png",
            "is_right": number == 0,
        }
        for number in range(count)
    ]


SHORT = [("红色", "Red"), ("绿色", "Green"), ("蓝色", "Blue"), ("橙色", "Orange")]
WORDY = [
    ("红色的三角形警告标志", "The red triangle that warns"),
    ("绿色的三角形指路标志", "The green triangle that shows the way"),
    ("蓝色的三角形指示标志", "The blue triangle that gives an order"),
    ("橙色的三角形施工标志", "The orange triangle at building works"),
]


def folder(tmp_path: Path) -> Path:
    """Write the pack: its first five questions on fraud have pictures, others are left out."""
    held = pack_folder(tmp_path)
    file = held / "topics" / f"{TOPIC}.yaml"
    topic = yaml.safe_load(file.read_text(encoding="utf-8"))
    topic["questions"] = topic["questions"][:5]
    alt = {"zh": "一块三角形的牌子", "en": "A triangular sign"}
    first, second, third, fourth, fifth = topic["questions"]
    first |= {"picture": "message.png", "picture_alt": dict(alt)}
    second |= {"picture": "letter.png", "picture_alt": dict(alt), "prompt": dict(LONG)}
    third |= {"options": _tiles(4, WORDY)}
    fourth |= {"options": _tiles(3, WORDY), "picture": "photo.jpg", "picture_alt": dict(alt)}
    fifth |= {"options": _tiles(2, SHORT), "prompt": dict(LONG)}
    for each in topic["questions"]:
        each["audience"] = ["all"]
    file.write_text(yaml.safe_dump(topic, allow_unicode=True), encoding="utf-8")
    for name, data in IMAGES.items():
        (held / "images" / name).write_bytes(data)
    return held
