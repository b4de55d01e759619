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
_COLUMN_LINES = 8  # a cell has fewer: more are a column of the page
_LETTER = 0.5  # times the size of the letters: how wide one is
_LOOKED_BACK = 80  # lines: a column of a page has fewer
# The mark of a list, in Word's symbol fonts too; in the other kinds of documents it is no text either.
_BULLET = re.compile("^[\uf000-\uf0ff\u2022\u2023\u2043\u2219\u25a0-\u25ff\u2714\u2756\u27a2] +(?=\\S)")
_NUMBERED = re.compile(
    r"[\W_]*(?:hal(?:aman)?\.?|page)?\W*[0-9]{1,3}(?:\W*(?:/|dari|of)\W*[0-9]{1,3})?[\W_]*", re.I
)


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
    value: float | None = None  # where the words behind a label and its colon begin


Row = tuple[Line, ...]  # what stands beside each other at one height
Cells = list[list[Line]]  # what stands beside each other, each with its lines


@dataclass(frozen=True, slots=True)
class Page:
    """What one page shows."""

    width: float
    height: float
    rows: tuple[Row, ...] = ()
    pictures: tuple[tuple[Picture, Box], ...] = ()
    rules: tuple[Box, ...] = ()  # upright lines, as around cells


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
        right = _right_edge(pages, page)
        foot = replace(page, rows=tuple(rows[first:]), pictures=())
        notes += [replace(block, part=Part.NOTE) for block in _Arranger(foot, right).blocks()]
        yield from _Arranger(replace(page, rows=tuple(rows[:first])), right).blocks()
    yield from notes


def _right_edge(pages: Sequence[Page], like: Page) -> float:
    """Where lines end that are full, on pages of one width; a page of short lines alone has none."""
    alike = (page for page in pages if abs(page.width - like.width) < 1)
    return max((0.6 * like.width, *(row[-1].box.right for page in alike for row in page.rows)))


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


def is_in_margin(box: Box, height: float) -> bool:
    """Whether something stands where running heads and page numbers do."""
    return box.bottom <= height * _MARGIN or height * (1 - _MARGIN) <= box.top


def _mark(page: Page, row: Row) -> str:
    """What a row in the margin says, page numbers aside; empty for a row that is not in the margin."""
    box = row[0].box
    if not is_in_margin(box, page.height):
        return ""
    where = "head" if box.top > page.height / 2 else "foot"
    return f"{where} {re.sub('[0-9]+', '#', _text(row))}"


def _running(pages: Sequence[Page]) -> set[str]:
    seen = Counter(mark for page in pages for mark in {_mark(page, row) for row in page.rows})
    lone = {_mark(page, row) for page in pages for row in page.rows if _NUMBERED.fullmatch(_text(row))}
    return {mark for mark, count in seen.items() if mark and count > 1 and 2 * count >= len(pages)} | lone - {
        ""
    }


