"""The editor's pages: what the screen shows, part by part, and how a change gets there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.accounts.pages import MenuEntry, StaffPages, show, signed_in
from kiosk.accounts.roles import allow
from kiosk.clock import local
from kiosk.content import service as content
from kiosk.content import sounds
from kiosk.content.questions import Question
from kiosk.errors import Refused
from kiosk.journal.records import canonical
from kiosk.office.editor import (
    differences,
    example,
    forms,
    manuscript,
    naming,
    pictures,
    publishing,
    results,
)
from kiosk.office.editor.fields import Field, fields_of, set_together
from kiosk.office.editor.manuscript import ChangedMeanwhile, Manuscript
from kiosk.office.editor.pair import Pair
from kiosk.office.editor.sections import (
    SECTIONS,
    Spot,
    Tree,
    children,
    part,
    parts,
    path_of,
    section,
    title,
)
from kiosk.office.editor.words import CHOICES
from kiosk.office.editor.workbook.pasting import columns_pasted
from kiosk.shell.guard import POLICY
from kiosk.shell.pages import see
from kiosk.shell.preview import ANSWERED, PREVIEWS
from kiosk.shell.server import MOST_UPLOAD_BYTES
from kiosk.storage.db import db

FRAMING = POLICY.replace("media-src 'self'", "media-src 'self' blob:") + "; frame-src 'self'"
"""The policy of a page that shows a preview in a frame, and plays what was just recorded."""
RECORDING = "camera=(), microphone=(self), geolocation=()"
"""The microphone is this page's alone."""
EDITING = allow("editor", "admin")
pages = StaffPages(allowed=EDITING, section="content")


@pages.get("/content", menu=MenuEntry("内容", "Content", "today", 8))
def content_overview() -> Response:
    """Show every kind of content, what is wrong, what was changed, and former versions."""
    return _overview()


def _overview(code: int = 200, problem: Refused | None = None) -> Response:
    tx = db.reader()
    held, pictures = manuscript.read(tx), manuscript.read_files(tx)
    faults = publishing.faults(held.tree, pictures)
    shown = content.read_newest(tx)
    changes = manuscript.changes(tx) if held.is_begun else []
    return show(
        "editor/overview.html",
        code,
        problem=problem,
        held=held,
        shown=shown,
        tiles=[_tile(held, each.name) for each in SECTIONS.values() if each.within is None],
        faults=[(each, publishing.spot_of(held.tree, each.path)) for each in faults],
        changes=changes,
        changed_at=local(changes[0].changed_at) if changes else None,
        named=lambda spot: title(part(held.tree, spot)),
        labelled=lambda fault, spot: _label(held.tree, fault, spot),
        differences=differences.between(shown.pack, held.tree) if held.is_begun else [],
        leftovers=example.leftovers(held.tree),
        versions=content.listed(tx),
        done=request.args.get("done", ""),
    )


def _label(tree: Tree, fault: publishing.Fault, spot: Spot) -> Pair | None:
    """Return what editors call the field of a part that a fault is about."""
    inside = fault.path[len(path_of(tree, spot)) :]
    fields = {each.name: each.label for each in fields_of(spot.section.part)}
    return fields.get(str(inside[0])) if inside else None


def _tile(held: Manuscript, name: str) -> dict[str, Any]:
    of = SECTIONS[name]
    count = len(parts(held.tree, of)) if of.is_list else None
    return {"section": of, "count": count}


@pages.post("/content")
def content_act() -> AnyResponse:
    """Publish the manuscript, take its newest change back, drop it, or go back to a version."""
    form, who = request.form, signed_in().name
    act = form.get("act", "")
    try:
        with db.transaction() as tx:
            if act == "publish":
                publishing.publish(tx, who=who)
            elif act == "undo":
                manuscript.undo(tx)
            elif act == "discard":
                manuscript.discard(tx)
            elif act == "use":
                publishing.go_back(tx, form.get("digest", ""), who=who)
            else:
                raise Refused("没有这个操作。", "There is no such act.")
    except Refused as error:
        return _overview(409, error)
    return see("staff.content_overview", done=act)


