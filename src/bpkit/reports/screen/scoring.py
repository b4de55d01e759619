"""The panel's results on the screen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.table import Table

from ...figures import two_decimals
from ...model.outcomes import Judged
from ...model.scores import Assessment, Result
from ...model.units import Level
from ...wording import say
from ..causes import own_causes, print_own_causes
from ..numbers import difference, final, signed, whole
from ..panels import basis, legends, marks
from ..places import relative
from .console import escape
from .validation import print_findings

UNKNOWN = "–"


def print_scoring(judged: Judged, console: Console, *, verbose: bool = False) -> None:
    """Every panel at and below the given path, the given one first; `verbose` adds whose sheet lies where."""
    given = judged.folder.path
    for one in judged.walk():
        folder = one.folder
        asked = one is judged and folder.level is not Level.SHARE
        if one.assessment is None and not asked and not one.findings and one.whole:
            continue
        name = f"{say(f'report.level_{folder.level}')} {folder.unit or ''}".strip()
        console.print(f"[bold]{escape(name)}{', ' + folder.period.in_words if folder.period else ''}[/]")
        if not one.whole:
            print_own_causes(one, given, console)
        if one.assessment is None and one.whole:
            path = relative(folder.path / "penilaian", given)
            console.print("  " + escape(say("report.no_panel", folder=path)))
        elif one.assessment is not None:
            _print_assessment(one.assessment, console)
            for line in _sheets(one.assessment, given) if verbose else ():
                console.print(f"  [dim]{escape(line)}[/]")
        said = {finding.key for finding in own_causes(one)}
        print_findings([finding for finding in one.findings if finding.key not in said], given, console)
        console.print()


def _print_assessment(assessment: Assessment, console: Console) -> None:
    console.print("  " + escape(basis(assessment)))
    if assessment.assessors:
        console.print("  " + escape(say("report.panel_line", names="; ".join(_names(assessment)))))
    if not assessment.results:
        console.print("  " + say("report.no_results"))
        return
    console.print(_table(assessment))
    for legend in legends(assessment):
        console.print(f"  [dim]{escape(legend)}[/]")
    if agreement := assessment.agreement:
        words = {"icc2k": signed(two_decimals(agreement.icc2k)), "titles": agreement.titles}
        console.print("  " + say("report.agreement_line", assessors=agreement.assessors, **words))


def _sheets(assessment: Assessment, given: Path) -> Iterator[str]:
    """Where every assessor's scores were read."""
    for one in assessment.assessors:
        files = ", ".join(relative(path, given) for path in one.sheets) or say("page.no_sheet")
        yield say("report.sheet_line", name=one.name, files=files)


def _names(assessment: Assessment) -> Iterator[str]:
    for assessor in assessment.assessors:
        if assessor.severity is None:
            yield assessor.name
        else:
            yield say("report.assessor_line", name=assessor.name, severity=difference(assessor.severity))


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
    remarks = [say("report.provisional")] if result.provisional else []
    return [
        "" if result.rank is None else str(result.rank),
        escape(result.candidate.title),
        escape(result.candidate.city),
        " ".join(whole(total) for total in result.totals.values()) or UNKNOWN,
        final(result.final, assessment) or UNKNOWN,
        UNKNOWN if result.provisional or result.final is None else _yes_or_no(result.passed),
        _yes_or_no(result.selected),
        whole(result.spread) or UNKNOWN,
        ", ".join([*remarks, *marks(result)]),
    ]


def _yes_or_no(answer: bool) -> str:
    return say("report.yes" if answer else "report.no")
