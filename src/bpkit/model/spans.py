"""Periods of every cycle as people type them: `Triwulan III 2012`, `TW 3`, `Pertemuan ke-2`, `bulan-03`.

`said_in` reads what a text says, with its year or without; `name_of` and `code_of` write.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date

from msgspec import Struct

from .dates import MONTH_WORDS, MONTHS, month_of
from .hints import OF_FOLDER, nearest
from .programs import Cycle
from .rounds import PARTS_OF_YEAR, Span
from .signs import regex

COUNTED = (Cycle.MEETING, Cycle.MONTH_OF_PROGRAM)  # from the programme's start, without a year

_WORDS: Mapping[Cycle, frozenset[str]] = {
    cycle: frozenset(words.split())
    for cycle, words in {
        Cycle.QUARTER: "triwulan triw trw tw twl kuartal kwartal quarter qtr q kw t",
        Cycle.HALF_YEAR: "semester sem smt smtr sms half halfyear h s",
        Cycle.YEAR: "tahun thn th ta year fy",
        Cycle.MEETING: "pertemuan pert ptm meeting rapat sesi",
        Cycle.MONTH_OF_PROGRAM: "bulan bln bl month",
    }.items()
}
MOST_COUNTED = 999
_FILLERS = frozenset(["ke", "yang", "tahun", "thn", "th", "ta", "of", "the", "no", "nomor", "year", "dan"])
_AFTER_NUMBER = frozenset(["st", "nd", "rd", "th"])
_ORDINALS = {
    word: number
    for number, words in enumerate(
        (
            "pertama kesatu satu first gasal ganjil",  # the school year's halves have names of their own
            "kedua dua second genap",
            "ketiga tiga third",
            "keempat empat fourth",
            "kelima lima fifth",
            "keenam enam sixth",
            "ketujuh tujuh seventh",
            "kedelapan delapan eighth",
            "kesembilan sembilan ninth",
            "kesepuluh sepuluh tenth",
            "kesebelas sebelas eleventh",
            "keduabelas duabelas twelfth",
        ),
        start=1,
    )
    for word in words.split()
}
_OF_HALVES = frozenset(["gasal", "ganjil", "genap"])
_ROMAN = regex(r"(?=[ivx])(x{0,3})(ix|iv|v?i{0,3})")
_TENS = {"": 0, "x": 10, "xx": 20, "xxx": 30}
_ONES = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
_TOKEN = regex(r"'?[0-9]+|[^\W\d_]+")
_YEAR = regex(r"(?:19|20)[0-9]{2}")
_SHORT_YEAR = regex(r"'([0-9]{2})")


class SaidSpan(Struct, frozen=True):
    """What a text says of a period; a part that it does not say is None."""

    year: int | None = None
    number: int | None = None


def following(span: Span) -> Span:
    """The period after this one.

    >>> following(Span(2012, 4, Cycle.QUARTER)), following(Span(0, 3, Cycle.MEETING)).number
    (Span(year=2013, number=1, cycle=<Cycle.QUARTER: 'triwulan'>), 4)
    """
    if span.cycle in COUNTED:
        return Span(0, span.number + 1, span.cycle)
    most = PARTS_OF_YEAR[span.cycle]
    return Span(span.year + span.number // most, span.number % most + 1, span.cycle)


def span_of(day: date, cycle: Cycle, start: date | None = None) -> Span:
    """The period that a day is in; the first one where nobody can tell."""
    if cycle is Cycle.MONTH_OF_PROGRAM and start:
        months = (day.year - start.year) * 12 + day.month - start.month - (day.day < start.day)
        return Span(0, max(months + 1, 1), cycle)
    if cycle in COUNTED:
        return Span(0, 1, cycle)
    return Span(day.year, (day.month - 1) * PARTS_OF_YEAR[cycle] // 12 + 1, cycle)


def span_from(said: SaidSpan, cycle: Cycle, year: int | None = None) -> Span | None:
    """The period that was said, in this year where none was said; None where a part is missing."""
    if said.number is None:
        return None
    if cycle in COUNTED:
        return Span(0, said.number, cycle)
    year = said.year or year
    return Span(year, said.number, cycle) if year else None


def said_in(text: str, cycle: Cycle) -> SaidSpan | None:
    """Year and number that a text says, and nothing else besides; None for any other text.

    A year alone says a year, which a folder above others may.
    """
    reading = _Reading(cycle)
    return reading.said() if all(map(reading.take, _tokens(text))) else None


def hint_of(text: str, cycle: Cycle) -> str:
    """The period that a misspelt text was probably meant to name, as `name_of` writes it; empty for none.

    >>> hint_of("Triwuln III 2012", Cycle.QUARTER)
    'Triwulan III 2012'
    """
    known = [word for word in _WORDS.get(cycle, ()) if len(word) > 3]
    tokens = list(_tokens(text))
    mended = [nearest(one, known, closeness=OF_FOLDER) or one for one in tokens]
    said = said_in(" ".join(mended), cycle)
    return said_name(said, cycle) if said and said.number else ""


def name_of(span: Span) -> str:
    """As folders and forms write it: `Triwulan III 2012`, `2013`, `pertemuan-2`, `Oktober 2010`."""
    return said_name(SaidSpan(span.year or None, span.number), span.cycle)


def said_name(said: SaidSpan, cycle: Cycle) -> str:
    """The same of what was said: without its year where that stands in a folder above."""
    number = said.number or 0
    if cycle is Cycle.MEETING:
        return f"pertemuan-{number}"
    if cycle is Cycle.MONTH_OF_PROGRAM:
        return f"bulan-{number:02}"
    year = str(said.year) if said.year else ""
    if cycle is Cycle.YEAR:
        return year
    words = {
        Cycle.MONTH: MONTHS[number - 1],
        Cycle.QUARTER: f"Triwulan {roman(number)}",
        Cycle.HALF_YEAR: f"Semester {roman(number)}",
    }
    return f"{words[cycle]} {year}".strip()


def code_of(span: Span) -> str:
    """As data writes it, in an order that sorts: `2010-10`, `2012-T3`, `2012-S1`, `2013`, `pertemuan-02`."""
    marks = {Cycle.MONTH: f"-{span.number:02}", Cycle.QUARTER: f"-T{span.number}", Cycle.YEAR: ""}
    marks[Cycle.HALF_YEAR] = f"-S{span.number}"
    if span.cycle in marks:
        return f"{span.year:04}{marks[span.cycle]}"
    return f"{span.cycle.value.partition('-')[0]}-{span.number:02}"


def pattern_of(cycle: Cycle) -> str:
    """What stands in a pattern for a period, as a hint: `Triwulan III 2012`."""
    examples = {Cycle.MEETING: Span(0, 2, cycle), Cycle.MONTH_OF_PROGRAM: Span(0, 3, cycle)}
    numbers = {Cycle.MONTH: 10, Cycle.QUARTER: 3, Cycle.HALF_YEAR: 2}
    return name_of(examples.get(cycle) or Span(2012, numbers.get(cycle, 1), cycle))


def roman(number: int) -> str:
    """A number from 1 to 39 as Roman numerals."""
    return "X" * (number // 10) + _ONES[number % 10].upper()


class _Reading:
    """The words of one text, taken one by one: each may say one thing, and each thing may be said once."""

    def __init__(self, cycle: Cycle) -> None:
        self.cycle = cycle
        self.year: int | None = None
        self.number: int | None = None
        self.named = False  # whether a word of the cycle was met
        self.clear = False  # whether a number can be nothing else: a month's name, a Roman numeral

    def take(self, token: str) -> bool:
        """Whether this word belongs to a period, and says nothing that was said."""
        if token in _AFTER_NUMBER and self.number is not None and self.cycle is not Cycle.YEAR:
            return True
        if token in _WORDS.get(self.cycle, ()):
            first, self.named = not self.named, True
            return first or token in _FILLERS
        if token in _FILLERS:
            return True
        if self.cycle not in COUNTED and (year := _year(token)):
            first, self.year = self.year is None, year
            return first
        return self._take_number(token)

    def _take_number(self, token: str) -> bool:
        number = self._number(token)
        if number is None or self.number is not None or self.cycle is Cycle.YEAR:
            return False
        if not 1 <= number <= PARTS_OF_YEAR.get(self.cycle, MOST_COUNTED):
            return False
        self.number = number
        return True

    def _number(self, token: str) -> int | None:
        if token.isdigit():
            return int(token) if len(token) <= 3 else None
        if self.cycle is Cycle.MONTH:
            self.clear = True
            return MONTH_WORDS.get(token) or month_of(token)
        if token in _ORDINALS:
            self.clear = self.cycle is Cycle.HALF_YEAR and token in _OF_HALVES
            return _ORDINALS[token] if self.clear or token not in _OF_HALVES else None
        self.clear = (number := _from_roman(token)) is not None
        return number

    def said(self) -> SaidSpan | None:
        """What was said altogether; a bare number could be anything, unless periods are only counted."""
        if self.cycle is Cycle.YEAR:
            return SaidSpan(self.year, 1) if self.year else None
        if self.number is None:
            return SaidSpan(self.year) if self.year and not self.named else None
        bare_is_clear = self.cycle in COUNTED or (self.cycle is Cycle.MONTH and self.year is not None)
        return SaidSpan(self.year, self.number) if self.named or self.clear or bare_is_clear else None


def _tokens(text: str) -> Iterator[str]:
    """Words and numbers in small letters; `TWIII` is two of them."""
    folded = unicodedata.normalize("NFC", text).replace("’", "'").casefold()
    known = frozenset().union(*_WORDS.values())
    for token in _TOKEN.findall(folded):
        if token in known or token in MONTH_WORDS or token.lstrip("'").isdigit():
            yield token
            continue
        glued = re.fullmatch(r"(tw|trw|triwulan|kuartal|semester|smt|sem|pertemuan|bulan|ke)([ivx]+)", token)
        yield from glued.groups() if glued and _from_roman(glued[2]) else (token,)


def _year(token: str) -> int | None:
    if short := _SHORT_YEAR.fullmatch(token):
        return 2000 + int(short[1])
    return int(token) if _YEAR.fullmatch(token) else None


def _from_roman(token: str) -> int | None:
    found = _ROMAN.fullmatch(token)
    return _TENS[found[1]] + _ONES.index(found[2]) if found else None
