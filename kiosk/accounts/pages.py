"""Staff pages: how features declare them, who may open them, and what all of them show.

A feature makes a `StaffPages` and declares each page on it: who may open it, whether a booth or a
central has it, which section of the handbook explains it, and its place in the menu. The guard, the
menu, the help links and this machine's routes are derived from these declarations.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from flask import Blueprint, Flask, Response, current_app, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.accounts import roles, sessions, watch
from kiosk.accounts.roles import Allowed
from kiosk.clock import is_plausible, local_now
from kiosk.content import damage
from kiosk.errors import NotAllowed
from kiosk.journal import events, this_device
from kiosk.shell import guard
from kiosk.shell.pages import render, see
from kiosk.shell.templates import ELSEWHERE
from kiosk.storage.db import db

EXTENSION = "kiosk.staff-pages"
PREFIX = "staff"
Where = Literal["booth", "central", "both"]
Group = Literal["today", "results", "people", "machine"]
GROUPS: dict[Group, tuple[str, str]] = {
    "today": ("今天", "Today"),
    "results": ("结果", "Results"),
    "people": ("人员与隐私", "People and privacy"),
    "machine": ("本机", "This machine"),
}
"""The groups of the menu in order, with their Chinese and English names."""
View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class MenuEntry:
    """A page's entry in the menu. The entries of a group are sorted by `place`."""

    zh: str
    en: str
    group: Group
    place: int


@dataclass(frozen=True, kw_only=True)
class Page:
    """One declared page. `allowed` is None if nobody needs to sign in.

    `is_by_code` admits people who signed in by a one-time code and have no password yet,
    `is_for_set_up` those who must set a second factor up first.
    """

    name: str
    rule: str
    method: str
    view: Callable[..., Any]
    allowed: Allowed | None
    at: Where
    section: str | None
    menu: MenuEntry | None
    is_by_code: bool
    is_for_set_up: bool

    @property
    def endpoint(self) -> str:
        """Return the page's endpoint name in Flask, as templates use it too."""
        return f"{PREFIX}.{self.name}"

    def admits(self, session: sessions.Session) -> bool:
        """Return True unless a session has to choose a password or set something up before."""
        if session.must_choose:
            return self.is_by_code
        return self.is_for_set_up or not session.must_set_up

    def exists(self, *, is_central: bool) -> bool:
        """Return True if this machine has the page."""
        return self.at in ("both", "central" if is_central else "booth")

    def allows(self, role: str, *, is_central: bool) -> bool:
        """Return True if this machine has the page and a role may open it."""
        if self.allowed is None or not self.exists(is_central=is_central):
            return False
        return role in self.allowed.here(is_central=is_central)


class StaffPages:
    """The staff pages of one feature, with defaults for `allowed`, `at` and `section`."""

    def __init__(
        self, *, allowed: Allowed | None, at: Where = "both", section: str | None = None
    ) -> None:
        """Start without pages."""
        self.declared: list[Page] = []
        self._usual: dict[str, Any] = {"allowed": allowed, "at": at, "section": section}

    def get(self, rule: str, **declared: Any) -> Callable[[View], View]:
        """Declare a page that is shown; see `page`."""
        return self.page("GET", rule, **declared)

    def post(self, rule: str, **declared: Any) -> Callable[[View], View]:
        """Declare what a form posts to; see `page`."""
        return self.page("POST", rule, **declared)

    def page(
        self,
        method: str,
        rule: str,
        *,
        name: str | None = None,
        menu: MenuEntry | None = None,
        is_by_code: bool = False,
        is_for_set_up: bool = False,
        **declared: Any,
    ) -> Callable[[View], View]:
        """Declare a page below `/staff`, named after its view unless `name` is given.

        `allowed`, `at` and `section` override the defaults for this page.
        """

        def declare(view: View) -> View:
            self.declared.append(
                Page(
                    name=name or view.__name__,
                    rule=rule,
                    method=method,
                    view=view,
                    menu=menu,
                    is_by_code=is_by_code,
                    is_for_set_up=is_for_set_up,
                    **(self._usual | declared),
                )
            )
            return view

        return declare


@dataclass
class Staffroom:
    """The declared staff pages, those that this machine has, and what every page shows."""

    declared: dict[str, Page]
    is_central: bool
    shown: dict[str, Callable[[], Any]] = field(default_factory=dict)
    pages: dict[str, Page] = field(init=False)

    def __post_init__(self) -> None:
        """Select the pages that this machine has."""
        here = self.declared.values()
        self.pages = {
            each.endpoint: each for each in here if each.exists(is_central=self.is_central)
        }

    def menu(self, role: str) -> list[tuple[Group, list[Page]]]:
        """Return the menu entries that a role may open, group by group."""
        held: list[tuple[Group, list[Page]]] = []
        for group in GROUPS:
            pages = [
                page
                for page in self.pages.values()
                if page.menu and page.menu.group == group and self.may_open(role, page.endpoint)
            ]
            if pages:
                held.append((group, sorted(pages, key=_place)))
        return held

    def may_open(self, role: str, endpoint: str) -> bool:
        """Return True if this machine has the page and a role may open it."""
        page = self.pages.get(endpoint)
        return page is not None and page.allows(role, is_central=self.is_central)


