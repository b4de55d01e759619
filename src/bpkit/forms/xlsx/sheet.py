"""One worksheet of a template: cells are set, model rows filled, rows and columns put in, and the rest moves.

Its pages end where the foot with the signatures is not torn in two.

It works on the worksheet's own XML, because a library that reads a workbook and writes it anew loses what it
does not know: the logo of a letterhead, text boxes, pictures in the page header.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from itertools import pairwise
from typing import Any, NamedTuple

from lxml import etree

from ...office import MAIN, parse, path, serialise, tag
from .cells import (
    CellStyles,
    Formula,
    Shift,
    Value,
    cell,
    cell_xml,
    column_number,
    corners,
    letters_of,
    needed_height,
    shown_style,
    slide,
)

_MARK = re.compile(rb"<!--bpkit:([0-9]+)-->")
_AREAS = {  # what points to cells, and in which attribute
    "mergeCells/mergeCell": "ref",
    "conditionalFormatting": "sqref",
    "dataValidations/dataValidation": "sqref",
    "hyperlinks/hyperlink": "ref",
    "autoFilter": "ref",
    "dimension": "ref",
    "sheetData/row/c/f": "ref",
    "sheetViews/sheetView/pane": "topLeftCell",
}
_FORMULAS = (
    "sheetData/row/c/f",
    "conditionalFormatting/cfRule/formula",
    "dataValidations/dataValidation/formula1",
    "dataValidations/dataValidation/formula2",
)
_DEFAULT_WIDTH = 8.43
_DEFAULT_HEIGHT = 15.0


class FilledRow(NamedTuple):
    """A row as XML and its height."""

    xml: str
    height: float


class TemplateSheet:
    """The XML of one worksheet; rows and columns count from 1, heights are points."""

    def __init__(self, name: str, data: bytes) -> None:
        self.name = name
        self.root = parse(data)
        self._data = self.root.find(tag("sheetData"))
        for selection in self.root.findall(path("sheetViews/sheetView/selection")):
            selection.getparent().remove(selection)
        self._blocks: list[str] = []  # rows that were put in, as text: there may be thousands
        self._heights: dict[int, float] = {}  # of those rows

    def to_bytes(self) -> bytes:
        """The worksheet as a part of its package."""
        return _MARK.sub(lambda match: self._blocks[int(match[1])].encode(), serialise(self.root))

    def set(self, row: int, column: int, value: Value, style: str) -> None:
        """Put a value into a cell."""
        made = parse(f'<row xmlns="{MAIN}">{cell_xml(cell(row, column), style, value)}</row>')[0]
        old = self.cell(row, column)
        if old is not None:
            old.getparent().replace(old, made)
            return
        cells = self.row(row)
        cells.insert(sum(column_of(other) < column for other in cells), made)

    def cell(self, row: int, column: int) -> Any:
        """A cell's element, or None."""
        reference = cell(row, column)
        return next((found for found in self.row(row) if found.get("r") == reference), None)

    def style(self, row: int, column: int) -> str:
        """The number of a cell's style."""
        found = self.cell(row, column)
        return "0" if found is None else str(found.get("s", "0"))

    def row(self, row: int) -> Any:
        """A row's element; an empty one is made where there was none."""
        before = 0
        for index, found in enumerate(self._data):
            at = int(found.get("r") or 0)  # 0 for the mark of a block, a comment, which has no attributes
            if at == row:
                return found
            if at and at < row:
                before = index + 1
        made = etree.Element(tag("row"), r=str(row))
        self._data.insert(before, made)
        return made

    def height(self, row: int) -> float:
        """A row's height."""
        if row in self._heights:
            return self._heights[row]
        default = self.root.find(tag("sheetFormatPr"))
        fallback = None if default is None else default.get("defaultRowHeight")
        return float(self.row(row).get("ht") or fallback or _DEFAULT_HEIGHT)

    def set_height(self, row: int, points: float) -> None:
        """Give a row a height."""
        self.row(row).set("ht", f"{points:g}")
        self.row(row).set("customHeight", "1")

    def width(self, column: int, last: int) -> float:
        """The width from one column to another, in digits of the workbook's normal font."""
        widths = dict.fromkeys(range(column, last + 1), _DEFAULT_WIDTH)
        for found in self.root.iterfind(path("cols/col")):
            for index in range(int(found.get("min")), int(found.get("max")) + 1):
                if index in widths:
                    widths[index] = float(found.get("width", _DEFAULT_WIDTH))
        return sum(widths.values())

    def merges_in(self, row: int) -> dict[int, int]:
        """The merges that lie in this one row: first column and last."""
        found = (corners(merge.get("ref")) for merge in self.root.iterfind(path("mergeCells/mergeCell")))
        return {first: last for top, first, bottom, last in found if top == bottom == row}

    def replace_rows(self, shift: Shift, rows: Sequence[FilledRow], merges: Sequence[str]) -> None:
        """Put rows (with their merges) where those of the shift are, and move what is below."""
        old = [
            row for row in self._data.iterfind(tag("row")) if shift.first <= int(row.get("r")) <= shift.last
        ]
        at = self._data.index(old[0])
        for row in old:
            self._data.remove(row)
        for merge in self.root.findall(path("mergeCells/mergeCell")):
            top, _, bottom, _ = corners(merge.get("ref"))
            if shift.first <= top and bottom <= shift.last:
                merge.getparent().remove(merge)
        self.follow(shift)
        self._data.insert(at, etree.Comment(f"bpkit:{len(self._blocks)}"))
        self._blocks.append("".join(row.xml for row in rows))
        self._heights |= {number: row.height for number, row in enumerate(rows, start=shift.first)}
        self._merge(merges)

    def repeat_column(self, shift: Shift) -> None:
        """Repeat the column of the shift, with its cells and width, and move what is right of it."""
        models = [found for row in self._rows() if (found := _cell_in(row, shift.first)) is not None]
        for model in models if shift.count == 0 else ():
            model.getparent().remove(model)
        self.follow(shift)
        if shift.count == 0:
            return
        for model in models:
            row, at = model.getparent(), model.getparent().index(model)
            for extra in range(1, shift.count):
                copy = deepcopy(model)
                copy.set("r", cell(int(row.get("r")), shift.first + extra))
                row.insert(at + extra, copy)

    def follow(self, shift: Shift) -> None:
        """Let every reference point where its cells are now, also after a shift in another worksheet."""
        for names in _FORMULAS:
            for formula in self.root.iterfind(path(names)):
                formula.text = shift.formula(formula.text or "", self.name)
        if shift.sheet != self.name:
            return
        for names, attribute in _AREAS.items():
            for found in self.root.findall(path(names)):
                _move_area(found, attribute, shift, grow="ormat" in names or "Valid" in names)
        if shift.columns:
            self._move_columns(shift)
        else:
            self._move_rows(shift)

    def _rows(self) -> Iterator[Any]:
        yield from self._data.iterfind(tag("row"))

    def _move_rows(self, shift: Shift) -> None:
        for row in self._rows():
            now = shift.start(int(row.get("r")))
            row.set("r", str(now))
            for found in row:
                found.set("r", cell(now, column_of(found)))
        for pagebreak in self.root.iterfind(path("rowBreaks/brk")):
            pagebreak.set("id", str(shift.start(int(pagebreak.get("id")))))

    def _move_columns(self, shift: Shift) -> None:
        for row in self._rows():
            row.attrib.pop("spans", None)
            for found in row:
                found.set("r", cell(int(row.get("r")), shift.start(column_of(found))))
        for found in self.root.findall(path("cols/col")):
            first, last = shift.start(int(found.get("min"))), shift.end(int(found.get("max")))
            found.set("min", str(first))
            found.set("max", str(last))
            if last < first:
                found.getparent().remove(found)

    def _merge(self, references: Sequence[str]) -> None:
        parent = self.root.find(tag("mergeCells"))
        if parent is None:
            return
        for reference in references:
            etree.SubElement(parent, tag("mergeCell"), ref=reference)
        if len(parent):
            parent.set("count", str(len(parent)))
        else:  # Excel refuses an empty list
            self.root.remove(parent)


