"""Which lines of a page stand beside each other: cells of tables, columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from .pdf_page import Box, Cells, PageContent, Row, TextLine

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
        if max(one.box.right for one in lines) > line.box.left + 1 or lines[0].box == _NOWHERE:
            break
        if line.box.top - min(one.box.bottom for one in lines) >= least:
            first = index
        elif first is None:
            break
        if max(one.box.top for one in lines) > line.box.top + least:
            break
    return first


def _runs_on(lines: Sequence[TextLine], line: TextLine) -> bool:
    """Whether this is the rest of the same line, behind a raised figure."""
    gap = line.box.left - lines[-1].box.right
    return (
        len(lines) == 1 and gap < lines[0].size and lines[0].box.bottom < line.box.top < lines[0].box.top + 4
    )


_NOWHERE = Box(0, 0, 0, 0)


def rule_behind(rules: Sequence[Box], box: Box) -> float:
    """Where the next upright line stands to the right of where something begins."""
    middle = (box.bottom + box.top) / 2
    behind = (rule.left for rule in rules if rule.left > box.left and rule.bottom < middle < rule.top)
    return min(behind, default=float("inf"))


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
