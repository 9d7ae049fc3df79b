"""What a browser may do on a laptop that stands among people, by its makers' own policies.

A page can swallow keys, but only while it is there: an error page has none of its script. Policies
hold on every page. They count for every window of that browser on the whole machine, for all who
use it, so a laptop of the booth should have another browser for other work, or none.

Chromium, Chrome and Edge read them from a folder on Linux and from the registry on Windows. Other
people's policies there stay as they are. The names are those of
https://chromeenterprise.google/policies/ and https://learn.microsoft.com/deployedge/microsoft-edge-policies;
a browser passes over what it does not know.
"""

from __future__ import annotations

import errno
import json
import sys
from contextlib import suppress
from enum import StrEnum
from pathlib import Path

from kiosk.office.machine import registry
from kiosk.office.machine.registry import Value

FILE = "open-day-kiosk.json"
FOLDER_MODE, FILE_MODE = 0o755, 0o644
"""The browser's user reads what an administrator wrote."""


class Family(StrEnum):
    """The makers whose policies differ in place and in some names."""

    CHROMIUM = "chromium"
    CHROME = "chrome"
    EDGE = "edge"


FOLDERS = {
    Family.CHROMIUM: Path("/etc/chromium/policies/managed"),
    Family.CHROME: Path("/etc/opt/chrome/policies/managed"),
    Family.EDGE: Path("/etc/opt/edge/policies/managed"),
}
FOLDER_OF_SNAP = Path("/etc/chromium-browser/policies/managed")
KEYS = {
    Family.CHROMIUM: r"SOFTWARE\Policies\Chromium",
    Family.CHROME: r"SOFTWARE\Policies\Google\Chrome",
    Family.EDGE: r"SOFTWARE\Policies\Microsoft\Edge",
}
BLOCKED = (
    "*",
    *(f"{each}://*" for each in ("chrome", "chrome-untrusted", "devtools", "edge", "file")),
    "javascript://*",
    "view-source:*",
)
"""Everything; a star alone leaves the browser's own pages open."""
PRINTING = ("chrome://print", "chrome-untrusted://print", "edge://print")
"""The pages by which a browser prints what our own pages ask for."""
SHUT: dict[str, Value] = {
    "AllowFileSelectionDialogs": False,
    "AudioCaptureAllowed": False,
    "AutofillAddressEnabled": False,
    "AutofillCreditCardEnabled": False,
    "BackgroundModeEnabled": False,
    "BrowserGuestModeEnabled": False,
    "BrowserSignin": 0,
    "DefaultBrowserSettingEnabled": False,
    "DefaultFileSystemReadGuardSetting": 2,
    "DefaultFileSystemWriteGuardSetting": 2,
    "DefaultGeolocationSetting": 2,
    "DefaultNotificationsSetting": 2,
    "DefaultPopupsSetting": 2,
    "DefaultSearchProviderEnabled": False,
    "DefaultSerialGuardSetting": 2,
    "DefaultWebBluetoothGuardSetting": 2,
    "DefaultWebHidGuardSetting": 2,
    "DefaultWebUsbGuardSetting": 2,
    "DeveloperToolsAvailability": 2,
    "EnableMediaRouter": False,
    "ExtensionInstallBlocklist": ["*"],
    "HomepageIsNewTabPage": False,
    "PasswordManagerEnabled": False,
    "PrinterTypeDenyList": ["extension", "pdf"],
    "PromptForDownloadLocation": False,
    "ScreenCaptureAllowed": False,
    "SearchSuggestEnabled": False,
    "SyncDisabled": True,
    "TaskManagerEndProcessEnabled": False,
    "TranslateEnabled": False,
    "UserFeedbackAllowed": False,
    "VideoCaptureAllowed": False,
}
"""What all three families know, and what is no business of anybody at the screen."""
SHUT_IN_CHROME: dict[str, Value] = {
    "AllowDinosaurEasterEgg": False,
    "BookmarkBarEnabled": False,
    "BrowserAddPersonEnabled": False,
    "DesktopSharingHubEnabled": False,
    "EditBookmarksEnabled": False,
    "GenAiDefaultSettings": 2,
    "LensOverlaySettings": 1,
    "LensRegionSearchEnabled": False,
    "MetricsReportingEnabled": False,
    "ProfilePickerOnStartupAvailability": 1,
}
SHUT_IN_EDGE: dict[str, Value] = {
    "AddressBarEditingEnabled": False,
    "AllowSurfGame": False,
    "BrowserAddProfileEnabled": False,
    "ConfigureShare": 1,
    "DiagnosticData": 0,
    "EdgeCollectionsEnabled": False,
    "EdgeWorkspacesEnabled": False,
    "EditFavoritesEnabled": False,
    "FavoritesBarEnabled": False,
    "HideFirstRunExperience": True,
    "HubsSidebarEnabled": False,
    "InternetExplorerIntegrationLevel": 0,
    "NewTabPageContentEnabled": False,
    "QuickSearchShowMiniMenu": False,
    "ShowRecommendationsEnabled": False,
    "SplitScreenEnabled": False,
    "VisualSearchEnabled": False,
    "WebCaptureEnabled": False,
}


