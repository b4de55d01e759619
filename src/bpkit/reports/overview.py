"""What the report of each command holds, and the tables that only some have: states, files, renamings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..model.facts import Folder
from ..model.outcomes import Checked, Judged, Mend, Mended, Recapped, WrittenForm
from ..wording import say
from .outline import (
    LinkTarget,
    ReportColumn,
    ReportContents,
    ReportListing,
    level_name,
    relative,
    summary,
    title_of,
    titles_of,
)
from .panels import causes_line, incomplete_winners

if TYPE_CHECKING:
    from ..schemas import SummaryJson

COUNTED = ("submissions", "complete", "errors", "warnings")
SCORES = ("scored", "passed", "selected")
STATUSES = ("written", "unchanged", "beside", "sealed", "retired")

Scores = tuple[int | None, int | None, int | None]
Problems = Mapping[Path, str]  # by the old path: why it could not be renamed


def validation_contents(checked: Sequence[Checked], value: Callable[[], Any]) -> ReportContents:
    """The report of `bpkit validate`, with a part for every given path."""
    return ReportContents(say("page.validation"), titles_of(checked), value, checked=checked)


def scoring_contents(judged: Judged, value: Callable[[], Any]) -> ReportContents:
    """The report of `bpkit score`: every panel at and below the given path."""
    return ReportContents(say("page.scoring"), title_of(judged.folder), value, judged=judged)


def recap_contents(recapped: Recapped, value: Callable[[], Any]) -> ReportContents:
    """The report of `bpkit recap`: the files, and the panels that they come from."""
    listings = (forms_listing(recapped),)
    name = title_of(recapped.checked.folder)
    return ReportContents(say("page.recap"), name, value, listings, judged=recapped.judged)


def run_contents(recapped: Recapped, value: Callable[[], Any]) -> ReportContents:
    """The report of `bpkit run`: where everything stands, the files, the panels, and what was found."""
    checked, judged = recapped.checked, recapped.judged
    return ReportContents(
        say("page.run"),
        title_of(checked.folder),
        value,
        listings=(states_listing(checked, judged, forms_by_folder(recapped)),),
        checked=(checked,),
        judged=judged,
        closing=(forms_listing(recapped),),
    )


def rows_by_folder(checked: Checked, judged: Judged) -> Iterator[tuple[Judged, SummaryJson, Scores]]:
    """Every folder below the share's level, with what was handed in and how many were scored and selected."""
    if not checked.folder.level.is_share:
        yield judged, summary(checked), _scores(judged)
    for one, other in zip(checked.children, judged.children, strict=True):
        yield from rows_by_folder(one, other)


def _scores(judged: Judged) -> Scores:
    """How many were scored, passed and selected; None where nobody scored or may decide yet."""
    results = judged.assessment.results if judged.assessment else ()
    scored = sum(result.final is not None for result in results)
    passed = sum(result.passed for result in results) if scored else None
    selected = sum(r.selected for r in results) if judged.assessment and judged.whole else None
    return scored or None, passed, selected


def states_listing(
    checked: Checked, judged: Judged, forms: Mapping[Path, int] | None = None
) -> ReportListing:
    """Where everything stands; with `forms`, the number of forms as its last column."""
    names = (*COUNTED, *SCORES, *(["forms"] if forms is not None else []))
    columns = [ReportColumn(say("report.column_unit"), 40)]
    columns += [ReportColumn(say(f"report.column_{name}"), 12, number=True) for name in names]
    rows = []
    for one, counts, scores in rows_by_folder(checked, judged):
        folder = one.folder
        name = LinkTarget(folder_label(folder), folder.path, folder.level.depth)
        numbers = (counts["submissions"], counts["complete"], counts["errors"], counts["warnings"])
        rows.append((name, *numbers, *scores, *(() if forms is None else (forms.get(folder.path),))))
    causes = tuple(filter(None, (causes_line(one, checked.folder.path) for one in judged.walk())))
    notes = tuple(incomplete_lines(judged))
    return ReportListing(
        say("page.states"), tuple(columns), tuple(rows), say("report.all_good"), notes, causes
    )


