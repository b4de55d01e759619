"""Worksheets for people who filter and sort, with the same bytes every time.

What people typed goes in as text, so a title that begins with `=` stays a title.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, cast

from msgspec import Struct
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from ..office import (
    FONT,
    HEADING_COLOUR,
    LEAST_SIZE,
    NORMAL,
    WIDE,
    book_bytes,
    clean,
    free_title,
    line_count,
    print_beside,
    print_on_a4,
    set_normal_font,
    width_of,
    write_text,
)

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

LINE = 13.5  # points that a line of type takes
INDENT = 2.2  # digits that a column has less for its text
TALLEST = 400  # points; Excel ends at 409
IN_SIGHT = 90  # points that may stay in sight above a table: more would leave small screens nothing to scroll
SCALE = int(LEAST_SIZE / NORMAL * 100)  # per cent, at which letters are as small on paper as they may be
ROOM = WIDE[True] * 100 / SCALE  # digits that A4 lying takes at that scale
_NARROW = 12.0  # digits below which no column is made narrower: words would be torn
_BOLD = 1.08  # times as wide as letters that are not
_LONGEST_LINK = 60.0  # digits; LibreOffice and paper cut a longer one, for it is not wrapped there
_LONGEST_WORD = 30.0  # digits; longer than any word of a language, file names and addresses may be torn
_WORD = re.compile(r"[^\s/-]+[/-]*")  # what programs keep on one line
_KEPT = 0.5  # of a column's width, at least
_TEXT = Font(FONT, NORMAL)
_LINK = Font(FONT, NORMAL, color="0563C1", underline="single")
_HEADING = Font(FONT, NORMAL, bold=True, color="FFFFFF")
_BAND = PatternFill("solid", fgColor=HEADING_COLOUR)
_TOP = Alignment("left", "top", wrap_text=True, indent=1)  # off the text of the column before it
_FIGURE = Alignment(horizontal="center", vertical="top")
_HEAD = Alignment(horizontal="center", vertical="center", wrap_text=True)
_LINE = Border(bottom=Side("thin", color="D5DADE"))
FILLS = {
    name: PatternFill("solid", fgColor=colour)
    for name, colour in (("error", "FDECEB"), ("warning", "FFF4DC"), ("info", "E8F2F9"), ("good", "E6F4EA"))
}


class Link(Struct, frozen=True):
    """Text that opens a file; a short one, for LibreOffice wraps no links."""

    text: str | int
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
        set_normal_font(self._book)
        self._book.properties.title = clean(title)
        self._book.properties.creator = "bpkit"
        self._title = clean(title)

    def table(
        self,
        name: str,
        columns: Columns,
        rows: Iterable[Row],
        *,
        named: int = 1,
        around: tuple[Sequence[str], Sequence[str]] = ((), ()),
    ) -> None:
        """A new worksheet with one table, whose head stays in sight and lets it be filtered.

        The first `named` columns say what a row is about. Sentences `around` the table stand
        above and below it, over its whole width: what is filtered and sorted is the table alone.
        """
        sheet = self.sheet(name)
        rows, (above, below) = list(rows), around
        widths = set_columns(sheet, columns, named, [values for values, _ in rows])
        for number, words in enumerate(above, start=1):
            _write_across(sheet, number, words, widths, "error")
        head = len(above) + 1
        headings = [heading for heading, _ in columns]
        write_row(sheet, head, headings, head=True)
        fit_height(sheet, head, headings, widths)
        last = head
        for last, (values, fill) in enumerate(rows, start=head + 1):
            write_row(sheet, last, values, fill)
            fit_height(sheet, last, values, widths)
        sheet.print_title_rows = f"{head}:{head}"
        sheet.auto_filter.ref = f"A{head}:{get_column_letter(len(columns))}{last}"
        if sum(sheet.row_dimensions[row].height or LINE for row in range(1, head)) <= IN_SIGHT:
            sheet.freeze_panes = f"A{head + 1}"
        for number, words in enumerate(below, start=last + 1):
            _write_across(sheet, number, words, widths)

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


def set_columns(
    sheet: Worksheet, columns: Columns, named: int = 1, rows: Iterable[Sequence[Value]] = ()
) -> list[float]:
    """Make columns as wide as they may be for paper and these rows' words, and give their widths.

    Where they are still too wide for a page, it goes on beside it, with the first `named` ones again.
    """
    widths = narrowed(columns, rows)
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    if sum(widths) > ROOM:
        print_beside(sheet, "".join(map(get_column_letter, range(1, named + 1))), SCALE)
    return widths


def narrowed(columns: Columns, rows: Iterable[Sequence[Value]] = ()) -> list[float]:
    """The columns' widths, those of much text less wide where that lets a page take all of them.

    A column is wider than that where it takes one word of the rows not to be torn, and the page has room.

    >>> narrowed([("Kode", 8), ("Temuan", 90), ("Perbaikan", 90)])
    [8.0, 82.2, 82.2]
    """
    least = [
        min(width, max(_NARROW, width * _KEPT, _word_room(heading, _BOLD))) for heading, width in columns
    ]
    fits = sum(least) <= ROOM
    least = _with_whole_words(least, _words_room(columns, rows), ROOM if fits else None)
    widths = [max(width, own) for (_, width), own in zip(columns, least, strict=True)]
    more, spare = sum(widths) - ROOM, sum(widths) - sum(least)
    if not fits or more <= 0:
        return widths
    left = 1 - more / spare if spare else 0.0
    return [int((own + (width - own) * left) * 10) / 10 for width, own in zip(widths, least, strict=True)]


def _with_whole_words(least: Sequence[float], wanted: Sequence[float], room: float | None) -> list[float]:
    """The least widths, as many as the room takes made wide enough for their words."""
    made = list(least)
    for number in sorted(range(len(made)), key=lambda number: wanted[number] - least[number]):
        more = wanted[number] - made[number]
        if more > 0 and (room is None or sum(made) + more <= room):
            made[number] = wanted[number]
    return made


def _words_room(columns: Columns, rows: Iterable[Sequence[Value]]) -> list[float]:
    """How wide each column is in which no word is torn."""
    wanted = [_word_room(heading, _BOLD) for heading, _ in columns]
    for values in rows:
        for number, text in _texts(values):
            is_link = isinstance(values[number], Link)
            room = min(width_of(text) + INDENT, _LONGEST_LINK) if is_link else _word_room(text)
            wanted[number] = max(wanted[number], room)
    return wanted


def _word_room(text: str, bold: float = 1.0) -> float:
    """How wide a column is in which no word of the text is torn, its letters so many times as wide."""
    rooms = (width_of(word) * bold + INDENT for word in _WORD.findall(text))
    return max((room for room in rooms if room <= _LONGEST_WORD), default=0.0)


def _texts(values: Sequence[Value]) -> Iterator[tuple[int, str]]:
    """The texts of a row with the numbers of their columns, from 0 on."""
    for number, value in enumerate(values):
        text = value.text if isinstance(value, Link | Filled) else value
        if isinstance(text, str):
            yield number, text


def _write_across(
    sheet: Worksheet, row: int, text: str, widths: Sequence[float], fill: str | None = None
) -> None:
    """A sentence over the table's width, as far as the first page goes, the row as high as it takes."""
    count = 1
    while count < len(widths) and sum(widths[: count + 1]) <= ROOM:
        count += 1
    write_row(sheet, row, [text, *[None] * (count - 1)], fill)
    if count > 1:
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=count)
    fit_height(sheet, row, [text], [sum(widths[:count])])


def fit_height(sheet: Worksheet, row: int, values: Sequence[Value], widths: Sequence[float]) -> None:
    """Make the row as high as its longest text: LibreOffice and phones don't do it by themselves."""
    lines = (line_count(text, widths[number] - INDENT) for number, text in _texts(values))
    sheet.row_dimensions[row].height = min(LINE * max(lines, default=1) + 3, TALLEST)


def write_row(
    sheet: Worksheet, row: int, values: Sequence[Value], fill: str | None = None, *, head: bool = False
) -> None:
    """A row of cells from the first column on; a `head` has the look of a table's first row."""
    for number, value in enumerate(values, start=1):
        cell = _cell(sheet, row, number)
        _write(cell, value)
        cell.alignment = _FIGURE if _is_figure(value) else _TOP
        cell.border = _LINE
        if fill:
            cell.fill = FILLS[fill]
        if isinstance(value, Filled):
            cell.fill = FILLS[value.fill]
        if head:
            cell.font, cell.fill, cell.alignment = _HEADING, _BAND, _HEAD


def _is_figure(value: Value) -> bool:
    return isinstance(value.text if isinstance(value, Link) else value, int | Shown | Filled)


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
