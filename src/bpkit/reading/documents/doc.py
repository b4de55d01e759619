"""Word 97 to 2003 (.doc): text with its tables, notes, headers and text boxes, and photos."""

from __future__ import annotations

import re
import struct
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate, pairwise
from pathlib import Path
from struct import unpack_from

from msgspec import Struct

from ... import limits
from ...model.problems import Kind, Problem, UnreadableError
from ..images.photos import PicturePlace
from ..images.size import ImageFacts
from .compound import CompoundFile
from .content import (
    CM_A_TWIP,
    Block,
    DocumentContent,
    DocumentPart,
    DocumentTable,
    Flow,
    ListItem,
    Picture,
    digest,
    reader,
)
from .doc_pictures import Blip, Layer, inline_picture, metafile_of
from .embedded_objects import MOST_OBJECTS, seen_through, shows_its_content

_SIGNATURE, _OLD_SIGNATURES = 0xA5EC, (0xA5DC, 0xA5DB, 0xA59B, 0xA59C)
_FIRST_VERSION = 0xC1  # Word 97
_ENCRYPTED, _SECOND_TABLE = 0x0100, 0x0200
_MARKS = re.compile("([\x01-\x08\x0b-\x0f\x13-\x15\x1e\x1f])")
_LETTERS = {"\x0b": "\n", "\x1e": "-", "\x1f": "", "\x0e": "\n"}
# Of the six stories that each section has for its headers and footers.
_FOOTERS = (2, 3, 5)
_OBJECT = re.compile(r"\s*(?:EMBED|LINK)\s+(\S+)", re.IGNORECASE)
_MOST_PICTURES = limits.PICTURES


