"""How many quarto pages a writing fills, in 12 points and double spaced, photos included (POB slide 8).

The figures were measured against pages that LibreOffice rendered; `tools/calibrate_pages.py` measures them
again, and docs/pages.md tells how well they hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import ceil

from .content import Block, Paragraph

TEXT_WIDTH_CM = 16.4
TABLE_LINE = 0.6  # of a line of text: people set tables and captions tighter
UNKNOWN_PHOTO_CM = 8.0  # height of a photo whose placed size nobody knows


@dataclass(frozen=True, slots=True)
class PageCapacity:
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
    text = sum(max(1, ceil(len(words) / width)) for words in paragraph.text.split("\n") if words.strip())
    heights = _picture_rows(paragraph) if paragraph.pictures else ()
    # No picture takes more than a page, whatever size some program gave it.
    pictures = sum(min(height * measure.photo_lines_a_cm, measure.lines_a_page) for height in heights)
    return text * line + pictures


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
