"""From lines that stand somewhere on pages back to paragraphs and tables, as the writer meant them.

Measures are points from the page's lower left corner, as PDF has them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from .content import Paragraph, Part, Picture, Table

_MARGIN = 0.12  # of the page's height: where running heads and page numbers stand
_CLOSE = 40.0  # points between a photo and the caption below it
WIDE_GAP = 2.5  # times the size of the letters: what parts two columns
_BULLET = 3  # letters of a list's mark: "•", "10."


@dataclass(frozen=True, slots=True)
class Box:
    """A place on a page."""

    left: float
    bottom: float
    right: float
    top: float

    def overlaps(self, other: Box) -> bool:
        """Whether the two share a part of the page's width."""
        return self.left < other.right and other.left < self.right


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text, or the part of it in one column."""

    text: str
    box: Box
    size: float = 12.0
    bold: bool = False


Row = tuple[Line, ...]  # what stands beside each other at one height


@dataclass(frozen=True, slots=True)
class Page:
    """What one page shows."""

    width: float
    height: float
    rows: tuple[Row, ...] = ()
    pictures: tuple[tuple[Picture, Box], ...] = ()


def arrange(pages: Sequence[Page]) -> Iterator[Paragraph | Table]:
    """The blocks of a document in reading order; a running head is given once, notes stand at the end."""
    running, given = _running(pages), set[str]()
    size = _usual_size(pages)
    notes: list[Paragraph | Table] = []
    for page in pages:
        rows = []
        for row in page.rows:
            mark = _mark(page, row)
            if mark not in running:
                rows.append(row)
            elif mark not in given:
                given.add(mark)
                part = Part.HEADER if row[0].box.top > page.height / 2 else Part.FOOTER
                yield Paragraph(_text(row), part=part)
        first = _first_note(rows, size)
        notes += [replace(block, part=Part.NOTE) for block in _arranged(page, rows[first:], pictures=False)]
        yield from _arranged(page, rows[:first])
    yield from notes


def _arranged(page: Page, rows: Sequence[Row], pictures: bool = True) -> Iterator[Paragraph | Table]:
    shown = page.pictures if pictures else ()
    return _Arranger(replace(page, rows=tuple(rows), pictures=shown)).blocks()


def _usual_size(pages: Sequence[Page]) -> float:
    """The size of the letters that most of the text is set in."""
    sizes: Counter[float] = Counter()
    for line in (line for page in pages for row in page.rows for line in row):
        sizes[round(line.size, 1)] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 12.0


def _first_note(rows: Sequence[Row], usual: float) -> int:
    """Where the footnotes of a page begin: small letters at its foot, behind a number or a star."""
    first = len(rows)
    for index in range(len(rows) - 1, -1, -1):
        line = rows[index][0]
        if line.size > 0.9 * usual:
            break
        if re.match(r"[0-9]{1,2}[ .)]|[*†]", line.text):
            first = index
    return first


_DOUBLE = (1.7, 2.5)  # times the size of the letters, from line to line
_QUARTO = ((610, 795), (576, 720))  # points: Letter, which Word calls quarto, and quarto itself


def is_as_asked(pages: Sequence[Page]) -> bool:
    """Whether the pages are as POB slide 8 counts them: quarto and double spaced."""
    if not pages or not any(
        abs(pages[0].width - width) < 15 and abs(pages[0].height - height) < 15 for width, height in _QUARTO
    ):
        return False
    steps = [
        (above[0].box.bottom - below[0].box.bottom) / max(above[0].size, 1)
        for page in pages
        for above, below in pairwise(page.rows)
        if len(above[0].text) > 40
    ]
    return len(steps) > 4 and _DOUBLE[0] <= median(steps) <= _DOUBLE[1]


def _text(row: Row) -> str:
    return "\t".join(line.text for line in row)


def _mark(page: Page, row: Row) -> str:
    """What a row in the margin says, page numbers aside; empty for a row that is not in the margin."""
    box = row[0].box
    if page.height * _MARGIN < box.bottom and box.top < page.height * (1 - _MARGIN):
        return ""
    where = "head" if box.top > page.height / 2 else "foot"
    return f"{where} {re.sub('[0-9]+', '#', _text(row))}"


def _running(pages: Sequence[Page]) -> set[str]:
    seen = Counter(mark for page in pages for mark in {_mark(page, row) for row in page.rows})
    return {mark for mark, count in seen.items() if mark and count > 1 and 2 * count >= len(pages)}


class _Arranger:
    """Puts the rows of one page together again."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.left = min((row[0].box.left for row in page.rows), default=0.0)
        # A page of short lines has no full ones, whichever is the longest of them.
        self.right = max((0.6 * page.width, *(row[-1].box.right for row in page.rows)))
        self.text: list[Line] = []  # the lines of the paragraph at hand
        self.table: list[list[list[Line]]] = []  # rows, cells and lines of the table at hand

    def blocks(self) -> Iterator[Paragraph | Table]:
        rows, pictures = list(self.page.rows), _placed(self.page)
        for index in range(len(rows) + 1):
            row = rows[index] if index < len(rows) else ()
            if beside := pictures.get(index):
                yield from self.flush()
                if _are_captions(beside, row):
                    for (picture, _), line in zip(beside, row, strict=True):
                        yield Paragraph("", pictures=(picture,))
                        yield self.paragraph([line])
                    continue
                yield Paragraph("", pictures=tuple(picture for picture, _ in beside))
            if row:
                yield from self.add(row)
        yield from self.flush()

    def add(self, row: Row) -> Iterator[Paragraph | Table]:
        if len(row) > 1:
            if not self.table:
                yield from self.flush()
            self.table.append([[line] for line in row])
        elif self.table and _continues_cell(self.table[-1], row[0]):
            self.table[-1][-1].append(row[0])
        else:
            if not self.text or not self.continues(self.text[-1], row[0]):
                yield from self.flush()
            self.text.append(row[0])

    def flush(self) -> Iterator[Paragraph | Table]:
        if self.text:
            yield self.paragraph(self.text)
        if self.table:
            yield Table(tuple(tuple((self.paragraph(cell),) for cell in row) for row in self.table))
        self.text, self.table = [], []

    def paragraph(self, lines: Sequence[Line]) -> Paragraph:
        words = " ".join(line.text for line in lines)
        # A word that was parted at a line's end; "ibu-ibu" keeps its hyphen that way too.
        words = re.sub("[\x02\ufffe] ?", "-", words)
        middle = (lines[0].box.left + lines[0].box.right) / 2
        centred = abs(middle - self.page.width / 2) < 10 and lines[0].box.left > self.left + 20
        bold = all(line.bold for line in lines)
        return Paragraph(words, bold=bold, centred=centred, size_pt=round(lines[0].size, 1))

    def continues(self, line: Line, following: Line) -> bool:
        """Whether the line was full: the first word of the next would not have fitted on it."""
        if line.box.right <= following.box.left and line.box.bottom < following.box.top < line.box.top + 2:
            return True  # the rest of the same line, behind a raised figure
        word = following.text.partition(" ")[0]
        letter = (line.box.right - line.box.left) / max(len(line.text), 1)
        full = line.box.right + letter * (len(word) + 1) > self.right - letter
        below = 0 < line.box.top - following.box.top < 3.5 * line.size
        return full and below and abs(line.size - following.size) < 0.6 and line.bold == following.bold


