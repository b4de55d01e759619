"""The cells of a workbook as somebody typed them, and how any program writes down areas, names and dates."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum, auto
from fractions import Fraction
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TypeVar

from msgspec import Struct, field

from .... import limits
from ....model.place import Place, column_number, letters_of, unquoted_sheet
from ....model.problems import Kind, UnreadableError
from ....model.units import fold

T = TypeVar("T")

_PLACE = re.compile(r"\$?('(?:[^']|'')+'|[^'!.\[\]]+)[!.]\$?([A-Za-z]{1,3})\$?([0-9]{1,7})(?![0-9A-Za-z(])")
_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")


class Name(Struct, frozen=True):
    """A cell that has a name, folded: its worksheet, row and column; `scope` alone knows it, a worksheet."""

    name: str
    sheet: str
    row: int
    column: int
    scope: str | None = None


def area_name(top: int, bottom: int, left: int, right: int) -> str:
    """`B4:C6`."""
    return f"{letters_of(left)}{top}:{letters_of(right)}{bottom}"


@lru_cache(maxsize=1 << 14)  # every sheet of a panel has the same cells
def place_of(reference: str) -> tuple[int, int] | None:
    """Row and column of `F12`; None for what is no cell."""
    found = _CELL.fullmatch(reference.strip())
    return (int(found[2]), column_number(found[1])) if found else None


def name_of(name: str, area: str, scope: str | None = None) -> Name | None:
    """The named cell (its first, of an area) that `'Lembar 1'!$B$4` or `$Lembar1.$B$4` means."""
    found = _PLACE.match(area.strip().removeprefix("="))
    if not found:
        return None
    return Name(fold(name), unquoted_sheet(found[1]), int(found[3]), column_number(found[2]), scope)


_QUOTED = re.compile(r'"[^"]*"|\\.|[_*].|\[(?!(?:h+|m+|s+)\])[^\]]*\]', re.IGNORECASE | re.DOTALL)
# Excel's own formats for dates and times; 27 to 58 are those of East Asian versions.
_BUILT_IN = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})


def is_date_format(number: int, codes: Mapping[int, str]) -> bool:
    """Whether a number format shows a date or a time; `codes` are those that the workbook itself brings."""
    if number not in codes:
        return number in _BUILT_IN
    code = _QUOTED.sub("", codes[number].split(";")[0])
    return code.casefold() != "general" and bool(re.search("[dmyhs]", code, re.IGNORECASE))


def unescaped(text: str) -> str:
    """Text as Office keeps it in XML: `_x000D_` stands for a character that XML can't hold."""
    if "_x" not in text:
        return text
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text)


# Measured on forms by `bpkit sheets`: 300 titles have 7,000 cells and 90,000 characters on both worksheets.
MOST_CELLS = limits.WORKBOOK_CELLS
MOST_CHARACTERS = limits.WORKBOOK_CHARACTERS
MOST_WORKSHEETS = limits.WORKSHEETS
MOST_MERGED = limits.MERGED_AREAS
DIGITS = 15  # that spreadsheets take and show of a number
LONGEST = 32_767  # characters in a cell; Excel takes no more
LAST_ROW, LAST_COLUMN = 1 << 20, 1 << 14

FORMULA = "=…"  # a formula whose text the format does not give away


def unreadable(variant: str, found: str = "") -> UnreadableError:
    """Why a file is no workbook that can be read: `protected`, `other_kind`, `too_large` or `damaged`."""
    return UnreadableError(Kind.SHEET, found=found, variant=f"form_{variant}")


class CellKind(Enum):
    """What a cell holds."""

    TEXT = auto()
    NUMBER = auto()
    DATE = auto()  # also a time of day, which has no `day`
    BOOLEAN = auto()
    ERROR = auto()
    FORMULA = auto()


class Cell(Struct, frozen=True, gc=False):
    """What stands in a cell: `7.5` for a number, `=A1+B1` for a formula, `2010-10-07` for a date."""

    kind: CellKind
    text: str
    number: Fraction | None = None
    day: date | None = None


