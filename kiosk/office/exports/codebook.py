"""What each column of an export means, and what an export holds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from kiosk import clock
from kiosk.config import VERSION
from kiosk.counts.filters import Filters
from kiosk.counts.tables import Column, Table

HEADS = ("列名", "标题", "English", "类型", "取值", "出现在哪些内容包")
KINDS = {
    "text": "文字",
    "id": "编号",
    "int": "整数",
    "number": "小数",
    "bool": "是/否（1/0）",
    "time": "时间",
    "code": "选项",
}
BETWEEN = "；"
MOST_VALUES = 200
"""Of a column with more, such as all questions of a pack, the codebook names only so many."""


def rows(table: Table) -> Iterator[tuple[str, ...]]:
    """Yield one row a column: id, label, English label, kind, codes with their words, packs."""
    for column in table.columns:
        yield (
            column.id,
            column.label,
            column.english,
            KINDS[column.kind],
            _values(column),
            column.packs,
        )


def _values(column: Column) -> str:
    pairs = [
        f"{column.codes.get(raw, raw)}={label}"
        for raw, label in list(column.values.items())[:MOST_VALUES]
    ]
    left = len(column.values) - len(pairs)
    return BETWEEN.join(pairs) + (f"{BETWEEN}……（另有 {left} 项）" if left > 0 else "")


def notes(
    name: str, table: Table, filters: Filters, moment: datetime, *, has_codes: bool
) -> list[tuple[str, str]]:
    """Return what an export holds, line by line, for whoever opens it later."""
    zone = moment.strftime("%z")
    chosen = {
        "活动": filters.event,
        "单位": filters.unit,
        "展位": filters.booth,
        "内容包": filters.pack and filters.pack[:12],
        "从": filters.since and filters.since.isoformat(),
        "到（含）": filters.until and filters.until.isoformat(),
    }
    return [
        ("内容", name),
        ("行数", str(table.count)),
        ("导出时间", f"{clock.to_minute(moment)}（UTC{zone[:3]}:{zone[3:]}）"),
        *((label, value) for label, value in chosen.items() if value),
        ("单元格", "选项写代码" if has_codes else "选项写文字"),
        ("空格", "没有问到，或没有回答；多选题里没有选的写“否”（0）"),
        ("时间", "是导出时这台电脑所在时区的时间；答题和问卷只记到分钟"),
        ("程序版本", VERSION),
    ]
