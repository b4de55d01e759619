"""Pictures inside documents, whatever the kind of document that holds them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from ...model.place import Place
from ...model.problems import Kind, Problem
from ..documents.content import Picture, digest
from .size import ImageFacts, measure

LINKED = "linked"  # the variant of BP305 for pictures that are not in the document


@dataclass(frozen=True, slots=True)
class PicturePlace:
    """Where a document shows a picture: the document, the picture's name in it, its size on the page."""

    file: Path
    name: str
    placed_cm: tuple[float, float] | None = None
    alt_text: str = ""

    def embedded(self, data: bytes) -> Picture:
        """The picture that these bytes are; one that can't be shown carries its damage."""
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
