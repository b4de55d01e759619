"""The bytes of photos that were read before: loose ones, and those embedded in packages (.docx, .odt)."""

from __future__ import annotations

from pathlib import Path

from ... import share
from ...model.facts import Photo
from ..documents.archive import Package


class Album:
    """Opens photos; the document opened last stays open, for its photos come one after the other."""

    def __init__(self) -> None:
        self._opened: tuple[Path, Package] | None = None

    def bytes_of(self, document: Path, photo: Photo) -> bytes:
        """The photo's own bytes; empty where its kind of document does not give them away (PDF, RTF, .doc).

        Raises:
            OSError, PackageFault: the file can't be opened any more.
        """
        return share.read(photo.file) if photo.file else self._embedded(document, photo.digest)

    def _embedded(self, document: Path, digest: str) -> bytes:
        """A photo in a package, known by its digest: names differ from kind to kind."""
        if self._opened is None or self._opened[0] != document:
            self._opened = document, Package(share.read(document))
        package = self._opened[1]
        part = next((name for name in package if digest and package.digest(name) == digest), None)
        return package.read(part) if part else b""
