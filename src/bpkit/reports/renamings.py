"""What `bpkit fix` renamed: on the screen, as JSON and as a table of a report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .. import __version__
from ..model.outcomes import Renaming
from ..wording import say
from .listing import Column, ReportListing
from .places import relative
from .screen.console import escape

if TYPE_CHECKING:
    from rich.console import Console


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
