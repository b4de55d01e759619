"""PDF: text, pages and their size, photos; a scan is known by its pages being pictures without words."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from ..model.facts import Damage, DamageKind
from .content import Content, Picture
from .digest import digest
from .images import Image, measure
from .pdf_layout import WIDE_GAP, Box, Line, Page, Row, arrange, columns, is_as_asked
from .pictures import Spot

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfImage, PdfPage, PdfTextPage  # type: ignore[import-untyped]

MOST_PAGES = 200  # a writing has five; a book is looked at no further
MOST_PICTURES = 200
_ONE_AT_A_TIME = Lock()  # PDFium is not made for threads
_PASSWORD_ERRORS = (4, 5)  # a password; a kind of protection that can't be opened at all
_POINT_CM = 2.54 / 72
_WHOLE_PAGE = 0.85  # of the page's area: a picture that large is the page itself, scanned


def read_pdf(path: Path, data: bytes) -> Content:
    """The blocks of a .pdf in reading order; whatever is wrong with it is a damage."""
    with _ONE_AT_A_TIME:
        return _opened(path, data)


def _opened(path: Path, data: bytes) -> Content:
    from pypdfium2 import PdfDocument, PdfiumError

    try:
        document = PdfDocument(data)
    except PdfiumError as error:
        locked = getattr(error, "err_code", None) in _PASSWORD_ERRORS
        return Content((), (Damage(DamageKind.PROTECTED if locked else DamageKind.BROKEN, path, str(error)),))
    try:
        return _read(path, document)
    finally:
        document.close()


def _read(path: Path, document: PdfDocument) -> Content:
    count = len(document)
    reader = _Reader(path)
    for index in range(min(count, MOST_PAGES)):
        reader.page(document, index)
    if not reader.pages:
        return Content((), (Damage(DamageKind.BROKEN, path, "no page can be read"),))
    damages = tuple(reader.damages)
    if reader.scanned and not any(page.rows for page in reader.pages):
        damages += (Damage(DamageKind.NO_TEXT, path, "every page is a picture", found="scan"),)
    first = reader.pages[0]
    size = round(first.width * _POINT_CM, 2), round(first.height * _POINT_CM, 2)
    trusted = count if is_as_asked(reader.pages) else None
    return Content(tuple(arrange(reader.pages)), damages, trusted, size)


class _Reader:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.pages: list[Page] = []
        self.damages: list[Damage] = []
        self.scanned = 0
        self.pictures = 0

    def page(self, document: PdfDocument, index: int) -> None:
        from pypdfium2 import PdfiumError

        try:
            page = document[index]
            rows = tuple(_rows(page.get_textpage()))
        except (PdfiumError, ValueError) as error:
            self.damages.append(Damage(DamageKind.BROKEN, self.path, f"page {index + 1}: {error}"))
            return
        width, height = page.get_size()
        shown = _joined(list(self.images(page, index + 1)))
        own = [
            (replace(picture, page=index + 1), box)
            for picture, box in shown
            if not _is_whole(box, width, height)
        ]
        self.scanned += len(own) < len(shown)
        self.pages.append(Page(width, height, rows, tuple(own)))

    def images(self, page: PdfPage, number: int) -> Iterator[tuple[Picture, Box]]:
        from pypdfium2 import PdfiumError, raw

        for found in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE]):
            self.pictures += 1
            if self.pictures > MOST_PICTURES:
                return
            try:
                box = Box(*found.get_bounds())
                yield self.picture(found, box, f"image{self.pictures}"), box
            except (PdfiumError, ValueError) as error:
                damage = Damage(DamageKind.BROKEN, self.path, f"a picture of page {number}: {error}")
                self.damages.append(damage)

    def picture(self, found: PdfImage, box: Box, name: str) -> Picture:
        data = bytes(found.get_data())
        placed = (box.right - box.left) * _POINT_CM, (box.top - box.bottom) * _POINT_CM
        spot = Spot(self.path, name, (round(placed[0], 2), round(placed[1], 2)))
        filters = found.get_filters()
        if filters and filters[-1] == "DCTDecode":
            # Behind further packing the JPEG has to come out of it first.
            sound = data if len(filters) == 1 else bytes(found.get_data(decode_simple=True))
            image = measure([sound], check_end=False)
            if image.width:
                # Whether its end mark is there matters to no viewer of PDF.
                return spot.pictured(replace(image, trouble=""), digest(sound))
        return _bare(spot, found, data)


def _bare(spot: Spot, found: PdfImage, data: bytes) -> Picture:
    """Pixels without a file format around them; their number stands in the PDF."""
    width, height = found.get_px_size()
    return spot.pictured(Image("bitmap", width, height), digest(data))


def _is_whole(box: Box, width: float, height: float) -> bool:
    return (box.right - box.left) * (box.top - box.bottom) >= _WHOLE_PAGE * width * height


def _joined(items: list[tuple[Picture, Box]]) -> list[tuple[Picture, Box]]:
    """Old PDF printers cut a photo into strips; strips that touch are one photo again."""
    joined: list[tuple[Picture, Box]] = []
    for picture, box in items:
        if joined and _is_strip_of(joined[-1], (picture, box)):
            above, upper = joined[-1]
            size = above.width, (above.height or 0) + (picture.height or 0)
            area = Box(box.left, box.bottom, box.right, upper.top)
            placed = (
                round((area.right - area.left) * _POINT_CM, 2),
                round((area.top - area.bottom) * _POINT_CM, 2),
            )
            content = digest(f"{above.digest} {picture.digest}".encode())
            joined[-1] = Picture(above.name, above.kind, *size, content, placed), area
        else:
            joined.append((picture, box))
    return joined


def _is_strip_of(above: tuple[Picture, Box], below: tuple[Picture, Box]) -> bool:
    (_, upper), (strip, lower) = above, below
    if above[0].width != strip.width or not strip.width or (strip.height or 0) * 3 > strip.width:
        return False
    touching = abs(upper.left - lower.left) < 0.5 and abs(upper.right - lower.right) < 0.5
    return touching and abs(upper.bottom - lower.top) < 0.75


def _rows(page: PdfTextPage) -> Iterator[Row]:
    text = page.get_text_range()
    if len(text) != page.count_chars():
        # Where letters and places don't tally there are lines, but nobody knows where.
        yield from ((Line(line.strip(), Box(0, 0, 0, 0)),) for line in text.splitlines() if line.strip())
        return
    start = 0
    for line in text.split("\r\n"):
        if line.strip():
            yield _row(page, line, start)
        start += len(line) + 2


def _row(page: PdfTextPage, text: str, start: int) -> Row:
    from pypdfium2 import raw

    boxes = [Box(*page.get_rect(index)) for index in range(page.count_rects(start, len(text)))]
    first = start + len(text) - len(text.lstrip())
    size = float(raw.FPDFText_GetFontSize(page, first))
    # A font size of 1 with a scaled matrix is common; then the letters' height tells.
    size = size if size > 2 else max((box.top - box.bottom for box in boxes), default=12.0)
    pieces, done, group = [], 0, boxes[:1]
    for before, box in pairwise(boxes):
        if box.left - before.right > WIDE_GAP * size:
            cut = page.get_index(box.left + 0.5, (box.top + box.bottom) / 2, 2, 2)
            if cut is not None and done < cut - start < len(text):
                pieces.append((text[done : cut - start], _around(group)))
                done, group = cut - start, []
        group.append(box)
    pieces.append((text[done:], _around(group)))
    return columns(pieces, size, _is_bold(page, first))


def _around(boxes: list[Box]) -> Box:
    if not boxes:
        return Box(0, 0, 0, 0)
    lows = min(box.left for box in boxes), min(box.bottom for box in boxes)
    return Box(*lows, max(box.right for box in boxes), max(box.top for box in boxes))


def _is_bold(page: PdfTextPage, index: int) -> bool:
    from pypdfium2 import raw

    buffer, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    length = raw.FPDFText_GetFontInfo(page, index, buffer, len(buffer), flags)
    return b"bold" in buffer.raw[:length].lower() or raw.FPDFText_GetFontWeight(page, index) >= 600
