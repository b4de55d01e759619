"""Exact numbers: how many of them are computed with quickly, and how they are shown.

Reports show them with the decimal sign of their language. Rounding happens here alone, and nothing is
computed from its outcome.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache
from math import isqrt, lcm

from .model.scores import Assessment, Scale
from .wording import decimal


@lru_cache(maxsize=1 << 12)
def fraction(numerator: int, denominator: int) -> Fraction:
    """A fraction of which there is one: scores and totals repeat, and Python compares fractions slowly.

    >>> fraction(15, 2) is fraction(15, 2)
    True
    """
    return Fraction(numerator, denominator)


def over_one(values: Iterable[Fraction]) -> tuple[list[int], int]:
    """Fractions as numerators over one denominator: whole numbers are many times faster to add and to square.

    >>> over_one([Fraction(1, 2), Fraction(2, 3)])
    ([3, 4], 6)
    """
    ratios = [value.as_integer_ratio() for value in values]
    parts = lcm(*{denominator for _, denominator in ratios})
    numerators = [
        numerator if denominator == parts else numerator * (parts // denominator)
        for numerator, denominator in ratios
    ]
    return numerators, parts


def rounded(value: Fraction, places: int) -> str:
    """So many decimals, half up (away from zero).

    >>> rounded(Fraction(1, 8), 2)
    '0.13'
    """
    numerator, denominator = value.as_integer_ratio()
    units = (2 * abs(numerator) * 10**places + denominator) // (2 * denominator)
    whole, part = divmod(units, 10**places)
    sign = "-" if numerator < 0 and units else ""
    return f"{sign}{whole}.{part:0{places}d}" if places else f"{sign}{whole}"


def two_decimals(value: Fraction) -> str:
    """`742.33`: as NA and every other number is shown, half up."""
    return rounded(value, 2)


def places_apart(value: Fraction, edges: Iterable[Fraction], least: int = 2) -> int:
    """How many decimals a number is shown with: `least`, and more where these would hide a difference.

    `edges` are where it is called something else, passes, or what ranks beside it: no shown number may stand
    on the other side of one.

    >>> places_apart(Fraction("30.9996"), [Fraction(31)])
    4
    """
    places, others = least, [edge for edge in edges if edge != value]  # no decimals tell a third from a third
    while any((Fraction(rounded(value, places)) >= edge) != (value >= edge) for edge in others):
        places += 1
    return places


def final_shown(final: Fraction, passing: Fraction) -> str:
    """NA with two decimals, and with more where two would hide on which side of the passing grade it is.

    >>> final_shown(Fraction("699.996"), Fraction(700))
    '699.996'
    """
    return rounded(final, places_apart(final, [passing]))


def is_about(final: Fraction, passing: Fraction) -> bool:
    """Whether the NA that is shown is a rounded one.

    >>> is_about(Fraction(2150, 3), Fraction(700)), is_about(Fraction("716.5"), Fraction(700))
    (True, False)
    """
    return Fraction(final_shown(final, passing)) != final


def apart(one: Fraction, other: Fraction) -> tuple[str, str]:
    """Two numbers that differ, with two decimals, and with more where two would show the same.

    >>> apart(Fraction("60.001"), Fraction(60))
    ('60.001', '60.000')
    """
    places = 2
    while one != other and rounded(one, places) == rounded(other, places):
        places += 1
    return rounded(one, places), rounded(other, places)


def exact(value: Fraction) -> str:
    """The whole number without trailing zeros: `740`, `742.5`; `n/d` where the decimals never end.

    >>> exact(Fraction(1485, 2))
    '742.5'
    """
    twos, fives, rest = 0, 0, value.denominator
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    return rounded(value, max(twos, fives)) if rest == 1 else str(value)


def root(square: Fraction, places: int = 2) -> str:
    """The square root of a number that is not negative, half up, without a detour through floats.

    >>> root(Fraction(2), 4)
    '1.4142'
    """
    doubled = isqrt(4 * 10 ** (2 * places) * square.numerator // square.denominator)
    return rounded(Fraction((doubled + 1) // 2, 10**places), places)


def typed(value: Fraction) -> str:
    """The exact number as people here type it: `7,5`."""
    return with_comma(exact(value))


def with_comma(number: str) -> str:
    """The number as Indonesian forms write it: `742,33`."""
    return number.replace(".", ",")


def scale_shown(scale: Scale) -> str:
    """`1–10`, or `1, 1.5 … 10` where the steps are not whole."""
    if scale.step == 1:
        return f"{exact(scale.least)}–{exact(scale.most)}"
    return f"{exact(scale.least)}, {exact(scale.least + scale.step)} … {exact(scale.most)}"


def whole(value: Fraction | None) -> str:
    """A number with all its decimals; nothing for None."""
    return "" if value is None else decimal(exact(value))


def final(value: Fraction | None, assessment: Assessment) -> str:
    """A final value; nothing for None."""
    return "" if value is None else decimal(final_shown(value, assessment.rubric.passing))


def difference(value: Fraction | None) -> str:
    """A number with two decimals and its sign, `+12,50`; nothing for None."""
    if value is None:
        return ""
    shown = two_decimals(value)
    return decimal(shown if shown.startswith("-") else f"+{shown}").replace("-", "−")
