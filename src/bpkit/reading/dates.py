"""Dates as people type them in Indonesia."""

from __future__ import annotations

import re
from datetime import date

from ..model.signs import undashed
from ..model.units import MONTHS

# Abbreviations, English names and old spellings; full Indonesian names come from the model.
_ALIASES = {
    "jan": 1, "peb": 2, "feb": 2, "pebruari": 2, "mar": 3, "mrt": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7,
    "agt": 8, "ags": 8, "agu": 8, "agust": 8, "aug": 8, "sep": 9, "sept": 9, "okt": 10, "oct": 10, "nov": 11,
    "nop": 11, "nopember": 11, "des": 12, "dec": 12, "january": 1, "february": 2, "march": 3,
    "june": 6, "july": 7, "august": 8, "october": 10, "december": 12,
}  # fmt: skip
_MONTHS = {name.lower(): number for number, name in enumerate(MONTHS, 1)} | _ALIASES

_DAY_FIRST = re.compile(
    r"([0-9]{1,2})[ ]*[-/. ][ ]*([A-Za-z]{3,10}|[0-9]{1,2})\.?[ ]*[-/. ,][ ]*([0-9]{4}|[0-9]{2})"
)
_ISO = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(?:[T ].*)?")
_WEEKDAY = re.compile(r"(?:senin|selasa|rabu|kamis|jum'?at|sabtu|minggu|ahad)[ ]*[,/]?[ ]*", re.IGNORECASE)


def parse_date(text: str) -> date | None:
    """The day that a text names, day before month; None where it names none.

    >>> parse_date("14 Oktober 2010") == parse_date("2010-10-14") == parse_date("14/10/2010")
    True
    """
    text = _WEEKDAY.sub("", " ".join(undashed(text).split()), count=1).strip(" .")
    if found := _ISO.fullmatch(text):
        return _date(int(found[1]), int(found[2]), int(found[3]))
    if found := _DAY_FIRST.fullmatch(text):
        month = int(found[2]) if found[2].isdigit() else _MONTHS.get(found[2].lower(), 0)
        year = int(found[3])
        return _date(year if year > 99 else 2000 + year, month, int(found[1]))
    return None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
