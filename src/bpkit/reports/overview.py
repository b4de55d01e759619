"""What run, recap, letter, status and fix tell: where everything stands, what was written or renamed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

from .. import __version__
from ..model.facts import Folder
from ..model.outcomes import Checked, Form, Judged, Recapped, Renaming
from ..model.units import Level, Severity
from ..wording import say
from .json_output import finding_json, summary
from .outline import Cell, Column, ReportContents, ReportListing, Target, headline
from .panels import causes_line, incomplete_winners
from .places import relative
from .screen import escape, print_causes, print_other_findings

if TYPE_CHECKING:
    from rich.console import Console

COUNTED = ("submissions", "complete", "errors", "warnings")
INDENTS = {Level.KMW: "  ", Level.KORKOT: "    "}


def overview(checked: Checked, judged: Judged) -> list[dict[str, Any]]:
    """One object for every folder below the share's level."""
    given = checked.folder.path
    return [
        {
            "bpkit": __version__,
            "path": relative(folder.path, given),
            "level": folder.level.value,
            "unit": folder.unit,
            "period": str(folder.period) if folder.period else None,
            **counts,
            **scores,
            "provisional": not one.whole,
            "causes": [finding_json(finding, given) for finding in one.causes],
            "incomplete_winners": winners,
        }
        for (one, counts, scores), (folder, winners) in zip(
            _rows(checked, judged), _winners(judged), strict=True
        )
    ]


def _winners(judged: Judged) -> Iterator[tuple[Folder, list[str]]]:
    """For every folder the selected titles whose writings are not complete."""
    for one in judged.walk():
        if one.folder.level is not Level.SHARE:
            yield one.folder, incomplete_winners(one.assessment) if one.assessment else []


def incomplete_lines(judged: Judged) -> Iterator[str]:
    """What should be known before such a title is made public, a line a folder."""
    for folder, winners in _winners(judged):
        if winners:
            titles = ", ".join(f"“{title}”" for title in winners)
            yield say("report.incomplete_winners", unit=_name(folder).strip(), titles=titles)


def overview_listing(
    checked: Checked, judged: Judged, forms: Mapping[Path, int] | None = None
) -> ReportListing:
    """The same as a table of a report; with `forms`, the number of forms as its last column."""
    names = (*COUNTED, "scored", "passed", "selected", *(["forms"] if forms is not None else []))
    columns = [Column(say("report.column_unit"), 40)]
    columns += [Column(say(f"report.column_{name}"), 12, number=True) for name in names]
    rows: list[tuple[Cell, ...]] = []
    for one, counts, scores in _rows(checked, judged):
        folder = one.folder
        more = () if forms is None else (forms.get(folder.path),)
        figures = (int(counts[name]) for name in COUNTED)
        rows.append((Target(_name(folder).strip(), folder.path), *figures, *scores.values(), *more))
    causes = tuple(filter(None, (causes_line(one, checked.folder.path) for one in judged.walk())))
    notes = tuple(incomplete_lines(judged))
    return ReportListing(
        say("page.states"), tuple(columns), tuple(rows), say("report.all_good"), notes, causes
    )


def print_overview(
    checked: Checked, judged: Judged, console: Console, forms: Mapping[Path, int] | None = None
) -> None:
    """One table; with `forms`, the number of forms in every folder as its last column."""
    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column(say("report.column_unit"))
    for name in (*COUNTED, "scored", "passed", "selected", *(["forms"] if forms is not None else [])):
        table.add_column(say(f"report.column_{name}"), justify="right")
    for one, counts, scores in _rows(checked, judged):
        folder = one.folder
        cells = [str(counts[name]) for name in COUNTED]
        cells += ["" if value is None else str(value) for value in scores.values()]
        if forms is not None:
            cells.append(str(forms.get(folder.path) or ""))
        table.add_row(escape(_name(folder)), *cells)
    console.print(table)
    for line in incomplete_lines(judged):
        console.print(escape(line))


def _name(folder: Folder) -> str:
    unit = folder.unit or (str(folder.period) if folder.level is Level.KMP else folder.path.name)
    return f"{INDENTS.get(folder.level, '')}{say(f'report.level_{folder.level}')} {unit}"


