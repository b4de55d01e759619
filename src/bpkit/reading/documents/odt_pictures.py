"""The pictures in an OpenDocument text: in frames, as fillings of shapes, and what embedded objects show."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from ...model.problems import UnreadableError
from ..file_kinds import kind_of
from ..images.captions import alternative_text
from ..images.photos import PicturePlace
from ..images.size import ImageFacts, measure
from .archive import Package
from .content import Picture
from .embedded_objects import MOST_OBJECTS, seen_through
from .lengths import centimetres, number, sane
from .namespaces import DRAW, HREF, SVG

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_OBJECTS = (DRAW + "object", DRAW + "object-ole")
_DOCUMENTS = ("doc", "xls", "ppt", "docx", "xlsx", "pptx", "zip", "odt", "ods", "odp")
_FORMULA = "Equation Native".encode("utf-16-le")
_OUTSIDE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.\-]+:|/|\.\./|\\\\|[a-zA-Z]:[\\/]")
_ROTATION = re.compile(r"rotate\s*\(\s*(-?[0-9.]+)")
_EIGHTH_TURN = 0.7854  # radians


class OdtPictures:
    """Gives the pictures of frames and shapes; each file is measured once however often it is shown."""

    def __init__(
        self, path: Path, package: Package, roots: Sequence[Element], filling: Callable[[str], str | None]
    ) -> None:
        self._path, self._package, self._filling = path, package, filling  # by the style of a shape
        self._fillings = {
            image.get(DRAW + "name"): image.get(HREF, "")
            for root in roots
            for image in root.iter(DRAW + "fill-image")
        }
        self._filled: dict[str, str | None] = {}  # by style
        self._measured: dict[str, ImageFacts] = {}
        self._previews: dict[tuple[str, str], ImageFacts] = {}

    def shown_by(self, shape: Element) -> Iterator[Picture]:
        """The picture of a frame, and the one that fills a shape or a frame."""
        hrefs = [image.get(HREF, "") for image in shape.iterchildren(DRAW + "image")]
        embedded = next(shape.iterchildren(*_OBJECTS), None)
        if hrefs and embedded is not None:
            yield self._preview(shape, embedded, hrefs)
        elif hrefs:
            yield self._picture(shape, self._best(hrefs))
        style = shape.get(DRAW + "style-name", "")
        if style not in self._filled:
            self._filled[style] = self._filling(style)
        filling = self._filled[style]
        if filling and (href := self._fillings.get(filling)):
            yield self._picture(shape, href)

    def _best(self, hrefs: list[str]) -> str:
        """Of several renderings of one picture the first; of an SVG the one in pixels beside it."""
        there = [href for href in hrefs if self._package.find(_part(href))]
        if len(there) > 1 and PurePosixPath(there[0]).suffix.casefold() == ".svg":
            return there[1]
        return there[0] if there else hrefs[0]

    def _picture(self, shape: Element, href: str) -> Picture:
        spot, part = self._spot(shape, href), self._package.find(_part(href))
        if part is None:
            return spot.linked(href) if _OUTSIDE.match(href) else spot.missing("missing from the document")
        return spot.pictured(self._image(part), self._package.digest(part))

    def _preview(self, shape: Element, embedded: Element, hrefs: list[str]) -> Picture:
        """What was pasted from Paint or the like shows itself; a chart or a workbook is no photo."""
        part = self._package.find(_part(self._best(hrefs)))
        spot = self._spot(shape, hrefs[0])
        if part is None or embedded.tag == DRAW + "object":  # an OpenDocument of its own: a chart, a table
            return spot.pictured(ImageFacts("drawing"), "")
        key = part, embedded.get(HREF, "")
        if key not in self._previews:
            self._previews[key] = self._previewed(*key)
        return spot.preview(self._previews[key], self._package.digest(part))

    def _previewed(self, part: str, href: str) -> ImageFacts:
        """The preview in this part, of the object behind this reference."""
        content, image = self._package.find(_part(href)), self._image(part)
        if len(self._previews) >= MOST_OBJECTS:
            return ImageFacts("drawing")
        try:
            data = self._package.read(content) if content else b""
            if _FORMULA in data or kind_of(data, "") in _DOCUMENTS:
                return ImageFacts("drawing")
            return seen_through(self._package.read(part), "", data) if image.is_drawing else image
        except UnreadableError:
            return image

    def _spot(self, shape: Element, href: str) -> PicturePlace:
        said = [(shape.findtext(SVG + name) or "").strip() for name in ("desc", "title")]
        turned = _ROTATION.search(shape.get(DRAW + "transform", ""))
        eighths = abs(number(turned[1])) / _EIGHTH_TURN % 4 if turned else 0
        size = [centimetres(shape.get(SVG + side, "")) or 0.0 for side in ("width", "height")]
        placed = sane(size[0], size[1], turned=1 <= eighths < 3)
        name = shape.get(DRAW + "name") or PurePosixPath(_part(href)).name
        return PicturePlace(self._path, name, placed, alternative_text(*said))

    def _image(self, part: str) -> ImageFacts:
        if part not in self._measured:
            try:
                self._measured[part] = measure(self._package.stream(part))
            except UnreadableError as fault:
                self._measured[part] = ImageFacts("unknown", trouble=fault.detail)
        return self._measured[part]


def _part(href: str) -> str:
    return href.removeprefix("./")
