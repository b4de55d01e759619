"""Pages of a PDF as pictures, drawn by PDFium in a process of its own (see `pdf.py`).

Contacts that may not be shown are painted over; where one can't be found on the pages, none is drawn.
"""

from __future__ import annotations

import json
import struct
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from ... import limits
from ..images.web import WebPhoto, for_web, packed
from ..processes import end_after, get, killed_after, limit_memory, put, started
from .pdf import MEMORY

if TYPE_CHECKING:
    import subprocess

    from pypdfium2 import PdfDocument, PdfPage, PdfTextPage  # type: ignore[import-untyped]

WIDE = 1000  # pixels
TALLEST = 3000
_MARGIN = 1.5  # points around what is painted over


class DrawnPages(Struct, frozen=True):
    """The first pages, for the web, and how many there are."""

    pages: tuple[WebPhoto, ...]
    count: int


def draw(data: bytes, hidden: Sequence[str], most: int) -> DrawnPages | None:
    """At most so many pages with these texts painted over.

    None where PDFium can't draw them within its limits, or a text is not found.
    """
    with started(f"from {__name__} import serve; serve({most})") as process:
        try:
            with killed_after(limits.DRAWN_SECONDS, process):
                return _received(process, data, hidden)
        except (OSError, EOFError, struct.error, ValueError):
            return None
        finally:
            process.kill()


def _received(process: subprocess.Popen[bytes], data: bytes, hidden: Sequence[str]) -> DrawnPages | None:
    put(process.stdin, json.dumps(list(hidden)).encode())
    put(process.stdin, data)
    said: dict[str, Any] = json.loads(get(process.stdout))
    if said["unfound"] or not said["pages"]:
        return None
    return DrawnPages(tuple(_photo(get(process.stdout), at) for at in range(said["pages"])), said["count"])


def _photo(data: bytes, at: int) -> WebPhoto:
    """A page as it came from the other process; the first has a small one."""
    made = for_web(data, small=at == 0)
    if made is None:
        raise ValueError(at)
    return made


# The other process --------------------------------------------------------------------------------------


def serve(most: int) -> None:
    """Draw the one file that comes."""
    hidden, data = json.loads(get(sys.stdin.buffer)), get(sys.stdin.buffer)
    limit_memory(MEMORY + 4 * WIDE * TALLEST + 2 * len(data))
    end_after(int(limits.DRAWN_SECONDS) + 5)
    from pypdfium2 import PdfDocument

    document = PdfDocument(data)
    looked_at = min(len(document), most)
    texts = [document[index].get_textpage() for index in range(looked_at)]
    found = [[*_boxes(text, hidden)] for text in texts]
    unfound = [one for one in hidden if not any(name == one for boxes in found for name, _ in boxes)]
    pictures = [] if unfound else [_drawn(document, index, found[index]) for index in range(looked_at)]
    said = {"unfound": len(unfound), "pages": len(pictures), "count": len(document)}
    put(sys.stdout.buffer, json.dumps(said).encode())
    for picture in pictures:
        put(sys.stdout.buffer, picture)


Box = tuple[float, float, float, float]  # left, bottom, right, top in points


def _boxes(text: PdfTextPage, hidden: Sequence[str]) -> Iterator[tuple[str, Box]]:
    """Where each text stands on a page, once for every line that it reaches over."""
    for one in hidden:
        search = text.search(one, match_case=False)
        while place := search.get_next():
            start, count = place
            for at in range(text.count_rects(start, count)):
                yield one, text.get_rect(at)


def _drawn(document: PdfDocument, index: int, boxes: Sequence[tuple[str, Box]]) -> bytes:
    from PIL import ImageDraw

    page: PdfPage = document[index]
    width, height = page.get_size()
    scale = min(WIDE / max(width, 1), TALLEST / max(height, 1))
    bitmap = page.render(scale=scale)
    image = bitmap.to_pil().convert("RGB")
    pen = ImageDraw.Draw(image)
    converter = bitmap.get_posconv(page)
    for _, (left, bottom, right, top) in boxes:
        with suppress(ValueError):
            corners = [
                converter.to_bitmap(left - _MARGIN, top + _MARGIN),
                converter.to_bitmap(right + _MARGIN, bottom - _MARGIN),
            ]
            across, down = zip(*corners, strict=True)
            pen.rectangle((min(across), min(down), max(across), max(down)), fill="#d9d9d9")
    return packed(image).large