def column_of(found: Any) -> int:
    """The number of the column that a cell's element stands in."""
    return column_number(found.get("r").rstrip("0123456789"))


def _cell_in(row: Any, column: int) -> Any:
    reference = f"{letters_of(column)}{row.get('r')}"
    return next((found for found in row if found.get("r") == reference), None)


def _move_area(found: Any, attribute: str, shift: Shift, *, grow: bool) -> None:
    areas = (shift.area(area, grow=grow) for area in found.get(attribute, "").split())
    now = " ".join(area for area in areas if area and not _is_lone_merge(found, area))
    if now:
        found.set(attribute, now)
    elif attribute in found.attrib:
        found.getparent().remove(found)


def _is_lone_merge(found: Any, area: str) -> bool:
    begin, _, end = area.partition(":")
    return found.tag == tag("mergeCell") and begin == end


_A4 = (595.3, 841.9)  # points
_DIGIT = 5.25  # width of a digit of the normal font in points
_SPARE = 0.98  # of a page: printers and programs differ a little
# What follows `rowBreaks` in a worksheet; the order of the parts is the format's own.
BEHIND_BREAKS = (
    "colBreaks",
    "customProperties",
    "cellWatches",
    "ignoredErrors",
    "smartTags",
    "drawing",
    "legacyDrawing",
    "legacyDrawingHF",
    "drawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
)


