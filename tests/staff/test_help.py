"""Test that the handbook opens, helps on every page, and names only what there is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import click
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException

from kiosk.accounts import accounts
from kiosk.accounts.pages import staffroom
from kiosk.accounts.roles import ROLES
from kiosk.app import TEMPLATES
from kiosk.config import PREFIX, ROOT, Settings
from kiosk.office.handbook import parts
from kiosk.shell.templates import LANGUAGES, Language
from kiosk.startup import opened
from kiosk.storage.db import db
from tests.conftest import Browser
from tests.shell.test_templates import BOTH
from tests.staff.test_pages import PASSWORD
from tests.test_docs import COMMANDS, EVERYTHING

PAGES = ("/staff/help", "/staff/help/print", *(f"/staff/help/{part}" for part in parts.PARTS))
ANYWHERE = {"--data", "--help"}
"""Options that every command has."""
VOID = {"br", "img", "input", "meta", "link"}
README = EVERYTHING


class Text(HTMLParser):
    """Read a page's article: its tags in order, section by section, and what they hold."""

    def __init__(self, page: str) -> None:
        """Read the article of `page`."""
        super().__init__()
        self.shape: list[str] = []
        self.held: list[tuple[str, str]] = []
        self._open: list[tuple[str, list[str]]] = []
        article = page[page.index("<article") : page.index("</article>")]
        self.feed(article)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag with its id or its address; a key of the keyboard is told from a button."""
        given = dict(attrs)
        name = "key" if "key" in (given.get("class") or "") and tag == "kbd" else tag
        self.shape.append(f"{name} {given.get('id') or given.get('href') or ''}".strip())
        if tag not in VOID:
            self._open.append((name, []))

    def handle_endtag(self, _tag: str) -> None:
        """Keep what the element that ends here said; of a listing each line."""
        name, words = self._open.pop()
        said = re.sub(r"\s+", " ", "".join(words)).strip()
        if name != "pre":
            self.held.append((name, said))
            return
        self.held += [(name, line.strip()) for line in "".join(words).splitlines()]

    def handle_data(self, data: str) -> None:
        """Give the words to all that is open."""
        is_own = self._open and self._open[-1][0] == "var"  # What each reader replaces.
        for _, words in self._open:
            words.append("…" if is_own else data)

    def of(self, name: str) -> list[str]:
        """Return what the elements of one kind said."""
        return [said for tag, said in self.held if tag == name]


def read(client: FlaskClient, path: str, language: Language) -> Text:
    client.post("/view", data={"language": language, "next": "/home"})
    answer = client.get(path)
    assert answer.status_code == 200
    return Text(answer.get_data(as_text=True))


@pytest.fixture(params=LANGUAGES)
def book(client: FlaskClient, request: pytest.FixtureRequest) -> tuple[Language, Text]:
    """Give the whole handbook, in one language and then in the other."""
    return request.param, read(client, "/staff/help/print", request.param)


@pytest.fixture(scope="module")
def words() -> dict[Language, tuple[set[str], str]]:
    """Give what buttons and labels say in each language, and all that is said anywhere."""
    said: dict[Language, set[str]] = {"zh": set(), "en": set()}
    for path in TEMPLATES.rglob("*.html"):
        if "help" not in path.parts:
            for zh, en in BOTH.findall(path.read_text(encoding="utf-8")):
                said["zh"].add(zh[1:-1].replace("{}", "…"))
                said["en"].add(en[1:-1].replace("{}", "…"))
    code = "\n".join(
        re.sub(r'"\s*\n\s*f?"', "", path.read_text(encoding="utf-8"))
        for path in Path(ROOT, "kiosk").rglob("*.py")
        if path.name != "parts.py"
    )
    return {each: (said[each], "\n".join(said[each]) + code) for each in LANGUAGES}


@pytest.mark.parametrize("role", ["booth", "central"])
def test_the_handbook_opens_to_everybody_at_the_machine(tmp_path: Path, role: str) -> None:
    with opened(Settings(data=tmp_path, role=role)) as app:
        app.test_client_class = Browser
        stranger, client = app.test_client(), app.test_client()
        with db.transaction() as tx:
            accounts.add(tx, "li", "reception", PASSWORD, actor="terminal")
        client.post("/staff/sign-in", data={"name": "li", "password": PASSWORD})
        for path in PAGES:
            for visitor, has_navigation in ((stranger, False), (client, True)):
                answer = visitor.get(path)
                assert answer.status_code == 200
                page = answer.get_data(as_text=True)
                assert ('aria-label="工作人员页面"' in page) == has_navigation


def test_another_machine_does_not_see_the_handbook(client: FlaskClient) -> None:
    answer = client.get("/staff/help", environ_base={"REMOTE_ADDR": "192.0.2.1"})
    assert answer.status_code == 403


def test_there_is_no_part_that_nobody_wrote(client: FlaskClient) -> None:
    assert client.get("/staff/help/nowhere").status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("part", parts.PARTS)
def test_a_part_holds_its_sections_in_order(
    client: FlaskClient, part: str, language: Language
) -> None:
    held = read(client, f"/staff/help/{part}", language).shape
    found = [each.removeprefix("section ") for each in held if each.startswith("section ")]
    assert found == list(parts.PARTS[part].sections)


def test_no_section_has_the_name_of_another() -> None:
    sections = [section for part in parts.PARTS.values() for section in part.sections]
    assert len(set(sections)) == len(sections)


def test_both_languages_have_the_same_sections_steps_commands_and_buttons(
    client: FlaskClient,
) -> None:
    for part in parts.PARTS:
        zh, en = (read(client, f"/staff/help/{part}", each) for each in ("zh", "en"))
        assert zh.shape == en.shape, part
        assert zh.of("code") == en.of("code")
        assert zh.of("pre") == en.of("pre")


def test_every_page_of_the_staff_has_its_place_in_the_handbook(app: Flask) -> None:
    for page in staffroom().declared.values():
        if page.endpoint.startswith("staff.help"):
            assert page.section is None
        else:
            assert page.section in parts.PART_OF, page.endpoint


@pytest.mark.parametrize(
    ("path", "section"),
    [
        ("/staff/exports", "exports"),
        ("/staff/reception/muster", "muster"),
        ("/staff/key", "change"),
    ],
)
def test_help_on_a_page_leads_to_the_section_about_it(
    app: Flask, client: FlaskClient, path: str, section: str
) -> None:
    with db.transaction() as tx:
        accounts.add(tx, "boss", "admin", PASSWORD, actor="terminal")
    client.post("/staff/sign-in", data={"name": "boss", "password": PASSWORD})
    page = client.get(path).get_data(as_text=True)
    address = f"/staff/help/{parts.PART_OF[section]}#{section}"
    assert f'<a class="door" href="{address}">帮助</a>' in page


def test_help_stands_on_the_pages_before_the_sign_in(app: Flask, client: FlaskClient) -> None:
    assert "/staff/help/set-up#first-sign-in" in client.get("/staff/first").get_data(as_text=True)
    with db.transaction() as tx:
        accounts.add(tx, "boss", "admin", PASSWORD, actor="terminal")
    assert "/staff/help/booth#staff-page" in client.get("/staff/sign-in").get_data(as_text=True)


def test_every_link_within_the_handbook_leads_to_a_section(client: FlaskClient) -> None:
    for part in parts.PARTS:
        page = client.get(f"/staff/help/{part}").get_data(as_text=True)
        for name, section in re.findall(r'href="/staff/help/([\w-]+)#([\w-]+)"', page):
            assert parts.PART_OF[section] == name


def test_the_handbook_names_buttons_by_the_words_that_they_bear(
    book: tuple[Language, Text], words: dict[Language, tuple[set[str], str]]
) -> None:
    language, text = book
    pressed = text.of("kbd")
    assert len(pressed) > 150
    assert sorted(set(pressed) - words[language][0]) == []


def test_the_handbook_quotes_the_screen_as_it_speaks(
    book: tuple[Language, Text], words: dict[Language, tuple[set[str], str]]
) -> None:
    language, text = book
    seen = text.of("samp")
    assert len(seen) > 50
    assert [each for each in seen if each not in words[language][1]] == []


def test_the_handbook_names_commands_settings_and_addresses_that_exist(
    app: Flask, book: tuple[Language, Text]
) -> None:
    wrong = [each for each in set(book[1].of("code")) if not exists(app, each)]
    assert wrong == []
    assert [line for line in book[1].of("pre") if line and not stands_in_readme(line)] == []


def exists(app: Flask, code: str) -> bool:
    """Tell whether what stands in a `code` element is really there."""
    found = re.search(r"python -m kiosk(.*)", code)
    if found:
        return is_command(found[1].split())
    if code in ANYWHERE or stands_in_readme(code):
        return True
    if code.startswith("--"):
        return code.split()[0] in options(COMMANDS["invite print"])
    return is_address(app, code)


def is_command(given: list[str]) -> bool:
    """Tell whether a command line calls a command that is there, with options that it has."""
    name = next(
        (each for each in (" ".join(given[:2]), " ".join(given[:1])) if each in COMMANDS), ""
    )
    if given and not name and not given[0].startswith("--"):
        return False
    known = options(COMMANDS[name or "serve"]) | ANYWHERE
    return all(each in known for each in given if each.startswith("--"))


def options(command: click.Command) -> set[str]:
    return {opt for param in command.params for opt in param.opts}


def is_address(app: Flask, path: str) -> bool:
    try:
        app.url_map.bind("").match(path)
    except HTTPException:
        return False
    return True


def stands_in_readme(words: str) -> bool:
    return words in README


def test_settings_that_the_handbook_names_are_settings(book: tuple[Language, Text]) -> None:
    known = {PREFIX + name.upper() for name in Settings.__dataclass_fields__}
    assert set(re.findall(rf"\b{PREFIX}[A-Z_]+\b", " ".join(book[1].of("article")))) <= known


def test_the_table_of_roles_is_the_programs_own_rule(
    client: FlaskClient, book: tuple[Language, Text]
) -> None:
    page = client.get("/staff/help/keys").get_data(as_text=True)
    tables: Iterator[str] = iter(
        re.findall(r'<table class="help-roles">.*?</table>', page, re.DOTALL)
    )
    for is_central in (False, True):
        rows = re.findall(r'<th scope="row">.*?</tr>', next(tables), re.DOTALL)
        ticked = [row.count('class="yes"') for row in rows]
        asked = [
            endpoint
            for endpoint in re.findall(
                r'\("(staff\.\w+)",', (TEMPLATES / "help/parts/keys.html").read_text()
            )
            if any(
                staffroom().declared[endpoint].allows(role, is_central=is_central)
                for role in ("admin", "privacy")
            )
        ]
        assert ticked == [
            sum(staffroom().declared[each].allows(role, is_central=is_central) for role in ROLES)
            for each in asked
        ]
