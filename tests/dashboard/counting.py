"""Compute the dashboard's figures anew, by pandas and scipy, from exported files alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import yaml
from scipy import stats

BUNDLED = Path(__file__).parents[2] / "kiosk" / "content" / "bundled"
RECORD = ["device", "epoch", "seq"]
OPENS, CLOSES = 9, 16
MOST_CARDS = 12
Shown = dict[str, str]


@dataclass(frozen=True)
class Asked:
    """Hold what the form asks for, as text."""

    since: str = ""
    until: str = ""
    unit: str = ""
    booth: str = ""


def read(folder: Path) -> dict[str, pd.DataFrame]:
    """Read the exported files; every cell is text, an empty one is missing."""
    return {file.stem: pd.read_csv(file, dtype=str) for file in sorted(folder.glob("*.csv"))}


def figures(files: Mapping[str, pd.DataFrame], asked: Asked) -> Shown:
    """Return every figure that the page must show, by its name."""
    quiz = chosen(files["quiz"], asked)
    survey = chosen(with_unit(files["survey"]), asked)
    rating = chosen(files["rating"], asked)
    feedback = chosen(files["feedback"], asked)
    card = chosen(files["card"], asked)
    taken = chosen(files["card-taken"], asked)
    visit = chosen(files["visit"], asked)
    at_screen = [chosen(files[kind], asked, is_made=True) for kind in AT_SCREEN]
    at_screen.append(chosen(files["feedback"], asked, is_made=True).loc[is_tapped])
    return {
        **people(at_screen),
        **of_quizzes(quiz),
        **of_surveys(survey),
        **of_ratings(rating),
        **of_feedback(feedback),
        **of_cards(card, taken),
        **of_visits(visit),
        **of_belongings(files["handback"], asked),
        **of_places(files["outreach"], asked),
    }


AT_SCREEN = ("quiz", "survey", "rating", "card")


def chosen(frame: pd.DataFrame, asked: Asked, *, is_made: bool = False) -> pd.DataFrame:
    """Return the rows that the form asks for: what a unit made, or what is about it as well."""
    day = frame["made_at"].str[:10]
    held = pd.Series(True, index=frame.index)
    if asked.since:
        held &= day >= asked.since
    if asked.until:
        held &= day <= asked.until
    if asked.booth:
        held &= frame["booth"] == asked.booth
    if asked.unit:
        made = frame["unit"] == asked.unit
        has_about = "about_unit" in frame and not is_made
        held &= made | (frame["about_unit"] == asked.unit) if has_about else made
    return frame[held]


def ends(frame: pd.DataFrame, asked: Asked) -> pd.Series[int]:
    """Count how things stand, by status, of those that were last changed when the form asks."""
    changed = frame.assign(made_at=frame["changed_at"].fillna(""))
    return chosen(changed, asked)["status"].value_counts()


def listed(frame: pd.DataFrame, asked: Asked) -> int:
    """Count what stands on lists, whenever these came."""
    return len(chosen(frame, replace(asked, since="", until="")))


def of_belongings(frame: pd.DataFrame, asked: Asked) -> Shown:
    """Return what was handed back, where anything is listed."""
    if not (whole := listed(frame, asked)):
        return {}
    held = ends(frame, asked)
    return {
        "handback": count(held.get("handed", 0)),
        "handback-listed": count(whole),
        "handback-staying": count(held.get("staying", 0)),
    }


def of_places(frame: pd.DataFrame, asked: Asked) -> Shown:
    """Return what was called at, where anything is listed."""
    if not (whole := listed(frame, asked)):
        return {}
    held = ends(frame, asked)
    return {
        "outreach": count(held.get("done", 0)),
        "outreach-planned": count(whole),
        "outreach-refused": count(held.get("refused", 0)),
        "outreach-absent": count(held.get("absent", 0)),
    }


def with_unit(survey: pd.DataFrame) -> pd.DataFrame:
    """Say beside each answer which unit its response is about."""
    named = survey[survey["item"] == "dealt-with"].set_index(RECORD)["option"].rename("about_unit")
    return survey.join(named, on=RECORD)


def is_tapped(feedback: pd.DataFrame) -> pd.Series[bool]:
    return (feedback["has_text"] == "0") & (feedback["has_contact"] == "0")


def count(number: Any) -> str:
    return f"{int(number):,}"


def share(name: str, part: int, whole: int, people: int | None = None) -> Shown:
    """Return a share and its interval as the page writes them."""
    people = whole if people is None else people
    if whole == 0:
        return {name: "–"}
    if people < 5:
        return {name: "<5"}
    ends = stats.binomtest(int(part), int(whole)).proportion_ci(method="wilson")
    low, high = 100 * ends.low, 100 * ends.high
    return {name: f"{100 * part / whole:.0f}%", f"{name}-interval": f"{low:.1f}–{high:.1f}%"}


def mean(name: str, values: pd.Series[Any]) -> Shown:
    """Return a mean and its interval as the page writes them."""
    numbers = pd.to_numeric(values)
    if len(numbers) == 0:
        return {name: "–"}
    if len(numbers) < 5:
        return {name: "<5"}
    middle, spread = numbers.mean(), stats.sem(numbers)
    low, high = (
        stats.t.interval(0.95, len(numbers) - 1, loc=middle, scale=spread)
        if spread > 0
        else (middle, middle)
    )
    return {name: f"{middle:.1f}", f"{name}-interval": f"{low:.2f}–{high:.2f}"}


def row(name: str, told: Shown, n: int) -> Shown:
    """Return the row of a chart's table: value, interval, n."""
    return {name: " ".join(filter(None, [told["_"], told.get("_-interval", ""), count(n)]))}


