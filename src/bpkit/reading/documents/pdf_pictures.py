"""The pictures on a page of a PDF, also inside forms that are placed and scaled as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from ctypes import c_float
from dataclasses import dataclass, replace
from itertools import islice
from math import hypot
from typing import TYPE_CHECKING, Any

from ..images.photos import PicturePlace
from ..images.size import ImageFacts, measure
from .content import Picture, digest
from .lengths import CM_A_POINT
from .pdf_page import Box

if TYPE_CHECKING:
    from pypdfium2 import PdfImage, PdfObject, PdfPage  # type: ignore[import-untyped]

_DEEPEST = 8  # forms in forms; printers make three
_UNSEEN = 1.0  # points: what is smaller is drawn for its own sake
_WHOLE_PAGE = 0.85  # of the page's area: pictures that large are the page itself, scanned
_STRIP = 3  # times longer than high: what a printer cuts a photo into
_NEAR = 0.75  # points between strips that touch

_MOST_RULES = 600
_MOST_IMAGES = 500
_SHORTEST_RULE, _THICKEST_RULE = 6.0, 4.0  # points

Shown = tuple[Picture, Box]


@dataclass(frozen=True, slots=True)
class PageRotation:
    """From a page's own measures to those of the page as it is read: upright, from its lower left corner."""

    degrees: int  # clockwise
    box: Box  # of the page, in its own measures

    def point(self, x: float, y: float) -> tuple[float, float]:
        """A place on the upright page."""
        x, y = x - self.box.left, y - self.box.bottom
        width, height = self.box.right - self.box.left, self.box.top - self.box.bottom
        return {0: (x, y), 90: (y, width - x), 180: (width - x, height - y)}.get(
            self.degrees, (height - y, x)
        )

    def of(self, box: Box) -> Box:
        """A box on the upright page."""
        if self.degrees == 0 and not (self.box.left or self.box.bottom):
            return box
        return around([self.point(box.left, box.bottom), self.point(box.right, box.top)])


def around(corners: list[tuple[float, float]]) -> Box:
    """The box around some places."""
    across, up = [x for x, _ in corners], [y for _, y in corners]
    return Box(min(across), min(up), max(across), max(up))


def drawn(page: PdfPage, turn: PageRotation) -> tuple[list[PdfImage], tuple[Box, ...], tuple[Box, ...]]:
    """The pictures that a page draws, in the order of drawing, and its upright and its level rules."""
    from pypdfium2 import PdfObject, raw

    images: list[PdfImage] = []
    rules: list[Box] = []
    # Most objects are text: only of the others are there objects of Python's made.
    for index in range(raw.FPDFPage_CountObjects(page)):
        found = raw.FPDFPage_GetObject(page, index)
        kind = raw.FPDFPageObj_GetType(found)
        if kind == raw.FPDF_PAGEOBJ_PATH and len(rules) < _MOST_RULES:
            rules += _rules(found, turn)
        elif kind in (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_FORM) and len(images) < _MOST_IMAGES:
            helper = PdfObject(found, page=page, pdf=page.pdf)
            if kind == raw.FPDF_PAGEOBJ_IMAGE:
                images.append(helper)
            else:
                inside = page.get_objects([raw.FPDF_PAGEOBJ_IMAGE], _DEEPEST, helper, 1)
                images += islice(inside, _MOST_IMAGES)
    upright, level = (
        (rule for rule in rules if rule.left == rule.right),
        (r for r in rules if r.left != r.right),
    )
    return images, tuple(upright), tuple(level)


def _rules(found: Any, turn: PageRotation) -> Iterator[Box]:
    """The upright and level lines of a path, drawn as such or as the sides of a box."""
    from pypdfium2 import raw

    sides = [c_float() for _ in range(4)]
    if not raw.FPDFPageObj_GetBounds(found, *sides):
        return
    box = turn.of(Box(*(side.value for side in sides)))
    if box.top - box.bottom >= _SHORTEST_RULE:
        yield Box(box.left, box.bottom, box.left, box.top)
        if box.right - box.left > _THICKEST_RULE:
            yield Box(box.right, box.bottom, box.right, box.top)
    if box.right - box.left >= _SHORTEST_RULE:
        yield Box(box.left, box.bottom, box.right, box.bottom)
        if box.top - box.bottom > _THICKEST_RULE:
            yield Box(box.left, box.top, box.right, box.top)


def placed(found: PdfImage, turn: PageRotation) -> tuple[Box, tuple[float, float]]:
    """Where on the upright page a picture stands, and how wide and high in points."""
    corners = [_on_page(found, x, y) for x, y in ((0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0))]
    upright = [turn.point(*corner) for corner in corners]
    (x, y), along, up = upright[0], upright[1], upright[2]
    sides = [(hypot(far[0] - x, far[1] - y), abs(far[0] - x) < abs(far[1] - y)) for far in (along, up)]
    lengths = sides[0][0], sides[1][0]
    return around(upright), lengths[::-1] if sides[0][1] else lengths


