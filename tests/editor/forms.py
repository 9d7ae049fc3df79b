"""Read a page's form as a browser does, so that a test sends what the page holds."""

from __future__ import annotations

from html.parser import HTMLParser

from werkzeug.datastructures import MultiDict


class _Reader(HTMLParser):
    """A reader of the fields of the form with an id, or of those that belong to it."""

    def __init__(self, form: str) -> None:
        super().__init__()
        self.fields: MultiDict[str, str] = MultiDict()
        self._form, self._is_in = form, False
        self._select = self._area = ""
        self._first: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._is_in = held.get("id") == self._form
        if not self._is_in and held.get("form") != self._form and tag != "option":
            return
        if tag == "input" and "name" in held:
            is_ticked = held["type"] not in ("checkbox", "radio") or "checked" in held
            if is_ticked and held["type"] != "file":
                self.fields.add(held["name"], held.get("value", ""))
        elif tag == "select":
            self._select, self._first = held["name"], None
        elif tag == "textarea":
            self._area = held["name"]
            self.fields.add(self._area, "")
        elif tag == "option" and self._select:
            self._first = held["value"] if self._first is None else self._first
            if "selected" in held:
                self.fields.setlist(self._select, [held["value"]])

    def handle_data(self, data: str) -> None:
        if self._area:
            self.fields[self._area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._is_in = False
        elif tag == "textarea":
            self._area = ""
        elif tag == "select" and self._select:
            if self._select not in self.fields and self._first is not None:
                self.fields.add(self._select, self._first)
            self._select = ""


def read_form(page: str, form: str = "part") -> MultiDict[str, str]:
    """Return what a form of a page would send if it were submitted as it stands."""
    reader = _Reader(form)
    reader.feed(page)
    assert reader.fields, f"there is no form {form}"
    return reader.fields
