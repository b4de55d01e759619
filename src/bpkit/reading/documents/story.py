"""Tells a writing for readers: headings, paragraphs, lists, tables, and the photos where they stood.

It goes by what every reader of documents gives (`content.py`), so that each kind that can be checked can be
shown. A PDF is shown as its pages, with its text beside them for whoever can't see them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from ... import limits, share
from ...model.problems import UnreadableError
from ...model.story import Mark, Part, Piece, ShownPhoto, Story
from ...model.units import fold_alike, fold_letters
from ...people.contacts import contacts_in
from ...people.redaction import personal
from ...people.search_words import words_of
from ..images.captions import captioned
from ..images.photos import Photos, keeping_pictures, pictured
from ..images.web import WebPhoto, for_web
from .archive import Package
from .content import (
    Block,
    DocumentContent,
    DocumentPart,
    ListItem,
    Paragraph,
    Picture,
    keeping_marks,
    paragraphs_in,
)
from .numbering import ListNumbers, numbers_of
from .writing import READABLE, reader_of, whole_kind

HEADING_LETTERS = 90  # at most, of a bold line that stands for a heading
CAPTION_LETTERS = 300
GRAPHIC_SIDE = 1600  # pixels: a comic or a poster has small letters
_MARGINS = (DocumentPart.HEADER, DocumentPart.FOOTER)
_HEADING = re.compile(r"heading ([1-9])")
_TABLE_NAME = re.compile(r"(?:tabel|table)\s+(?:[0-9]{1,3}|[ivxlc]{1,7})\b", re.IGNORECASE)
_TYPED_ITEM = re.compile(r"\s*(?:([-–•*·▪●○])|\(?([0-9]{1,2}|[a-z])[.)])\s+(?=\S)")

Shoot = Callable[[WebPhoto], object]  # takes a photo that was made for the web


class StoryTask(Struct, frozen=True):
    """A writing to tell: its file, its loose photos, and the contacts that may show, digits alone."""

    path: Path | None  # None where there is no document
    title: str
    loose: tuple[Path | None, ...] = ()
    graphic: Path | None = None  # a picture that was handed in as such
    contacts: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()  # contacts that must not show
    scans: bool = False  # whether a scan, in which no contact can be hidden, is shown all the same


def story_of(task: StoryTask, shoot: Shoot) -> Story:
    """The story of a writing; its photos go to `shoot`. What can't be read leaves it without pieces.

    Raises:
        OSError: the file can't be read at the moment.
    """
    story = _of_document(task, task.path, shoot) if task.path else Story()
    graphic = _graphic(task.graphic, shoot) if task.graphic else ()
    has_small = any(photo.small for photo in (*story.photos, *graphic))
    loose = [
        _loose(file, shoot, small=not has_small and not at) if file else ShownPhoto()
        for at, file in enumerate(task.loose)
    ]
    return replace(story, loose=tuple(loose), graphic=graphic)


def _of_document(task: StoryTask, path: Path, shoot: Shoot) -> Story:
    data = share.read(path)
    kind = whole_kind(data, path.name)
    if kind == "pdf":
        return _of_pdf(task, path, data, shoot)
    return _of_text(task, path, kind, data, shoot) if kind in READABLE else Story()


def _graphic(file: Path, shoot: Shoot) -> tuple[ShownPhoto, ...]:
    photo = for_web(share.read(file), small=True, side=GRAPHIC_SIDE)
    if photo is None:
        return ()
    shoot(photo)
    return (ShownPhoto(-1, photo.name, photo.width, photo.height, small=True),)


def _of_text(task: StoryTask, path: Path, kind: str, data: bytes, shoot: Shoot) -> Story:
    with keeping_pictures() as kept, keeping_marks():
        content = reader_of(kind)(path, data)
    pieces = pieces_of(path, content, _Album(data, kept, shoot).shown, numbers_of(kind, data))
    return Story(_without_title(pieces, task.title), words=words_of(text for text in _texts(content)))


def _loose(file: Path, shoot: Shoot, *, small: bool) -> ShownPhoto:
    photo = for_web(share.read(file), small=small)
    if photo is None:
        return ShownPhoto()
    shoot(photo)
    return ShownPhoto(-1, photo.name, photo.width, photo.height, small=small)


class _Album:
    """Finds the bytes of a document's pictures and makes them fit for the web; the first gets a small one."""

    def __init__(self, data: bytes, kept: Mapping[str, bytes], shoot: Shoot) -> None:
        self._kept, self._shoot = kept, shoot
        self._package: Package | None = None
        self._parts: dict[str, str] = {}
        with suppress(UnreadableError):
            self._package = Package(data)
            self._parts = {self._package.digest(name): name for name in self._package}
        self._made: dict[str, ShownPhoto] = {}

    def shown(self, picture: Picture, number: int, caption: str) -> ShownPhoto:
        """The picture as it is shown; without a name where it can't be."""
        if picture.digest not in self._made:
            self._made[picture.digest] = self._shown(picture.digest)
        return replace(self._made[picture.digest], number=number, caption=caption)

    def _shown(self, digest: str) -> ShownPhoto:
        small = not any(one.name for one in self._made.values())
        photo = for_web(self._bytes(digest), small=small) if digest else None
        if photo is None:
            return ShownPhoto()
        self._shoot(photo)
        return ShownPhoto(-1, photo.name, photo.width, photo.height, small=small)

    def _bytes(self, digest: str) -> bytes:
        if digest in self._kept:
            return self._kept[digest]
        with suppress(UnreadableError):
            if self._package and digest in self._parts:
                return self._package.read(self._parts[digest])
        return b""


