"""The styles of a workbook, as far as filling a form needs them: font sizes, wrapping and number patterns."""

from __future__ import annotations

from copy import deepcopy
from functools import cache

from lxml import etree

from ...office.xml import parse, path, tag

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