def _rows(checked: Checked, judged: Judged) -> Iterator[tuple[Judged, dict[str, Any], dict[str, int | None]]]:
    if checked.folder.level is not Level.SHARE:
        yield judged, summary(checked), _scores(judged)
    for one, other in zip(checked.children, judged.children, strict=True):
        yield from _rows(one, other)


def _scores(judged: Judged) -> dict[str, int | None]:
    """How many were scored, passed and selected; None where nobody scored or may decide yet."""
    results = judged.assessment.results if judged.assessment else ()
    scored = sum(result.final is not None for result in results)
    return {
        "scored": scored or None,
        "passed": sum(result.passed for result in results) if scored else None,
        "selected": sum(r.selected for r in results) if judged.assessment and judged.whole else None,
    }


STATUSES = ("written", "unchanged", "beside", "sealed", "retired")


def forms(recapped: Recapped) -> dict[str, Any]:
    """What was written where, and what the panels' findings were."""
    given = recapped.judged.folder.path
    findings = [finding for one in recapped.judged.walk() for finding in one.findings]
    return {
        "bpkit": __version__,
        "path": given.as_posix(),
        "forms": [{"path": relative(form.path, given), "status": form.status} for form in recapped.forms],
        "causes": [finding_json(finding, given) for one in recapped.judged.walk() for finding in one.errors],
        "incomplete_winners": [
            {"path": relative(one.folder.path, given), "titles": incomplete_winners(one.assessment)}
            for one in recapped.judged.walk()
            if one.assessment and incomplete_winners(one.assessment)
        ],
        "waiting": [relative(folder.path, given) for folder in recapped.without_scores],
        "refused": list(recapped.refused),
        "findings": [finding_json(finding, given) for finding in findings],
    }


def forms_listing(recapped: Recapped) -> ReportListing:
    """The same as a table of a report."""
    given = recapped.judged.folder.path
    written = [(Target(relative(form.path, given), form.path), _status(form)) for form in recapped.forms]
    waiting = [
        (Target(relative(folder.path, given), folder.path), say("page.status_waiting"))
        for folder in recapped.without_scores
    ]
    refused = [(None, say("page.status_refused", reason=reason)) for reason in recapped.refused]
    columns = (Column(say("page.column_file"), 90), Column(say("page.column_status"), 40))
    return ReportListing(say("page.files"), columns, (*refused, *written, *waiting), say("page.no_files"))


def _status(form: Form) -> str:
    return say(f"page.status_{form.status}") if form.status in STATUSES else form.status


def letter_lines(recapped: Recapped) -> Iterator[str]:
    """What became of a letter, a line each."""
    given = recapped.judged.folder.path
    for form in recapped.forms:
        yield say(f"report.{form.status}", path=relative(form.path, given))
    if recapped.forms:
        own = replace(recapped.judged, children=())
        yield from incomplete_lines(own)
    if not (recapped.forms or recapped.refused):
        yield say("report.nothing_to_mend")


def run_contents(recapped: Recapped, value: Callable[[], Any]) -> ReportContents:
    """The report of `bpkit run`: where everything stands, the files, the panels, and what was found."""
    overview = overview_listing(recapped.checked, recapped.judged, _per_folder(recapped))
    return ReportContents(
        say("page.run"),
        headline(recapped.checked),
        value,
        listings=(overview,),
        checked=(recapped.checked,),
        judged=recapped.judged,
        closing=(forms_listing(recapped),),
    )


def recap_contents(recapped: Recapped, value: Callable[[], Any]) -> ReportContents:
    """The report of `bpkit recap`: the files, and the panels that they come from."""
    listings = (forms_listing(recapped),)
    name = headline(recapped.checked)
    return ReportContents(say("page.recap"), name, value, listings, judged=recapped.judged)


def _per_folder(recapped: Recapped) -> dict[Path, int]:
    there = (form for form in recapped.forms if form.status != "retired")
    return Counter(form.folder or form.path.parent for form in there)


