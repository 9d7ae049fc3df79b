"""A chart says every value, keeps what is withheld to itself, and its words never overlap."""

from __future__ import annotations

from io import BytesIO
from xml.etree import ElementTree

import pytest
from PIL import Image

from kiosk.content.parts import Text
from kiosk.counts import statistics
from kiosk.shell.charts import layout, png, svg
from kiosk.shell.charts.layout import Box, Line, Words, has_columns, lay, measure
from kiosk.shell.charts.model import Chart, Mark, counted, estimated

LONG = Text(
    zh="您对当地社会治安状况总体上感到安全吗？请按照您的真实感受选择",
    en="Do you feel safe where you live, all in all? Please say what you really feel",
)
PEOPLE = Text(zh="人数", en="People")


def hours(count: int, value: int = 123) -> Chart:
    marks = [counted(Text(zh=str(hour), en=str(hour)), value) for hour in range(count)]
    return Chart("hours", Text(zh="每小时", en="By hour"), "columns", marks, value, PEOPLE)


def shares(count: int) -> Chart:
    marks = [estimated(LONG, statistics.share(n, 2 * n), "share") for n in range(count)]
    return Chart("shares", LONG, "bars", marks, 1, Text(zh="占比", en="Share"), PEOPLE)


def texts(drawing: str) -> list[list[str]]:
    """Return the words of each SVG in a drawing."""
    root = ElementTree.fromstring(f"<div>{drawing}</div>")
    return [["".join(text.itertext()) for text in each.iter("text")] for each in root]


@pytest.mark.parametrize("count", [1, 3, 12, 24])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_value_stands_in_each_drawing(count: int, language: str) -> None:
    for chart in (hours(count), shares(count)):
        said = [mark.said for mark in chart.marks]
        for words in texts(svg.draw(chart, language)):
            assert [word for word in words if word in said and word][-1:] == said[-1:]
            assert all(words.count(each) >= said.count(each) for each in said)


@pytest.mark.parametrize("width", [280, 320, 520, 840, 1200])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_words_stay_within_and_do_not_overlap(width: int, language: str) -> None:
    for chart in (hours(1), hours(12), hours(24, 98765), shares(12)):
        boxes = [
            place(piece, width)
            for piece in lay(chart, language, width).pieces
            if isinstance(piece, Words)
        ]
        for left, top, right, bottom in boxes:
            assert left >= -0.5, (left, right)
            assert right <= width + 0.5, (left, right)
            assert 0 <= top < bottom
        for index, one in enumerate(boxes):
            for other in boxes[index + 1 :]:
                assert not meet(one, other), (one, other)


def place(words: Words, width: float) -> tuple[float, float, float, float]:
    """Return where words stand: left, top, right, bottom."""
    long = measure(words.text, words.style)
    x = words.x * width / 100 + words.dx
    left = {"start": x, "middle": x - long / 2, "end": x - long}[words.anchor]
    return left, words.y - 12, left + long, words.y + 2


def meet(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    across = one[0] < other[2] and other[0] < one[2]
    return across and one[1] < other[3] and other[1] < one[3]


def test_too_few_people_have_no_bar() -> None:
    few = estimated(LONG, statistics.share(3, 4), "share")
    chart = Chart("few", LONG, "bars", [few], 1, PEOPLE, PEOPLE)
    pieces = lay(chart, "zh", 520).pieces
    assert not [each for each in pieces if isinstance(each, Box) and each.look == "bar"]
    assert "<5" in [each.text for each in pieces if isinstance(each, Words)]


def test_bars_are_as_long_as_their_values() -> None:
    pieces = lay(shares(9), "zh", 520).pieces
    track = next(each for each in pieces if isinstance(each, Box) and each.look == "track")
    for bar in (each for each in pieces if isinstance(each, Box) and each.look == "bar"):
        assert bar.width / track.width == pytest.approx(0.5)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_columns_stand_on_the_axis_as_high_as_their_values(language: str) -> None:
    values = (100, 25, 0, 50)
    names = [Text(zh=str(hour), en=str(hour)) for hour in range(len(values))]
    marks = [counted(name, value) for name, value in zip(names, values, strict=True)]
    chart = Chart("hours", PEOPLE, "columns", marks, 100, PEOPLE)
    pieces = lay(chart, language, 520).pieces
    bars = [each for each in pieces if isinstance(each, Box) and each.look == "bar"]
    [axis] = [each for each in pieces if isinstance(each, Line) and each.look == "axis"]
    assert [bar.height / bars[0].height for bar in bars] == pytest.approx([1, 0.25, 0.5])
    assert [bar.top + bar.height for bar in bars] == pytest.approx([axis.y1] * 3)
    assert [bar.left for bar in bars] == sorted(bar.left for bar in bars)


def test_columns_become_rows_where_they_would_not_fit() -> None:
    assert has_columns(hours(12), "zh", 520)
    assert not has_columns(hours(24), "zh", 280)
    narrow, _, wide = texts(svg.draw(hours(24), "zh"))
    assert narrow[:2] == ["0", "123"]
    assert "plot-from-840" in svg.draw(hours(24), "zh")
    assert wide.count("123") == 24


@pytest.mark.parametrize("chart", [hours(5, 0), hours(24), shares(12)])
def test_png_is_as_wide_as_asked_and_shows_something(chart: Chart) -> None:
    image = Image.open(BytesIO(png.draw(chart, "zh", width=900)))
    assert (image.format, image.width, image.mode) == ("PNG", 900, "L")
    assert image.getextrema() == (0, 255)


def test_odd_names_are_text_never_markup() -> None:
    name = Text(zh='<b>"&', en='<b>"&')
    chart = Chart("odd", name, "bars", [Mark(name, 1, "<5", 1)], 1, PEOPLE)
    assert "<b>" not in svg.draw(chart, "zh")
    assert texts(svg.draw(chart, "zh"))[0][0] == '<b>"&'


def test_axes_count_people_in_whole_numbers_and_means_in_halves() -> None:
    mean = Chart("means", LONG, "bars", [], 5, PEOPLE, PEOPLE, base=4)
    few = Chart("few", LONG, "columns", [], 2, PEOPLE)
    assert [words for _, words in layout._ticks(few)] == ["0", "1", "2"]
    assert [words for _, words in layout._ticks(mean)] == ["4", "4.5", "5"]
    share = Chart("shares", LONG, "bars", [], 1, PEOPLE, PEOPLE)
    assert [words for _, words in layout._ticks(share)] == [
        "0%",
        "20%",
        "40%",
        "60%",
        "80%",
        "100%",
    ]