def _continues_cell(row: list[list[Line]], line: Line) -> bool:
    last = row[-1][-1]
    below = 0 < last.box.top - line.box.top < 2.5 * last.size
    return below and abs(row[-1][0].box.left - line.box.left) < 3


def _placed(page: Page) -> dict[int, list[tuple[Picture, Box]]]:
    """The pictures by the index of the row that they come before, from left to right."""
    places: dict[int, list[tuple[Picture, Box]]] = {}
    for picture, box in sorted(page.pictures, key=lambda item: (-item[1].top, item[1].left)):
        middle = (box.top + box.bottom) / 2
        below = (index for index, row in enumerate(page.rows) if row[0].box.top <= middle)
        places.setdefault(next(below, len(page.rows)), []).append((picture, box))
    return places


def _are_captions(pictures: Sequence[tuple[Picture, Box]], row: Row) -> bool:
    """Whether each picture has a column of the row below it for itself."""
    if len(pictures) < 2 or len(pictures) != len(row):
        return False
    return all(
        box.overlaps(line.box) and 0 <= box.bottom - line.box.bottom < _CLOSE
        for (_, box), line in zip(pictures, row, strict=True)
    )


def columns(pieces: Sequence[tuple[str, Box]], size: float, bold: bool) -> Row:
    """One row from the pieces of a line that wide gaps part."""
    lines: list[Line] = []
    for text, box in pieces:
        last = lines[-1] if lines else None
        if last is not None and _is_one(last.text, text.strip()):
            low, high = min(last.box.bottom, box.bottom), max(last.box.top, box.top)
            joined = Box(last.box.left, low, box.right, high)
            lines[-1] = Line(f"{last.text} {text.strip()}", joined, size, bold)
        else:
            lines.append(Line(text.strip(), box, size, bold))
    return tuple(lines)


def _is_one(left: str, right: str) -> bool:
    """A label and its colon, or a bullet and its words, belong together however far apart they stand."""
    return right.startswith(":") or left.endswith(":") or len(left) <= _BULLET