def counts(chart: str, numbers: Mapping[Any, Any] | pd.Series[Any]) -> Shown:
    return {f"{chart}.{key}": count(number) for key, number in numbers.items()}


def hours_shown(hours: Iterable[int]) -> range:
    held = list(hours)
    return range(min([*held, OPENS]), max([*held, CLOSES]) + 1) if held else range(0)


def people(frames: list[pd.DataFrame]) -> Shown:
    seen = pd.concat([frame[["sitting", "made_at"]] for frame in frames])
    first = seen.groupby("sitting")["made_at"].min()
    hours = first.str[11:13].astype(int).value_counts().to_dict()
    shown = {"people": count(len(first))}
    for hour in hours_shown(hours):
        shown[f"people-by-hour.{hour:02}"] = count(hours.get(hour, 0))
    days = first.str[:10].value_counts()
    return shown | (counts("people-by-day", days) if len(days) > 1 else {})


@cache
def part_of_pack(name: str) -> Any:
    """Read one file of the bundled pack."""
    return yaml.safe_load((BUNDLED / name).read_text(encoding="utf-8"))


def parts_of_pack(folder: str) -> list[Any]:
    return [part_of_pack(f"{folder}/{file.name}") for file in (BUNDLED / folder).glob("*.yaml")]


def topic_of_questions() -> dict[str, str]:
    held = {}
    for topic in parts_of_pack("topics"):
        held |= {question["id"]: topic["id"] for question in topic["questions"]}
    return held


def of_quizzes(quiz: pd.DataFrame) -> Shown:
    rounds = quiz.drop_duplicates(RECORD)
    first = quiz[quiz["is_repeat"] == "0"]
    right = (first["is_right"] == "1").sum()
    finished = (rounds["is_finished"] == "1").sum()
    shown = {
        "quiz-started": count(len(rounds)),
        "quiz-finished": count(finished),
        **share("quiz-finished-share", finished, len(rounds)),
        **share("right", right, len(first), len(rounds)),
        "right-n": count(len(rounds) if len(first) else 0),
        "answers": count(len(first)),
    }
    for topic, answers in first.groupby(first["question"].map(topic_of_questions())):
        n = len(answers.drop_duplicates(RECORD))
        told = share("_", (answers["is_right"] == "1").sum(), len(answers), n)
        shown |= row(f"topics.{topic}", told, n)
    given = first.groupby(RECORD).size().rename("given")
    left = rounds[rounds["is_finished"] == "0"].join(given, on=RECORD)["given"].fillna(0)
    numbers = left.astype(int).value_counts()
    if len(numbers):
        every = {n: numbers.get(n, 0) for n in range(numbers.index.max() + 1)}
        shown |= counts("quiz-left", every)
    return shown


def of_surveys(survey: pd.DataFrame) -> Shown:
    shown: Shown = {}
    scales, rates = [], []
    blocks = {block["id"]: block["items"] for block in parts_of_pack("blocks")}
    for asked in parts_of_pack("surveys"):
        items = [each for name in asked.get("begins_with", ()) for each in blocks[name]]
        items += asked["items"]
        order = {item["id"]: place for place, item in enumerate(items)}
        scales += [(asked["id"], item["id"], item["index"]) for item in items if "index" in item]
        rates += [(asked["id"], item["id"], item["rate"]) for item in items if "rate" in item]
        shown |= of_survey(asked["id"], order, survey[survey["survey"] == asked["id"]])
    counted = survey[survey["is_counted"] == "1"]
    shown |= of_rates(of_items(counted, rates))
    answers = of_items(counted, scales)
    for name in ("satisfaction", "security", "justice"):
        of_index = answers[answers["of"] == name]
        if name == "justice" and of_index.empty:
            continue
        own = of_index.groupby(RECORD)["number"].mean()
        shown |= mean(name, own) | {f"{name}-n": count(len(own))}
        shown |= share(f"{name}-share", (own >= 4).sum(), len(own))
        for (asked_in, item), given in of_index.groupby(["survey", "item"])["number"]:
            shown |= row(f"{name}-items.{asked_in}.{item}", mean("_", given), len(given))
    return shown


