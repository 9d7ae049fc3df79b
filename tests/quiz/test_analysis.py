"""Test that the analysis of questions is what pandas and scipy find."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import numpy
import pandas
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from kiosk.booth.quiz.analysis import answer_counts, flags, psychometrics, table
from kiosk.booth.quiz.analysis.answer_counts import AnswerCounts, Choice, Sums
from kiosk.booth.quiz.analysis.figures import Analysis, analyse, analyse_one
from kiosk.booth.quiz.analysis.psychometrics import Pairs
from kiosk.config import Settings
from kiosk.content import editions
from kiosk.content import service as content
from kiosk.content.catalog import Catalog
from kiosk.content.editions import Known
from kiosk.counts.filters import Filters
from kiosk.counts.statistics import share
from kiosk.errors import Unknown
from kiosk.startup import opened
from kiosk.storage.db import db
from tests.factories import option, put_on_screen, question, topic, words
from tests.quiz.played import AUDIENCES, EVENT, Played, answer, crowd, sheet, store

PACKS = ["1" * 64, "2" * 64]
ALL = Filters(event=EVENT)
CLOSE = {"rel": 1e-9, "abs": 1e-9}


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, data: Path) -> Iterator[Any]:
    """Give the app on SQLite, and then on PostgreSQL."""
    database = request.getfixturevalue("database") if request.param == "postgresql" else ""
    with opened(Settings(data=data, database=database)) as app:
        yield app


def analysed(filters: Filters = ALL, audience: str | None = None) -> Analysis:
    with db.engine.connect() as tx:
        return analyse(answer_counts.count(tx, filters), editions.packs(tx), audience)


def frame(rounds: list[Played]) -> pandas.DataFrame:
    """Lay every answer out as a row of its own, with the rest score of its round."""
    rows = [
        {
            "round": number,
            "audience": each.sheet.audience,
            "pack": each.pack,
            "booth": each.booth,
            "day": each.day,
            "question": given.question,
            "option": given.option,
            "right": int(given.is_right),
            "again": given.is_repeat,
            "ms": given.milliseconds,
        }
        for number, each in enumerate(rounds)
        for given in each.sheet.answers
    ]
    made = pandas.DataFrame(rows)
    first = made[~made.again].groupby("round").right
    made["others"] = made["round"].map(first.size()) - 1
    made["rest"] = (made["round"].map(first.sum()) - made.right) / made.others.where(
        made.others > 0
    )
    return made


def compare(found: Analysis, held: pandas.DataFrame) -> None:
    """Compare every question's figures with those of pandas and scipy."""
    first = held[~held.again]
    assert set(found.questions) == set(first.question)
    assert found.answers == len(first)
    for name, own in first.groupby("question"):
        figures = found.questions[str(name)]
        assert figures.n == len(own)
        assert {each.id: each.n for each in figures.options if each.n} == dict(
            own.option.value_counts()
        )
        if len(own) < 5:
            assert (figures.right.value, figures.discrimination) == (None, None)
            continue
        interval = stats.binomtest(int(own.right.sum()), len(own)).proportion_ci(method="wilson")
        assert figures.right.value == pytest.approx(own.right.mean(), **CLOSE)
        assert (figures.right.low, figures.right.high) == pytest.approx(tuple(interval), abs=1e-9)
        wrong = own[own.right == 0].option.value_counts()
        assert (figures.lure.n if figures.lure else 0) == wrong.max() if len(wrong) else True
        _compare_correlation(figures.discrimination, own.dropna(subset=["rest"]))
        _compare_times(figures.seconds, own[own.ms > 0].ms)
        for audience, heard in own.groupby("audience"):
            assert figures.audiences[str(audience)] == share(int(heard.right.sum()), len(heard))


def _compare_correlation(value: float | None, own: pandas.DataFrame) -> None:
    if len(own) < 5 or own.right.nunique() < 2 or own.rest.nunique() < 2:
        assert value is None
    else:
        assert value == pytest.approx(stats.pointbiserialr(own.right, own.rest)[0], **CLOSE)


