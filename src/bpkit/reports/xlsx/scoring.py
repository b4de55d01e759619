"""The panels' results as a workbook: ranks, chart, assessors, means of the instruments, findings."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from ...figures import final_shown, root
from ...model.outcomes import Judged
from ...model.scores import Assessment, Result
from ...wording import say
from ..chart import rows as chart_rows
from ..links import Links
from ..panels import PanelPart, marks, outcome, parts, title_of
from .chart import draw
from .validation import findings_table
from .workbook import Link, ReportTable, ReportWorkbook, Shown, Value

Column = tuple[str, int]


def scoring_xlsx(judged: Judged, links: Links) -> bytes:
    """The workbook of `bpkit score --report FILE.xlsx`: two worksheets a panel, the rest over all panels."""
    book = ReportWorkbook(f"{say('page.scoring')} – {title_of(judged.folder)}")
    scoring_sheets(book, judged, links)
    return book.to_bytes()


def scoring_sheets(book: ReportWorkbook, judged: Judged, links: Links, findings: str = "") -> None:
    """The worksheets of that workbook; `findings` is what the last is called."""
    found = parts(judged)
    panels = [(part, part.judged.assessment) for part in found if part.judged.assessment]
    for part, assessment in panels:
        _ranking(book, part, assessment, links)
        _chart(book, part, assessment)
    _assessors(book, panels, links)
    _instruments(book, panels)
    rows = [(part.judged.folder, f) for part in found for block in part.blocks for f in block.findings]
    findings_table(book, rows, links, findings or say("page.sheet_findings"))


def _name(part: PanelPart) -> str:
    """`KMW Jawa Tengah`."""
    folder = part.judged.folder
    return f"{say(f'report.level_{folder.level}')} {folder.unit or ''}".strip()


def _ranking(book: ReportWorkbook, part: PanelPart, assessment: Assessment, links: Links) -> None:
    names = [one.name for one in assessment.assessors if one.sheets]
    shows_authors = not assessment.rubric.blind
    columns: list[Column] = [
        (say("report.rank"), 6),
        (say("report.title"), 44),
        (say("report.city"), 18),
        (say("page.column_province"), 18),
        *([(say("report.author"), 22)] if shows_authors else []),
        *((name, 12) for name in names),
        (say("report.final"), 11),
        (say("page.outcome"), 20),
        (say("report.spread"), 10),
        (say("page.deviation"), 12),
        (say("report.remark"), 22),
    ]
    table = book.table(_name(part), columns)
    for result in assessment.results:
        fill = "good" if result.selected else None
        cells = _cells(result, assessment, names, links, shows_authors=shows_authors)
        remarks = [*([] if part.judged.whole else [say("report.provisional")]), *marks(result)]
        table.add([*cells, ", ".join(remarks)], fill)
    table.close()


def _cells(
    result: Result, assessment: Assessment, names: Sequence[str], links: Links, *, shows_authors: bool
) -> list[Value]:
    candidate = result.candidate
    deviation = None if result.variance is None else Shown(Fraction(root(result.variance)), "0.00")
    return [
        result.rank,
        Link(candidate.title, links.to(candidate.path)),
        candidate.city,
        candidate.province,
        *([candidate.author] if shows_authors else []),
        *(_shown(result.totals.get(name)) for name in names),
        final_cell(result.final, assessment),
        outcome(result),
        _shown(result.spread),
        deviation,
    ]


def _shown(value: Fraction | None) -> Shown | None:
    return None if value is None else Shown(value)


def final_cell(value: Fraction | None, assessment: Assessment) -> Shown | None:
    """A final value with as many decimals as it takes to see on which side of the passing grade it is."""
    if value is None:
        return None
    decimals = final_shown(value, assessment.rubric.passing).partition(".")[2]
    return Shown(value, f"0.{'0' * len(decimals)}")


def _chart(book: ReportWorkbook, part: PanelPart, assessment: Assessment) -> None:
    shown = chart_rows(assessment)
    if shown:
        sheet = book.sheet(say("page.sheet_chart", name=_name(part)))
        draw(sheet, shown, assessment, say("page.chart_title", name=title_of(part.judged.folder)))


def _assessors(book: ReportWorkbook, panels: Sequence[tuple[PanelPart, Assessment]], links: Links) -> None:
    table = book.table(
        say("page.sheet_panel"),
        [
            (say("page.column_panel"), 28),
            (say("page.assessor"), 28),
            (say("page.position"), 28),
            (say("page.scored"), 12),
            (say("page.severity"), 12),
            (say("page.sheet"), 34),
            (say("page.agreement"), 14),
        ],
    )
    for part, assessment in panels:
        agreement = assessment.agreement
        icc = None if agreement is None else Shown(agreement.icc2k, "0.00")
        for one in assessment.assessors:
            scored = sum(one.name in result.totals for result in assessment.results)
            severity = None if one.severity is None else Shown(one.severity, "+0.00;-0.00;0.00")
            sheet: Value = say("page.no_sheet")
            if one.sheets:
                sheet = Link(", ".join(path.name for path in one.sheets), links.to(one.sheets[0]))
            fill = None if one.sheets else "error"
            table.add((_name(part), one.name, one.position, scored, severity, sheet, icc), fill)
    table.close()


def _instruments(book: ReportWorkbook, panels: Sequence[tuple[PanelPart, Assessment]]) -> None:
    if not panels:
        return
    instruments = panels[0][1].rubric.instruments
    columns: list[Column] = [(say("page.column_panel"), 28), (say("report.title"), 44)]
    columns += [(one.short_name, 14) for one in instruments]
    table: ReportTable = book.table(say("page.sheet_instruments"), columns)
    for part, assessment in panels:
        for result in assessment.results:
            if result.instruments:
                means = (result.instruments.get(one.code) for one in instruments)
                shown = (None if mean is None else Shown(mean, "0.00") for mean in means)
                table.add((_name(part), result.candidate.title, *shown))
    table.close()
