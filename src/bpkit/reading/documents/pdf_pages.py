"""The pages of a PDF, read with PDFium: text in lines, pictures, upright rules.

PDFium is a large program in C++, and a small file can make it eat all memory or never end. So this runs in a
process of its own, within limits (`pdf_process.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..images.photos import PicturePlace
from .content import Picture
from .lengths import CM_A_POINT
from .pdf_layout import is_in_margin
from .pdf_page import Box, PageContent, Row, TextLine
from .pdf_pictures import PageRotation, Shown, drawn, is_seen, joined, own_pictures, picture_of, placed
from .pdf_text import rows, upright

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfImage  # type: ignore[import-untyped]

MOST_PAGES = 200  # a writing has five; a book is looked at no further
MOST_PICTURES = 200
MOST_LINES = 20_000  # of text; a book of 200 pages has half of them
_PASSWORD_ERRORS = (4, 5)  # a password; a kind of protection that can't be opened at all
_NOWHERE = Path()  # whose pictures these are is known only outside


@dataclass(slots=True)
class PdfPages:
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
    """As it goes from one process to the other."""
    return asdict(pages)


def unpacked(said: dict[str, Any]) -> PdfPages:
    """As it came from another process."""
    return PdfPages(**said | {"pages": [_page(page) for page in said["pages"]]})


def _page(said: dict[str, Any]) -> PageContent:
    typed = tuple(
        tuple(TextLine(**line | {"box": Box(**line["box"])}) for line in row) for row in said["rows"]
    )
    shown = tuple((_picture(picture), Box(**box)) for picture, box in said["pictures"])
    return PageContent(
        said["width"],
        said["height"],
        typed,
        shown,
        *(tuple(Box(**box) for box in said[lines]) for lines in ("rules", "levels")),
    )


def _picture(said: dict[str, Any]) -> Picture:
    sides = said["placed_cm"]
    return Picture(**said | {"placed_cm": tuple(sides) if sides else None})


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
