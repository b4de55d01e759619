"""What the tests of the readers ask of a document's content."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bpkit.model.problems import Kind, Problem
from bpkit.reading.documents.content import DocumentContent, DocumentPart, DocumentTable, Paragraph


class Damaged(Protocol):
    """Whatever says what is damaged in it."""

    @property
    def damages(self) -> Sequence[Problem]: ...


def kinds(read: Damaged) -> list[Kind | None]:
    """The kinds of damage, in their order."""
    return [damage.kind for damage in read.damages]


def texts(content: DocumentContent, part: DocumentPart = DocumentPart.BODY) -> list[str]:
    """The paragraphs of a part outside of tables, but for those that hold nothing or a picture alone."""
    paragraphs = (block for block in content.blocks if isinstance(block, Paragraph) and block.part is part)
    return [paragraph.text for paragraph in paragraphs if paragraph.text]


def tables(content: DocumentContent) -> list[list[list[list[str]]]]:
    """Tables, rows, cells and the texts of their paragraphs."""
    found = (block for block in content.blocks if isinstance(block, DocumentTable))
    return [[[[one.text for one in cell] for cell in row] for row in table.rows] for table in found]


def shown(content: DocumentContent) -> list[tuple[str, int | None, int | None, tuple[float, float] | None]]:
    """The pictures outside of tables: format, pixels across and down, centimetres on the page."""
    paragraphs = (block for block in content.blocks if isinstance(block, Paragraph))
    return [(one.kind, one.width, one.height, one.placed_cm) for p in paragraphs for one in p.pictures]
