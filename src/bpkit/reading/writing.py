"""Reads one writing, whatever kind of document it is, into the facts of a `Document`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache
from importlib import import_module
from pathlib import Path

from ..model.facts import Damage, DamageKind, Document, Photo
from ..model.place import PhotoPlace
from .captions import Shot, captioned
from .content import Content, Paragraph, Part, Table
from .headings import heading_of
from .identity import read_finds, read_identity
from .kinds import HEAD, is_mislabelled, kind_of
from .pages import estimate
from .photoplaces import photo_places
from .photos import Photos, pictured, read_loose_photo

__all__ = ["read_loose_photo", "read_writing"]

Reader = Callable[[Path, bytes], Content]

# Each kind's module is imported when the first document of that kind is met.
READERS = {kind: f"read_{kind}" for kind in ("docx", "odt", "doc", "rtf", "pdf")}
# Where one of these was met, that there is no text is no news.
_SILENT = (DamageKind.BROKEN, DamageKind.PROTECTED, DamageKind.UNSAFE, DamageKind.NO_TEXT)
_MARGINS = (Part.HEADER, Part.FOOTER)
STALE = 0.1  # of the words: a count that is further off was made before the text was changed


def read_writing(path: Path, data: bytes) -> Document:
    """The facts of a writing from the bytes of its file; whatever is wrong with it is among its damages.

    A file is read for what it is: where its ending says something else, that is one more damage.
    """
    kind = _kind(data, path.name)
    damages = []
    if is_mislabelled(kind, path.name):
        expected = path.suffix.lstrip(".").upper()
        damages.append(
            Damage(DamageKind.MISLABELLED, path, f"content is {kind}", found=kind.upper(), expected=expected)
        )
    elif kind not in READERS:
        damages.append(_unreadable(path, kind))
    if kind not in READERS:
        return Document(path, damages=tuple(damages))
    document = assemble(path, _reader(kind)(path, data))
    return replace(document, damages=(*damages, *document.damages))


def _kind(data: bytes, name: str) -> str:
    kind = kind_of(data[:HEAD], name)
    # What these are stands in a directory that may lie anywhere.
    return kind_of(data, name) if kind in ("zip", "doc", "xls", "ppt", "ole", "unknown") else kind


@cache
def _reader(kind: str) -> Reader:
    reader: Reader = getattr(import_module(f".{kind}", __package__), READERS[kind])
    return reader


def _unreadable(path: Path, kind: str) -> Damage:
    if kind == "encrypted":
        return Damage(DamageKind.PROTECTED, path, "an encrypted package")
    found = "0 B" if kind == "empty" else ""
    return Damage(DamageKind.BROKEN, path, f"content is {kind}", found=found)


def assemble(path: Path, content: Content) -> Document:
    """The facts of a writing from its content. Headers and footers count for identity alone."""
    blocks = [block for block in content.blocks if block.part not in _MARGINS]
    text = "\n".join(paragraph.text for paragraph in _paragraphs(blocks)).strip()
    damages = content.damages
    if not text and not any(damage.kind in _SILENT for damage in damages):
        damages = (*damages, Damage(DamageKind.NO_TEXT, path, "no text"))
    finds, photos = read_finds(content), Photos(pictured(content)).of
    shots = zip(captioned(path, content, photos), photo_places(blocks, photos), strict=True)
    trusted, words = content.page_count, len(text.split())
    return Document(
        path,
        text,
        words=words,
        characters=len(text.replace("\n", "")),
        pages=float(trusted) if trusted else estimate(blocks) if text else None,
        pages_from="file" if trusted else "estimate" if text else None,
        pages_in_file=trusted or _own_count(content, words),
        heading=heading_of(path, blocks, finds),
        identity=read_identity(path, finds),
        photos=tuple(_photo(shot, place) for shot, place in shots),
        damages=damages,
    )


def _own_count(content: Content, words: int) -> int | None:
    """The pages that the program counted, unless it counted another text: its words tell."""
    if content.counted is None:
        return None
    pages, counted = content.counted
    return pages if pages and words and abs(counted - words) <= words * STALE else None


def _paragraphs(blocks: Iterable[Paragraph | Table]) -> Iterable[Paragraph]:
    for block in blocks:
        if isinstance(block, Table):
            yield from (paragraph for row in block.rows for cell in row for paragraph in cell)
        else:
            yield block


def _photo(shot: Shot, place: PhotoPlace) -> Photo:
    picture = shot.picture
    return Photo(
        picture.name,
        picture.width,
        picture.height,
        shot.caption,
        picture.digest,
        placed_cm=picture.placed_cm,
        damage=picture.damage,
        place=place,
    )
