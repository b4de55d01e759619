"""Which pictures are photos of a writing (POB slide 8), embedded in it or lying loose beside it."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from ... import share
from ...model.facts import Damage, DamageKind, Photo
from ..documents.content import Content, Paragraph, Part, Picture, Table
from .digest import digest_of
from .size import Image, measure

CHUNK = 256 * 1024
SMALLEST_PX = 100  # an icon has fewer on its short side
SMALLEST_CM = 2.5  # a logo is placed smaller than this both ways
LONGEST_SHAPE = 8  # a rule or a banner is so many times longer than high
ORNAMENT = 3  # who places one picture so often means an ornament

_MARGINAL = (Part.HEADER, Part.FOOTER)


def pictured(content: Content) -> Iterator[Paragraph]:
    """Every paragraph of a document with pictures in it, in reading order."""
    for block in content.blocks:
        if isinstance(block, Table):
            yield from (p for row in block.rows for cell in row for p in cell if p.pictures)
        elif block.pictures:
            yield block


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


def read_loose_photo(file: Path) -> Photo:
    """A photo that lies beside its writing as a file of its own."""

    def measured() -> tuple[Image, _Checksum]:
        checksum = _Checksum(file)
        image = measure(checksum)
        for _ in checksum:
            pass
        return image, checksum

    try:
        image, checksum = share.attempt(measured)
    except OSError as error:
        return Photo(file.name, None, None, file=file, damage=share.damage_of(error, file))
    damage = None
    if image.trouble:
        found = f"{image.kind.upper()}, {checksum.length} B"
        damage = Damage(DamageKind.PHOTO, file, image.trouble, found=found)
    return Photo(
        file.name,
        image.width,
        image.height,
        digest=digest_of(checksum.crc, checksum.length),
        file=file,
        damage=damage,
    )


class _Checksum:
    """The chunks of a file; CRC and length of what has gone by."""

    def __init__(self, file: Path) -> None:
        self.crc = self.length = 0
        self._chunks = self._read(file)

    def __iter__(self) -> Iterator[bytes]:
        return self._chunks

    def _read(self, file: Path) -> Iterator[bytes]:
        with share.opened(file) as opened:
            while chunk := opened.read(CHUNK):
                self.crc = zlib.crc32(chunk, self.crc)
                self.length += len(chunk)
                yield chunk
