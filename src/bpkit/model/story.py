"""A writing as readers see it: its text in pieces, with its photos where they stood."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum
from pathlib import Path

from msgspec import Struct


class Part(StrEnum):
    """What a piece of a story is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    BULLET = "bullet"
    NUMBER = "number"  # an item of a numbered list
    TABLE = "table"
    FIGURE = "figure"  # photos with one caption
    PAGE = "page"  # of a PDF, as a picture
    NOTE = "note"


class ShownPhoto(Struct, frozen=True):
    """A photo as the web shows it; without a name where it can't be shown.

    `number` counts the photos of the document from 0; it is -1 for what is none of them (the page of a PDF).
    """

    number: int = -1
    name: str = ""  # of the picture's file, without its extension
    width: int = 0  # pixels
    height: int = 0
    caption: str = ""
    small: bool = False  # whether there is a small one as well


# A stretch of a text that is set apart: where it starts and ends, and `b` (bold), `i` (in italics) or `bi`.
Mark = tuple[int, int, str]


class Piece(Struct, frozen=True):
    """A heading, paragraph, list item, table, figure, page or note in reading order."""

    kind: Part
    text: str = ""  # of a table its caption
    level: int = 0  # of a heading 2 to 4; how deep an item lies; 1 of a table whose first row is its head
    marks: tuple[Mark, ...] = ()
    number: int = 0  # of an item of a numbered list
    sign: str = ""  # of its number, where that is a letter (`a`, `A`) or Roman (`i`, `I`)
    photos: tuple[ShownPhoto, ...] = ()
    rows: tuple[tuple[tuple[Piece, ...], ...], ...] = ()


class Story(Struct, frozen=True):
    """A document as it is told on a page."""

    pieces: tuple[Piece, ...] = ()
    loose: tuple[ShownPhoto, ...] = ()  # photos that lie beside the document, in their order
    graphic: tuple[ShownPhoto, ...] = ()  # the picture that was handed in as such
    words: str = ""  # that people may search for: each once, folded, sorted, with blanks between
    withheld: bool = False  # its pages may not be shown as pictures, for they would show hidden contacts
    more_pages: int = 0  # pages of a PDF that are not shown

    @property
    def photos(self) -> list[ShownPhoto]:
        """Every photo that can be shown, in order."""
        return [one for one in (*self.graphic, *photos_in(self.pieces), *self.loose) if one.name]


def photos_in(pieces: Iterable[Piece]) -> Iterator[ShownPhoto]:
    """The photos in these pieces, those in tables too."""
    for piece in pieces:
        yield from piece.photos
        for row in piece.rows:
            for cell in row:
                yield from photos_in(cell)


class Comment(Struct, frozen=True):
    """What a reader said of a writing; `when` is None where the file does not say it."""

    file: Path
    name: str = ""
    when: date | None = None
    text: str = ""
    trouble: str = ""  # why it is not shown: a key of the wording, or empty
