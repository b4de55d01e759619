"""Reports as workbooks, to be filtered, sorted and ticked off: findings, ranks, assessors, charts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from openpyxl.chart import BarChart, LineChart, Reference, Series
from openpyxl.chart.data_source import NumDataSource, NumRef
from openpyxl.chart.error_bar import ErrorBars
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.line import LineProperties
from openpyxl.utils import absolute_coordinate, get_column_letter, quote_sheetname

from ..figures import final_shown, root
from ..model.outcomes import Checked, Judged
from ..model.problems import Finding
from ..model.scores import Assessment, Assessor, Result
from ..model.signs import shortened
from ..rules.catalogue import name_of, render
from ..wording import say
from .outline import (
    Cell,
    Links,
    LinkTarget,
    MonthBar,
    NestedText,
    PanelPart,
    Portion,
    ReportContents,
    ReportListing,
    heading_of,
    in_words,
    lone_file,
    measures,
    sections,
    summary,
    title_of,
    unit_name,
)
from .panels import (
    ChartRow,
    axis,
    chart_rows,
    marks,
    names_with_sheets,
    outcome,
    parts,
    titles_scored,
)
from .workbook import (
    Columns,
    Filled,
    Link,
    ReportWorkbook,
    Row,
    Shown,
    Value,
    fit_height,
    set_columns,
    shown,
    write_row,
)

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

FINDINGS = (
    ("page.column_code", 8),
    ("page.column_severity", 12),
    ("page.column_folder", 18),
    ("page.column_file", 32),
    ("page.column_place", 13),
    ("page.column_rule", 16),
    ("page.column_message", 40),
    ("page.column_found", 13),
    ("page.column_expected", 13),
    ("page.column_remedy", 40),
    ("page.column_waived", 16),
)
SUBMISSIONS = (
    ("page.column_folder", 30),
    ("page.column_file", 44),
    ("page.column_state", 16),
    ("report.column_errors", 10),
    ("report.column_warnings", 12),
    ("page.column_measures", 56),
)
ASSESSORS_SHEET = (
    ("page.column_panel", 28),
    ("page.assessor", 28),
    ("page.position", 28),
    ("page.scored", 12),
    ("page.severity", 12),
    ("page.sheet", 34),
    ("page.agreement", 14),
)
COUNTS = ("submissions", "complete", "errors", "warnings", "infos", "waived")
CHART_TABLE = 32  # row of the table below the chart
MOST_CHARTED = 50  # titles in the picture; those after them stand in the table alone
LABEL_LETTERS = 32  # letters of a title under the chart
TITLE, FINAL, PASSING, LOWEST, HIGHEST, BELOW, ABOVE, ASSESSORS = range(1, 9)  # columns
COLOURS = ("2E75B6", "C55A11", "7F6000", "7030A0", "008080", "A5A5A5")
SHAPES = ("circle", "square", "triangle", "x", "plus", "dash")


def xlsx_report(contents: ReportContents, links: Links, comment: bytes = b"") -> bytes:
    """The workbook with all parts of a report; `comment` is that of the zip that it is."""
    book = ReportWorkbook(contents.full_title)
    for listing in contents.listings:
        _listing(book, listing, links)
    if contents.judged:
        findings = "page.sheet_findings" if contents.single else "page.sheet_panel_findings"
        _scoring(book, contents.judged, links, say(findings))
    if contents.checked:
        _validation(book, contents.checked, links)
    for listing in contents.closing:
        _listing(book, listing, links)
    return book.to_bytes(comment)


def _listing(book: ReportWorkbook, listing: ReportListing, links: Links) -> None:
    """The table on a worksheet of its own."""
    columns = [(column.heading, column.width) for column in listing.columns]
    rows: list[Row] = [(_values(row, links), None) for row in listing.rows]
    below = listing.notes if listing.rows else (listing.empty,)
    book.table(listing.title, columns, rows, around=(listing.warnings, below))
    if listing.bars:
        _draw_months(book.sheet(say("page.year_picture")), listing.bars, listing.title)


def _values(row: Sequence[Cell], links: Links) -> list[Value]:
    """The row; a path leaves it to the short text beside it to open the file, and is wrapped."""
    made = [_value(cell, links) for cell in row]
    for number, cell in enumerate(row[:2]):
        beside = made[1 - number] if len(made) > 1 else None
        is_path = isinstance(cell, LinkTarget) and cell.path.as_posix().endswith(cell.text)
        if isinstance(cell, LinkTarget) and is_path and isinstance(beside, str) and beside:
            made[number], made[1 - number] = cell.text, Link(beside, links.to(cell.path))
    return made


def _value(cell: Cell, links: Links) -> Value:
    if isinstance(cell, Portion):
        return Filled(cell.text, cell.kind)
    if isinstance(cell, NestedText):
        return cell.text
    return Link(cell.text, links.to(cell.path)) if isinstance(cell, LinkTarget) else cell


def _draw_months(sheet: Worksheet, bars: Sequence[MonthBar], title: str) -> None:
    """The numbers of the year, and beside them the same as columns."""
    heads = [say(f"report.column_{head}") for head in ("month", "due", "handed_in", "complete")]
    set_columns(sheet, [(head, 12) for head in heads])
    write_row(sheet, 1, heads, head=True)
    for number, bar in enumerate(bars, start=2):
        write_row(sheet, number, [bar.name, bar.due, bar.handed_in, bar.complete])
    chart: Any = BarChart()
    chart.title, chart.width, chart.height, chart.gapWidth = title, 22, 12, 60
    chart.x_axis.delete, chart.y_axis.delete = False, False
    chart.y_axis.scaling.min, chart.y_axis.number_format, chart.legend.position = 0, "0", "b"
    chart.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill="D9D9D9"))
    for column, colour in ((2, "B9C2CB"), (3, "8CC4EC"), (4, "1B6E3C")):
        numbers = Reference(sheet, min_col=column, min_row=1, max_row=len(bars) + 1)
        series: Any = Series(numbers, title_from_data=True)
        series.graphicalProperties = GraphicalProperties(solidFill=colour)
        chart.append(series)
    chart.set_categories(Reference(sheet, min_col=1, min_row=2, max_row=len(bars) + 1))
    sheet.add_chart(chart, "F1")


def _validation(book: ReportWorkbook, checked: Sequence[Checked], links: Links) -> None:
    """One row a finding, then one a submission and one a folder."""
    found = sections(checked)
    blocks = ((heading_of(section.checked), block) for section in found for block in section.blocks)
    rows = (_finding(finding, title, links) for title, block in blocks for finding in block.findings)
    book.table(say("page.sheet_findings"), _columns(FINDINGS), rows, named=4)
    folders = [one for given in checked for one in given.walk()]
    handed_in = (row for section in found for row in _submissions(section.checked, links))
    book.table(say("page.sheet_submissions"), _columns(SUBMISSIONS), handed_in)
    head = [(say("report.column_unit"), 40), *((say(f"page.count_{name}"), 14) for name in COUNTS)]
    head.append((say("page.column_skipped"), 36))
    book.table(say("page.sheet_folders"), head, (_folder(one, links) for one in folders))


def _columns(columns: Columns) -> Columns:
    return [(say(key), width) for key, width in columns]


def _finding(finding: Finding, title: str, links: Links) -> Row:
    words, path = render(finding), finding.problem.path
    cells = (
        Link(finding.code, links.to(path)),
        say(f"report.{finding.severity.label}"),
        title,
        path.name,
        in_words(finding.problem.place) or "",
        name_of(finding.code),
        words.message,
        words.found,
        words.expected,
        words.remedy,
        finding.waiver or "",
    )
    return cells, None if finding.waived else finding.severity.label


def _submissions(checked: Checked, links: Links) -> Iterator[Row]:
    for submission in checked.submissions:
        complete = checked.is_complete(submission)
        counted = [f.severity.label for f in checked.findings_on(submission) if not f.waived]
        cells = (
            heading_of(checked),
            submission.path.name,
            Link(say("page.complete" if complete else "page.incomplete"), links.to(submission.path)),
            counted.count("error"),
            counted.count("warning"),
            measures(submission),
        )
        yield cells, "good" if complete else "error"


def _folder(checked: Checked, links: Links) -> Row:
    counts = summary(checked)
    numbers = (value for value in counts.values() if isinstance(value, int))
    path = checked.folder.path if lone_file(checked) is None else checked.submissions[0].path
    name = Link(heading_of(checked), links.to(path))
    return (name, *numbers, ", ".join(counts["skipped"])), None


def _scoring(book: ReportWorkbook, judged: Judged, links: Links, findings: str) -> None:
    """Two worksheets a panel, the rest over all panels; `findings` is what the last is called."""
    found = parts(judged)
    panels = [(part, part.judged.assessment) for part in found if part.judged.assessment]
    for part, assessment in panels:
        _ranking(book, part, assessment, links)
        if charted := chart_rows(assessment):
            name = say("page.sheet_chart", name=unit_name(part.judged.folder))
            title = say("page.chart_title", name=title_of(part.judged.folder))
            _draw_chart(book.sheet(name), charted, assessment, title)
    _assessors(book, panels, links)
    _instruments(book, panels)
    told = ((title_of(part.judged.folder), f) for part in found for one in part.blocks for f in one.findings)
    rows = (_finding(finding, title, links) for title, finding in told)
    book.table(findings, _columns(FINDINGS), rows, named=4)


def _ranking(book: ReportWorkbook, part: PanelPart, assessment: Assessment, links: Links) -> None:
    names = names_with_sheets(assessment)
    shows_authors = not assessment.rubric.blind
    columns = [
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
    provisional = [] if part.judged.whole else [say("report.provisional")]
    rows = (
        (
            [
                *_cells(result, assessment, names, links, shows_authors=shows_authors),
                ", ".join([*provisional, *marks(result)]),
            ],
            "good" if result.selected else None,
        )
        for result in assessment.results
    )
    book.table(unit_name(part.judged.folder), columns, rows, named=2)


def _cells(
    result: Result, assessment: Assessment, names: Sequence[str], links: Links, *, shows_authors: bool
) -> list[Value]:
    candidate = result.candidate
    deviation = None if result.variance is None else Fraction(root(result.variance))
    return [
        Link("–" if result.rank is None else result.rank, links.to(candidate.path)),
        candidate.title,
        candidate.city,
        candidate.province,
        *([candidate.author] if shows_authors else []),
        *(shown(result.totals.get(name)) for name in names),
        _final_cell(result.final, assessment),
        outcome(result),
        shown(result.spread),
        shown(deviation, "0.00"),
    ]


def _final_cell(value: Fraction | None, assessment: Assessment) -> Shown | None:
    """A final value with as many decimals as it takes to see on which side of the passing grade it is."""
    if value is None:
        return None
    decimals = final_shown(value, assessment.rubric.passing).partition(".")[2]
    return Shown(value, f"0.{'0' * len(decimals)}")


def _assessors(book: ReportWorkbook, panels: Sequence[tuple[PanelPart, Assessment]], links: Links) -> None:
    rows = (
        _assessor(unit_name(part.judged.folder), one, assessment, links)
        for part, assessment in panels
        for one in assessment.assessors
    )
    book.table(say("page.sheet_panel"), _columns(ASSESSORS_SHEET), rows)


def _assessor(panel: str, one: Assessor, assessment: Assessment, links: Links) -> Row:
    sheet = ", ".join(path.name for path in one.sheets) or say("page.no_sheet")
    name = Link(one.name, links.to(one.sheets[0])) if one.sheets else one.name
    scored, agreement = titles_scored(one, assessment), assessment.agreement
    severity = shown(one.severity, "+0.00;-0.00;0.00")
    icc = shown(agreement.icc2k if agreement else None, "0.00")
    return (panel, name, one.position, scored, severity, sheet, icc), None if one.sheets else "error"


def _instruments(book: ReportWorkbook, panels: Sequence[tuple[PanelPart, Assessment]]) -> None:
    if not panels:
        return
    instruments = panels[0][1].rubric.instruments
    columns = [(say("page.column_panel"), 28), (say("report.title"), 44)]
    columns += [(one.short_name, 14) for one in instruments]
    scored = ((part, one) for part, assessment in panels for one in assessment.results if one.instruments)
    rows: Iterable[Row] = (
        (
            (
                unit_name(part.judged.folder),
                one.candidate.title,
                *(shown(one.instruments.get(instrument.code), "0.00") for instrument in instruments),
            ),
            None,
        )
        for part, one in scored
    )
    book.table(say("page.sheet_instruments"), columns, rows, named=2)


def _draw_chart(sheet: Worksheet, charted: Sequence[ChartRow], assessment: Assessment, title: str) -> None:
    """The chart on top of the worksheet, and below it the numbers that it shows."""
    names = list(dict.fromkeys(name for row in charted for name, _ in row.totals))
    heads = (
        "report.title",
        "report.final",
        "page.passing",
        "page.least",
        "page.most",
        "page.below",
        "page.above",
    )
    columns = [(say(head), 40 if head == "report.title" else 13) for head in heads]
    columns += [(name, 13) for name in names]
    widths = set_columns(sheet, columns)
    headings = [heading for heading, _ in columns]
    write_row(sheet, CHART_TABLE, headings, head=True)
    fit_height(sheet, CHART_TABLE, headings, widths)
    sheet.print_title_rows = f"{CHART_TABLE}:{CHART_TABLE}"  # of the pages that the table goes on over
    for number, row in enumerate(charted, start=CHART_TABLE + 1):
        write_row(sheet, number, _chart_figures(row, assessment, names))
    chart = _line_chart(sheet, min(len(charted), MOST_CHARTED), len(names), assessment)
    chart.title = (
        title if len(charted) <= MOST_CHARTED else f"{title} ({say('page.chart_first', count=MOST_CHARTED)})"
    )
    if sheet.print_title_cols:  # what stands over those would be printed again on every page beside the first
        chart.width = 20
    sheet.add_chart(chart, "B1" if sheet.print_title_cols else "A1")


def _chart_figures(row: ChartRow, assessment: Assessment, names: Sequence[str]) -> list[Value]:
    totals = dict(row.totals)
    return [
        shortened(row.label, LABEL_LETTERS),
        Shown(row.final, "0.00"),
        Shown(assessment.rubric.passing),
        Shown(row.least),
        Shown(row.most),
        Shown(row.final - row.least, "0.00"),
        Shown(row.most - row.final, "0.00"),
        *(shown(totals.get(name)) for name in names),
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

    def numbers(column: int) -> NumDataSource:
        letter = get_column_letter(column)
        cells = absolute_coordinate(f"{letter}{CHART_TABLE + 1}:{letter}{CHART_TABLE + rows}")
        return NumDataSource(numRef=NumRef(f=f"{quote_sheetname(sheet.title)}!{cells}"))

    line = GraphicalProperties(ln=LineProperties(solidFill="7F7F7F", w=22225))
    return ErrorBars(
        errDir="y", errBarType="both", errValType="cust", plus=numbers(ABOVE), minus=numbers(BELOW), spPr=line
    )
