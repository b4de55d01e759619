"""Print-ready worksheets for whatever a programme says: A4, header on every page, rows as high as their text.

What people typed stays text. Formulas bring what they give, and the same content gives the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any, cast

from msgspec import Struct
from msgspec.structs import replace
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from ...model.settings import Office
from ...office import (
    FONT,
    NORMAL,
    WIDE,
    book_bytes,
    clean,
    free_title,
    line_count,
    parse,
    path,
    print_beside,
    print_on_a4,
    read_parts,
    serialise,
    set_normal_font,
    tag,
    to_bytes,
    width_of,
    write_text,
)
from ..xlsx.cells import Formula, number_text
from ..xlsx.drawings import part_of

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

Content = str | int | Fraction | date | Formula | None

HIGHEST = 409.0  # points that Excel allows a row
LINE = 1.3  # height of a line in units of its font's size
CHOICES = "Pilihan"  # the hidden worksheet that lists what cells may hold
LIST_ROOM = 250  # characters of choices that a rule of Excel holds itself
BLANK_ROWS = 20  # for people to go on with
HIGH = {False: 762.0, True: 516.0}  # points between the margins of A4, upright and lying
SPARE = 0.97  # of that height: programs differ a little in how high they make rows
TAKEN_ALONG = 3  # rows of a table that go to a new page with what ends it, so that its header heads something
DEFAULT_HEIGHT = 15.0
LEAST_HEIGHT, NOTE_HEIGHT, NOTE_SIZE = 13.5, 11.5, 8  # of rows, and the size of small print
NARROW = 16.0  # digits that a column keeps when it gives way to another
NAMING = "AB"  # columns that name a row, on every page that goes on beside another
LONGEST_TURNED = 24  # letters of a heading that may run from below to above

_GREY, _PALE, _INPUT, _RED = "D9D9D9", "F2F2F2", "FFF9DB", "B3261E"
_THIN = Side("thin", color="8C8C8C")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)


class CellStyle(Struct, frozen=True):
    """How a cell looks and what may be done with it."""

    size: int = 9
    bold: bool = False
    italic: bool = False
    colour: str = "000000"
    fill: str = ""
    boxed: bool = True
    across: str = "left"
    down: str = "center"
    open: bool = False  # whether people write here, on a sheet that is protected
    pattern: str = ""
    indent: int = 0
    turned: bool = False  # from below to above

    @property
    def step(self) -> int:
        """Its indent; in a box, what stands at an edge keeps off it."""
        return self.indent + int(self.boxed and self.across != "center")

    @property
    def is_note(self) -> bool:
        """Whether it is small print, which stands close together."""
        return not self.boxed and self.size <= NOTE_SIZE


TITLE = CellStyle(14, bold=True, boxed=False, down="center")
SUBTITLE = CellStyle(10, boxed=False, colour="404040")
WARNING = CellStyle(10, bold=True, boxed=False, colour=_RED)
LABEL = CellStyle(9, boxed=False, down="center")
VALUE = CellStyle(9, bold=True, boxed=False, down="center")
NOTE = CellStyle(NOTE_SIZE, boxed=False, colour="404040")
HEADING = CellStyle(9, bold=True, fill=_GREY, across="center", down="center")
TEXT = CellStyle()
GROUP = CellStyle(bold=True, fill=_PALE)
INPUT = CellStyle(fill=_INPUT, open=True)
CENTRE = CellStyle(across="center")
CENTRE_INPUT = CellStyle(fill=_INPUT, open=True, across="center")
DAY_INPUT = CellStyle(fill=_INPUT, open=True, across="center", pattern="dd/mm/yyyy")
FIGURE = CellStyle(across="right", pattern="0.00")
PLAIN = CellStyle(boxed=False, down="top")


class Put(Struct, frozen=True):
    """What goes into one cell, and over how many columns."""

    value: Content
    style: CellStyle = TEXT
    span: int = 1


class PlannedRow(Struct, frozen=True):
    """A row of cells that is still to be laid, and how high it is at least."""

    puts: tuple[Put, ...]
    least: float = 0


class Firm(float):
    """A column's width in digits that it takes, however wide the page is; others share what is left."""


def fitted(widths: Sequence[float], needed: Mapping[int, float]) -> list[float]:
    """The widths with what columns need at least, taken from those that have more than enough.

    Where that is not to be had, they stay as they are.

    >>> fitted([10.0, 40.0], {0: 14.0})
    [14.0, 36.0]
    """
    short = {at: need - widths[at] for at, need in needed.items() if need > widths[at]}
    least = [widths[at] if at in short else max(NARROW, needed.get(at, 0)) for at in range(len(widths))]
    spare = [max(width - own, 0) for width, own in zip(widths, least, strict=True)]
    wanted = sum(short.values())
    if wanted > sum(spare) or not short:
        return [*widths]
    return [
        width + short.get(at, 0) - more * wanted / sum(spare)
        for at, (width, more) in enumerate(zip(widths, spare, strict=True))
    ]