def _compare_times(seconds: psychometrics.Quartiles | None, ms: Any) -> None:
    if len(ms) < 5:
        assert seconds is None
        return
    assert seconds is not None
    expected = numpy.quantile((ms + 50) // 100 / 10, (0.25, 0.5, 0.75))
    assert (seconds.low, seconds.median, seconds.high) == pytest.approx(tuple(expected), abs=1e-9)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_figures_equal_those_of_pandas_and_scipy(
    place: Any, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    random = Random(seed)
    monkeypatch.setattr(answer_counts, "PIECE", random.choice((7, 40, 4000)))
    monkeypatch.setattr(answer_counts, "MOST_JOURNALS", random.choice((1, 3, 32)))
    rounds = crowd(random, 300, [f"q-{number}" for number in range(9)], PACKS)
    store(rounds)
    held = frame(rounds)
    compare(analysed(), held)
    compare(analysed(audience="elder"), held[held.audience == "elder"])
    compare(analysed(Filters(event=EVENT, booth="B1")), held[held.booth == "B1"])
    compare(analysed(Filters(event=EVENT, pack=PACKS[1])), held[held.pack == PACKS[1]])
    day = Filters(event=EVENT, since=date(2026, 12, 21), until=date(2026, 12, 21))
    compare(analysed(day), held[held.day == 21])
    assert analysed(Filters(event="another/2026")).questions == {}


def test_gain_pairs_the_same_person_s_first_and_second_answer(place: Any) -> None:
    rounds = crowd(Random(5), 400, [f"q-{number}" for number in range(5)], PACKS)
    store(rounds)
    held = frame(rounds)
    pairs = held[held.again].merge(held[~held.again], on=["round", "question"])
    found = analysed()
    for own, gain in (
        (pairs, found.gain),
        *((part, found.questions[str(name)].gain) for name, part in pairs.groupby("question")),
    ):
        assert gain.first == share(int(own.right_y.sum()), len(own))
        assert gain.again == share(int(own.right_x.sum()), len(own))
        assert gain.difference.value == pytest.approx((own.right_x - own.right_y).mean(), **CLOSE)
        missed = own[own.right_y == 0]
        assert gain.learned == share(int(missed.right_x.sum()), len(missed))
        low, high = newcombe(own.right_y, own.right_x)
        assert (gain.difference.low, gain.difference.high) == pytest.approx((low, high), abs=1e-9)


def newcombe(first: Any, again: Any) -> tuple[float, float]:
    """Return Newcombe's interval for paired proportions as his paper writes it."""
    n = len(first)
    a, b = int((first & again).sum()), int((again & ~first & 1).sum())
    c, d = int((first & ~again & 1).sum()), int(n - (first | again).sum())
    one, two = (a + b) / n, (a + c) / n
    l1, u1 = stats.binomtest(a + b, n).proportion_ci(method="wilson")
    l2, u2 = stats.binomtest(a + c, n).proportion_ci(method="wilson")
    product, spread = a * d - b * c, (a + b) * (c + d) * (a + c) * (b + d)
    if product > 0:
        product = product - n / 2 if product > n / 2 else 0
    phi = product / math.sqrt(spread) if spread else 0
    delta = math.sqrt((one - l1) ** 2 - 2 * phi * (one - l1) * (u2 - two) + (u2 - two) ** 2)
    epsilon = math.sqrt((u1 - one) ** 2 - 2 * phi * (u1 - one) * (two - l2) + (two - l2) ** 2)
    return one - two - delta, one - two + epsilon


def test_gain_s_interval_covers_the_truth_about_19_times_of_20() -> None:
    random, covered, tries = Random(7), 0, 2000
    for _ in range(tries):
        counts = Counter(random.choices(("both", "lost", "gained", "neither"), (5, 1, 3, 3), k=60))
        found = psychometrics.gain(Pairs(**counts))
        assert found.low is not None
        assert found.high is not None
        covered += found.low <= 2 / 12 <= found.high
    assert 0.93 <= covered / tries <= 0.98


@given(
    st.lists(
        st.tuples(st.integers(1, 50), st.integers(1, 400), st.integers(0, 9)),
        min_size=1,
        max_size=40,
    ),
    st.integers(1, 300),
)
def test_pieces_hold_each_round_exactly_once(
    journals: list[tuple[int, int, int]], size: int
) -> None:
    heads = [
        (f"d{number}", f"e{number}", first, first + rounds - 1 + gaps, rounds)
        for number, (first, rounds, gaps) in enumerate(journals)
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(answer_counts, "PIECE", size)
        pieces = list(answer_counts._cut("p", heads))
    for device, epoch, first, last, _ in heads:
        for seq in (first, (first + last) // 2, last):
            holding = [
                piece
                for piece in pieces
                if device in piece.devices
                and epoch in piece.epochs
                and piece.first <= seq <= piece.last
            ]
            assert len(holding) == 1


def test_topics_are_told_by_audience_the_weakest_first(app: Any, catalog: Catalog) -> None:
    easy, hard = (catalog.pack.topics[place].questions[0].id for place in (0, 1))
    rounds = [
        Played(sheet(answer(easy), answer(hard, "a" if n % 4 == 0 else "b"), audience=heard))
        for heard, people in (("all", 20), ("elder", 4))
        for n in range(people)
    ]
    store(rounds)
    weak, strong = analysed().topics
    assert (weak.id, strong.id) == (catalog.pack.topics[1].id, catalog.pack.topics[0].id)
    assert weak.audiences["all"] == share(5, 20)
    assert strong.audiences["all"].value == 1
    assert weak.audiences["elder"].value is None
    assert weak.audiences["elder"].n == 4
    assert "child" not in weak.audiences


def test_one_person_s_answers_to_a_topic_are_no_five_people(app: Any, catalog: Catalog) -> None:
    asked = [each.id for each in catalog.pack.topics[0].questions[:6]]
    store([Played(sheet(*(answer(name) for name in asked)))])
    [held] = analysed().topics
    assert (held.right.n, held.right.value) == (1, None)


def marked(*rows: tuple[str, int], tenths: int = 50, rest: float | None = None) -> AnswerCounts:
    """Count a question `q` by options; of those right the others were right to the share `rest`."""
    made = AnswerCounts()
    for name, n in rows:
        is_right = name == "a"
        score = 0.5 if rest is None else rest if is_right else 1 - rest
        spread = n * (score**2 + 0.04)
        made.choices[Choice("q", "p", name, is_right, "all")] = Sums(n, n, n * score, spread)
        made.tenths["q", "all"][tenths] += n
    return made


def flagged(counted: AnswerCounts, usual: float | None = 5.0) -> dict[str, str]:
    asked = question("q", options=(option("a", is_right=True), option("b"), option("c")))
    bundled = content.require_whole(content.bundled())
    names = Catalog(msgspec.structs.replace(bundled, topics=(topic("t", [asked]),)), "p")
    figures = analyse(counted, Known([names], names)).questions["q"]
    return {flag.kind: flag.reason.zh for flag in flags.flags(figures, usual)}


def test_question_that_draws_more_people_to_a_wrong_answer_misleads() -> None:
    said = flagged(marked(("a", 20), ("b", 30), ("c", 5), rest=0.7))
    assert set(said) == {"misleads"}
    assert "选b" in said["misleads"]
    assert "30 人" in said["misleads"]
    assert not flagged(marked(("a", 20), ("b", 20), ("c", 5), rest=0.7))
    assert not flagged(marked(("b", 4)))


def test_question_that_tells_nobody_apart_is_flagged_from_thirty_people_on() -> None:
    assert set(flagged(marked(("a", 30), ("b", 15), ("c", 3)))) == {"poor"}
    assert set(flagged(marked(("a", 30), ("b", 15), ("c", 3), rest=0.3))) == {"reversed"}
    assert not flagged(marked(("a", 15), ("b", 10), ("c", 3), rest=0.3))
    assert not flagged(marked(("a", 30), ("b", 15), ("c", 3), rest=0.7))


def test_easy_question_and_unused_option_are_flagged_from_fifty_people_on() -> None:
    assert set(flagged(marked(("a", 60), ("b", 1), rest=0.7))) == {"easy", "unused"}
    assert "选c" in flagged(marked(("a", 60), ("b", 1), rest=0.7))["unused"]
    assert not flagged(marked(("a", 45), ("b", 2), rest=0.7))


def test_question_that_fewer_than_by_guessing_get_right_is_flagged_as_hard() -> None:
    hard = marked(("a", 9), ("b", 28), ("c", 23), rest=0.7)
    assert "hard" in flagged(hard)
    assert "15%" in flagged(hard)["hard"]
    assert "hard" not in flagged(marked(("a", 12), ("b", 25), ("c", 23), rest=0.7))
    assert "hard" not in flagged(marked(("a", 4), ("b", 25), ("c", 20), rest=0.7))


def test_slow_question_is_flagged_beside_the_usual_time() -> None:
    slow = marked(("a", 30), ("b", 15), ("c", 3), tenths=110, rest=0.7)
    assert set(flagged(slow)) == {"slow"}
    assert "11.0 秒" in flagged(slow)["slow"]
    assert not flagged(slow, usual=6.0)


def test_a_question_s_wordings_are_told_apart_by_version(app: Any, catalog: Catalog) -> None:
    first, *others = catalog.pack.topics
    asked, gone, *rest = first.questions
    store([Played(sheet(answer(asked.id), answer(gone.id)), pack=catalog.digest)] * 6)
    right, wrong = asked.options[0], option("z")
    anew = question(asked.id, prompt=words("新的问法", "said anew"), options=(right, wrong))
    changed = topic(first.id, [anew, *rest])
    newer = put_on_screen(app, catalog, topics=(changed, *others))
    store([Played(sheet(answer(asked.id, "z")), device=9, pack=newer.digest)] * 8)
    found = analysed().questions
    assert [each.n for each in found[asked.id].wordings] == [8, 6]
    assert found[asked.id].wordings[0].question.prompt.zh == "新的问法"
    assert found[asked.id].n == 14
    assert found[asked.id].is_current
    assert not found[gone.id].is_current
    assert found[gone.id].question == gone
    only = analysed(Filters(event=EVENT, pack=newer.digest)).questions
    assert set(only) == {asked.id}
    assert only[asked.id].n == 8


def test_question_of_no_known_pack_goes_by_its_id(app: Any) -> None:
    store([Played(sheet(answer("from-elsewhere", "b")))] * 5)
    found = analysed()
    figures = found.questions["from-elsewhere"]
    assert (figures.question, figures.topic, figures.is_current) == (None, None, False)
    assert [(each.id, each.text, each.n) for each in figures.options] == [("b", None, 5)]
    assert found.topics[0].name.zh == "没有找到内容包的题目"
    with db.engine.connect() as tx, pytest.raises(Unknown):
        analyse_one(answer_counts.count(tx, ALL), editions.packs(tx), "nowhere")


def test_export_says_what_the_analysis_does(app: Any, catalog: Catalog) -> None:
    asked = catalog.pack.topics[0].questions[0].id
    rounds = crowd(Random(4), 120, [asked, "other", "third"], [catalog.digest])
    store(rounds)
    found = analysed().questions
    with db.engine.connect() as tx:
        made = table.questions(tx, ALL, editions.packs(tx))
        rows = [row for chunk in made.chunks for row in chunk]
    assert made.count == len(rows) == len(found)
    names = [column.id for column in made.columns]
    for row in rows:
        held = dict(zip(names, row, strict=True))
        figures = found[held["question"]]
        assert held["n"] == figures.n
        assert held["right_share"] == pytest.approx(figures.right.value, abs=5e-5)
        assert held["discrimination"] == pytest.approx(figures.discrimination, abs=5e-5)
        assert held["n_elder"] == figures.audiences["elder"].n
        assert held["asked_again"] == figures.gain.first.n
    assert {f"n_{each}" for each in AUDIENCES} <= set(names)
