"""The chart of a panel's results as Excel draws it: marks for the assessors, bars for their range."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from openpyxl.chart import LineChart, Reference, Series
from openpyxl.chart.data_source import NumDataSource, NumRef
from openpyxl.chart.error_bar import ErrorBars
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.line import LineProperties
from openpyxl.utils import get_column_letter, quote_sheetname

from ...model.scores import Assessment
from ...wording import say
from ..chart import ChartRow, axis
from .workbook import Shown, Value, write_row

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

FIRST = 32  # row of the table below the chart
MOST = 50  # titles in the picture; those after them stand in the table alone
LABEL = 32  # letters of a title under the chart
TITLE, FINAL, PASSING, LOWEST, HIGHEST, BELOW, ABOVE, ASSESSORS = range(1, 9)  # columns
COLOURS = ("2E75B6", "C55A11", "7F6000", "7030A0", "008080", "A5A5A5")
SHAPES = ("circle", "square", "triangle", "x", "plus", "dash")


def draw(sheet: Worksheet, shown: Sequence[ChartRow], assessment: Assessment, title: str) -> None:
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
    write_row(sheet, FIRST, [*(say(head) for head in heads), *names], head=True)
    sheet.row_dimensions[FIRST].height = 30  # for two lines: names of people are long
    for number, row in enumerate(shown, start=FIRST + 1):
        write_row(sheet, number, _figures(row, assessment, names))
    for column in range(1, ASSESSORS + len(names)):
        sheet.column_dimensions[get_column_letter(column)].width = 40 if column == TITLE else 13
    chart = _chart(sheet, min(len(shown), MOST), len(names), assessment)
    chart.title = title if len(shown) <= MOST else f"{title} ({say('page.chart_first', count=MOST)})"
    sheet.add_chart(chart, "A1")


def _figures(row: ChartRow, assessment: Assessment, names: Sequence[str]) -> list[Value]:
    totals = dict(row.totals)
    label = row.label if len(row.label) <= LABEL else row.label[: LABEL - 1].rstrip() + "…"
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


def _chart(sheet: Worksheet, rows: int, assessors: int, assessment: Assessment) -> Any:
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
    chart.set_categories(Reference(sheet, min_col=TITLE, min_row=FIRST + 1, max_row=FIRST + rows))
    return chart


def _series(sheet: Worksheet, column: int, rows: int) -> Any:  # the library builds its series in a function
    values = Reference(sheet, min_col=column, min_row=FIRST, max_row=FIRST + rows)
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
        cells = f"${letter}${FIRST + 1}:${letter}${FIRST + rows}"
        return NumDataSource(numRef=NumRef(f=f"{quote_sheetname(sheet.title)}!{cells}"))

    line = GraphicalProperties(ln=LineProperties(solidFill="7F7F7F", w=22225))
    return ErrorBars(
        errDir="y", errBarType="both", errValType="cust", plus=figures(ABOVE), minus=figures(BELOW), spPr=line
    )
