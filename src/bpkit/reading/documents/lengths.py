"""Lengths in centimetres: what each kind of document counts them in, and what of a size makes sense."""

from __future__ import annotations

import re
from math import isfinite

CM_AN_INCH = 2.54
CM_A_POINT = CM_AN_INCH / 72  # PDF
CM_A_PIXEL = CM_AN_INCH / 96  # HTML
CM_A_TWIP = CM_AN_INCH / 1440  # RTF and .doc: twentieths of a point
CM_AN_EMU = 1 / 360_000  # DrawingML
# The units that people and programs write behind a number.
CM = {"cm": 1.0, "mm": 0.1, "in": CM_AN_INCH, "pt": CM_A_POINT, "pc": CM_AN_INCH / 6, "px": CM_A_PIXEL}
_LONGEST_CM = 100.0  # no paper that people print on is longer

Size = tuple[float, float]  # width and height


def centimetres(length: str) -> float | None:
    """A length as OpenDocument writes it (`8.5in`, `21cm`) in centimetres; None if it is none."""
    found = re.fullmatch(r"([0-9]{1,6}(?:\.[0-9]{1,12})?)(cm|mm|in|pt|pc|px)", length)
    return float(found[1]) * CM[found[2]] if found else None


def sane(width: float, height: float, *, turned: bool = False) -> Size | None:
    """A size on the page in centimetres, `turned` by a quarter or not; None where it is none."""
    if not (isfinite(width) and isfinite(height)):
        return None
    sides = round(min(width, _LONGEST_CM), 2), round(min(height, _LONGEST_CM), 2)
    if min(sides) <= 0:
        return None
    return (sides[1], sides[0]) if turned else sides


def is_quarter_turn(degrees: float) -> bool:
    """Whether what is turned so far lies rather than stands."""
    return 45 <= degrees % 180 < 135


def number(text: str) -> float:
    """A number as an XML attribute or a property has it; 0 where it is none."""
    try:
        return float(text)
    except ValueError:
        return 0.0