class _Arranger:
    """Puts the rows of one page together again."""

    def __init__(self, page: Page, right: float) -> None:
        self.page = page
        self.left = min((row[0].box.left for row in page.rows), default=0.0)
        self.right = right
        self.pad = 5.4  # points that Word and LibreOffice leave beside the text of a cell
        self.text: list[Line] = []  # the lines of the paragraph at hand
        self.table: list[list[list[Line]]] = []  # rows, cells and lines of the table at hand

    def blocks(self) -> Iterator[Paragraph | Table]:
        bands = _banded(self.page.rows, self.right)
        pictures = _placed(self.page, bands)
        for index in range(len(bands) + 1):
            band = bands[index] if index < len(bands) else []
            if beside := pictures.get(index):
                yield from self.flush()
                if _are_captions(beside, band):
                    for (picture, _), lines in zip(beside, band, strict=True):
                        yield Paragraph("", pictures=(picture,))
                        yield self.paragraph(lines)
                    continue
                yield Paragraph("", pictures=tuple(picture for picture, _ in beside))
            if band:
                yield from self.add(band)
        yield from self.flush()

    def add(self, band: Cells) -> Iterator[Paragraph | Table]:
        if len(band) > 1 and min(len(lines) for lines in band) >= _COLUMN_LINES:
            yield from self.flush()
            for cell in self.cells(band):
                yield from cell
        elif len(band) > 1:
            if not self.table:
                yield from self.flush()
            self.table.append(band)
        else:
            for line in band[0]:
                if not self.text or not self.continues(self.text[-1], line):
                    yield from self.flush()
                self.text.append(line)

    def flush(self) -> Iterator[Paragraph | Table]:
        if self.text:
            yield self.paragraph(self.text)
        if self.table:
            yield Table(tuple(tuple(self.cells(band)) for band in self.table))
        self.text, self.table = [], []

    def cells(self, band: Cells) -> list[tuple[Paragraph, ...]]:
        """The cells of a row, each as wide as the next one lets it be, or a line that is drawn."""
        found: list[tuple[Paragraph, ...]] = []
        lefts = [min(line.box.left for line in lines) - self.pad for lines in band[1:]]
        for lines, left in zip(band, [*lefts, self.right], strict=True):
            edge = rule_behind(self.page.rules, lines[0].box) - self.pad
            if len(lines) >= _COLUMN_LINES:
                edge = max(line.box.right for line in lines)
            elif edge > self.page.width or left < self.right:
                edge = min(left, edge)  # else a line that is drawn is surer than where the text ends
            paragraphs = self.cell(lines, edge)
            if len(found) == 1 and _are_beside(band[0], lines) and len(found[0]) == len(lines):
                paragraphs = tuple(
                    self.paragraph([line]) for line in lines
                )  # a list of labels, one of answers
            found.append(paragraphs)
        return found

    def cell(self, lines: Sequence[Line], right: float) -> tuple[Paragraph, ...]:
        """The paragraphs of a cell: a line that was not full ends one."""
        groups = [[lines[0]]]
        for line in lines[1:]:
            if self.continues(groups[-1][-1], line, right):
                groups[-1].append(line)
            else:
                groups.append([line])
        return tuple(self.paragraph(group) for group in groups)

    def paragraph(self, lines: Sequence[Line]) -> Paragraph:
        words = _BULLET.sub("", " ".join(line.text for line in lines))
        # A word that was parted at a line's end; "ibu-ibu" keeps its hyphen that way too.
        words = re.sub("[\x02\ufffe] ?", "-", words)
        middle = (lines[0].box.left + lines[0].box.right) / 2
        centred = abs(middle - self.page.width / 2) < 10 and lines[0].box.left > self.left + 20
        bold = all(line.bold for line in lines)
        return Paragraph(words, bold=bold, centred=centred, size_pt=round(lines[0].size, 1))

    def continues(self, line: Line, following: Line, right: float | None = None) -> bool:
        """Whether the line was full: the first word of the next would not have fitted on it."""
        if line.box.right <= following.box.left and line.box.bottom < following.box.top < line.box.top + 2:
            return True  # the rest of the same line, behind a raised figure
        below = 0 < line.box.top - following.box.top < 3.5 * line.size
        indent = self.text[0].value if self.text and right is None else None
        if indent is not None and below and abs(following.box.left - indent) < 3:
            return True  # a value's further lines stand below its first word, not below its label
        full = _is_full(line, following, right or self.right)
        return full and below and abs(line.size - following.size) < 0.6 and line.bold == following.bold


def _is_full(line: Line, following: Line, right: float) -> bool:
    """Whether the first word of the next line would not have fitted before this edge."""
    wide = (line.box.right - line.box.left) / max(len(line.text), 1)
    letter = wide if line.value is None and len(line.text) > 20 else _LETTER * line.size
    return line.box.right + letter * (len(following.text.partition(" ")[0]) + 1) > right - letter


