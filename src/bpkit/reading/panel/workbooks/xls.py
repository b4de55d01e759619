"""Excel 5 to 2003 (.xls): records in one stream of a compound file ([MS-XLS]); BIFF5 and BIFF8."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence

from msgspec import Struct, field

from .... import limits
from ....model.problems import UnreadableError
from ...documents.compound import CompoundFile
from .cells import (
    MOST_WORKSHEETS,
    Cell,
    Grid,
    Limits,
    Spreadsheet,
    Worksheet,
    boolean_cell,
    error_cell,
    formula_cell,
    is_date_format,
    number_cell,
    serial_cell,
    text_cell,
    unreadable,
)

LARGEST = limits.XLS_STREAM
MOST_RECORDS = limits.XLS_RECORDS

_BOF, _EOF, _CONTINUE, _PASSWORD = 0x0809, 0x000A, 0x003C, 0x002F
_SHEET, _CODEPAGE, _FROM_1904, _FORMAT, _STYLE, _STRINGS = 0x0085, 0x0042, 0x0022, 0x041E, 0x00E0, 0x00FC
_NUMBER, _RK, _RKS, _LABEL, _RICH, _SHARED, _BOOLEAN = 0x0203, 0x027E, 0x00BD, 0x0204, 0x00D6, 0x00FD, 0x0205
_FORMULAS = (0x0006, 0x0206, 0x0406)
_MERGED = 0x00E5
_BIFF8, _WORKSHEET = 0x0600, 0x0010


BARE = b"\x09\x08"  # the first record, where a web page wrote the stream without a compound file around it


def read_xls(data: bytes) -> Spreadsheet:
    """The worksheets of the workbook. Its named cells are not read.

    Raises:
        UnreadableError: behind a password, damaged, or more than any form holds.
    """
    try:
        return _read(data if data.startswith(BARE) else _stream(data))
    except (struct.error, IndexError, LookupError) as error:
        raise unreadable("damaged", str(error)) from error


def _stream(data: bytes) -> bytes:
    try:
        package = CompoundFile(data)
        if "EncryptedPackage" in package:
            raise unreadable("protected")
        name = next((one for one in ("Workbook", "Book") if one in package), "")
        if not name:
            raise unreadable("damaged", "no workbook")
        # A directory may claim any size; what is read never outgrows the file.
        if package.size(name) > min(LARGEST, len(data)):
            raise unreadable("too_large", f"{package.size(name) >> 20} MB")
        return package.read(name)
    except UnreadableError as error:
        raise error if error.variant else unreadable("damaged", error.detail) from error


def _records(stream: bytes, at: int = 0) -> Iterator[tuple[int, memoryview]]:
    view = memoryview(stream)
    for _ in range(MOST_RECORDS):
        if at + 4 > len(view):
            return
        number, length = struct.unpack_from("<HH", view, at)
        yield number, view[at + 4 : at + 4 + length]
        at += 4 + length
    raise unreadable("too_large", f"> {MOST_RECORDS}")


def _read(stream: bytes) -> Spreadsheet:
    globals_ = _Globals()
    if lone := _worksheet(stream, 0, "", globals_, Limits()):  # one worksheet and nothing around it
        return Spreadsheet([lone])
    for number, record in _records(stream):
        if number == _EOF:
            break
        globals_.take(number, record)
    if not globals_.version:
        raise unreadable("damaged", "no beginning")
    globals_.finish()
    limits = Limits()
    worksheets = (_worksheet(stream, at, title, globals_, limits) for at, title in globals_.sheets.items())
    return Spreadsheet([worksheet for worksheet in worksheets if worksheet])


class _Globals(Struct):
    """What the stream says before its worksheets: version, strings, styles, and where the worksheets are."""

    version: int = 0
    codepage: str = "cp1252"
    from_1904: bool = False
    sheets: dict[int, str] = field(default_factory=dict)  # titles by where they begin
    strings: list[str] = field(default_factory=list)
    dates: frozenset[int] = frozenset()
    _formats: dict[int, str] = field(default_factory=dict)
    _styles: list[int] = field(default_factory=list)
    _packed: list[memoryview] = field(default_factory=list)
    _last: int = 0

    def take(self, number: int, record: memoryview) -> None:
        """One record."""
        if number == _BOF:
            self.version = struct.unpack_from("<H", record)[0]
        elif number == _PASSWORD:
            raise unreadable("protected")
        elif number == _STRINGS or (number == _CONTINUE and self._last == _STRINGS):
            self._packed.append(record)
            number = _STRINGS
        elif number == _STYLE:
            self._styles.append(struct.unpack_from("<H", record, 2)[0])
        elif number == _FORMAT:
            self._formats[struct.unpack_from("<H", record)[0]] = self._text(record, 2)
        else:
            self._other(number, record)
        self._last = number

    def _other(self, number: int, record: memoryview) -> None:
        if number == _SHEET:
            self.sheets[struct.unpack_from("<I", record)[0]] = self.short_text(record, 6)
            if len(self.sheets) > MOST_WORKSHEETS:
                raise unreadable("too_large", f"> {MOST_WORKSHEETS}")
        elif number == _CODEPAGE:
            self.codepage = _codec(struct.unpack_from("<H", record)[0])
        elif number == _FROM_1904:
            self.from_1904 = bool(struct.unpack_from("<H", record)[0])

    def _text(self, record: memoryview, at: int) -> str:
        return self.text(record, at) if self.version == _BIFF8 else self.short_text(record, at)

    def short_text(self, record: memoryview, at: int) -> str:
        """A string with its length in one byte."""
        return self._letters(record, at + 1, record[at])

    def text(self, record: memoryview, at: int) -> str:
        """A string with its length in two bytes."""
        return self._letters(record, at + 2, struct.unpack_from("<H", record, at)[0])

    def _letters(self, record: memoryview, at: int, length: int) -> str:
        if self.version != _BIFF8:
            return bytes(record[at : at + length]).decode(self.codepage, "replace")
        flags, at = record[at], at + 1
        at += (2 if flags & 8 else 0) + (4 if flags & 4 else 0)
        wide = flags & 1
        return bytes(record[at : at + (length << wide)]).decode("utf-16-le" if wide else "latin-1", "replace")

    def finish(self) -> None:
        """Once every record was taken."""
        self.strings = list(SharedStrings(self._packed)) if self._packed else []
        self.dates = frozenset(n for n, one in enumerate(self._styles) if is_date_format(one, self._formats))


def _codec(number: int) -> str:
    """Python's name of a code page; 1200 is UTF-16, which is no code page of bytes."""
    known = {1200: "cp1252", 32768: "mac_roman", 32769: "cp1252", 367: "ascii"}
    name = known.get(number, f"cp{number}")
    try:
        b"".decode(name)
    except LookupError:
        return "cp1252"
    return name


