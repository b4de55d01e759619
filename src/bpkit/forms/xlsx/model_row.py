"""A row of a template that is repeated, once for every row of data, and the styles of its cells."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from functools import cache
from typing import Any

from lxml import etree
from openpyxl.utils import get_column_letter

from ...office.package import parse, path, tag
from ...office.texts import line_count
from .references import cell, slide
from .sheet import FilledRow, Worksheet, column_of
from .values import FormattedNumber, Formula, Value, cell_xml

_WRAPPED = "\n"  # among the styles that were made; no pattern is called that
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
        if self.wraps(style):
            return style
        if (style, _WRAPPED) not in self._made:
            made = deepcopy(self._formats[int(style)])
            alignment = made.find(tag("alignment"))
            if alignment is None:
                alignment = etree.Element(tag("alignment"))
                made.insert(0, alignment)
            alignment.set("wrapText", "1")
            made.set("applyAlignment", "1")
            self._made[style, _WRAPPED] = self._added(made)
        return self._made[style, _WRAPPED]

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


_LINE = 1.27  # height of a line in units of its font's size
_HIGHEST = 409.0  # points that Excel allows a row
_KEPT = ("s", "customFormat", "hidden")


def shown_style(styles: CellStyles, style: str, value: Value) -> str:
    """The style that shows a value: the template's, or one like it with the figure's own pattern."""
    if isinstance(value, FormattedNumber) and value.pattern:
        return styles.with_pattern(style, value.pattern)
    return style


def needed_height(styles: CellStyles, style: str, width: float, value: Value) -> float:
    """The height in points that a value needs in a cell of that width (in digits of the normal font)."""
    if not isinstance(value, str) or not styles.wraps(style):
        return 0.0
    size = styles.size(style)
    lines = line_count(value, (width - 1) * styles.normal_size / size)
    return min(lines * size * _LINE + 4, _HIGHEST)


class ModelRow:
    """One model row: its styles, its merges, and in which columns the values of a row go."""

    def __init__(self, sheet: Worksheet, row: int, columns: Sequence[int], styles: CellStyles) -> None:
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
        (column, get_column_letter(column), _style(own.get(column)), which.get(column), own.get(column))
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
