"""What a reader of one kind of document hands over: its blocks in reading order, whatever the kind.

`docx.py`, `odt.py`, … each turn a file into `Content`; `writing.py` turns any `Content` into the facts of a
writing. A new kind of document is one new reader.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ...model.facts import Damage


class Part(StrEnum):
    """Where in the document a block stands."""

    BODY = "body"
    HEADER = "header"
    FOOTER = "footer"
    TEXT_BOX = "text_box"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in a document; pixels after EXIF rotation, None where they can't be known."""

    name: str
    kind: str  # "jpeg", "png", … or "drawing" for EMF, WMF and the like
    width: int | None
    height: int | None
    digest: str
    placed_cm: tuple[float, float] | None = None
    alt_text: str = ""
    damage: Damage | None = None
    page: int | None = None  # where the document has firm pages (PDF)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph's text with line breaks as `\\n` and the pictures that stand in it."""

    text: str
    style: str = ""  # the style's name in lower case: "title", "heading 1", "caption"
    part: Part = Part.BODY
    pictures: tuple[Picture, ...] = ()
    bold: bool = False
    centred: bool = False
    size_pt: float | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table: rows of cells, each cell the paragraphs in it."""

    rows: tuple[tuple[tuple[Paragraph, ...], ...], ...]
    part: Part = Part.BODY


@dataclass(frozen=True, slots=True)
class Content:
    """A document as its kind's reader gives it."""

    blocks: tuple[Paragraph | Table, ...]
    damages: tuple[Damage, ...] = ()
    page_count: int | None = None  # where the file itself says so and can be trusted (PDF)
    page_cm: tuple[float, float] | None = None
    counted: tuple[int, int] | None = None  # pages and words, as the program that saved it counted them
