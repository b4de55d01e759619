"""Months and dates as people in Indonesia type and write them."""

from __future__ import annotations

import re
from datetime import date
from difflib import get_close_matches

from .hints import OF_MONTH, likeness
from .signs import regex, undashed

MONTHS = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)

ENGLISH_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

# Abbreviations and old spellings, as calendars and phones write them.
_SPELLINGS = (
    "jan",
    "feb peb pebruari",
    "mar mrt",
    "apr",
    "mei",
    "jun",
    "jul",
    "ags agt agu agust aug",
    "sep sept",
    "okt oct",
    "nov nop nopember",
    "des dec",
)
MONTH_WORDS = {
    word: number
    for number, (name, others, english) in enumerate(
        zip(MONTHS, _SPELLINGS, ENGLISH_MONTHS, strict=True), start=1
    )
    for word in (name.casefold(), *others.split(), english.casefold())
}

_DAY_FIRST = regex(
    r"([0-9]{1,2})[ ]*[-/. ][ ]*([A-Za-z]{3,10}|[0-9]{1,2})\.?[ ]*[-/. ,][ ]*([0-9]{4}|[0-9]{2})"
)
_ISO = regex(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(?:[T ].*)?")
_WEEKDAY = regex(r"(?:senin|selasa|rabu|kamis|jum'?at|sabtu|minggu|ahad)[ ]*[,/]?[ ]*", re.IGNORECASE)


def in_words(day: date) -> str:
    """`23 Oktober 2010`, as forms and letters write it."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def month_of(word: str) -> int | None:
    """The month a word means: Indonesian or English, short or whole, or misspelt beyond doubt."""
    word = word.casefold()
    if word in MONTH_WORDS:
        return MONTH_WORDS[word]
    if len(word) < 4:
        return None
    whole = [known for known in MONTH_WORDS if len(known) > 3]
    near = get_close_matches(word, whole, n=3, cutoff=OF_MONTH)
    best = [known for known in near if likeness(word, known) == likeness(word, near[0])]
    months = {MONTH_WORDS[known] for known in best}
    return months.pop() if len(months) == 1 else None


def parse_date(text: str) -> date | None:
    """The day that a text names, day before month; None where it names none.

    >>> parse_date("14 Oktober 2010") == parse_date("2010-10-14") == parse_date("14/10/2010")
    True
    """
    text = _WEEKDAY.sub("", " ".join(undashed(text).split()), count=1).strip(" .")
    if found := _ISO.fullmatch(text):
        return _date(int(found[1]), int(found[2]), int(found[3]))
    if found := _DAY_FIRST.fullmatch(text):
        month = int(found[2]) if found[2].isdigit() else MONTH_WORDS.get(found[2].lower(), 0)
        year = int(found[3])
        return _date(year if year > 99 else 2000 + year, month, int(found[1]))
    return None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
