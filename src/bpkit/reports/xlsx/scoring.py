"""The panels' results as a workbook: ranks, chart, assessors, means of the instruments, findings."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from openpyxl.chart import LineChart, Reference, Series
from openpyxl.chart.data_source import NumDataSource, NumRef
from openpyxl.chart.error_bar import ErrorBars
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.line import LineProperties
from openpyxl.utils import get_column_letter, quote_sheetname

from ...figures import final_shown, root
from ...model.outcomes import Judged
from ...model.scores import Assessment, Result
from ...wording import say
from ..chart import ChartRow, axis
from ..chart import rows as chart_rows
from ..outline import Cell, ReportContents, ReportListing, Target
from ..panels import PanelPart, marks, outcome, parts, title_of
from ..places import Links
from .validation import findings_table, validation_sheets
from .workbook import Link, ReportTable, ReportWorkbook, Shown, Value, write_row

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

CHART_TABLE = 32  # row of the table below the chart
MOST_CHARTED = 50  # titles in the picture; those after them stand in the table alone
LABEL_LETTERS = 32  # letters of a title under the chart
TITLE, FINAL, PASSING, LOWEST, HIGHEST, BELOW, ABOVE, ASSESSORS = range(1, 9)  # columns
COLOURS = ("2E75B6", "C55A11", "7F6000", "7030A0", "008080", "A5A5A5")
SHAPES = ("circle", "square", "triangle", "x", "plus", "dash")


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
        _draw_chart(sheet, shown, assessment, say("page.chart_title", name=title_of(part.judged.folder)))


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


def composed_xlsx(contents: ReportContents, links: Links) -> bytes:
    """The workbook; its tables come first."""
    book = ReportWorkbook(f"{contents.title} – {contents.name}" if contents.name else contents.title)
    for listing in contents.listings:
        listing_xlsx(book, listing, links)
    if contents.judged:
        scoring_sheets(book, contents.judged, links, say("page.sheet_panel_findings"))
    if contents.checked:
        validation_sheets(book, contents.checked, links)
    for listing in contents.closing:
        listing_xlsx(book, listing, links)
    return book.to_bytes()


def listing_xlsx(book: ReportWorkbook, listing: ReportListing, links: Links) -> None:
    """The table on a worksheet of its own."""
    table = book.table(listing.title, [(column.heading, column.width) for column in listing.columns])
    for words in listing.warnings:
        table.add([words], "error")
    for row in listing.rows:
        table.add(_value(cell, links) for cell in row)
    for words in listing.notes if listing.rows else (listing.empty,):
        table.add([words])
    table.close()


def _value(cell: Cell, links: Links) -> Value:
    return Link(cell.text, links.to(cell.path)) if isinstance(cell, Target) else cell


def _draw_chart(sheet: Worksheet, shown: Sequence[ChartRow], assessment: Assessment, title: str) -> None:
    """The chart on top of the worksheet, and below it the figures that it shows."""
    names = list(dict.fromkeys(name for row in shown for name, _ in row.totals))
    heads = (
        "report.title",
        "report.final",
        "page.passing",
        "page.least",
        "page.most",
        "page.below",
        "page.above",
    )
    write_row(sheet, CHART_TABLE, [*(say(head) for head in heads), *names], head=True)
    sheet.row_dimensions[CHART_TABLE].height = 30  # for two lines: names of people are long
    for number, row in enumerate(shown, start=CHART_TABLE + 1):
        write_row(sheet, number, _chart_figures(row, assessment, names))
    for column in range(1, ASSESSORS + len(names)):
        sheet.column_dimensions[get_column_letter(column)].width = 40 if column == TITLE else 13
    chart = _line_chart(sheet, min(len(shown), MOST_CHARTED), len(names), assessment)
    chart.title = (
        title if len(shown) <= MOST_CHARTED else f"{title} ({say('page.chart_first', count=MOST_CHARTED)})"
    )
    sheet.add_chart(chart, "A1")


def _chart_figures(row: ChartRow, assessment: Assessment, names: Sequence[str]) -> list[Value]:
    totals = dict(row.totals)
    label = row.label if len(row.label) <= LABEL_LETTERS else row.label[: LABEL_LETTERS - 1].rstrip() + "…"
    return [
        label,
        Shown(row.final, "0.00"),
        Shown(assessment.rubric.passing),
        Shown(row.least),
        Shown(row.most),
        Shown(row.final - row.least, "0.00"),
        Shown(row.most - row.final, "0.00"),
        *(Shown(totals[name]) if name in totals else None for name in names),
    ]


def _line_chart(sheet: Worksheet, rows: int, assessors: int, assessment: Assessment) -> Any:
    chart: Any = LineChart()
    chart.width, chart.height = 27, 15
    scale = axis(assessment)
    chart.y_axis.scaling.min, chart.y_axis.scaling.max = float(scale.low), float(scale.high)
    chart.y_axis.majorUnit = float(scale.step)
    chart.y_axis.number_format, chart.y_axis.delete, chart.x_axis.delete = "General", False, False
    chart.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill="D9D9D9"))
    chart.legend.position = "b"
    for number in range(assessors if assessment.mode == "individual" else 0):
        series = _series(sheet, ASSESSORS + number, rows)
        _mark(series, SHAPES[number % len(SHAPES)], 7, COLOURS[number % len(COLOURS)])
        chart.append(series)
    final = _series(sheet, FINAL, rows)
    _mark(final, "diamond", 11, "1B6E3C")
    final.errBars = _range(sheet, rows)
    chart.append(final)
    passing = _series(sheet, PASSING, rows)
    passing.marker.symbol = "none"
    passing.graphicalProperties.line = LineProperties(solidFill="B3261E", w=19050, prstDash="dash")
    chart.append(passing)
    chart.set_categories(Reference(sheet, min_col=TITLE, min_row=CHART_TABLE + 1, max_row=CHART_TABLE + rows))
    return chart


def _series(sheet: Worksheet, column: int, rows: int) -> Any:  # the library builds its series in a function
    values = Reference(sheet, min_col=column, min_row=CHART_TABLE, max_row=CHART_TABLE + rows)
    series: Any = Series(values, title_from_data=True)
    series.smooth = False
    return series


def _mark(series: Any, shape: str, size: int, colour: str) -> None:
    series.marker.symbol, series.marker.size = shape, size
    series.marker.graphicalProperties = GraphicalProperties(
        solidFill=colour, ln=LineProperties(solidFill=colour)
    )
    series.graphicalProperties.line.noFill = True


def _range(sheet: Worksheet, rows: int) -> ErrorBars:
    """From the lowest total to the highest, as an error bar around the final value."""

    def figures(column: int) -> NumDataSource:
        letter = get_column_letter(column)
        cells = f"${letter}${CHART_TABLE + 1}:${letter}${CHART_TABLE + rows}"
        return NumDataSource(numRef=NumRef(f=f"{quote_sheetname(sheet.title)}!{cells}"))

    line = GraphicalProperties(ln=LineProperties(solidFill="7F7F7F", w=22225))
    return ErrorBars(
        errDir="y", errBarType="both", errValType="cust", plus=figures(ABOVE), minus=figures(BELOW), spPr=line
    )


Column = tuple[str, int]
