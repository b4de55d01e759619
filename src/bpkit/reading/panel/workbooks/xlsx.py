"""Open XML workbooks (.xlsx, .xlsm and their templates), strict or not, as Excel and others write them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

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
from .parts import Parts, elements, local


def read_xlsx(parts: Parts, workbook: str) -> Spreadsheet:
    """The worksheets and names of the workbook whose main part is `workbook`.

    Raises:
        UnreadableError: damaged, or more than any form holds.
    """
    contents = _Contents.of(parts.read(workbook))
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
            sheet.take(parts.read(target))
            worksheets.append(sheet.grid.worksheet(title))
    titles = {worksheet.title for worksheet in worksheets}
    return Spreadsheet(worksheets, tuple(name for name in contents.names if name.sheet in titles))


@dataclass(slots=True)
class _Contents:
    """`workbook.xml`: which worksheets there are, and which cells have names."""

    sheets: list[tuple[str, str]] = field(default_factory=list)  # title and relationship
    from_1904: bool = False
    names: list[Name] = field(default_factory=list)

    @classmethod
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
                if len(contents.sheets) > MOST_WORKSHEETS:
                    raise unreadable("too_large", f"> {MOST_WORKSHEETS}")
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
    texts = element.iter("{*}t", "{*}v")
    return "".join(text.text or "" for text in texts if next(text.iterancestors("{*}rPh"), None) is None)


def _strings(data: bytes) -> list[str]:
    return [unescaped(_spoken(element)) for _, element in elements(data, "si")] if data else []


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


def _whole(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else 0


@dataclass(slots=True)
class _XlsxWorksheet:
    """A worksheet's cells and merged areas."""

    grid: Grid
    strings: list[str]
    dates: frozenset[int]
    from_1904: bool

    def take(self, data: bytes) -> None:
        """Everything in the worksheet's part; rows and cells without a number follow the one before."""
        row = 0
        for tag, element in elements(data, "row", "mergeCell"):
            if tag == "mergeCell":
                self._merge(element.get("ref", ""))
                continue
            row, column = _whole(element.get("r")) or row + 1, 0
            for cell in element.iter("{*}c"):
                row, column = place_of(cell.get("r", "")) or (row, column + 1)
                self.grid.put(row, column, self._value(cell))

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        start, end = place_of(first), place_of(last or first)
        if start and end:
            self.grid.merge(start[0], end[0], start[1], end[1])

    def _value(self, cell: Any) -> Cell:
        formula = cell.find("{*}f") if len(cell) else None
        if formula is not None:
            return formula_cell(formula.text or "")
        text, kind = _spoken(cell) if len(cell) else "", cell.get("t", "n")
        if kind in ("inlineStr", "str"):
            return text_cell(unescaped(text))
        text = text.strip()
        if not text:
            return text_cell("")
        typed = {"s": self._shared, "b": _boolean, "e": error_cell, "d": _date}
        return typed[kind](text) if kind in typed else self._number(text, _whole(cell.get("s")))

    def _shared(self, text: str) -> Cell:
        index = _whole(text)
        if not text.isdigit() or index >= len(self.strings):
            raise unreadable("damaged", f"no shared string {text}")
        return text_cell(self.strings[index])

    def _number(self, text: str, style: int) -> Cell:
        try:
            value = float(text)
        except ValueError:
            return text_cell(text)
        if style in self.dates:
            return serial_cell(value, from_1904=self.from_1904)
        return number_cell(value)


def _boolean(text: str) -> Cell:
    return boolean_cell(text in ("1", "true"))


def _date(text: str) -> Cell:
    """A date as strict Open XML may keep it: `2010-10-07T00:00:00Z`."""
    try:
        return day_cell(datetime.fromisoformat(text).replace(tzinfo=None))
    except ValueError:
        return text_cell(text)
