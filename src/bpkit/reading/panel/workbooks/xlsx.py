"""Open XML workbooks (.xlsx, .xlsm and their templates), strict or not, as Excel and others write them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from ....model.problems import UnreadableError
from .cells import (
    MOST_WORKSHEETS,
    Cell,
    Grid,
    Limits,
    Name,
    Spreadsheet,
    Worksheet,
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
from .parts import Attributes, Elements, Parts, local, parse


def read_xlsx(parts: Parts, workbook: str) -> Spreadsheet:
    """The worksheets and names of the workbook whose main part is `workbook`.

    Raises:
        UnreadableError: damaged, or more than any form holds.
    """
    contents = _Contents()
    parse(parts.read(workbook), contents)
    related = parts.related(workbook)
    strings = _strings(parts.kind(related, "sharedStrings", "sharedstrings"))
    dates = _date_styles(parts.kind(related, "styles", "styles"))
    limits, worksheets, seen = Limits(), [], set()
    for number, (title, identifier) in enumerate(contents.sheets, start=1):
        kind, target = related.get(identifier, ("worksheet", f"xl/worksheets/sheet{number}.xml"))
        # Charts are sheets as well; a part that is named twice is one sheet.
        if kind == "worksheet" and target not in seen:
            seen.add(target)
            sheet = _XlsxWorksheet(Grid(limits), strings, dates, contents.from_1904)
            parse(parts.read(target), sheet)
            worksheets.append(sheet.grid.worksheet(title))
    return Spreadsheet(worksheets, tuple(contents.named(worksheets)))


class _Contents(Elements):
    """`workbook.xml`: which worksheets there are, and which cells have names."""

    def __init__(self) -> None:
        super().__init__(self._open, self._shut)
        self.sheets: list[tuple[str, str]] = []  # title and relationship
        self.from_1904 = False
        self._names: list[tuple[Attributes, list[str]]] = []
        self._inside = False

    def _open(self, tag: str, attributes: Attributes) -> None:
        if tag == "sheet":
            identifier = next((value for key, value in attributes.items() if local(key) == "id"), "")
            self.sheets.append((attributes.get("name", ""), identifier))
            if len(self.sheets) > MOST_WORKSHEETS:
                raise unreadable("too_large", f"> {MOST_WORKSHEETS}")
        elif tag == "workbookPr":
            self.from_1904 = attributes.get("date1904") in ("1", "true")
        elif tag == "definedName":
            self._names.append((dict(attributes), []))
            self._inside = True

    def _shut(self, tag: str) -> None:
        self._inside = self._inside and tag != "definedName"

    def data(self, text: str) -> None:
        if self._inside:
            self._names[-1][1].append(text)

    def named(self, worksheets: list[Worksheet]) -> Iterator[Name]:
        """The names that point at a cell of these worksheets."""
        titles = {worksheet.title for worksheet in worksheets}
        for attributes, area in self._names:
            index = attributes.get("localSheetId", "")
            known = index.isdecimal() and int(index) < len(self.sheets)
            scope = self.sheets[int(index)][0] if known else None
            name = name_of(attributes.get("name", ""), "".join(area), scope)
            if name and name.sheet in titles:
                yield name


class _RichTexts(Elements):
    """Gathers the texts of rich strings; how East Asian words are read aloud (`rPh`) is not among them."""

    def __init__(self) -> None:
        super().__init__(self._open, self._shut)
        self.texts: list[str] = []
        self._runs: list[str] = []
        self._reading = self._aloud = False

    def _open(self, tag: str, _: Attributes) -> None:
        if tag == "si":
            self._runs = []
        self._aloud = self._aloud or tag == "rPh"
        self._reading = tag == "t" and not self._aloud

    def _shut(self, tag: str) -> None:
        self._reading = False
        if tag == "rPh":
            self._aloud = False
        elif tag == "si":
            self.texts.append(unescaped("".join(self._runs)))

    def data(self, text: str) -> None:
        if self._reading:
            self._runs.append(text)


def _strings(data: bytes) -> list[str]:
    strings = _RichTexts()
    if data:
        parse(data, strings)
    return strings.texts


class _DateStyles(Elements):
    """Which cell styles show dates: all that a form's reader needs of `styles.xml`."""

    def __init__(self) -> None:
        super().__init__(self._open, self._shut)
        self.formats: dict[int, str] = {}
        self.cells: list[int] = []
        self._inside = False

    def _open(self, tag: str, attributes: Attributes) -> None:
        if tag == "numFmt":
            self.formats[_whole(attributes.get("numFmtId"))] = attributes.get("formatCode", "")
        elif tag == "cellXfs":
            self._inside = True
        elif tag == "xf" and self._inside:
            self.cells.append(_whole(attributes.get("numFmtId")))

    def _shut(self, tag: str) -> None:
        self._inside = self._inside and tag != "cellXfs"


