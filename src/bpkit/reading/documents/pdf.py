"""PDF: text, pages and their size, photos; a scan is known by its pages being pictures without words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ...model.facts import Damage, DamageKind
from .content import Content
from .pdf_layout import arrange, is_as_asked
from .pdf_pages import Pages
from .pdf_pictures import POINT_CM
from .pdf_process import PdfProcessError, ask

_COVER_WORDS = 100  # a typed cover before scanned pages has fewer
_REFUSED = {"locked": DamageKind.PROTECTED, "broken": DamageKind.BROKEN}


def read_pdf(path: Path, data: bytes) -> Content:
    """The blocks of a .pdf in reading order; whatever is wrong with it is a damage."""
    try:
        found = ask(data)
    except PdfProcessError as error:
        variant = "heavy" if error.kind is DamageKind.UNSAFE else ""
        damage = Damage(error.kind, path, error.detail, found=error.found, variant=variant)
        return Content((), (damage,))
    kind = _REFUSED.get(found.refused, DamageKind.BROKEN)
    damages = tuple(Damage(kind, path, trouble) for trouble in found.troubles)
    if not found.pages:
        return Content((), damages or (Damage(DamageKind.BROKEN, path, "no page can be read"),))
    first = found.pages[0]
    size = round(first.width * POINT_CM, 2), round(first.height * POINT_CM, 2)
    trusted = found.count if is_as_asked(found.pages) else None
    return Content(tuple(arrange(found.pages)), (*damages, *_scanned(path, found)), trusted, size)


def _scanned(path: Path, found: Pages) -> Iterator[Damage]:
    """Pages that are pictures, with nothing typed but a cover."""
    words = sum(len(line.text.split()) for page in found.pages for row in page.rows for line in row)
    if found.scanned and (not words or (words < _COVER_WORDS and 2 * found.scanned >= len(found.pages))):
        typed = len(found.pages) - found.scanned
        detail = f"every page is a picture, {typed} typed" if typed else "every page is a picture"
        yield Damage(DamageKind.NO_TEXT, path, detail, found="scan")
