"""The head of a form: cells beside their labels, or cells that have a name, wherever programs moved them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property, lru_cache
from itertools import chain

from msgspec import Struct, field

from ....model.units import fold
from .cells import LAST_ROW, Cell, Spreadsheet, Worksheet

Spot = tuple[Worksheet, int, int]  # worksheet, row, column


class Labels(Struct, frozen=True, dict=True):
    """The named cells of a form's head with the label beside each."""

    labels: Mapping[str, str]
    others: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # labels in people's own tables
    elsewhere: tuple[str, ...] = ()  # names that may stand on another worksheet
    also: tuple[str, ...] = ()  # further labels, beside which nothing is looked for

    def find(
        self, book: Spreadsheet, sheet: Worksheet, above: Mapping[str, tuple[int, int]], name: str
    ) -> Spot | None:
        """Where a head cell is; `above` is what is said above the table (`said_where`).

        Programs that put rows in do not all move the names, and those of a copied tab may point at the first
        one: a name counts where it is in the row of its label, or where that label is gone.
        """
        labelled = self._label(sheet, above, name)
        if labelled is None and name in self.elsewhere:
            others = (worksheet for worksheet in book.worksheets if worksheet is not sheet)
            spots = (self._label(one, said_where(one), name) for one in others)
            labelled = next((spot for spot in spots if spot), None)
        named = book.named(name, sheet)
        home = next(
            (worksheet for worksheet in book.worksheets if named and worksheet.title == named.sheet), sheet
        )
        if not named or (home is not sheet and name not in self.elsewhere):
            return labelled
        if labelled and (labelled[0] is not home or labelled[1] != named.row or named.column < labelled[2]):
            return labelled
        return home, named.row, named.column

    def _label(self, sheet: Worksheet, said: Mapping[str, tuple[int, int]], name: str) -> Spot | None:
        """The cell beside a label, of what is said where."""
        labels = (fold(self.labels[name]), *self.others.get(name, ()))
        first = min((said[label] for label in labels if label in said), default=None)
        return (sheet, first[0], self._next_value(sheet, *first)) if first else None

    def _next_value(self, sheet: Worksheet, row: int, label: int) -> int:
        """The column of the first cell to the right that is no colon; beside the label where there is none.

        Where the value is blank, what comes next in the row is another label.
        """
        for column, cell in sheet.rows[row].items():
            if column > label and cell.text != ":":
                return label + 1 if self._is_label(cell) else column
        return label + 1

    def _is_label(self, cell: Cell) -> bool:
        return said_in(cell) in self._known

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset((*self.also, *map(fold, self.labels.values()), *chain(*self.others.values())))


@lru_cache(maxsize=8)
def said_where(sheet: Worksheet, end: int = LAST_ROW + 1) -> Mapping[str, tuple[int, int]]:
    """The first row and column of everything that is said above the row `end`."""
    said: dict[str, tuple[int, int]] = {}
    for row, cells in sheet.rows.items():
        for column, cell in cells.items() if row < end else ():
            said.setdefault(said_in(cell), (row, column))
    return said


def said_in(cell: Cell) -> str:
    """What a label says: `Penilai :` is `penilai`."""
    return fold(cell.text).rstrip(" :")