def _on_page(found: PdfImage, x: float, y: float) -> tuple[float, float]:
    """A corner of a picture on the page: a form's pictures have the form's own measures."""
    holder: PdfObject | None = found
    while holder is not None:
        x, y = holder.get_matrix().on_point(x, y)
        holder = holder.container
    return x, y


def is_seen(box: Box, width: float, height: float) -> bool:
    """Whether a picture has a size and lies on the page."""
    on_page = box.right > 0 and box.top > 0 and box.left < width and box.bottom < height
    return on_page and box.right - box.left >= _UNSEEN and box.top - box.bottom >= _UNSEEN


def picture_of(found: PdfImage, spot: PicturePlace) -> Picture:
    """The picture itself; what has one bit a pixel is a stencil or a fax, and no photo."""
    data = bytes(found.get_data())
    if _is_stencil(found):
        return spot.pictured(ImageFacts("drawing"), digest(data))
    filters = found.get_filters()
    if filters and filters[-1] == "DCTDecode":
        # Behind further packing the JPEG has to come out of it first.
        sound = data if len(filters) == 1 else bytes(found.get_data(decode_simple=True))
        image = measure([sound])
        if image.width:
            # Whether its end mark is there matters to no viewer of PDF.
            return spot.pictured(replace(image, trouble=""), digest(sound))
    # Pixels without a file format around them; their number stands in the PDF.
    return spot.pictured(ImageFacts("bitmap", *found.get_px_size()), digest(data))


def _is_stencil(found: PdfImage) -> bool:
    from pypdfium2 import raw

    data = raw.FPDF_IMAGEOBJ_METADATA()
    known = raw.FPDFImageObj_GetImageMetadata(found, found.page, data)
    return bool(known) and data.bits_per_pixel == 1


def own_pictures(shown: list[Shown], width: float, height: float) -> list[Shown]:
    """The pictures on a page without those that are the page itself: one, or tiles that fill it."""
    own = [item for item in shown if _area(item[1]) < _WHOLE_PAGE * width * height]
    if len(own) > 1:
        whole = around(
            [corner for _, box in own for corner in ((box.left, box.bottom), (box.right, box.top))]
        )
        filled = sum(_area(box) for _, box in own) >= 0.97 * _area(whole)
        if filled and _area(whole) >= _WHOLE_PAGE * width * height and _touch(own):
            return []
    return own


def _area(box: Box) -> float:
    return (box.right - box.left) * (box.top - box.bottom)


def _touch(shown: list[Shown]) -> bool:
    """Whether every picture has a neighbour without a gap."""
    boxes = [box for _, box in shown]
    return all(any(_is_near(box, other) for other in boxes if other is not box) for box in boxes)


def _is_near(one: Box, other: Box) -> bool:
    across = abs(one.right - other.left) < _NEAR or abs(one.left - other.right) < _NEAR
    up = abs(one.top - other.bottom) < _NEAR or abs(one.bottom - other.top) < _NEAR
    return (across and one.bottom < other.top and other.bottom < one.top) or (up and one.overlaps(other))


def joined(items: list[Shown]) -> list[Shown]:
    """Printers cut a photo into strips; strips that touch are one photo again."""
    done: list[Shown] = []
    for picture, box in items:
        if done and (upright := _is_strip_of(done[-1], (picture, box))) is not None:
            done[-1] = _together(done[-1], (picture, box), upright)
        else:
            done.append((picture, box))
    return done


def _is_strip_of(first: Shown, second: Shown) -> bool | None:
    """Whether two strips lie one upon the other (else side by side); None where they are not of one photo."""
    (one, upper), (strip, lower) = first, second
    if not one.width or not one.height or not strip.width or not strip.height:
        return None
    if one.width == strip.width and strip.height * _STRIP <= strip.width:
        aligned = abs(upper.left - lower.left) < 0.5 and abs(upper.right - lower.right) < 0.5
        touching = min(abs(upper.bottom - lower.top), abs(upper.top - lower.bottom)) < _NEAR
        return True if aligned and touching else None
    if one.height == strip.height and strip.width * _STRIP <= strip.height:
        aligned = abs(upper.top - lower.top) < 0.5 and abs(upper.bottom - lower.bottom) < 0.5
        touching = min(abs(upper.right - lower.left), abs(upper.left - lower.right)) < _NEAR
        return False if aligned and touching else None
    return None


def _together(first: Shown, second: Shown, upright: bool) -> Shown:
    (one, upper), (strip, lower) = first, second
    width, height = one.width or 0, one.height or 0
    size = (width, height + (strip.height or 0)) if upright else (width + (strip.width or 0), height)
    area = around(
        [corner for box in (upper, lower) for corner in ((box.left, box.bottom), (box.right, box.top))]
    )
    place = round((area.right - area.left) * CM_A_POINT, 2), round((area.top - area.bottom) * CM_A_POINT, 2)
    content = digest(f"{one.digest} {strip.digest}".encode())
    return replace(one, width=size[0], height=size[1], digest=content, placed_cm=place), area
