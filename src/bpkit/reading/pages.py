"""How many quarto pages a writing fills, in 12 points and double spaced, photos included (POB slide 8).

The figures were measured against pages that LibreOffice rendered; `tools/calibrate_pages.py` measures them
again, and docs/pages.md tells how well they hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import ceil

from .content import Paragraph, Table

CHARACTERS_A_LINE = 84.0  # of 12 pt Times over 16.5 cm, word wrap included
LINES_A_PAGE = 23.0
LINE_CM = 0.97
TEXT_WIDTH_CM = 16.5
PHOTO_SHARE = 1.0  # of a photo's height; the white it leaves at a page's end included
UNKNOWN_PHOTO_CM = 8.0  # height of a photo whose placed size nobody knows


def estimate(blocks: Iterable[Paragraph | Table]) -> float:
    """Pages, to one decimal."""
    lines = sum(_lines(block) for block in blocks)
    return max(0.1, round(lines / LINES_A_PAGE, 1))


def _lines(block: Paragraph | Table) -> float:
    if isinstance(block, Paragraph):
        return _paragraph_lines(block, 1)
    return sum(_row_lines(row) for row in block.rows)


def _row_lines(row: tuple[tuple[Paragraph, ...], ...]) -> float:
    """Cells stand side by side: the highest makes the row."""
    filled = max(1, len(row))
    return max((sum(_paragraph_lines(p, filled) for p in cell) for cell in row), default=0.0)


def _paragraph_lines(paragraph: Paragraph, columns: int) -> float:
    width = CHARACTERS_A_LINE / columns
    text = sum(max(1, ceil(len(line) / width)) for line in paragraph.text.split("\n") if line.strip())
    return text + sum(_picture_rows(paragraph)) * PHOTO_SHARE / LINE_CM


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
