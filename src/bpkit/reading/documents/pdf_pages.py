"""The pages of a PDF, read with PDFium: text in lines, pictures, upright rules.

PDFium is a large program in C++, and a small file can make it eat all memory or never end. So this runs in a
process of its own, within limits (`pdf.py`).
"""

from __future__ import annotations

import json
import re
import struct
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import suppress
from ctypes import c_float
from itertools import islice
from math import hypot
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field
from msgspec.structs import astuple, replace

from ... import limits
from ..images.photos import PicturePlace
from ..images.size import ImageFacts, measure
from ..processes import end_after, get, limit_memory, put
from .content import CM_A_POINT, Picture, digest
from .pdf_text import (
    Box,
    PageContent,
    PageRotation,
    Row,
    TextLine,
    around,
    around_all,
    is_in_margin,
    rows,
    upright,
)

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfImage, PdfObject, PdfPage  # type: ignore[import-untyped]


MOST_PAGES = limits.PDF_PAGES
MOST_PICTURES = limits.PDF_PICTURES
MOST_LINES = limits.PDF_LINES
_PASSWORD_ERRORS = (4, 5)  # a password; a kind of protection that can't be opened at all
_COUNTS = ("count", "scanned", "troubles", "refused")
_NOWHERE = Path()  # whose pictures these are is known only outside


class PdfPages(Struct):
    """What PDFium makes of a file.

    `count` is the number of pages, also of those that are not read; `scanned` of those that are pictures;
    `troubles` say in English what could not be read; `refused` is `locked` or `broken`, or empty.
    """

    pages: list[PageContent] = field(default_factory=list)
    count: int = 0
    scanned: int = 0
    troubles: list[str] = field(default_factory=list)
    refused: str = ""


def read_pages(data: bytes) -> PdfPages:
    """Everything in a file that a writing may need."""
    from pypdfium2 import PdfDocument, PdfiumError

    try:
        document = PdfDocument(data)
    except PdfiumError as error:
        locked = getattr(error, "err_code", None) in _PASSWORD_ERRORS
        return PdfPages(troubles=[str(error)], refused="locked" if locked else "broken")
    try:
        reader = _PdfReader()
        reader.found.count = len(document)
        for index in range(min(len(document), MOST_PAGES)):
            if reader.lines < MOST_LINES:
                reader.page(document, index)
        return reader.found
    finally:
        document.close()


def packed(pages: PdfPages) -> dict[str, Any]:
    """As it goes from one process to the other, as JSON; named tuples are lists there."""
    read = [
        (*page[:3], [(astuple(picture), box) for picture, box in page.pictures], *page[4:])
        for page in pages.pages
    ]
    return {"pages": read, **{name: getattr(pages, name) for name in _COUNTS}}


def unpacked(said: dict[str, Any]) -> PdfPages:
    """As it came from another process."""
    return PdfPages([_page(*page) for page in said["pages"]], *(said[name] for name in _COUNTS))


def _page(width: float, height: float, rows: Any, pictures: Any, *rules: Any) -> PageContent:
    typed = (tuple(TextLine(text, Box(*box), *more) for text, box, *more in row) for row in rows)
    shown = ((_picture(*picture), Box(*box)) for picture, box in pictures)
    upright, level = (tuple(Box(*rule) for rule in some) for some in rules)
    return PageContent(width, height, tuple(typed), tuple(shown), upright, level)


def _picture(*said: Any) -> Picture:
    placed = tuple(said[5]) if said[5] else None
    return Picture(*(*said[:5], placed, *said[6:]))


