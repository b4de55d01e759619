"""Excel's binary workbooks (.xlsb): a package like .xlsx whose parts are records ([MS-XLSB])."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from .cells import (
    MOST_WORKSHEETS,
    Cell,
    Grid,
    Limits,
    Spreadsheet,
    boolean_cell,
    error_cell,
    formula_cell,
    is_date_format,
    number_cell,
    serial_cell,
    text_cell,
    unescaped,
    unreadable,
)
from .parts import MOST_ELEMENTS, Parts
from .xls import ERRORS, rk_number

# Numbers of records, as the specification counts them.
_ROW, _STRING, _FORMAT, _STYLE = 0, 19, 44, 47
_BLANK, _RK, _ERROR, _BOOLEAN, _REAL, _TEXT, _SHARED = range(1, 8)
_FORMULAS = range(8, 12)
_SHORT = 11  # records 12 to 18 are 1 to 7 without a column: the next one is meant
_RICH = 62
_WORKBOOK, _SHEET, _MERGED = 153, 156, 176
_STYLES, _STYLES_END = 617, 618


def read_xlsb(parts: Parts, workbook: str) -> Spreadsheet:
    """The worksheets of the workbook whose main part is `workbook`. Its named cells are not read.

    Raises:
        UnreadableError: damaged, or more than any form holds.
    """
    try:
        return _read(parts, workbook)
    except (struct.error, IndexError) as error:
        raise unreadable("damaged", str(error)) from error


def _read(parts: Parts, workbook: str) -> Spreadsheet:
    sheets, from_1904 = _contents(parts.read(workbook))
    related = parts.related(workbook)
    strings = _strings(parts.kind(related, "sharedStrings", "sharedstrings"))
    dates = _date_styles(parts.kind(related, "styles", "styles"))
    limits, worksheets, seen = Limits(), [], set()
    for title, identifier in sheets:
        kind, target = related.get(identifier, ("", ""))
        if kind == "worksheet" and target not in seen:
            seen.add(target)
            sheet = _XlsbWorksheet(Grid(limits), strings, dates, from_1904)
            for number, data in records(parts.read(target)):
                sheet.take(number, data)
            worksheets.append(sheet.grid.worksheet(title))
    return Spreadsheet(worksheets)


def records(data: bytes) -> Iterator[tuple[int, memoryview]]:
    """Number and content of each record; numbers and lengths are kept in seven bits a byte."""
    view, at = memoryview(data), 0
    for _ in range(MOST_ELEMENTS):
        if at >= len(view):
            return
        number = view[at]
        at += 1
        if number & 0x80:
            number = (number & 0x7F) | view[at] << 7
            at += 1
        length = shift = 0
        while shift < 28:
            byte = view[at]
            at += 1
            length |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                break
        yield number, view[at : at + length]
        at += length
    raise unreadable("too_large", f"> {MOST_ELEMENTS}")


def _contents(data: bytes) -> tuple[list[tuple[str, str]], bool]:
    """The worksheets' titles and relationships, and whether days are counted from 1904 on."""
    sheets: list[tuple[str, str]] = []
    from_1904 = False
    for number, record in records(data):
        if number == _SHEET:
            identifier, after = _wide(record, 8)
            sheets.append((_wide(record, after)[0], identifier))
        elif number == _WORKBOOK:
            from_1904 = bool(record[0] & 1)
    if len(sheets) > MOST_WORKSHEETS:
        raise unreadable("too_large", f"> {MOST_WORKSHEETS}")
    return sheets, from_1904


def _wide(record: memoryview, at: int) -> tuple[str, int]:
    """A string with its length before it, and where it ends."""
    (length,) = struct.unpack_from("<I", record, at)
    if length == 0xFFFFFFFF:  # no string at all
        return "", at + 4
    end = at + 4 + 2 * length
    return bytes(record[at + 4 : end]).decode("utf-16-le", "replace"), end


def _strings(data: bytes) -> list[str]:
    return [unescaped(_wide(record, 1)[0]) for number, record in records(data) if number == _STRING]


def _date_styles(data: bytes) -> frozenset[int]:
    formats: dict[int, str] = {}
    styles: list[int] = []
    inside = False
    for number, record in records(data):
        if number in (_STYLES, _STYLES_END):
            inside = number == _STYLES
        elif number == _FORMAT:
            formats[struct.unpack_from("<H", record)[0]] = _wide(record, 2)[0]
        elif number == _STYLE and inside:
            styles.append(struct.unpack_from("<H", record, 2)[0])
    return frozenset(n for n, one in enumerate(styles) if is_date_format(one, formats))


class _XlsbWorksheet:
    """A worksheet's cells and merged areas."""

    def __init__(self, grid: Grid, strings: list[str], dates: frozenset[int], from_1904: bool) -> None:
        self.grid = grid
        self._strings, self._dates, self._from_1904 = strings, dates, from_1904
        self._row = self._column = 0

    def take(self, number: int, record: memoryview) -> None:
        """One record."""
        if number == _ROW:
            self._row, self._column = struct.unpack_from("<I", record)[0] + 1, 0
        elif number == _MERGED:
            top, bottom, left, right = struct.unpack_from("<4I", record)
            self.grid.merge(top + 1, bottom + 1, left + 1, right + 1)
        elif number in range(_BLANK, _SHARED + 1) or number in _FORMULAS or number == _RICH:
            self._column = struct.unpack_from("<I", record)[0] + 1
            self._put(number, record[4:])
        elif number in range(_SHORT + _BLANK, _SHORT + _SHARED + 1):
            self._column += 1
            self._put(number - _SHORT, record)

    def _put(self, number: int, record: memoryview) -> None:
        style = int.from_bytes(record[:3], "little")
        if cell := self._cell(number, record[4:], style):
            self.grid.put(self._row, self._column, cell)

    def _cell(self, number: int, value: memoryview, style: int) -> Cell | None:
        if number in _FORMULAS:
            return formula_cell()
        if number in (_RK, _REAL):
            packed = struct.unpack_from("<I" if number == _RK else "<d", value)[0]
            return self._number(rk_number(packed) if number == _RK else packed, style)
        if number in (_TEXT, _RICH):
            return text_cell(unescaped(_wide(value, 1 if number == _RICH else 0)[0]))
        if number == _SHARED:
            return text_cell(self._strings[struct.unpack_from("<I", value)[0]])
        if number == _BOOLEAN:
            return boolean_cell(bool(value[0]))
        return error_cell(ERRORS.get(value[0], "")) if number == _ERROR else None

    def _number(self, value: float, style: int) -> Cell:
        return serial_cell(value, from_1904=self._from_1904) if style in self._dates else number_cell(value)
