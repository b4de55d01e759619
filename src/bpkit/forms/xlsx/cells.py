"""Cells of a workbook: references that move along with them, what a cell may hold and its XML, styles."""

from __future__ import annotations

import re
from copy import deepcopy
from datetime import date
from decimal import Context, Decimal
from fractions import Fraction
from functools import cache
from html import escape

from lxml import etree
from msgspec import Struct

from ...model.place import column_number, letters_of, unquoted_sheet
from ...office import clean, line_count, parse, path, tag

_CELL = re.compile(r"(\$?)([A-Z]{1,3})(\$?)([0-9]{1,7})")
_REFERENCE = re.compile(
    r"""(?P<text>"[^"]*")
    |(?<![\w.$])(?P<sheet>(?:'(?:[^']|'')+'|[^\W\d][\w.]*)!)?
     (?P<cells>\$?[A-Z]{1,3}\$?[0-9]{1,7}(?::\$?[A-Z]{1,3}\$?[0-9]{1,7})?
      |\$?[0-9]{1,7}:\$?[0-9]{1,7}|\$?[A-Z]{1,3}:\$?[A-Z]{1,3})(?![\w.(!])""",
    re.VERBOSE,
)


def cell(row: int, column: int) -> str:
    """The reference of a cell: `B7`."""
    return f"{letters_of(column)}{row}"


def corners(reference: str) -> tuple[int, int, int, int]:
    """First row, first column, last row, last column of `$B$7` or `B7:D9`."""
    found = [(int(row), column_number(column)) for _, column, _, row in _CELL.findall(reference)]
    (row, column), (last_row, last_column) = found[0], found[-1]
    return row, column, last_row, last_column


class Shift(Struct, frozen=True):
    """The rows (or columns) `first` to `last` of a worksheet became `count` rows; all behind them moved."""

    sheet: str
    first: int
    last: int
    count: int
    columns: bool = False

    def start(self, index: int) -> int:
        """Where a row is now; one of the replaced is now the first of those in its place."""
        return index + self._by if index > self.last else min(index, self.first)

    def end(self, index: int) -> int:
        """Where a range that ended in this row ends now; it grows with what was put in its last rows."""
        if index < self.first:
            return index
        return index + self._by if index > self.last else self.first + self.count - 1

    @property
    def _by(self) -> int:
        return self.count - (self.last - self.first + 1)

    def formula(self, text: str, home: str, *, grow: bool = False) -> str:
        """A formula of the worksheet `home` with every reference where it points now.

        Ranges grow with what was put in; `grow` lets single cells grow to ranges too, as a chart's must.
        """

        def moved(match: re.Match[str]) -> str:
            sheet = match["sheet"]
            if match["text"] or (unquoted(sheet) if sheet else home) != self.sheet:
                return match[0]
            return (sheet or "") + (self.area(match["cells"], grow=grow) or "#REF!")

        return _REFERENCE.sub(moved, text)

    def area(self, cells: str, *, grow: bool = False) -> str | None:
        """A cell or range where it is now; None if nothing is left of it."""
        begin, _, end = cells.partition(":")
        index = self._index(begin), self._index(end or begin)
        if None in index:
            return cells
        first, last = self.start(index[0] or 0), self.end(index[1] or 0)
        if last < first:
            return None
        begin_now = self._placed(begin, first)
        end_now = self._placed(end or begin, last)
        if not end and (begin_now == end_now or not grow):
            return begin_now
        return f"{begin_now}:{end_now}"

    def _index(self, half: str) -> int | None:
        """The row (or column) in one half of a range; None where it names only the other."""
        digits = "".join(filter(str.isdigit, half))
        word = "".join(filter(str.isalpha, half))
        if self.columns:
            return column_number(word) if word else None
        return int(digits) if digits else None

    def _placed(self, half: str, index: int) -> str:
        if self.columns:
            return re.sub(r"[A-Z]+", letters_of(index), half)
        return re.sub(r"[0-9]+", str(index), half)


