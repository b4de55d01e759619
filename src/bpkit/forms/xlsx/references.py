"""Cell references of a workbook, and where they point after rows or columns were put in or taken out."""

from __future__ import annotations

import re
from dataclasses import dataclass

from openpyxl.utils import column_index_from_string, get_column_letter

_CELL = re.compile(r"(\$?)([A-Z]{1,3})(\$?)([0-9]{1,7})")
_REFERENCE = re.compile(
    r"""(?P<text>"[^"]*")
    |(?<![\w.$])(?P<sheet>(?:'(?:[^']|'')+'|[^\W\d][\w.]*)!)?
     (?P<cells>\$?[A-Z]{1,3}\$?[0-9]{1,7}(?::\$?[A-Z]{1,3}\$?[0-9]{1,7})?
      |\$?[0-9]{1,7}:\$?[0-9]{1,7}|\$?[A-Z]{1,3}:\$?[A-Z]{1,3})(?![\w.(!])""",
    re.VERBOSE,
)


def cell(row: int, column: int) -> str:
    """The reference of a cell: `B7`."""
    return f"{get_column_letter(column)}{row}"


def corners(reference: str) -> tuple[int, int, int, int]:
    """First row, first column, last row, last column of `$B$7` or `B7:D9`."""
    found = [(int(row), column_index_from_string(column)) for _, column, _, row in _CELL.findall(reference)]
    (row, column), (last_row, last_column) = found[0], found[-1]
    return row, column, last_row, last_column


@dataclass(frozen=True, slots=True)
class Shift:
    """The rows (or columns) `first` to `last` of a worksheet became `count` rows; all behind them moved."""

    sheet: str
    first: int
    last: int
    count: int
    columns: bool = False

    def start(self, index: int) -> int:
        """Where a row is now; one of the replaced is now the first of those in its place."""
        return index + self._by if index > self.last else min(index, self.first)

    def end(self, index: int) -> int:
        """Where a range that ended in this row ends now; it grows with what was put in its last rows."""
        if index < self.first:
            return index
        return index + self._by if index > self.last else self.first + self.count - 1

    @property
    def _by(self) -> int:
        return self.count - (self.last - self.first + 1)

    def formula(self, text: str, home: str, *, grow: bool = False) -> str:
        """A formula of the worksheet `home` with every reference where it points now.

        Ranges grow with what was put in; `grow` lets single cells grow to ranges too, as a chart's must.
        """

        def moved(match: re.Match[str]) -> str:
            sheet = match["sheet"]
            if match["text"] or (unquoted(sheet) if sheet else home) != self.sheet:
                return match[0]
            return (sheet or "") + (self.area(match["cells"], grow=grow) or "#REF!")

        return _REFERENCE.sub(moved, text)

    def area(self, cells: str, *, grow: bool = False) -> str | None:
        """A cell or range where it is now; None if nothing is left of it."""
        begin, _, end = cells.partition(":")
        index = self._index(begin), self._index(end or begin)
        if None in index:
            return cells
        first, last = self.start(index[0] or 0), self.end(index[1] or 0)
        if last < first:
            return None
        begin_now = self._placed(begin, first)
        end_now = self._placed(end or begin, last)
        if not end and (begin_now == end_now or not grow):
            return begin_now
        return f"{begin_now}:{end_now}"

    def _index(self, half: str) -> int | None:
        """The row (or column) in one half of a range; None where it names only the other."""
        digits = "".join(filter(str.isdigit, half))
        word = "".join(filter(str.isalpha, half))
        if self.columns:
            return column_index_from_string(word) if word else None
        return int(digits) if digits else None

    def _placed(self, half: str, index: int) -> str:
        if self.columns:
            return re.sub(r"[A-Z]+", get_column_letter(index), half)
        return re.sub(r"[0-9]+", str(index), half)


def unquoted(sheet: str) -> str:
    """A worksheet's name as people see it, from `'Lembar Penilai'!`."""
    name = sheet.removesuffix("!")
    return name[1:-1].replace("''", "'") if name.startswith("'") else name


def slide(text: str, rows: int) -> str:
    """A formula as Excel would copy it that many rows down: relative rows move, `$` rows stay."""

    def moved(match: re.Match[str]) -> str:
        if match["text"]:
            return match[0]
        cells = _CELL.sub(
            lambda m: m[0] if m[3] else f"{m[1]}{m[2]}{int(m[4]) + rows}",
            match["cells"],
        )
        return (match["sheet"] or "") + cells

    return _REFERENCE.sub(moved, text)
