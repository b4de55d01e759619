"""Worksheets for people who filter and sort, with the same bytes every time.

What people typed goes in as text, so a title that begins with `=` stays a title.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, cast

from msgspec import Struct
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from ..office import HEADING_COLOUR, book_bytes, clean, free_title, line_count, print_on_a4, write_text

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

LINE = 13.5  # points that a line of type takes
TALLEST = 400  # points; Excel ends at 409
_TEXT = Font("Calibri", 10)
_LINK = Font("Calibri", 10, color="0563C1", underline="single")
_HEADING = Font("Calibri", 10, bold=True, color="FFFFFF")
_BAND = PatternFill("solid", fgColor=HEADING_COLOUR)
_TOP = Alignment(vertical="top", wrap_text=True)
_FIGURE = Alignment(horizontal="center", vertical="top")
_HEAD = Alignment(horizontal="center", vertical="center", wrap_text=True)
_LINE = Border(bottom=Side("thin", color="D5DADE"))
FILLS = {
    name: PatternFill("solid", fgColor=colour)
    for name, colour in (("error", "FDECEB"), ("warning", "FFF4DC"), ("info", "E8F2F9"), ("good", "E6F4EA"))
}


class Link(Struct, frozen=True):
    """Text that opens a file."""

    text: str
    target: str


class Shown(Struct, frozen=True):
    """A number and the pattern it is shown in."""

    value: Fraction
    pattern: str = "General"


class Filled(Struct, frozen=True):
    """A short text in the middle of a coloured cell; the colour is a key of `FILLS`."""

    text: str
    fill: str


Value = str | int | Link | Shown | Filled | None
Columns = Sequence[tuple[str, int]]  # heading and width
Row = tuple[Sequence[Value], str | None]  # its fill is a key of `FILLS`


def shown(value: Fraction | None, pattern: str = "General") -> Shown | None:
    """A number for a cell, which stays empty where there is none."""
    return None if value is None else Shown(value, pattern)


class ReportWorkbook:
    """A workbook while it is made."""

    def __init__(self, title: str) -> None:
        self._book = Workbook()
        self._book.remove(self._book.worksheets[0])
        self._book.properties.title = clean(title)
        self._book.properties.creator = "bpkit"
        self._title = clean(title)

    def table(self, name: str, columns: Columns, rows: Iterable[Row]) -> None:
        """A new worksheet with one table, whose head stays in sight and lets it be filtered."""
        sheet, widths = self.sheet(name), [width for _, width in columns]
        for number, width in enumerate(widths, start=1):
            sheet.column_dimensions[get_column_letter(number)].width = width
        headings = [heading for heading, _ in columns]
        write_row(sheet, 1, headings, head=True)
        _fit(sheet, 1, headings, widths)
        for number, (values, fill) in enumerate(rows, start=2):
            write_row(sheet, number, values, fill)
            _fit(sheet, number, values, widths)
        sheet.freeze_panes = "A2"
        sheet.print_title_rows = "1:1"
        sheet.auto_filter.ref = sheet.dimensions

    def sheet(self, name: str) -> Worksheet:
        """A new empty worksheet."""
        sheet: Worksheet = self._book.create_sheet(
            free_title(name, (one.title for one in self._book.worksheets))
        )
        _print_well(sheet, self._title)
        return sheet

    def to_bytes(self, comment: bytes = b"") -> bytes:
        """The file, the zip that it is with a comment; the same content gives the same bytes."""
        return book_bytes(self._book, comment)


def _fit(sheet: Worksheet, row: int, values: Sequence[Value], widths: Sequence[int]) -> None:
    """Make the row as high as its longest text: LibreOffice and phones don't do it by themselves."""
    texts = ((value.text if isinstance(value, Link | Filled) else value) for value in values)
    lines = (
        line_count(text, width - 1)
        for text, width in zip(texts, widths, strict=False)
        if isinstance(text, str)
    )
    sheet.row_dimensions[row].height = min(LINE * max(lines, default=1) + 3, TALLEST)


def write_row(
    sheet: Worksheet, row: int, values: Sequence[Value], fill: str | None = None, *, head: bool = False
) -> None:
    """A row of cells from the first column on; a `head` has the look of a table's first row."""
    for number, value in enumerate(values, start=1):
        cell = _cell(sheet, row, number)
        _write(cell, value)
        cell.alignment = _FIGURE if isinstance(value, int | Shown | Filled) else _TOP
        cell.border = _LINE
        if fill:
            cell.fill = FILLS[fill]
        if isinstance(value, Filled):
            cell.fill = FILLS[value.fill]
        if head:
            cell.font, cell.fill, cell.alignment = _HEADING, _BAND, _HEAD


def _cell(sheet: Worksheet, row: int, column: int) -> Cell:
    return cast("Cell", sheet.cell(row, column))  # nothing is merged here


def _write(cell: Cell, value: Value) -> None:
    cell.font = _TEXT
    if isinstance(value, Link):
        cell.hyperlink = value.target
        cell.font = _LINK
        value = value.text
    if isinstance(value, Filled):
        value = value.text
    if isinstance(value, str):
        write_text(cell, value)
    elif isinstance(value, Shown):
        cell.value, cell.number_format = float(value.value), value.pattern
    elif isinstance(value, int):
        cell.value = value


def _print_well(sheet: Worksheet, title: str) -> None:
    """A4 lying, as wide as the page, with the header on every page and its number below."""
    print_on_a4(sheet)
    margins = cast(Any, sheet)  # its types leave open that they are there
    margins.oddHeader.left.text = title.replace("&", "&&")
    margins.oddFooter.right.text = "&P / &N"
