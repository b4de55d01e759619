"""Which forms were written, on the screen and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.console import Console

from .. import __version__
from ..model.outcomes import Form, Recapped
from ..model.units import Severity
from ..wording import say
from .causes import print_causes, print_other_findings
from .listing import Column, ReportContents, ReportListing, Target
from .overview import incomplete_lines, overview_listing, print_overview
from .panels import incomplete_winners
from .places import relative
from .screen.console import escape
from .screen.validation import headline
from .validation_json import finding_json

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
