"""What a reader of one kind of document hands over: its blocks in reading order, whatever the kind.

`docx.py`, `odt.py`, … each turn a file into `DocumentContent`; `writing.py` turns that into the facts of a
writing, whatever the kind. A new kind of document is one new reader.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum
from functools import wraps
from itertools import accumulate
from math import ceil, isfinite
from pathlib import Path
from typing import Concatenate, ParamSpec

from msgspec import Struct

from ...model.problems import Kind, Problem, UnreadableError
from ...model.story import Mark


class DocumentPart(StrEnum):
    """Where in the document a block stands."""

    BODY = "body"
    HEADER = "header"
    FOOTER = "footer"
    TEXT_BOX = "text_box"
    NOTE = "note"


class Picture(Struct, frozen=True):
    """A picture in a document; pixels after EXIF rotation, None where they can't be known."""

    name: str
    kind: str  # "jpeg", "png", … or "drawing" for EMF, WMF and the like
    width: int | None
    height: int | None
    digest: str
    placed_cm: tuple[float, float] | None = None
    alt_text: str = ""
    damage: Problem | None = None
    page: int | None = None  # where the document has firm pages (PDF)


class ListItem(Struct, frozen=True):
    """That a paragraph is an item: what the file calls its list, and how deep it lies in it."""

    name: str
    depth: int = 0
    count: str = ""  # of what its numbers are the next, where one name stands for several lists
    number: int = 0
    sign: str = ""  # `a`, `A`, `i` or `I` where numbers are letters or Roman


class Paragraph(Struct, frozen=True):
    """A paragraph's text with line breaks as `\\n` and the pictures that stand in it."""

    text: str
    style: str = ""  # the style's name in lower case: "title", "heading 1", "caption"
    part: DocumentPart = DocumentPart.BODY
    pictures: tuple[Picture, ...] = ()
    bold: bool = False
    centred: bool = False
    size_pt: float | None = None
    item: ListItem | None = None  # of a list
    marks: tuple[Mark, ...] = ()  # what of the text is bold or in italics; of .docx within `keeping_marks`


class DocumentTable(Struct, frozen=True):
    """A table: rows of cells, each cell the paragraphs in it."""

    rows: tuple[tuple[tuple[Paragraph, ...], ...], ...]
    part: DocumentPart = DocumentPart.BODY


Block = Paragraph | DocumentTable


class DocumentContent(Struct, frozen=True):
    """A document as its kind's reader gives it."""

    blocks: tuple[Block, ...]
    damages: tuple[Problem, ...] = ()
    page_count: int | None = None  # where the file itself says so and can be trusted (PDF)
    page_cm: tuple[float, float] | None = None
    counted: tuple[int, int] | None = None  # pages and words, as the program that saved it counted them


_More = ParamSpec("_More")
_Reader = Callable[Concatenate[Path, bytes, _More], DocumentContent]


def reader(read: _Reader[_More]) -> _Reader[_More]:
    """A reader that raises nothing: why it can't read a document is the damage of an empty one."""

    @wraps(read)
    def reading(path: Path, data: bytes, /, *more: _More.args, **named: _More.kwargs) -> DocumentContent:
        try:
            return read(path, data, *more, **named)
        except UnreadableError as fault:
            return DocumentContent((), (fault.problem(path),))
        except RecursionError:  # a newer libxml2 lets elements nest deeper than Python goes
            detail = "elements nested without end"
            return DocumentContent((), (Problem(path, kind=Kind.BROKEN, detail=detail),))

    return reading


def paragraphs_in(blocks: Iterable[Block]) -> Iterator[Paragraph]:
    """Every paragraph in reading order, those in the cells of tables too."""
    for block in blocks:
        if isinstance(block, DocumentTable):
            yield from (paragraph for row in block.rows for cell in row for paragraph in cell)
        else:
            yield block


# A short name for a content: the same bytes have the same, wherever they lie. CRC-32 and length, because a
# zip package carries both for each part: a photo in a document is told without inflating it, and compares
# with the same photo lying loose beside another document.
def digest_of(crc: int, length: int) -> str:
    """The digest of a content whose CRC-32 and length are known."""
    return f"{crc:08x}-{length:x}"


def digest(data: bytes) -> str:
    """The digest of these bytes.

    >>> digest(b"foto")
    'eadc3be5-4'
    """
    return digest_of(zlib.crc32(data), len(data))