@reader
def read_doc(path: Path, data: bytes) -> DocumentContent:
    """The blocks of a .doc in reading order; whatever is wrong with it is a damage."""
    try:
        return _read(path, CompoundFile(data))
    except (OSError, struct.error, IndexError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnreadableError(Kind.BROKEN, str(error)) from error


def _read(path: Path, package: CompoundFile) -> DocumentContent:
    if "EncryptedPackage" in package:
        raise UnreadableError(Kind.PROTECTED, "EncryptedPackage")
    document, whole = _stream(package, "WordDocument")
    signature, version = struct.unpack_from("<HH", document)
    if signature in _OLD_SIGNATURES or (signature == _SIGNATURE and version < _FIRST_VERSION):
        old = Problem(
            path, "Word 6/95", ".docx", variant="old", kind=Kind.MISLABELLED, detail=f"version {version}"
        )
        return DocumentContent((), (old,))
    if signature != _SIGNATURE:
        raise UnreadableError(Kind.BROKEN, "no signature of Word")
    (flags,) = struct.unpack_from("<H", document, 10)
    if flags & _ENCRYPTED:
        raise UnreadableError(Kind.PROTECTED, "the flag for encryption is set")
    table, whole_table = _stream(package, _table_name(flags))
    pictures, _ = _stream(package, "Data") if "Data" in package else (b"", True)
    word = WordStreams(document, table, pictures)
    damages = [] if whole and whole_table else [Problem(path, kind=Kind.BROKEN, detail="it breaks off")]
    if "Macros/VBA" in package:
        damages.append(Problem(path, kind=Kind.MACROS, detail="Macros/VBA"))
    return DocumentContent(tuple(_DocReader(path, word).blocks()), tuple(damages), page_cm=_page(word))


def lists_of(data: bytes) -> tuple[bytes, bytes]:
    """What the lists of a .doc are made after, with the levels behind it, and the lists themselves.

    Raises:
        UnreadableError: it can't be read.
    """
    try:
        package = CompoundFile(data)
        document = package.read("WordDocument")
        table = package.read(_table_name(*unpack_from("<H", document, 10)))
        (made_after, _), (lists, length) = (
            unpack_from("<II", document, _TABLE_OF_PLACES + 8 * index) for index in (LIST_KINDS, LISTS)
        )
    except (OSError, struct.error, IndexError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnreadableError(Kind.BROKEN, str(error)) from error
    return table[made_after:], table[lists : lists + length]


def _table_name(flags: int) -> str:
    return "1Table" if flags & _SECOND_TABLE else "0Table"


def _stream(package: CompoundFile, name: str) -> tuple[bytes, bool]:
    """A stream, and whether all of it is there."""
    data = package.read(name)
    return data, len(data) == package.size(name)


def _page(word: WordStreams) -> tuple[float, float] | None:
    """The size of the first section's page in centimetres."""
    sections = word.part(SECTIONS)
    count = max(0, (len(sections) - 4) // 16)
    if not count:
        return None
    (place,) = struct.unpack_from("<I", sections, 4 * (count + 1) + 2)
    if place + 2 > len(word.document):
        return None
    (length,) = struct.unpack_from("<H", word.document, place)
    said = dict(properties(word.document[place + 2 : place + 2 + length]))
    width, height = said.get(0xB01F, 12240), said.get(0xB020, 15840)  # Letter, where nothing else is said
    return round(width * CM_A_TWIP, 2), round(height * CM_A_TWIP, 2)


class _DocReader:
    def __init__(self, path: Path, word: WordStreams) -> None:
        self.path, self.word = path, word
        self.styles = style_names(word.part(STYLES))
        self.layer = Layer(word.part(DRAWINGS), word.part(SHAPES), word.document)
        self.count = self.objects = 0
        self.inline: dict[int, Blip | None] = {}

    def blocks(self) -> list[Block]:
        """The stories one after the other, headers first; comments are no part of the writing."""
        body, notes, heads, _, _, end_notes, boxes, head_boxes = self.word.lengths
        starts = [0, *accumulate(self.word.lengths)]
        found = self.headers(starts[2], heads)
        found += self.story(starts[0], body, DocumentPart.BODY)
        for start, length, part in (
            (starts[1], notes, DocumentPart.NOTE),
            (starts[5], end_notes, DocumentPart.NOTE),
            (starts[6], boxes, DocumentPart.TEXT_BOX),
            (starts[7], head_boxes, DocumentPart.HEADER),
        ):
            found += _worded(self.story(start, length, part))
        return found

    def headers(self, start: int, length: int) -> list[Block]:
        plex = self.word.part(HEADERS)
        places = struct.unpack_from(f"<{len(plex) // 4}I", plex)
        found: list[Block] = []
        # The first six separate notes from the text; then come six for each section.
        for index, (begin, end) in enumerate(pairwise(places[6:-1])):
            part = DocumentPart.FOOTER if index % 6 in _FOOTERS else DocumentPart.HEADER
            if begin < end <= length:
                found += _worded(self.story(start + begin, end - begin, part))
        return found

    def story(self, start: int, length: int, part: DocumentPart) -> list[Block]:
        story = _DocStory(self, part)
        for piece in self.word.pieces:
            begin, end = max(start, piece.start), min(start + length, piece.end)
            if begin < end:
                story.read(piece, begin, end)
        return story.flow.finish()

    def inline_at(self, place: int) -> list[Blip]:
        """The picture at this place of the stream of pictures, if there is one."""
        if place not in self.inline:
            self.inline[place] = inline_picture(self.word.pictures, place)
        blip = self.inline[place]
        return [blip] if blip else []

    def picture(self, blip: Blip, program: str | None) -> Picture | None:
        """The picture that a blip is; `program` is whose object it shows, where it shows one."""
        self.count += 1
        if self.count > _MOST_PICTURES:
            return None
        spot = PicturePlace(self.path, f"image{self.count}", blip.placed_cm, blip.alt_text)
        if blip.link:
            return spot.linked(blip.link)
        if program is not None and not shows_its_content(program):
            return spot.pictured(ImageFacts("drawing"), "")
        if not blip.is_drawing:
            return spot.embedded(blip.data)
        self.objects += program is not None or blip.is_object
        if (program is None and not blip.is_object) or self.objects > MOST_OBJECTS:
            return spot.pictured(ImageFacts("drawing"), "")
        return spot.preview(seen_through(metafile_of(blip), program or ""), digest(blip.data))


def _worded(blocks: list[Block]) -> list[Block]:
    """Stories end in empty paragraphs that nobody typed."""
    return [
        block for block in blocks if isinstance(block, DocumentTable) or block.text.strip() or block.pictures
    ]


class _DocStory:
    """One story while it is read, letter by letter where a letter is a mark."""

    def __init__(self, reader: _DocReader, part: DocumentPart) -> None:
        self.reader, self.word, self.flow = reader, reader.word, Flow(part)
        self.fields: list[bool] = []  # of each field that is open: whether its result has begun
        self.codes: list[str] = []  # and what it is: `EMBED PBrush`

    def read(self, piece: TextPiece, begin: int, end: int) -> None:
        first = piece.place + (begin - piece.start) * piece.width
        last = piece.place + (end - piece.start) * piece.width
        for start, after, run in self.word.character_formats(first, last):
            place = start
            for text in _MARKS.split(self.word.letters(piece, start, after)):
                if len(text) == 1 and _MARKS.match(text):
                    self.mark(text, run, place, piece.start + (place - piece.place) // piece.width)
                elif text and not run.unseen and all(self.fields):
                    # A special letter stands for something that is not text: a symbol, a number of a page.
                    self.flow.write("" if run.special else text, run.bold, run.size_pt, run.italic)
                elif text and self.fields and not self.fields[-1]:
                    self.codes[-1] = (self.codes[-1] + text)[:200]
                place += len(text) * piece.width

    def mark(self, mark: str, run: CharacterFormat, place: int, index: int) -> None:
        if mark == "\x13":
            self.fields.append(False)
            self.codes.append("")
        elif mark == "\x14" and self.fields:
            self.fields[-1] = True
        elif mark == "\x15" and self.fields:
            self.fields.pop()
            self.codes.pop()
        elif run.unseen:
            return
        elif mark in "\r\x07\x0c":
            self.end(mark, place)
        elif mark in "\x01\x08":
            self.show(mark, run, index)
        elif all(self.fields):
            self.flow.write(_LETTERS.get(mark, ""), run.bold, run.size_pt, run.italic)

    def end(self, mark: str, place: int) -> None:
        own = self.word.paragraph_format(place)
        style = self.reader.styles[own.style] if own.style < len(self.reader.styles) else ""
        self.flow.item = ListItem(str(own.list), own.depth) if own.list else None
        if mark == "\x07" and own.ends_row:
            self.flow.end_row()
        elif mark == "\x07":
            self.flow.end_cell(style, own.centred)
        else:
            self.flow.end_paragraph(style, own.centred, own.in_table)

    def show(self, mark: str, run: CharacterFormat, index: int) -> None:
        blips = self.reader.layer.at(index) if mark == "\x08" and self.flow.part is DocumentPart.BODY else []
        if mark == "\x01" and run.special and run.picture is not None:
            blips = self.reader.inline_at(run.picture)
        code = _OBJECT.match(self.codes[-1]) if self.codes else None
        for blip in blips:
            if picture := self.reader.picture(blip, code[1] if code else None):
                self.flow.show(picture)


# The binary format: where the streams say what stands where, and its format -----------------------------
# Offsets and codes are those of Microsoft's [MS-DOC]. Everything may be damaged; what reads past an end
# raises `struct.error` or `IndexError`, and `read_doc` turns that into a damage.

STYLES, SECTIONS, HEADERS, CHARACTER_PAGES, PARAGRAPH_PAGES = 1, 6, 11, 12, 13
PIECES, SHAPES, DRAWINGS, LIST_KINDS, LISTS = 33, 40, 50, 73, 74
_TEXT_LENGTHS = 0x4C  # eight lengths, in the order of the stories
_TABLE_OF_PLACES = 0x9A
_MOST_LETTERS = limits.DOC_LETTERS


class CharacterFormat(Struct, frozen=True):
    """The format of a run of letters; `picture` is a place in the stream of pictures."""

    bold: bool = False
    italic: bool = False
    unseen: bool = False  # hidden, or deleted while changes were tracked
    special: bool = False
    size_pt: float | None = None
    picture: int | None = None


class ParagraphFormat(Struct, frozen=True):
    """What a paragraph's mark says of it."""

    style: int = 0
    centred: bool = False
    in_table: bool = False
    ends_row: bool = False
    list: int = 0  # that it is an item of, counted from 1
    depth: int = 0


class TextPiece(Struct, frozen=True):
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
        self.pieces = list(_pieces(self.part(PIECES), min(_MOST_LETTERS, 2 * len(document))))
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


def _pieces(table: bytes, most: int) -> Iterator[TextPiece]:
    """The pieces; a letter has a byte at least, so many pieces that share one text are a trap."""
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
        if not ends[index] <= ends[index + 1] <= most:
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
                for start, end, codes in _runs_of_page(block, index == PARAGRAPH_PAGES):
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


def _runs_of_page(block: bytes, paragraphs: bool) -> Iterator[tuple[int, int, bytes]]:
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
        italic=bool(said.get(0x0836, 0) & 1),
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
    item = said.get(0x460B, 0)  # a very large number takes a list away
    return ParagraphFormat(
        style,
        centred,
        bool(said.get(0x2416, 0)),
        bool(said.get(0x2417, 0)),
        item if item <= limits.DOC_LISTS else 0,
        min(said.get(0x260A, 0), 8),
    )


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