class Book:
    """A workbook while it is made."""

    def __init__(self, title: str, office: Office | None = None, *, provisional: bool = False) -> None:
        """`office` is what its unit puts on papers; `provisional` says that what is laid may still change."""
        self.office, self.provisional = office or Office(), provisional
        self._book = Workbook()
        self._book.remove(self._book.worksheets[0])
        set_normal_font(self._book)
        self._book.properties.title = clean(title)
        self._book.properties.creator = "bpkit"
        self._choices: dict[tuple[object, ...], str] = {}
        self._lists: list[tuple[object, ...]] = []
        self._styles: dict[CellStyle, Any] = {}
        self.results: dict[tuple[str, str], Formula] = {}
        self.growing: dict[str, set[int]] = {}
        self.title = clean(title)
        self.has_assumptions = False  # whether a worksheet of their own has them

    def page(
        self, name: str, widths: Sequence[float], *, lying: bool = True, room: float | None = None
    ) -> Page:
        """A new worksheet with columns of these widths, in parts of the page's.

        `room` is how many digits they take; what a page has no room for goes on beside it:
        smaller letters nobody reads.
        """
        free = free_title(name, (sheet.title for sheet in self._book.worksheets))
        return Page(self, cast("Worksheet", self._book.create_sheet(free)), widths, lying=lying, room=room)

    def worksheet(self, title: str) -> Any:
        """The worksheet of that title, for what draws from its cells."""
        return self._book[title]

    def name(self, name: str, page: Page, row: int, column: int) -> None:
        """Give a cell a name that people may find it by."""
        area = f"{quote_sheetname(page.title)}!${get_column_letter(column)}${row}"
        self._book.defined_names[name] = DefinedName(name, attr_text=area)

    def dress(self, cell: Any, style: CellStyle) -> None:
        """Give a cell its style.

        A style is told once; after that cells take the numbers that openpyxl gave to it. Telling it anew for
        every cell took four fifths of the time of a form of 160 rows.
        """
        if style in self._styles:
            cell._style = copy(self._styles[style])
            return
        cell.font = Font(FONT, style.size, bold=style.bold, italic=style.italic, color=style.colour)
        cell.fill = PatternFill("solid", fgColor=style.fill) if style.fill else PatternFill()
        cell.border = _BOX if style.boxed else Border()
        cell.alignment = Alignment(
            style.across,
            style.down,
            wrap_text=not style.turned
            and not style.pattern,  # LibreOffice forgets the indent of a wrapped number
            indent=style.step,
            text_rotation=90 if style.turned else 0,
        )
        cell.protection = Protection(locked=not style.open)
        if style.pattern:
            cell.number_format = style.pattern
        self._styles[style] = copy(cell._style)

    def choices(self, values: Sequence[str | Fraction]) -> str:
        """What a rule of Excel says where a cell takes one of these."""
        texts = [value for value in values if isinstance(value, str)]
        plain = ",".join(texts)
        if (
            len(texts) == len(values)
            and len(plain) <= LIST_ROOM
            and not any(set(',"') & set(t) for t in texts)
        ):
            return f'"{plain}"'
        key = tuple(values)
        if key not in self._choices:
            self._lists.append(key)
            letter = get_column_letter(len(self._lists))
            self._choices[key] = f"{CHOICES}!${letter}$1:${letter}${len(values)}"
        return self._choices[key]

    def to_bytes(self) -> bytes:
        """The workbook; the same content gives the same bytes."""
        self._lay_choices()
        parts = read_parts(book_bytes(self._book))
        for sheet in self._book.worksheets:
            part = part_of(parts, sheet.title)
            parts[part] = self._finished(sheet.title, parts[part])
        return to_bytes(parts)

    def _lay_choices(self) -> None:
        if not self._lists:
            return
        sheet: Any = self._book.create_sheet(CHOICES)
        for column, values in enumerate(self._lists, start=1):
            for row, value in enumerate(values, start=1):
                write(sheet.cell(row, column), cast("Content", value))
        sheet.sheet_state = "hidden"

    def _finished(self, title: str, data: bytes) -> bytes:
        """The worksheet with what its formulas give, and rows that grow as people type."""
        root = parse(data)
        for row in root.iterfind(path("sheetData/row")):
            if int(row.get("r")) in self.growing.get(title, ()):
                row.attrib.pop("customHeight", None)
            for cell in row:
                if found := self.results.get((title, cell.get("r"))):
                    _remember(cell, found)
        return serialise(root)