def unquoted(sheet: str) -> str:
    """A worksheet's name as people see it, from `'Lembar Penilai'!`."""
    name = sheet.removesuffix("!")
    return unquoted_sheet(name)


def slide(text: str, rows: int) -> str:
    """A formula as Excel would copy it that many rows down: relative rows move, `$` rows stay."""

    def moved(match: re.Match[str]) -> str:
        if match["text"]:
            return match[0]
        cells = _CELL.sub(
            lambda m: m[0] if m[3] else f"{m[1]}{m[2]}{int(m[4]) + rows}",
            match["cells"],
        )
        return (match["sheet"] or "") + cells

    return _REFERENCE.sub(moved, text)


_EPOCH = date(1899, 12, 30)  # day 0 of Excel
_PRECISE = Context(prec=17)  # what an Excel number can hold
_ESCAPE_LOOKALIKE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # Excel reads _x0041_ as A


class FormattedNumber(Struct, frozen=True):
    """A number with the pattern it is shown in: `0.00`; None is the template's. It may look like a link."""

    value: Fraction | Decimal | int
    pattern: str | None = None
    linked: bool = False


class LinkedText(str):
    """A text in the letters of a link."""

    __slots__ = ()


class Formula(Struct, frozen=True):
    """A formula, and what it gives for the values as they are now (shown until Excel recalculates)."""

    text: str
    result: str | int | Fraction | None = None


Value = str | int | Decimal | Fraction | date | FormattedNumber | Formula | None


def cell_xml(reference: str, style: str, value: Value) -> str:
    """A cell of a worksheet. Text is always text: a title that starts with `=` never becomes a formula."""
    head = f'<c r="{reference}" s="{style}"'
    if isinstance(value, str):
        return (
            f'{head} t="inlineStr"><is><t xml:space="preserve">{text_xml(value)}</t></is></c>'
            if value
            else f"{head}/>"
        )
    if isinstance(value, FormattedNumber):
        value = value.value
    if value is None:
        return f"{head}/>"
    if isinstance(value, Formula):
        return _formula_xml(head, value)
    return f"{head}><v>{number_text(value)}</v></c>"


def text_xml(text: str) -> str:
    """Text as it stands between the tags of an Office file."""
    return escape(_ESCAPE_LOOKALIKE.sub("_x005F_", clean(text)), quote=False)


def number_text(value: int | Decimal | Fraction | date) -> str:
    """A number as Excel stores it, exact to its 17 digits; a date as its day."""
    if isinstance(value, date):
        return str((value - _EPOCH).days)
    if isinstance(value, Fraction):
        value = _PRECISE.divide(Decimal(value.numerator), Decimal(value.denominator))
    return str(value)


def _formula_xml(head: str, formula: Formula) -> str:
    text = escape(formula.text, quote=False)
    if formula.result is None:
        return f"{head}><f>{text}</f></c>"
    if isinstance(formula.result, str):
        return f'{head} t="str"><f>{text}</f><v>{text_xml(formula.result)}</v></c>'
    return f"{head}><f>{text}</f><v>{number_text(formula.result)}</v></c>"


_LINK = "\n"  # among the styles that were made; no pattern is called that
_FIRST_PATTERN = 164  # lower numbers are Excel's own patterns


