"""Takes a document apart into what may carry facts: labels with their values, short lines, and breaks.

A label stands before a colon, in the cell before its value, before a tab or a gap, or (`Oleh …`, `HP 08…`)
right before what can only be its value. A line may carry several.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..model.facts import Source
from .content import Paragraph, Table
from .labels import Field, Label, Owner, read_label
from .pieces import contact_in, is_organisation, is_person, trimmed

LONGEST_LINE = 220  # characters of a line without labels that may still carry facts
LONGEST_VALUE = 200


@dataclass(frozen=True, slots=True)
class Entry:
    """A label and what stands behind it; the value is empty where it was left out or comes on the next line."""

    label: Label
    value: str
    source: Source
    text: str  # the line it was found in


@dataclass(frozen=True, slots=True)
class Words:
    """A short line without a label."""

    text: str


@dataclass(frozen=True, slots=True)
class Gap:
    """An empty line."""


@dataclass(frozen=True, slots=True)
class Break:
    """Prose, or the border of a cell, box or part: what comes after it begins anew."""


Item = Entry | Words | Gap | Break


def items(blocks: Sequence[Paragraph | Table]) -> Iterator[Item]:
    """The items of some blocks of a document."""
    part = blocks[0].part if blocks else None
    for block in blocks:
        if block.part is not part:
            yield Break()
            part = block.part
        if isinstance(block, Table):
            yield Break()
            yield from _table(block)
            yield Break()
        elif block.style != "caption":
            for line in block.text.split("\n"):
                yield from line_items(line)


def line_items(line: str) -> Iterator[Item]:
    """What one line carries."""
    text = _without_bullet(line)
    if not text or _PHOTO.match(text):
        yield Gap()
        return
    entries = entries_of(text) if len(text) <= 2 * LONGEST_LINE else []
    if entries:
        yield from entries
    elif len(text) > LONGEST_LINE or _is_prose(text):
        yield Break()
    else:
        yield Words(text)


_PHOTO = re.compile(r"(?:foto|gambar|gbr|ket(?:erangan)?\.? (?:foto|gambar))\b", re.IGNORECASE)
_BULLET = re.compile(r"^\s*(?:[-–—•●▪■►➢*·>#]+|\(?[0-9]{1,2}[.)](?=\s*[A-Za-z(])|\(?[a-hA-H][.)](?=\s))\s*")
_IS_A = re.compile(r"(?:penulis|(?:[A-Z][\w.']+,? ){1,4})\s*(?:adalah|merupakan)\b", re.IGNORECASE)


def _without_bullet(line: str) -> str:
    text = _BULLET.sub("", line.replace("\u00a0", " ").replace("：", ":"), count=1).strip()
    if text[:1] in "([{" and text[-1:] in ")]}":
        text = text[1:-1].strip()
    return text.strip("*_ ")


def _is_prose(text: str) -> bool:
    """Whether a line without labels reads as running text."""
    if _IS_A.match(text):
        return False
    words = text.split()
    return len(words) > 25 or (len(words) > 12 and text.endswith((".", "?", "!")) and not contact_in(text))


# Labels in one line ----------------------------------------------------------------------------------

_COLON = re.compile(r"(?<![0-9])\s*(?::|=)(?!//)\s*|(?<=[0-9])\s*:\s+|(?<=[0-9])\s+:\s*")
_GAPS = re.compile(r"\t+|\s{2,}")
_DASH = re.compile(r"\s+[-–—]\s*|\s*[–—]\s+")
_BY = re.compile(r"^(?:(?:di)?tulis(?:an)?\s+oleh|oleh|by|penulis)\s+(?=\S)", re.IGNORECASE)
_ANNOUNCED = re.compile(r"^([A-Za-z][A-Za-z ./]{1,40}?)[\s.]*(?=[+(]?[0-9][0-9() .+\-–]{6,}|[\w.+\-]+@)")


def entries_of(text: str) -> list[Entry]:
    """The labels of a line with their values; empty where the line has none."""
    for read in (_with_colons, _with_gaps, _with_dash, _without_separator):
        if found := [(label, _value(value)) for label, value in read(text)]:
            return [Entry(label, value, Source.LABEL, text) for label, value in found]
    return []


def _with_colons(text: str) -> list[tuple[Label, str]]:
    found: list[tuple[Label, int, int]] = []  # label, where it starts, where its value starts
    start = 0
    for colon in _COLON.finditer(text):
        place = _label_before(text, start, colon.start(), first=not found)
        if place:
            found.append((place[0], place[1], colon.end()))
            start = colon.end()
    ends = [*(begin for _, begin, _ in found[1:]), len(text)][: len(found)]
    return [(label, text[value:end]) for (label, _, value), end in zip(found, ends, strict=True)]


_TOKEN_START = re.compile(r"(?<![\w.])(?=\w)")
_STRONG = re.compile(r"[,;|/(\t•–—-]\s*$|\s{2,}$|\.\s+$")


def _label_before(text: str, start: int, end: int, *, first: bool) -> tuple[Label, int] | None:
    """The longest label that ends right before a colon, and where it begins."""
    before = text[start:end]
    if first:
        label = read_label(before)
        if label:
            return label, start
    for token in _TOKEN_START.finditer(before):
        at = token.start()
        if len(before) - at > 60:
            continue
        strong = bool(_STRONG.search(before[:at]))
        if first and not strong:
            continue
        label = read_label(before[at:])
        if label and (strong or (label.fields and not label.named)) and not before[at:].startswith(("dan ", "&")):
            return label, start + at
    return None


def _with_gaps(text: str) -> list[tuple[Label, str]]:
    """`Nama    Siti Rahma`, in as many pairs as there are."""
    parts = [part.strip() for part in _GAPS.split(text) if part.strip(" :")]
    labels = [read_label(part) for part in parts]
    if len(parts) < 2 or labels[0] is None or labels[0].named or all(labels):
        return []
    found: list[tuple[Label, str]] = []
    for part, label in zip(parts, labels, strict=True):
        if label and not (found and not found[-1][1]):
            found.append((label, ""))
        else:
            found[-1] = (found[-1][0], f"{found[-1][1]}\t{part}".strip())
    return found


def _with_dash(text: str) -> list[tuple[Label, str]]:
    dash = _DASH.search(text)
    label = read_label(text[: dash.start()]) if dash else None
    return [(label, text[dash.end() :])] if dash and label and label.fields and not label.named else []


def _without_separator(text: str) -> list[tuple[Label, str]]:
    if by := _BY.match(text):
        name = re.split(r"[,;(/|\t*]|\s[-–—]\s", text[by.end() :])[0].strip()
        if is_person(name):
            return [(Label(owner=Owner.AUTHOR), text[by.end() :])]
    if announced := _ANNOUNCED.match(text):
        label = read_label(announced[1])
        if label and label.field is Field.CONTACT:
            return [(label, text[announced.end() :])]
    label = read_label(text.rstrip(" ,;.-"))
    # A label that stands alone heads what follows: `Penulis`, `Alamat BKM`, `Info Penulis`.
    if label and (label.heading or label.owner) and len(text) <= 60 and not label.named:
        return [(label, "")]
    return []


_UNFILLED = re.compile(r"[\s._…·\-–—*?xX]*|\[[^\]]*\]?|<[^>]*>|«[^»]*»|\([^)]*\.{3,}[^)]*\)")


def _value(text: str) -> str:
    """A value without separators; empty where a form was left unfilled."""
    value = trimmed(text)
    return "" if _UNFILLED.fullmatch(value) or len(value) > LONGEST_VALUE else value


# Tables ----------------------------------------------------------------------------------------------

_NUMBERING = re.compile(r"[\s:=.\-–]*|\(?(?:[0-9]{1,2}|[a-z])[.)]?|no\.?", re.IGNORECASE)


def _table(table: Table) -> Iterator[Item]:
    rows = [[_cell_text(cell) for cell in row] for row in table.rows]
    index = 0
    while index < len(rows):
        row = rows[index]
        if header := _header(row, rows[index + 1 :]):
            yield from header
            index += 1
        elif not _is_header(row):
            yield from _row(row)
        else:
            return  # a table of data: many people in the rows below one header
        index += 1


def _cell_text(cell: Sequence[Paragraph]) -> str:
    return "\n".join(paragraph.text for paragraph in cell).replace("\u00a0", " ").strip()


def _labels(row: Sequence[str]) -> list[Label | None]:
    """The labels among some cells; `BKM Sejahtera` is a label in a line, but a value in a cell."""
    labels = [read_label(text.strip(" :")) if text and "\n" not in text else None for text in row]
    return [label if label and (label.fields or not label.named) else None for label in labels]


def _is_header(row: Sequence[str]) -> bool:
    """A row of nothing but labels, at least two of which ask for something."""
    filled = [text for text in row if text and not _NUMBERING.fullmatch(text)]
    labels = [label for label in _labels(filled) if label]
    return len(labels) == len(filled) and sum(bool(label.fields) for label in labels) >= 2


def _header(row: Sequence[str], below: Sequence[Sequence[str]]) -> list[Item]:
    """The pairs of a header with exactly one row below it."""
    values = [other for other in below if any(other)]
    if not _is_header(row) or len(values) != 1 or len(values[0]) != len(row):
        return []
    pairs = zip(_labels(row), values[0], strict=True)
    return [Entry(label, _value(value), Source.TABLE, value) for label, value in pairs if label]


def _row(row: Sequence[str]) -> Iterator[Item]:
    cells = [text for text in row if not (text and _NUMBERING.fullmatch(text))]
    while cells and not cells[0]:
        cells = cells[1:]
    if len(cells) >= 2 and (entries := list(_pairs(cells))):
        yield from entries
        return
    for index, cell in enumerate(text for text in cells if text):
        if index and "\n" in cell:
            yield Break()
        for line in cell.split("\n"):
            yield from line_items(line)
    if not any(cells):
        yield Gap()


def _pairs(cells: Sequence[str]) -> Iterator[Entry]:
    """Label, value, label, value …; a label before a label heads what follows."""
    stacked = [cell.split("\n") for cell in cells]
    if len(cells) == 2 and len(stacked[0]) > 1 and len(stacked[0]) == len(stacked[1]):
        for one, other in zip(*stacked, strict=True):
            yield from _pairs([one.strip(), other.strip()])
        return
    labels = _labels(cells)
    index = 0
    while index < len(cells):
        label = labels[index]
        if label is None:
            if index == 0:
                return
            index += 1
            continue
        has_value = index + 1 < len(cells) and labels[index + 1] is None
        value = cells[index + 1] if has_value else ""
        yield Entry(label, _value(value.lstrip(": ")), Source.TABLE, cells[index])
        index += 2 if has_value else 1


def is_title_like(text: str) -> bool:
    """Whether a line may be the title of a writing: short, no sentence, no label, no name of an institution."""
    return 3 <= len(text) <= 150 and not entries_of(text) and not text.endswith((".", ";", ":", ",")) and not (
        is_organisation(text) and contact_in(text)
    )
