"""Commands for an administrator, who keeps a browser on our pages, or lets it free again."""

from __future__ import annotations

import click

from kiosk.command import KioskGroup, settings
from kiosk.errors import SetupFailed
from kiosk.office.machine import policies
from kiosk.office.machine.browser import FREE, HOST, find_browser

LIMITS = (
    "这台电脑上每个用户的这个浏览器，从现在起只显示展位的页面。别的用途请用另一个浏览器；"
    "恢复原样用 browser unlock。",
    "From now on this browser shows the booth's pages only, for every user of this machine. Use "
    "another browser for anything else; browser unlock takes it back.",
)
NEEDS = (
    "请以管理员身份运行（Linux 用 sudo，Windows 右键“以管理员身份运行”）。",
    "Run this as administrator (Linux: sudo; Windows: right click, Run as administrator).",
)


@click.group(cls=KioskGroup)
def browser() -> None:
    """装上或取下浏览器策略 / lay or take away the policies that keep a browser here."""


@browser.command()
@click.option("--port", type=int, help="Port of the booth.  [env: KIOSK_PORT; default: 8080]")
@click.option("--browser", help="Browser to limit.  [env: KIOSK_BROWSER; default: the one found]")
def lock(port: int | None, browser: str | None) -> None:
    """让浏览器只显示展位页面 / let the browser show the booth's pages only, for all users."""
    held = settings(port=port, browser=browser)
    path = find_browser(held.browser)
    try:
        place = policies.lay(path, f"http://{HOST}:{held.port}/")
    except OSError as error:
        raise unwritten(path, error) from None
    click.echo(f"{path}\n{place}\n" + "\n".join(LIMITS))


@browser.command()
@click.option("--browser", help="Browser to free.  [env: KIOSK_BROWSER; default: the one found]")
def unlock(browser: str | None) -> None:
    """取下本程序装上的浏览器策略 / take away exactly the policies that this program laid."""
    path = find_browser(settings(browser=browser).browser)
    try:
        was_laid = policies.take_away(path)
    except OSError as error:
        raise unwritten(path, error) from None
    found = ("已取下浏览器策略", "Took away the policies in")
    none = ("没有本程序的浏览器策略", "There are no policies of this program in")
    zh, en = found if was_laid else none
    click.echo(f"{zh}（{policies.place(path)}）\n{en} {policies.place(path)}")


def unwritten(path: str, error: OSError) -> SetupFailed:
    """Return why policies could not be written, and what to do."""
    if isinstance(error, policies.NoPolicies):
        return SetupFailed(f"{path}：{FREE[0]}", f"{path}: {FREE[1].strip()}")
    place, why = policies.place(path), error.strerror or str(error)
    return SetupFailed(
        f"不能写 {place}（{why}）。{NEEDS[0]}", f"{place} cannot be written ({why}). {NEEDS[1]}"
    )