class NoPolicies(OSError):
    """The browser, or this system, reads no policies that this program could lay."""


def family(browser: str) -> Family:
    """Return whose policies a browser reads, by its program's path. Raises NoPolicies."""
    path = Path(browser.lower())
    if "edge" in path.name:
        return Family.EDGE
    if "chromium" in path.name or "chromium" in path.parts:
        return Family.CHROMIUM
    if "chrome" in path.name:
        return Family.CHROME
    raise NoPolicies(errno.ENOTSUP, "neither Chromium nor Chrome nor Edge")


def policies(browser: str, address: str) -> dict[str, Value]:
    """Return every policy for a browser that shows the booth at `address` and nothing else."""
    origin = address.rstrip("/")
    more = SHUT_IN_EDGE if family(browser) is Family.EDGE else SHUT_IN_CHROME
    ours: dict[str, Value] = {
        "HomepageLocation": f"{origin}/",
        "NewTabPageLocation": f"{origin}/",
        "URLAllowlist": [origin, *PRINTING],
        "URLBlocklist": [*BLOCKED],
        "VideoCaptureAllowedUrls": [origin],
    }
    return dict(sorted({**SHUT, **more, **ours}.items()))


def place(browser: str) -> str:
    """Return where a browser's policies lie here, as people look it up. Raises NoPolicies."""
    if sys.platform == "win32":
        return f"HKEY_LOCAL_MACHINE\\{KEYS[family(browser)]}"
    return str(_file(browser))


def laid(browser: str, address: str) -> str | None:
    """Return where our policies lie for a browser, None unless all of them do, for `address`.

    Raises NoPolicies.
    """
    expected = policies(browser, address)
    if sys.platform == "win32":
        return registry.find(KEYS[family(browser)], expected)
    with suppress(OSError, ValueError):
        if json.loads(_file(browser).read_text(encoding="utf-8")) == expected:
            return place(browser)
    return None


def lay(browser: str, address: str, *, for_all: bool = True) -> str:
    """Lay our policies where a browser reads them; return the place. Others' stay.

    On Windows they count for all users, or where `for_all` is False and this user may, for this
    user alone. Raises OSError if they may not be written.
    """
    found = laid(browser, address)
    if found is not None:
        return found
    content = policies(browser, address)
    if sys.platform == "win32":
        return registry.write(KEYS[family(browser)], content, for_all=for_all)
    if sys.platform == "darwin":
        raise NoPolicies(errno.ENOTSUP, "macOS reads them from a configuration profile alone")
    _write(_file(browser), json.dumps(content, indent=2) + "\n")
    return place(browser)


def take_away(browser: str) -> bool:
    """Take our policies away, and nobody else's; return whether there were any. Raises OSError."""
    if sys.platform == "win32":
        return registry.erase(KEYS[family(browser)])
    file = _file(browser)
    try:
        file.unlink()
    except FileNotFoundError:
        return False
    with suppress(OSError):  # There are other people's policies in it.
        file.parent.rmdir()
        file.parent.parent.rmdir()
    return True


def _file(browser: str) -> Path:
    is_snap = Path(browser).name == "chromium-browser" or "snap" in Path(browser).resolve().parts
    of_snap = is_snap and family(browser) is Family.CHROMIUM
    return (FOLDER_OF_SNAP if of_snap else FOLDERS[family(browser)]) / FILE


def _write(file: Path, text: str) -> None:
    """Write a file whole, and let everybody read it whatever this process lets others read."""
    for folder in reversed(file.parents):
        if not folder.exists():
            folder.mkdir()
            folder.chmod(FOLDER_MODE)
    part = file.parent.parent / f"{file.name}.part"  # A browser reads every file beside it.
    part.write_text(text, encoding="utf-8")
    part.chmod(FILE_MODE)
    part.replace(file)
