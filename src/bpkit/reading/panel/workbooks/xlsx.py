"""Open XML workbooks (.xlsx, .xlsm and their templates, strict or not) and the same in records (.xlsb)."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import lru_cache
from typing import Any

from msgspec import Struct, field

from ....model.problems import UnreadableError
from .cells import (
    MOST_WORKSHEETS,
    Cell,
    Grid,
    Limits,
    Name,
    Spreadsheet,
    boolean_cell,
    day_cell,
    error_cell,
    formula_cell,
    is_date_format,
    name_of,
    number_cell,
    place_of,
    serial_cell,
    text_cell,
    unescaped,
    unreadable,
)
from .parts import MOST_ELEMENTS, Parts, elements, local
from .repeated_cells import Merged, Met, cut, known_cells
from .xls import ERRORS, rk_number

# Numbers of records, as the specification counts them.
_ROW, _STRING, _FORMAT, _STYLE = 0, 19, 44, 47
_BLANK, _RK, _ERROR, _BOOLEAN, _REAL, _TEXT, _SHARED = range(1, 8)
_FORMULAS = range(8, 12)
_SHORT = 11  # records 12 to 18 are 1 to 7 without a column: the next one is meant
_RICH = 62
_WORKBOOK, _SHEET, _MERGED = 153, 156, 176
_STYLES, _STYLES_END = 617, 618

BLANK = text_cell("")


def read_xlsx(parts: Parts, workbook: str) -> Spreadsheet:
    """The worksheets and names of the workbook whose main part is `workbook`; names are read from XML alone.

    Raises:
        UnreadableError: damaged, or more than any form holds.
    """
    try:
        return _read(parts, workbook, _BINARY if workbook.endswith(".bin") else _XML)
    except (struct.error, IndexError) as error:  # a record that breaks off
        raise unreadable("damaged", str(error)) from error


class _Format(Struct, frozen=True):
    """How the parts of a workbook are read, XML or records; `named` is a worksheet's part unless told."""

    contents: Callable[[bytes], _Contents]
    strings: Callable[[bytes], list[str]]
    date_styles: Callable[[bytes], frozenset[int]]
    worksheet: Callable[[Grid, list[str], frozenset[int], bool], _XlsxWorksheet | _XlsbWorksheet]
    named: str


def _read(parts: Parts, workbook: str, form: _Format) -> Spreadsheet:
    contents = form.contents(parts.read(workbook))
    if len(contents.sheets) > MOST_WORKSHEETS:
        raise unreadable("too_large", f"> {MOST_WORKSHEETS}")
    related = parts.related(workbook)
    strings = form.strings(parts.kind(related, "sharedStrings", "sharedstrings"))
    dates = form.date_styles(parts.kind(related, "styles", "styles"))
    limits, worksheets, seen = Limits(), [], set()
    for number, (title, identifier) in enumerate(contents.sheets, start=1):
        kind, target = related.get(identifier, ("worksheet" if form.named else "", form.named.format(number)))
        # Charts are sheets as well; a part that is named twice is one sheet.
        if kind == "worksheet" and target not in seen:
            seen.add(target)
            sheet = form.worksheet(Grid(limits), strings, dates, contents.from_1904)
            sheet.read(parts.read(target))
            worksheets.append(sheet.grid.worksheet(title))
    titles = {worksheet.title for worksheet in worksheets}
    return Spreadsheet(worksheets, tuple(name for name in contents.names if name.sheet in titles))


class _Contents(Struct):
    """`workbook.xml`: which worksheets there are, and which cells have names."""

    sheets: list[tuple[str, str]] = field(default_factory=list)  # title and relationship
    from_1904: bool = False
    names: list[Name] = field(default_factory=list)

    @classmethod
    @lru_cache(maxsize=8)  # forms that one program saved have the same
    def of(cls, data: bytes) -> _Contents:
        """What the part says; names stand behind the sheets whose numbers they give."""
        contents = cls()
        for tag, element in elements(data, "sheet", "workbookPr", "definedName"):
            attributes = element.attrib
            if tag == "workbookPr":
                contents.from_1904 = attributes.get("date1904") in ("1", "true")
            elif tag == "sheet":
                identifier = next((value for key, value in attributes.items() if local(key) == "id"), "")
                contents.sheets.append((attributes.get("name", ""), identifier))
            else:
                contents._name(attributes, "".join(element.itertext()))
        return contents

    def _name(self, attributes: Any, area: str) -> None:
        index = attributes.get("localSheetId", "")
        known = index.isdecimal() and int(index) < len(self.sheets)
        name = name_of(attributes.get("name", ""), area, self.sheets[int(index)][0] if known else None)
        self.names += [name] if name else []


def _spoken(element: Any) -> str:
    """The text of a rich string; how East Asian words are read aloud (`rPh`) is no part of it."""
    if len(element) == 1 and local(element.tag) in ("is", "si") and not len(part := element[0]):
        return part.text or "" if local(part.tag) == "t" else ""
    texts = element.iter("{*}t", "{*}v")
    return "".join(text.text or "" for text in texts if next(text.iterancestors("{*}rPh"), None) is None)


def _strings(data: bytes) -> list[str]:
    return [unescaped(_spoken(element)) for _, element in elements(data, "si")] if data else []


@lru_cache(maxsize=8)  # forms that one program saved have the same
def _date_styles(data: bytes) -> frozenset[int]:
    """The styles that show dates. Without them a date reads as a number, which is on no scale either."""
    formats: dict[int, str] = {}
    cells: list[int] = []
    try:
        for tag, element in elements(data, "numFmt", "cellXfs") if data else ():
            if tag == "numFmt":
                formats[_whole(element.get("numFmtId"))] = element.get("formatCode", "")
            else:
                cells += [_whole(one.get("numFmtId")) for one in element.iter("{*}xf")]
    except UnreadableError:
        return frozenset()
    return frozenset(n for n, one in enumerate(cells) if is_date_format(one, formats))


