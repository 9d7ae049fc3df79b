"""The command that shows in one table whether this machine is ready for Open Day."""

from __future__ import annotations

import sys
import unicodedata

import click

from kiosk.command import KioskCommand, settings
from kiosk.office.machine.check.findings import STATES
from kiosk.office.machine.check.laptop import at_terminal
from kiosk.office.machine.check.table import Row, look

ATTENTION = 1
STATE_WIDTH = 8
INDENT = " " * STATE_WIDTH


@click.command(cls=KioskCommand)
@click.option("--port", type=int, help="Port of the booth.  [env: KIOSK_PORT; default: 8080]")
@click.option("--browser", help="Browser to check.  [env: KIOSK_BROWSER; default: the one found]")
def check(port: int | None, browser: str | None) -> None:
    """检查这台电脑准备好了没有 / say in a table whether this machine is ready for Open Day."""
    rows = look(at_terminal(settings(port=port, browser=browser)))
    for row in rows:
        for line in lines(row):
            click.echo(line)
    counts = {state: sum(row.finding.state == state for row in rows) for state in STATES}
    zh = "，".join(f"{STATES[state][0]} {count}" for state, count in counts.items())
    en = ", ".join(f"{count} {STATES[state][1]}" for state, count in counts.items())
    click.echo(f"\n共 {len(rows)} 项：{zh}\n{len(rows)} checks: {en}")
    if counts["attention"]:
        sys.exit(ATTENTION)


def lines(row: Row) -> list[str]:
    """Return a row of the table as lines: what was found, then what to do."""
    state, found, advice = row.finding
    said = [
        f"{padded(STATES[state][0], STATE_WIDTH)}{row.name[0]}：{found[0]}",
        f"{INDENT}{row.name[1]}: {found[1]}",
    ]
    return said + [f"{INDENT}→ {words}" for words in advice or ()]


def padded(words: str, width: int) -> str:
    """Fill words up to a width; a Chinese letter takes two columns of a terminal."""
    taken = sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in words)
    return words + " " * max(0, width - taken)
