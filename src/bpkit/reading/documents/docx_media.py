"""The picture files in a Word document's package, and the parts in which a SmartArt keeps its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from lxml import etree

from ...model.problems import UnreadableError
from ..images.photos import PicturePlace
from ..images.size import ImageFacts, measure
from .archive import Package
from .content import Picture
from .docx_parts import Relationships, parse
from .embedded_objects import MOST_OBJECTS, EmbeddedObject, seen_through

_NUMBER = re.compile(r"[0-9]*(?=\.[a-z]+$)")
_DRAWN_AS = re.compile(rb"dataModelExt\b[^>]*\brelId=[\"']([^\"']{1,80})")

_MOST_DIAGRAMS = 20  # a writing has one, if any; each is read anew
_LARGEST_DIAGRAM = 4 * 1024 * 1024  # bytes of XML


@dataclass(frozen=True, slots=True)
class DocxPictures:
    """Makes a `Picture` of a relation's id; each part is measured once however often it is placed."""

    path: Path
    package: Package
    relations: Relationships
    _measured: dict[str, ImageFacts] = field(default_factory=dict)
    _previews: dict[tuple[str, EmbeddedObject], ImageFacts] = field(default_factory=dict)
    _diagrams: list[str] = field(default_factory=list)  # those looked at

    def picture(
        self,
        key: str,
        placed_cm: tuple[float, float] | None,
        alt_text: str,
        shown: EmbeddedObject | None = None,
    ) -> Picture:
        """The picture under this id of the part, sound or not; `shown` is the object that it shows."""
        name = self.relations.target(key) or ""
        spot = PicturePlace(self.path, PurePosixPath(name).name, placed_cm, alt_text)
        if key in self.relations.linked:
            return spot.linked(self.relations.linked[key])
        part = self.package.find(name)
        if part is None:
            return spot.missing("missing from the document")
        digest = self.package.digest(part)
        if shown is None:
            return spot.pictured(self._measure(part), digest)
        return spot.preview(self._previewed(part, shown), digest)

    def beside(self, part: str) -> tuple[etree._Element | None, DocxPictures]:
        """The root of another part (None if damaged or huge), and the pictures that it refers to."""
        try:
            if self.package.size(part) > _LARGEST_DIAGRAM:
                return None, self
            relations = Relationships(self.package, part)
            return parse(self.package.read(part), part), DocxPictures(
                self.path, self.package, relations, self._measured
            )
        except UnreadableError:
            return None, self

    def diagram_parts(self, key: str) -> Iterator[tuple[str, bool]]:
        """The parts of the SmartArt whose data has this id: first the drawing made of it, if there is one.

        Newer files name the drawing in the data; in older ones both have one number.
        """
        data = self.package.find(self.relations.target(key) or "")
        if data is None or len(self._diagrams) == _MOST_DIAGRAMS:
            return
        self._diagrams.append(data)
        drawings = [*self.relations.of_type("/diagramDrawing")]
        try:
            own = _DRAWN_AS.search(self.package.read(data))
        except UnreadableError:
            own = None
        named = self.relations.target(own[1].decode("utf-8", "replace")) if own else None
        alike = [name for name in drawings if _number(name) == _number(data)]
        drawing = next((name for name in (named, *alike, *drawings[:1]) if name), None)
        if drawing is not None and self.package.find(drawing):
            yield drawing, True
        yield data, False

    def _measure(self, part: str) -> ImageFacts:
        if part not in self._measured:
            try:
                image = measure(self.package.stream(part), packed_end=self.package.packed_end(part))
            except UnreadableError as fault:
                image = ImageFacts("unknown", trouble=fault.detail)
            self._measured[part] = image
        return self._measured[part]

    def _previewed(self, part: str, shown: EmbeddedObject) -> ImageFacts:
        """What an object shows in this part, which may be a metafile with a photo in it."""
        key = part, shown
        if key not in self._previews:
            image = self._measure(part)
            if image.is_drawing and len(self._previews) < MOST_OBJECTS:
                content = self.package.find(self.relations.target(shown.reference) or "")
                image = seen_through(self._bytes(part), shown.program, self._bytes(content))
            self._previews[key] = image
        return self._previews[key]

    def _bytes(self, part: str | None) -> bytes:
        try:
            return self.package.read(part) if part else b""
        except UnreadableError:
            return b""


def _number(part: str) -> str:
    found = _NUMBER.search(part)
    return found[0] if found else ""