def text_cell(text: str) -> Cell:
    """What was typed as text; longer than Excel takes, it is cut."""
    return Cell(CellKind.TEXT, text[:LONGEST].strip())


def boolean_cell(truth: bool) -> Cell:
    """`TRUE` or `FALSE`."""
    return Cell(CellKind.BOOLEAN, "TRUE" if truth else "FALSE")


def error_cell(text: str) -> Cell:
    """`#DIV/0!` and its like."""
    return Cell(CellKind.ERROR, text or "#VALUE!")


def formula_cell(formula: str = "") -> Cell:
    """A cell that computes its value: whatever came of it, nobody typed it."""
    formula = formula.strip()[:LONGEST].removeprefix("=")
    return Cell(CellKind.FORMULA, f"={formula}" if formula else FORMULA)


def number_cell(value: float) -> Cell:
    """A number as it was typed and is seen.

    Excel, LibreOffice and WPS take and show fifteen digits; what is beyond them is left over from a double
    (7.1 is kept as 7.0999999999999996) or from a formula that was replaced by its value (7.000000000000001).
    """
    if not math.isfinite(value):
        return Cell(CellKind.ERROR, str(value))
    number = Decimal(f"{value:.{DIGITS}g}")
    text = f"{number.normalize():f}" if abs(number.adjusted()) <= DIGITS else str(number)
    return Cell(CellKind.NUMBER, text, Fraction(number))


def day_cell(moment: datetime) -> Cell:
    """A date, with its time where it has one."""
    text = moment.isoformat(" ") if moment.time() != time() else moment.date().isoformat()
    return Cell(CellKind.DATE, text, day=moment.date())


def serial_cell(serial: float, *, from_1904: bool = False) -> Cell:
    """The date or time that Excel counts in days, from 1900 on or, as old Macs did, from 1904 on."""
    if not math.isfinite(serial) or not 0 <= serial < 2_958_466:
        return number_cell(serial)
    if serial < 1:
        return Cell(CellKind.DATE, str((datetime.min + timedelta(seconds=round(serial * 86_400))).time()))
    # Excel has a 29 February 1900, so what comes before it is a day off.
    first = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30 if serial >= 60 else 31)
    return day_cell(first + timedelta(seconds=round(serial * 86_400)))


_NOTHING: Mapping[int, Cell] = {}


class Worksheet(Struct, frozen=True, eq=False, dict=True):
    """One worksheet: what is typed in each cell that is not blank, by row and then by column (from 1).

    Functions may remember what they found on it.
    """

    title: str
    rows: Mapping[int, Mapping[int, Cell]]
    merged: Sequence[tuple[int, int, int, int]] = ()  # first and last row, first and last column

    @cached_property
    def said(self) -> Mapping[int, Mapping[str, int]]:
        """The first column of everything that is said in a row, folded, by rows."""
        return _FoldedRows(self.rows)

    def cell(self, row: int, column: int | None) -> Cell | None:
        """What stands there; None where it is blank."""
        return self.rows.get(row, _NOTHING).get(column or 0)

    def text(self, row: int, column: int | None) -> str:
        """What is typed in the cell; "" where it is blank."""
        cell = self.rows.get(row, _NOTHING).get(column or 0)
        return cell.text if cell else ""

    def place(self, row: int, column: int) -> Place:
        """The cell as people name it: sheet `Penilaian`, cell `F12`."""
        return place_in(self.title, row, column)


class _FoldedRows(dict[int, Mapping[str, int]]):
    """What is said in a row, told when it is first asked for."""

    def __init__(self, rows: Mapping[int, Mapping[int, Cell]]) -> None:
        super().__init__()
        self._rows = rows

    def __missing__(self, row: int) -> Mapping[str, int]:
        cells = self._rows.get(row, {})
        self[row] = {fold(cells[column].text): column for column in sorted(cells, reverse=True)}
        return self[row]


