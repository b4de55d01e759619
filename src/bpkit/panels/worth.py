"""What a row of scores totals (POB slide 26)."""

from __future__ import annotations

from fractions import Fraction
from math import lcm

from ..model.scores import Rubric, SheetRow


class Worth:
    """What a row totals. Scores repeat, so each is weighed once, in whole parts of the least step's worth."""

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
