"""Write exports as Parquet files, for analysts; its library is one that a booth does without."""

from __future__ import annotations

from datetime import datetime
from typing import IO, Any

import msgspec

from kiosk.counts.tables import Column, Table
from kiosk.office.exports.cells import NUMBERS, Memo, plain, text, turned
from kiosk.office.exports.libraries import need
from kiosk.office.exports.text import Progress


def write_parquet(
    table: Table, file: IO[bytes], progress: Progress, *, has_codes: bool = False
) -> None:
    """Write a Parquet file, a chunk at a time; the columns' labels and codes are in its schema.

    Raises Refused if its library is absent.
    """
    arrow, parquet = need("Parquet", "pyarrow", "pyarrow.parquet")
    types = {
        "int": arrow.int64(),
        "number": arrow.float64(),
        "bool": arrow.bool_(),
        "time": arrow.timestamp("ms"),
    }
    schema = arrow.schema(
        [
            arrow.field(
                column.id,
                types.get(column.kind, arrow.string()),
                metadata={"label": column.label, "codes": msgspec.json.encode(_shown(column))},
            )
            for column in table.columns
        ]
    )
    makers = [
        None if column.kind in NUMBERS else Memo(_parquet_maker(column, has_codes=has_codes))
        for column in table.columns
    ]
    count = 0
    with parquet.ParquetWriter(file, schema) as writer:
        for chunk in table.chunks:
            columns = zip(*turned(chunk, makers), strict=True)
            arrays = [
                arrow.array(values, type=field.type)
                for values, field in zip(columns, schema, strict=True)
            ]
            writer.write_table(arrow.Table.from_arrays(arrays, schema=schema))
            count += len(chunk)
            progress(count)


def _shown(column: Column) -> dict[str, str]:
    return {str(column.codes.get(raw, raw)): word for raw, word in column.values.items()}


def _parquet_maker(column: Column, *, has_codes: bool) -> Any:
    make = plain(column, has_codes=has_codes)

    def cell(raw: Any) -> Any:
        value = make(raw)
        is_other = value is None or isinstance(value, bool | datetime | str)
        return value if is_other else text(str(value))

    return cell
