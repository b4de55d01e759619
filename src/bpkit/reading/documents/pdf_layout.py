"""From lines that stand somewhere on pages back to paragraphs and tables, as the writer meant them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from statistics import median

from msgspec import Struct
from msgspec.structs import replace

from .content import Block, DocumentPart, DocumentTable, Paragraph, Picture
from .pdf_text import NOWHERE, Box, Cells, PageContent, Row, TextLine, is_in_margin, rule_behind

_CLOSE = 40.0  # points between a photo and the caption below it
_SPACED_OFF = 1.3  # times the step from line to line: a new paragraph, in Word's own style 10 points below
_LINES = 4  # that tell how far apart lines stand
_MOST_RAISED = 3.0  # points by which a number or a formula may push a line off
# The mark of a list, in Word's symbol fonts too; in the other kinds of documents it is no text either.
_BULLET = re.compile("^[\uf000-\uf0ff\u2022\u2023\u2043\u2219\u25a0-\u25ff\u2714\u2756\u27a2] +(?=\\S)")
_NUMBERED = re.compile(
    r"[\W_]*(?:hal(?:aman)?\.?|page)?\W*[0-9]{1,3}(?:\W*(?:/|dari|of)\W*[0-9]{1,3})?[\W_]*", re.I
)


def arrange(pages: Sequence[PageContent]) -> Iterator[Block]:
    """The blocks of a document in reading order; a running head is given once, notes stand at the end."""
    running, given = _running(pages), set[str]()
    size = _usual_size(pages)
    notes: list[Block] = []
    for page in pages:
        rows = []
        for row in page.rows:
            mark = _mark(page, row)
            if mark not in running:
                rows.append(row)
            elif mark not in given:
                given.add(mark)
                part = DocumentPart.HEADER if row[0].box.top > page.height / 2 else DocumentPart.FOOTER
                yield Paragraph(_text(row), part=part)
        first = _first_note(rows, size)
        right = _right_edge(pages, page)
        foot = page._replace(rows=tuple(rows[first:]), pictures=())
        notes += [replace(block, part=DocumentPart.NOTE) for block in _Arranger(foot, right).blocks()]
        yield from _Arranger(page._replace(rows=tuple(rows[:first])), right).blocks()
    yield from notes


def _right_edge(pages: Sequence[PageContent], like: PageContent) -> float:
    """Where lines end that are full, on pages of one width; a page of short lines alone has none."""
    alike = [page for page in pages if abs(page.width - like.width) < 1]
    middle = like.width / 2
    rights = [row[-1].box.right for row in like.rows]
    if rights and max(rights) <= middle and any(_has_column(page, middle) for page in alike):
        return max(rights)  # the last page, whose text does not reach the second column
    return max((0.6 * like.width, *(row[-1].box.right for page in alike for row in page.rows)))


def _has_column(page: PageContent, middle: float) -> bool:
    return sum(row[-1].box.left >= middle for row in page.rows) >= COLUMN_LINES


def _usual_size(pages: Sequence[PageContent]) -> float:
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


def is_as_asked(pages: Sequence[PageContent]) -> bool:
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


def _mark(page: PageContent, row: Row) -> str:
    """What a row in the margin says, page numbers aside; empty for a row that is not in the margin."""
    box = row[0].box
    if not is_in_margin(box, page.height):
        return ""
    where = "head" if box.top > page.height / 2 else "foot"
    return f"{where} {re.sub('[0-9]+', '#', _text(row))}"


def _running(pages: Sequence[PageContent]) -> set[str]:
    seen = Counter(mark for page in pages for mark in {_mark(page, row) for row in page.rows})
    lone = {_mark(page, row) for page in pages for row in page.rows if _NUMBERED.fullmatch(_text(row))}
    return {mark for mark, count in seen.items() if mark and count > 1 and 2 * count >= len(pages)} | lone - {
        ""
    }


class _Column(Struct, frozen=True):
    """A column of a page: its lines, and the pictures between them, from the highest on."""

    lines: list[TextLine]
    pictures: list[tuple[Picture, Box]]


def _are_columns(band: Cells) -> bool:
    return len(band) > 1 and min(len(lines) for lines in band) >= COLUMN_LINES


class _Arranger:
    """Puts the rows of one page together again."""

    def __init__(self, page: PageContent, right: float) -> None:
        self.page = page
        self.left = min((row[0].box.left for row in page.rows), default=0.0)
        self.right = right
        self.steps = _steps(page)
        self.pad = 5.4  # points that Word and LibreOffice leave beside the text of a cell
        self.text: list[TextLine] = []  # the lines of the paragraph at hand
        self.table: list[list[list[TextLine]]] = []  # rows, cells and lines of the table at hand

    def blocks(self) -> Iterator[Block]:
        bands = banded(self.page, self.right)
        within = [column for band in bands if _are_columns(band) for column in self.columns(band)]
        inner = {id(shown) for column in within for shown in column.pictures}
        outer = [shown for shown in self.page.pictures if id(shown) not in inner]
        pictures = _placed(outer, bands)
        for index in range(len(bands) + 1):
            band = bands[index] if index < len(bands) else []
            if beside := pictures.get(index):
                yield from self.flush()
                if _are_captions(beside, band):
                    yield self.photo_row(beside, band)
                    continue
                yield Paragraph("", pictures=tuple(picture for picture, _ in beside))
            if band:
                yield from self.add(band)
        yield from self.flush()

    def photo_row(self, pictures: Sequence[tuple[Picture, Box]], band: Cells) -> DocumentTable:
        """Photos in a row, each in one cell with the words below it."""
        pairs = zip(pictures, band, strict=True)
        cells = ((Paragraph("", pictures=(one,)), self.paragraph(lines)) for (one, _), lines in pairs)
        return DocumentTable((tuple(cells),))

    def add(self, band: Cells) -> Iterator[Block]:
        if _are_columns(band):
            yield from self.flush()
            for column in self.columns(band):
                yield from self.column(column)
        elif len(band) > 1:
            if not self.table:
                yield from self.flush()
            self.table.append(band)
        else:
            for line in band[0]:
                if not self.text or not self.continues(self.text[-1], line):
                    yield from self.flush()
                self.text.append(line)

    def columns(self, band: Cells) -> Iterator[_Column]:
        """The columns of a page, each with the pictures between its lines."""
        top = max(line.box.top for lines in band for line in lines)
        bottom = min(line.box.bottom for lines in band for line in lines)
        lefts = [min(line.box.left for line in lines) for lines in band]
        for lines, left, right in zip(band, lefts, [*lefts[1:], self.page.width], strict=True):
            shown = [
                item
                for item in self.page.pictures
                if left <= item[1].middle[0] < right and bottom < item[1].middle[1] < top
            ]
            yield _Column(lines, sorted(shown, key=lambda item: -item[1].top))

    def column(self, column: _Column) -> Iterator[Paragraph]:
        edge, left = max(line.box.right for line in column.lines), column.lines
        for picture, box in column.pictures:
            above = [line for line in left if line.box.top > box.middle[1]]
            left = [line for line in left if line not in above]
            yield from self.cell(above, edge)
            yield Paragraph("", pictures=(picture,))
        yield from self.cell(left, edge)

    def flush(self) -> Iterator[Block]:
        if self.text:
            yield self.paragraph(self.text)
        if self.table:
            yield DocumentTable(tuple(tuple(self.cells(band)) for band in self.table))
        self.text, self.table = [], []

    def cells(self, band: Cells) -> list[tuple[Paragraph, ...]]:
        """The cells of a row, each as wide as the next one lets it be, or a line that is drawn."""
        found: list[tuple[Paragraph, ...]] = []
        lefts = [min(line.box.left for line in lines) - self.pad for lines in band[1:]]
        for lines, left in zip(band, [*lefts, self.right], strict=True):
            edge = rule_behind(self.page.rules, lines[0].box) - self.pad
            if len(lines) >= COLUMN_LINES:
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

    def cell(self, lines: Sequence[TextLine], right: float) -> tuple[Paragraph, ...]:
        """The paragraphs of a cell: a line that was not full ends one."""
        groups: list[list[TextLine]] = []
        for line in lines:
            if groups and self.continues(groups[-1][-1], line, right):
                groups[-1].append(line)
            else:
                groups.append([line])
        return tuple(self.paragraph(group) for group in groups)

    def paragraph(self, lines: Sequence[TextLine]) -> Paragraph:
        words = _BULLET.sub("", " ".join(line.text for line in lines))
        # A word that was parted at a line's end; "ibu-ibu" keeps its hyphen that way too.
        words = re.sub("[\x02\ufffe] ?", "-", words)
        middle = (lines[0].box.left + lines[0].box.right) / 2
        centred = abs(middle - self.page.width / 2) < 10 and lines[0].box.left > self.left + 20
        bold = all(line.bold for line in lines)
        return Paragraph(words, bold=bold, centred=centred, size_pt=round(lines[0].size, 1))

    def continues(self, line: TextLine, following: TextLine, right: float | None = None) -> bool:
        """Whether the line was full: the first word of the next would not have fitted on it."""
        if line.box.right <= following.box.left and line.box.bottom < following.box.top < line.box.top + 2:
            return True  # the rest of the same line, behind a raised number
        below = 0 < line.box.top - following.box.top < 3.5 * line.size
        indent = self.text[0].value if self.text and right is None else None
        if indent is not None and below and abs(following.box.left - indent) < 3:
            return True  # a value's further lines stand below its first word, not below its label
        if not below or self.is_spaced_off(line, following):
            return False
        full = is_full(line, following, right or self.right)
        return full and abs(line.size - following.size) < 0.6 and line.bold == following.bold

    def is_spaced_off(self, line: TextLine, following: TextLine) -> bool:
        """Whether there is more room between two lines than the page has between its lines."""
        usual = self.steps.get(round(line.size), 0.0)
        step = line.box.top - following.box.top
        return 0 < _SPACED_OFF * usual < step and step - usual > _MOST_RAISED


def _steps(page: PageContent) -> dict[int, float]:
    """By the size of letters: how far most lines of a page stand below the one before, in points.

    The smallest of those that are as good as the most frequent: of few lines none is known.
    """
    found: dict[int, Counter[float]] = {}
    for above, below in pairwise(page.rows):
        if (step := above[0].box.top - below[0].box.top) > 0 and len(above) == len(below) == 1:
            found.setdefault(round(above[0].size), Counter())[round(step)] += 1
    return {size: float(_usual(steps)) for size, steps in found.items() if sum(steps.values()) >= _LINES}


def _usual(steps: Counter[float]) -> float:
    most = max(steps.values())
    return min(step for step, count in steps.items() if 2 * count >= most)


def _are_beside(lines: Sequence[TextLine], others: Sequence[TextLine]) -> bool:
    """Whether every line has one of the others at its height."""
    pairs = zip(lines, others, strict=False)
    return len(lines) == len(others) and all(abs(one.box.top - two.box.top) < 4 for one, two in pairs)


def _placed(
    shown: Sequence[tuple[Picture, Box]], bands: Sequence[Cells]
) -> dict[int, list[tuple[Picture, Box]]]:
    """The pictures by the index of the row that they come before, from left to right."""
    places: dict[int, list[tuple[Picture, Box]]] = {}
    for picture, box in sorted(shown, key=lambda item: (-item[1].top, item[1].left)):
        below = (index for index, band in enumerate(bands) if band[0][0].box.top <= box.middle[1])
        places.setdefault(next(below, len(bands)), []).append((picture, box))
    return places


def _are_captions(pictures: Sequence[tuple[Picture, Box]], band: Cells) -> bool:
    """Whether each picture has a column of the row below it for itself."""
    if len(pictures) < 2 or len(pictures) != len(band):
        return False
    return all(
        len(lines) < COLUMN_LINES
        and box.overlaps(lines[0].box)
        and 0 <= box.bottom - lines[0].box.bottom < _CLOSE
        for (_, box), lines in zip(pictures, band, strict=True)
    )


# Which lines of a page stand beside each other: cells of tables, columns ---------------------------------

COLUMN_LINES = 8  # a cell has fewer: more are a column of the page
_LETTER = 0.5  # times the size of the letters: how wide one is
_LOOKED_BACK = 80  # lines: a column of a page has fewer

_Cell = tuple[float, float]  # where a drawn cell begins: its top and its left


def is_full(line: TextLine, following: TextLine, right: float) -> bool:
    """Whether the first word of the next line would not have fitted before this edge."""
    wide = (line.box.right - line.box.left) / max(len(line.text), 1)
    letter = wide if line.value is None and len(line.text) > 20 else _LETTER * line.size
    return line.box.right + letter * (len(following.text.partition(" ")[0]) + 1) > right - letter


def banded(page: PageContent, right: float) -> list[Cells]:
    """The rows of a page as cells with all their lines, whichever of them the file gives first.

    `right` is where full lines end. Cells with lines around them are known by these; else by their places.
    """
    bands: list[Cells] = []
    for is_drawn, rows in groupby(_framed(page), lambda item: item[1] is not None):
        if is_drawn:
            bands += _drawn_table([(line, cell) for row, cell in rows if cell for line in row])
        else:
            bands += _placed_cells([row for row, _ in rows], right)
    return bands


def _framed(page: PageContent) -> Iterator[tuple[Row, _Cell | None]]:
    """Every line with the cell that is drawn around it, if there is one with others beside it."""
    framed = [[(line, _frame(page, line.box)) for line in row] for row in page.rows]
    beside: dict[float, set[float]] = {}
    for _, cell in (item for row in framed for item in row):
        if cell:
            beside.setdefault(cell[0], set()).add(cell[1])
    for row in framed:
        if all(cell and len(beside[cell[0]]) > 1 for _, cell in row):
            yield from (((line,), cell) for line, cell in row)
        else:
            yield tuple(line for line, _ in row), None


def _frame(page: PageContent, box: Box) -> _Cell | None:
    """Top and left of the cell that is drawn around something: rules on all four sides of it."""
    x, y = (box.left + min(box.right, box.left + 20)) / 2, (box.bottom + box.top) / 2
    upright = [rule.left for rule in page.rules if rule.bottom < y < rule.top]
    level = [rule.top for rule in page.levels if rule.left < x < rule.right]
    left, top = (
        max((at for at in upright if at < x), default=None),
        min((at for at in level if at > y), default=None),
    )
    if left is None or top is None or not any(at > x for at in upright) or not any(at < y for at in level):
        return None
    return round(top), round(left)


def _drawn_table(lines: Sequence[tuple[TextLine, _Cell]]) -> list[Cells]:
    """The rows of a table from the highest on, and their cells from the left."""
    rows: dict[float, dict[float, list[TextLine]]] = {}
    for line, (top, left) in lines:
        rows.setdefault(top, {}).setdefault(left, []).append(line)
    return [
        [sorted(rows[top][left], key=lambda line: -line.box.top) for left in sorted(rows[top])]
        for top in sorted(rows, reverse=True)
    ]


def _placed_cells(rows: Sequence[Row], right: float) -> list[Cells]:
    """Rows as cells by their places.

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