@lru_cache(maxsize=1 << 12)
def _whole(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else 0


class _XlsxWorksheet(Struct):
    """A worksheet's cells and merged areas."""

    grid: Grid
    strings: list[str]
    dates: frozenset[int]
    from_1904: bool

    def read(self, data: bytes) -> None:
        """Everything in the worksheet's part; rows and cells without a number follow the one before."""
        parts = cut(data)
        if parts is not None:
            root, pieces, rest = parts
            known = known_cells(root, (self.dates, self.from_1904))
            cells = known.of(pieces, self._typed)
            if cells is not None:
                self.grid.put_all(cells, self._shared)
                self._take(known.rest(rest, self._parsed))
                return
        self._take(self._parsed(data))

    def _take(self, found: Iterable[Met | Merged]) -> None:
        for one in found:
            if len(one) == 3:
                self.grid.put_all((one,), self._shared)
            else:
                self.grid.merge(*one)

    def _parsed(self, data: bytes) -> Iterator[Met | Merged]:
        row = 0
        for tag, element in elements(data, "row", "mergeCell"):
            if tag == "mergeCell":
                yield from _merged(element.get("ref", ""))
                continue
            row, column = _whole(element.get("r")) or row + 1, 0
            for cell in element.iter("{*}c"):
                row, column = place_of(cell.get("r", "")) or (row, column + 1)
                yield row, column, self._typed(cell)

    def _typed(self, cell: Any) -> Cell | str:
        """What stands in a cell; the number of the workbook's own string where it is one of those."""
        if not len(cell):
            return BLANK
        text, kind = "", cell.get("t", "n")
        for part in cell:
            name = local(part.tag)
            if name == "f":
                return formula_cell(part.text or "")
            text += _spoken(part) if len(part) else part.text or "" if name in ("v", "t") else ""
        if kind in ("inlineStr", "str"):
            return text_cell(unescaped(text))
        text = text.strip()
        if not text:
            return BLANK
        if kind == "s":
            return text
        typed = {"b": _boolean, "e": error_cell, "d": _date}
        return typed[kind](text) if kind in typed else self._number(text, _whole(cell.get("s")))

    def _shared(self, text: str) -> Cell:
        index = _whole(text)
        if not text.isdigit() or index >= len(self.strings):
            raise unreadable("damaged", f"no shared string {text}")
        return text_cell(self.strings[index])

    def _number(self, text: str, style: int) -> Cell:
        if style not in self.dates:
            return _typed_number(text)
        try:
            return serial_cell(float(text), from_1904=self.from_1904)
        except ValueError:
            return text_cell(text)


def _merged(reference: str) -> Iterator[Merged]:
    first, _, last = reference.partition(":")
    start, end = place_of(first), place_of(last or first)
    if start and end:
        yield start[0], end[0], start[1], end[1]


@lru_cache(maxsize=4096)
def _typed_number(text: str) -> Cell:
    """A number; a panel's sheets hold the same few a hundred thousand times."""
    try:
        return number_cell(float(text))
    except ValueError:
        return text_cell(text)


def _boolean(text: str) -> Cell:
    return boolean_cell(text in ("1", "true"))


def _date(text: str) -> Cell:
    """A date as strict Open XML may keep it: `2010-10-07T00:00:00Z`."""
    try:
        return day_cell(datetime.fromisoformat(text).replace(tzinfo=None))
    except ValueError:
        return text_cell(text)


# Records of .xlsb ([MS-XLSB]) ------------------------------------------------------------


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


def _listed(data: bytes) -> _Contents:
    contents = _Contents()
    for number, record in records(data):
        if number == _SHEET:
            identifier, after = _wide(record, 8)
            contents.sheets.append((_wide(record, after)[0], identifier))
        elif number == _WORKBOOK:
            contents.from_1904 = bool(record[0] & 1)
    return contents


def _wide(record: memoryview, at: int) -> tuple[str, int]:
    """A string with its length before it, and where it ends."""
    (length,) = struct.unpack_from("<I", record, at)
    if length == 0xFFFFFFFF:  # no string at all
        return "", at + 4
    end = at + 4 + 2 * length
    return bytes(record[at + 4 : end]).decode("utf-16-le", "replace"), end


def _packed_strings(data: bytes) -> list[str]:
    return [unescaped(_wide(record, 1)[0]) for number, record in records(data) if number == _STRING]


def _packed_date_styles(data: bytes) -> frozenset[int]:
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


class _XlsbWorksheet(Struct):
    """A worksheet's cells and merged areas."""

    grid: Grid
    strings: list[str]
    dates: frozenset[int]
    from_1904: bool
    _row: int = 0
    _column: int = 0

    def read(self, data: bytes) -> None:
        """Everything in the worksheet's part."""
        for number, record in records(data):
            self._take(number, record)

    def _take(self, number: int, record: memoryview) -> None:
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
            return text_cell(self.strings[struct.unpack_from("<I", value)[0]])
        if number == _BOOLEAN:
            return boolean_cell(bool(value[0]))
        return error_cell(ERRORS.get(value[0], "")) if number == _ERROR else None

    def _number(self, value: float, style: int) -> Cell:
        return serial_cell(value, from_1904=self.from_1904) if style in self.dates else number_cell(value)


_XML = _Format(_Contents.of, _strings, _date_styles, _XlsxWorksheet, "xl/worksheets/sheet{}.xml")
_BINARY = _Format(_listed, _packed_strings, _packed_date_styles, _XlsbWorksheet, "")