def folder_label(folder: Folder) -> str:
    """`KMW Jawa Tengah`; of the nation, with the month."""
    unit = folder.unit or (str(folder.period) if not folder.level.is_named else folder.path.name)
    return f"{level_name(folder.level)} {unit}"


def incomplete_lines(judged: Judged, *, below: bool = True) -> Iterator[str]:
    """What should be known of titles with errors before they are made public, a line a folder."""
    for one in judged.walk() if below else [judged]:
        if not one.folder.level.is_share and (winners := incomplete_winners(one)):
            titles = ", ".join(f"“{title}”" for title in winners)
            yield say("report.incomplete_winners", unit=folder_label(one.folder), titles=titles)


def forms_listing(recapped: Recapped) -> ReportListing:
    """The forms: what was written, what waits and what was refused."""
    given = recapped.judged.folder.path
    written = [(LinkTarget(relative(form.path, given), form.path), _status(form)) for form in recapped.forms]
    waiting = [
        (LinkTarget(relative(folder.path, given), folder.path), say("page.status_waiting"))
        for folder in recapped.without_scores
    ]
    refused = [(None, say("page.status_refused", reason=reason)) for reason in recapped.refused]
    columns = (ReportColumn(say("page.column_file"), 90), ReportColumn(say("page.column_status"), 40))
    return ReportListing(say("page.files"), columns, (*refused, *written, *waiting), say("page.no_files"))


def _status(form: WrittenForm) -> str:
    return say(f"page.status_{form.status}") if form.status in STATUSES else form.status


def forms_by_folder(recapped: Recapped) -> Mapping[Path, int]:
    """How many forms there are about each folder."""
    there = (form for form in recapped.forms if form.status != "retired")
    return Counter(form.folder or form.path.parent for form in there)


def letter_lines(recapped: Recapped) -> Iterator[str]:
    """What became of a letter, a line each."""
    given = recapped.judged.folder.path
    for form in recapped.forms:
        yield say(f"report.{form.status}", path=relative(form.path, given))
    if recapped.forms:
        yield from incomplete_lines(recapped.judged, below=False)
    elif not recapped.refused:
        yield say("report.nothing_to_mend")


def mended_contents(mended: Mended, value: Callable[[], Any]) -> ReportContents:
    """The report of `bpkit fix`."""
    columns = (
        ReportColumn(say("fix.column_kind"), 14),
        ReportColumn(say("fix.column_old"), 60),
        ReportColumn(say("fix.column_new"), 60),
        ReportColumn(say("fix.column_state"), 50),
    )
    rows = tuple(
        (say(f"fix.kind_{line.kind}"), *old_and_new(line, mended.given), state_of(line, mended))
        for line in mended.lines
    )
    title = say("fix.book")
    listing = ReportListing(title, columns, rows, nothing_mended(mended))
    return ReportContents(title, mended.given.name, value, (listing,))


def nothing_mended(mended: Mended) -> str:
    """What is said where there is not a single line."""
    return say("fix.nothing_back" if mended.stage == "undo" else "fix.nothing")


def old_and_new(line: Mend, given: Path) -> tuple[str, str]:
    """Both as seen from the given path; by their names where it is the given folder itself."""
    names = [path for path in (line.old, line.new) if path is not None]
    if given in names:
        old, *new = (path.name for path in names)
    else:
        old, *new = (relative(path, given) for path in names)
    return old, new[0] if new else ""


def note_of(line: Mend) -> str:
    """Why nothing is done about a line, or how much goes with it."""
    if line.why:
        return say(f"fix.why_{line.why}", detail=line.detail)
    count = len(line.moves)
    if line.kind == "unpack" and line.moves:
        return say("fix.unpacks", count=count)
    return say("fix.with", count=count - 1) if count > 1 else ""


def state_of(line: Mend, mended: Mended) -> str:
    """What will become or became of a line."""
    if line.why or line.old in mended.problems:
        return say("fix.state_left", reason=mended.problems.get(line.old) or note_of(line))
    done = {"plan": "plan", "apply": "done", "undo": "back"}[mended.stage]
    return say(f"fix.state_{done}")
