"""Pictures and charts of a worksheet: they move with the cells under them, and charts follow their data."""

from __future__ import annotations

from typing import Any

from ...office.xml import tag
from .references import Shift

_ANCHOR = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


def follow_drawing(root: Any, shift: Shift) -> None:
    """Move every picture and chart with its upper left cell; it keeps its size. Anchors count from 0."""
    axis = f"{_ANCHOR}{'col' if shift.columns else 'row'}"
    for anchor in root:
        begin = anchor.find(f"{_ANCHOR}from/{axis}")
        if begin is None:
            continue
        by = shift.start(int(begin.text) + 1) - 1 - int(begin.text)
        for index in (begin, *anchor.iterfind(f"{_ANCHOR}to/{axis}")):
            index.text = str(int(index.text) + by)


def follow_chart(root: Any, shift: Shift) -> None:
    """Let a chart's series speak of the cells where they are now, and forget what it remembered of them."""
    for formula in root.iter(f"{_CHART}f"):
        formula.text = shift.formula(formula.text or "", "", grow=True)
    for name in ("strCache", "numCache"):
        for cache in list(root.iter(f"{_CHART}{name}")):
            cache.getparent().remove(cache)


def follow_table(root: Any, shift: Shift) -> None:
    """Let a table that somebody made of the form's rows grow with them."""
    for found in (root, *root.iter(tag("autoFilter"))):
        found.set("ref", shift.area(found.get("ref")) or found.get("ref"))


def shorten_chart(root: Any, rows: int) -> None:
    """Let a chart show no more than so many rows of its data."""
    for formula in root.iter(f"{_CHART}f"):
        sheet, _, cells = (formula.text or "").rpartition("!")
        begin, _, end = cells.partition(":")
        if end:
            first, last = (int(half.rpartition("$")[2]) for half in (begin, end))
            formula.text = f"{sheet}!{begin}:{end.rpartition('$')[0]}${min(last, first + rows - 1)}"


def scale_chart(root: Any, most: str, line: str) -> None:
    """Set where a chart's axis of values ends, and where its one line across stands."""
    for axis in root.iter(f"{_CHART}valAx"):
        for name, value in ((f"{_CHART}scaling/{_CHART}max", most), (f"{_CHART}majorUnit", line)):
            found = axis.find(name)
            if found is not None:
                found.set("val", value)
