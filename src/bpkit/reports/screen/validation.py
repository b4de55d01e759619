"""Findings on the screen: grouped by folder and writing, ending with what to do first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Console

from ...model.facts import Submission
from ...model.findings import Finding
from ...model.outcomes import Checked
from ...model.units import Severity
from ...rules.catalogue import render
from ...wording import say
from ..facts import named_facts
from ..json_output import summary
from ..places import in_words, named_in, relative
from .console import escape, print_indented

COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
FIRST = 3  # what to do first


def print_validation(checked: Checked, console: Console, *, verbose: bool = False) -> None:
    """Write everything found at and below the given path."""
    given = checked.folder.path
    for one in checked.walk():
        if one.findings or (verbose and one.submissions):
            _print_folder(one, given, console, verbose=verbose)
    counts = summary(checked)
    if not any(one.findings for one in checked.walk()):
        console.print(say("report.all_good"), style="green")
    console.print(say("report.summary", **counts), style="bold")
    if counts["skipped"]:
        console.print(say("report.skipped", codes=", ".join(counts["skipped"])))
    _print_first([finding for one in checked.walk() for finding in one.findings], given, console)


def headline(checked: Checked) -> str:
    """`Korkot Semarang, Oktober 2010`."""
    folder = checked.folder
    name = f"{say(f'report.level_{folder.level}')} {folder.unit or ''}".strip()
    return f"{name}, {folder.period.in_words}" if folder.period else name


def groups(checked: Checked, given: Path) -> Iterator[tuple[str, Submission | None, list[Finding]]]:
    """A folder's findings: first those about itself, then those of each submission, then of other files."""
    by_path: dict[Path, list[Finding]] = {}
    for submission in checked.submissions:
        by_path[submission.path] = checked.findings_on(submission)
    taken = {id(finding) for found in by_path.values() for finding in found}
    rest = [finding for finding in checked.findings if id(finding) not in taken]
    own = [finding for finding in rest if finding.fault.path == checked.folder.path]
    if own:
        yield say("report.about_folder"), None, own
    for submission in checked.submissions:
        yield relative(submission.path, given), submission, by_path[submission.path]
    for path in sorted({finding.fault.path for finding in rest} - {checked.folder.path}):
        yield relative(path, given), None, [finding for finding in rest if finding.fault.path == path]


def _print_folder(checked: Checked, given: Path, console: Console, *, verbose: bool) -> None:
    console.print(
        f"[bold]{escape(headline(checked))}[/]  [dim]{escape(relative(checked.folder.path, given))}[/]"
    )
    for name, submission, findings in groups(checked, checked.folder.path):
        if findings or verbose:
            console.print(f"  [bold]{escape(name)}[/]")
        for finding in findings:
            _print_finding(finding, console)
        if verbose and submission:
            _print_facts(submission, given, console)
    console.print()


def print_findings(findings: Sequence[Finding], given: Path, console: Console) -> None:
    """Findings with their paths, ungrouped."""
    for path in sorted({finding.fault.path for finding in findings}):
        heading = say("report.about_folder") if path == given else relative(path, given)
        console.print(f"  [bold]{escape(heading)}[/]")
        for finding in findings:
            if finding.fault.path == path:
                _print_finding(finding, console)


def _print_finding(finding: Finding, console: Console) -> None:
    words = render(finding)
    label = say("report.waived") if finding.waived else say(f"report.{finding.severity.label}")
    place = in_words(finding.fault.place)
    colour = "dim" if finding.waived else COLOURS[finding.severity]
    where = f" [dim]({escape(place)})[/]" if place and not named_in(place, words.message) else ""
    print_indented(console, f"[{colour}]{finding.code} {label}[/]  {escape(words.message)}{where}", 4)
    remedy = finding.waiver if finding.waived else words.remedy
    print_indented(console, f"[dim]{escape(say('report.remedy', remedy=remedy))}[/]", 6)


def _print_facts(submission: Submission, given: Path, console: Console) -> None:
    for name, fact in named_facts(submission):
        origin = say(f"report.from_{fact.source}", file=relative(fact.file, given))
        line = say("report.fact", name=say(f"report.{name}"), value=fact.text, origin=origin)
        print_indented(console, f"[dim]{escape(line)}[/]", 4)


def _print_first(findings: Sequence[Finding], given: Path, console: Console) -> None:
    errors = [finding for finding in findings if finding.severity is Severity.ERROR and not finding.waived]
    if not errors:
        return
    console.print(say("report.first"), style="bold")
    # Names and unreadable files come first: what is wrong there hides what is wrong inside.
    errors.sort(key=lambda finding: not finding.code.startswith(("BP1", "BP9")))
    for number, finding in enumerate(errors[:FIRST], start=1):
        path = relative(finding.fault.path, given)
        console.print(f"  {number}. {escape(path)}: {escape(render(finding).remedy)}")
    if len(errors) > FIRST:
        console.print("  " + say("report.more", count=len(errors) - FIRST))
    console.print(f"[dim]{escape(say('report.explain', code=errors[0].code))}[/]")
