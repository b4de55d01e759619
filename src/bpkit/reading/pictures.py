"""Pictures inside documents, whatever the kind of document that holds them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ..model.facts import Damage, DamageKind
from ..model.place import Place
from .content import Picture
from .digest import digest
from .images import Image, measure


@dataclass(frozen=True, slots=True)
class Spot:
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

    def pictured(self, image: Image, content: str) -> Picture:
        """The picture whose header has been read."""
        damage = self._damage(image.trouble) if image.trouble else None
        return self._picture(image, content, damage)

    def missing(self, detail: str) -> Picture:
        """A picture that the document only points to, or whose bytes are damaged."""
        return self._picture(Image("unknown"), "", self._damage(detail))

    def _picture(self, image: Image, content: str, damage: Damage | None) -> Picture:
        size = image.width, image.height
        return Picture(self.name, image.kind, *size, content, self.placed_cm, self.alt_text, damage)

    def _damage(self, detail: str) -> Damage:
        short = PurePosixPath(self.name.replace("\\", "/")).name
        return Damage(DamageKind.PHOTO, self.file, detail, Place(part=short), found=short)