def _banded(rows: Sequence[Row], right: float) -> list[Cells]:
    """Rows as cells with all their lines, whichever of them the file gives first.

    Programs write a table cell by cell, and a page of columns column by column: what begins again higher up
    and to the right of what has been written stands beside it.
    """
    bands: list[Cells] = []
    for row in rows:
        line = row[0]
        first = _beside(bands, line)
        if first is not None:
            cells = bands[first] if first == len(bands) - 1 else [_all_lines(bands[first:])]
            bands[first:] = [cells + [[part] for part in row]]
        elif bands and len(bands[-1]) > 1 and len(row) == 1 and _continues_cell(bands[-1], line, right):
            bands[-1][-1].append(line)
        else:
            bands.append([[part] for part in row])
    return bands


def _all_lines(bands: Sequence[Cells]) -> list[Line]:
    return [line for band in bands for lines in band for line in lines]


def _beside(bands: Sequence[Cells], line: Line) -> int | None:
    """From which band on everything stands to the left of this line, at its height."""
    first, least = None, 0.5 * (line.box.top - line.box.bottom)
    if bands and _runs_on(_all_lines(bands[-1:]), line):
        return None
    for index in range(len(bands) - 1, max(-1, len(bands) - 1 - _LOOKED_BACK), -1):
        lines = _all_lines([bands[index]])
        if max(one.box.right for one in lines) > line.box.left + 1 or lines[0].box == _NOWHERE:
            break
        if line.box.top - min(one.box.bottom for one in lines) >= least:
            first = index
        elif first is None:
            break
        if max(one.box.top for one in lines) > line.box.top + least:
            break
    return first


def _runs_on(lines: Sequence[Line], line: Line) -> bool:
    """Whether this is the rest of the same line, behind a raised figure."""
    gap = line.box.left - lines[-1].box.right
    return (
        len(lines) == 1 and gap < lines[0].size and lines[0].box.bottom < line.box.top < lines[0].box.top + 4
    )


_NOWHERE = Box(0, 0, 0, 0)


def _are_beside(lines: Sequence[Line], others: Sequence[Line]) -> bool:
    """Whether every line has one of the others at its height."""
    pairs = zip(lines, others, strict=False)
    return len(lines) == len(others) and all(abs(one.box.top - two.box.top) < 4 for one, two in pairs)


def rule_behind(rules: Sequence[Box], box: Box) -> float:
    """Where the next upright line stands to the right of where something begins."""
    middle = (box.bottom + box.top) / 2
    behind = (rule.left for rule in rules if rule.left > box.left and rule.bottom < middle < rule.top)
    return min(behind, default=float("inf"))


def _continues_cell(band: Cells, line: Line, right: float) -> bool:
    """Whether this is a further line of a row's last cell: below its words or, behind a tab, its label."""
    first, last = band[-1][0], band[-1][-1]
    steps = 2.5 if len(band[-1]) < _COLUMN_LINES else 4.0
    below = 0 < last.box.top - line.box.top < steps * last.size
    starts = [first.box.left] if first.value is None else [first.box.left, first.value]
    if len(band) == 2 and band[0][0].box.left + 3 < line.box.left <= first.box.left:
        starts.append(line.box.left)  # a label too long for its tab has pushed the first line on
    if len(band) == 2 and ":" not in line.text and len(last.text) > 25 and _is_full(last, line, right):
        starts.append(band[0][0].box.left)
    return below and any(abs(start - line.box.left) < 3 for start in starts)


def _placed(page: Page, bands: Sequence[Cells]) -> dict[int, list[tuple[Picture, Box]]]:
    """The pictures by the index of the row that they come before, from left to right."""
    places: dict[int, list[tuple[Picture, Box]]] = {}
    for picture, box in sorted(page.pictures, key=lambda item: (-item[1].top, item[1].left)):
        middle = (box.top + box.bottom) / 2
        below = (index for index, band in enumerate(bands) if band[0][0].box.top <= middle)
        places.setdefault(next(below, len(bands)), []).append((picture, box))
    return places


def _are_captions(pictures: Sequence[tuple[Picture, Box]], band: Cells) -> bool:
    """Whether each picture has a column of the row below it for itself."""
    if len(pictures) < 2 or len(pictures) != len(band):
        return False
    return all(
        box.overlaps(lines[0].box) and 0 <= box.bottom - lines[0].box.bottom < _CLOSE
        for (_, box), lines in zip(pictures, band, strict=True)
    )
