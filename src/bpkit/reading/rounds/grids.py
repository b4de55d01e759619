"""A table on a worksheet, whoever made it: where its header is, which column is what, where it ends.

Rows may stand above the header, columns may be moved and headers joined over several cells. A text that was
joined over several rows stands for each of them; a number never does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from msgspec import Struct, field

from ...model.place import Place
from ...model.problems import Problem, sheet_problem
from ...model.sheet_words import FOOT, NUMBERS
from ...model.units import fold
from ..panel.workbooks.cells import Cell, Worksheet, area_name

DEEPEST_HEADER = 60  # rows that are looked at for a header
LONGEST_HEADING = 300  # characters of a cell that are looked at
_TOTALS = ("jumlah", "total", "rata-rata", "rerata", "subtotal")


class Joined:
    """A worksheet's cells, those of joined areas included."""

    def __init__(self, worksheet: Worksheet) -> None:
        self.worksheet = worksheet
        self._home = {
            (row, column): (top, left)
            for top, bottom, left, right in worksheet.merged
            if (bottom - top + 1) * (right - left + 1) <= 4096  # a whole column joined is no table
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
        }

    def cell(self, row: int, column: int) -> Cell | None:
        """What stands there, or was joined down to there; what is joined across, in its first column."""
        top, left = self._home.get((row, column), (row, column))
        return self.worksheet.cell(top, left) if left == column else None

    def seen(self, row: int, column: int) -> Cell | None:
        """What is seen there, joined across or down."""
        return self.worksheet.cell(*self._home.get((row, column), (row, column)))

    def is_shared(self, row: int, column: int) -> bool:
        """Whether what is seen there stands in several rows."""
        return any(
            top <= row <= bottom and left <= column <= right and top < bottom
            for top, bottom, left, right in self.worksheet.merged
        )

    def headings(self, row: int, depth: int = 3) -> dict[int, str]:
        """What stands over each column, seen from a row: its own text, or that joined down to it."""
        columns = {column for at in range(max(1, row - depth), row + 1) for column in self._columns(at)}
        found = {column: self.seen(row, column) for column in sorted(columns)}
        return {column: cell.text[:LONGEST_HEADING] for column, cell in found.items() if cell}

    def _columns(self, row: int) -> set[int]:
        joined = {column for (at, column) in self._home if at == row}
        return joined | set(self.worksheet.rows.get(row, {}))


class HeadedTable(Struct):
    """One table: its header row, and what each known column is."""

    path: Path
    joined: Joined
    header: int
    columns: Mapping[str, int]  # what it is -> where
    headings: Mapping[int, str]
    last: int
    problems: list[Problem] = field(default_factory=list)

    @property
    def title(self) -> str:
        """The worksheet's name."""
        return self.joined.worksheet.title

    def rows(self) -> Iterator[int]:
        """The rows below the header that hold anything."""
        for row in self.joined.worksheet.rows:
            if self.header < row <= self.last:
                yield row

    def cell(self, row: int, what: str) -> Cell | None:
        """The cell of that column, None where it is blank or there is no such column."""
        column = self.columns.get(what)
        return self.joined.cell(row, column) if column else None

    def text(self, row: int, what: str) -> str:
        """Its text."""
        cell = self.cell(row, what)
        return cell.text.strip() if cell else ""

    def place(self, row: int, what: str) -> Place:
        """Where it is; the row's first cell where there is no such column."""
        column = self.columns.get(what) or min(self.joined.worksheet.rows.get(row, {1: None}))
        return self.joined.worksheet.place(row, column)

    def add(self, variant: str, row: int, what: str, expected: str = "", **values: str) -> None:
        """Note a problem of a cell."""
        found = self.text(row, what)
        self.problems.append(
            sheet_problem(self.path, variant, found, self.place(row, what), expected, **values)
        )

    def is_shared(self, row: int, what: str) -> bool:
        """Whether the cell was joined with those of other rows."""
        return what in self.columns and self.joined.is_shared(row, self.columns[what])

    def area(self, row: int, what: str) -> str:
        """The joined area around a cell, as people name it."""
        column = self.columns[what]
        for top, bottom, left, right in self.joined.worksheet.merged:
            if top <= row <= bottom and left <= column <= right:
                return area_name(top, bottom, left, right)
        return ""


Naming = Callable[[str], str | None]  # what a heading means; None where it means nothing that is known


def find_grid(
    path: Path, worksheet: Worksheet, naming: Naming, enough: Callable[[set[str]], bool]
) -> HeadedTable | None:
    """The table whose header names enough: the row that names most, the first of several."""
    joined, best, most = Joined(worksheet), 0, 0
    for row in list(worksheet.rows)[:DEEPEST_HEADER]:
        named = {what for text in joined.headings(row, 0).values() if (what := naming(text))}
        if len(named) > most and enough(named):
            best, most = row, len(named)
    if not best:
        return None
    headings = joined.headings(best)
    columns: dict[str, int] = {}
    twice: list[tuple[str, int]] = []
    for column, text in headings.items():
        what = naming(text)
        if what and what in columns and not _same_area(worksheet, columns[what], column):
            twice.append((what, column))
        elif what:
            columns.setdefault(what, column)
    grid = HeadedTable(path, joined, best, columns, headings, _last(worksheet, best))
    for what, column in twice:
        place, first = worksheet.place(best, column), worksheet.place(best, columns[what]).cell or ""
        grid.problems.append(sheet_problem(path, "form_column_twice", headings[column], place, first=first))
    return grid


def is_number_heading(text: str) -> bool:
    """Whether it heads the column that counts the rows."""
    return fold(text) in NUMBERS


def is_total(text: str) -> bool:
    """Whether a row begins as that with the sums does."""
    return fold(text).rstrip(" :") in _TOTALS or fold(text).startswith(("jumlah ", "total "))


def _same_area(worksheet: Worksheet, one: int, other: int) -> bool:
    """Whether two columns of a header are joined."""
    return any(left <= one <= right and left <= other <= right for _, _, left, right in worksheet.merged)


def _last(worksheet: Worksheet, header: int) -> int:
    """The last row that may belong to the table: what is below is the sheet's foot."""
    below = (row for row in worksheet.rows if row > header)
    feet = (row for row in below if any(map(_is_foot, worksheet.rows[row].values())))
    return next(feet, max(worksheet.rows) + 1) - 1


def _is_foot(cell: Cell) -> bool:
    return fold(cell.text[:LONGEST_HEADING]).startswith(fold(FOOT))
