"""The binary format of Word 97 to 2003: where its streams say what stands where, and its format.

Offsets and codes are those of Microsoft's [MS-DOC]. Everything may be damaged; what reads past an end raises
`struct.error` or `IndexError`, and `doc.py` turns that into a damage.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from struct import unpack_from

STYLES, SECTIONS, HEADERS, CHARACTER_PAGES, PARAGRAPH_PAGES = 1, 6, 11, 12, 13
PIECES, SHAPES, DRAWINGS = 33, 40, 50
_TEXT_LENGTHS = 0x4C  # eight lengths, in the order of the stories
_TABLE_OF_PLACES = 0x9A
_MOST_LETTERS = 20_000_000


@dataclass(frozen=True, slots=True)
class CharacterFormat:
    """The format of a run of letters; `picture` is a place in the stream of pictures."""

    bold: bool = False
    unseen: bool = False  # hidden, or deleted while changes were tracked
    special: bool = False
    size_pt: float | None = None
    picture: int | None = None


@dataclass(frozen=True, slots=True)
class ParagraphFormat:
    """What a paragraph's mark says of it."""

    style: int = 0
    centred: bool = False
    in_table: bool = False
    ends_row: bool = False


@dataclass(frozen=True, slots=True)
class TextPiece:
    """A stretch of text that lies in one place: `width` bytes a letter from `place` on."""

    start: int
    end: int
    place: int
    width: int


class WordStreams:
    """The streams of a document and what its header says of them."""

    def __init__(self, document: bytes, table: bytes, pictures: bytes) -> None:
        self.document, self.table, self.pictures = document, table, pictures
        self.lengths: tuple[int, ...] = unpack_from("<8I", document, _TEXT_LENGTHS)
        self.pieces = list(_pieces(self.part(PIECES)))
        self._characters = _Runs(self, CHARACTER_PAGES)
        self._paragraphs = _Runs(self, PARAGRAPH_PAGES)
        self._known_character_formats: dict[bytes, CharacterFormat] = {}
        self._known_paragraph_formats: dict[bytes, ParagraphFormat] = {}

    def part(self, index: int) -> bytes:
        """The part of the table stream that the header's entry of this index points to."""
        start, length = unpack_from("<II", self.document, _TABLE_OF_PLACES + 8 * index)
        return self.table[start : start + length]

    def letters(self, piece: TextPiece, start: int, end: int) -> str:
        """The letters of a piece between two places of the document stream."""
        code = "cp1252" if piece.width == 1 else "utf-16-le"
        return self.document[start:end].decode(code, errors="replace")

    def character_formats(self, start: int, end: int) -> Iterator[tuple[int, int, CharacterFormat]]:
        """The runs between two places of the document stream."""
        for begin, after, codes in self._characters.between(start, end):
            if codes not in self._known_character_formats:
                self._known_character_formats[codes] = _character_format(codes)
            yield begin, after, self._known_character_formats[codes]

    def paragraph_format(self, place: int) -> ParagraphFormat:
        """The format of the paragraph whose mark stands at this place of the document stream."""
        codes = self._paragraphs.at(place)
        if codes not in self._known_paragraph_formats:
            self._known_paragraph_formats[codes] = _paragraph_format(codes, self.pictures)
        return self._known_paragraph_formats[codes]


