"""Why a panel's results are provisional: what disturbs its view, said before anything else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from rich.console import Console

from ..model.facts import Folder
from ..model.findings import Finding
from ..model.outcomes import Judged
from ..model.units import Severity
from ..rules.catalogue import render
from ..wording import say
from .places import in_words, shown
from .screen.console import escape
from .screen.validation import print_findings

SHOWN = 3  # causes that a single line names


def own_causes(judged: Judged) -> list[Finding]:
    """Those of the causes that lie in the folder itself, and not below it."""
    own = {finding.key for finding in judged.errors}
    return [finding for finding in judged.causes if finding.key in own]


def disturbed_below(judged: Judged) -> list[Folder]:
    """The folders below from which the other causes come."""
    return [one.folder for child in judged.children for one in child.walk() if one.errors]


def print_causes(judged: Judged, console: Console) -> None:
    """Every cause at and below the given folder, by the folder it lies in."""
    for one in judged.walk():
        if not one.whole:
            print_own_causes(one, judged.folder.path, console)


def print_causes_lines(judged: Judged, console: Console) -> None:
    """A line for every panel that does not see the whole; the findings themselves follow."""
    for one in judged.walk():
        if words := causes_line(one, judged.folder.path):
            console.print(escape(words), style="bold red")


def print_own_causes(judged: Judged, given: Path, console: Console) -> None:
    """Why one folder's results are provisional: its own causes whole, those below it by their folders."""
    console.print(f"[bold red]{escape(say('report.not_whole', unit=folder_name(judged.folder)))}[/]")
    print_findings(own_causes(judged), given, console)
    for words in _below(judged):
        console.print("  " + escape(words))


def print_other_findings(judged: Judged, console: Console, least: Severity = Severity.INFO) -> None:
    """The findings about panels that disturb nobody's view, or were said as causes already."""
    given = judged.folder.path
    for one in judged.walk():
        said = {finding.key for finding in one.errors} if not one.whole else set()
        print_findings([f for f in one.findings if f.key not in said and f.severity >= least], given, console)


def causes_line(judged: Judged, given: Path) -> str:
    """The causes in one line, for pages and workbooks; empty where the view is whole."""
    if judged.whole:
        return ""
    places = [place for place, _ in cause_lines(own_causes(judged), given)]
    more = [say("report.more_causes", count=len(places) - SHOWN)] if len(places) > SHOWN else []
    unit = folder_name(judged.folder)
    return f"{say('report.not_whole', unit=unit)} {'; '.join([*places[:SHOWN], *more, *_below(judged)])}"


def _below(judged: Judged) -> list[str]:
    """What is said of the folders below from which the other causes come."""
    names = ", ".join(map(folder_name, disturbed_below(judged)))
    return [say("report.not_whole_below", names=names)] if names else []


def cause_lines(causes: Iterable[Finding], given: Path) -> Iterator[tuple[str, str]]:
    """Every cause as its code with its place, and its message."""
    for finding in causes:
        place = in_words(finding.fault.place)
        where = f"{finding.code} {shown(finding.fault.path, given)}" + (f" ({place})" if place else "")
        yield where, render(finding).message


def folder_name(folder: Folder) -> str:
    """`KMW Jawa Tengah`; the national folder by its month."""
    unit = folder.unit or (str(folder.period) if folder.period else folder.path.name)
    return f"{say(f'report.level_{folder.level}')} {unit}"
