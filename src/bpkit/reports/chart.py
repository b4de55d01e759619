"""The picture of a panel's results, before anybody draws it: every title with the range of its totals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import count

from ..model.scores import Assessment, Result

MOST_TICKS = 7


@dataclass(frozen=True, slots=True)
class Axis:
    """The values that a chart shows, with a tick at every `step`."""

    low: Fraction
    high: Fraction
    step: Fraction

    def at(self, value: Fraction) -> Fraction:
        """Where a value stands between the ends, 0 to 1."""
        return (value - self.low) / (self.high - self.low)

    @property
    def ticks(self) -> list[Fraction]:
        """The values with a tick, the ends among them."""
        return [
            self.low + self.step * number for number in range(int((self.high - self.low) / self.step) + 1)
        ]


@dataclass(frozen=True, slots=True)
class ChartRow:
    """One title: its final value and the total of every assessor."""

    result: Result
    final: Fraction
    totals: tuple[tuple[str, Fraction], ...]

    @property
    def least(self) -> Fraction:
        """The lowest total."""
        return min(total for _, total in self.totals)

    @property
    def most(self) -> Fraction:
        """The highest total."""
        return max(total for _, total in self.totals)

    @property
    def label(self) -> str:
        """The rank and the title, as people call it."""
        rank = self.result.rank
        return f"{rank}. {self.result.candidate.title}" if rank else self.result.candidate.title


def rows(assessment: Assessment) -> list[ChartRow]:
    """The titles that have a final value, in the order of the results."""
    return [
        ChartRow(result, result.final, tuple(result.totals.items()))
        for result in assessment.results
        if result.final is not None and result.totals
    ]


def axis(assessment: Assessment) -> Axis:
    """An axis that holds every total and the passing grade, with round numbers at its ends."""
    totals = [total for row in rows(assessment) for _, total in row.totals]
    return axis_over([assessment.rubric.passing, *totals])


def axis_over(values: Sequence[Fraction]) -> Axis:
    """The axis over these values: steps of 1, 2 or 5 with noughts, and at most `MOST_TICKS` ticks.

    >>> axis_over([Fraction(655), Fraction(742)])
    Axis(low=Fraction(640, 1), high=Fraction(760, 1), step=Fraction(20, 1))
    """
    low, high = min(values), max(values)
    steps = (digit * Fraction(10) ** power for power in count(-2) for digit in (1, 2, 5))
    for step in steps:
        first, last = low // step * step, -(-high // step) * step
        if first < last and (last - first) / step < MOST_TICKS:
            return Axis(first, last, step)
        if first == last and step >= 1:
            return Axis(first - step, last + step, step)
    raise AssertionError("one step is always wide enough")
