"""The styles of a workbook, as far as filling a form needs them: font sizes, wrapping and number patterns."""

from __future__ import annotations

from copy import deepcopy
from functools import cache

from lxml import etree

from ..office.xml import parse, path, tag

_FIRST_PATTERN = 164  # lower numbers are Excel's own patterns


class Styles:
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
            self._formats.append(made)
            self._formats.set("count", str(len(self._formats)))
            self._made[style, pattern] = str(len(self._formats) - 1)
        return self._made[style, pattern]

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
