"""What the columns of a list of belongings are called, in either language, and what each holds."""

from __future__ import annotations

from kiosk.booth.handback.listing import cells
from kiosk.content.catalog import Catalog
from kiosk.shell.lists import cells as any_cells
from kiosk.shell.lists.headings import Column, Columns

NAME_LIMIT, WHAT_LIMIT, CASE_LIMIT, NOTE_LIMIT = 40, 80, 40, 120


def columns(catalog: Catalog) -> Columns:
    """Return the columns of a list of belongings, one for each field of an item."""
    return Columns(
        {
            "number": Column(
                zh="编号",
                en="number",
                also="物品编号 发还编号 no itemnumber",
                read=cells.number,
                must_stand=True,
            ),
            "what": Column(
                zh="物品",
                en="belonging",
                also="物品名称 发还物品 名称 品名 item property description",
                read=lambda value: any_cells.needed_line(value, WHAT_LIMIT),
                must_stand=True,
            ),
            "claimant": Column(
                zh="领取人",
                en="claimant",
                also="姓名 失主 失主姓名 领取人姓名 受害人 被害人 事主 owner name",
                read=lambda value: any_cells.name(value, NAME_LIMIT),
                must_stand=True,
                is_shared=True,
            ),
            "unit": Column(
                zh="单位",
                en="unit",
                also="办案单位 派出所 发还单位 station department",
                read=lambda value: cells.unit(value, catalog),
                is_shared=True,
            ),
            "category": Column(
                zh="种类",
                en="kind",
                also="类别 物品种类 物品类别 category type",
                read=lambda value: cells.category(value, catalog),
                is_shared=True,
            ),
            "case": Column(
                zh="案号",
                en="case number",
                also="案件编号 案件号 立案号 casenumber case caseno",
                read=lambda value: any_cells.line(value, CASE_LIMIT),
                is_shared=True,
            ),
            "phone": Column(
                zh="电话",
                en="phone",
                also="手机 手机号 手机号码 联系电话 电话号码 联系方式 mobile telephone tel",
                read=any_cells.phone,
                is_shared=True,
            ),
            "day": Column(
                zh="日期",
                en="day",
                also="领取日期 发还日期 预约日期 date",
                read=lambda value: any_cells.day(value, catalog.pack.event.starts_on),
                is_shared=True,
            ),
            "time": Column(
                zh="时间",
                en="time",
                also="领取时间 发还时间 预约时间",
                read=cells.clock_time,
                is_shared=True,
            ),
            "note": Column(
                zh="备注",
                en="note",
                also="说明 remark remarks notes",
                read=lambda value: any_cells.line(value, NOTE_LIMIT),
                is_shared=True,
            ),
        }
    )