class OpenParagraph:
    """A paragraph while it is read: bold where all of its words are, as large as the first of them."""

    __slots__ = ("_bold", "_plain", "_size_pt", "faces", "pictures", "text")

    def __init__(self) -> None:
        self.text: list[str] = []
        self.faces: list[tuple[int, str]] = []  # of pieces of the text, by their place: `b`, `i`, `bi`
        self.pictures: list[Picture] = []
        self._bold = self._plain = False
        self._size_pt: float | None = None

    def write(
        self, text: str, bold: bool = False, size_pt: float | None = None, italic: bool = False
    ) -> None:
        """Go on with these words."""
        if bold or italic:
            self.faces.append((len(self.text), face_of(bold, italic)))
        self.text.append(text)
        if text.strip():
            self._bold, self._plain = self._bold or bold, self._plain or not bold
            self._size_pt = self._size_pt or size_pt

    @property
    def bold(self) -> bool:
        """Whether all words so far are bold."""
        return self._bold and not self._plain

    @property
    def marks(self) -> tuple[Mark, ...]:
        """Which stretches of the text so far are bold or in italics."""
        if not self.faces:
            return ()
        found: list[Mark] = []
        ends = [0, *accumulate(map(len, self.text))]
        for place, face in self.faces:
            start, stop = ends[place], ends[place + 1]
            if found and found[-1][1:] == (start, face):
                start = found.pop()[0]
            if start < stop:
                found.append((start, stop, face))
        return tuple(found)

    def closed(
        self,
        style: str,
        part: DocumentPart,
        centred: bool,
        size_pt: float | None = None,
        item: ListItem | None = None,
    ) -> Paragraph:
        """The paragraph; `size_pt` is the size where its words do not say one."""
        pictures, size = tuple(self.pictures), self._size_pt or size_pt
        text = "".join(self.text)
        return Paragraph(text, style, part, pictures, self.bold, centred, size, item, self.marks)


_MARKED: ContextVar[bool] = ContextVar("marked", default=False)


@contextmanager
def keeping_marks() -> Iterator[None]:
    """Let the reader of .docx look at every run for how it is set.

    Checking needs none of that, and it takes half as long again where a document has hundreds of runs.
    """
    before = _MARKED.set(True)
    try:
        yield
    finally:
        _MARKED.reset(before)


def marks_are_kept() -> bool:
    """Whether somebody asked for them."""
    return _MARKED.get()


def face_of(bold: bool, italic: bool) -> str:
    """`b`, `i`, `bi`, or nothing for plain letters."""
    return f"{'b' if bold else ''}{'i' if italic else ''}"


class Flow:
    """Blocks out of a stream of text with marks for the ends of paragraphs, cells and rows (.rtf and .doc).

    One flow is one story of a document: its body, a header, a note, a text box.
    Text boxes and notes are stories of their own; they follow the paragraph they hang on.
    """

    def __init__(self, part: DocumentPart = DocumentPart.BODY) -> None:
        self.part = part
        self.blocks: list[Block] = []
        self.item: ListItem | None = None  # that the paragraph at hand is
        self._open = OpenParagraph()
        self._cell: list[Paragraph] = []
        self._row: list[tuple[Paragraph, ...]] = []
        self._rows: list[tuple[tuple[Paragraph, ...], ...]] = []
        self._aside: list[Block] = []

    def write(
        self, text: str, bold: bool = False, size_pt: float | None = None, italic: bool = False
    ) -> None:
        """Go on with the paragraph at hand."""
        self._open.write(text, bold, size_pt, italic)

    def show(self, picture: Picture) -> None:
        """Put a picture into the paragraph at hand."""
        self._open.pictures.append(picture)

    def hang(self, blocks: Iterable[Block]) -> None:
        """Let a note or text box follow the paragraph at hand."""
        self._aside += blocks

    def end_paragraph(self, style: str = "", centred: bool = False, in_table: bool = False) -> None:
        """The paragraph at hand ends here."""
        paragraph = self._paragraph(style, centred)
        if in_table:
            self._cell.append(paragraph)
            return
        self._end_table()
        self.blocks += [paragraph, *self._aside]
        self._aside = []

    def end_cell(self, style: str = "", centred: bool = False) -> None:
        """The paragraph at hand ends here, and with it its cell."""
        self._cell.append(self._paragraph(style, centred))
        self._row.append(tuple(self._cell))
        self._cell = []

    def end_row(self) -> None:
        """The row ends here."""
        if self._row:
            self._rows.append(tuple(self._row))
        self._row = []

    def finish(self) -> list[Block]:
        """Every block, also those that a file which breaks off left open."""
        if self._open.text or self._open.pictures:
            self.end_paragraph(in_table=bool(self._cell or self._row))
        self._end_table()
        self.blocks += self._aside
        self._aside = []
        return self.blocks

    def _paragraph(self, style: str, centred: bool) -> Paragraph:
        made = self._open.closed(style, self.part, centred, item=self.item)
        self._open, self.item = OpenParagraph(), None
        return made

    def _end_table(self) -> None:
        if self._cell:
            self._row.append(tuple(self._cell))
            self._cell = []
        self.end_row()
        if self._rows:
            self.blocks += [DocumentTable(tuple(self._rows), self.part), *self._aside]
            self._rows, self._aside = [], []


