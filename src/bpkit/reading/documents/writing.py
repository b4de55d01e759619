"""Reads one writing, whatever kind of document it is, into the facts of a `Document`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ...model.extensions import is_mislabelled, label
from ...model.facts import Document, Photo
from ...model.place import PhotoPlace
from ...model.problems import Kind, Problem
from ..file_kinds import old_name
from ..identity.search import read_candidates, read_identity
from ..images.captions import CaptionedPhoto, captioned
from ..images.photos import Photos, photo_places, pictured, read_loose_photo
from .content import DocumentContent, DocumentPart, paragraphs_in
from .pages import estimate
from .readers import READABLE, reader_of, whole_kind
from .title import heading_of

__all__ = ["read_loose_photo", "read_writing"]

# Where one of these was met, that there is no text is no news.
_SILENT = (
    Kind.BROKEN,
    Kind.PROTECTED,
    Kind.UNSAFE,
    Kind.NO_TEXT,
    Kind.MISLABELLED,  # of a program before Word 97
)
_MARGINS = (DocumentPart.HEADER, DocumentPart.FOOTER)
STALE = 0.1  # of the words: a count that is further off was made before the text was changed


def read_writing(path: Path, data: bytes) -> Document:
    """The facts of a writing from the bytes of its file; whatever is wrong with it is among its damages.

    A file is read for what it is: where its extension says something else, that is one more damage.
    """
    kind = whole_kind(data, path.name)
    damages = []
    if kind == "old":
        found = old_name(data)
        damages.append(Problem(path, found=found, variant="old", kind=Kind.MISLABELLED, detail="its program"))
    elif is_mislabelled(kind, path.name):
        expected = path.suffix.lstrip(".").upper()
        damages.append(
            Problem(
                path, found=label(kind), expected=expected, kind=Kind.MISLABELLED, detail=f"content is {kind}"
            )
        )
    elif kind not in READABLE:
        damages.append(_unreadable(path, kind, data))
    if kind not in READABLE:
        return Document(path, damages=tuple(damages))
    document = assemble(path, reader_of(kind)(path, data))
    return replace(document, damages=(*damages, *document.damages))


def _unreadable(path: Path, kind: str, data: bytes) -> Problem:
    if kind == "encrypted":
        return Problem(path, kind=Kind.PROTECTED, detail="an encrypted package")
    if data and not data.strip(b"\0"):  # Windows and cloud programs make room first, and fill it later
        found = f"{len(data)} B"
        return Problem(path, found=found, variant="blank", kind=Kind.BROKEN, detail="nothing but zeros")
    found = "0 B" if kind == "empty" else ""
    return Problem(path, found=found, kind=Kind.BROKEN, detail=f"content is {kind}")


def assemble(path: Path, content: DocumentContent) -> Document:
    """The facts of a writing from its content. Headers and footers count for identity alone."""
    blocks = [block for block in content.blocks if block.part not in _MARGINS]
    text = "\n".join(paragraph.text for paragraph in paragraphs_in(blocks)).strip()
    damages = content.damages
    if not text and not any(damage.kind in _SILENT for damage in damages):
        damages = (*damages, Problem(path, kind=Kind.NO_TEXT, detail="no text"))
    candidates, photos = read_candidates(content), Photos(pictured(content)).of
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
        heading=heading_of(path, blocks, candidates),
        identity=read_identity(path, candidates),
        photos=tuple(_photo(shot, place) for shot, place in shots),
        damages=damages,
    )


def _own_count(content: DocumentContent, words: int) -> int | None:
    """The pages that the program counted, unless it counted another text: its words tell."""
    if content.counted is None:
        return None
    pages, counted = content.counted
    return pages if pages and words and abs(counted - words) <= words * STALE else None


def _photo(shot: CaptionedPhoto, place: PhotoPlace) -> Photo:
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
