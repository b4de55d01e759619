"""Word 97 to 2003 (.doc): text with its tables, notes, headers and text boxes, and photos."""

from __future__ import annotations

import io
import re
import struct
from itertools import accumulate, pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from ...model.problems import Kind, Problem
from ..images.photos import PicturePlace
from ..images.size import ImageFacts
from .content import Block, DocumentContent, DocumentPart, DocumentTable, Flow, Picture, damaged, digest
from .doc_format import (
    DRAWINGS,
    HEADERS,
    SECTIONS,
    SHAPES,
    STYLES,
    CharacterFormat,
    TextPiece,
    WordStreams,
    properties,
    style_names,
)
from .doc_pictures import Blip, Layer, inline_picture, metafile_of
from .embedded_objects import MOST_OBJECTS, seen_through, shows_its_content
from .lengths import CM_A_TWIP

if TYPE_CHECKING:
    from olefile import OleFileIO  # type: ignore[import-untyped]

_SIGNATURE, _OLD_SIGNATURES = 0xA5EC, (0xA5DC, 0xA5DB, 0xA59B, 0xA59C)
_FIRST_VERSION = 0xC1  # Word 97
_ENCRYPTED, _SECOND_TABLE = 0x0100, 0x0200
_MARKS = re.compile("([\x01-\x08\x0b-\x0f\x13-\x15\x1e\x1f])")
_LETTERS = {"\x0b": "\n", "\x1e": "-", "\x1f": "", "\x0e": "\n"}
# Of the six stories that each section has for its headers and footers.
_FOOTERS = (2, 3, 5)
_OBJECT = re.compile(r"\s*(?:EMBED|LINK)\s+(\S+)", re.IGNORECASE)
_MOST_PICTURES = 2_000  # a writing has five


def read_doc(path: Path, data: bytes) -> DocumentContent:
    """The blocks of a .doc in reading order; whatever is wrong with it is a damage."""
    from olefile import OleFileIO

    try:
        with OleFileIO(io.BytesIO(data)) as package:
            return _read(path, package)
    except (OSError, struct.error, IndexError, ValueError, KeyError, TypeError, AttributeError) as error:
        return damaged(path, Kind.BROKEN, str(error))


def _read(path: Path, package: OleFileIO) -> DocumentContent:
    if package.exists("EncryptedPackage"):
        return damaged(path, Kind.PROTECTED, "EncryptedPackage")
    document, whole = _stream(package, "WordDocument")
    signature, version = struct.unpack_from("<HH", document)
    if signature in _OLD_SIGNATURES or (signature == _SIGNATURE and version < _FIRST_VERSION):
        return damaged(path, Kind.MISLABELLED, f"version {version}", "Word 6/95", ".docx", "old")
    if signature != _SIGNATURE:
        return damaged(path, Kind.BROKEN, "no signature of Word")
    (flags,) = struct.unpack_from("<H", document, 10)
    if flags & _ENCRYPTED:
        return damaged(path, Kind.PROTECTED, "the flag for encryption is set")
    table, whole_table = _stream(package, "1Table" if flags & _SECOND_TABLE else "0Table")
    pictures, _ = _stream(package, "Data") if package.exists("Data") else (b"", True)
    word = WordStreams(document, table, pictures)
    damages = [] if whole and whole_table else [Problem(path, kind=Kind.BROKEN, detail="it breaks off")]
    if package.exists("Macros/VBA"):
        damages.append(Problem(path, kind=Kind.MACROS, detail="Macros/VBA"))
    return DocumentContent(tuple(_DocReader(path, word).blocks()), tuple(damages), page_cm=_page(word))


def _stream(package: OleFileIO, name: str) -> tuple[bytes, bool]:
    """A stream, and whether all of it is there."""
    data = package.openstream(name).read()
    return data, len(data) == package.get_size(name)


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
                    self.flow.write("" if run.special else text, run.bold, run.size_pt)
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
            self.flow.write(_LETTERS.get(mark, ""), run.bold, run.size_pt)

    def end(self, mark: str, place: int) -> None:
        own = self.word.paragraph_format(place)
        style = self.reader.styles[own.style] if own.style < len(self.reader.styles) else ""
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
