"""Check and load packs; change the manuscript by workbooks."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from kiosk.accounts import accounts
from kiosk.accounts.records import TERMINAL
from kiosk.booth.quiz import public
from kiosk.command import KioskGroup, booth, counted, file_out
from kiosk.content import service
from kiosk.content.load import BUNDLED, Loaded, load
from kiosk.content.pack import Pack
from kiosk.content.questions import AUDIENCES, Topic
from kiosk.office.editor import manuscript
from kiosk.office.editor.interchange.taking import Defaults
from kiosk.office.editor.sections import Spot
from kiosk.office.editor.translation import sheet
from kiosk.office.editor.workbook import proposal, reading
from kiosk.office.editor.workbook.proposal import Proposal
from kiosk.office.packs import exchange, resting, results, trying, waiting
from kiosk.storage.db import db

FAULTY = 1


@click.group(cls=KioskGroup)
def content() -> None:
    """检查和载入内容包 / check and load packs."""


@content.command()
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.pass_context
def check(ctx: click.Context, path: Path) -> None:
    """检查 PATH（文件夹或 zip）/ check the pack in PATH (folder or zip); exit 1 on errors.

    With --data it also lists the questions that the answers in that folder show to be too hard or
    too easy.
    """
    loaded = load(path)
    _print_problems(loaded)
    if loaded.pack is None:
        sys.exit(FAULTY)
    click.echo("\n".join(_table(loaded.pack)))
    if ctx.find_root().obj.get("data") is not None:
        with booth():
            click.echo("\n".join(results.lines(loaded.pack)))


@content.command("try")
@click.argument("path", required=False, type=click.Path(exists=True, path_type=Path))
@click.option("--json", "is_json", is_flag=True, help="The same figures as JSON.")
@click.option("--seed", type=int, default=public.SEED, show_default=True, help="Of chance.")
def try_pack(path: Path | None, seed: int, *, is_json: bool) -> None:
    """试答 PATH 或自带的内容包 / let simulated people answer the pack in PATH, or the bundled one.

    One guesses, one picks the strictest answer, one the longest, one knows; and each figure that
    the check looks at.
    """
    pack = service.require_whole(load(path or BUNDLED))
    click.echo(trying.as_json(pack, seed) if is_json else "\n".join(trying.lines(pack, seed)))


@content.command("load")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
def load_pack(path: Path) -> None:
    """载入 PATH / load the pack in PATH; screens show it from the next sitting on."""
    loaded = load(path)
    if loaded.pack is None:
        _print_problems(loaded)
        sys.exit(FAULTY)
    with booth(), db.transaction() as tx:
        service.publish(tx, loaded)
        accounts.note(tx, TERMINAL, "content-load", f"{loaded.pack.id} {loaded.pack.version}")
    click.echo(f"已载入 {loaded.pack.id} {loaded.pack.version}（{loaded.digest[:12]}）。")
    click.echo(f"Loaded {loaded.pack.id} {loaded.pack.version} ({loaded.digest[:12]}).")


@content.command("list")
def list_packs() -> None:
    """列出本机的内容包 / list the packs kept here; the first one is shown."""
    with booth(), db.transaction() as tx:
        held = service.listed(tx)
    for each in held:
        origin = "自带 / bundled" if each.is_bundled else ""
        click.echo(f"{each.digest[:12]}  {each.name} {each.version}  {origin}".rstrip())


@content.command("use")
@click.argument("digest")
def use_pack(digest: str) -> None:
    """改用 DIGEST / go back to the pack whose digest begins so; shown from the next sitting on."""
    with booth(), db.transaction() as tx:
        held = service.use(tx, digest)
        accounts.note(tx, TERMINAL, "content-use", f"{held.name} {held.version}")
    click.echo(f"下一位观众起使用 {held.name} {held.version}（{held.digest[:12]}）。")
    click.echo(
        f"{held.name} {held.version} ({held.digest[:12]}) is shown from the next sitting on."
    )


@content.command("review")
@click.argument("path", required=False, type=click.Path(exists=True, path_type=Path))
def list_waiting(path: Path | None) -> None:
    """列出未审核、审核到期的内容 / list what waits for review, of PATH or of what is shown."""
    click.echo("\n".join(waiting.lines(_shown_or(path))))


@content.command("facts")
@click.argument("fact", required=False)
@click.option("--of", "path", type=click.Path(exists=True, path_type=Path), help="Another pack.")
def list_resting(fact: str | None, path: Path | None) -> None:
    """列出依据 FACT 的题目 / list the questions that rest on FACT, or those of every fact.

    Of what is shown, unless another pack is named; exit 1 if none rests on it.
    """
    found = resting.lines(_shown_or(path), fact)
    click.echo("\n".join(found) or f"没有依据 {fact} 的题目 / no question rests on {fact}")
    if not found:
        sys.exit(FAULTY)


def _shown_or(path: Path | None) -> Pack:
    """Return the pack in `path`, or the newest one shown here."""
    if path is not None:
        return service.require_whole(load(path))
    with booth(), db.transaction() as tx:
        return service.read_newest(tx).pack


@content.command()
@click.option(
    "--out",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="Workbook to write.",
)
def template(out: Path) -> None:
    """写一个空的内容工作簿 / write a workbook to fill in: a sheet a kind, an example on each."""
    _write(out, is_template=True)


@content.command()
@click.option(
    "--out",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write.",
)
@click.option(
    "--format",
    "format_name",
    default="workbook",
    type=click.Choice(("workbook", "gift", "moodle", "aiken", "xlsform")),
    help="A workbook of all, or one topic or survey for other programs.",
)
@click.option("--topic", default="", help="The topic whose questions to write.")
@click.option("--survey", default="", help="The survey to write as an XLSForm.")
def export(out: Path, format_name: str, topic: str, survey: str) -> None:
    """把修改稿写成工作簿，或把一个主题、一份问卷写成别的格式 / write the manuscript to a file."""
    if format_name == "workbook":
        _write(out, is_template=False)
        return
    is_survey = format_name == "xlsform"
    spot = Spot.named("surveys", survey) if is_survey else Spot.named("topics", topic)
    if not exchange.write(out, spot, format_name):
        sys.exit(FAULTY)


def _write(out: Path, *, is_template: bool) -> None:
    with booth():
        data = reading.as_workbook(db.reader(), is_template=is_template)
    with file_out(out) as part:
        part.write_bytes(data)
    click.echo(f"已写好 {out} / written.")


@content.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would be taken and refused.")
@click.option("--delete-missing", is_flag=True, help="Delete what its sheets do not have.")
@click.option(
    "--refused",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the refused rows to this workbook, with the cells marked.",
)
@click.option("--topic", default="", help="Topic for questions of GIFT, Moodle XML or Aiken.")
@click.option("--survey", default="", help="Survey for an XLSForm, if not by its id or new.")
@click.option("--source", default="", help="Source of questions that name none.")
@click.option("--audience", default="", help="Audience of questions that name none.")
@click.option("--difficulty", type=click.IntRange(1, 3), help="Difficulty of such questions.")
def import_file(
    file: Path,
    dry_run: bool,
    delete_missing: bool,
    refused: Path | None,
    topic: str,
    survey: str,
    **given: Any,
) -> None:
    """把 FILE 收进修改稿 / take a workbook, or a file of another program, into the manuscript.

    Screens show it once it is published, at /staff/content. Exit 1 if parts were refused.
    """
    is_text = file.suffix.lower() in exchange.TEXTS
    sheets = [] if is_text else reading.open_file(file)
    if is_text or exchange.is_form(sheets):
        spot = exchange.spot_for(file, topic, survey)
        if not exchange.take(file, spot, Defaults(**given), dry_run=dry_run):
            sys.exit(FAULTY)
        return
    with booth(), db.transaction() as tx, counted(proposal.count_rows(sheets)) as progress:
        found = reading.propose(tx, sheets, file.name, deletes=delete_missing, progress=progress)
        if not dry_run:
            reading.take(tx, found, who=TERMINAL)
    for remark in found.remarks:
        click.echo(f"提醒 warning: {remark}")
    for fault in found.faults:
        click.echo(f"拒收 refused: {fault}")
    if refused and found.refused:
        with file_out(refused) as part:
            part.write_bytes(reading.refused(found))
    _print_sums(found, dry_run=dry_run)
    if found.refused:
        sys.exit(FAULTY)


@content.command()
@click.option(
    "--out",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="Sheet to write (.xlsx).",
)
@click.option("--all", "is_whole", is_flag=True, help="All texts, not only those without English.")
def untranslated(out: Path, is_whole: bool) -> None:
    """把还没有英文的文字写成一张表 / write the texts without English as a sheet to translate."""
    with booth():
        data, count = sheet.write(manuscript.read(db.reader()).tree, is_whole=is_whole)
    with file_out(out) as part:
        part.write_bytes(data)
    click.echo(f"已写好 {out}：{count} 处文字。")
    click.echo(f"Wrote {out}: {count} texts.")


@content.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def translated(file: Path) -> None:
    """把译好的表 FILE 填进修改稿 / fill the English of a translated sheet into the manuscript.

    Exit 1 if texts were refused, since their Chinese changed meanwhile.
    """
    data = exchange.read_file(file)
    with booth(), db.transaction() as tx:
        found = sheet.take(tx, data, who=TERMINAL)
    exchange.print_remarks(file.name, found.remarks)
    click.echo(f"填上英文 {found.filled} 处；还空着 {found.empty} 处，和原来一样 {found.same} 处。")
    click.echo(
        f"English filled in: {found.filled}; still empty: {found.empty}, as it was: {found.same}."
    )
    if any(each.is_refused for each in found.remarks):
        sys.exit(FAULTY)


def _print_sums(found: Proposal, *, dry_run: bool) -> None:
    added, changed, same = len(found.added), len(found.changed), len(found.same)
    removed, refused = len(found.removed), len(found.refused)
    will = "会收" if dry_run else "修改稿里已收"
    click.echo(
        f"{will}：新加 {added}，修改 {changed}，删去 {removed}；没变 {same}，不收 {refused}。"
    )
    done = "Would take" if dry_run else "Taken into the manuscript"
    click.echo(
        f"{done}: {added} new, {changed} changed, {removed} deleted; {same} the same, "
        f"{refused} refused."
    )
    if found.spots and not dry_run:
        click.echo("在 /staff/content 检查、发布以后观众才看到。")
        click.echo("Check and publish it at /staff/content; until then screens stay as they are.")


def _print_problems(loaded: Loaded) -> None:
    for problem in loaded.problems:
        click.echo(str(problem), err=problem.is_error)
    warnings = len(loaded.problems) - len(loaded.errors)
    click.echo(f"{len(loaded.errors)} 处错误，{warnings} 处提醒 / errors, warnings")


def _table(pack: Pack) -> list[str]:
    """Count questions by topic, audience and difficulty."""
    heads = ["topic", "questions", *AUDIENCES, "1", "2", "3"]
    rows = [heads, *([topic.id, *map(str, _counts([topic]))] for topic in pack.topics)]
    rows.append(["total", *map(str, _counts(list(pack.topics)))])
    return ["  ".join([row[0].ljust(22), *(cell.rjust(9) for cell in row[1:])]) for row in rows]


def _counts(topics: list[Topic]) -> list[int]:
    questions = [question for topic in topics for question in topic.questions]
    return [
        len(questions),
        *(sum(audience in each.audience for each in questions) for audience in AUDIENCES),
        *(sum(each.difficulty == level for each in questions) for level in (1, 2, 3)),
    ]
