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
from math import ceil
from typing import Any, NamedTuple

from lxml import etree
from msgspec import Struct

from ...model.place import column_number, letters_of
from ...office import LEAST_SIZE, MAIN, parse, path, serialise, tag, width_of
from .cells import (
    CellStyles,
    Formula,
    Shift,
    Value,
    cell,
    cell_xml,
    corners,
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

    def text(self, row: int, column: int) -> str:
        """The text that the template itself has in a cell; the list of shared texts is not looked up."""
        found = self.cell(row, column)
        return "" if found is None or found.get("t") != "inlineStr" else "".join(found.itertext())

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

    def set_width(self, column: int, width: float) -> None:
        """Give a column a width; what was said of several columns together is said of each."""
        for found in self.root.findall(path("cols/col")):
            first, last = int(found.get("min")), int(found.get("max"))
            if first <= column <= last:
                for index in range(first, last + 1):
                    copy = deepcopy(found)
                    copy.set("min", str(index))
                    copy.set("max", str(index))
                    if index == column:
                        copy.set("width", f"{width:g}")
                        copy.set("customWidth", "1")
                    found.addprevious(copy)
                found.getparent().remove(found)
                return

    @property
    def last_column(self) -> int:
        """The last column with a cell in it."""
        return max((column_of(found) for row in self._rows() for found in row), default=1)

    def styles(self) -> frozenset[str]:
        """The styles of the cells as the template has them, but for cells that are there for their border."""
        return frozenset(found.get("s", "0") for row in self._rows() for found in row) - {"0"}

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
# Width of a digit of the normal font in points: 5.25 in Excel, which counts whole pixels, 5.6 in LibreOffice.
_DIGIT = 5.6
_SPARE = 0.985  # of a page: printers and programs differ a little
BOLDER = 1.06  # how much wider bold letters are
_WORD = re.compile(r"[\s/-]+")  # between what programs part at the end of a line
_LONGEST_WORD = 19.0  # digits that a column is made wide for one word
_WIDEST = 60.0  # digits that columns of text have together at least, where there is room
_TALL = 1.5  # a cell of eight lines is worse than two of four, for it alone makes its row high
_HARDLY = 0.03  # of a scale, for which a form should not go onto a second page
_SLACK = 0.3  # digits that rounding may take
_WEIGHED = 60  # rows that decide on widths
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


_TAKEN_ALONG = 2  # rows of the table that go to a new page with the foot, so that its header heads something


def keep_together(sheet: TemplateSheet, columns: int, titles: int, starts: list[int], end: int) -> None:
    """Begin new pages so that the foot stands on one, or its parts each on one where it is too high.

    The last rows of the table go with it, for its header is repeated there.

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
            least = max(titles + 1, breaks[-1] + 1 if breaks else 0)
            first = max(start - _TAKEN_ALONG, least) if start == starts[0] else start
            while (
                first < start
                and head + height(first, start - 1) + (rest if head + rest <= room else part) > room
            ):
                first += 1
            breaks.append(first)
            used = head + height(first, start - 1)
        used += part
    _set_breaks(sheet, [row - 1 for row in dict.fromkeys(breaks)])


class TextColumn(Struct):
    """A column whose text goes on in further lines: its heading, the text of every row, and its indent."""

    column: int
    heading: str
    texts: Sequence[str]
    size: float  # of its font, in units of the normal one
    indent: float = 0.0

    def heights(self, count: int) -> list[float]:
        """What its texts weigh at its least width and at up to `count` digits more; tall ones weigh most."""
        found: list[float] = []
        rows = [[width_of(word) for word in text.split()] for text in self._tallest()]
        for more in range(count + 1):
            width = max(self.least + more - 1 - self.indent, 1) / self.size
            lines = [_lines(words, width) for words in rows]
            found.append(sum(line**_TALL for line in lines))
            if max(lines, default=1) == 1:
                break
        return found

    def _tallest(self) -> list[str]:
        return sorted(self.texts, key=len)[-_WEIGHED:]

    @property
    def least(self) -> float:
        """The width that tears no word, but for very long ones."""
        heading = max((width_of(word) * BOLDER for word in self.heading.split()), default=0.0)
        words = {word for text in self.texts for word in _WORD.split(text)}
        longest = max(map(width_of, words), default=0.0) * self.size + 1 + self.indent
        return min(max(heading * self.size + 0.8, longest), _LONGEST_WORD)


def fit_width(sheet: TemplateSheet, styles: CellStyles, columns: int, texts: Sequence[TextColumn]) -> None:
    """Let a worksheet print with letters of 8 points or more, as wide as its paper.

    Columns of text share what the others leave, so that the rows are as low as they can be; what is still too
    wide goes on beside it. The scale is written down: as wide as the page, Excel and
    LibreOffice would scale otherwise, and break pages elsewhere.
    """
    setup = sheet.root.find(tag("pageSetup"))
    fits = sheet.root.find(path("sheetPr/pageSetUpPr"))
    if setup is None or fits is None or fits.get("fitToPage") != "1" or setup.get("fitToHeight") != "0":
        return  # its template says how it is printed
    page = _page(sheet)[0] / _DIGIT
    smallest = min(map(styles.size, sheet.styles()), default=LEAST_SIZE)
    least = min(ceil(LEAST_SIZE / smallest * 100) / 100, 1.0)  # as it is printed
    most = page / least
    own = sum(sheet.width(one.column, one.column) for one in texts)
    others = sheet.width(1, columns) - own
    for column, width in shared_width(texts, min(max(own, _WIDEST), most - others - _SLACK)).items():
        sheet.set_width(column, width)
    whole = sheet.width(1, columns)
    fits.set("fitToPage", "0")
    for key in ("fitToWidth", "fitToHeight"):
        setup.attrib.pop(key, None)
    scale = min(max(page / whole, least), 1.0)
    setup.set("scale", str(int((least if scale < least + _HARDLY else scale) * 100 + 1e-6)))


def shared_width(texts: Sequence[TextColumn], room: float) -> dict[int, float]:
    """How wide each column of text becomes, of so much room, so that the rows are as low as can be."""
    spare = max(int(room - sum(one.least for one in texts)), 0)
    weights = [one.heights(spare) for one in texts]
    best: list[tuple[float, tuple[int, ...]]] = [(0, ())] * (spare + 1)  # by the digits given away so far
    for weight in weights:
        best = [
            min(
                (before + weight[more], (*given, more))
                for more in range(min(used, len(weight) - 1) + 1)
                for before, given in (best[used - more],)
            )
            for used in range(spare + 1)
        ]
    _, given = best[spare]
    rest = spare - sum(given)  # where nothing gets lower any more, all get a little air
    return {
        one.column: round(one.least + more + rest / len(texts), 2)
        for one, more in zip(texts, given, strict=True)
    }


def _lines(words: Sequence[float], width: float) -> int:
    """How many lines words of these widths take, as `office.line_count` counts them."""
    lines, used = 1, 0.0
    for need in words:
        if used and used + 0.55 + need > width:
            lines, used = lines + 1, 0.0
        used += need + (0.55 if used else 0)
        while used > width:
            lines, used = lines + 1, used - width
    return lines


def _page(sheet: TemplateSheet) -> tuple[float, float]:
    """Width and height of a page between its margins, in points."""
    margins = sheet.root.find(tag("pageMargins"))
    left, right, top, bottom = (
        72 * float(margins.get(side, 0.75)) for side in ("left", "right", "top", "bottom")
    )
    setup = sheet.root.find(tag("pageSetup"))
    short, long = _A4
    width, height = (long, short) if setup is not None and setup.get("orientation") == "landscape" else _A4
    return width - left - right, height - top - bottom


def _room(sheet: TemplateSheet, columns: int) -> float:
    """The height of a page in points of the sheet, which may be shrunk to the page's width."""
    width, height = _page(sheet)
    setup = sheet.root.find(tag("pageSetup"))
    fits = sheet.root.find(path("sheetPr/pageSetUpPr"))
    if fits is not None and fits.get("fitToPage") == "1":
        scale = min(1.0, width / (sheet.width(1, columns) * _DIGIT))
    else:
        scale = int("100" if setup is None else setup.get("scale", "100")) / 100
    return height / scale * _SPARE


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
