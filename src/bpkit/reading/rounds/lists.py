"""Lists that people keep in a unit's folder, in YAML or Excel: their rows, with each cell as an exact text.

A number is kept exactly (`1500000` for `Rp 1.500.000`), a date as 2010-06-03, yes and no in these
words; what can't be read so is a problem and stays as it was typed.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from ... import yamlfile
from ...figures import exact
from ...model.dates import parse_date
from ...model.extensions import WORKBOOKS, YAML
from ...model.hints import nearest
from ...model.place import Place
from ...model.problems import Problem, UnreadableError, sheet_problem
from ...model.programs import Column, ColumnKind, Table
from ...model.rounds import Listing, Row
from ...model.signs import UTF_16_MARKS, decode, plain
from ...model.units import fold_alike
from ...yamlfile import Text
from ..fields import place_of, with_decimals
from ..panel.workbooks import open_workbook
from ..panel.workbooks.cells import Cell, CellKind, Spreadsheet, Worksheet, text_cell, unreadable
from .files import UnitFiles, differing, is_yaml, stem_of
from .grids import HeadedTable, find_grid, is_number_heading, is_total
from .values import files_named, joined, number_in, words_in

RATIOS = "nilai"  # column of numbers for items, of which some are ratios that nobody divides before their sum
_RATIO = re.compile(r"[0-9.,]+ *(?:/|dari|of) *[0-9.,]+")
NUMBERS = (ColumnKind.NUMBER, ColumnKind.WHOLE)


def read_listing(folder: Path, table: Table, unit_files: UnitFiles | None = None) -> Listing | None:
    """The list of that code in a unit's folder; None where there is no file of it.

    Of an Excel file and a YAML file of one name that say the same one counts, of different ones none.
    """
    unit_files = unit_files or UnitFiles()
    files = unit_files.named(folder, table.code, (*YAML, *WORKBOOKS, *DELIMITED))
    problems: list[Problem] = []
    for place in unit_files.named(folder, table.code) if table.many else ():
        inside, damages = unit_files.sheets_in(place, DELIMITED)
        files += inside
        problems += damages
    if not files and not problems:
        return None
    parts = [_Part(file, table).read(unit_files.data_of(file)) for file in files]
    begun = {stem_of(part.path) for part in parts if part.rows}
    digests = {part.path: part.sha256 for part in parts if part.sha256}
    told = [one for part in parts for one in part.problems]
    groups: dict[Hashable, list[_Part]] = {}
    for part in parts:
        if part.rows or stem_of(part.path) not in begun:
            groups.setdefault(stem_of(part.path), []).append(part)
    kept, _, twins = differing(list(groups.values()), lambda part: part.path, _said, "twins")
    rows = tuple(row for part in sorted(kept, key=lambda part: part.path) for row in part.rows)
    return Listing(table.code, rows, digests, (*problems, *told, *twins, *_twice(rows, table)))


def read_rows(file: Path, table: Table, data: bytes | Problem) -> tuple[list[Row], list[Problem]]:
    """The rows of one file of a list, and what is wrong with it."""
    part = _Part(file, table).read(data)
    return part.rows, part.problems


def _said(part: _Part) -> Hashable:
    return frozenset(Counter(tuple(sorted(row.cells.items())) for row in part.rows).items())


def _twice(rows: tuple[Row, ...], table: Table) -> Iterator[Problem]:
    """Two rows about the same thing, by the columns that tell rows apart."""
    seen: dict[tuple[str, ...], Row] = {}
    for row in rows if table.key else ():
        key = tuple(fold_alike(row.cells.get(code, "")) for code in table.key)
        if not any(key):
            continue
        if key in seen:
            first, said = seen[key], ", ".join(row.cells.get(code, "") for code in table.key)
            where = " ".join(filter(None, (first.path.name, _where(first.place))))
            yield sheet_problem(row.path, "row_twice", said, row.place, first=where, table=table.name)
        seen.setdefault(key, row)


def _where(place: Place) -> str:
    return place.cell or (str(place.line) if place.line else "")


class _Part(Struct):
    """One file of a list."""

    path: Path
    table: Table
    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    sha256: str = ""

    def read(self, data: bytes | Problem) -> _Part:
        """This, with what the file holds."""
        if isinstance(data, Problem):
            self.problems.append(data)
            return self
        self.sha256 = hashlib.sha256(data).hexdigest()
        try:
            if is_yaml(self.path):
                self._take_yaml(yamlfile.read(data))
            else:
                self._take_workbook(data)
        except UnreadableError as fault:
            self.problems.append(fault.of_sheet(self.path))
        return self

    def _add(self, variant: str, found: str, place: Place, expected: str = "", **values: str) -> None:
        self.problems.append(sheet_problem(self.path, variant, found, place, expected, **values))

    # YAML ---------------------------------------------------------------------------------------------

    def _take_yaml(self, typed: Any) -> None:
        """Rows of a list; one alone may stand without its hyphen, all may stand under the list's code."""
        if isinstance(typed, dict) and len(typed) == 1:
            key, value = next(iter(typed.items()))
            typed = value if fold_alike(key) in self._called() and isinstance(value, list) else typed
        for entry in typed if isinstance(typed, list) else [typed] if typed else []:
            if isinstance(entry, dict):
                self._take_entry(entry)
            elif entry != "":
                text = str(entry) if isinstance(entry, Text) else "…"
                self._add("no_row", text, place_of(entry) if isinstance(entry, Text) else Place(1, 1))

    def _called(self) -> tuple[str, ...]:
        return fold_alike(self.table.code), fold_alike(self.table.name)

    def _take_entry(self, typed: dict[Text, Any]) -> None:
        cells: dict[str, str] = {}
        places: dict[str, Place] = {}
        for key, value in with_decimals(typed).items():
            column = self._column(key)
            if column is None:
                self._add_unknown(str(key), place_of(key))
                continue
            cell, place = self._yaml_cell(key, value)
            if cell is not None and cell.text:
                cells[column.code] = self._canonical(column, cell, place)
                places[column.code] = place
        if cells:
            self.rows.append(Row(self.path, place_of(next(iter(typed))), cells, places))

    def _yaml_cell(self, key: Text, value: Any) -> tuple[Cell | None, Place]:
        if isinstance(value, Text):
            return text_cell(plain(value)), place_of(value)
        if isinstance(value, list) and all(isinstance(one, Text) for one in value):
            return text_cell(joined(plain(one).strip() for one in value)), place_of(key)
        self._add("not_text", "…", place_of(key), key=str(key))
        return None, place_of(key)

    def _column(self, text: str) -> Column | None:
        for column in self.table.columns:
            if _spaced(text) in (_spaced(column.code), _spaced(column.name)):
                return column
        return None

    def _add_unknown(self, text: str, place: Place) -> None:
        columns = self.table.columns
        names = {_spaced(name): one.code for one in columns for name in (one.name, one.code)}
        near = names.get(nearest(_spaced(text), names) or "", "")
        options = ", ".join(column.code for column in columns)
        values = {"key": text, "near": near, "options": options}
        self._add("unknown_key" if near else "stray_key", text, place, near or options, **values)

    # Workbooks ----------------------------------------------------------------------------------------

    def _take_workbook(self, data: bytes) -> None:
        delimited = self.path.suffix.casefold() in DELIMITED
        book = read_delimited(data, self.path) if delimited else open_workbook(data, self.path)
        grids = [grid for one in book.worksheets if (grid := self._grid(one))]
        for grid in grids:
            self._take_grid(grid)
        if not grids and any(worksheet.rows for worksheet in book.worksheets):
            options = ", ".join(column.name for column in self.table.columns)
            self._add("no_list_header", "", Place(sheet=book.worksheets[0].title), options, options=options)

    def _grid(self, worksheet: Worksheet) -> HeadedTable | None:
        def enough(named: set[str]) -> bool:
            return len(named) >= min(2, len(self.table.columns))

        return find_grid(self.path, worksheet, self._code_of, enough)

    def _code_of(self, heading: str) -> str | None:
        column = self._column(heading.removesuffix("*").strip())
        return column.code if column else None

    def _take_grid(self, grid: HeadedTable) -> None:
        self._stray_columns(grid)
        for number in grid.rows():
            own = grid.joined.worksheet.rows.get(number, {})
            filled = [code for code in grid.columns if (cell := grid.cell(number, code)) and cell.text]
            if not any(grid.columns[code] in own for code in filled) or self._is_sum(grid, number):
                continue
            row = Row(self.path, grid.place(number, filled[0]), *self._row(grid, number, filled))
            self.rows += [row] if row.cells else []
        self.problems += grid.problems

    def _row(
        self, grid: HeadedTable, number: int, filled: list[str]
    ) -> tuple[dict[str, str], dict[str, Place]]:
        cells: dict[str, str] = {}
        places: dict[str, Place] = {}
        for column in self.table.columns:
            cell = grid.cell(number, column.code) if column.code in filled else None
            if cell is None:
                continue
            if column.kind in NUMBERS and grid.is_shared(number, column.code):
                if grid.columns[column.code] in grid.joined.worksheet.rows.get(number, {}):
                    grid.add("form_merged", number, column.code)
                continue
            places[column.code] = grid.place(number, column.code)
            cells[column.code] = self._canonical(column, cell, places[column.code])
        return cells, places

    def _is_sum(self, grid: HeadedTable, number: int) -> bool:
        """Whether the row sums up those above it: it says so where other rows have a name or a number."""
        cells = grid.joined.worksheet.rows[number]
        first = cells[min(cells)]
        return first.kind is CellKind.TEXT and is_total(first.text) and len(cells) > 1

    def _stray_columns(self, grid: HeadedTable) -> None:
        taken = set(grid.columns.values())
        for column, text in grid.headings.items():
            values = any(grid.joined.worksheet.cell(row, column) for row in grid.rows())
            if column not in taken and values and not is_number_heading(text) and not self._code_of(text):
                self._add_unknown(text, grid.joined.worksheet.place(grid.header, column))

    # Cells --------------------------------------------------------------------------------------------

    def _canonical(self, column: Column, cell: Cell, place: Place) -> str:
        """The cell as every reader of the list understands it; as typed, with a problem, where that fails."""
        if cell.kind is CellKind.FORMULA or cell.kind is CellKind.ERROR:
            self._add("formula", cell.text, place, column=column.name)
            return cell.text
        value, variant = _READERS.get(column.kind, _as_text)(column, cell)
        if variant:
            expected = ", ".join(column.choices)
            values = {"column": column.name, "key": column.name, "options": expected}
            self._add(variant, cell.text, place, expected, **values)
        return value or cell.text