class CellStyles:
    """`xl/styles.xml`; a style is known by its number as a cell's `s` gives it."""

    def __init__(self, data: bytes) -> None:
        self.root = parse(data)
        self._formats = self.root.find(tag("cellXfs"))
        self._sizes = [float(size.get("val", "11")) for size in self.root.iterfind(path("fonts/font/sz"))]
        self._made: dict[tuple[str, str], str] = {}
        self.size = cache(self._size)
        self.wraps = cache(self._wraps)
        self.indent = cache(self._indent)

    def with_pattern(self, style: str, pattern: str) -> str:
        """A style like this one that shows its number in this pattern."""
        if (style, pattern) not in self._made:
            made = deepcopy(self._formats[int(style)])
            made.set("numFmtId", self._pattern(pattern))
            made.set("applyNumberFormat", "1")
            self._made[style, pattern] = self._added(made)
        return self._made[style, pattern]

    def with_wrapping(self, style: str) -> str:
        """A style like this one whose text goes on in further lines."""
        return style if self.wraps(style) else self._aligned(style, "wrapText", "1")

    def turned(self, style: str) -> str:
        """A style like this one whose text runs from below to above."""
        return self._aligned(style, "textRotation", "90")

    def linked(self, style: str) -> str:
        """A style like this one in the blue underlined letters of a link."""
        if (style, _LINK) not in self._made:
            made, fonts = deepcopy(self._formats[int(style)]), self.root.find(tag("fonts"))
            font = deepcopy(fonts[int(made.get("fontId", "0"))])
            for name in ("color", "u"):
                for old in font.findall(tag(name)):
                    font.remove(old)
            etree.SubElement(font, tag("u"))
            etree.SubElement(font, tag("color"), rgb="FF0563C1")
            fonts.append(font)
            fonts.set("count", str(len(fonts)))
            self._sizes.append(self.size(style))
            made.set("fontId", str(len(fonts) - 1))
            made.set("applyFont", "1")
            self._made[style, _LINK] = self._added(made)
        return self._made[style, _LINK]

    def _aligned(self, style: str, key: str, value: str) -> str:
        if (style, key) not in self._made:
            made = deepcopy(self._formats[int(style)])
            alignment = made.find(tag("alignment"))
            if alignment is None:
                alignment = etree.Element(tag("alignment"))
                made.insert(0, alignment)
            alignment.set(key, value)
            made.set("applyAlignment", "1")
            self._made[style, key] = self._added(made)
        return self._made[style, key]

    def _added(self, made: etree._Element) -> str:
        self._formats.append(made)
        self._formats.set("count", str(len(self._formats)))
        return str(len(self._formats) - 1)

    @property
    def normal_size(self) -> float:
        """The size of the font that column widths are counted in."""
        return self._sizes[0]

    def _size(self, style: str) -> float:
        return self._sizes[int(self._formats[int(style)].get("fontId", "0"))]

    def _wraps(self, style: str) -> bool:
        alignment = self._formats[int(style)].find(tag("alignment"))
        return alignment is not None and alignment.get("wrapText") in ("1", "true")

    def _indent(self, style: str) -> int:
        alignment = self._formats[int(style)].find(tag("alignment"))
        return 0 if alignment is None else int(alignment.get("indent", "0"))

    def _pattern(self, pattern: str) -> str:
        formats = self.root.find(tag("numFmts"))
        if formats is None:
            formats = etree.Element(tag("numFmts"))
            self.root.insert(0, formats)
        for known in formats:
            if known.get("formatCode") == pattern:
                return str(known.get("numFmtId"))
        number = max([_FIRST_PATTERN - 1, *(int(known.get("numFmtId")) for known in formats)]) + 1
        etree.SubElement(formats, tag("numFmt"), numFmtId=str(number), formatCode=pattern)
        formats.set("count", str(len(formats)))
        return str(number)


INDENT = 1.5  # digits of the normal font that a step of indent takes: three of its blanks
_LINE = 1.27  # height of a line in units of its font's size
_HIGHEST = 409.0  # points that Excel allows a row


def shown_style(styles: CellStyles, style: str, value: Value) -> str:
    """The style that shows a value: the template's, or one like it in a number's pattern, or as a link."""
    if isinstance(value, FormattedNumber) and value.pattern:
        style = styles.with_pattern(style, value.pattern)
    is_link = isinstance(value, LinkedText) or (isinstance(value, FormattedNumber) and value.linked)
    return styles.linked(style) if is_link else style


def needed_height(styles: CellStyles, style: str, width: float, value: Value) -> float:
    """The height in points that a value needs in a cell of that width (in digits of the normal font)."""
    if not isinstance(value, str) or not styles.wraps(style):
        return 0.0
    size = styles.size(style)
    room = width - 1 - INDENT * styles.indent(style)
    lines = line_count(value, max(room, 1) * styles.normal_size / size)
    return min(lines * size * _LINE + 3, _HIGHEST)
