"""Figures with the decimal sign of the language that the report is in."""

from __future__ import annotations

from fractions import Fraction

from ..figures import exact, final_shown, two_decimals
from ..model.scores import Assessment
from ..wording import decimal


def signed(figure: str) -> str:
    """`742,33` in Indonesian, `742.33` in English."""
    return decimal(figure)


def whole(value: Fraction | None) -> str:
    """A figure with all its decimals; nothing for None."""
    return "" if value is None else signed(exact(value))


def final(value: Fraction | None, assessment: Assessment) -> str:
    """A final value; nothing for None."""
    return "" if value is None else signed(final_shown(value, assessment.rubric.passing))


def difference(value: Fraction | None) -> str:
    """A figure with two decimals and its sign, `+12,50`; nothing for None."""
    if value is None:
        return ""
    shown = two_decimals(value)
    return signed(shown if shown.startswith("-") else f"+{shown}").replace("-", "−")