def _spaced(text: str) -> str:
    return fold_alike(text).replace("_", " ")


def _as_text(_: Column, cell: Cell) -> tuple[str, str]:
    return (cell.day.isoformat() if cell.day else cell.text), ""


def _as_number(column: Column, cell: Cell) -> tuple[str, str]:
    found = number_in(cell, "amount")
    if isinstance(found, str):
        return "", "" if column.code == RATIOS and _RATIO.fullmatch(cell.text) else found
    whole = column.kind is not ColumnKind.WHOLE or found.denominator == 1
    return exact(found), "" if whole else "not_whole"


def _as_day(_: Column, cell: Cell) -> tuple[str, str]:
    day = cell.day or parse_date(cell.text)
    return (day.isoformat(), "") if day else ("", "not_date")


def _as_yes_no(_: Column, cell: Cell) -> tuple[str, str]:
    symbol = words_in(cell)
    return (symbol.value, "") if symbol else ("", "not_yes_no")


def _as_choice(column: Column, cell: Cell) -> tuple[str, str]:
    chosen = next((one for one in column.choices if fold_alike(one) == fold_alike(cell.text)), None)
    return chosen or "", "not_choice" if column.choices and chosen is None else ""


def _as_files(_: Column, cell: Cell) -> tuple[str, str]:
    return joined(files_named(cell.text)), ""