# From blocks to pieces ----------------------------------------------------------------------------------

Show = Callable[[Picture, int, str], ShownPhoto]


def pieces_of(path: Path, content: DocumentContent, show: Show, numbers: ListNumbers) -> tuple[Piece, ...]:
    """What stands on the pages of a document, in reading order; `numbers` are those of its lists."""
    blocks = [block for block in content.blocks if block.part not in _MARGINS]
    return _StoryTeller(path, content, blocks, show, numbers).pieces()


class _StoryTeller:
    def __init__(
        self,
        path: Path,
        content: DocumentContent,
        blocks: Sequence[Block],
        show: Show,
        numbers: ListNumbers,
    ) -> None:
        self._blocks, self._show, self._numbers = blocks, show, numbers
        photos = Photos(pictured(content)).of
        shots = captioned(path, content, photos)
        self._captions = [shot.caption.text if shot.caption else "" for shot in shots]
        self._spoken = {_plain(text) for text in self._captions if text}
        self._photos = photos
        self._number = 0
        every = [p for p in paragraphs_in(blocks) if p.text.strip()]
        bold = sum(len(p.text) for p in every if p.bold)
        self._is_all_bold = 2 * bold > sum(len(p.text) for p in every)
        self._items = {id(p) for p in _typed_items(self._blocks)}

    def pieces(self) -> tuple[Piece, ...]:
        told = _stepped(_with_captions([piece for block in self._blocks for piece in self._of(block)]))
        notes = [piece for piece in told if piece.kind is Part.NOTE]
        return tuple([piece for piece in told if piece.kind is not Part.NOTE] + notes)

    def _of(self, block: Block) -> Iterator[Piece]:
        if isinstance(block, Paragraph):
            yield from self._paragraph(block)
            return
        kept = [row for row in block.rows if any(p.text.strip() or p.pictures for cell in row for p in cell)]
        rows = [tuple(self._cell(cell) for cell in row) for row in kept]
        rows = [row for row in rows if any(row)]
        if rows and max(map(len, rows)) == 1:  # a frame around text
            yield from (piece for row in rows for piece in row[0])
        elif rows:
            has_head = len(rows) == len(kept) > 1 and _is_head(kept[0])
            yield Piece(Part.TABLE, rows=tuple(rows), level=int(has_head))

    def _cell(self, cell: Iterable[Paragraph]) -> tuple[Piece, ...]:
        return tuple(piece for paragraph in cell for piece in self._paragraph(paragraph, in_table=True))

    def _paragraph(self, paragraph: Paragraph, *, in_table: bool = False) -> Iterator[Piece]:
        text = _tidied(paragraph.text)
        is_caption = len(text) <= CAPTION_LETTERS and _plain(text) in self._spoken
        if text and not is_caption:
            piece = self._text(paragraph, text, in_table=in_table)
            if piece.kind not in (Part.BULLET, Part.NUMBER):
                self._numbers.interrupted()
            yield piece
        yield from self._figures(paragraph)

    def _figures(self, paragraph: Paragraph) -> Iterator[Piece]:
        """The photos of a paragraph; those with one caption stand together."""
        together: list[ShownPhoto] = []
        for picture in self._photos(paragraph) if paragraph.pictures else ():
            caption = _tidied(self._captions[self._number])
            if together and together[-1].caption != caption:
                yield Piece(Part.FIGURE, photos=tuple(together))
                together = []
            together.append(self._show(picture, self._number, caption))
            self._number += 1
        if together:
            yield Piece(Part.FIGURE, photos=tuple(together))

    def _text(self, paragraph: Paragraph, text: str, *, in_table: bool) -> Piece:
        if level := _level(paragraph.style):
            return Piece(Part.HEADING, text, level)
        marks = self._marks(paragraph)
        if paragraph.part is DocumentPart.NOTE:
            return Piece(Part.NOTE, text, marks=marks)
        if item := self._item(paragraph, text, marks):
            return item
        if not in_table and self._is_heading(paragraph, text):
            return Piece(Part.HEADING, text, 3)
        return Piece(Part.PARAGRAPH, text, marks=marks)

    def _marks(self, paragraph: Paragraph) -> tuple[Mark, ...]:
        """Where its tidied text is bold or in italics; what all is bold in is set apart by nothing."""
        if not self._is_all_bold:
            return _tidied_marks(paragraph)
        faces = ((start, end, face.replace("b", "")) for start, end, face in _tidied_marks(paragraph))
        return tuple(mark for mark in faces if mark[2])

    def _item(self, paragraph: Paragraph, text: str, marks: tuple[Mark, ...]) -> Piece | None:
        item = paragraph.item
        if item is None and paragraph.style.startswith(("list bullet", "list number")):
            # A style's own list has no name; Word keeps it going through the whole document.
            item = ListItem(f"#{paragraph.style}" if "number" in paragraph.style else paragraph.style)
        if item:
            number, sign = self._numbers.next(item)
            kind = Part.NUMBER if number else Part.BULLET
            return Piece(kind, text, min(item.depth, 5), marks=marks, number=number, sign=sign)
        typed = _TYPED_ITEM.match(text) if id(paragraph) in self._items else None
        if typed is None:
            return None
        if typed[1]:
            cut = ((start - typed.end(), end - typed.end(), face) for start, end, face in marks)
            marks = tuple((max(start, 0), end, face) for start, end, face in cut if end > 0)
            return Piece(Part.BULLET, text[typed.end() :], marks=marks)
        # What somebody numbered himself keeps his number, which may go on after a photo.
        return Piece(Part.BULLET, text, -1, marks=marks)

    def _is_heading(self, paragraph: Paragraph, text: str) -> bool:
        """A short bold line, as people set headings who know no styles."""
        is_line = (
            len(text) <= HEADING_LETTERS and "\n" not in text and not text.endswith((".", ":", ";", ","))
        )
        return paragraph.bold and is_line and not self._is_all_bold and not [*contacts_in(text)]


