"""Takes a document apart into items, and its tables above all: labels beside or above their values.

Two lists side by side, the author's and the institution's, are read one after the other; a table with many
rows below one header is data, and no one's identity.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, pairwise

from ...model.facts import Source
from ...model.signs import plain
from ..documents.content import Block, DocumentTable, Paragraph
from .items import Break, Entry, Gap, Item
from .labels import Label
from .lines import labels_in, line_items, value_of
from .signatures import MOST_SIGNED, dated, signed, signed_table


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
        signatures = signed(lines[index : index + MOST_SIGNED])
        if signatures is None:
            yield from line_items(dated(lines[index]))
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


_NUMBERING = re.compile(r"[\s:=.\-–]*|\(?(?:[0-9]{1,2}|[a-z])[.)]?|no\.?", re.IGNORECASE)


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
        if header := _header(row, islice(rows, index + 1, None)):
            yield from header
            index += 1
        elif not _is_header(row):
            yield from _row(row)
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
    label = labels_in([text])[0]
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
    if not _is_header(row):
        return []
    values = list(islice((other for other in below if any(other)), 2))
    if len(values) != 1 or len(values[0]) != len(row):
        return []
    pairs = zip(labels_in(row), values[0], strict=True)
    return [Entry(label, value_of(value), Source.TABLE, value) for label, value in pairs if label]


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
                yield Entry(asked[0], "", Source.TABLE, asked[1])
            asked = label, cell
        elif asked:
            yield from _answered(*asked, cell)
            asked = None
    if asked:
        yield Entry(asked[0], "", Source.TABLE, asked[1])


def _answered(label: Label, typed: str, cell: str) -> Iterator[Item]:
    """A label with its cell; a cell with labels of its own stands below the label as below a heading."""
    lines = cell.split("\n")
    if any(isinstance(item, Entry) for line in lines for item in line_items(line) if ":" in line):
        yield Entry(label, "", Source.TABLE, typed)
        for line in lines:
            yield from line_items(line)
    else:
        yield Entry(label, value_of(cell.lstrip(": ")), Source.TABLE, typed)