def _pieces(table: bytes) -> Iterator[TextPiece]:
    at = 0
    while table[at] == 1:  # property lists stand before the pieces
        at += 3 + unpack_from("<H", table, at + 1)[0]
    if table[at] != 2:
        raise ValueError("no piece table")
    count = (unpack_from("<I", table, at + 1)[0] - 4) // 12
    at += 5
    if not 0 <= count <= len(table) // 12:
        raise ValueError("a senseless piece table")
    ends = unpack_from(f"<{count + 1}I", table, at)
    for index in range(count):
        (code,) = unpack_from("<I", table, at + 4 * (count + 1) + 8 * index + 2)
        narrow = bool(code & 0x40000000)
        place = code & 0x3FFFFFFF
        if not ends[index] <= ends[index + 1] <= _MOST_LETTERS:
            raise ValueError("pieces out of order")
        yield TextPiece(ends[index], ends[index + 1], place // 2 if narrow else place, 1 if narrow else 2)


class _Runs:
    """The property codes of runs of letters or paragraphs, which lie in pages of 512 bytes."""

    def __init__(self, word: WordStreams, index: int) -> None:
        plex = word.part(index)
        count = max(0, (len(plex) - 4) // 8)
        found: dict[int, tuple[int, bytes]] = {}
        for page in unpack_from(f"<{count}I", plex, 4 * (count + 1)) if count else ():
            block = word.document[(page & 0x3FFFFF) * 512 :][:512]
            if len(block) == 512:
                for start, end, codes in _page(block, index == PARAGRAPH_PAGES):
                    found[start] = end, codes
        self._starts = sorted(found)
        self._ends = [found[start][0] for start in self._starts]
        self._codes = [found[start][1] for start in self._starts]

    def at(self, place: int) -> bytes:
        index = bisect_right(self._starts, place) - 1
        return self._codes[index] if index >= 0 and place < self._ends[index] else b""

    def between(self, start: int, end: int) -> Iterator[tuple[int, int, bytes]]:
        index = max(0, bisect_right(self._starts, start) - 1)
        while start < end:
            while index < len(self._starts) and self._ends[index] <= start:
                index += 1
            if index == len(self._starts) or self._starts[index] >= end:
                yield start, end, b""
                return
            if start < self._starts[index]:
                yield start, self._starts[index], b""
                start = self._starts[index]
            after = min(end, self._ends[index])
            yield start, after, self._codes[index]
            start = after


def _page(block: bytes, paragraphs: bool) -> Iterator[tuple[int, int, bytes]]:
    count = block[511]
    if 4 * (count + 1) + count * (13 if paragraphs else 1) > 511:
        return
    places = unpack_from(f"<{count + 1}I", block)
    for index in range(count):
        at = 2 * block[4 * (count + 1) + index * (13 if paragraphs else 1)]
        codes = b""
        if at and paragraphs:
            # An odd length takes one byte; an even one stands behind a zero.
            length, first = (
                (2 * block[at] - 1, at + 1) if block[at] else (2 * block[at + 1 : at + 2][0], at + 2)
            )
            codes = block[first : first + length]
        elif at:
            codes = block[at + 1 : at + 1 + block[at]]
        if places[index] < places[index + 1]:
            yield places[index], places[index + 1], codes


_SIZES = (1, 1, 2, 4, 2, 2, 0, 3)  # bytes of a property's value by the top three bits of its code
_TABLE_DEFINITION, _TABS = 0xD608, 0xC615


def properties(codes: bytes) -> Iterator[tuple[int, int]]:
    """Code and value of each property; those of varying length come as 0."""
    at = 0
    while at + 3 <= len(codes):
        (code,) = unpack_from("<H", codes, at)
        size = _SIZES[code >> 13]
        at += 2
        if size:
            yield code, int.from_bytes(codes[at : at + size], "little")
        elif code == _TABLE_DEFINITION:
            size = 1 + int.from_bytes(codes[at : at + 2], "little")
        elif code == _TABS and codes[at] == 255:
            return
        else:
            size = 1 + codes[at]
        at += size


def _character_format(codes: bytes) -> CharacterFormat:
    said = dict(properties(codes))
    unseen = said.get(0x0800, 0) & 1 or said.get(0x083C, 0) & 1
    size = said.get(0x4A43)
    return CharacterFormat(
        bold=bool(said.get(0x0835, 0) & 1),
        unseen=bool(unseen),
        special=bool(said.get(0x0855, 0)),
        size_pt=size / 2 if size else None,
        # The same letter and place also carry the data of a field.
        picture=None if said.get(0x0806) else said.get(0x6A03),
    )


def _paragraph_format(codes: bytes, elsewhere: bytes) -> ParagraphFormat:
    style = int.from_bytes(codes[:2], "little")
    said = dict(properties(codes[2:]))
    # The properties of a row with many cells are too long for their page and stand among the pictures.
    place = said.get(0x6646, said.get(0x6645))
    if place is not None and place + 2 <= len(elsewhere):
        (length,) = unpack_from("<H", elsewhere, place)
        said |= dict(properties(elsewhere[place + 2 : place + 2 + length]))
    centred = said.get(0x2461, said.get(0x2403, 0)) == 1
    return ParagraphFormat(style, centred, bool(said.get(0x2416, 0)), bool(said.get(0x2417, 0)))


_FIXED_NAMES = {0: "normal", 34: "caption", 62: "title", 74: "subtitle"} | {
    n: f"heading {n}" for n in range(1, 10)
}


def style_names(sheet: bytes) -> list[str]:
    """The styles' names in lower case, built-in ones in English whatever Word's language is."""
    if len(sheet) < 8:
        return []
    (head,) = unpack_from("<H", sheet)
    count, base = unpack_from("<HH", sheet, 2)
    names, at = [], 2 + head
    for _ in range(min(count, 4096)):
        if at + 2 > len(sheet):
            break
        (length,) = unpack_from("<H", sheet, at)
        style = sheet[at + 2 : at + 2 + length]
        names.append(_style_name(style, base))
        at += 2 + length + (length & 1)
    return names


def _style_name(style: bytes, base: int) -> str:
    if len(style) < base + 2:
        return ""
    fixed = _FIXED_NAMES.get(unpack_from("<H", style)[0] & 0xFFF)
    (length,) = unpack_from("<H", style, base)
    return fixed or style[base + 2 : base + 2 + 2 * length].decode("utf-16-le", errors="replace").lower()