@pages.get("/content/<of>")
def content_section(of: str) -> Response:
    """Show the parts of a section, or the form of one that is a single part."""
    if not section(of).is_list:
        return _form(Spot.named(of))
    held = manuscript.read(db.reader())
    asked = request.args.get("q", "").strip()
    listed = parts(held.tree, section(of))
    found = [each for each in listed if not asked or asked in _words_of(each)]
    return show(
        "editor/section.html",
        of=section(of),
        found=found,
        count=len(listed),
        asked=asked,
        common=set_together(section(of).part),
        pasted=columns_pasted(section(of)),
        names=naming.names(held.tree, Spot(section(of)), _pictures()),
        done=request.args.get("done", ""),
        moved=request.args.get("moved", ""),
    )


def _words_of(held: Any) -> str:
    """Return all words of a part, to search in."""
    if isinstance(held, dict):
        return " ".join(map(_words_of, held.values()))
    if isinstance(held, list):
        return " ".join(map(_words_of, held))
    return held if isinstance(held, str) else ""


@pages.post("/content/<of>")
def content_add(of: str) -> AnyResponse:
    """Save a section that is one part; or add a part to a section, and open its form."""
    if not section(of).is_list:
        return _save(Spot.named(of))
    at = Spot(section(of), parent=request.form.get("within", ""))
    with db.transaction() as tx:
        fields = fields_of(at.section.part)
        values = forms.blank(fields)
        if at.section.part is Question:
            kind = next(each for each in fields if each.name == "kind")
            values |= forms.read((kind,), request.form, values)
        spot = manuscript.add(tx, at, values, who=signed_in().name)
    return see("staff.content_part", of=of, key=spot.key, done="add")


@pages.get("/content/<of>/<path:key>")
def content_part(of: str, key: str) -> Response:
    """Show the form of a part."""
    return _form(Spot.named(of, key))


@pages.post("/content/<of>/<path:key>")
def content_part_act(of: str, key: str) -> AnyResponse:
    """Save a part, copy it, delete it, or put it elsewhere in its list."""
    spot, who = Spot.named(of, key), signed_in().name
    act = request.form.get("act", "save")
    if act == "save":
        return _save(spot)
    with db.transaction() as tx:
        if act == "copy":
            copied = manuscript.copy(tx, spot, who=who)
            return see("staff.content_part", of=of, key=copied.key, done="copy")
        if act == "remove":
            manuscript.remove(tx, spot, who=who)
        elif act == "move":
            to = forms.plain(request.form.get("to", ""))
            if forms.WHOLE.fullmatch(to):
                manuscript.move(tx, spot, int(to) - 1, who=who)
    done = {"done": act, "moved": spot.key} if act == "move" else {"done": act}
    if spot.parent:
        return see("staff.content_part", of=spot.section.within, key=spot.parent, **done)
    return see("staff.content_section", of=of, **done)


@pages.post("/content-file/<of>", name="content_file_one")
@pages.post("/content-file/<of>/<path:key>")
def content_file(of: str, key: str = "") -> AnyResponse:
    """Take a picture or a recording for a part's field."""
    request.max_content_length = MOST_UPLOAD_BYTES
    spot, name = Spot.named(of, key), request.form.get("field", "")
    field = next((each for each in fields_of(spot.section.part) if each.name == name), None)
    row = request.form.get("row", "")
    file, who = request.files.get("file"), signed_in().name
    try:
        if file is None or not file.filename or field is None:
            raise Refused("请先选一个文件。", "Choose a file first.")
        with db.transaction() as tx:
            if field.way == "sound":
                pictures.take_sound(tx, spot, file.stream, who=who)
            elif field.way == "picture" or (row and field.pictures):
                place = pictures.Place(spot, name, row)
                pictures.take(tx, place, file.stream, file.filename, who=who)
            else:
                raise Refused("这里不放文件。", "No file belongs here.")
    except Refused as error:
        return _form(spot, 409, problem=error)
    return _saved(spot)


