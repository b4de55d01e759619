"""How workbooks write down cells, areas, names and formats of dates."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_PLACE = re.compile(r"\$?('(?:[^']|'')+'|[^'!.\[\]]+)[!.]\$?([A-Za-z]{1,3})\$?([0-9]{1,7})(?![0-9A-Za-z(])")
_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")


@dataclass(frozen=True, slots=True)
class Name:
    """A cell that has a name: its worksheet, row and column; `scope` is the worksheet that alone knows it."""

    name: str
    sheet: str
    row: int
    column: int
    scope: str | None = None


def area_name(top: int, bottom: int, left: int, right: int) -> str:
    """`B4:C6`."""
    return f"{letters(left)}{top}:{letters(right)}{bottom}"


def letters(column: int) -> str:
    """The letters of a column: 1 is `A`, 27 is `AA`."""
    text = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def place_of(reference: str) -> tuple[int, int] | None:
    """Row and column of `F12`; None for what is no cell."""
    found = _CELL.fullmatch(reference.strip())
    return (int(found[2]), _column(found[1])) if found else None


def name_of(name: str, area: str, scope: str | None = None) -> Name | None:
    """The named cell (its first, of an area) that `'Lembar 1'!$B$4` or `$Lembar1.$B$4` means."""
    found = _PLACE.match(area.strip().removeprefix("="))
    if not found:
        return None
    sheet = found[1].removeprefix("'").removesuffix("'").replace("''", "'")
    return Name(name, sheet, int(found[3]), _column(found[2]), scope)


def _column(text: str) -> int:
    column = 0
    for letter in text.upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return column


_QUOTED = re.compile(r'"[^"]*"|\\.|[_*].|\[(?!(?:h+|m+|s+)\])[^\]]*\]', re.IGNORECASE | re.DOTALL)
# Excel's own formats for dates and times; 27 to 58 are those of East Asian versions.
_BUILT_IN = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})


def is_date_format(number: int, codes: Mapping[int, str]) -> bool:
    """Whether a number format shows a date or a time; `codes` are those that the workbook itself brings."""
    if number not in codes:
        return number in _BUILT_IN
    code = _QUOTED.sub("", codes[number].split(";")[0])
    return code.casefold() != "general" and bool(re.search("[dmyhs]", code, re.IGNORECASE))


def unescaped(text: str) -> str:
    """Text as Office keeps it in XML: `_x000D_` stands for a character that XML can't hold."""
    if "_x" not in text:
        return text
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text)
