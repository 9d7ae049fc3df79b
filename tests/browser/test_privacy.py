"""Nothing of a sitting is left in the browser, nor anywhere in clear on the disk."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from pathlib import Path
from random import SystemRandom
from urllib.parse import quote, quote_plus

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.chromium import Recorder, launched_on
from tests.browser.conftest import KEYED, Visit
from tests.browser.visitor import LANDSCAPE, Visitor
from tests.conftest import PASSPHRASE
from tests.process import BoothProcess, run

KEPT_BY_BROWSER = """async () => ({
  page: document.documentElement.outerHTML,
  fields: [...document.querySelectorAll("input[type=text], textarea")].map(({ value }) => value),
  checked: document.querySelectorAll(":checked:not(option)").length,
  cookie: document.cookie,
  local: JSON.stringify({ ...localStorage }),
  session: JSON.stringify({ ...sessionStorage }),
  state: JSON.stringify(history.state),
  name: window.name,
  caches: await caches.keys(),
  databases: (await indexedDB.databases()).map(({ name }) => name),
  workers: (await navigator.serviceWorker.getRegistrations()).length,
})"""


def secret_words() -> tuple[str, str]:
    """Return a text and a contact that nobody wrote before."""
    random = SystemRandom()
    han = "".join(chr(random.randrange(0x4E00, 0x9FA5)) for _ in range(12))
    return f"{han} {secrets.token_hex(8)}", f"139{random.randrange(10**8):08d}"


def traces(words: Iterable[str]) -> list[bytes]:
    """Return every form in which words may lie in a file."""
    found: list[bytes] = []
    for piece in {part for word in words for part in (word, *word.split())}:
        found += [piece.encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be", "gb18030")]
        found += [piece.encode("ascii", way) for way in ("backslashreplace", "xmlcharrefreplace")]
        found += [quote(piece).encode(), quote(piece).lower().encode(), quote_plus(piece).encode()]
    return list(set(found))


def files_with(traces: list[bytes], *folders: Path) -> list[str]:
    """Return the files that hold any of the traces."""
    files = [file for folder in folders for file in folder.rglob("*") if file.is_file()]
    found = []
    for file in files:
        held = file.read_bytes()
        if any(each in held for each in traces):
            found.append(str(file))
    return found


def write_feedback(visitor: Visitor, text: str, contact: str) -> None:
    """Write into the form of a complaint, with consent, but do not send it."""
    visitor.page.clock.install()
    visitor.begin()
    visitor.tap_to('main a[href="/feedback/"]', "/feedback/")
    visitor.tap_to(visitor.tile("/feedback/complaint"), "/feedback/complaint")
    visitor.tap(".chip:has([value=attitude])")
    visitor.tap(visitor.find("summary").nth(2))
    visitor.tap("#text")
    visitor.page.keyboard.insert_text(text)
    visitor.tap("#contact")
    visitor.page.keyboard.insert_text(contact)
    visitor.page.locator("#contact").blur()
    expect(visitor.find(".keyboard-dock")).to_be_hidden()
    visitor.tap(".consent")
    expect(visitor.find("#text")).to_have_value(text)
    expect(visitor.find("#contact")).to_have_value(contact)


def send_and_end(visitor: Visitor) -> None:
    """Send what was written, and say that one is done."""
    visitor.tap_to("main .send", "/feedback/thanks")
    visitor.tap_to("main a[data-end]", "/")


def let_idle_end(visitor: Visitor) -> None:
    """Touch nothing until the idle screen comes by itself."""
    visitor.page.clock.run_for(61_000)
    visitor.sees("#still")
    visitor.page.clock.run_for(21_000)
    visitor.is_at("/")


def assert_nothing_kept(page: Page, words: tuple[str, str]) -> None:
    """Look everywhere that a page can look."""
    kept = page.evaluate(KEPT_BY_BROWSER)
    everything = str(kept)
    assert not [each for word in words for each in word.split() if each in everything]
    assert kept["cookie"] == ""
    assert (kept["local"], kept["session"], kept["state"]) == ("{}", "{}", "null")
    assert (kept["caches"], kept["databases"], kept["workers"]) == ([], [], 0)


def go_back_to_the_beginning(visitor: Visitor) -> int:
    """Go back until the history ends, and return how many steps that took.

    Each shows the idle screen, or home as a newcomer meets it, and at once.
    """
    page, steps = visitor.page, 0
    while page.evaluate("navigation.canGoBack"):
        page.go_back(wait_until="load")
        assert visitor.path in ("/", "/home"), page.url
        assert page.evaluate("location.search") == ""
        assert page.evaluate("document.documentElement.lang") == "zh-Hans"
        steps += 1
    return steps


@pytest.mark.parametrize("is_sent", [True, False], ids=["sent", "left-to-idle"])
def test_the_next_person_finds_nothing_in_the_browser(visit: Visit, is_sent: bool) -> None:
    visitor, words = visit(), secret_words()
    write_feedback(visitor, *words)
    (send_and_end if is_sent else let_idle_end)(visitor)
    assert_nothing_kept(visitor.page, words)
    assert visitor.context.cookies() == []

    assert go_back_to_the_beginning(visitor) > 2
    assert_nothing_kept(visitor.page, words)

    visitor.begin()
    visitor.open("/feedback/complaint")
    kept = visitor.page.evaluate(KEPT_BY_BROWSER)
    assert kept["fields"] == ["", ""]
    assert kept["checked"] == 0
    assert_nothing_kept(visitor.page, words)


def test_every_field_and_form_tells_the_browser_to_remember_nothing(visit: Visit) -> None:
    visitor = visit()
    visitor.begin()
    for path in ("/quiz/", "/feedback/complaint"):
        visitor.open(path)
        forms = visitor.find("main form").all()
        fields = visitor.find("main :is(input[type=text], textarea)").all()
        assert forms
        assert {each.get_attribute("autocomplete") for each in forms + fields} == {"off"}


@pytest.mark.parametrize("is_sent", [True, False], ids=["sent", "left-to-idle"])
def test_no_byte_of_what_was_typed_lies_on_the_disk_in_clear(
    chromium: Browser, tmp_path: Path, is_sent: bool
) -> None:
    profile, data, words = tmp_path / "profile", tmp_path / "booth" / "data", secret_words()
    data.parent.mkdir()
    sought = traces(words)
    with BoothProcess(data, **KEYED) as booth:
        # A browser of its own: only one that keeps a profile could keep something there.
        kind = chromium.browser_type
        context = kind.launch_persistent_context(
            str(profile), **launched_on(LANDSCAPE.width, LANDSCAPE.height)
        )
        recorder = Recorder(context, booth.address)
        visitor = Visitor(context, recorder)
        write_feedback(visitor, *words)
        (send_and_end if is_sent else let_idle_end)(visitor)
        assert files_with(sought, data.parent) == []
        context.close()
        assert recorder.problems == []
        assert any(profile.rglob("*"))
        assert files_with(sought, profile, data.parent) == []
        backup = tmp_path / "backup.db"
        done = run("backup", str(backup), data=data)
        assert done.returncode == 0, done.stderr
        plain = run("export", "feedback", "--format", "jsonl", "--out", "-", data=data)
        assert plain.returncode == 0, plain.stderr
        (tmp_path / "export.jsonl").write_text(plain.stdout, encoding="utf-8")
        assert files_with(sought, tmp_path) == []
        opened = run(
            *("export", "feedback", "--format", "jsonl", "--out", "-"),
            *("--unsealed", "--reason", "test"),
            data=data,
            stdin=f"{PASSPHRASE}\n",
        )
    assert opened.returncode == 0, opened.stderr
    assert [word in opened.stdout for word in words] == [is_sent, is_sent]


def test_the_search_finds_words_however_they_are_written(tmp_path: Path) -> None:
    text, contact = secret_words()
    sought = traces([text, contact])
    han = text.split()[0]
    kept = {
        "utf-8": han.encode(),
        "utf-16": han.encode("utf-16-le"),
        "address": quote(han).encode(),
        "json": han.encode("ascii", "backslashreplace"),
        "digits": b"tel " + contact.encode(),
    }
    for name, content in kept.items():
        (tmp_path / name).write_bytes(b"before " + content + b" after")
    (tmp_path / "innocent").write_bytes(b"before after")
    found = {Path(each).name for each in files_with(sought, tmp_path)}
    assert found == set(kept)
