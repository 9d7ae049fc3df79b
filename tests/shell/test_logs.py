"""Nothing that a request sends forges a line of the log."""

from __future__ import annotations

import io
import logging

import pytest

from kiosk.shell.logs import MARGIN, SHAPE, PlainFormatter

FORGED = "a\n[2026-01-01 10:00:00,000] ERROR in app: forged\x1b[2J\x00\x9b\u2028\u202e\r\ud800"


@pytest.fixture
def written() -> tuple[logging.Logger, io.StringIO]:
    """Return a logger, and what it wrote."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(PlainFormatter(SHAPE))
    logger = logging.Logger("test")
    logger.addHandler(handler)
    return logger, out


def test_message_stays_on_one_line_whatever_it_holds(
    written: tuple[logging.Logger, io.StringIO],
) -> None:
    logger, out = written
    logger.warning("could not serve %s", FORGED)
    assert out.getvalue().count("\n") == 1
    assert all(each.isprintable() for each in out.getvalue().removesuffix("\n"))
    assert r"\n[2026" in out.getvalue()
    assert r"\x1b[2J\x00\x9b\u2028\u202e\r\ud800" in out.getvalue()


def test_traceback_begins_no_line_as_a_record_does(
    written: tuple[logging.Logger, io.StringIO],
) -> None:
    logger, out = written
    try:
        raise ValueError(FORGED)
    except ValueError:
        logger.exception("Exception when serving %s", FORGED, stack_info=True)
    lines = out.getvalue().removesuffix("\n").split("\n")
    assert len(lines) > 5
    assert all(line.startswith(MARGIN) for line in lines[1:])
    assert all(each.isprintable() for line in lines for each in line)


def test_chinese_stays_as_it_is(written: tuple[logging.Logger, io.StringIO]) -> None:
    logger, out = written
    logger.error("磁盘已满 𠮷")
    assert out.getvalue().endswith("磁盘已满 𠮷\n")