# Lengths in centimetres: what documents count them in, and which sizes make sense -----------------------

CM_AN_INCH = 2.54
CM_A_POINT = CM_AN_INCH / 72  # PDF
CM_A_PIXEL = CM_AN_INCH / 96  # HTML
CM_A_TWIP = CM_AN_INCH / 1440  # RTF and .doc: twentieths of a point
CM_AN_EMU = 1 / 360_000  # DrawingML
# The units that people and programs write behind a number.
CM = {"cm": 1.0, "mm": 0.1, "in": CM_AN_INCH, "pt": CM_A_POINT, "pc": CM_AN_INCH / 6, "px": CM_A_PIXEL}
_LONGEST_CM = 100.0  # no paper that people print on is longer

Size = tuple[float, float]  # width and height


def centimetres(length: str) -> float | None:
    """A length as OpenDocument writes it (`8.5in`, `21cm`) in centimetres; None if it is none."""
    found = re.fullmatch(r"([0-9]{1,6}(?:\.[0-9]{1,12})?)(cm|mm|in|pt|pc|px)", length)
    return float(found[1]) * CM[found[2]] if found else None


def sane(width: float, height: float, *, turned: bool = False) -> Size | None:
    """A size on the page in centimetres, `turned` by a quarter or not; None where it is none."""
    if not (isfinite(width) and isfinite(height)):
        return None
    sides = round(min(width, _LONGEST_CM), 2), round(min(height, _LONGEST_CM), 2)
    if min(sides) <= 0:
        return None
    return (sides[1], sides[0]) if turned else sides


def is_quarter_turn(degrees: float) -> bool:
    """Whether what is turned so far lies rather than stands."""
    return 45 <= degrees % 180 < 135


def number(text: str) -> float:
    """A number as an XML attribute or a property has it; 0 where it is none."""
    try:
        return float(text)
    except ValueError:
        return 0.0


# Pages: how many a writing fills, on quarto in 12 points and double spaced, with photos (POB slide 8) ---
# These values were measured against pages that LibreOffice rendered; `tools/calibrate_pages.py` measures them
# again, and docs/pages.md tells how well they hold.

TEXT_WIDTH_CM = 16.4
TABLE_LINE = 0.6  # of a line of text: people set tables and captions tighter
UNKNOWN_PHOTO_CM = 8.0  # height of a photo whose placed size nobody knows


class PageCapacity(Struct, frozen=True):
    """How much goes on a page."""

    characters_a_line: float = 88.0
    lines_a_page: float = 23.0
    photo_lines_a_cm: float = 1.2  # the white that a photo leaves at the foot of a page included


CAPACITY = PageCapacity()


def estimate(blocks: Iterable[Block], measure: PageCapacity = CAPACITY) -> float:
    """Pages, to one decimal; never less than a tenth."""
    lines = sum(_lines(block, measure) for block in blocks)
    return max(0.1, round(lines / measure.lines_a_page, 1))


def _lines(block: Block, measure: PageCapacity) -> float:
    if isinstance(block, Paragraph):
        return _paragraph_lines(block, measure.characters_a_line, measure)
    return sum(_row_lines(row, measure) for row in block.rows)


def _row_lines(row: tuple[tuple[Paragraph, ...], ...], measure: PageCapacity) -> float:
    """Cells stand side by side: the highest makes the row."""
    width = measure.characters_a_line / max(1, len(row))
    cells = ([p for p in cell if p.text.strip() or p.pictures] for cell in row)
    return max(
        (sum(_paragraph_lines(p, width, measure, TABLE_LINE) for p in cell) for cell in cells), default=0
    )


def _paragraph_lines(paragraph: Paragraph, width: float, measure: PageCapacity, line: float = 1.0) -> float:
    if paragraph.style == "caption":
        line = TABLE_LINE
    typed = paragraph.text
    if "\n" in typed:
        text = sum(max(1, ceil(len(words) / width)) for words in typed.split("\n") if words.strip())
    else:  # nearly always, and in half the time
        text = ceil(len(typed) / width) if typed.strip() else 0
    if not paragraph.pictures:
        return text * line
    # No picture takes more than a page, whatever size some program gave it.
    heights = _picture_rows(paragraph)
    return text * line + sum(min(high * measure.photo_lines_a_cm, measure.lines_a_page) for high in heights)


def _picture_rows(paragraph: Paragraph) -> Iterator[float]:
    """The heights of a paragraph's pictures, those that fit side by side counted once."""
    width = height = 0.0
    for picture in paragraph.pictures:
        wide, high = picture.placed_cm or (UNKNOWN_PHOTO_CM, UNKNOWN_PHOTO_CM)
        if width + wide > TEXT_WIDTH_CM:
            yield height
            width = height = 0.0
        width, height = width + wide, max(height, high)
    yield height