def _date_styles(data: bytes) -> frozenset[int]:
    """The styles that show dates. Without them a date reads as a number, which is on no scale either."""
    styles = _DateStyles()
    try:
        if data:
            parse(data, styles)
    except UnreadableError:
        return frozenset()
    return frozenset(n for n, one in enumerate(styles.cells) if is_date_format(one, styles.formats))


def _whole(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else 0


@dataclass(slots=True)
class _XlsxCell:
    """A cell while it is read: its type, style, value and formula."""

    row: int
    column: int
    type: str
    style: int
    values: list[str] = field(default_factory=list)
    formula: list[str] | None = None


class _XlsxWorksheet(Elements):
    """A worksheet's cells and merged areas."""

    def __init__(self, grid: Grid, strings: list[str], dates: frozenset[int], from_1904: bool) -> None:
        super().__init__(self._open, self._shut)
        self.grid = grid
        self._strings, self._dates, self._from_1904 = strings, dates, from_1904
        self._row = self._column = 0
        self._cell: _XlsxCell | None = None
        self._into: list[str] | None = None
        self._aloud = False

    def _open(self, tag: str, attributes: Attributes) -> None:
        if tag == "row":
            self._row = _whole(attributes.get("r")) or self._row + 1
            self._column = 0
        elif tag == "c":
            self._begin(attributes)
        elif tag == "mergeCell":
            self._merge(attributes.get("ref", ""))
        elif self._cell:
            self._inside(self._cell, tag)

    def _begin(self, attributes: Attributes) -> None:
        place = place_of(attributes.get("r", ""))
        self._row, self._column = place or (self._row, self._column + 1)
        style = _whole(attributes.get("s"))
        self._cell = _XlsxCell(self._row, self._column, attributes.get("t", "n"), style)

    def _inside(self, cell: _XlsxCell, tag: str) -> None:
        self._aloud = self._aloud or tag == "rPh"
        if tag == "f":
            self._into = cell.formula = []
        elif tag == "v" or (tag == "t" and not self._aloud):
            self._into = cell.values

    def _shut(self, tag: str) -> None:
        self._into = None
        if tag == "rPh":
            self._aloud = False
        elif tag == "c" and self._cell:
            self.grid.put(self._cell.row, self._cell.column, self._value(self._cell))
            self._cell = None

    def data(self, text: str) -> None:
        if self._into is not None:
            self._into.append(text)

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        start, end = place_of(first), place_of(last or first)
        if start and end:
            self.grid.merge(start[0], end[0], start[1], end[1])

    def _value(self, cell: _XlsxCell) -> Cell:
        text = "".join(cell.values)
        if cell.formula is not None:
            return formula_cell("".join(cell.formula))
        if cell.type in ("inlineStr", "str"):
            return text_cell(unescaped(text))
        text = text.strip()
        if not text:
            return text_cell("")
        typed = {"s": self._shared, "b": _boolean, "e": error_cell, "d": _date}
        return typed[cell.type](text) if cell.type in typed else self._number(text, cell.style)

    def _shared(self, text: str) -> Cell:
        index = _whole(text)
        if not text.isdigit() or index >= len(self._strings):
            raise unreadable("damaged", f"no shared string {text}")
        return text_cell(self._strings[index])

    def _number(self, text: str, style: int) -> Cell:
        try:
            value = float(text)
        except ValueError:
            return text_cell(text)
        if style in self._dates:
            return serial_cell(value, from_1904=self._from_1904)
        return number_cell(value)


def _boolean(text: str) -> Cell:
    return boolean_cell(text in ("1", "true"))


def _date(text: str) -> Cell:
    """A date as strict Open XML may keep it: `2010-10-07T00:00:00Z`."""
    try:
        return day_cell(datetime.fromisoformat(text).replace(tzinfo=None))
    except ValueError:
        return text_cell(text)
