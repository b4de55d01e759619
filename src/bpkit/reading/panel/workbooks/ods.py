"""OpenDocument spreadsheets (.ods, .fods), as LibreOffice, WPS, Google and Excel write them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct

from .... import limits
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
from .parts import Parts, elements, local

MOST_BLANKS = limits.ODS_BLANKS

_NUMBERS = ("float", "percentage", "currency")
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
    limits, names = Limits(), list[Name | None]()
    worksheets: list[Worksheet] = []
    table = _Table(Grid(limits))
    for tag, element in elements(data, "table-row", "table", "named-range"):
        within = list(element.iterancestors("{*}table"))
        if tag == "named-range":
            scope = _plain(within[-1].attrib).get("name", "") if within else None
            attributes = _plain(element.attrib)
            names.append(name_of(attributes.get("name", ""), attributes.get("cell-range-address", ""), scope))
        elif tag == "table-row" and len(within) == 1:  # a table in a cell is no worksheet
            table.take(element)
        elif tag == "table" and not within:
            if len(worksheets) >= MOST_WORKSHEETS:
                raise unreadable("too_large", f"> {MOST_WORKSHEETS}")
            worksheets.append(table.grid.worksheet(_plain(element.attrib).get("name", "")))
            table = _Table(Grid(limits))
    return Spreadsheet(worksheets, tuple(filter(None, names)))


class _Table(Struct):
    """A table whose repeated rows and cells are written out where they hold anything."""

    grid: Grid
    row: int = 0

    def take(self, element: Any) -> None:
        """One row."""
        times, column = _count(_plain(element.attrib), "number-rows-repeated"), 0
        filled: list[tuple[int, int, Cell]] = []  # first column, columns, what they hold
        for cell in element.iterchildren("{*}table-cell", "{*}covered-table-cell"):
            attributes = _plain(cell.attrib)
            repeated, first = _count(attributes, "number-columns-repeated"), column + 1
            column = min(column + repeated, LAST_COLUMN)
            # What a merged area covers is not there.
            if local(cell.tag) == "table-cell" and (value := _value(cell, attributes)).text:
                filled.append((first, repeated, value))
            rows, columns = (_count(attributes, f"number-{of}-spanned") for of in ("rows", "columns"))
            self.grid.merge(self.row + 1, self.row + rows, first, first + columns - 1)
        for row in range(self.row + 1, min(self.row + times, LAST_ROW) + 1 if filled else 0):
            for first, repeated, value in filled:
                for one in range(first, min(first + repeated, LAST_COLUMN + 1)):
                    self.grid.put(row, one, value)
        self.row = min(self.row + times, LAST_ROW)


def _plain(attributes: Mapping[str, str]) -> dict[str, str]:
    """Attributes by local name; LibreOffice repeats some in a namespace of its own (`calcext`)."""
    return {local(key): value for key, value in attributes.items() if "calcext" not in key}


def _count(attributes: dict[str, str], name: str) -> int:
    text = attributes.get(name, "1")
    return max(1, min(int(text), LAST_ROW)) if text.isascii() and text.isdigit() and len(text) < 10 else 1


def _shown(cell: Any) -> str:
    """The paragraphs of a cell; a remark that hangs on it and a table in it are none of its text."""
    from lxml import etree

    paragraphs: list[list[str]] = []
    for aside in list(cell.iter("{*}annotation", "{*}table")):
        aside.clear(keep_tail=True)
    for event, element in etree.iterwalk(cell, events=("start", "end")) if len(cell) else ():
        text, name = element.text if event == "start" else element.tail, local(element.tag)
        if event == "start" and name == "p":
            paragraphs.append([])
        elif event == "start" and name in _BLANKS and paragraphs:
            paragraphs[-1].append(_BLANKS[name] * min(_count(_plain(element.attrib), "c"), MOST_BLANKS))
        if text and paragraphs and not (element is cell and event == "end"):
            paragraphs[-1].append(text)
    return "\n".join("".join(paragraph) for paragraph in paragraphs)


def _value(cell: Any, attributes: dict[str, str]) -> Cell:
    shown, kind = _shown(cell), attributes.get("value-type", "")
    if "formula" in attributes:
        # `of:=SUM([.D5])`: the namespace says whose language of formulas it is.
        return formula_cell(attributes["formula"].partition("=")[2])
    if any(value == "error" for key, value in cell.attrib.items() if "calcext" in key):
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
