"""What the columns of an Excel form are headed by: the rubric's own names of its instruments."""

from __future__ import annotations

from dataclasses import replace

from ..model.scores import Rubric, SheetRow
from ..model.units import fold


class Headings:
    """Knows instruments by code, name and short name.

    Forms by `bpkit sheets` carry a list of them; a table that people made themselves has nothing else.
    """

    def __init__(self, rubric: Rubric) -> None:
        self._codes = frozenset(rubric.codes)
        self._meant = {
            fold(name): instrument.code
            for instrument in rubric.instruments
            for name in (instrument.name, instrument.short_name, instrument.code)
        }

    def by_code(self, row: SheetRow) -> SheetRow:
        """The row with its scores under codes; a second column for an instrument stays unknown."""
        if row.place.cell is None or self._codes.issuperset((*row.scores, *row.blanks)):
            return row
        scores = {code: score for code, score in row.scores.items() if code in self._codes}
        for heading, score in row.scores.items():
            if heading not in self._codes:
                code = self._meant.get(fold(heading), heading)
                scores[heading if code in scores else code] = score
        blanks = {self._meant.get(fold(heading), heading): place for heading, place in row.blanks.items()}
        return replace(row, scores=scores, blanks=blanks)
