"""Takes a document apart into items, and its tables above all: labels beside or above their values.

Two lists side by side, the author's and the institution's, are read one after the other; a table with many
rows below one header is data, and no one's identity.

Signatures stand side by side too: who wrote in one column, who has seen or approves it in another.

    Mengetahui,                 Penulis,
    Korkot Semarang             Faskel Sosial TF-03

    Ir. Bambang Sutrisno        Siti Rahma, S.Sos

People set the columns with tabs, with blanks, or with a table without borders.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice, pairwise, zip_longest

from ...model.facts import Source
from ...model.signs import plain, regex
from ..documents.content import Block, DocumentTable, Paragraph
from .lines import Break, Gap, Item, LabelledValue, label_of_cell, labels_in, line_items, value_of
from .phrases import Label


def items(blocks: Sequence[Block]) -> Iterator[Item]:
    """The items of some blocks of a document."""
    part = blocks[0].part if blocks else None
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, DocumentTable) or block.part is not part:
            yield from _lines(lines)
            lines = []
        if block.part is not part:
            yield Break()
            part = block.part
        if isinstance(block, DocumentTable):
            yield Break()
            yield from _table(block)
            yield Break()
        elif block.style != "caption":
            lines += plain(block.text).split("\n")
    yield from _lines(lines)


def _lines(lines: Sequence[str]) -> Iterator[Item]:
    index = 0
    while index < len(lines):
        line = lines[index]
        signatures = signed(lines[index : index + MOST_SIGNED]) if _has_gap(line) else None
        if signatures is None:
            yield from line_items(dated(line))
            index += 1
        else:
            yield from _signature(signatures[0])
            index += signatures[1]


def _signature(column: Sequence[str]) -> Iterator[Item]:
    """The author's signature, without those beside it."""
    yield Break()
    for line in column:
        yield from line_items(line)
    yield Break()


_NUMBERING = regex(r"[\s:=.\-–]*|\(?(?:[0-9]{1,2}|[a-z])[.)]?|no\.?", re.IGNORECASE)


def _table(table: DocumentTable) -> Iterator[Item]:
    rows = [[_cell_text(cell) for cell in row] for row in table.rows]
    if column := signed_table(rows):
        yield from _signature(column)
        return
    for index, part in enumerate(_side_by_side([_without_numbering(row) for row in rows])):
        if index:
            yield Break()
        yield from _rows(part)


def _rows(rows: Sequence[Sequence[str]]) -> Iterator[Item]:
    index = 0
    while index < len(rows):
        row = rows[index]
        if not _is_header(row):
            yield from _row(row)
        elif header := _header(row, islice(rows, index + 1, None)):
            yield from header
            index += 1
        else:
            return  # a table of data: many people in the rows below one header
        index += 1


def _without_numbering(row: Sequence[str]) -> list[str]:
    """The cells without a number before the label or a colon after it."""
    return [text for text in row if not text or not _NUMBERING.fullmatch(text)]


def _side_by_side(rows: list[list[str]]) -> list[list[list[str]]]:
    """The parts of a table with two lists next to each other, such as the author's and the institution's."""
    widest = max((len(row) for row in rows), default=0)
    if widest < 2:
        return [rows]
    heads = next((row for row in rows if sum(_is_head(text) for text in row) >= 2), None)
    full = [row for row in rows if len(row) == widest and any(row)]
    if heads is not None:
        starts = [index for index, text in enumerate(heads) if text] if len(heads) == widest else []
        step = widest // sum(1 for text in heads if text)
        starts = starts or list(range(0, widest, max(1, step)))
    elif (
        widest >= 4
        and widest % 2 == 0
        and all(all(labels_in(row[::2])) for row in full)
        and not _is_header(rows[0])
    ):
        starts = list(range(0, widest, 2))
    else:
        return [rows]
    return [
        [_columns(row, starts, number, widest) for row in rows if len(row) in (widest, len(starts))]
        for number in range(len(starts))
    ]


def _columns(row: list[str], starts: list[int], number: int, widest: int) -> list[str]:
    """The cells of one list; a row of merged cells has one for each list."""
    if len(row) < widest:
        return row[number : number + 1]
    return row[starts[number] : [*starts, widest][number + 1]]


def _is_head(text: str) -> bool:
    label = label_of_cell(text)
    return label is not None and label.owner is not None and not label.fields


def _cell_text(cell: Sequence[Paragraph]) -> str:
    return plain("\n".join(paragraph.text for paragraph in cell)).strip()