@lru_cache(maxsize=1 << 14)
def place_in(sheet: str, row: int, column: int) -> Place:
    """A cell of the worksheet with this title; of the same in a panel's many workbooks there is one."""
    return Place(sheet=sheet, cell=f"{letters_of(column)}{row}")


class Spreadsheet(Struct, frozen=True):
    """A workbook's worksheets in their order, and its named cells where the format gives them away."""

    worksheets: Sequence[Worksheet]
    names: Sequence[Name] = ()
    path: Path = Path()

    def named(self, name: str, worksheet: Worksheet) -> Name | None:
        """The named cell as seen from a worksheet: its own name before the workbook's; None where it is gone.

        Excel gives a tab that is copied names of its own, so that they point at the copy's cells.
        """
        found = [one for one in self.names if one.name == name and one.scope in (None, worksheet.title)]
        titles = {worksheet.title for worksheet in self.worksheets}
        found = [one for one in found if one.sheet in titles]
        return min(found, key=lambda one: one.scope is None, default=None)


class Limits:
    """How much a workbook may hold in all its worksheets together."""

    def __init__(self) -> None:
        self._cells = self._characters = 0

    def take(self, cells: int, characters: int) -> None:
        """Count cells with their characters.

        Raises:
            UnreadableError: that is too many.
        """
        self._cells += cells
        self._characters += characters
        if self._cells > MOST_CELLS:
            raise unreadable("too_large", f"> {MOST_CELLS}")
        if self._characters > MOST_CHARACTERS:
            raise unreadable("too_large", f"> {MOST_CHARACTERS >> 20} MB")


class Grid(Struct):
    """A worksheet while it is read."""

    limits: Limits
    rows: dict[int, dict[int, Cell]] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)

    def put(self, row: int, column: int, cell: Cell) -> None:
        """A cell, unless it is blank or outside every worksheet; of two for one place the first counts."""
        self.put_all([(row, column, cell)])

    def put_all(
        self, cells: Iterable[tuple[int, int, Cell | str]], shared: Callable[[str], Cell] = text_cell
    ) -> None:
        """The same for several; `shared` makes a cell of what stands there as text alone."""
        count = characters = last = 0
        here: dict[int, Cell] = {}
        for row, column, typed in cells:
            cell = shared(typed) if isinstance(typed, str) else typed
            if (text := cell.text) and 0 < row <= LAST_ROW and 0 < column <= LAST_COLUMN:
                if row != last:
                    here, last = self.rows.setdefault(row, {}), row
                if column not in here:
                    here[column] = cell
                    count += 1
                    characters += len(text)
        self.limits.take(count, characters)

    def merge(self, top: int, bottom: int, left: int, right: int) -> None:
        """An area of cells that were joined."""
        if len(self.merged) < MOST_MERGED and (top, left) != (bottom, right):
            self.merged.append((top, bottom, left, right))

    def worksheet(self, title: str) -> Worksheet:
        """The worksheet, its rows and cells in their order."""
        rows = {row: in_order(cells) for row, cells in in_order(self.rows).items()}
        return _met_before(Worksheet(title, rows, tuple(self.merged)))


_MET: dict[str, Worksheet] = {}  # the latest small worksheets, by their titles
MOST_MET, MOST_ROWS_MET = 8, 256


def _met_before(sheet: Worksheet) -> Worksheet:
    """The latest of its title where that says the same: what was found on it need not be found again."""
    met = _MET.get(sheet.title)
    if met and (met.rows, met.merged) == (sheet.rows, sheet.merged):
        return met
    if len(sheet.rows) <= MOST_ROWS_MET:
        if len(_MET) >= MOST_MET:
            _MET.clear()
        _MET[sheet.title] = sheet
    return sheet


def in_order(found: dict[int, T]) -> dict[int, T]:
    """By their numbers, as nearly all programs write them."""
    order = sorted(found)
    return found if order == list(found) else {number: found[number] for number in order}
