"""What a serious panel looks at beside NA; it informs and never changes NA. All of it exact."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from fractions import Fraction
from math import lcm

from ..model.scores import Agreement

Totals = Mapping[str, Fraction]  # one title's, by assessor

LEAST_TITLES = 8
LEAST_ASSESSORS = 3


def total(values: Collection[Fraction]) -> Fraction:
    """The exact sum; over one denominator, which is several times faster than adding fraction by fraction."""
    parts = lcm(*(value.denominator for value in values))
    return Fraction(sum(value.numerator * (parts // value.denominator) for value in values), parts)


def mean(values: Collection[Fraction]) -> Fraction:
    """The arithmetic mean of at least one value."""
    return total(values) / len(values)


def spread(values: Collection[Fraction]) -> Fraction | None:
    """The distance from the least to the greatest; None of fewer than two."""
    return max(values) - min(values) if len(values) > 1 else None


def variance(values: Collection[Fraction]) -> Fraction | None:
    """The sample's variance (n - 1); None of fewer than two."""
    if len(values) < 2:
        return None
    middle = mean(values)
    return total([(value - middle) ** 2 for value in values]) / (len(values) - 1)


def is_fragile(values: Sequence[Fraction], passing: Fraction) -> bool:
    """Whether leaving one assessor out would put the final value on the other side of the passing grade."""
    reached, others = total(values), len(values) - 1
    passed = reached >= passing * len(values)
    return others > 0 and any(
        (reached - value >= passing * others) != passed for value in (min(values), max(values))
    )


def severities(titles: Iterable[Totals]) -> dict[str, Fraction]:
    """How far each assessor's totals lie above (or below) the others' mean, on average over shared titles.

    Who shares no title is not among them. A title is summed up once, for all who scored it.
    """
    differences: dict[str, list[Fraction]] = defaultdict(list)
    for totals in titles:
        others = len(totals) - 1
        parts = lcm(*(value.denominator for value in totals.values()))
        own = {name: value.numerator * (parts // value.denominator) for name, value in totals.items()}
        everything = sum(own.values())
        for name, value in own.items() if others > 0 else ():
            # value - (everything - value) / others
            differences[name].append(Fraction(value * (others + 1) - everything, others * parts))
    return {name: mean(found) for name, found in differences.items()}


def agreement(titles: Sequence[Totals], names: Sequence[str]) -> Agreement | None:
    """ICC(2,k) over all titles and the assessors who scored every one of them.

    None of fewer than 8 titles or 3 such assessors, or where no total differs from another.
    """
    complete = [name for name in names if all(name in totals for totals in titles)]
    if len(titles) < LEAST_TITLES or len(complete) < LEAST_ASSESSORS:
        return None
    icc = icc2k([[totals[name] for name in complete] for totals in titles])
    return None if icc is None else Agreement(icc, len(titles), len(complete))


def icc2k(rows: Sequence[Sequence[Fraction]]) -> Fraction | None:
    """The intraclass correlation of Shrout and Fleiss (1979) for the mean of k raters drawn at random.

    Two-way random effects, absolute agreement: (MSR - MSE) / (MSR + (MSC - MSE) / n), with a row per
    title and a column per assessor. None where the table does not vary.
    """
    n, k = len(rows), len(rows[0])
    grand = mean([mean(row) for row in rows])
    columns = list(zip(*rows, strict=True))
    between_rows = k * total([(mean(row) - grand) ** 2 for row in rows])
    between_columns = n * total([(mean(column) - grand) ** 2 for column in columns])
    whole = total([(value - grand) ** 2 for row in rows for value in row])
    rest = whole - between_rows - between_columns
    msr, msc, mse = between_rows / (n - 1), between_columns / (k - 1), rest / ((n - 1) * (k - 1))
    divisor = msr + (msc - mse) / n
    return (msr - mse) / divisor if divisor else None