def _is_header(row: Sequence[str]) -> bool:
    """A row with labels side by side that ask for something, so that the answers must stand below."""
    filled = [text for text in row if text]
    asking = [bool(label and label.fields) for label in labels_in(filled)]
    return any(one and other for one, other in pairwise(asking))


def _header(row: Sequence[str], below: Iterable[Sequence[str]]) -> list[Item]:
    """The pairs of a header with exactly one row below it; a long table is looked at no further."""
    values = list(islice((other for other in below if any(other)), 2))
    if len(values) != 1 or len(values[0]) != len(row):
        return []
    pairs = zip(labels_in(row), values[0], strict=True)
    return [LabelledValue(label, value_of(value), Source.TABLE, value) for label, value in pairs if label]


def _row(row: Sequence[str]) -> Iterator[Item]:
    cells = list(row)
    while cells and not cells[0]:
        cells = cells[1:]
    if len(cells) >= 2 and (paired := list(_pairs(cells))):
        yield from paired
        return
    for index, cell in enumerate(text for text in cells if text):
        if index and "\n" in cell:
            yield Break()
        for line in cell.split("\n"):
            yield from line_items(line)
    if not any(cells):
        yield Gap()


def _pairs(cells: Sequence[str]) -> Iterator[Item]:
    """Label, value, label, value …; a label before a label heads what follows."""
    stacked = [cell.split("\n") for cell in cells]
    if len(cells) == 2 and len(stacked[0]) == len(stacked[1]) > 1 and all(labels_in(stacked[0])):
        for one, other in zip(*stacked, strict=True):
            yield from _pairs([one.strip(), other.strip()])
        return
    labels = labels_in(cells)
    if labels[0] is None:
        return
    asked: tuple[Label, str] | None = None  # a label that waits for the cell with its value
    for cell, label in zip(cells, labels, strict=True):
        if label:
            if asked:
                yield LabelledValue(asked[0], "", Source.TABLE, asked[1])
            asked = label, cell
        elif asked:
            yield from _answered(*asked, cell)
            asked = None
    if asked:
        yield LabelledValue(asked[0], "", Source.TABLE, asked[1])


def _answered(label: Label, typed: str, cell: str) -> Iterator[Item]:
    """A label with its cell; a cell with labels of its own stands below the label as below a heading."""
    lines = cell.split("\n")
    labelled = (item for line in lines if ":" in line for item in line_items(line))
    if any(isinstance(item, LabelledValue) for item in labelled):
        yield LabelledValue(label, "", Source.TABLE, typed)
        for line in lines:
            yield from line_items(line)
    else:
        yield LabelledValue(label, value_of(cell.lstrip(": ")), Source.TABLE, typed)


# Signatures ------------------------------------------------------------------------------------------

AUTHOR_HEAD = "Penulis"

_WRITES = regex(
    r"\W*(?:yang\s+)?(?:penulis|pelapor|penyusun|pembuat|me(?:nulis|nyusun|mbuat|laporkan)|(?:di)?(?:tulis|susun|buat|lapor)(?:kan)?(?:\s+oleh)?)\W*",
    re.IGNORECASE,
)
_WRITING = ("ulis", "lapor", "usun", "buat")  # one of them is in whatever `_WRITES` finds
_SEEN = regex(
    r"\W*(?:mengetahui|diketahui|menyetujui|disetujui|diperiksa|memeriksa|pemeriksa|mengesahkan|disahkan"
    r"|diverifikasi|verifikator)\b",
    re.IGNORECASE,
)
_APPROVES = regex(
    rf"{_SEEN.pattern}|\W*(?:a\.?n\.|ketua|wakil|korkot|koorkot|koordinator|askot|asisten|senior|kepala"
    r"|lurah|camat|pjok|team\s+leader|tl|manajer|manager)\b",
    re.IGNORECASE,
)
_GAP = regex(r"\t+[ \t]*| {3,}[ \t]*")
_PLACE_AND_DATE = regex(r"\W*[A-Z][\w .]{2,25},\s.*[0-9]{4}\W*")
MOST_SIGNED = 13  # lines: the heads, and below the heads: position, room for the signature, name, telephone
_LONGEST_LINE = 160  # characters, with the blanks between


def signed(lines: Sequence[str]) -> tuple[list[str], int] | None:
    """The author's column of the signatures that begin in the first line, and how many lines they take.

    None where no signatures side by side begin there, one of them the author's.
    """
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
    typed = "\n".join(chain.from_iterable(rows)).casefold()
    if not any(stem in typed for stem in _WRITING):
        return None  # nearly every table, told in 3 µs where its cells one by one take 40
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