def keep_together(sheet: TemplateSheet, columns: int, titles: int, starts: list[int], end: int) -> None:
    """Begin new pages so that the foot stands on one, or its parts each on one where it is too high.

    `starts` are the rows where the foot's parts begin and `end` its last row. `columns` is how many columns
    are printed; the row `titles` is repeated on every page.
    """
    room, head = _room(sheet, columns), sheet.height(titles)

    def height(first: int, last: int) -> float:
        return sum(sheet.height(row) for row in range(first, last + 1))

    top, used = 1, 0.0
    for row in range(1, starts[0]):
        if used + sheet.height(row) > room:
            top, used = row, head
        used += sheet.height(row)
    breaks = [top] if top > 1 else []  # named, for another program would put it a little further down
    for start, following in pairwise([*starts, end + 1]):
        rest, part = height(start, end), height(start, following - 1)
        if used + rest > room and (head + rest <= room or used + part > room):
            breaks.append(start)
            used = head
        used += part
    _set_breaks(sheet, [row - 1 for row in dict.fromkeys(breaks)])


def _room(sheet: TemplateSheet, columns: int) -> float:
    """The height of a page in points of the sheet, which is shrunk to the page's width."""
    margins = sheet.root.find(tag("pageMargins"))
    left, right, top, bottom = (
        72 * float(margins.get(side, 0.75)) for side in ("left", "right", "top", "bottom")
    )
    setup = sheet.root.find(tag("pageSetup"))
    short, long = _A4
    width, height = (long, short) if setup is not None and setup.get("orientation") == "landscape" else _A4
    scale = min(1.0, (width - left - right) / (sheet.width(1, columns) * _DIGIT))
    return (height - top - bottom) / scale * _SPARE


def _set_breaks(sheet: TemplateSheet, rows: list[int]) -> None:
    if not rows:
        return
    old = sheet.root.find(path("rowBreaks"))
    if old is not None:
        sheet.root.remove(old)
    breaks = etree.Element(tag("rowBreaks"), count=str(len(rows)), manualBreakCount=str(len(rows)))
    for row in rows:
        etree.SubElement(breaks, tag("brk"), id=str(row), max="16383", man="1")
    later = (found for found in sheet.root if etree.QName(found).localname in BEHIND_BREAKS)
    at = next(later, None)
    sheet.root.insert(len(sheet.root) if at is None else sheet.root.index(at), breaks)


class ModelRow:
    """One model row: its styles, its merges, and in which columns the values of a row go."""

    def __init__(self, sheet: TemplateSheet, row: int, columns: Sequence[int], styles: CellStyles) -> None:
        self.sheet = sheet
        self.row = row
        self._styles = styles
        self._height = sheet.height(row)
        self._merges = sheet.merges_in(row)
        kept = {
            k: v
            for k, v in sheet.row(row).attrib.items()
            if k in ("s", "customFormat", "hidden", "outlineLevel")
        }
        self._attributes = "".join(f' {key}="{value}"' for key, value in kept.items())
        self._order = _order(sheet.row(row), columns)
        self._widths = {c: sheet.width(c, self._merges.get(c, c)) for c in columns}

    def filled(self, row: int, values: Sequence[Value]) -> FilledRow:
        """The row of these values, high enough for the longest of them."""
        height, cells = self._height, []
        for column, name, style, index, constant in self._order:
            if index is None:
                cells.append(_constant(constant, f"{name}{row}", row - self.row))
                continue
            value = values[index]
            cells.append(cell_xml(f"{name}{row}", shown_style(self._styles, style, value), value))
            if value.__class__ is str and value:
                height = max(height, needed_height(self._styles, style, self._widths[column], value))
        head = f'<row r="{row}" ht="{height:g}" customHeight="1"{self._attributes}>'
        return FilledRow(f"{head}{''.join(cells)}</row>", height)

    def merges_at(self, row: int) -> list[str]:
        """The model's merges in that row."""
        return [f"{cell(row, first)}:{cell(row, last)}" for first, last in self._merges.items()]


def _order(row: Any, columns: Sequence[int]) -> list[tuple[int, str, str, int | None, Any]]:
    """From left to right: column, its letters, style, which value goes there, and the template's own cell."""
    own = {column_of(found): found for found in row}
    which = {column: index for index, column in enumerate(columns)}
    return [
        (column, letters_of(column), _style(own.get(column)), which.get(column), own.get(column))
        for column in sorted({*own, *which})
    ]


def _style(found: Any) -> str:
    return "0" if found is None else str(found.get("s", "0"))


def _constant(model: Any, reference: str, down: int) -> str:
    """A cell that the template itself has in every row: a text, or a formula copied down."""
    formula = model.find(tag("f"))
    if formula is not None and formula.text:
        return cell_xml(reference, model.get("s", "0"), Formula(slide(formula.text, down)))
    copy = deepcopy(model)
    copy.set("r", reference)
    return etree.tostring(copy, encoding="unicode")
