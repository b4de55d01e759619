"""Where a form's pages end, so that its foot with the signatures is not torn in two."""

from __future__ import annotations

from itertools import pairwise

from lxml import etree

from ...office.xml import path, tag
from .sheet import Worksheet

_A4 = (595.3, 841.9)  # points
_DIGIT = 5.25  # width of a digit of the normal font in points
_SPARE = 0.98  # of a page: printers and programs differ a little
_AFTER_BREAKS = (
    "colBreaks",
    "customProperties",
    "cellWatches",
    "ignoredErrors",
    "smartTags",
    "drawing",
    "legacyDrawing",
    "legacyDrawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
)


def keep_together(sheet: Worksheet, columns: int, titles: int, starts: list[int], end: int) -> None:
    """Begin new pages so that the foot stands on one, or its parts each on one where it is too high.

    `starts` are the rows where the foot's parts begin and `end` its last row. `columns` is how many columns
    are printed; the row `titles` is repeated on every page.
    """
    room, head = _room(sheet, columns), sheet.height(titles)

    def height(first: int, last: int) -> float:
        return sum(sheet.height(row) for row in range(first, last + 1))

    top, used = 1, 0.0
    for row in range(1, starts[0]):
        if used + sheet.height(row) > room:
            top, used = row, head
        used += sheet.height(row)
    breaks = [top] if top > 1 else []  # named, for another program would put it a little further down
    for start, following in pairwise([*starts, end + 1]):
        rest, part = height(start, end), height(start, following - 1)
        if used + rest > room and (head + rest <= room or used + part > room):
            breaks.append(start)
            used = head
        used += part
    _set_breaks(sheet, [row - 1 for row in dict.fromkeys(breaks)])


def _room(sheet: Worksheet, columns: int) -> float:
    """The height of a page in points of the sheet, which is shrunk to the page's width."""
    margins = sheet.root.find(tag("pageMargins"))
    left, right, top, bottom = (
        72 * float(margins.get(side, 0.75)) for side in ("left", "right", "top", "bottom")
    )
    setup = sheet.root.find(tag("pageSetup"))
    short, long = _A4
    width, height = (long, short) if setup is not None and setup.get("orientation") == "landscape" else _A4
    scale = min(1.0, (width - left - right) / (sheet.width(1, columns) * _DIGIT))
    return (height - top - bottom) / scale * _SPARE


def _set_breaks(sheet: Worksheet, rows: list[int]) -> None:
    if not rows:
        return
    old = sheet.root.find(path("rowBreaks"))
    if old is not None:
        sheet.root.remove(old)
    breaks = etree.Element(tag("rowBreaks"), count=str(len(rows)), manualBreakCount=str(len(rows)))
    for row in rows:
        etree.SubElement(breaks, tag("brk"), id=str(row), max="16383", man="1")
    later = (found for found in sheet.root if etree.QName(found).localname in _AFTER_BREAKS)
    at = next(later, None)
    sheet.root.insert(len(sheet.root) if at is None else sheet.root.index(at), breaks)
