"""PDF: text, pages and their size, photos; a scan is known by its pages being pictures without words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from ..model.facts import Damage, DamageKind
from .content import Content, Picture
from .pdf_layout import Box, Page, Row, arrange, is_as_asked, is_in_margin
from .pdf_pictures import (
    POINT_CM,
    Shown,
    Turn,
    images_of,
    is_seen,
    joined,
    own_pictures,
    picture_of,
    placed,
    rules_of,
)
from .pdf_text import rows, upright
from .pictures import Spot

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfImage, PdfPage  # type: ignore[import-untyped]

MOST_PAGES = 200  # a writing has five; a book is looked at no further
MOST_PICTURES = 200
_ONE_AT_A_TIME = Lock()  # PDFium is not made for threads
_PASSWORD_ERRORS = (4, 5)  # a password; a kind of protection that can't be opened at all
_COVER_WORDS = 100  # a typed cover before scanned pages has fewer


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
    damages = (*reader.damages, *_scanned(reader))
    first = reader.pages[0]
    size = round(first.width * POINT_CM, 2), round(first.height * POINT_CM, 2)
    trusted = count if is_as_asked(reader.pages) else None
    return Content(tuple(arrange(reader.pages)), damages, trusted, size)


def _scanned(reader: _Reader) -> Iterator[Damage]:
    """Pages that are pictures, with nothing typed but a cover."""
    words = sum(len(line.text.split()) for page in reader.pages for row in page.rows for line in row)
    if reader.scanned and (not words or (words < _COVER_WORDS and 2 * reader.scanned >= len(reader.pages))):
        typed = len(reader.pages) - reader.scanned
        detail = f"every page is a picture, {typed} typed" if typed else "every page is a picture"
        yield Damage(DamageKind.NO_TEXT, reader.path, detail, found="scan")


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
            text, degrees = upright(page)
            turn = Turn(degrees, Box(*page.get_bbox()))
            rules = rules_of(page, turn)
            typed = tuple(rows(text, turn, rules))
            width, height = page.get_size()
            shown = joined(list(self.images(page, index + 1, turn, (width, height))))
        except (PdfiumError, ValueError) as error:
            self.damages.append(Damage(DamageKind.BROKEN, self.path, f"page {index + 1}: {error}"))
            return
        own = own_pictures(shown, width, height)
        if len(own) < len(shown):
            typed = _without_marks(typed, height)
            self.scanned += not typed
        self.pages.append(Page(width, height, typed, tuple(own), rules))

    def images(self, page: PdfPage, number: int, turn: Turn, size: tuple[float, float]) -> Iterator[Shown]:
        from pypdfium2 import PdfiumError

        for found in images_of(page):
            try:
                box, sides = placed(found, turn)
                if not is_seen(box, *size):
                    continue
                self.pictures += 1
                if self.pictures > MOST_PICTURES:
                    return
                yield replace(self.picture(found, sides), page=number), box
            except (PdfiumError, ValueError) as error:
                damage = Damage(DamageKind.BROKEN, self.path, f"a picture of page {number}: {error}")
                self.damages.append(damage)

    def picture(self, found: PdfImage, sides: tuple[float, float]) -> Picture:
        width, height = (round(side * POINT_CM, 2) for side in sides)
        return picture_of(found, Spot(self.path, f"image{self.pictures}", (width, height)))


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
