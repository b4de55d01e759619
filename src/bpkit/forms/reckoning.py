"""What the formulas of the sheet `Periksa` give as things are: Excel shows it until it reckons itself.

It is reckoned from the scores alone, apart from the scoring: if the two differed, the sheet would say `beda`.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from fractions import Fraction

from .recap2 import Outcome, Recap2, ScoreLine

SAME, DIFFERENT = "cocok", "beda"
PLACES = 9  # decimals of the values that the formulas compare, for Excel's numbers are binary


@dataclass(frozen=True, slots=True)
class Reckoned:
    """One writing, from the scores of its lines; None where there is nothing to reckon from."""

    totals: tuple[Fraction | None, ...]
    total: Fraction | None
    final: Fraction | None
    breakers: tuple[Fraction | None, ...]
    passed: bool
    rank: int | None

    def agrees_in_totals(self, outcome: Outcome) -> bool:
        """Whether the form has the same totals and the same sum."""
        return (self.totals, self.total) == (outcome.totals, outcome.total)

    def agrees_in_final(self, outcome: Outcome) -> bool:
        """Whether the form has the same final value."""
        return self.final == (None if outcome.final is None else _rounded(outcome.final))


def reckon(recap: Recap2) -> list[Reckoned]:
    """Every outcome anew, in the order of the form."""
    values = [_values(recap, outcome) for outcome in recap.outcomes]
    strengths = [
        (final, *breakers) if outcome.rank is not None and final is not None else None
        for outcome, (_, final, breakers) in zip(recap.outcomes, values, strict=True)
    ]
    weakest_first = sorted(strength for strength in strengths if strength)
    return [
        Reckoned(
            totals=totals,
            total=_sum(totals),
            final=final,
            breakers=breakers,
            passed=outcome.rank is not None and _passes(totals, recap.passing),
            rank=len(weakest_first) - bisect_right(weakest_first, strength) + 1 if strength else None,
        )
        for outcome, (totals, final, breakers), strength in zip(
            recap.outcomes, values, strengths, strict=True
        )
    ]


Values = tuple[tuple[Fraction | None, ...], Fraction | None, tuple[Fraction, ...]]


def _values(recap: Recap2, outcome: Outcome) -> Values:
    lines = [None if line is None else recap.lines[line] for line in outcome.lines]
    totals = tuple(None if line is None else _total(recap, line) for line in lines)
    known = [total for total in totals if total is not None]
    final = _rounded(sum(known, Fraction()) / len(known)) if known else None
    codes = [instrument.code for instrument in recap.instruments]
    breakers = tuple(_mean(lines, codes.index(code)) for code in recap.tie_break)
    return totals, final, breakers


def _total(recap: Recap2, line: ScoreLine) -> Fraction | None:
    total = Fraction()
    for instrument, score in zip(recap.instruments, line.scores, strict=True):
        if not isinstance(score, Fraction):
            return None
        total += score * instrument.weight
    return total


def _mean(lines: list[ScoreLine | None], index: int) -> Fraction:
    scores = [score for line in lines if line and isinstance(score := line.scores[index], Fraction)]
    return _rounded(sum(scores, Fraction()) / len(scores)) if scores else Fraction()


def _sum(totals: tuple[Fraction | None, ...]) -> Fraction | None:
    known = [total for total in totals if total is not None]
    return sum(known, Fraction()) if known else None


def _passes(totals: tuple[Fraction | None, ...], passing: Fraction) -> bool:
    known = [total for total in totals if total is not None]
    return bool(known) and sum(known, Fraction()) >= passing * len(known)


def _rounded(value: Fraction) -> Fraction:
    return Fraction(round(value * 10**PLACES), 10**PLACES)
