"""The handbook's parts and sections. Staff pages name the section that helps there.

The texts stand in `templates/help/`, a template a part; a test keeps both languages in step.
"""

from __future__ import annotations

from typing import NamedTuple

Title = tuple[str, str]
"""What something is called, in Chinese and English."""


class Part(NamedTuple):
    """A part of the handbook: its title, for whom it is, and its sections by id."""

    title: Title
    whom: Title
    sections: dict[str, Title]


PARTS: dict[str, Part] = {
    "set-up": Part(
        ("准备", "Setting up"),
        ("负责装机的人，只做一次", "For whoever prepares the laptops, once"),
        {
            "install": ("安装", "Install the program"),
            "commands": ("怎样输入命令", "How to type a command"),
            "start": ("启动和全屏", "Start it, and show it full-screen"),
            "first-sign-in": ("首次设置", "The first sign-in"),
            "recovery-code": ("抄好恢复码", "Keep the recovery code"),
            "place": ("单位、展位、活动", "Unit, booth and event"),
            "accounts": ("给同事开账号", "Accounts for colleagues"),
            "content": ("换成本单位的内容", "Content of your own"),
            "cards": ("核对和打印联系卡", "Check and print the contact cards"),
            "by-itself": ("来电后自动启动", "Starting by itself after a power cut"),
            "locked": ("屏幕用锁定的账户", "A locked account for the screen"),
            "ready": ("准备好了没有", "Is the laptop ready?"),
            "central": ("建立中心", "Set up central"),
            "enrol": ("登记到中心", "Enrol a booth at central"),
        },
    ),
    "booth": Part(
        ("展位的一天", "A day at the booth"),
        ("展位值守人员", "For the officer beside the screen"),
        {
            "morning": ("开场前看五样", "Five things before you open"),
            "screen": ("观众怎么用", "What people do at the screen"),
            "phones": ("手机入口", "Visitors' own phones"),
            "staff-page": ("登录和锁定", "Sign in, and lock"),
            "second-factor": ("两步验证", "The second factor"),
            "stamps": ("集章、礼品、抽奖", "Stamps, gifts and the draw"),
            "power": ("断电或误关", "Power cut, or closed by mistake"),
            "disk": ("磁盘快满了", "The disk fills up"),
            "wall": ("大屏", "The wall"),
            "evening": ("收摊：备份", "In the evening: back up"),
        },
    ),
    "door": Part(
        ("门口的一天", "A day at the door"),
        ("开放参观的派出所，接待人员", "For the reception at a station's door"),
        {
            "before": ("前几天：名单和请柬", "Days before: list and invitations"),
            "self-check-in": ("客人自己登记", "Guests check themselves in"),
            "desk": ("接待台", "The desk"),
            "walk-in": ("替客人登记", "Check somebody in at the desk"),
            "invited": ("受邀客人", "Invited guests"),
            "group": ("团体", "Groups"),
            "slots": ("场次和放行", "Slots, and letting people in"),
            "leaving": ("签退、更正、撤销", "Check-out, corrections and undo"),
            "muster": ("集合点名", "Mustering"),
            "close": ("收场", "End of day"),
            "withdrawal": ("客人要求删除", "A guest wants to be erased"),
            "handback": ("发还物品", "Handing belongings back"),
            "outreach": ("走访", "Calling at people’s doors"),
        },
    ),
    "after": Part(
        ("活动以后", "After the event"),
        ("公关办和中心的管理员", "For the PR office, and central's administrator"),
        {
            "send": ("通过网络送到中心", "Send to central over the network"),
            "stick": ("用 U 盘送到中心", "Send to central by stick"),
            "completeness": ("收齐了没有", "Is everything here?"),
            "fleet": ("看每台终端", "Each device"),
            "quarantine": ("隔离区", "Quarantine"),
            "dashboard": ("看数字", "Read the figures"),
            "questions": ("题目分析", "How the questions did"),
            "feedback": ("办理意见建议", "Work through the feedback"),
            "exports": ("导出", "Exports"),
            "excel": ("在 Excel 里打开", "Open it in Excel"),
            "activities": ("登记活动情况", "Write down what each unit did"),
            "reports": ("活动报告", "Reports"),
            "erase": ("到期删除", "Erase when the day has come"),
        },
    ),
    "trouble": Part(
        ("出了问题", "When something goes wrong"),
        ("所有人；先找看到的现象", "For everyone: look up what you see"),
        {
            "at-the-screen": ("观众屏", "At the screen"),
            "signing-in": ("登录和口令", "Signing in, and passphrases"),
            "sending": ("同步和 U 盘", "Sending, and sticks"),
            "files": ("文件、打印、时间", "Files, printing and the clock"),
        },
    ),
    "keys": Part(
        ("钥匙和隐私", "Keys and privacy"),
        ("管理员和管口令的人", "For administrators, and who keeps the passphrases"),
        {
            "kept": ("记下了什么", "What is kept"),
            "words": ("六样不要弄混", "Six things not to mix up"),
            "unlock": ("解锁密封内容", "Unlock what is sealed"),
            "change": ("更换口令和恢复码", "Change passphrase or recovery code"),
            "lost": ("都丢了会怎样", "When both are lost"),
            "roles": ("谁能看什么", "Who may see what"),
            "log": ("谁在何时做了什么", "Who did what, when"),
            "at-central": ("中心能打开什么", "What central can open"),
            "backups": ("备份和副本", "Backups and copies"),
        },
    ),
}

PART_OF = {section: part for part, each in PARTS.items() for section in each.sections}
TITLES = {section: title for each in PARTS.values() for section, title in each.sections.items()}


def neighbours(part: str) -> tuple[str | None, str | None]:
    """Return the parts before and after one."""
    names = [None, *PARTS, None]
    place = names.index(part)
    return names[place - 1], names[place + 1]
