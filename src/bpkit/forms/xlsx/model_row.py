"""A row of a template that is repeated, once for every row of data."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from lxml import etree

from ...office.texts import line_count
from ...office.xml import tag
from .references import letters, slide
from .sheet import FilledRow, Worksheet, column_of
from .styles import CellStyles
from .values import FormattedNumber, Formula, Value, cell_xml

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
        return [f"{letters(first)}{row}:{letters(last)}{row}" for first, last in self._merges.items()]


def _order(row: Any, columns: Sequence[int]) -> list[tuple[int, str, str, int | None, Any]]:
    """From left to right: column, its letters, style, which value goes there, and the template's own cell."""
    own = {column_of(found): found for found in row}
    which = {column: index for index, column in enumerate(columns)}
    return [
        (column, letters(column), _style(own.get(column)), which.get(column), own.get(column))
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
