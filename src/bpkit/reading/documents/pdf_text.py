"""What stands on a page of a PDF: places and lines of text, parted where columns are.

Measures are points from the upright page's lower left corner, as PDF has them.
"""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, pairwise
from math import pi
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from ... import limits
from .content import Picture

if TYPE_CHECKING:
    from pypdfium2 import PdfPage, PdfTextPage  # type: ignore[import-untyped]

_MARGIN = 0.12  # of the page's height: where running heads and page numbers stand
_WIDE_GAP = 2.5  # times the size of the letters: what parts two columns


class Box(NamedTuple):
    """A place on a page."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def middle(self) -> tuple[float, float]:
        """How far right and how far up its middle is."""
        return (self.left + self.right) / 2, (self.bottom + self.top) / 2

    @property
    def area(self) -> float:
        """In square points."""
        return (self.right - self.left) * (self.top - self.bottom)

    def overlaps(self, other: Box) -> bool:
        """Whether the two share a part of the page's width."""
        return self.left < other.right and other.left < self.right


NOWHERE = Box(0, 0, 0, 0)


class TextLine(NamedTuple):
    """A line of text, or the part of it in one column."""

    text: str
    box: Box
    size: float = 12.0
    bold: bool = False
    value: float | None = None  # where the words behind a label and its colon begin


Row = tuple[TextLine, ...]  # what stands beside each other at one height
Cells = list[list[TextLine]]  # what stands beside each other, each with its lines


class PageContent(NamedTuple):
    """What one page shows."""

    width: float
    height: float
    rows: tuple[Row, ...] = ()
    pictures: tuple[tuple[Picture, Box], ...] = ()
    rules: tuple[Box, ...] = ()  # upright lines, as around cells
    levels: tuple[Box, ...] = ()  # level lines


class PageRotation(NamedTuple):
    """From a page's own measures to those of the page as it is read: upright, from its lower left corner."""

    degrees: int  # clockwise
    box: Box  # of the page, in its own measures

    def point(self, x: float, y: float) -> tuple[float, float]:
        """A place on the upright page."""
        x, y = x - self.box.left, y - self.box.bottom
        width, height = self.box.right - self.box.left, self.box.top - self.box.bottom
        return {0: (x, y), 90: (y, width - x), 180: (width - x, height - y)}.get(
            self.degrees, (height - y, x)
        )

    def of(self, box: Box) -> Box:
        """A box on the upright page."""
        if self.degrees == 0 and not (self.box.left or self.box.bottom):
            return box
        return around([self.point(box.left, box.bottom), self.point(box.right, box.top)])


def around(corners: Iterable[tuple[float, float]]) -> Box:
    """The box around some places."""
    across, up = zip(*corners, strict=True)
    return Box(min(across), min(up), max(across), max(up))


def around_all(boxes: Iterable[Box]) -> Box:
    """The box around some boxes; nowhere, if there are none."""
    corners = [corner for box in boxes for corner in (box[:2], box[2:])]
    return around(corners) if corners else NOWHERE


def is_in_margin(box: Box, height: float) -> bool:
    """Whether something stands where running heads and page numbers do."""
    return box.bottom <= height * _MARGIN or height * (1 - _MARGIN) <= box.top


def rule_behind(rules: Sequence[Box], box: Box) -> float:
    """Where the next upright line stands to the right of where something begins."""
    middle = (box.bottom + box.top) / 2
    behind = (rule.left for rule in rules if rule.left > box.left and rule.bottom < middle < rule.top)
    return min(behind, default=float("inf"))


# The lines of text, as PDFium gives them ---------------------------------------------------------------

_SAMPLE = 24  # letters whose direction is looked at
_GAP, _ALIGNED_GAP = 0.9, 0.2  # times the size of the letters: what may part columns, and where others do
_MOST_LINES = limits.PDF_PAGE_LINES
_SPACED = 6  # single letters in a row are one word, spaced out
_BULLET = re.compile(r"[\W_]{1,3}|[0-9a-zA-Z]{1,2}[.)]")