def _is_head(row: Sequence[Sequence[Paragraph]]) -> bool:
    """Whether a row says what stands below it: every cell has words, all of them bold."""
    said = [[p for p in cell if p.text.strip()] for cell in row]
    return len(said) > 1 and all(cell and all(p.bold for p in cell) for cell in said)


def _with_captions(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces with a line that names a table (`Tabel 1. Anggaran`), above it or below, as its caption."""
    found: list[Piece] = []
    for piece in pieces:
        last = found[-1] if found else None
        if piece.kind is Part.TABLE and last and _names_table(last):
            found[-1] = replace(piece, text=last.text)
        elif last and last.kind is Part.TABLE and not last.text and _names_table(piece):
            found[-1] = replace(last, text=piece.text)
        else:
            found.append(piece)
    return found


def _names_table(piece: Piece) -> bool:
    is_line = piece.kind in (Part.PARAGRAPH, Part.HEADING) and len(piece.text) <= CAPTION_LETTERS
    return is_line and _TABLE_NAME.match(piece.text) is not None


def _typed_items(blocks: Sequence[Block]) -> Iterator[Paragraph]:
    """The items of lists that somebody typed with signs or numbers of his own: two at least, one by one."""
    run: list[Paragraph] = []
    for block in (*blocks, None):
        text = block.text if isinstance(block, Paragraph) else ""
        if isinstance(block, Paragraph) and not text.strip() and run:
            continue
        if isinstance(block, Paragraph) and _TYPED_ITEM.match(text):
            run.append(block)
            continue
        yield from run if len(run) > 1 else ()
        run = []


def _stepped(pieces: list[Piece]) -> list[Piece]:
    """The pieces with headings that go down step by step, as who reads by ear goes from one to the next."""
    known = sorted({piece.level for piece in pieces if piece.kind is Part.HEADING})
    return [
        replace(piece, level=2 + known.index(piece.level)) if piece.kind is Part.HEADING else piece
        for piece in pieces
    ]


def _level(style: str) -> int:
    """The level of a heading on the page, whose title is the first; 0 for what is none."""
    if style in ("title", "subtitle"):
        return 2
    found = _HEADING.match(style)
    return min(int(found[1]) + 1, 4) if found else 0


def _tidied(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.replace("\v", "\n").split("\n"))
    return "\n".join(line for line in lines if line)


def _tidied_marks(paragraph: Paragraph) -> tuple[Mark, ...]:
    """Where the tidied text of a paragraph is bold or in italics; blanks at the ends are not."""
    if not paragraph.marks:
        return ()
    words = [found.span() for found in re.finditer(r"\S+", paragraph.text)]
    places, at = [], 0  # where each word stands once blanks are one
    for start, end in words:
        places.append(at)
        at += end - start + 1
    found: list[Mark] = []
    for start, end, face in paragraph.marks:
        inside = [n for n, word in enumerate(words) if word[0] < end and word[1] > start]
        if not inside:
            continue
        first, last = inside[0], inside[-1]
        begin = places[first] + max(0, start - words[first][0])
        stop = places[last] + min(end, words[last][1]) - words[last][0]
        if found and found[-1][2] == face and begin - found[-1][1] <= 1:
            begin = found.pop()[0]
        found.append((begin, stop, face))
    return tuple(found)


def _plain(text: str) -> str:
    return fold_alike(" ".join(text.split()))


def _without_title(pieces: Sequence[Piece], title: str) -> tuple[Piece, ...]:
    """The pieces without the title at their head, which the page has anyway."""
    for at, piece in enumerate(pieces[:4]):
        if piece.kind in (Part.HEADING, Part.PARAGRAPH) and fold_letters(piece.text) == fold_letters(title):
            return (*pieces[:at], *pieces[at + 1 :])
    return tuple(pieces)


def _texts(content: DocumentContent) -> Iterator[str]:
    blocks = (block for block in content.blocks if block.part not in _MARGINS)
    return (paragraph.text for paragraph in paragraphs_in(blocks))


# PDF: its pages as pictures -----------------------------------------------------------------------------


def _of_pdf(task: StoryTask, path: Path, data: bytes, shoot: Shoot) -> Story:
    from .pdf_pictures import draw

    with keeping_pictures():
        content = reader_of("pdf")(path, data)
    texts = [*_texts(content)]
    spoken = pieces_of(path, content, lambda *_: ShownPhoto(), ListNumbers())
    spoken = tuple(piece for piece in spoken if piece.kind is not Part.FIGURE)
    words = words_of(texts)
    if not task.scans and not any(text.strip() for text in texts):
        return Story(withheld=True)
    hidden = sorted(
        {text[start:end] for text in texts for start, end in personal(text, task.contacts, task.hidden)}
    )
    drawn = draw(data, hidden, limits.DRAWN_PAGES)
    if drawn is None:
        return Story(_without_title(spoken, task.title), words=words, withheld=True)
    pages = []
    for at, photo in enumerate(drawn.pages):
        shoot(photo)
        shown = ShownPhoto(-1, photo.name, photo.width, photo.height, small=bool(photo.small))
        pages.append(Piece(Part.PAGE, level=at + 1, photos=(shown,)))
    return Story((*pages, *spoken), words=words, more_pages=max(0, drawn.count - len(pages)))