def print_forms(recapped: Recapped, console: Console, *, verbose: bool = False) -> None:
    """Write where the forms are, and what stands against them; `verbose` adds what was handed in."""
    given = recapped.judged.folder.path
    print_causes(recapped.judged, console)
    for form in recapped.forms:
        path = relative(form.path, given)
        console.print(escape(say(f"report.{form.status}", path=path)))
    for waiting in recapped.without_scores:
        folder, unit = relative(waiting.path / "penilaian", given), waiting.unit or waiting.path.name
        console.print(escape(say("report.no_lampiran_2", unit=unit, folder=folder)))
    print_other_findings(recapped.judged, console)
    if not verbose:
        for line in incomplete_lines(recapped.judged):
            console.print(escape(line))
    else:
        print_overview(recapped.checked, recapped.judged, console, _per_folder(recapped))


def print_run(recapped: Recapped, console: Console, *, verbose: bool = False) -> None:
    """One table: a row for every folder, with what was handed in, scored and written.

    `verbose` adds what is no error, and every form.
    """
    print_causes(recapped.judged, console)
    print_overview(recapped.checked, recapped.judged, console, _per_folder(recapped))
    console.print(_done(recapped), style="bold")
    given = recapped.judged.folder.path
    print_other_findings(recapped.judged, console, Severity.INFO if verbose else Severity.ERROR)
    for form in recapped.forms:
        if verbose or form.status in ("beside", "sealed", "retired"):
            console.print(escape(say(f"report.{form.status}", path=relative(form.path, given))))
    console.print(escape(say("report.details", path=given)), style="dim")


def _done(recapped: Recapped) -> str:
    """How many files were written and how many not, and why not."""
    counts = Counter([form.status for form in recapped.forms] + ["refused"] * len(recapped.refused))
    words = say("report.forms_done", written=counts["written"], unchanged=counts["unchanged"])
    more = (
        say(f"report.forms_{name}", count=counts[name])
        for name in ("beside", "sealed", "retired", "refused")
        if counts[name]
    )
    return f"{words}{''.join(more)}."


Problems = Mapping[Path, str]  # by the old path: why it could not be renamed


def renamings_json(
    found: Sequence[Renaming], problems: Problems, given: Path, *, dry_run: bool
) -> dict[str, Any]:
    """Every folder that BP102 speaks of, with what became of it; paths are relative to the given one."""
    return {
        "bpkit": __version__,
        "path": given.as_posix(),
        "dry_run": dry_run,
        "renamings": [
            {
                "old": _seen(one, given)[0],
                "new": _seen(one, given)[1],
                "refused": one.refused,
                "renamed": not (dry_run or one.refused or one.old in problems),
                "problem": problems.get(one.old),
            }
            for one in found
        ],
    }


def renamings_listing(
    found: Sequence[Renaming], problems: Problems, given: Path, *, dry_run: bool
) -> ReportListing:
    """The same as a table."""
    columns = (
        Column(say("page.column_old"), 60),
        Column(say("page.column_new"), 60),
        Column(say("page.column_status"), 40),
    )
    rows = tuple((*_seen(one, given), _outcome(one, problems, dry_run=dry_run)) for one in found)
    return ReportListing(say("page.fix"), columns, rows, say("report.nothing_to_fix"))


def _seen(one: Renaming, given: Path) -> tuple[str, str]:
    """Old and new as seen from the given path; by their names where it is the given folder itself."""
    if one.old == given:
        return one.old.name, one.new.name
    return relative(one.old, given), relative(one.new, given)


def _outcome(one: Renaming, problems: Problems, *, dry_run: bool) -> str:
    if one.refused or one.old in problems:
        return say("page.not_renamed", reason=problems.get(one.old) or say("page.taken"))
    return say("page.to_rename" if dry_run else "page.renamed")


def print_renamings(
    found: Sequence[Renaming], problems: Problems, given: Path, console: Console, *, whole: bool
) -> None:
    """A line for every folder; with `whole`, where it lies as well."""
    for line in _lines(found, problems, given, whole=whole):
        console.print(escape(line))
    if not found:
        console.print(escape(say("report.nothing_to_fix")))


def _lines(found: Sequence[Renaming], problems: Problems, given: Path, *, whole: bool) -> Iterator[str]:
    for one in found:
        if one.old not in problems:
            old = relative(one.old, given) if whole else one.old.name
            yield say("report.fix_refused" if one.refused else "report.fixed", old=old, new=one.new.name)