class _PdfReader:
    def __init__(self) -> None:
        self.found = PdfPages()
        self.pictures = self.lines = 0

    def page(self, document: PdfDocument, index: int) -> None:
        from pypdfium2 import PdfiumError

        try:
            page = document[index]
            text, degrees = upright(page)
            turn = PageRotation(degrees, Box(*page.get_bbox()))
            images, rules, levels = drawn(page, turn)
            typed = tuple(rows(text, turn, rules))
            width, height = page.get_size()
            shown = joined(list(self.shown(images, index + 1, turn, (width, height))))
        except (PdfiumError, ValueError, KeyError) as error:  # KeyError: a rotation that there is not
            self.found.troubles.append(f"page {index + 1}: {error}")
            return
        self.lines += len(typed)
        own = own_pictures(shown, width, height)
        if len(own) < len(shown):
            typed = _without_marks(typed, height)
            self.found.scanned += not typed
        self.found.pages.append(PageContent(width, height, typed, tuple(own), rules, levels))

    def shown(
        self, images: Sequence[PdfImage], number: int, turn: PageRotation, size: tuple[float, float]
    ) -> Iterator[Shown]:
        from pypdfium2 import PdfiumError

        for found in images:
            try:
                box, sides = placed(found, turn)
                if not is_seen(box, *size):
                    continue
                self.pictures += 1
                if self.pictures > MOST_PICTURES:
                    return
                yield replace(self.picture(found, sides), page=number), box
            except (PdfiumError, ValueError) as error:
                self.found.troubles.append(f"a picture of page {number}: {error}")

    def picture(self, found: PdfImage, sides: tuple[float, float]) -> Picture:
        width, height = (round(side * CM_A_POINT, 2) for side in sides)
        return picture_of(found, PicturePlace(_NOWHERE, f"image{self.pictures}", (width, height)))


# What scanner apps print over a page, and numbers of pages.
_SCANNER = re.compile(
    r".*\b(?:cam ?scanner|adobe scan|tap ?scanner|genius ?scan|clear ?scan(?:ner)?|turbo ?scan|swift ?scan|"
    r"office lens|microsoft lens|i ?scanner|doc(?:ument)? ?scanner|notebloc|simple ?scan|v ?flat|"
    r"scanned (?:by|with|using)|di(?:pindai|scan) (?:dengan|oleh|menggunakan|pakai))\b.*",
    re.IGNORECASE,
)
_FEW_WORDS = 20  # a stamp or a head in the margin of a scanned page has no more


def _without_marks(typed: Sequence[Row], height: float) -> tuple[Row, ...]:
    """The rows over a page that is a picture, without what its scanner wrote there."""
    left = tuple(row for row in typed if not _SCANNER.fullmatch(" ".join(line.text for line in row)))
    words = sum(len(line.text.split()) for row in left for line in row)
    in_margin = all(is_in_margin(line.box, height) for row in left for line in row)
    return () if words <= _FEW_WORDS and in_margin else left


# The pictures on a page, also inside forms that are placed and scaled as a whole -------------------------

_DEEPEST = limits.PDF_FORMS_DEEP
_UNSEEN = 1.0  # points: what is smaller is drawn for its own sake
_WHOLE_PAGE = 0.85  # of the page's area: pictures that large are the page itself, scanned
_STRIP = 3  # times longer than high: what a printer cuts a photo into
_NEAR = 0.75  # points between strips that touch

_MOST_RULES = limits.PDF_RULES
_MOST_IMAGES = limits.PDF_IMAGES
_SHORTEST_RULE, _THICKEST_RULE = 6.0, 4.0  # points

Shown = tuple[Picture, Box]


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
    own = [item for item in shown if item[1].area < _WHOLE_PAGE * width * height]
    if len(own) > 1:
        whole = around_all(box for _, box in own)
        filled = sum(box.area for _, box in own) >= 0.97 * whole.area
        if filled and whole.area >= _WHOLE_PAGE * width * height and _touch(own):
            return []
    return own


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
    area = around_all((upper, lower))
    place = round((area.right - area.left) * CM_A_POINT, 2), round((area.top - area.bottom) * CM_A_POINT, 2)
    content = digest(f"{one.digest} {strip.digest}".encode())
    return replace(one, width=size[0], height=size[1], digest=content, placed_cm=place), area


# The other process ---------------------------------------------------------------------------------------


def serve(memory: int, seconds: int) -> None:
    """Read files from the input until there are no more, each within so many bytes and seconds."""
    coming, going = sys.stdin.buffer, sys.stdout.buffer
    with suppress(ImportError):  # while no file has come yet; why it is missing is told with the first
        import pypdfium2  # noqa: F401
    while True:
        try:
            data = get(coming)
        except (struct.error, EOFError):
            return
        limit_memory(memory + 2 * len(data))
        end_after(seconds)
        put(going, json.dumps(_answer(data)).encode())
        limit_memory(memory)
        end_after(0)


def _answer(data: bytes) -> dict[str, Any]:
    try:
        return packed(read_pages(data))
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - a fault of ours is raised again where the crash report is made
        return {"fault": traceback.format_exc()}