def _remember(cell: Any, formula: Formula) -> None:
    """Put what a formula gives beside it; openpyxl has no way to."""
    value = cell.find(tag("v"))
    if formula.result is None:
        return
    if isinstance(formula.result, str):
        cell.set("t", "str")
        value.text = clean(formula.result)
    else:
        cell.attrib.pop("t", None)
        value.text = number_text(formula.result)


def write(cell: Any, value: Content) -> None:
    """Put a value into a cell; a text that begins with `=` stays a text."""
    if isinstance(value, str):
        write_text(cell, value)
    elif isinstance(value, Fraction):
        cell.value = value.numerator if value.denominator == 1 else float(value)
    elif isinstance(value, Formula):
        cell.value = f"={value.text}"
    elif value is not None:
        cell.value = value


class Page:
    """One worksheet, written from top to bottom."""

    def __init__(
        self, book: Book, sheet: Worksheet, widths: Sequence[float], *, lying: bool, room: float | None = None
    ) -> None:
        self.book = book
        self.sheet: Any = sheet
        self.title: str = sheet.title
        room = WIDE[lying] if room is None else max(room, WIDE[lying])
        self._firm = {at: float(width) for at, width in enumerate(widths) if isinstance(width, Firm)}
        self._set_widths(fitted([width * room / sum(widths) for width in widths], self._firm))
        self._high = HIGH[lying] * SPARE
        self._is_beside = room > WIDE[lying]
        self._groups: set[int] = set()  # rows that head those below them
        self.row = 0  # the last one that was written
        self._across = self.count  # columns that a text over the whole width takes
        self._print_well(lying=lying)
        if self._is_beside:
            self._go_on_beside(WIDE[lying])

    def _set_widths(self, widths: list[float]) -> None:
        self.widths = widths
        for number, width in enumerate(widths, start=1):
            self.sheet.column_dimensions[get_column_letter(number)].width = width

    @property
    def count(self) -> int:
        """How many columns there are."""
        return len(self.widths)

    def add(self, puts: Sequence[Put], *, growing: bool = False, least: float = 0) -> int:
        """A row of cells; its number. `growing` rows follow their text when people type more."""
        self.row += 1
        for put, column, last in self._columns(puts):
            self._put(column, last, put)
        self.sheet.row_dimensions[self.row].height = self._row_height(puts, least)
        if puts and all(put.style.fill == _PALE for put in puts):
            self._groups.add(self.row)
        if growing:
            self.book.growing.setdefault(self.title, set()).add(self.row)
        return self.row

    def _columns(self, puts: Sequence[Put]) -> Iterator[tuple[Put, int, int]]:
        """Each cell with its first and last column."""
        column = 1
        for put in puts:
            last = min(column + put.span - 1, self.count)
            yield put, column, last
            column = last + 1

    def _row_height(self, puts: Sequence[Put], least: float = 0) -> float:
        needs = [
            self._need(put, sum(self.widths[first - 1 : last])) for put, first, last in self._columns(puts)
        ]
        small = NOTE_HEIGHT if all(put.style.is_note for put in puts) else LEAST_HEIGHT
        return round(min(max(least, small, *needs), HIGHEST), 1)

    def across(self, text: Content, style: CellStyle) -> int:
        """A text over the whole width; a title over the columns that every page beside has, if there are."""
        span = len(NAMING) if self._is_beside and style == TITLE else self._across
        return self.add([Put(text, style, span)])

    def line(self, text: Content, style: CellStyle) -> PlannedRow:
        """The same, still to be laid."""
        return PlannedRow((Put(text, style, self._across),))

    def space(self, points: float = 8) -> None:
        """A gap."""
        self.row += 1
        self.sheet.row_dimensions[self.row].height = points

    def head(self, headings: Sequence[str], groups: Sequence[tuple[str, int]] = ()) -> int:
        """The header of a table, repeated on every page and kept in sight; its row."""
        if not self._is_beside and not self.sheet.print_title_rows:
            words = self._words_of(headings)
            needed = {at: max(words.get(at, 0), self._firm.get(at, 0)) for at in words | self._firm}
            self._set_widths(fitted(self.widths, needed))
        first = self.row + 1
        if groups:
            self.add([Put(text, HEADING, span) for text, span in groups])
        turned = [replace(HEADING, turned=self._is_torn(text, at)) for at, text in enumerate(headings)]
        puts = [Put(text, style) for text, style in zip(headings, turned, strict=True)]
        row = self.add(puts, least=20)
        self.sheet.print_title_rows = f"{first}:{row}"
        self.sheet.freeze_panes = f"A{row + 1}"
        return row

    @staticmethod
    def _words_of(headings: Sequence[str]) -> dict[int, float]:
        """How wide each column has to be for no word of its heading to be torn; long headings have no say."""
        size = HEADING.size / NORMAL * 1.08
        words = {at: heading.split() for at, heading in enumerate(headings) if len(heading) <= LONGEST_TURNED}
        return {at: max(map(width_of, own)) * size + 0.9 for at, own in words.items() if own}

    def _is_torn(self, heading: str, column: int) -> bool:
        """Whether a word of a heading is wider than its column: then it runs from below to above."""
        return self._words_of([heading]).get(0, 0) > self.widths[column] + 0.1

    def _go_on_beside(self, wide: float) -> None:
        print_beside(self.sheet, NAMING)
        used = 0.0
        for number, width in enumerate(self.widths):
            used += width
            if used > wide:
                self._across = max(number, 1)
                break

    def allow(self, area: str, values: Sequence[str | Fraction], error: str) -> None:
        """Give cells a drop-down list."""
        rule = DataValidation(type="list", formula1=self.book.choices(values), allow_blank=True, sqref=area)
        self._rule(rule, error)

    def allow_numbers(self, area: str, least: Fraction | None, most: Fraction | None, error: str) -> None:
        """Let cells take numbers alone."""
        low, high = float(-(10**15) if least is None else least), float(10**15 if most is None else most)
        rule = DataValidation(
            type="decimal", operator="between", formula1=f"{low:.15g}", formula2=f"{high:.15g}", sqref=area
        )
        self._rule(rule, error)

    def allow_days(self, area: str, error: str) -> None:
        """Let cells take dates alone."""
        rule = DataValidation(type="date", operator="greaterThan", formula1="18264", sqref=area)
        self._rule(rule, error)

    def protect(self) -> None:
        """Let people write where they should, and change heights and widths as they like."""
        guard = self.sheet.protection
        guard.sheet, guard.formatColumns, guard.formatRows = True, False, False

    def _break_before(self, row: int) -> None:
        from openpyxl.worksheet.pagebreak import Break

        self.sheet.row_breaks.append(Break(id=row - 1))

    def draw(self, chart: Any) -> None:
        """Put a chart below what is written; such a page is printed on one sheet, so that nothing cuts it."""
        self.sheet.add_chart(chart, f"A{self.row + 1}")
        self.sheet.page_setup.fitToHeight = 1

    def lay_foot(
        self, notes: Sequence[PlannedRow], signed: Sequence[PlannedRow], aside: Sequence[PlannedRow]
    ) -> bool:
        """Notes and signatures below a table; whether the notes are there.

        Where all of it does not fit on the rest of the page, `aside` stands in place of the notes: it says
        where they are. Signatures never stand alone: a few rows of the table go to a new page with them, for
        its header is repeated there, and would head nothing.
        """
        self._set_pages()
        used, _ = self._used_before(self.row + 1)
        small, whole = (
            sum(self._row_height(one.puts, one.least) for one in (*above, *signed))
            for above in (aside, notes)
        )
        along = self._height(*self._titles()) + self._height(max(self.row + 1 - TAKEN_ALONG, 1), self.row)
        # Where signatures go to a new page anyway, the notes go with them.
        fits = used + whole <= self._high or (used + small > self._high and along + whole <= self._high)
        first = self.row + 1
        for one in (*(notes if fits else aside), *signed):
            self.add(one.puts, least=one.least)
        self.keep_together(first)
        return fits

    def _set_pages(self) -> None:
        """End each page where it is full, so that all programs part the table alike, and below no heading."""
        head, top, used = self._height(*self._titles()), 1, 0.0
        begun = {one.id + 1 for one in self.sheet.row_breaks.brk}
        for row in range(1, self.row + 1):
            high = self._height(row, row)
            if row in begun:
                top, used = row, head
            elif used + high > self._high:
                start = row
                while start - 1 in self._groups and start - 1 > top + 1:
                    start -= 1
                self._break_before(start)
                top, used = start, head + self._height(start, row - 1)
            used += high

    def keep_together(self, first: int) -> None:
        """Begin a page a few rows before this one where what follows would be torn."""
        used, top = self._used_before(first)
        if used + self._height(first, self.row) <= self._high:
            return
        head = self._height(*self._titles())
        least = max(top, self._titles()[1] + 1) + 1  # a row stays below the header that stands there already
        for row in range(max(first - TAKEN_ALONG, least), first):
            is_gap = all(cell.value is None for cell in self.sheet[row])
            if not is_gap and head + self._height(row, self.row) <= self._high:
                self._break_before(row)
                return
        if top == 1:  # the whole table is on the first page: no other needs its header
            self.sheet._print_rows = None  # openpyxl's own setter passes over None
        self._break_before(first)

    def fill(self, row: int, value: Content, column: int = 1) -> None:
        """Put a value into a cell that was laid before what it speaks of."""
        write(self.sheet.cell(row, column), value)
        if isinstance(value, Formula):
            self.book.results[self.title, f"{get_column_letter(column)}{row}"] = value

    def reference(self, row: int, column: int) -> str:
        """A cell of this worksheet as formulas of others name it."""
        return f"{quote_sheetname(self.title)}!{get_column_letter(column)}{row}"

    def _titles(self) -> tuple[int, int]:
        """The first and last row that are repeated on every page; nothing between them where none is."""
        found = re.findall(r"[0-9]+", self.sheet.print_title_rows or "1:0")
        return int(found[0]), int(found[-1])

    def _height(self, first: int, last: int) -> float:
        dimensions = self.sheet.row_dimensions
        return sum(dimensions[row].height or DEFAULT_HEIGHT for row in range(first, last + 1))

    def _used_before(self, row: int) -> tuple[float, int]:
        """How much of its page is taken where a row begins, and the first row of that page."""
        begun = {one.id + 1 for one in self.sheet.row_breaks.brk}
        used, top = 0.0, 1
        for one in range(1, row):
            high = self._height(one, one)
            if one in begun or used + high > self._high:
                used, top = self._height(*self._titles()), one
            used += high
        return used, top

    def _rule(self, rule: DataValidation, error: str) -> None:
        rule.showErrorMessage, rule.errorTitle, rule.error = True, self.book.title[:31], error[:250]
        rule.errorStyle = "stop"
        self.sheet.add_data_validation(rule)

    def _put(self, column: int, last: int, put: Put) -> None:
        for number in range(column, last + 1):
            self.book.dress(self.sheet.cell(self.row, number), put.style)
        cell = self.sheet.cell(self.row, column)
        write(cell, put.value)
        if isinstance(put.value, Formula):
            self.book.results[self.title, f"{get_column_letter(column)}{self.row}"] = put.value
        if isinstance(put.value, date) and not put.style.pattern:
            cell.number_format = "dd/mm/yyyy"
        if last > column:
            self.sheet.merge_cells(start_row=self.row, end_row=self.row, start_column=column, end_column=last)

    def _need(self, put: Put, width: float) -> float:
        """The height that a text needs."""
        text = put.value.result if isinstance(put.value, Formula) else put.value
        if not isinstance(text, str) or not text:
            return 0.0
        if put.style.turned:
            return width_of(text) * put.style.size * 0.6 + 8
        size = put.style.size * (1.08 if put.style.bold else 1.0)
        room = max((width - 1.2 - 1.5 * put.style.step) * NORMAL / size, 3)
        return line_count(text, room) * put.style.size * LINE + (1 if put.style.is_note else 4)

    def _print_well(self, *, lying: bool) -> None:
        sheet = self.sheet
        print_on_a4(sheet, lying=lying)
        sheet.oddFooter.left.text = self.book.title.replace("&", "&&")[:120]
        sheet.oddFooter.left.size = sheet.oddFooter.right.size = 8
        sheet.oddFooter.right.text = "&P / &N"
        sheet.sheet_view.showGridLines = False


def pairs(page: Page, found: Sequence[tuple[str, Put, str]], columns: Sequence[int]) -> dict[str, int]:
    """Labels with their values beside them, two pairs a row where `columns` has four spans; rows by name.

    `columns` are how many columns label, value, label and value span.
    """
    rows: dict[str, int] = {}
    per_row = len(columns) // 2
    for at in range(0, len(found), per_row):
        puts: list[Put] = []
        for index, (label, value, name) in enumerate(found[at : at + per_row]):
            puts += [
                Put(f"{label} :", replace(LABEL, indent=int(index > 0)), columns[2 * index]),
                Put(value.value, value.style, columns[2 * index + 1]),
            ]
            if name:
                column = 1 + sum(columns[: 2 * index + 1])
                page.book.name(name, page, page.row + 1, column)
        row = page.add(puts, least=16)
        rows |= {name: row for _, _, name in found[at : at + per_row] if name}
    return rows