def _worksheet(stream: bytes, at: int, title: str, globals_: _Globals, limits: Limits) -> Worksheet | None:
    """The worksheet that begins there; None for a chart or a macro sheet."""
    records = _records(stream, at)
    number, record = next(records, (0, memoryview(b"")))
    if number != _BOF or struct.unpack_from("<H", record, 2)[0] != _WORKSHEET:
        return None
    sheet, depth = _XlsWorksheet(Grid(limits), globals_), 1
    for number, record in records:
        # Charts that lie on the sheet bring records of their own between a beginning and an end.
        depth += (number == _BOF) - (number == _EOF)
        if depth == 0:
            break
        if depth == 1:
            sheet.take(number, record)
    return sheet.grid.worksheet(title)


class _XlsWorksheet:
    """A worksheet's cells and merged areas."""

    def __init__(self, grid: Grid, globals_: _Globals) -> None:
        self.grid = grid
        self._globals = globals_

    def take(self, number: int, record: memoryview) -> None:
        """One record."""
        if number == _MERGED:
            self._merge(record)
        elif number == _RKS:
            self._several(record)
        elif number in (_NUMBER, _RK, _LABEL, _RICH, _SHARED, _BOOLEAN, *_FORMULAS):
            row, column, style = struct.unpack_from("<3H", record)
            self.grid.put(row + 1, column + 1, self._cell(number, record, style))

    def _merge(self, record: memoryview) -> None:
        for index in range(min(struct.unpack_from("<H", record)[0], (len(record) - 2) // 8)):
            top, bottom, left, right = struct.unpack_from("<4H", record, 2 + 8 * index)
            self.grid.merge(top + 1, bottom + 1, left + 1, right + 1)

    def _several(self, record: memoryview) -> None:
        """Numbers that stand side by side."""
        row, column = struct.unpack_from("<2H", record)
        for index in range((len(record) - 6) // 6):
            style, packed = struct.unpack_from("<HI", record, 4 + 6 * index)
            self.grid.put(row + 1, column + index + 1, self._number(rk_number(packed), style))

    def _cell(self, number: int, record: memoryview, style: int) -> Cell:
        if number in _FORMULAS:
            return formula_cell()
        if number == _SHARED:
            return text_cell(self._globals.strings[struct.unpack_from("<I", record, 6)[0]])
        if number in (_LABEL, _RICH):
            return text_cell(self._globals.text(record, 6))
        if number == _BOOLEAN:
            value, is_error = record[6], record[7]
            return error_cell(ERRORS.get(value, "")) if is_error else boolean_cell(bool(value))
        packed = struct.unpack_from("<I" if number == _RK else "<d", record, 6)[0]
        return self._number(rk_number(packed) if number == _RK else packed, style)

    def _number(self, value: float, style: int) -> Cell:
        globals_ = self._globals
        is_date = style in globals_.dates
        return serial_cell(value, from_1904=globals_.from_1904) if is_date else number_cell(value)


# Values, also of .xlsb -------------------------------------------------------------------------------

ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}


def rk_number(packed: int) -> float:
    """A number packed into four bytes: a whole one or the upper half of a double, perhaps in hundredths."""
    if packed & 2:
        value = float((packed >> 2) - ((packed & 0x80000000) >> 1))
    else:
        value = float(struct.unpack("<d", struct.pack("<Q", (packed & 0xFFFFFFFC) << 32))[0])
    return value / 100 if packed & 1 else value


class SharedStrings:
    """The table of shared strings: it runs over records, and a string that is cut goes on with flags anew."""

    def __init__(self, records: Sequence[memoryview]) -> None:
        self._records = records
        self._index, self._at = 0, 8
        self._count = struct.unpack_from("<I", records[0], 4)[0]

    def __iter__(self) -> Iterator[str]:
        for _ in range(self._count):
            if self._index >= len(self._records):
                return
            yield self._string()

    def _string(self) -> str:
        (length,) = struct.unpack("<H", self._bytes(2))
        flags = self._bytes(1)[0]
        runs = struct.unpack("<H", self._bytes(2))[0] if flags & 8 else 0
        more = struct.unpack("<I", self._bytes(4))[0] if flags & 4 else 0
        text = self._letters(length, flags & 1)
        self._skip(4 * runs + more)
        return text

    def _letters(self, length: int, wide: int) -> str:
        parts: list[str] = []
        while length:
            record = self._record()
            size = min(length, (len(record) - self._at) >> wide)
            data = bytes(record[self._at : self._at + (size << wide)])
            parts.append(data.decode("utf-16-le" if wide else "latin-1", "replace"))
            self._at += size << wide
            length -= size
            if length:
                self._next()
                wide = self._bytes(1)[0] & 1
        return "".join(parts)

    def _bytes(self, count: int) -> bytes:
        """The next bytes, from the next record where this one is used up."""
        if self._at >= len(self._record()):
            self._next()
        data = bytes(self._record()[self._at : self._at + count])
        self._at += count
        return data

    def _skip(self, count: int) -> None:
        while count and self._index < len(self._records):
            step = min(count, len(self._record()) - self._at)
            self._at += step
            count -= step
            if count:
                self._next()

    def _record(self) -> memoryview:
        return self._records[self._index]

    def _next(self) -> None:
        self._index, self._at = self._index + 1, 0