_READERS: Mapping[ColumnKind, Callable[[Column, Cell], tuple[str, str]]] = {
    ColumnKind.NUMBER: _as_number,
    ColumnKind.WHOLE: _as_number,
    ColumnKind.DATE: _as_day,
    ColumnKind.YES_NO: _as_yes_no,
    ColumnKind.CHOICE: _as_choice,
    ColumnKind.EVIDENCE: _as_files,
}


# Lists saved as text -----------------------------------------------------------------------------------


# CSV with commas, semicolons or tabs, as survey programs and Excel save it. Excel in Indonesian parts cells
# by semicolons, for its decimal sign is the comma; it saves UTF-8 with a mark in front, UTF-16 ("Unicode
# Text", with tabs) or the code page of Windows. All of them are read as a worksheet.
DELIMITED = (".csv", ".tsv")
_SIGNS = ";\t,"
_LONGEST = 1 << 20  # characters of one cell, after which a quotation mark was surely never closed


def read_delimited(data: bytes, path: Path) -> Spreadsheet:
    """The table as a workbook of one worksheet, every cell a text as it was typed.

    Raises:
        UnreadableError: it is no text, or a cell has no end.
    """
    text = _text(data)
    csv.field_size_limit(_LONGEST)
    rows: dict[int, dict[int, Cell]] = {}
    reader = csv.reader(io.StringIO(_without_hint(text), newline=""), delimiter=delimiter_of(text))
    try:
        for number, cells in enumerate(reader, start=1):
            typed = {column: text_cell(cell) for column, cell in enumerate(cells, start=1) if cell.strip()}
            rows |= {number: typed} if typed else {}
    except csv.Error as error:
        raise unreadable("damaged", str(error)) from error
    return Spreadsheet((Worksheet(path.stem, rows),), path=path)


def delimiter_of(text: str) -> str:
    r"""The sign that parts the cells: Excel's own `sep=` where it says so, else what the header has most of.

    >>> delimiter_of("kepemimpinan;sdm\n62,5;60\n")
    ';'
    """
    first = next((line for line in text.splitlines() if line.strip()), "")
    if first.casefold().startswith("sep=") and len(first.strip()) == len("sep=") + 1:
        return first.strip()[-1]
    counts = {sign: first.count(sign) for sign in _SIGNS}
    return max(counts, key=lambda sign: counts[sign]) if any(counts.values()) else ";"


def _without_hint(text: str) -> str:
    """The text with Excel's hint as a blank line, so that line numbers stay those of the file."""
    head, end, rest = text.partition("\n")
    return end + rest if head.casefold().startswith("sep=") else text


def _text(data: bytes) -> str:
    if b"\0" in data and not data.startswith(UTF_16_MARKS):
        raise unreadable("damaged", "binary")
    return decode(data)
