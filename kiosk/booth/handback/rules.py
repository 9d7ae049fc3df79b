"""Decide what each step makes of a belonging, what its number may be, and what is a signature."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Sequence
from itertools import pairwise
from math import dist, hypot

from msgspec.structs import replace

from kiosk.booth.handback.records import State, Status
from kiosk.errors import Refused

START = State(status="waiting", proofs=(), reason=None, signature=None)
"""How every belonging stands before anybody took a step."""
CODE = "OD-R-"
"""What a belonging's QR code holds before its number."""
STATUSES: dict[Status, tuple[str, str]] = {
    "waiting": ("待领取", "Waiting"),
    "checked": ("已核对领取人", "Claimant checked"),
    "read": ("已宣读清单", "List read aloud"),
    "signed": ("已签名", "Signed"),
    "handed": ("已发还", "Handed back"),
    "staying": ("今天不发还", "Not today"),
}
ACTS: dict[str, tuple[str, str]] = {
    "check": ("核对领取人", "Claimant checked"),
    "read": ("宣读清单", "List read aloud"),
    "sign": ("签名", "Signed"),
    "hand": ("发还", "Handed back"),
    "stay": ("今天不发还", "Not today"),
    "photo": ("拍照", "Photo taken"),
    "undo": ("撤销", "Undone"),
}
WIDTH, HEIGHT = 1000, 400
"""The field of a signature, in units of its own, whatever the size of the screen."""
LEAST_LENGTH, LEAST_EXTENT = 200.0, 80.0
"""How long all strokes are together, and how far they reach, at least; a dot is no signature."""
MOST_POINTS = 3000
MOST_LETTERS = 48 * 1024
_OWN_NUMBER = re.compile(r"[0-9A-Z]+(?:-[0-9A-Z]+)*", re.ASCII)
MOST_OWN = 24
MOST_PHOTOS = 4

Strokes = list[list[tuple[int, int]]]
"""A signature: each stroke is the points that a finger or pen went through."""


def own_number(text: str) -> str:
    """Return a belonging's number within its unit as it is kept. Raises Refused."""
    plain = text.strip().upper()
    if len(plain) > MOST_OWN or not _OWN_NUMBER.fullmatch(plain):
        raise Refused(
            f"编号只能是字母、数字和中间的短横线，最多 {MOST_OWN} 个",
            f"a number has letters, digits and hyphens between them, {MOST_OWN} at the most",
        )
    return plain


def number_of(unit: str, own: str) -> str:
    """Return a belonging's number by its unit's id and its number there. Raises Refused."""
    return f"{unit}/{own_number(own)}"


def checked(held: State, proofs: Sequence[str], known: Collection[str]) -> State:
    """Return the state once the claimant was checked by these proofs. Raises Refused."""
    _require(held, "waiting", "staying")
    picked = tuple(dict.fromkeys(proofs))
    if not picked:
        raise Refused("请勾选看过的凭证。", "Please tick what you looked at.")
    _require_known(picked, known)
    return replace(START, status="checked", proofs=picked)


def read(held: State) -> State:
    """Return the state once the list was read aloud. Raises Refused."""
    _require(held, "checked")
    return replace(held, status="read")


def signed(held: State, tap: str) -> State:
    """Return the state once the claimant signed by the step of `tap`. Raises Refused."""
    _require(held, "read")
    return replace(held, status="signed", signature=tap)


def handed(held: State) -> State:
    """Return the state once the belonging was handed out. Raises Refused unless it is signed."""
    _require(held, "signed")
    return replace(held, status="handed")


def staying(held: State, reason: str, known: Collection[str]) -> State:
    """Return the state once it is known not to be handed back today. Raises Refused."""
    _require(held, "waiting", "checked", "read")
    if not reason:
        raise Refused("请选一个理由。", "Please choose a reason.")
    _require_known((reason,), known)
    return replace(START, status="staying", reason=reason)


def _require(held: State, *fitting: Status) -> None:
    """Raise Refused, with how it stands, unless the step can be taken from there."""
    if held.status not in fitting:
        zh, en = STATUSES[held.status]
        raise Refused(
            f"这件物品现在是“{zh}”，不能做这一步。",
            f"This belonging is at “{en}” now: that step cannot be taken.",
        )


def _require_known(picked: Iterable[str], known: Collection[str]) -> None:
    if any(each not in known for each in picked):
        raise Refused("请从列出的选项里选。", "Please choose from the options shown.")


def photographed(held: State, photos: int) -> State:
    """Return the state once a photo was taken, which changes nothing. Raises Refused."""
    if photos >= MOST_PHOTOS:
        raise Refused(
            f"一件物品最多 {MOST_PHOTOS} 张照片；可以先撤销最后一张。",
            f"At most {MOST_PHOTOS} photos a belonging; undo the last one first.",
        )
    return held


def read_code(text: str) -> str | None:
    """Return the number in what a scanner typed, None if it is no belonging's code."""
    typed = text.strip()
    return typed[len(CODE) :] if typed.upper().startswith(CODE) else None


def read_signature(text: str) -> Strokes:
    """Return the strokes that a form sent as JSON: `[[[x, y], ...], ...]`.

    Points lie within `WIDTH` and `HEIGHT`. Raises Refused for what no page sends, for too many
    points, and for a dot, a tick or nothing at all.
    """
    strokes = _points(text)
    if sum(map(len, strokes)) > MOST_POINTS:
        raise Refused(
            "笔画太多；请清除后再签一次。", "Too many strokes; clear them and sign again."
        )
    points = [point for stroke in strokes for point in stroke]
    length = sum(dist(a, b) for stroke in strokes for a, b in pairwise(stroke))
    if length < LEAST_LENGTH or _extent(points) < LEAST_EXTENT:
        raise Refused(
            "签名太短：请在框里写下姓名，一个点或一小划不算。",
            "The signature is too short: write your name in the field, a dot or a dash is none.",
        )
    return strokes


def _points(text: str) -> Strokes:
    """Return the points of a form. Raises Refused unless each lies within the field."""
    try:
        held = json.loads(text) if 0 < len(text) <= MOST_LETTERS else []
        strokes = [[_point(x, y) for x, y in stroke] for stroke in held]
    except (ValueError, TypeError, RecursionError):
        raise Refused(
            "签名没有收到；请清除后再签一次。",
            "The signature did not arrive whole; clear it and sign again.",
        ) from None
    return [stroke for stroke in strokes if stroke]


def _point(x: object, y: object) -> tuple[int, int]:
    if type(x) is not int or type(y) is not int or not (0 <= x <= WIDTH and 0 <= y <= HEIGHT):
        raise ValueError
    return x, y


def _extent(points: Sequence[tuple[int, int]]) -> float:
    """Return the diagonal of the smallest field that holds all points."""
    if not points:
        return 0.0
    across, down = zip(*points, strict=True)
    return hypot(max(across) - min(across), max(down) - min(down))
