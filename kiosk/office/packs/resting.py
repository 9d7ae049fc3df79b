"""Which questions rest on which fact, in lines for a terminal, for the day a fact changes."""

from __future__ import annotations

from collections import defaultdict

from kiosk.content.pack import Pack


def lines(pack: Pack, fact: str | None = None) -> list[str]:
    """Return a line for each fact with its questions' ids; of one `fact`, a line a question."""
    held = defaultdict(list)
    for topic in pack.topics:
        for question in topic.questions:
            for each in question.facts:
                held[each].append(question)
    if fact is None:
        return [f"{name}: {', '.join(each.id for each in held[name])}" for name in sorted(held)]
    return [f"{each.id}: {each.prompt.zh} / {each.prompt.en}" for each in held.get(fact, [])]
