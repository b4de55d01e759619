"""Signatures side by side: who wrote in one column, who has seen or approves it in another.

    Mengetahui,                 Penulis,
    Korkot Semarang             Faskel Sosial TF-03

    Ir. Bambang Sutrisno        Siti Rahma, S.Sos

People set the columns with tabs, with blanks, or with a table without borders.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import zip_longest

AUTHOR_HEAD = "Penulis"

_WRITES = re.compile(
    r"\W*(?:yang\s+)?(?:penulis|pelapor|penyusun|pembuat|me(?:nulis|nyusun|mbuat|laporkan)|(?:di)?(?:tulis|susun|buat|lapor)(?:kan)?(?:\s+oleh)?)\W*",
    re.IGNORECASE,
)
_SEEN = re.compile(
    r"\W*(?:mengetahui|diketahui|menyetujui|disetujui|diperiksa|memeriksa|pemeriksa|mengesahkan|disahkan"
    r"|diverifikasi|verifikator)\b",
    re.IGNORECASE,
)
_APPROVES = re.compile(
    rf"{_SEEN.pattern}|\W*(?:a\.?n\.|ketua|wakil|korkot|koorkot|koordinator|askot|asisten|senior|kepala"
    r"|lurah|camat|pjok|team\s+leader|tl|manajer|manager)\b",
    re.IGNORECASE,
)
_GAP = re.compile(r"\t+[ \t]*| {3,}[ \t]*")
_PLACE_AND_DATE = re.compile(r"\W*[A-Z][\w .]{2,25},\s.*[0-9]{4}\W*")
MOST_SIGNED = 13  # lines: the heads, and below the heads: position, room for the signature, name, telephone
_LONGEST_LINE = 160  # characters, with the blanks between


def signed(lines: Sequence[str]) -> tuple[list[str], int] | None:
    """The author's column of the signatures that begin in the first line, and how many lines they take.

    None where no signatures side by side begin there, one of them the author's.
    """
    if not lines or not _has_gap(lines[0]):
        return None  # nearly every line
    heads = _cells(lines[0])
    own = _own_column([text for _, text in heads])
    if own is None:
        return None
    starts = [start for start, _ in heads]
    taken = [AUTHOR_HEAD if _WRITES.fullmatch(heads[own][1]) else heads[own][1]]
    count = 1
    for line in lines[1:MOST_SIGNED]:
        if not _goes_on(line):
            break
        taken.append(_in_column(line, starts, own))
        count += 1
    return taken, count


def signed_table(rows: Sequence[Sequence[str]]) -> list[str] | None:
    """The author's column of a table that holds signatures side by side; cells hold several lines."""
    for index, row in enumerate(rows):
        own = _own_column([_undated(cell) for cell in row])
        if own is not None:
            above, cells = (
                [r[own] for r in part if len(r) == len(row)] for part in (rows[:index], rows[index:])
            )
            column = "\n".join((*filter(_PLACE_AND_DATE.fullmatch, above), *cells)).split("\n")
            heads = (number for number, line in enumerate(column) if _WRITES.fullmatch(line))
            first = next(heads, None)
            return column if first is None else [*column[:first], AUTHOR_HEAD, *column[first + 1 :]]
    return None


def dated(line: str) -> str:
    """The place and date of a line that has something else beside it, a gap between; else the line."""
    if not _has_gap(line):
        return line
    cells = [text for _, text in _cells(line)]
    return next((text for text in cells if _PLACE_AND_DATE.fullmatch(text)), line) if len(cells) > 1 else line


def _undated(cell: str) -> str:
    """The first line of a cell that is no place and date."""
    lines = [line for line in cell.split("\n") if line.strip()]
    return next((line for line in lines if not _PLACE_AND_DATE.fullmatch(line)), "")


def _own_column(heads: Sequence[str]) -> int | None:
    """Which of some heads is the author's, where another is of somebody who approves."""
    writing = [index for index, head in enumerate(heads) if _WRITES.fullmatch(head)]
    seen = _APPROVES
    if not writing:  # `Penulis : Siti Rahma          Mengetahui : Ir. Bambang`
        writing = [index for index, head in enumerate(heads) if _WRITES.fullmatch(head.partition(":")[0])]
        seen = _SEEN
    return writing[0] if len(writing) == 1 and any(map(seen.match, heads)) else None


def _has_gap(line: str) -> bool:
    """Whether `_GAP` is found in a line: asked of every line, and quicker so."""
    return "\t" in line or "   " in line


def _cells(line: str) -> list[tuple[int, str]]:
    """The texts of a line that gaps part, each with where it starts."""
    ends = [found.span() for found in _GAP.finditer(line)]
    starts = [0, *(end for _, end in ends)]
    stops = [*(start for start, _ in ends), len(line)]
    cells = ((start, line[start:stop].strip()) for start, stop in zip_longest(starts, stops, fillvalue=0))
    return [(start, text) for start, text in cells if text]


def _goes_on(line: str) -> bool:
    """Whether a line may still belong to the signatures, and is no fact below them: `HP Penulis: 08…`."""
    label = re.match(r"[^:]{1,30}\s:\s|\S[^:\t]{1,30}:\s?[^\s:][^\t]*$", line)
    return len(line) <= _LONGEST_LINE and not label and len(line.split()) <= 2 * 8


def _in_column(line: str, starts: Sequence[int], own: int) -> str:
    """What a line has in the author's column."""
    cells = _cells(line)
    if len(cells) == len(starts):
        return cells[own][1]
    if "\t" in line:  # tabs say nothing of the width: one text after a tab stands in the last column
        column = len(starts) - 1 if line[:1] == "\t" else 0
        return " ".join(text for _, text in cells) if column == own else ""
    nearest = {min(range(len(starts)), key=lambda n: abs(starts[n] - start)): text for start, text in cells}
    return nearest.get(own, "")
