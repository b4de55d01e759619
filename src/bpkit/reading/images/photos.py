"""Pictures in documents, whatever their kind, and which of them are photos of a writing (POB slide 8)."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from msgspec import Struct
from msgspec.structs import replace

from ... import share
from ...model.facts import Photo
from ...model.place import PhotoPlace, Place
from ...model.problems import Kind, Problem
from ..documents.content import (
    Block,
    DocumentContent,
    DocumentPart,
    DocumentTable,
    Paragraph,
    Picture,
    digest,
    digest_of,
    paragraphs_in,
)
from .size import ImageFacts, measure

CHUNK = 256 * 1024
SMALLEST_PX = 100  # an icon has fewer on its short side
SMALLEST_CM = 2.5  # a logo is placed smaller than this both ways
LONGEST_SHAPE = 8  # a rule or a banner is so many times longer than high
ORNAMENT = 3  # who places one picture so often means an ornament

LINKED = "linked"  # the variant of BP305 for pictures that are not in the document

_MARGINAL = (DocumentPart.HEADER, DocumentPart.FOOTER)


_KEPT: ContextVar[dict[str, bytes] | None] = ContextVar("kept", default=None)


@contextmanager
def keeping_pictures() -> Iterator[Mapping[str, bytes]]:
    """The bytes, by digest, of the pictures that readers meet inside, where they have them at hand.

    That is every kind but packages (.docx, .odt), whose parts are looked up by their digest, and PDF.
    """
    kept: dict[str, bytes] = {}
    mark = _KEPT.set(kept)
    try:
        yield kept
    finally:
        _KEPT.reset(mark)


class PicturePlace(Struct, frozen=True):
    """Where a document shows a picture: the document, the picture's name in it, its size on the page."""

    file: Path
    name: str
    placed_cm: tuple[float, float] | None = None
    alt_text: str = ""

    def embedded(self, data: bytes) -> Picture:
        """The picture that these bytes are; one that can't be shown carries its damage."""
        if (kept := _KEPT.get()) is not None:
            kept[digest(data)] = data
        return self.measured([data], digest(data))

    def measured(self, chunks: Iterable[bytes | memoryview], content: str) -> Picture:
        """The picture whose bytes come in these chunks and whose digest is known."""
        return self.pictured(measure(chunks), content)

    def pictured(self, image: ImageFacts, content: str) -> Picture:
        """The picture whose header has been read."""
        damage = self._damage(image.trouble) if image.trouble else None
        return self._picture(image, content, damage)

    def missing(self, detail: str) -> Picture:
        """A picture that should be in the document and is not, or whose bytes are damaged."""
        return self._picture(ImageFacts("unknown"), "", self._damage(detail))

    def linked(self, target: str) -> Picture:
        """A picture that the document only points to: it lies on somebody's laptop or in the web."""
        name = re.split(r"[\\/]", unquote(target.strip().rstrip("\\/")))[-1] or target
        damage = replace(self._damage("linked, not embedded"), found=name, variant=LINKED)
        return replace(self._picture(ImageFacts("unknown"), "", damage), name=self.name or name)

    def preview(self, image: ImageFacts, content: str) -> Picture:
        """What an embedded object shows; one that can't be read is nobody's photo."""
        return self._picture(ImageFacts("drawing") if image.trouble else image, content, None)

    def _picture(self, image: ImageFacts, content: str, damage: Problem | None) -> Picture:
        size = image.width, image.height
        return Picture(self.name, image.kind, *size, content, self.placed_cm, self.alt_text, damage)

    def _damage(self, detail: str) -> Problem:
        short = PurePosixPath(self.name.replace("\\", "/")).name
        return Problem(self.file, found=short, place=Place(part=short), kind=Kind.PHOTO, detail=detail)


def pictured(content: DocumentContent) -> Iterator[Paragraph]:
    """Every paragraph of a document with pictures in it, in reading order."""
    return (paragraph for paragraph in paragraphs_in(content.blocks) if paragraph.pictures)


