"""Tables as text, as survey programs and Excel save them: CSV with commas, semicolons or tabs.

Excel in Indonesian parts cells by semicolons, for its decimal sign is the comma; it saves UTF-8 with a mark
in front, UTF-16 ("Unicode Text", with tabs) or the code page of Windows. All of them are read as a worksheet.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

from ...model.signs import UTF_16_MARKS, decode
from ..panel.workbooks.cells import Cell, Spreadsheet, Worksheet, text_cell, unreadable

DELIMITED = (".csv", ".tsv")
_SIGNS = ";\t,"
_LONGEST = 1 << 20  # characters of one cell, after which a quotation mark was surely never closed


def read_delimited(data: bytes, path: Path) -> Spreadsheet:
    """The table as a workbook of one worksheet, every cell a text as it was typed.

    Raises:
        UnreadableError: it is no text, or a cell has no end.
    """
    text = _text(data)
    csv.field_size_limit(_LONGEST)
    rows: dict[int, dict[int, Cell]] = {}
    reader = csv.reader(io.StringIO(_without_hint(text), newline=""), delimiter=delimiter_of(text))
    try:
        for number, cells in enumerate(reader, start=1):
            typed = {column: text_cell(cell) for column, cell in enumerate(cells, start=1) if cell.strip()}
            rows |= {number: typed} if typed else {}
    except csv.Error as error:
        raise unreadable("damaged", str(error)) from error
    return Spreadsheet((Worksheet(path.stem, rows),), path=path)


def delimiter_of(text: str) -> str:
    r"""The sign that parts the cells: Excel's own `sep=` where it says so, else what the header has most of.

    >>> delimiter_of("kepemimpinan;sdm\n62,5;60\n")
    ';'
    """
    first = next((line for line in text.splitlines() if line.strip()), "")
    if first.casefold().startswith("sep=") and len(first.strip()) == len("sep=") + 1:
        return first.strip()[-1]
    counts = {sign: first.count(sign) for sign in _SIGNS}
    return max(counts, key=lambda sign: counts[sign]) if any(counts.values()) else ";"


def _without_hint(text: str) -> str:
    """The text with Excel's hint as a blank line, so that line numbers stay those of the file."""
    head, end, rest = text.partition("\n")
    return end + rest if head.casefold().startswith("sep=") else text


def _text(data: bytes) -> str:
    if b"\0" in data and not data.startswith(UTF_16_MARKS):
        raise unreadable("damaged", "binary")
    return decode(data)
