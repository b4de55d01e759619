"""Where in a document each photo stands, in a way that somebody finds it in Word: near which words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from ...model.place import PhotoPlace
from ..documents.content import Paragraph, Part, Picture, Table

_WORDS, _LETTERS = 7, 60  # of a paragraph's beginning: enough to search for
_PARTS = {Part.TEXT_BOX: "text_box", Part.NOTE: "note"}


def photo_places(
    blocks: Iterable[Paragraph | Table], photos: Callable[[Paragraph], Sequence[Picture]]
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


def _standing(blocks: Iterable[Paragraph | Table]) -> Iterator[tuple[Paragraph, str]]:
    """Every paragraph, and what it stands in."""
    for block in blocks:
        if isinstance(block, Table):
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