class Photos:
    """Tells the photos among a document's pictures from logos, icons, lines and drawings."""

    def __init__(self, paragraphs: Iterable[Paragraph]) -> None:
        paragraphs = list(paragraphs)
        digests = [picture.digest for paragraph in paragraphs for picture in paragraph.pictures]
        marginal = [p for p in paragraphs if p.part in _MARGINAL]
        self._ornaments = {digest for digest, count in Counter(digests).items() if count >= ORNAMENT}
        self._ornaments |= {picture.digest for paragraph in marginal for picture in paragraph.pictures}
        self._ornaments.discard("")

    def of(self, paragraph: Paragraph) -> list[Picture]:
        """The photos in a paragraph."""
        if paragraph.part in _MARGINAL:
            return []
        return [picture for picture in paragraph.pictures if self._is_photo(picture)]

    def _is_photo(self, picture: Picture) -> bool:
        if picture.kind == "drawing" or picture.digest in self._ornaments:
            return False
        if picture.placed_cm and max(picture.placed_cm) < SMALLEST_CM:
            return False
        if picture.width is None or picture.height is None:
            return True  # it can't be decoded; that it is there was seen
        short, long = sorted((picture.width, picture.height))
        return short >= SMALLEST_PX and long <= LONGEST_SHAPE * short


def read_loose_photo(file: Path) -> tuple[Photo, str]:
    """A photo that lies beside its writing as a file of its own, and the SHA-256 of the file."""

    def measured() -> tuple[ImageFacts, _Checksum]:
        checksum = _Checksum(file)
        image = measure(checksum)
        for _ in checksum:
            pass
        return image, checksum

    try:
        image, checksum = share.attempt(measured)
    except OSError as error:
        return Photo(file.name, None, None, file=file, damage=share.damage_of(error, file)), ""
    damage = None
    if image.trouble:
        found = f"{image.kind.upper()}, {checksum.length} B"
        damage = Problem(file, found=found, kind=Kind.PHOTO, detail=image.trouble)
    content = digest_of(checksum.crc, checksum.length)
    photo = Photo(file.name, image.width, image.height, digest=content, file=file, damage=damage)
    return photo, checksum.sha256.hexdigest()


class _Checksum:
    """The chunks of a file; CRC, SHA-256 and length of what has gone by."""

    def __init__(self, file: Path) -> None:
        self.crc = self.length = 0
        self.sha256 = hashlib.sha256()
        self._chunks = self._read(file)

    def __iter__(self) -> Iterator[bytes]:
        return self._chunks

    def _read(self, file: Path) -> Iterator[bytes]:
        with share.opened(file) as opened:
            while chunk := opened.read(CHUNK):
                self.crc = zlib.crc32(chunk, self.crc)
                self.sha256.update(chunk)
                self.length += len(chunk)
                yield chunk


# Where a photo stands, in a way that somebody finds it in Word: near which words ---------------------------

_WORDS, _LETTERS = 7, 60  # of a paragraph's beginning: enough to search for
_PARTS = {DocumentPart.TEXT_BOX: "text_box", DocumentPart.NOTE: "note"}


def photo_places(
    blocks: Iterable[Block], photos: Callable[[Paragraph], Sequence[Picture]]
) -> Iterator[PhotoPlace]:
    """The place of every photo in these blocks, in their order."""
    standing = [*_standing(blocks)]
    before = _nearest(standing)
    after = _nearest(standing[::-1])[::-1]
    number = 0
    for (paragraph, part), above, below in zip(standing, before, after, strict=True):
        for picture in photos(paragraph) if paragraph.pictures else ():
            number += 1
            if picture.page is not None:
                yield PhotoPlace(number, page=picture.page)
            else:
                yield PhotoPlace(number, *_near(paragraph, above, below, part), part)


def _standing(blocks: Iterable[Block]) -> Iterator[tuple[Paragraph, str]]:
    """Every paragraph, and what it stands in."""
    for block in blocks:
        if isinstance(block, DocumentTable):
            yield from ((paragraph, "table") for row in block.rows for cell in row for paragraph in cell)
        else:
            yield block, _PARTS.get(block.part, "")


def _nearest(standing: Iterable[tuple[Paragraph, str]]) -> list[str]:
    """For each paragraph the words of the last one before it that has any."""
    found, last = [], ""
    for paragraph, _ in standing:
        found.append(last)
        last = paragraph.text if paragraph.text.strip() else last
    return found


def _near(paragraph: Paragraph, above: str, below: str, part: str) -> tuple[str, str]:
    if paragraph.text.strip():
        return "within", _beginning(paragraph.text)
    if part and (above or below):
        return "near", _beginning(above or below)
    if above:
        return "below", _beginning(above)
    return ("above", _beginning(below)) if below else ("", "")


def _beginning(text: str) -> str:
    words = text.split()
    shown = " ".join(words[:_WORDS])
    if len(shown) > _LETTERS:
        shown = shown[:_LETTERS].rpartition(" ")[0] or shown[:_LETTERS]
    return shown if shown == " ".join(words) else f"{shown.rstrip(' ,;:.')} …"