def _place(page: Page) -> int:
    return page.menu.place if page.menu else 0


def init_app(app: Flask, features: Iterable[StaffPages], *, is_central: bool) -> None:
    """Add the routes of this machine's staff pages, behind the guard."""
    declared = {page.endpoint: page for feature in features for page in feature.declared}
    room = app.extensions[EXTENSION] = Staffroom(declared, is_central)
    bp = Blueprint(PREFIX, __name__, url_prefix=f"/{PREFIX}")
    bp.before_request(guard_staff)
    bp.after_request(sessions.set_cookie)
    for page in room.pages.values():
        bp.add_url_rule(page.rule, page.name, page.view, methods=[page.method])
    app.register_blueprint(bp)
    app.extensions[ELSEWHERE] = set(declared) - set(room.pages)


def show_everywhere(app: Flask, **shown: Callable[[], Any]) -> None:
    """Add values to every staff page's context; each function is called for each page."""
    app.extensions[EXTENSION].shown.update(shown)


def staffroom() -> Staffroom:
    """Return the staff pages of this machine."""
    room: Staffroom = current_app.extensions[EXTENSION]
    return room


def guard_staff() -> AnyResponse | None:
    """Admit only requests from this machine or over TLS, by people whose role allows it."""
    if not guard.is_trusted():
        raise NotAllowed(
            "工作人员页面只能在本机打开。", "Staff pages open only on this machine, or over TLS."
        )
    endpoint = request.endpoint or ""
    if staffroom().pages[endpoint].allowed is None:
        return None
    session = sessions.current()
    if session is None:
        return see("staff.sign_in_form")
    if may_open(session, endpoint):
        return None
    if session.must_choose:
        return see("staff.password_form")
    if session.must_set_up:
        return see("staff.second_factor_page")
    if endpoint == "staff.overview":
        return see(first_page(session.role))
    watch.note_refusal(session.name, endpoint)
    raise NotAllowed("您的角色不能做这一步。", "Your role may not do this.")


def may_open(session: sessions.Session, endpoint: str) -> bool:
    """Return True if this machine has the page and a session may open it."""
    room = staffroom()
    if endpoint in room.pages and not room.pages[endpoint].admits(session):
        return False
    return room.may_open(session.role, endpoint)


def first_page(role: str) -> str:
    """Return the endpoint of the first page in a role's menu."""
    return staffroom().menu(role)[0][1][0].endpoint


def signed_in() -> sessions.Session:
    """Return the session of this request. Raises NotAllowed if it has just ended."""
    session = sessions.current()
    if session is None:
        raise NotAllowed("请重新登录。", "Please sign in again.")
    return session


def chosen_event() -> str | None:
    """Return the event whose figures are shown. At central, `event` in a request changes it."""
    session = signed_in()
    asked = request.values.get("event") or session.event
    session.event = events.choose(db.reader(), asked)
    return session.event


def show(template: str, code: int = 200, **context: Any) -> Response:
    """Render a staff page, with the context that all of them share."""
    session, room = sessions.current(), staffroom()
    return render(
        template,
        code,
        session=session,
        may=lambda endpoint: session is not None and may_open(session, endpoint),
        menu=room.menu(session.role) if session and not _is_held_back(session) else [],
        groups=GROUPS,
        is_central=room.is_central,
        health=current_app.extensions["kiosk.health"],
        damaged_packs=[digest[:12] for digest in sorted(damage.found())],
        place=this_device.place(db.reader()),
        wrong_clock=None if _is_clock_right() else local_now(),
        role_names=roles.ROLES,
        lock_after=sessions.open_sessions().lock_after,
        **{name: value() for name, value in room.shown.items()},
        **context,
    )


def _is_held_back(session: sessions.Session) -> bool:
    """Return True if a session has to choose a password or set a second factor up first."""
    return session.must_choose or session.must_set_up


def _is_clock_right() -> bool:
    return is_plausible(this_device.last_made_at(db.reader()))


def section_here() -> str | None:
    """Return the handbook's section on the requested page, or None if it names none."""
    page = staffroom().pages.get(request.endpoint or "")
    return page.section if page else None
