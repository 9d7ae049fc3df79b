"""What the systems' own programs print is read right: Windows' and Linux's, Chinese and English."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk import clock
from kiosk.office.machine.check import (
    data,
    devices,
    display,
    listening,
    programs,
    times,
    users,
)
from kiosk.storage.health import LEAST_FREE_BYTES

POWERCFG = """
Power Scheme GUID: 381b4222-f694-41f0-9685-ff5bb260df2e  (Balanced)
  GUID Alias: SCHEME_BALANCED
  Subgroup GUID: 7516b95f-f776-4464-8c53-06167f40cc99  (Display)
    GUID Alias: SUB_VIDEO
    Power Setting GUID: 3c0bc021-c8a8-4e07-a973-6b14cbcb2b7e  (Turn off display after)
      GUID Alias: VIDEOIDLE
      Minimum Possible Setting: 0x00000000
      Maximum Possible Setting: 0xffffffff
      Possible Settings increment: 0x00000001
      Possible Settings units: Seconds
    Current AC Power Setting Index: 0x{ac:08x}
    Current DC Power Setting Index: 0x0000012c

"""
POWERCFG_ZH = """
电源方案 GUID: 381b4222-f694-41f0-9685-ff5bb260df2e  (平衡)
  GUID 别名: SCHEME_BALANCED
  子组 GUID: 7516b95f-f776-4464-8c53-06167f40cc99  (显示)
    GUID 别名: SUB_VIDEO
    电源设置 GUID: 3c0bc021-c8a8-4e07-a973-6b14cbcb2b7e  (在此时间后关闭显示)
      GUID 别名: VIDEOIDLE
      最小可能的设置: 0x00000000
      最大可能的设置: 0xffffffff
      可能的设置增量: 0x00000001
      可能的设置单位: 秒
    当前交流电源设置索引: 0x{ac:08x}
    当前直流电源设置索引: 0x0000012c

"""
XSET = """Keyboard Control:
  auto repeat:  on    key click percent:  0    LED mask:  00000000
Screen Saver:
  prefer blanking:  yes    allow exposures:  yes
  timeout:  {saver}    cycle:  600
Colors:
  default colormap:  0x20    BlackPixel:  0x0    WhitePixel:  0xffffff
DPMS (Energy Star):
  Standby: {off}    Suspend: {off}    Off: {off}
  DPMS is {dpms}
"""
WHOAMI = """"Everyone","Well-known group","S-1-1-0","Mandatory group"
"BUILTIN\\Users","Alias","S-1-5-32-545","Mandatory group, Enabled group"
"""
SET_ASIDE = '"BUILTIN\\Administrators","别名","S-1-5-32-544","只用于拒绝的组"\n'
NETSTAT = """
活动连接

  协议  本地地址          外部地址        状态           PID
  TCP    0.0.0.0:135            0.0.0.0:0              LISTENING       1012
  TCP    127.0.0.1:8080         0.0.0.0:0              LISTENING       4321
  TCP    127.0.0.1:8080         127.0.0.1:50123        ESTABLISHED     4321
  TCP    127.0.0.1:18080        0.0.0.0:0              LISTENING       77
"""
TASKLIST = (
    '"python.exe","4321","Services","0","58,304 K","Unknown","DESK-3\\kiosk","0:00:03","暂缺"\n'
)
TASKLIST_HIDDEN = '"python.exe","4321","Services","0","58,304 K","Unknown","N/A","0:00:03","N/A"\n'
PROC_NET = """ sl local_address rem_address st tx_queue rx_queue tm->when retrnsmt uid timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000   998        0 81
   1: 0100007F:C350 0100007F:1F90 01 00000000:00000000 00:00000000 00000000  1000        0 82
