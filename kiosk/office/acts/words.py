"""Say each act of the staff in plain words; a test fails where code writes one without words."""

from __future__ import annotations

import re

from kiosk.accounts.records import TERMINAL, UNKNOWN
from kiosk.accounts.roles import ROLES

WORDS = {
    "sign-in": ("登录", "Signed in"),
    "sign-in-code": ("用一次性代码登录", "Signed in with a one-time code"),
    "lock": ("锁定", "Locked"),
    "unlock": ("解锁密封内容", "Unlocked what is sealed"),
    "sign-in-failed": ("登录失败", "Failed to sign in"),
    "sign-in-throttled": ("登录尝试过多", "Tried too often to sign in"),
    "second-factor-failed": ("两步验证失败", "Gave a wrong code of the second factor"),
    "second-factor-on": ("设置两步验证", "Set a second factor up"),
    "second-factor-off": ("关闭两步验证", "Switched the second factor off"),
    "second-factor-reset": ("取消别人的两步验证", "Took a second factor away"),
    "spare-code": ("用了一个备用码", "Used a spare code"),
    "spare-codes-new": ("更换备用码", "Made new spare codes"),
    "session-end": ("结束登录", "Ended a session"),
    "page-refused": ("角色不允许的页面", "Was refused a page"),
    "place-move": ("更改展位、单位或活动", "Moved the booth"),
    "wall-notice": ("在大屏上发通知", "Put a notice on the wall"),
    "wall-quote": ("在大屏上放观众的话", "Put a quotation on the wall"),
    "wall-down": ("从大屏上撤下", "Took something down from the wall"),
    "wall-up": ("放回大屏", "Put something back on the wall"),
    "sounds-on": ("打开答题声音", "Switched the sounds on"),
    "sounds-off": ("关上答题声音", "Switched the sounds off"),
    "content-load": ("载入内容包", "Loaded a pack"),
    "content-publish": ("发布内容", "Published content"),
    "content-use": ("改用内容包", "Went back to a pack"),
    "unlock-failed": ("解锁失败", "Failed to unlock"),
    "lock-names": ("锁上密封内容", "Locked what is sealed"),
    "staff-add": ("添加账号", "Added an account"),
    "staff-password": ("修改密码", "Changed a password"),
    "staff-reset": ("重设密码", "Reset a password"),
    "staff-disable": ("停用账号", "Disabled an account"),
    "staff-enable": ("启用账号", "Enabled an account"),
    "staff-role": ("更改角色", "Changed a role"),
    "rescued-again": (
        "从损坏的日志里找回了记录，但这件事没有生效，请再做一次",
        "Read from a damaged log without its effect - do it again",
    ),
    "export": ("导出", "Exported"),
    "export-unsealed": ("导出密封内容", "Exported sealed text"),
    "export-acts": ("导出操作记录", "Exported the staff log"),
    "activity": ("填报活动", "Told of an activity"),
    "activity-remove": ("移除活动填报", "Removed an entry on an activity"),
    "activity-undo": ("撤销活动填报的修改", "Took a change of an entry back"),
    "activity-photo": ("加入或更改活动照片", "Added or changed a photo"),
    "prize-draw": ("抽奖", "Drew prizes"),
    "report": ("生成活动情况报告", "Made an activity report"),
    "report-quotes": ("生成带群众原话的报告", "Made a report with quotations"),
    "backup": ("备份", "Backed up"),
    "restore": ("恢复备份", "Restored a backup"),
    "desk-key": ("设置台钥口令", "Set the desk passphrase"),
    "passphrase-changed": ("更换口令", "Changed the passphrase"),
    "recovery-code-changed": ("更换恢复码", "Made a new recovery code"),
    "privacy-key": ("设置隐私口令", "Set the privacy passphrase"),
    "erase-event": ("删除一场活动的密封内容", "Erased an event's sealed parts"),
    "erase-visit": ("删除一份登记的姓名", "Erased the names of a visit"),
    "places-listed": ("载入走访名单", "Took in a list of places to be called at"),
    "erase-place": ("删除一个走访点的地址", "Erased the address of a place"),
    "belongings-listed": ("载入发还清单", "Took in a list of belongings"),
    "belonging-labels": ("打印物品标签", "Printed labels of belongings"),
    "belonging-letters": ("打印领取通知", "Printed letters of appointment"),
    "erase-belonging": ("删除一件物品的密封内容", "Erased what was sealed of a belonging"),
    "invite-load": ("载入邀请名单", "Took in a list of invited guests"),
    "invite-clear": ("删除邀请名单", "Deleted the list of invited guests"),
    "invite-compare": ("打开名单查重", "Opened the list to find repeats"),
    "invite-compare-failed": ("打开名单失败", "Failed to open the list"),
    "invite-print": ("打印邀请", "Printed invitations"),
    "invite-print-failed": ("打印邀请失败", "Failed to print invitations"),
    "muster-print": ("打印点名单", "Printed the mustering list"),
    "enrol": ("登记到中心", "Enrolled at a central"),
    "enrol-code": ("发放登记码", "Made a code of enrolment"),
    "sync-now": ("现在发送", "Sent now"),
    "sync-stick": ("存到 U 盘", "Wrote a stick"),
    "sync-receipts": ("取回执", "Took receipts"),
    "device-revoke": ("停用终端", "Revoked a device"),
    "device-readmit": ("恢复终端", "Readmitted a device"),
    "device-close": ("结清终端", "Closed a device"),
    "device-reopen": ("重新等待终端", "Opened a device again"),
    "quarantine-release": ("放行隔离记录", "Released a record"),
    "quarantine-accept": ("按原样接受隔离记录", "Accepted a record as it came"),
}
ON_TERMINAL = ("命令行", "Command line")
SOMEBODY = {TERMINAL: ON_TERMINAL, UNKNOWN: ("不存在的账号", "No such account")}
_ROLE = re.compile("|".join(ROLES))


def words(act: str) -> tuple[str, str]:
    """Return an act in Chinese and English; one of a newer version stands for itself."""
    return WORDS.get(act, (act, act))


def who(actor: str) -> tuple[str, str]:
    """Return who did it, in Chinese and English."""
    return SOMEBODY.get(actor, (actor, actor))


def about(act: str, said: str) -> tuple[str, str]:
    """Return what an act was about, in Chinese and English: roles and acts by name."""
    if act == "rescued-again":
        former, _, rest = said.partition(": ")
        (zh, en), (of_zh, of_en) = words(former), about(former, rest)
        return f"{zh}：{of_zh}", f"{en}: {of_en}"
    if act not in ("staff-add", "staff-role"):
        return said, said
    name, bracket, rest = said.rpartition(" (")
    zh = _ROLE.sub(lambda found: ROLES[found[0]][0], rest)
    en = _ROLE.sub(lambda found: ROLES[found[0]][1], rest)
    return f"{name}{bracket}{zh}", f"{name}{bracket}{en}"


def like(text: str) -> list[str]:
    """Return the acts whose words hold `text`, in either language."""
    wanted = text.casefold()
    return [act for act, said in WORDS.items() if any(wanted in each.casefold() for each in said)]
