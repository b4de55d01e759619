"""What a cell of a form may hold, and its XML."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal
from fractions import Fraction
from html import escape

from ...office.texts import clean

_EPOCH = date(1899, 12, 30)  # day 0 of Excel
_PRECISE = Context(prec=17)  # what an Excel number can hold
_ESCAPE_LOOKALIKE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # Excel reads _x0041_ as A


@dataclass(frozen=True, slots=True)
class FormattedNumber:
    """A number with the pattern it is shown in: `0.00`; None takes the template's."""

    value: Fraction | Decimal | int
    pattern: str | None = None


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula, and what it gives for the values as they are now (shown until Excel recalculates)."""

    text: str
    result: str | int | Fraction | None = None


Value = str | int | Decimal | Fraction | date | FormattedNumber | Formula | None


def cell_xml(reference: str, style: str, value: Value) -> str:
    """A cell of a worksheet. Text is always text: a title that starts with `=` never becomes a formula."""
    head = f'<c r="{reference}" s="{style}"'
    if isinstance(value, str):
        return (
            f'{head} t="inlineStr"><is><t xml:space="preserve">{text_xml(value)}</t></is></c>'
            if value
            else f"{head}/>"
        )
    if isinstance(value, FormattedNumber):
        value = value.value
    if value is None:
        return f"{head}/>"
    if isinstance(value, Formula):
        return _formula_xml(head, value)
    return f"{head}><v>{number_text(value)}</v></c>"


def text_xml(text: str) -> str:
    """Text as it stands between the tags of an Office file."""
    return escape(_ESCAPE_LOOKALIKE.sub("_x005F_", clean(text)), quote=False)


def number_text(value: int | Decimal | Fraction | date) -> str:
    """A number as Excel stores it, exact to its 17 digits; a date as its day."""
    if isinstance(value, date):
        return str((value - _EPOCH).days)
    if isinstance(value, Fraction):
        value = _PRECISE.divide(Decimal(value.numerator), Decimal(value.denominator))
    return str(value)


def _formula_xml(head: str, formula: Formula) -> str:
    text = escape(formula.text, quote=False)
    if formula.result is None:
        return f"{head}><f>{text}</f></c>"
    if isinstance(formula.result, str):
        return f'{head} t="str"><f>{text}</f><v>{text_xml(formula.result)}</v></c>'
    return f"{head}><f>{text}</f><v>{number_text(formula.result)}</v></c>"
