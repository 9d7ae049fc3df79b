"""Chinese shows on a machine that has no Chinese font."""

from __future__ import annotations

import shutil
import subprocess

from tests.browser.conftest import Visit
from tests.browser.visitor import LANDSCAPE

SAMPLE = "警察开放日，合心合力！谢谢您。鱻"
"""The last is rare: the whole font must be there, not a part of it."""

DRAWN = """async (sample) => {
  await document.fonts.ready;
  await document.fonts.load(`64px ${family()}`, sample);
  const missing = draw("\\u{10FFFE}");
  return [...sample].map((letter) => ({ letter, ...compare(draw(letter), missing) }));

  function family() {
    return getComputedStyle(document.body).fontFamily;
  }
  function draw(letter) {
    const canvas = new OffscreenCanvas(96, 96);
    const pen = canvas.getContext("2d", { willReadFrequently: true });
    pen.font = `64px ${family()}`;
    pen.textBaseline = "middle";
    pen.fillText(letter, 8, 48);
    return pen.getImageData(0, 0, 96, 96).data.filter((_, index) => index % 4 === 3);
  }
  function compare(one, other) {
    const isMissing = one.every((value, index) => value === other[index]);
    return { hasInk: one.some(Boolean), isMissing };
  }
}"""


def has_chinese_font() -> bool:
    """Tell whether this machine has a Chinese font of its own."""
    lister = shutil.which("fc-list")
    if lister is None:
        return True
    return bool(subprocess.run([lister, ":lang=zh"], capture_output=True, check=True).stdout)


def test_every_character_has_a_shape_of_its_own(visit: Visit) -> None:
    visitor = visit(LANDSCAPE)
    visitor.open("/")
    drawn = visitor.page.evaluate(DRAWN, SAMPLE)
    assert [each["letter"] for each in drawn if each["isMissing"] or not each["hasInk"]] == []


def test_the_booths_own_font_is_used_where_there_is_no_other(visit: Visit) -> None:
    visitor = visit(LANDSCAPE)
    visitor.open("/")
    visitor.page.evaluate("document.fonts.ready")
    statuses = visitor.page.evaluate(
        "[...document.fonts].filter(({ family }) => family.includes('Kiosk Sans'))"
        ".map(({ status }) => status)"
    )
    asked = any("/fonts/NotoSansSC" in url for url in visitor.recorder.asked)
    assert statuses == (["unloaded"] if has_chinese_font() and not asked else ["loaded"])
