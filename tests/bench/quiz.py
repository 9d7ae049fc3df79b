"""Print how fast and how heavy each kind of question is: `python -m tests.bench.quiz`.

The question page of each kind is compared with that of a single choice and with a bare twin, which
take turns; the drawing of a round among 400 items with a bare sample of them; and in Chromium, with
its processor slowed four times, how long after a tap the screen changes for the first time.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path
from random import Random

import msgspec
from playwright.sync_api import Page

from kiosk.booth.quiz import rules
from kiosk.booth.quiz.kinds import KINDS
from kiosk.config import Settings
from kiosk.content import service as content
from kiosk.content.load import Loaded, digest
from kiosk.content.pack import Pack
from kiosk.content.questions import Question, Topic
from kiosk.startup import opened
from kiosk.storage.db import db
from tests.bench.booth import ROUNDS, twin, weigh
from tests.bench.load import Timing, fire, get, post
from tests.browser.chromium import launched
from tests.process import BoothProcess

COPIES = 6
"""A round asks five different questions; here they are copies of one."""
ITEMS = 400
SLOWER = 4
TAPS = 60
CLIENTS = 4
LISTEN = """() => { window.took = []; new PerformanceObserver(list => {
  for (const each of list.getEntries()) if (each.name === "pointerdown") took.push(each.duration);
}).observe({type: "event", durationThreshold: 16}); }"""
"""The browser tells, to eight milliseconds, how long after an event it painted; none below 16."""
QUICKEST = 16
PATIENCE = 500


def main() -> None:
    """Measure and print everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=600, help="requests a round")
    parser.add_argument("--no-browser", action="store_true", help="leave Chromium out")
    asked = parser.parse_args()
    loaded = content.bundled()
    draw(content.require_whole(loaded))
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder, "data")
        by_kind = publish(data, loaded)
        with BoothProcess(data) as booth, twin(Path(folder, "twin.db")) as port:
            booth.get("/healthz")
            pages(booth, port, by_kind, asked.requests)
            heaviest(booth, by_kind)
            if not asked.no_browser:
                first_change(booth, by_kind)


def publish(data: Path, loaded: Loaded) -> list[str]:
    """Put a pack on screen that has a topic of each kind; return the kinds."""
    pack = content.require_whole(loaded)
    one = {q.kind: q for topic in reversed(pack.topics) for q in reversed(topic.questions)}
    like = pack.topics[0]
    topics = tuple(_topic(like, kind, one[kind]) for kind in KINDS if kind in one)
    named = {topic.id for topic in topics}
    panels = tuple(each for each in pack.panels if each.topic in named)
    changed: Pack = msgspec.structs.replace(pack, version=9, topics=topics, panels=panels)
    with opened(Settings(data=data)), db.transaction() as tx:
        made = Loaded(changed, loaded.images, digest(changed, loaded.images), [])
        content.publish(tx, made)
        content.show_latest(tx)
    return [topic.id for topic in topics]


def _topic(like: Topic, kind: str, question: Question) -> Topic:
    copies = (
        msgspec.structs.replace(question, id=f"{kind}-{n}", audience=("all",), facts=())
        for n in range(COPIES)
    )
    return msgspec.structs.replace(like, id=kind, questions=tuple(copies))


def draw(pack: Pack) -> None:
    """Print the milliseconds that drawing a round takes, and those of a bare sample."""
    held = [question for topic in pack.topics for question in topic.questions]
    each = -(-ITEMS // len(pack.topics))
    topics, number = [], 0
    for topic in pack.topics:
        copies = []
        while len(copies) < each:
            one, name = held[number % len(held)], f"q-{number}"
            copies.append(msgspec.structs.replace(one, id=name, facts=(name,)))
            number += 1
        topics.append(msgspec.structs.replace(topic, questions=tuple(copies)))
    every = [question for topic in topics for question in topic.questions]
    ours, bare = [], []
    for seed in range(200):
        begun = time.perf_counter()
        rules.draw(topics, "all", 10, Random(seed))
        between = time.perf_counter()
        Random(seed).sample(every, len(every))
        bare.append(time.perf_counter() - between)
        ours.append(between - begun)
    took, base = (1000 * statistics.median(times) for times in (ours, bare))
    print(
        f"drawing a round among {len(every)} items: {took:.2f} ms, {took / base:.1f} times a bare "
        f"shuffle ({base:.2f} ms)"
    )


def begin(booth: BoothProcess, kind: str, number: int) -> str:
    """Begin a round of one kind; return its sitting's cookie."""
    sitting = f"{sum(map(ord, kind)):016x}{number:016x}"
    fire(booth.port, [post("/quiz/start", f"topic={kind}&length=5", f"sitting={sitting}")], 1, 303)
    return f"sitting={sitting}"


def pages(booth: BoothProcess, twin_port: int, kinds: list[str], count: int) -> None:
    """Print the rate of each kind's question page, beside the twin's and a single choice's."""
    sittings = {kind: [begin(booth, kind, n) for n in range(20)] for kind in kinds}
    rates: dict[str, list[Timing]] = {kind: [] for kind in (*kinds, "bare")}
    for _ in range(ROUNDS):
        rates["bare"].append(fire(twin_port, [get("/")] * count, CLIENTS, 200))
        for kind in kinds:
            views = [get("/quiz/1", sittings[kind][n % 20]) for n in range(count)]
            rates[kind].append(fire(booth.port, views, CLIENTS, 200))
    for kind in kinds:
        to = {
            other: statistics.median(
                ours.rate / theirs.rate
                for ours, theirs in zip(rates[kind], rates[other], strict=True)
            )
            for other in ("bare", "single")
        }
        print(f"{kind}: {to['bare']:.2f} of the bare twin, {to['single']:.2f} of a single choice")


def heaviest(booth: BoothProcess, kinds: list[str]) -> None:
    """Print the bytes of each kind's page with all it loads, without the font."""
    sizes = {
        kind: weigh(booth.address, "/quiz/1", begin(booth, kind, 999)) / 1000 for kind in kinds
    }
    said = ", ".join(f"{kind} {size:.0f} kB" for kind, size in sizes.items())
    print(f"pages without font: {said}; the heaviest {max(sizes.values()):.0f} kB")


def first_change(booth: BoothProcess, kinds: list[str]) -> None:
    """Print when the screen changes first after a tap, the processor slowed."""
    with launched() as browser:
        page = browser.new_page(viewport={"width": 1366, "height": 768})
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        took = []
        for number in range(TAPS):
            kind = kinds[number % len(kinds)]
            page.request.post(f"{booth.address}/quiz/start", form={"topic": kind, "length": "5"})
            page.goto(f"{booth.address}/quiz/1")
            took.append(_tap(page))
    took.sort()
    middle, slow = statistics.median(took), took[int(len(took) * 0.95)]
    print(f"first visible change, {SLOWER} times slower: median {middle:.0f} ms, p95 {slow:.0f} ms")


def _tap(page: Page) -> float:
    """Touch the first answer; return the milliseconds until the screen shows it."""
    target = page.locator("form.options button, form.options label").first
    box = target.bounding_box()
    assert box is not None
    page.evaluate(LISTEN)
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.wait_for_timeout(PATIENCE)
    took: list[float] = page.evaluate("took")
    page.mouse.move(1, 1)  # So that nothing is sent yet.
    page.mouse.up()
    return max(took, default=QUICKEST)


if __name__ == "__main__":
    main()