def upright(page: PdfPage) -> tuple[PdfTextPage, int]:
    """The text of a page turned so that its letters stand upright, and by how much it is turned.

    PDFium tells lines apart as the page is shown; a page that lies on its side would come out by columns.
    """
    text = page.get_textpage()
    degrees = _direction(text)
    if degrees is not None and degrees != page.get_rotation():
        text.close()
        page.set_rotation(degrees)
        text = page.get_textpage()
    return text, page.get_rotation()


def _direction(text: PdfTextPage) -> int | None:
    """By how much most letters are turned, in steps of 90 degrees; None where there are none."""
    from pypdfium2 import raw

    count = text.count_chars()
    seen = Counter(
        round(-raw.FPDFText_GetCharAngle(text, index) / (pi / 2)) % 4 * 90
        for index in range(0, count, max(1, count // _SAMPLE))
        if raw.FPDFText_GetUnicode(text, index) > 32
    )
    return seen.most_common(1)[0][0] if seen else None


class _LinePiece(Struct, frozen=True):
    """A part of a line behind a gap, measured in sizes of its letters."""

    text: str
    box: Box
    gap: float


class _TypedLine(Struct, frozen=True):
    """A line as PDFium gives it."""

    pieces: tuple[_LinePiece, ...]
    size: float
    bold: bool


def rows(text: PdfTextPage, turn: PageRotation, rules: Sequence[Box]) -> Iterator[Row]:
    """The lines of a page, each in the parts that columns make of it."""
    whole = text.get_text_range()
    if len(whole) != text.count_chars():
        # Where letters and places don't tally there are lines, but nobody knows where.
        yield from ((TextLine(line.strip(), NOWHERE),) for line in whole.splitlines() if line.strip())
        return
    typed = list(islice(_typed(text, whole, turn), _MOST_LINES))
    columns = _columns(typed)
    found = [_row(line, columns, rules) for line in typed]
    for index, row in enumerate(found):
        around = found[max(0, index - 1) : index] + found[index + 1 : index + 2]
        yield _as_around(typed[index], around) if len(row) == 1 else row


def _as_around(line: _TypedLine, around_it: Sequence[Row]) -> Row:
    """A label too long for its tab, among others with theirs: its value begins a little further on."""
    whole = _row(line, (), ())
    if len(line.pieces) < 2 or line.pieces[1].gap <= _GAP or line.pieces[0].text.endswith(":"):
        return whole
    alike = (row for row in around_it if len(row) == 2 and abs(row[0].box.left - whole[0].box.left) < 3)
    if len(whole) != 1 or not any(alike):
        return whole
    label = line.pieces[0]
    value = _row(replace(line, pieces=line.pieces[1:]), (), ())
    return (TextLine(label.text, label.box, line.size, line.bold), *value)


def _typed(page: PdfTextPage, whole: str, turn: PageRotation) -> Iterator[_TypedLine]:
    start = 0
    for line in whole.split("\r\n"):
        if line.strip():
            yield _line(page, line, start, turn)
        start += len(line) + 2


def _line(page: PdfTextPage, text: str, start: int, turn: PageRotation) -> _TypedLine:
    from pypdfium2 import raw

    places = [Box(*page.get_rect(index)) for index in range(page.count_rects(start, len(text)))]
    boxes = [turn.of(box) for box in places]
    first = start + len(text) - len(text.lstrip())
    size = float(raw.FPDFText_GetFontSize(page, first))
    # A font size of 1 with a scaled matrix is common; then the letters' height tells.
    size = size if size > 2 else max((box.top - box.bottom for box in boxes), default=12.0)
    if _is_spaced_out(text):
        return _TypedLine(
            (_LinePiece(_closed(page, text, start), around_all(boxes), 0.0),), size, _is_bold(page, first)
        )
    pieces, done, group, gap = list[_LinePiece](), 0, list(zip(places, boxes, strict=True))[:1], 0.0
    for (_, before), (place, box) in pairwise(zip(places, boxes, strict=True)):
        following = (box.left - before.right) / max(size, 1)
        cut = _index(page, place, start, turn) if following > _ALIGNED_GAP else None
        if cut is not None and done < cut < len(text):
            pieces.append(_LinePiece(text[done:cut].strip(), around_all(b for _, b in group), gap))
            done, group, gap = cut, [], following
        group.append((place, box))
    pieces.append(_LinePiece(text[done:].strip(), around_all(box for _, box in group), gap))
    return _TypedLine(tuple(piece for piece in pieces if piece.text), size, _is_bold(page, first))


def _index(page: PdfTextPage, place: Box, start: int, turn: PageRotation) -> int | None:
    """Which letter of the line begins this part of it."""
    middle = (place.left + place.right) / 2, (place.bottom + place.top) / 2
    corner = {
        0: (place.left + 0.5, middle[1]),
        90: (middle[0], place.bottom + 0.5),
        180: (place.right - 0.5, middle[1]),
    }.get(turn.degrees, (middle[0], place.top - 0.5))
    found = page.get_index(*corner, 2, 2)
    return None if found is None else found - start


def _is_spaced_out(text: str) -> bool:
    """Whether a title is set with space between its letters, which reads as words of one letter."""
    words = text.split()
    return len(words) >= _SPACED and all(len(word) == 1 for word in words)


def _closed(page: PdfTextPage, text: str, start: int) -> str:
    """The words of a title that is spaced out: between them the space is larger."""
    from statistics import median  # rarely needed, and it loads as much as all of the rest

    letters = [(index, *page.get_charbox(start + index)) for index in range(len(text)) if text[index].strip()]
    gaps = [max(after[1] - before[3], 0.0) for before, after in pairwise(letters)]
    usual = median(gaps)
    words = text[letters[0][0]]
    for gap, (index, *_) in zip(gaps, letters[1:], strict=True):
        words += f" {text[index]}" if gap > 1.5 * usual + 1 else text[index]
    return words


def _columns(typed: Sequence[_TypedLine]) -> list[float]:
    """Where on the page something begins, behind a gap, in three lines or more."""
    lefts = Counter(
        round(piece.box.left) for line in typed for piece in line.pieces if piece.gap > _GAP
    ) + Counter(round(line.pieces[0].box.left) for line in typed if line.pieces and _is_short(line.pieces[0]))
    behind = {round(piece.box.left) for line in typed for piece in line.pieces[1:] if piece.gap > _GAP}
    return [float(left) for left in behind if sum(lefts[left + step] for step in (-1, 0, 1)) >= 3]


def _is_short(piece: _LinePiece) -> bool:
    """A line of a cell rather than of a text."""
    return len(piece.text) < 60


def _row(line: _TypedLine, columns: Sequence[float], rules: Sequence[Box]) -> Row:
    lines: list[TextLine] = []
    for piece in line.pieces:
        last = lines[-1] if lines else None
        parted = last is not None and rule_behind(rules, last.box) <= piece.box.left
        if last is not None and not parted and _is_one(last, piece, columns):
            box = around_all([last.box, piece.box])
            lines[-1] = TextLine(f"{last.text} {piece.text}", box, line.size, line.bold, _value(last, piece))
        else:
            lines.append(TextLine(piece.text, piece.box, line.size, line.bold))
    return tuple(lines)


def _value(label: TextLine, piece: _LinePiece) -> float | None:
    """Where the words behind a label and its colon begin: so far in stand their further lines."""
    if label.text.endswith(":"):
        return piece.box.left
    return label.value


def _is_one(left: TextLine, piece: _LinePiece, columns: Sequence[float]) -> bool:
    """A label and its colon, or a bullet and its words, belong together however far apart they stand."""
    if piece.text.startswith(":") or left.text.endswith(":") or _BULLET.fullmatch(left.text):
        return True
    return piece.gap <= _WIDE_GAP and not any(abs(piece.box.left - column) <= 1 for column in columns)


def _is_bold(page: PdfTextPage, index: int) -> bool:
    from pypdfium2 import raw

    buffer, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    length = raw.FPDFText_GetFontInfo(page, index, buffer, len(buffer), flags)
    return b"bold" in buffer.raw[:length].lower() or raw.FPDFText_GetFontWeight(page, index) >= 600
