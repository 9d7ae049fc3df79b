"""Lay a browser's policies and take them away, on a copy of /etc."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from kiosk.office.machine import policies, registry
from kiosk.office.machine.policies import Family
from tests.apart import READ_ONLY, run_apart, sh_apart
from tests.browser.chromium import chromium_path

ADDRESS = "http://127.0.0.1:8080/"
MANAGED = "/etc/chromium/policies/managed"
PLACES = {
    "/usr/bin/chromium": (Family.CHROMIUM, "/etc/chromium/policies/managed"),
    "/usr/bin/chromium-browser": (Family.CHROMIUM, "/etc/chromium-browser/policies/managed"),
    "/usr/bin/google-chrome-stable": (Family.CHROME, "/etc/opt/chrome/policies/managed"),
    "/usr/bin/microsoft-edge": (Family.EDGE, "/etc/opt/edge/policies/managed"),
}


@pytest.mark.parametrize("browser", PLACES)
def test_policies_lie_where_each_browser_reads_them(browser: str) -> None:
    whose, folder = PLACES[browser]
    assert policies.family(browser) is whose
    assert policies.place(browser) == f"{folder}/open-day-kiosk.json"


@pytest.mark.parametrize("browser", ["/usr/bin/firefox", "/opt/chrome/firefox"])
def test_another_browser_has_none(browser: str) -> None:
    with pytest.raises(policies.NoPolicies):
        policies.place(browser)


def test_everybody_may_read_them_whatever_the_mask_and_unlock_takes_exactly_ours_away() -> None:
    said = sh_apart(
        f"umask 077; mkdir -m 755 -p {MANAGED}; echo '{{}}' > {MANAGED}/of-the-bureau.json;"
        "$kiosk browser lock --browser chromium --port 8123;"
        f"stat -c '%a %n' {MANAGED}/*; cat {MANAGED}/open-day-kiosk.json;"
        f"$kiosk browser unlock --browser chromium; ls {MANAGED};"
        "$kiosk browser unlock --browser chromium"
    )
    assert f"644 {MANAGED}/open-day-kiosk.json" in said
    assert '"http://127.0.0.1:8123"' in said
    assert "for every user of this machine" in said
    assert said.rpartition("Took away")[2].splitlines()[1] == "of-the-bureau.json"
    assert "There are no policies of this program" in said


def test_folders_that_were_made_for_them_are_open_to_all_and_go_with_them() -> None:
    said = sh_apart(
        "umask 077; rm -rf /etc/opt/chrome; cp /bin/true /mnt/google-chrome; PATH=/mnt:$PATH;"
        "$kiosk browser lock --browser google-chrome; stat -c %a /etc/opt/chrome/policies/managed;"
        "$kiosk browser unlock --browser google-chrome; ls -A /etc/opt/chrome"
    )
    assert "\n755\n" in said
    assert "policies" not in said.splitlines()


def test_laying_them_twice_or_for_another_port_leaves_one_file() -> None:
    said = sh_apart(
        "for port in 8080 8080 8090; do $kiosk browser lock --browser chromium --port $port; done;"
        f"ls -A {MANAGED} {MANAGED}/..; cat {MANAGED}/*"
    )
    assert said.count("\nopen-day-kiosk.json\n") == 1
    assert ".part" not in said
    assert '"http://127.0.0.1:8090"' in said
    assert '"http://127.0.0.1:8080"' not in said


@pytest.mark.parametrize("command", ["lock", "unlock"])
def test_who_may_not_write_there_is_told_where_and_who_may(command: str) -> None:
    laid = f"mkdir -p {MANAGED}; touch {MANAGED}/open-day-kiosk.json"
    done = run_apart("browser", command, "--browser", "chromium", before=laid, is_read_only=True)
    assert done.returncode == 1
    assert f"{MANAGED}/open-day-kiosk.json" in done.stderr
    assert "管理员" in done.stderr
    assert "as administrator" in done.stderr
    assert "Traceback" not in done.stderr


def test_open_says_which_doors_stay_open_and_the_command_that_shuts_them(tmp_path: Path) -> None:
    browser = tmp_path / "chromium"
    browser.symlink_to("/bin/true")
    options = ("open", "--once", "--browser", str(browser), "--data", str(tmp_path))
    script = f"{READ_ONLY}; python3 -m http.server --bind 127.0.0.1 8080 >/mnt/log 2>&1 & server=$!"
    said = sh_apart(f"{script}; $kiosk {' '.join(options)} 2>&1; kill $server")
    assert "地址栏" in said
    assert "an address bar" in said
    assert re.search(rf"-m kiosk browser lock --port 8080 --browser {browser}\n", said)


def test_a_browser_really_knows_every_policy_that_is_laid_for_it() -> None:
    """A browser passes over names that it does not know, and would leave their doors open."""
    program = shutil.which(chromium_path())
    assert program is not None
    content = max(
        (each for each in Path("/usr/lib/chromium").glob("chromium*") if each.is_file()),
        key=lambda each: each.stat().st_size,
        default=Path(program).resolve(),
    ).read_bytes()
    names = policies.policies("chromium", ADDRESS)
    assert [name for name in names if name.encode() not in content] == []


def test_policies_become_values_and_numbered_lists_in_the_registry() -> None:
    assert list(registry.entries("URLBlocklist", ["*", "file://*"])) == [
        ("URLBlocklist", "1", "*"),
        ("URLBlocklist", "2", "file://*"),
    ]
    assert list(registry.entries("SyncDisabled", True)) == [("", "SyncDisabled", 1)]
    assert list(registry.entries("HomepageLocation", ADDRESS)) == [
        ("", "HomepageLocation", ADDRESS)
    ]


def test_policies_are_json_that_names_our_address_alone() -> None:
    for browser in PLACES:
        laid = json.loads(json.dumps(policies.policies(browser, ADDRESS)))
        assert laid["URLBlocklist"][0] == "*"
        assert [each for each in laid["URLAllowlist"] if "//print" not in each] == [ADDRESS[:-1]]
        assert laid["AllowFileSelectionDialogs"] is False
        assert laid["DeveloperToolsAvailability"] == 2