"""
DEVICES = r"""
HKEY_CURRENT_USER\Software\Microsoft\Windows NT\CurrentVersion\Devices
    Microsoft Print to PDF    REG_SZ    winspool,Ne01:
    OneNote (Desktop)    REG_SZ    winspool,nul:
{more}
"""
VOICES = r"""
HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Speech_OneCore\Voices\Tokens\MSTTS_V110_enUS_DavidM
"""
OWNER_ALONE = (
    "O:S-1-5-21-1-2-3-1005G:S-1-5-21-1-2-3-513"
    "D:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;S-1-5-21-1-2-3-1005)"
)
INHERITED = (
    "O:BAG:SYD:AI(A;OICIID;FA;;;BA)(A;OICIID;FA;;;SY)(A;OICIID;0x1200a9;;;BU)(A;ID;0x1301bf;;;AU)"
)


@pytest.mark.parametrize("said", [POWERCFG, POWERCFG_ZH])
@pytest.mark.parametrize(("seconds", "is_so"), [(0, False), (600, True)])
def test_windows_power_plan_is_read_in_any_language(said: str, seconds: int, is_so: bool) -> None:
    assert display.goes_off(said.format(ac=seconds)) is is_so


def test_a_power_plan_that_is_not_shown_is_unknown_and_never_ok() -> None:
    assert display.goes_off("Access is denied.") is None
    assert display.judge_power(None, False).state == "unknown"
    assert display.judge_power(False, None).state == "unknown"
    assert display.judge_power(None, True).state == "attention"
    assert display.judge_power(False, False).state == "ok"


@pytest.mark.parametrize(
    ("saver", "off", "dpms", "is_so"),
    [
        (0, 0, "Disabled", False),
        (600, 0, "Disabled", True),
        (0, 600, "Enabled", True),
        (0, 600, "Disabled", False),
        (0, 0, "Enabled", False),
    ],
)
def test_x_says_whether_it_blanks_the_screen(saver: int, off: int, dpms: str, is_so: bool) -> None:
    assert display.blanks(XSET.format(saver=saver, off=off, dpms=dpms)) is is_so


@pytest.mark.parametrize(
    ("said", "is_so"), [("uint32 300\n", True), ("uint32 0\n", False), ("No such schema", None)]
)
def test_gnome_says_whether_it_goes_dark(said: str, is_so: bool | None) -> None:
    assert display.idles(said) is is_so


@pytest.mark.parametrize(
    ("size", "scale", "state"),
    [
        ((1920, 1080), 1.0, "ok"),
        ((1080, 1920), 1.0, "ok"),
        ((1366, 768), 1.0, "ok"),
        ((1280, 800), 1.0, "ok"),
        ((1920, 1080), 1.25, "ok"),
        ((1920, 1080), 1.5, "attention"),
        ((1024, 768), 1.0, "attention"),
        ((2560, 1440), 2.0, "attention"),
    ],
)
def test_a_screen_is_judged_by_the_room_that_pages_have(
    size: tuple[int, int], scale: float, state: str
) -> None:
    assert display.judge_screen(*size, scale).state == state


def test_screens_are_found_through_x_and_through_the_kernel(tmp_path: Path) -> None:
    said = "Screen 0: minimum 8 x 8, current 1920 x 1080, maximum 32767 x 32767\neDP-1 connected\n"
    assert display.current(said) == (1920, 1080)
    assert display.current("Can't open display") is None
    assert display.connected(tmp_path) is None
    for name, status, modes in (
        ("card0-HDMI-A-1", "disconnected\n", ""),
        ("card0-eDP-1", "connected\n", "1366x768\n1024x768\n"),
    ):
        (tmp_path / name).mkdir()
        (tmp_path / name / "status").write_text(status)
        (tmp_path / name / "modes").write_text(modes)
    assert display.connected(tmp_path) == (1366, 768)


def test_a_missing_font_is_said(tmp_path: Path) -> None:
    assert (
        display.judge_fonts(tmp_path / "none.otf", "Noto Sans CJK SC,思源黑体\n").state
        == "attention"
    )
    assert "Noto" in display.judge_fonts(display.FONT, "Noto Sans CJK SC,思源黑体\n").found[1]


def test_an_administrator_is_seen_even_where_windows_sets_the_group_aside() -> None:
    assert not users.has_administrators(WHOAMI)
    assert users.has_administrators(WHOAMI + SET_ASIDE)
    assert users.judge_account("desk", True).state == "attention"


@pytest.mark.parametrize(
    ("groups", "is_so"),
    [({"desk", "audio"}, False), ({"desk", "sudo"}, True), ({"docker"}, True), (set(), False)],
)
def test_groups_of_linux_that_make_an_administrator(groups: set[str], is_so: bool) -> None:
    assert users.is_powerful(groups) is is_so


@pytest.mark.parametrize(
    ("sddl", "state"),
    [
        (OWNER_ALONE, "ok"),
        (INHERITED, "attention"),
        ("O:BAG:SYD:(A;;0x1200a9;;;S-1-1-0)", "attention"),
        ("O:BAG:SYD:(D;;FA;;;WD)(A;;FA;;;SY)", "ok"),
        (None, "unknown"),
        ("", "unknown"),
    ],
)
def test_windows_access_lists_are_read_by_the_numbers_of_groups(
    sddl: str | None, state: str
) -> None:
    assert users.judge_access_list(Path("C:/kiosk/instance"), sddl).state == state


def test_one_open_file_in_the_data_folder_is_seen(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    (folder / "kiosk.db").touch(mode=0o600)
    assert users.judge_modes(folder).state == "ok"
    (folder / "kiosk.db").chmod(0o640)
    assert users.judge_modes(folder).state == "attention"


def test_who_listens_is_read_on_both_systems() -> None:
    assert listening.listener(PROC_NET, 8080) == 998
    assert listening.listener(PROC_NET, 50000) is None
    assert listening.listening_process(NETSTAT, 8080) == 4321
    assert listening.listening_process(NETSTAT, 80) is None
    assert listening.user_of(TASKLIST) == "DESK-3\\kiosk"
    assert listening.user_of(TASKLIST_HIDDEN) is None
    assert listening.user_of("信息: 没有运行的任务匹配指定标准。\n") is None


def test_the_booth_as_the_same_user_needs_attention_and_a_hidden_one_is_unknown() -> None:
    assert listening.judge_user("DESK-3\\kiosk", "desk-3\\Kiosk\r\n").state == "attention"
    assert listening.judge_user("DESK-3\\kiosk", "desk-3\\booth-screen").state == "ok"
    assert listening.judge_user(None, "desk-3\\booth-screen").state == "unknown"
    assert listening.judge_owner(os.getuid(), os.getuid()).state == "attention"
    assert listening.judge_owner(998, 997).state == "ok"
    assert listening.judge_owner(None, 997).state == "unknown"


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ({"role": "booth", "status": "ok"}, "ok"),
        ({"role": "booth", "status": "disk-low"}, "attention"),
        ({"role": "booth", "status": "of a later version"}, "attention"),
        ({"name": "another program"}, "attention"),
        (["a list"], "attention"),
    ],
)
def test_what_answers_at_the_port_is_known_by_its_words(said: object, state: str) -> None:
    assert listening.judge_health(8080, said).state == state


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ("Chromium 130.0.6723.91 built on Debian GNU/Linux 12 (bookworm)\n", "ok"),
        ("Google Chrome 131.0.6778.85 \n", "ok"),
        ("Microsoft Edge 108.0.1462.54\n", "attention"),
        ("", "unknown"),
    ],
)
def test_a_browsers_version_is_judged(said: str, state: str) -> None:
    assert programs.judge_browser("browser", said).state == state


def test_on_windows_the_version_is_that_of_the_newest_folder_beside_the_browser(
    tmp_path: Path,
) -> None:
    for name in ("131.0.2903.86", "99.0.1150.30", "SetupMetrics"):
        (tmp_path / name).mkdir()
    assert programs.beside(str(tmp_path / "msedge.exe")) == "131.0.2903.86"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('start "" /min .venv\\Scripts\\python -m kiosk\r\n', {"serve"}),
        ('start "" /min .venv\\Scripts\\python -m kiosk open\r\n', {"open"}),
        ("ExecStart=/opt/kiosk/.venv/bin/python -m kiosk serve --port 80\n", {"serve"}),
        ("<Arguments>-m kiosk</Arguments>", {"serve"}),
        ("    Shell    REG_SZ    C:\\kiosk\\.venv\\Scripts\\pythonw.exe -m kiosk open", {"open"}),
        ("python -m kiosk --data /srv/kiosk\n", {"serve"}),
        ("ExecStart=python -m kiosk backup /tmp/x.backup", set()),
        ("ExecStart=python -m kiosks", set()),
    ],
)
def test_what_starts_by_itself_is_read_from_whatever_starts_it(text: str, found: set[str]) -> None:
    assert programs.started([text]) == found


def test_a_unit_counts_only_once_it_is_switched_on(tmp_path: Path) -> None:
    unit = tmp_path / "kiosk.service"
    unit.write_text("ExecStart=%h/kiosk/.venv/bin/python -m kiosk\n")
    assert programs.started(programs.enabled_units(tmp_path)) == set()
    (tmp_path / "default.target.wants").mkdir()
    (tmp_path / "default.target.wants" / unit.name).symlink_to(unit)
    assert programs.started(programs.enabled_units(tmp_path)) == {"serve"}
    assert programs.judge_starts({"serve"}).state == "attention"
    assert programs.judge_starts({"serve", "open"}).state == "ok"


def test_a_task_that_windows_hides_is_unknown_once_the_screen_starts() -> None:
    assert programs.judge_starts({"open"}, is_booth_seen=False).state == "unknown"
    assert programs.judge_starts(set(), is_booth_seen=False).state == "attention"
    assert programs.judge_starts({"serve"}, is_booth_seen=False).state == "attention"


def test_printers_of_windows_that_are_programs_do_not_count() -> None:
    none = devices.printers_on_windows(DEVICES.format(more=""))
    assert devices.judge_printers(none).state == "unknown"
    one = devices.printers_on_windows(
        DEVICES.format(more="    HP LaserJet M404    REG_SZ    winspool,Ne03:")
    )
    assert devices.judge_printers(one) == devices.ok("HP LaserJet M404", "HP LaserJet M404")
    assert devices.judge_printers(None).state == "unknown"


@pytest.mark.parametrize(
    ("said", "state"),
    [
        (VOICES, "attention"),
        (VOICES + "HKEY_LOCAL_MACHINE\\…\\Tokens\\MSTTS_V110_zhCN_HuihuiM\n", "ok"),
        (VOICES + "HKEY_LOCAL_MACHINE\\…\\Tokens\\TTS_MS_ZH-CN_HUIHUI_11.0\n", "ok"),
        ("  English (Great Britain)     en-gb     none\n", "attention"),
        ("", "attention"),
        (None, "unknown"),
    ],
)
def test_a_chinese_voice_is_found_by_its_language(said: str | None, state: str) -> None:
    assert devices.judge_voices(said).state == state


def test_a_voice_of_linux_that_the_browser_may_not_use_is_not_called_ok() -> None:
    said = "  Chinese (Mandarin, latin as English)     cmn     none\n"
    assert devices.judge_voices(said, is_sure=False).state == "unknown"
    assert devices.judge_voices("", is_sure=False).state == "attention"


@pytest.mark.parametrize(("hours", "state"), [(8, "ok"), (0, "attention"), (9, "attention")])
def test_any_zone_but_chinas_needs_attention(hours: int, state: str) -> None:
    assert times.judge_zone(timedelta(hours=hours), "").state == state


def test_a_disk_with_less_than_a_gigabyte_needs_attention(tmp_path: Path) -> None:
    assert data.judge_room(2**31, tmp_path).state == "ok"
    assert data.judge_room(2 * LEAST_FREE_BYTES, tmp_path).state == "attention"


@pytest.mark.parametrize(
    ("hours", "records", "state"),
    [
        (None, 0, "ok"),
        (None, 3, "attention"),
        (1, 500, "ok"),
        (30, 0, "ok"),
        (30, 1, "attention"),
        (-400, 5, "attention"),
    ],
)
def test_a_backup_is_judged_by_its_age_and_what_came_since(
    hours: int | None, records: int, state: str
) -> None:
    last = None if hours is None else clock.stamp(clock.now() - timedelta(hours=hours))
    assert data.judge_backup(last, records).state == state
