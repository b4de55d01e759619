"""What a serious panel looks at beside NA; it informs and never changes NA. All of it exact."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from fractions import Fraction

from ..figures import over_one
from ..model.scores import Agreement

Totals = Mapping[str, Fraction]  # one title's, by assessor

LEAST_TITLES = 8
LEAST_ASSESSORS = 3


def total(values: Iterable[Fraction]) -> Fraction:
    """The exact sum."""
    numerators, parts = over_one(values)
    return Fraction(sum(numerators), parts)


def mean(values: Collection[Fraction]) -> Fraction:
    """The arithmetic mean of at least one value."""
    return total(values) / len(values)


def deviation(values: Iterable[Fraction]) -> Fraction:
    """Σ (value - mean)² of at least one value."""
    numerators, parts = over_one(values)
    count = len(numerators)
    squares = count * sum(one * one for one in numerators) - sum(numerators) ** 2
    return Fraction(squares, count * parts * parts)


def spread(values: Collection[Fraction]) -> Fraction | None:
    """The distance from the least to the greatest; None of fewer than two."""
    numerators, parts = over_one(values)
    return Fraction(max(numerators) - min(numerators), parts) if len(numerators) > 1 else None


def variance(values: Collection[Fraction]) -> Fraction | None:
    """The sample's variance (n - 1); None of fewer than two."""
    return deviation(values) / (len(values) - 1) if len(values) > 1 else None


def is_fragile(values: Sequence[Fraction], passing: Fraction) -> bool:
    """Whether leaving one assessor out would put the final value on the other side of the passing grade."""
    numerators, parts = over_one(values)
    reached, others = sum(numerators), len(numerators) - 1
    passed = reached >= passing * parts * len(numerators)
    # Whoever gave most and whoever gave least make all the difference there is.
    edges = (min(numerators), max(numerators)) if others > 0 else ()
    return any((reached - value >= passing * parts * others) != passed for value in edges)


def severities(titles: Iterable[Totals]) -> dict[str, Fraction]:
    """How far each assessor's totals lie above (or below) the others' mean, on average over shared titles.

    Who shares no title is not among them. A title is summed up once, for all who scored it.
    """
    counts: Counter[str] = Counter()
    differences: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))  # by their denominator
    for totals in titles:
        others = len(totals) - 1
        numerators, parts = over_one(totals.values())
        everything = sum(numerators)
        if others > 0:
            counts.update(totals.keys())
            found = differences[others * parts]
            for name, value in zip(totals, numerators, strict=True):
                found[name] += value * (others + 1) - everything  # value - (everything - value) / others
    return {
        name: total(Fraction(found.get(name, 0), parts) for parts, found in differences.items()) / count
        for name, count in counts.items()
    }


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
    between_rows = k * deviation(map(mean, rows))
    between_columns = n * deviation(map(mean, zip(*rows, strict=True)))
    rest = deviation(value for row in rows for value in row) - between_rows - between_columns
    msr, msc, mse = between_rows / (n - 1), between_columns / (k - 1), rest / ((n - 1) * (k - 1))
    divisor = msr + (msc - mse) / n
    return (msr - mse) / divisor if divisor else None
