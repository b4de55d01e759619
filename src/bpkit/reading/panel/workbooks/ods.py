"""OpenDocument spreadsheets (.ods, .fods), as LibreOffice, WPS, Google and Excel write them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from .cells import (
    LAST_COLUMN,
    LAST_ROW,
    MOST_WORKSHEETS,
    Cell,
    CellKind,
    Grid,
    Limits,
    Name,
    Spreadsheet,
    Worksheet,
    boolean_cell,
    day_cell,
    error_cell,
    formula_cell,
    name_of,
    number_cell,
    text_cell,
    unreadable,
)
from .parts import Attributes, Elements, Parts, local, parse

MOST_BLANKS = 100  # that one element stands for

_NUMBERS = ("float", "percentage", "currency")
_CELLS = ("table-cell", "covered-table-cell")
_BLANKS = {"s": " ", "tab": "\t", "line-break": "\n"}


def read_ods(parts: Parts) -> Spreadsheet:
    """The worksheets and names of the workbook.

    Raises:
        UnreadableError: behind a password, damaged, or more than any form holds.
    """
    if "META-INF/manifest.xml" in parts and b"encryption-data" in parts.read("META-INF/manifest.xml"):
        raise unreadable("protected")
    return read_flat_ods(parts.read("content.xml"))


def read_flat_ods(data: bytes) -> Spreadsheet:
    """The worksheets and names in a part, or in the one XML that a .fods is.

    Raises:
        UnreadableError: damaged, or more than any form holds.
    """
    tables = _Tables()
    parse(data, tables)
    return Spreadsheet(tables.worksheets, tuple(filter(None, tables.names)))


@dataclass(slots=True)
class _OdsCell:
    """A cell while it is read: its attributes by local name, and its paragraphs."""

    attributes: dict[str, str]
    is_error: bool
    paragraphs: list[list[str]] = field(default_factory=list)

    def times(self, name: str) -> int:
        """A count among its attributes."""
        return _count(self.attributes, name)


class _Tables(Elements):
    """The tables of a spreadsheet, repeated rows and cells written out where they hold anything."""

    def __init__(self) -> None:
        super().__init__(self._open, self._shut)
        self.worksheets: list[Worksheet] = []
        self.names: list[Name | None] = []
        self._limits = Limits()
        self._grid: Grid | None = None
        self._title: str | None = None
        self._depth = 0  # of tables: one in a cell is no worksheet
        self._row = self._column = self._rows = 0
        self._filled: list[tuple[int, int, Cell]] = []  # first column, columns, what they hold
        self._cell: _OdsCell | None = None
        self._aside = 0  # depth in a remark, which hangs on a cell and is none of its text

    def _open(self, tag: str, attributes: Attributes) -> None:
        if tag == "table":
            self._depth += 1
            if self._depth == 1:
                self._begin(_plain(attributes))
        elif tag == "named-range":
            plain = _plain(attributes)
            self.names.append(
                name_of(plain.get("name", ""), plain.get("cell-range-address", ""), self._title)
            )
        elif self._depth == 1:
            self._within(tag, attributes)

    def _begin(self, attributes: dict[str, str]) -> None:
        if len(self.worksheets) >= MOST_WORKSHEETS:
            raise unreadable("too_large", f"> {MOST_WORKSHEETS}")
        self._grid, self._title = Grid(self._limits), attributes.get("name", "")
        self._row = 0

    def _within(self, tag: str, attributes: Attributes) -> None:
        if tag == "table-row":
            self._rows = _count(_plain(attributes), "number-rows-repeated")
            self._column, self._filled = 0, []
        elif tag in _CELLS:
            is_error = any(value == "error" for key, value in attributes.items() if "calcext" in key)
            self._cell = _OdsCell(_plain(attributes), is_error)
        elif tag == "annotation":
            self._aside += 1
        elif self._cell and not self._aside:
            self._text(self._cell, tag, attributes)

    @staticmethod
    def _text(cell: _OdsCell, tag: str, attributes: Attributes) -> None:
        if tag == "p":
            cell.paragraphs.append([])
        elif tag in _BLANKS and cell.paragraphs:
            cell.paragraphs[-1].append(_BLANKS[tag] * min(_count(_plain(attributes), "c"), MOST_BLANKS))

    def data(self, text: str) -> None:
        if self._cell and self._cell.paragraphs and not self._aside and self._depth == 1:
            self._cell.paragraphs[-1].append(text)

    def _shut(self, tag: str) -> None:
        if tag == "table":
            self._depth -= 1
            if self._depth == 0 and self._grid is not None:
                self.worksheets.append(self._grid.worksheet(self._title or ""))
                self._grid = self._title = None
        elif self._depth == 1:
            self._close(tag)

    def _close(self, tag: str) -> None:
        if tag == "annotation":
            self._aside -= 1
        elif tag in _CELLS and self._cell:
            self._take(self._cell, covered=tag != "table-cell")
            self._cell = None
        elif tag == "table-row":
            self._write_row()

    def _take(self, cell: _OdsCell, *, covered: bool) -> None:
        """A cell at its end; what a merged area covers is not there."""
        times, first = cell.times("number-columns-repeated"), self._column + 1
        self._column = min(self._column + times, LAST_COLUMN)
        value = text_cell("") if covered else _value(cell)
        if value.text:
            self._filled.append((first, times, value))
        rows, columns = cell.times("number-rows-spanned"), cell.times("number-columns-spanned")
        if self._grid is not None:
            row = self._row + 1
            self._grid.merge(row, row + rows - 1, first, first + columns - 1)

    def _write_row(self) -> None:
        for row in range(self._row + 1, min(self._row + self._rows, LAST_ROW) + 1 if self._filled else 0):
            for first, times, cell in self._filled:
                for column in range(first, min(first + times, LAST_COLUMN + 1)):
                    if self._grid is not None:
                        self._grid.put(row, column, cell)
        self._row = min(self._row + self._rows, LAST_ROW)


def _plain(attributes: Attributes) -> dict[str, str]:
    """Attributes by local name; LibreOffice repeats some in a namespace of its own (`calcext`)."""
    return {local(key): value for key, value in attributes.items() if "calcext" not in key}


def _count(attributes: dict[str, str], name: str) -> int:
    text = attributes.get(name, "1")
    return max(1, min(int(text), LAST_ROW)) if text.isascii() and text.isdigit() and len(text) < 10 else 1


def _value(cell: _OdsCell) -> Cell:
    attributes, kind = cell.attributes, cell.attributes.get("value-type", "")
    shown = "\n".join("".join(paragraph) for paragraph in cell.paragraphs)
    if "formula" in attributes:
        # `of:=SUM([.D5])`: the namespace says whose language of formulas it is.
        return formula_cell(attributes["formula"].partition("=")[2])
    if cell.is_error:
        return error_cell(shown)
    if kind in _NUMBERS:
        return _number(attributes.get("value", ""), shown)
    if kind == "boolean":
        return boolean_cell(attributes.get("boolean-value") == "true")
    if kind in ("date", "time"):
        return _moment(attributes.get(f"{kind}-value", ""), shown)
    return text_cell(attributes.get("string-value", shown))


def _number(text: str, shown: str) -> Cell:
    try:
        return number_cell(float(text))
    except ValueError:
        return text_cell(shown)


def _moment(text: str, shown: str) -> Cell:
    """`2010-10-07`, `2010-10-07T08:00:00`, or a time of day, which is shown as it stands there."""
    try:
        return day_cell(datetime.fromisoformat(text).replace(tzinfo=None))
    except ValueError:
        return Cell(CellKind.DATE, shown.strip() or text)
