"""What a reader of one kind of document hands over: its blocks in reading order, whatever the kind.

`docx.py`, `odt.py`, … each turn a file into `DocumentContent`; `writing.py` turns that into the facts of a
writing, whatever the kind. A new kind of document is one new reader.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from ...model.problems import Kind, Problem


class DocumentPart(StrEnum):
    """Where in the document a block stands."""

    BODY = "body"
    HEADER = "header"
    FOOTER = "footer"
    TEXT_BOX = "text_box"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in a document; pixels after EXIF rotation, None where they can't be known."""

    name: str
    kind: str  # "jpeg", "png", … or "drawing" for EMF, WMF and the like
    width: int | None
    height: int | None
    digest: str
    placed_cm: tuple[float, float] | None = None
    alt_text: str = ""
    damage: Problem | None = None
    page: int | None = None  # where the document has firm pages (PDF)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph's text with line breaks as `\\n` and the pictures that stand in it."""

    text: str
    style: str = ""  # the style's name in lower case: "title", "heading 1", "caption"
    part: DocumentPart = DocumentPart.BODY
    pictures: tuple[Picture, ...] = ()
    bold: bool = False
    centred: bool = False
    size_pt: float | None = None


@dataclass(frozen=True, slots=True)
class DocumentTable:
    """A table: rows of cells, each cell the paragraphs in it."""

    rows: tuple[tuple[tuple[Paragraph, ...], ...], ...]
    part: DocumentPart = DocumentPart.BODY


Block = Paragraph | DocumentTable


@dataclass(frozen=True, slots=True)
class DocumentContent:
    """A document as its kind's reader gives it."""

    blocks: tuple[Block, ...]
    damages: tuple[Problem, ...] = ()
    page_count: int | None = None  # where the file itself says so and can be trusted (PDF)
    page_cm: tuple[float, float] | None = None
    counted: tuple[int, int] | None = None  # pages and words, as the program that saved it counted them


def damaged(  # noqa: PLR0913 - the fields of a damage
    file: Path, kind: Kind, detail: str, found: str = "", expected: str = "", variant: str = ""
) -> DocumentContent:
    """The content of a document that nothing can be read of, for this reason."""
    return DocumentContent(
        (), (Problem(file, found=found, expected=expected, variant=variant, kind=kind, detail=detail),)
    )


def paragraphs_in(blocks: Iterable[Block]) -> Iterator[Paragraph]:
    """Every paragraph in reading order, those in the cells of tables too."""
    for block in blocks:
        if isinstance(block, DocumentTable):
            yield from (paragraph for row in block.rows for cell in row for paragraph in cell)
        else:
            yield block


# A short name for a content: the same bytes have the same, wherever they lie. CRC-32 and length, because a
# zip package carries both for each part: a photo in a document is told without inflating it, and compares
# with the same photo lying loose beside another document.
def digest_of(crc: int, length: int) -> str:
    """The digest of a content whose CRC-32 and length are known."""
    return f"{crc:08x}-{length:x}"


def digest(data: bytes) -> str:
    """The digest of these bytes.

    >>> digest(b"foto")
    'eadc3be5-4'
    """
    return digest_of(zlib.crc32(data), len(data))


class OpenParagraph:
    """A paragraph while it is read: bold where all of its words are, as large as the first of them."""

    __slots__ = ("_bold", "_plain", "_size_pt", "pictures", "text")

    def __init__(self) -> None:
        self.text: list[str] = []
        self.pictures: list[Picture] = []
        self._bold = self._plain = False
        self._size_pt: float | None = None

    def write(self, text: str, bold: bool = False, size_pt: float | None = None) -> None:
        """Go on with these words."""
        self.text.append(text)
        if text.strip():
            self._bold, self._plain = self._bold or bold, self._plain or not bold
            self._size_pt = self._size_pt or size_pt

    @property
    def bold(self) -> bool:
        """Whether all words so far are bold."""
        return self._bold and not self._plain

    def closed(
        self, style: str, part: DocumentPart, centred: bool, size_pt: float | None = None
    ) -> Paragraph:
        """The paragraph; `size_pt` is the size where its words do not say one."""
        pictures, size = tuple(self.pictures), self._size_pt or size_pt
        return Paragraph("".join(self.text), style, part, pictures, self.bold, centred, size)


class Flow:
    """Blocks out of a stream of text with marks for the ends of paragraphs, cells and rows (.rtf and .doc).

    One flow is one story of a document: its body, a header, a note, a text box.
    Text boxes and notes are stories of their own; they follow the paragraph they hang on.
    """

    def __init__(self, part: DocumentPart = DocumentPart.BODY) -> None:
        self.part = part
        self.blocks: list[Block] = []
        self._open = OpenParagraph()
        self._cell: list[Paragraph] = []
        self._row: list[tuple[Paragraph, ...]] = []
        self._rows: list[tuple[tuple[Paragraph, ...], ...]] = []
        self._aside: list[Block] = []

    def write(self, text: str, bold: bool = False, size_pt: float | None = None) -> None:
        """Go on with the paragraph at hand."""
        self._open.write(text, bold, size_pt)

    def show(self, picture: Picture) -> None:
        """Put a picture into the paragraph at hand."""
        self._open.pictures.append(picture)

    def hang(self, blocks: Iterable[Block]) -> None:
        """Let a note or text box follow the paragraph at hand."""
        self._aside += blocks

    def end_paragraph(self, style: str = "", centred: bool = False, in_table: bool = False) -> None:
        """The paragraph at hand ends here."""
        paragraph = self._paragraph(style, centred)
        if in_table:
            self._cell.append(paragraph)
            return
        self._end_table()
        self.blocks += [paragraph, *self._aside]
        self._aside = []

    def end_cell(self, style: str = "", centred: bool = False) -> None:
        """The paragraph at hand ends here, and with it its cell."""
        self._cell.append(self._paragraph(style, centred))
        self._row.append(tuple(self._cell))
        self._cell = []

    def end_row(self) -> None:
        """The row ends here."""
        if self._row:
            self._rows.append(tuple(self._row))
        self._row = []

    def finish(self) -> list[Block]:
        """Every block, also those that a file which breaks off left open."""
        if self._open.text or self._open.pictures:
            self.end_paragraph(in_table=bool(self._cell or self._row))
        self._end_table()
        self.blocks += self._aside
        self._aside = []
        return self.blocks

    def _paragraph(self, style: str, centred: bool) -> Paragraph:
        made, self._open = self._open.closed(style, self.part, centred), OpenParagraph()
        return made

    def _end_table(self) -> None:
        if self._cell:
            self._row.append(tuple(self._cell))
            self._cell = []
        self.end_row()
        if self._rows:
            self.blocks += [DocumentTable(tuple(self._rows), self.part), *self._aside]
            self._rows, self._aside = [], []