def _save(spot: Spot) -> AnyResponse:
    form = request.form
    fields = fields_of(spot.section.part)
    try:
        with db.transaction() as tx:
            held = part(manuscript.read(tx).tree, spot)
            values = forms.read(fields, form, held)
            values |= forms.cleared(fields, form.getlist("clear"), values.get("kind"))
            seen, who = form.get("seen", ""), signed_in().name
            manuscript.save(tx, spot, values, seen=seen, who=who)
    except ChangedMeanwhile as error:
        return _form(spot, 409, problem=error, given=values)
    return _saved(spot)


def _saved(spot: Spot) -> AnyResponse:
    if spot.section.is_list:
        return see("staff.content_part", of=spot.section.name, key=spot.key, done="save")
    return see("staff.content_section", of=spot.section.name, done="save")


def _form(
    spot: Spot, code: int = 200, problem: Refused | None = None, given: Any = None
) -> Response:
    tx = db.reader()
    held = manuscript.read(tx)
    now = part(held.tree, spot)
    values = now if given is None else given
    path, done = path_of(held.tree, spot), request.args.get("done", "")
    outer = section(spot.section.within) if spot.section.within else None
    faults: dict[str, list[publishing.Fault]] = {}
    for each in publishing.faults(held.tree, manuscript.read_files(tx)):
        if each.is_within(path) and done != "add":  # Nothing was typed yet.
            faults.setdefault(".".join(map(str, each.path[len(path) :])), []).append(each)
    response = show(
        "editor/part.html",
        code,
        spot=spot,
        fields=fields_of(spot.section.part),
        values=values,
        theirs=problem.theirs if isinstance(problem, ChangedMeanwhile) else None,
        problem=problem,
        seen=manuscript.seal(now, spot),
        faults=faults,
        errors=sum(each.is_error for held_faults in faults.values() for each in held_faults),
        outer_section=outer,
        outer=part(held.tree, Spot(outer, spot.parent)) if outer else {},
        lists=[(each, parts(held.tree, each, spot.id)) for each in children(spot.section)],
        tree=held.tree,
        names=naming.names(held.tree, spot, _pictures()) | naming.chosen(held.tree, values),
        words_in=differences.words,
        kind=values.get("kind") if spot.section.part is Question else None,
        kinds_offered=CHOICES[Question, "kind"].items(),
        leftovers=_of_kinds(spot, values),
        troubled=_troubled(faults),
        pictures_taken=pictures.endings(),
        kilobytes=_kilobytes(held),
        common=lambda of: set_together(of.part),
        can_look=spot.section.name in PREVIEWS,
        can_look_answered=spot.section.name + ANSWERED in PREVIEWS,
        results=results.of(tx, spot),
        done=done,
        moved=request.args.get("moved", ""),
    )
    response.headers["Content-Security-Policy"] = FRAMING
    response.headers["Permissions-Policy"] = RECORDING
    return response


@dataclass(frozen=True)
class _OfKinds:
    """What a question holds in a field that some kinds use; its own `is_used` if that is one."""

    field: Field
    words: str
    is_used: bool


def _of_kinds(spot: Spot, values: Tree) -> list[_OfKinds]:
    return [
        _OfKinds(each, differences.words(each, held), not forms.unused(each, values.get("kind")))
        for each in fields_of(spot.section.part)
        if each.kinds and (held := values.get(each.name)) is not False and not forms.is_empty(held)
    ]


def _troubled(faults: dict[str, list[publishing.Fault]]) -> set[str]:
    """Return which entries of lists with pages of their own have errors: `turns.2`."""
    wrong = [each for each, held in faults.items() if any(fault.is_error for fault in held)]
    return {".".join(each.split(".")[:2]) for each in wrong if each.count(".")}


def _pictures() -> list[str]:
    """Return the names of the manuscript's pictures."""
    files = manuscript.file_sizes(db.reader())
    return [each for each in sorted(files) if not each.endswith(sounds.ENDINGS)]


def _kilobytes(held: Manuscript) -> int:
    """Return how large the pack is."""
    files = manuscript.file_sizes(db.reader()).values()
    return (len(canonical(held.tree)) + sum(files)) // 1000
