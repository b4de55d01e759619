"""The rubric's instruments on a sheet: by which names its columns are known, and what a row totals."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import lcm

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


class Worth:
    """What a row totals (POB slide 26).

    Scores repeat, so each is weighed once, in whole parts of the least step's worth.
    """

    def __init__(self, rubric: Rubric) -> None:
        self._scale = rubric.scale
        self._weights = {instrument.code: instrument.weight for instrument in rubric.instruments}
        steps = (rubric.scale.least, rubric.scale.step)
        self._parts = lcm(
            *((weight * step).denominator for weight in self._weights.values() for step in steps)
        )
        self._weighed: dict[tuple[str, int, int], int | None] = {}

    def total(self, row: SheetRow) -> Fraction | None:
        """Σ score × weight; None where one is missing or not on the scale."""
        total = 0
        for code in self._weights:
            score = row.scores.get(code)
            parts = self._worth(code, score.value) if score and score.value is not None else None
            if parts is None:
                return None
            total += parts
        return Fraction(total, self._parts)

    def _worth(self, code: str, value: Fraction) -> int | None:
        known = (code, value.numerator, value.denominator)
        if known not in self._weighed:
            worth = value * self._weights[code] * self._parts
            self._weighed[known] = int(worth) if self._scale.holds(value) else None
        return self._weighed[known]
