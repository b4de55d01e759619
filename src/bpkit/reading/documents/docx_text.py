"""Walks WordprocessingML: paragraphs, tables and text boxes in reading order, with the pictures in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from lxml import etree

from .content import Paragraph, Part, Picture, Table
from .docx_media import Pictures
from .docx_parts import R, Styles, W
from .docx_pictures import DRAWING, OBJECT, PICT, Drawings
from .docx_visible import Boxes

_P, _TBL, _TR, _TC = W + "p", W + "tbl", W + "tr", W + "tc"
_CHUNK, _RELATION = W + "altChunk", R + "id"
_PPR, _PSTYLE, _JC, _VAL = W + "pPr", W + "pStyle", W + "jc", W + "val"
_RUN, _RPR, _BOLD, _SIZE = W + "r", W + "rPr", W + "b", W + "sz"
_TEXT, _BREAK = W + "t", W + "br"
_DRAWN = (DRAWING, PICT, OBJECT)
_FIXED = {W + "tab": "\t", W + "ptab": "\t", _BREAK: "\n", W + "cr": "\n", W + "noBreakHyphen": "-"}
_OFF = ("0", "false", "off")
# What carries neither blocks nor text.
_PROPERTIES = ("sectPr", "sdtPr", "sdtEndPr", "tblPr", "tblGrid", "tblPrEx", "trPr", "tcPr", "rPr")
_SKIPPED = {W + name for name in _PROPERTIES}


class Blocks:
    """Turns the elements of one part into blocks."""

    def __init__(
        self,
        part: Part,
        styles: Styles,
        pictures: Pictures,
        boxes: Boxes,
        chunks: Callable[[str], Iterable[Paragraph | Table]] = lambda _: (),
    ) -> None:
        self._part = part
        self._chunks = chunks  # the blocks of a document inside this one, by the id of its relation
        self._styles = styles
        self._pictures = pictures
        self._drawings = Drawings(pictures)
        self._boxes = boxes

    def of(self, container: etree._Element) -> Iterator[Paragraph | Table]:
        """The blocks in a body, cell, text box, note, content control …, in reading order."""
        for child in container:
            if child.tag == _P:
                yield self._paragraph(child)
                for box in self._boxes.get(child, ()):
                    yield from self._boxed(box)
            elif child.tag == _TBL:
                yield from self._table(child)
            elif child.tag == _CHUNK:
                yield from self._chunks(child.get(_RELATION, ""))
            elif child.tag not in _SKIPPED:
                yield from self.of(child)

    def _boxed(self, box: etree._Element) -> Iterator[Paragraph | Table]:
        part = Part.TEXT_BOX if self._part is Part.BODY else self._part
        yield from Blocks(part, self._styles, self._pictures, self._boxes, self._chunks).of(box)

    def _table(self, table: etree._Element) -> Iterator[Paragraph | Table]:
        """The table, and after it the tables that stood in its cells."""
        rows, nested = [], []
        for row in _inside(table, _TR):
            cells = []
            for cell in _inside(row, _TC):
                blocks = list(self.of(cell))
                cells.append(tuple(block for block in blocks if isinstance(block, Paragraph)))
                nested += [block for block in blocks if isinstance(block, Table)]
            rows.append(tuple(cells))
        yield Table(tuple(rows), self._part)
        yield from nested

    def _paragraph(self, paragraph: etree._Element) -> Paragraph:
        text: list[str] = []
        pictures: list[Picture] = []
        self._gather(paragraph, text, pictures)
        style, centred = self._properties(paragraph)
        bold, size = _first_run(paragraph)
        return Paragraph("".join(text), style, self._part, tuple(pictures), bold, centred, size)

    def _gather(self, element: etree._Element, text: list[str], pictures: list[Picture]) -> None:
        """Text and pictures of a paragraph, through its runs, links, fields, controls, insertions …"""
        for child in element:
            tag = child.tag
            if tag == _TEXT:
                text.append(child.text or "")
            elif tag in _FIXED:
                text.append(_FIXED[tag])
            elif tag in _DRAWN:
                pictures += self._drawings.of(child)
            elif tag != _PPR and tag not in _SKIPPED:
                self._gather(child, text, pictures)

    def _properties(self, paragraph: etree._Element) -> tuple[str, bool]:
        style, centred = "", False
        first = paragraph[0] if len(paragraph) else None
        for child in first if first is not None and first.tag == _PPR else ():
            if child.tag == _PSTYLE:
                style = self._styles.name(child.get(_VAL, ""))
            elif child.tag == _JC:
                centred = child.get(_VAL) == "center"
        return style, centred


def _inside(container: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Rows of a table or cells of a row, also where a content control or a tracked change wraps them."""
    for child in container:
        if child.tag == tag:
            yield child
        elif child.tag not in _SKIPPED:
            yield from _inside(child, tag)


def _first_run(paragraph: etree._Element) -> tuple[bool, float | None]:
    """Whether the paragraph begins in bold, and in which size in points, as far as it says so itself."""
    run = next((child for child in paragraph if child.tag == _RUN), None)
    properties = run[0] if run is not None and len(run) else None
    bold, size = False, None
    for child in properties if properties is not None and properties.tag == _RPR else ():
        if child.tag == _BOLD:
            bold = child.get(_VAL) not in _OFF
        elif child.tag == _SIZE:
            size = _number(child.get(_VAL, "")) / 2 or None
    return bold, size


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
