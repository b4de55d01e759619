"""Severities of findings, reporting months, and names of units as they compare."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from enum import IntEnum
from fractions import Fraction
from functools import lru_cache

from msgspec import Struct

from .dates import MONTHS
from .signs import regex, straight, visible


class Severity(IntEnum):
    """How severe a finding is; only an error makes a submission incomplete."""

    INFO = 1
    WARNING = 2
    ERROR = 3

    @property
    def label(self) -> str:
        """`error`, `warning` or `info`, in every language."""
        return self.name.lower()


class Period(Struct, frozen=True, order=True):
    """One reporting month; `str` gives `2010-10`."""

    year: int
    month: int

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    @property
    def month_name(self) -> str:
        """The month in Indonesian, as folders and forms write it."""
        return MONTHS[self.month - 1]

    @property
    def in_words(self) -> str:
        """`Oktober 2010`."""
        return f"{self.month_name} {self.year}"


_UNCARRIED = regex(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def fold(text: str) -> str:
    """The form in which names are compared: NFC, case folded, blanks folded to one, unseen signs dropped.

    Signs that no form carries are one: of a file called `Sampah \x96 RW 5`, as old disks have them, a score
    sheet says `Sampah � RW 5`.
    """
    return _folded_name(text) if len(text) <= _NAME else _folded(text)


_NAME = 300  # characters of a name, a heading or a line of a form; those repeat, texts do not


@lru_cache(maxsize=1 << 13)
def _folded_name(text: str) -> str:
    return _folded(text)


def _folded(text: str) -> str:
    if not text.isascii():
        text = unicodedata.normalize("NFC", visible(text))
    if not text.isprintable():
        text = _UNCARRIED.sub("\N{REPLACEMENT CHARACTER}", text)
    return " ".join(text.split()).casefold()


def fold_alike(text: str) -> str:
    """As `fold`, and signs that look alike are one: `Jum’at – Kliwon` is `Jum'at - Kliwon`."""
    return fold(straight(text))


def fold_letters(text: str) -> str:
    """The letters and digits of a text alone, as they compare: `Laporan_Akhir 1` is `laporanakhir1`."""
    return re.sub(r"[\W_]+", "", fold(text))


_FIGURE = regex("[+-]?[0-9]+(?:[.,][0-9]+)?")


def worth(text: str) -> Fraction | str:
    """What tells one typed number from another: `2,5` and `2.50` are the same; what is none, as folded.

    >>> worth("60") == worth("60,0") != worth("61")
    True
    """
    typed = text.strip()
    return Fraction(typed.replace(",", ".")) if _FIGURE.fullmatch(typed) else fold(text)


def readable(name: str) -> str:
    """A file's name as text; bytes that are no UTF-8 (from an old disk or camera) become `�`."""
    return re.sub("[\ud800-\udfff]", "\N{REPLACEMENT CHARACTER}", name)


@lru_cache(maxsize=4096)  # asked for each of its writings: 23 times a writing, of the same few names
def unit_name(text: str) -> str:
    """What a city or province is called: `Kota X` means `X`, `Kab. X` means `Kabupaten X`, another unit."""
    name = re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip()
    name = re.sub(r"^(?:kota|prop(?:\.|insi)?|prov(?:\.|insi)?)\s+(?=\S)", "", name, flags=re.IGNORECASE)
    return re.sub(r"^kab(?:\.\s*|upaten\s+|\s+)(?=\S)", "Kabupaten ", name, flags=re.IGNORECASE)


def same_unit(one: str, other: str) -> bool:
    """Whether two names mean the same city or province."""
    return unit_key(one) == unit_key(other)


@lru_cache(maxsize=1 << 13)  # each is held against all of a roster, which would fill a cache of pairs
def unit_key(name: str) -> str:
    """What tells one city or province from another."""
    return fold(unit_name(name))


def among(name: str, names: Iterable[str]) -> str | None:
    """The one of these names that means the same unit: the very name first, for Probolinggo is not its Kota.

    >>> among("Probolinggo", ["Kota Probolinggo", "Probolinggo"]), among("Kota Palopo", ["Palopo"])
    ('Probolinggo', 'Palopo')
    """
    known = list(names)
    tests: tuple[Callable[[str], bool], ...] = (
        lambda one: fold(one) == fold(name),
        lambda one: are_twins(one, name),
        lambda one: same_unit(one, name),
    )
    return next((one for test in tests for one in known if test(one)), None)


def are_twins(one: str, other: str) -> bool:
    """Whether two names in one list mean one unit; a Kota and what has its name without it are two.

    >>> are_twins("Kota Jayapura", "Jayapura"), are_twins("Kab. Jayapura", "Jayapura")
    (False, True)
    """
    return same_unit(one, other) and twin_key(one) == twin_key(other)


def twin_key(name: str) -> tuple[str, bool]:
    """What tells one unit from another in one list."""
    return unit_key(name), bool(re.match(r"kota\b", fold(name)))
