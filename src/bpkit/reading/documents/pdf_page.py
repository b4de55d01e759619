"""What one page of a PDF shows: lines of text, pictures, upright rules, each with its place.

Measures are points from the upright page's lower left corner, as PDF has them.
"""

from __future__ import annotations

from dataclasses import dataclass

from .content import Picture

WIDE_GAP = 2.5  # times the size of the letters: what parts two columns


@dataclass(frozen=True, slots=True)
class Box:
    """A place on a page."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def middle(self) -> tuple[float, float]:
        """How far right and how far up its middle is."""
        return (self.left + self.right) / 2, (self.bottom + self.top) / 2

    def overlaps(self, other: Box) -> bool:
        """Whether the two share a part of the page's width."""
        return self.left < other.right and other.left < self.right


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of text, or the part of it in one column."""

    text: str
    box: Box
    size: float = 12.0
    bold: bool = False
    value: float | None = None  # where the words behind a label and its colon begin


Row = tuple[TextLine, ...]  # what stands beside each other at one height
Cells = list[list[TextLine]]  # what stands beside each other, each with its lines


@dataclass(frozen=True, slots=True)
class PageContent:
    """What one page shows."""

    width: float
    height: float
    rows: tuple[Row, ...] = ()
    pictures: tuple[tuple[Picture, Box], ...] = ()
    rules: tuple[Box, ...] = ()  # upright lines, as around cells
    levels: tuple[Box, ...] = ()  # level lines
