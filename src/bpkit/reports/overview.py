"""Where a tree stands: one row for every folder, with what was handed in, scored and selected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from .. import __version__
from ..model.facts import Folder
from ..model.outcomes import Checked, Judged
from ..model.units import Level
from ..wording import say
from .causes import causes_line
from .listing import Cell, Column, ReportListing, Target
from .panels import incomplete_winners
from .places import relative
from .screen.console import escape
from .validation_json import finding_json, summary

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
