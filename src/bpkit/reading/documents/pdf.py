"""PDF: text, pages and their size, photos; a scan is known by its pages being pictures without words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ...model.problems import Kind, Problem
from .content import DocumentContent, damaged
from .lengths import CM_A_POINT
from .pdf_layout import arrange, is_as_asked
from .pdf_pages import PdfPages
from .pdf_process import PdfProcessError, ask

_COVER_WORDS = 100  # a typed cover before scanned pages has fewer
_REFUSED = {"locked": Kind.PROTECTED, "broken": Kind.BROKEN}


def read_pdf(path: Path, data: bytes) -> DocumentContent:
    """The blocks of a .pdf in reading order; whatever is wrong with it is a damage."""
    try:
        found = ask(data)
    except PdfProcessError as error:
        variant = "heavy" if error.kind is Kind.UNSAFE else ""
        return damaged(path, error.kind, error.detail, error.found, variant=variant)
    kind = _REFUSED.get(found.refused, Kind.BROKEN)
    damages = tuple(Problem(path, kind=kind, detail=trouble) for trouble in found.troubles)
    if not found.pages:
        return DocumentContent(
            (), damages or (Problem(path, kind=Kind.BROKEN, detail="no page can be read"),)
        )
    first = found.pages[0]
    size = round(first.width * CM_A_POINT, 2), round(first.height * CM_A_POINT, 2)
    trusted = found.count if is_as_asked(found.pages) else None
    return DocumentContent(tuple(arrange(found.pages)), (*damages, *_scanned(path, found)), trusted, size)


def _scanned(path: Path, found: PdfPages) -> Iterator[Problem]:
    """Pages that are pictures, with nothing typed but a cover."""
    words = sum(len(line.text.split()) for page in found.pages for row in page.rows for line in row)
    if found.scanned and (not words or (words < _COVER_WORDS and 2 * found.scanned >= len(found.pages))):
        typed = len(found.pages) - found.scanned
        detail = f"every page is a picture, {typed} typed" if typed else "every page is a picture"
        yield Problem(path, found="scan", kind=Kind.NO_TEXT, detail=detail)
