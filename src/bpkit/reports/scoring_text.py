"""The panel's results on the screen."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ..figures import exact, final_shown, two_decimals
from ..model.outcomes import Judged
from ..model.scores import Assessment, Result
from ..model.units import Level
from ..wording import say
from .places import relative
from .validation_text import print_findings


def print_scoring(judged: Judged, console: Console) -> None:
    """Every panel at and below the given path, the given one first."""
    given = judged.folder.path
    for one in judged.walk():
        folder = one.folder
        asked = one is judged and folder.level is not Level.SHARE
        if one.assessment is None and not asked and not one.findings:
            continue
        name = f"{say(f'report.level_{folder.level}')} {folder.unit or ''}".strip()
        console.print(f"[bold]{escape(name)}{', ' + folder.period.in_words if folder.period else ''}[/]")
        if one.assessment is None:
            path = relative(folder.path / "penilaian", given)
            console.print("  " + escape(say("report.no_panel", folder=path)))
        else:
            _print_assessment(one.assessment, console)
        print_findings(one.findings, given, console)
        console.print()


def _print_assessment(assessment: Assessment, console: Console) -> None:
    rubric = assessment.rubric
    line = say("report.rubric_line", rubric=rubric.id, passing=exact(rubric.passing))
    console.print(f"  {escape(line)} · {say(f'report.mode_{assessment.mode}')}")
    if assessment.assessors:
        console.print("  " + escape(say("report.panel_line", names="; ".join(_names(assessment)))))
    if not assessment.results:
        console.print("  " + say("report.no_results"))
        return
    console.print(_table(assessment))
    for name in ("provisional", "fragile"):
        if any(getattr(result, name) for result in assessment.results):
            console.print(f"  [dim]{say(f'report.legend_{name}')}[/]")
    if agreement := assessment.agreement:
        words = {"icc2k": two_decimals(agreement.icc2k), "titles": agreement.titles}
        console.print("  " + say("report.agreement_line", assessors=agreement.assessors, **words))


def _names(assessment: Assessment) -> Iterator[str]:
    for assessor in assessment.assessors:
        if assessor.severity is None:
            yield assessor.name
        else:
            shown = two_decimals(assessor.severity)
            signed = shown if shown.startswith("-") else f"+{shown}"
            yield say("report.assessor_line", name=assessor.name, severity=signed)


def _table(assessment: Assessment) -> Table:
    table = Table(box=None, pad_edge=True, show_edge=False, header_style="bold")
    for name, justify in (
        ("rank", "right"),
        ("title", "left"),
        ("city", "left"),
        ("totals", "left"),
        ("final", "right"),
        ("passed", "left"),
        ("selected", "left"),
        ("spread", "right"),
        ("remark", "left"),
    ):
        table.add_column(say(f"report.{name}"), justify="right" if justify == "right" else "left")
    for result in assessment.results:
        table.add_row(*_cells(assessment, result), style="green" if result.selected else "")
    return table


def _cells(assessment: Assessment, result: Result) -> list[str]:
    final = "" if result.final is None else final_shown(result.final, assessment.rubric.passing)
    marks = [say(f"report.{name}") for name in ("provisional", "tied", "fragile") if getattr(result, name)]
    if result.rank is not None and result.rank_by_value not in (None, result.rank):
        marks.append(say("report.decided"))
    return [
        "" if result.rank is None else str(result.rank),
        escape(result.candidate.title),
        escape(result.candidate.city),
        " ".join(exact(total) for total in result.totals.values()),
        final,
        say("report.yes" if result.passed else "report.no"),
        say("report.yes" if result.selected else "report.no"),
        "" if result.spread is None else exact(result.spread),
        ", ".join(marks),
    ]
