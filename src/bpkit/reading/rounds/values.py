"""What people type into sheets and lists, as exact values: numbers, money, yes and no, names of files."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache

from ...model.rounds import Symbol
from ...model.signs import plain, undashed
from ...model.units import fold
from ..panel.workbooks.cells import Cell, CellKind

AMBIGUOUS = "ambiguous_number"  # 1.500: one and a half, or fifteen hundred
NO_NUMBER = "not_number"

_WORDS = {
    Symbol.YES: ("ya", "y", "iya", "yes", "ada", "sudah", "true", "benar", "✓", "✔", "☑", "√", "v"),
    Symbol.NO: ("tidak", "tdk", "no", "belum", "tidak ada", "false", "salah", "☐", "✗", "✘"),
    Symbol.NOT_APPLICABLE: (
        "tidak berlaku", "tdk berlaku", "tb", "n/a", "na", "n.a", "n.a.", "tidak relevan", "-",
    ),
}  # fmt: skip
_SYMBOLS = {word: symbol for symbol, words in _WORDS.items() for word in words}
DASH = "-"

_MONEY = re.compile(r"^(?:rp|idr)\.?\s*", re.IGNORECASE)
_CENTS = re.compile(r",-{1,2}$")  # `Rp 1.500,-`
_PLAIN = re.compile(r"[0-9]{1,15}(?:[.,][0-9]{1,9})?")
_GROUPED = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]{1,9})?|[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]{1,9})?")
_ONE_GROUP = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")  # what may be thousands, and may be decimals
_BLANKED = re.compile(r"[0-9]{1,3}(?: [0-9]{3})+")


def symbol_of(text: str) -> Symbol | None:
    """Yes, no or "does not apply", in whichever of the usual words.

    >>> symbol_of("N/A")
    <Symbol.NOT_APPLICABLE: 'tidak berlaku'>
    """
    return _SYMBOLS.get(fold(undashed(text)).rstrip(" .!"))


@lru_cache(maxsize=4096)
def score_of(text: str) -> Fraction | None:
    """A score as typed, with a point or a comma; `60%` is 60. None where it is anything else.

    >>> score_of("7,5")
    Fraction(15, 2)
    """
    typed = plain(text).strip().removesuffix("%").rstrip()
    return Fraction(typed.replace(",", ".")) if _PLAIN.fullmatch(typed) else None


@lru_cache(maxsize=4096)
def amount_of(text: str) -> Fraction | str:
    """An amount as typed; else why it is none: `not_number`, or `ambiguous_number` for 1.500 and 1,500.

    >>> amount_of("Rp 1.500.000")
    Fraction(1500000, 1)
    """
    typed = undashed(text).strip()
    is_money = bool(_MONEY.match(typed))
    typed = _CENTS.sub("", _MONEY.sub("", typed)).removesuffix("%").rstrip()
    negative, typed = typed.startswith("-"), typed.removeprefix("-").lstrip()
    value = _unsigned(typed, is_money=is_money)
    return -value if negative and isinstance(value, Fraction) else value


def _unsigned(typed: str, *, is_money: bool) -> Fraction | str:
    if _BLANKED.fullmatch(typed):
        return Fraction(typed.replace(" ", ""))
    if _ONE_GROUP.fullmatch(typed):  # nobody writes a tenth of a hundredth of a rupiah
        return Fraction(re.sub("[.,]", "", typed)) if is_money else AMBIGUOUS
    if _PLAIN.fullmatch(typed):
        return Fraction(typed.replace(",", "."))
    if _GROUPED.fullmatch(typed):
        last = max(typed.rfind("."), typed.rfind(","))
        decimal = typed[last] if typed.count(typed[last]) == 1 else ""
        whole, _, part = typed.rpartition(decimal) if decimal else (typed, "", "")
        return Fraction(f"{re.sub('[.,]', '', whole)}.{part or 0}")
    return NO_NUMBER


def number_in(cell: Cell, read: str = "score") -> Fraction | str:
    """The number that a cell holds, as a score or as an amount; else why it holds none."""
    if cell.kind is CellKind.NUMBER and cell.number is not None:
        return cell.number
    if cell.kind is not CellKind.TEXT:
        return "formula" if cell.kind is CellKind.FORMULA else NO_NUMBER
    found = score_of(cell.text) if read == "score" else amount_of(cell.text)
    return NO_NUMBER if found is None else found


def words_in(cell: Cell) -> Symbol | None:
    """The yes or no that a cell holds; Excel keeps TRUE and FALSE as values of their own."""
    return None if cell.kind in (CellKind.FORMULA, CellKind.ERROR) else symbol_of(cell.text)


_EXTENSION = re.compile(r"\.[A-Za-z0-9]{2,5}$")


def files_named(text: str) -> tuple[str, ...]:
    """The files that a cell names: one a line, or parted by semicolons, or by commas behind an extension.

    >>> files_named("undangan.pdf, rapat 1, 2 dan 3.docx")
    ('undangan.pdf', 'rapat 1, 2 dan 3.docx')
    """
    found: list[str] = []
    for line in re.split(r"[;\n\r]+", text):
        kept = ""
        for part in line.split(","):
            kept = f"{kept},{part}" if kept else part
            if _EXTENSION.search(kept.strip()):
                found.append(kept)
                kept = ""
        found.append(kept)
    return tuple(name for one in found if (name := one.strip().lstrip("•*").strip()))


def joined(names: Iterable[str]) -> str:
    """The names as one cell holds them."""
    return "; ".join(names)
