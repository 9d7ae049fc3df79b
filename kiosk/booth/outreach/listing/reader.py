"""Read a list of places by its columns, and find those that stand there twice or are held."""

from __future__ import annotations

import unicodedata
from collections.abc import Container
from typing import Any

from kiosk.booth.outreach import rules
from kiosk.booth.outreach.service import Address
from kiosk.content.catalog import Catalog
from kiosk.errors import Refused
from kiosk.shell.lists import cells, repeats
from kiosk.shell.lists.headings import Column, Columns
from kiosk.shell.lists.reader import RowList, Warn, read_list
from kiosk.shell.spreadsheets.sheets import Value
from kiosk.typed_text import comparable

ADDRESS_LIMIT, NAME_LIMIT, COMMUNITY_LIMIT, NOTE_LIMIT = 80, 60, 30, 200
PlaceList = RowList[Address]
Key = tuple[str, str, rules.Key]


def columns(catalog: Catalog) -> Columns:
    """Return the columns of a list of places."""
    return Columns(
        {
            "address": Column(
                zh="地址",
                en="address",
                also="住址 详细地址 家庭地址 单位地址 门牌 门牌号 走访点 走访地址 "
                "place streetaddress",
                read=lambda value: _words(value, ADDRESS_LIMIT),
                must_stand=True,
            ),
            "community": Column(
                zh="社区",
                en="community",
                also="村 村社区 社区村 村居 所属社区 所在社区 居委会 片区 警务区 "
                "village neighbourhood neighborhood",
                read=lambda value: _words(value, COMMUNITY_LIMIT),
                must_stand=True,
                is_shared=True,
            ),
            "kind": Column(
                zh="类别",
                en="kind",
                also="类型 对象类别 走访对象 走访类别 走访点类别 category type kindofplace",
                read=lambda value: _kind(value, catalog),
                is_shared=True,
            ),
            "name": Column(
                zh="单位名称",
                en="firm",
                also="企业名称 企业 学校 学校名称 单位 名称 "
                "school company organisation organization",
                read=lambda value: cells.line(value, NAME_LIMIT),
            ),
            "note": Column(
                zh="备注",
                en="note",
                also="说明 notes remark remarks",
                read=lambda value: cells.line(value, NOTE_LIMIT),
                is_shared=True,
            ),
        }
    )


def read(data: bytes, catalog: Catalog) -> PlaceList:
    """Read a file that was sent. Raises Refused if it holds no such list."""
    usual = _kind(None, catalog)

    def address(values: dict[str, Any], _warn: Warn) -> Address:
        """Let a firm's name stand behind its address."""
        where, name = values["address"], values.get("name", "")
        if name and comparable(name) not in comparable(where):
            where = f"{where} {name}"
        return Address(
            kind=values.get("kind", usual),
            community=values["community"],
            address=where,
            note=values.get("note", ""),
        )

    return read_list(data, columns(catalog), address)


def sift(found: PlaceList, held: Container[Key]) -> int:
    """Take out rows that are held already, and refuse those that stand above in the same file.

    Returns how many are held.
    """
    already = repeats.take_held(found, key, held)
    repeats.refuse_repeats(
        found,
        key,
        "与{place}是同一个地址；请删去一行",
        "the same address as {place}; delete one of them",
    )
    return len(already)


def key(address: Address) -> Key:
    """Return by what a place is known again: two that agree in all of this are the same one."""
    return address.kind, comparable(address.community), rules.address_key(address.address)


def _words(value: Value, limit: int) -> str:
    """Return words on one line, with a letter among them. Raises Refused."""
    held = cells.needed_line(value, limit)
    if any(unicodedata.category(letter) in ("Co", "Cn", "Cs") for letter in held):
        raise Refused(
            "有这台电脑存不了的字（造字）；请换成常用的写法或拼音",
            "a letter that this laptop cannot store; write a usual one, or pinyin",
        )
    if not any(letter.isalpha() for letter in held):
        raise Refused("只有数字，没有路名或村名；请补上", "digits alone; please add the street")
    return held


def _kind(value: Value, catalog: Catalog) -> str:
    """Return the id of a kind of place, the first one where nothing is said. Raises Refused."""
    kinds = {each.id: each.name for each in catalog.pack.outreach.kinds}
    if not kinds:
        raise Refused(
            "内容包里没有走访点类别；请先在内容里加上。",
            "The pack has no kinds of place yet; add them to the content first.",
        )
    return cells.choice(value, kinds, "类别", "kind") or next(iter(kinds))