def of_items(answers: pd.DataFrame, items: list[tuple[str, str, str]]) -> pd.DataFrame:
    """Return the points given to some items, each with what it counts towards (`of`)."""
    named = pd.DataFrame(items, columns=["survey", "item", "of"])
    return answers.merge(named, on=["survey", "item"]).astype({"number": float})


def of_rates(answers: pd.DataFrame) -> Shown:
    shown: Shown = {}
    for name, given in answers.groupby("of")["number"]:
        shown |= share(f"rate-{name}", (given >= 4).sum(), len(given))
        shown |= {f"rate-{name}-n": count(len(given))}
    return shown


def of_survey(name: str, order: dict[str, int], answers: pd.DataFrame) -> Shown:
    responses = answers.drop_duplicates(RECORD)
    if responses.empty:
        return {}
    finished = (responses["is_finished"] == "1").sum()
    shown = {
        f"survey-{name}-started": count(len(responses)),
        f"survey-{name}-finished": count(finished),
        **share(f"survey-{name}-share", finished, len(responses)),
    }
    if uncounted := (responses["is_counted"] == "0").sum():
        shown[f"survey-{name}-uncounted"] = count(uncounted)
    left = answers[answers["is_finished"] == "0"]
    last = left["item"].map(order).groupby([left[key] for key in RECORD]).max().value_counts()
    return shown | counts(
        f"left-{name}", {item: last[place] for item, place in order.items() if place in last}
    )


def of_ratings(rating: pd.DataFrame) -> Shown:
    counted = rating[rating["is_repeat"] == "0"].astype({"value": int})
    values, hours = counted["value"], counted["made_at"].str[11:13].astype(int)
    shown = {
        **mean("rating", values),
        "rating-n": count(len(values)),
        **share("rating-share", (values >= 4).sum(), len(values)),
        "repeats": count((rating["is_repeat"] == "1").sum()),
    }
    for hour in hours_shown(hours):
        of_hour = values[hours == hour]
        shown |= row(f"rating-by-hour.{hour:02}", mean("_", of_hour), len(of_hour))
    if len(values):
        shown |= counts("faces", {face: (values == face).sum() for face in range(1, 6)})
    return shown


def of_feedback(feedback: pd.DataFrame) -> Shown:
    shown = {"feedback": count(len(feedback))}
    if feedback.empty:
        return shown
    kinds = [kind["id"] for kind in part_of_pack("feedback.yaml")["feedback"]]
    units = feedback["about_unit"].fillna("none")
    shown |= counts("feedback-by-kind", {kind: (feedback["kind"] == kind).sum() for kind in kinds})
    shown |= counts("feedback-by-unit", units.value_counts())
    for unit in units.unique():
        for kind in kinds:
            both = ((units == unit) & (feedback["kind"] == kind)).sum()
            shown[f"feedback.{kind}.{unit}"] = count(both)
    return shown


def of_cards(card: pd.DataFrame, taken: pd.DataFrame) -> Shown:
    numbers = card["card"].value_counts().reset_index()
    most = numbers.sort_values(["count", "card"], ascending=[False, True]).head(MOST_CARDS)
    shown = {"cards": count(len(card)), "cards-kept": count((taken["step"] == "kept").sum())}
    if not card.empty:
        shown |= counts("card-apps", taken[taken["step"] == "chosen"]["app"].value_counts())
    return shown | counts("cards", most.set_index("card")["count"])


def of_visits(visit: pd.DataFrame) -> Shown:
    came = visit[visit["status"] != "cancelled"]
    numbers = ["people", "under_14", "inside"]
    kinds = [name for name in came.columns if name.startswith("kind.")]
    came = came.astype(dict.fromkeys([*numbers, *kinds], int))
    if came.empty:
        return {}
    by_kind = {name.removeprefix("kind."): came[name].sum() for name in kinds}
    by_slot = came.groupby(came["slot"].fillna("none"))["people"].sum()
    return {
        "visits": count(len(came)),
        "guests": count(came["people"].sum()),
        "under-14": count(came["under_14"].sum()),
        "inside": count(came["inside"].sum()),
        **counts("guests-by-kind", {kind: n for kind, n in by_kind.items() if n}),
        **counts("guests-by-slot", by_slot),
    }
