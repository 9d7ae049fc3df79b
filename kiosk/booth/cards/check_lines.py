"""What `cards check` prints of the codes: which decoder is absent, a table, and what to mend."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kiosk.booth.cards import distortions
from kiosk.booth.cards.checking import MENDING, Reading, former_modules
from kiosk.booth.cards.decoders import Decoder
from kiosk.booth.cards.rules import NAMES
from kiosk.content.catalog import Catalog


def lines(catalog: Catalog, readings: Sequence[Reading], by: Sequence[Decoder]) -> Iterator[str]:
    """Yield all lines, in both languages."""
    for decoder in by:
        if decoder.read is None:
            yield (
                f"提醒 warning: 没有 {decoder.name} 识读程序，没有用它试；装上再核对：pip install "
                f"{decoder.package} / {decoder.name} is not installed and was not tried: pip "
                f"install {decoder.package}"
            )
    yield from _table(catalog, readings, by)
    for reading in readings:
        yield from _faults(reading)


def _table(catalog: Catalog, readings: Sequence[Reading], by: Sequence[Decoder]) -> Iterator[str]:
    """Yield a line for each code: its modules, and by how many decoders it was read each time."""
    names = [each.name for each in distortions.every()]
    used = [each.name for each in by if each.read]
    yield f"识读程序 decoders: {', '.join(used)}"
    yield "".join(["card".ljust(28), "code".ljust(12), "modules", *(f"{n:>8}" for n in names)])
    before = ""
    for each in readings:
        if each.card.id != before:
            before = each.card.id
            former = former_modules(catalog, each.card) or "-"
            yield f"{before:28}{'(< 0.6.0)':12}{former:>7}"
        read = [sum(each.read.get((name, own), False) for own in used) for name in names]
        counts = "".join(f"{f'{n}/{len(used)}':>8}" for n in read)
        yield f"{before:28}{f'{each.code} {each.language}':12}{each.modules or '-':>7}{counts}"


def _faults(reading: Reading) -> Iterator[str]:
    """Yield which code of which card was not read, after which distortion, and how to mend it."""
    if reading.is_good:
        return
    zh, en = MENDING[reading.code]
    name = NAMES[reading.code].zh
    where = (
        f"BAD  {reading.card.id}  {reading.card.phone}: {name} {reading.code} {reading.language}"
    )
    if reading.modules is None:
        yield f"{where}: 内容太长，没有二维码装得下；{zh} / no QR code holds it; {en}"
        return
    words = {each.name: each.zh for each in distortions.every()}
    for distortion in dict.fromkeys(name for name, _ in reading.failed):
        by = ", ".join(decoder for name, decoder in reading.failed if name == distortion)
        yield (
            f"{where}: {words[distortion]}时 {by} 读不出；{zh} / {by} cannot read it "
            f"({distortion}); {en}"
        )
