"""What the columns of a guest list are called, in either language, and what each holds."""

from __future__ import annotations

from kiosk.booth.checkin import rules
from kiosk.booth.checkin.guest_list import cells
from kiosk.content.catalog import Catalog
from kiosk.shell.lists import cells as any_cells
from kiosk.shell.lists.headings import Column, Columns


def columns(catalog: Catalog) -> Columns:
    """Return the columns of a guest list, one for each field of a guest."""
    event = catalog.pack.event
    return Columns(
        {
            "name": Column(
                zh="姓名",
                en="name",
                also="名字 嘉宾姓名 嘉宾 来宾 来宾姓名 受邀人 联系人 联系人姓名 "
                "fullname guest guestname",
                read=lambda value: any_cells.name(value, rules.NAME_LIMIT),
                must_stand=True,
            ),
            "phone": Column(
                zh="电话",
                en="phone",
                also="手机 手机号 手机号码 联系电话 电话号码 联系方式 phonenumber mobile "
                "mobilephone telephone tel",
                read=any_cells.phone,
            ),
            "organisation": Column(
                zh="单位",
                en="organisation",
                also="学校 工作单位 单位名称 所在单位 学校名称 organization company school",
                read=lambda value: any_cells.line(value, rules.ORGANISATION_LIMIT),
                is_shared=True,
            ),
            "kind": Column(
                zh="类别",
                en="kind",
                also="身份类别 嘉宾类别 人员类别 身份 kindofguest category type",
                read=lambda value: cells.kind(value, catalog),
                is_shared=True,
            ),
            "people": Column(
                zh="人数",
                en="people",
                also="总人数 numberofpeople number headcount partysize",
                read=cells.people,
            ),
            "slot": Column(
                zh="场次",
                en="slot",
                also="时间 时段 参观时间 参观场次 time",
                read=lambda value: cells.slot(value, catalog),
                is_shared=True,
            ),
            "day": Column(
                zh="日期",
                en="day",
                also="参观日期 date",
                read=lambda value: any_cells.day(value, event.starts_on),
                is_shared=True,
            ),
        }
    )