def _all_lines(bands: Sequence[Cells]) -> list[TextLine]:
    return [line for band in bands for lines in band for line in lines]


def _beside(bands: Sequence[Cells], line: TextLine) -> int | None:
    """From which band on everything stands to the left of this line, at its height."""
    first, least = None, 0.5 * (line.box.top - line.box.bottom)
    if bands and _runs_on(_all_lines(bands[-1:]), line):
        return None
    for index in range(len(bands) - 1, max(-1, len(bands) - 1 - _LOOKED_BACK), -1):
        lines = _all_lines([bands[index]])
        if max(one.box.right for one in lines) > line.box.left + 1 or lines[0].box == NOWHERE:
            break
        if line.box.top - min(one.box.bottom for one in lines) >= least:
            first = index
        elif first is None:
            break
        if max(one.box.top for one in lines) > line.box.top + least:
            break
    return first


def _runs_on(lines: Sequence[TextLine], line: TextLine) -> bool:
    """Whether this is the rest of the same line, behind a raised number."""
    gap = line.box.left - lines[-1].box.right
    return (
        len(lines) == 1 and gap < lines[0].size and lines[0].box.bottom < line.box.top < lines[0].box.top + 4
    )


def _continues_cell(band: Cells, line: TextLine, right: float) -> bool:
    """Whether this is a further line of a row's last cell: below its words or, behind a tab, its label."""
    first, last = band[-1][0], band[-1][-1]
    # A photo may stand between the lines of a column.
    steps = 2.5 if max(map(len, band)) < COLUMN_LINES else float("inf")
    below = 0 < last.box.top - line.box.top < steps * last.size
    starts = [first.box.left] if first.value is None else [first.box.left, first.value]
    if len(band) == 2 and band[0][0].box.left + 3 < line.box.left <= first.box.left:
        starts.append(line.box.left)  # a label too long for its tab has pushed the first line on
    if len(band) == 2 and ":" not in line.text and len(last.text) > 25 and is_full(last, line, right):
        starts.append(band[0][0].box.left)
    return below and any(abs(start - line.box.left) < 3 for start in starts)
