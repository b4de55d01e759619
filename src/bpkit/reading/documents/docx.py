"""Reads a Word document: the zip directory, the few XML parts that carry text, and the head of each photo.

It reads what Word 2007 to 365, Google Docs, LibreOffice and WPS write, transitional or strict. Tracked
changes count as accepted, a text box once, and the placeholder of an empty content control not at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from lxml import etree

from ...model.facts import Damage, DamageKind
from ...model.place import Place
from .archive import Package, PackageFault
from .content import Content, Paragraph, Part, Table
from .docx_media import Pictures
from .docx_parts import Relations, Styles, parse
from .docx_text import Blocks
from .docx_visible import tidy

MAIN = "word/document.xml"
_FURTHER = (
    ("/header", Part.HEADER),
    ("/footer", Part.FOOTER),
    ("/footnotes", Part.NOTE),
    ("/endnotes", Part.NOTE),
)

_DEEPEST = 3  # documents in documents
_MOST_CHUNKS = 50  # documents in one; web programs make one, or one a chapter

COUNTS = "docProps/app.xml"
_COUNTS = re.compile(rb"<(?:[a-z]+:)?(Pages|Words)>([0-9]{1,7})<")


def read_docx(path: Path, data: bytes, depth: int = 0) -> Content:
    """The content of a Word document; what is wrong with it is in its damages, nothing is raised."""
    try:
        return _Document(path, Package(data), depth).content()
    except PackageFault as fault:
        return Content((), (_damage(path, fault),))
    except RecursionError:  # a newer libxml2 lets elements nest deeper than Python goes
        return Content((), (Damage(DamageKind.BROKEN, path, "elements nested without end"),))


class _Document:
    """One reading of one document."""

    def __init__(self, path: Path, package: Package, depth: int) -> None:
        self.path = path
        self.depth = depth  # documents around this one
        self.chunks = 0
        self.package = package
        self.damages: list[Damage] = []
        self.styles = Styles(package)

    def content(self) -> Content:
        if any(name.casefold().endswith("vbaproject.bin") for name in self.package):
            self.damages.append(Damage(DamageKind.MACROS, self.path, "a VBA project", found="vbaProject.bin"))
        main = self._main_part()
        relations = Relations(self.package, main)
        if relations.outside:
            raise PackageFault(DamageKind.UNSAFE, "a relation points outside the package", relations.outside)
        root = parse(self.package.read(main), main)
        body = next((child for child in root if child.tag.endswith("}body")), None)
        if body is None:
            raise PackageFault(DamageKind.BROKEN, f"{main} has no body", main)
        blocks = [*self._blocks(body, Part.BODY, relations)]
        for kind, part in _FURTHER:
            for name in relations.of_type(kind):
                blocks += self._further_part(name, part)
        return Content(tuple(blocks), tuple(self.damages), counted=self._counted())

    def _counted(self) -> tuple[int, int] | None:
        """Pages and words as Word or LibreOffice counted them when it saved the file."""
        try:
            counts = dict(_COUNTS.findall(self.package.read(COUNTS))) if COUNTS in self.package else {}
        except PackageFault:
            return None
        return (int(counts[b"Pages"]), int(counts[b"Words"])) if len(counts) == 2 else None

    def _main_part(self) -> str:
        if MAIN in self.package:
            return MAIN
        # SharePoint and some others call it otherwise; the package's own relations tell.
        return next(iter(Relations(self.package, "").of_type("/officeDocument")), MAIN)

    def _further_part(self, name: str, part: Part) -> Iterator[Paragraph | Table]:
        """Headers, footers and notes: damage in one of them doesn't hide the rest."""
        try:
            root = parse(self.package.read(name), name)
            yield from self._blocks(root, part, Relations(self.package, name))
        except PackageFault as fault:
            self.damages.append(_damage(self.path, fault, Place(part=name)))

    def _blocks(self, root: etree._Element, part: Part, relations: Relations) -> Iterator[Paragraph | Table]:
        boxes = tidy(root)
        pictures = Pictures(self.path, self.package, relations)
        chunks = partial(self._chunk, relations)
        yield from Blocks(part, self.styles, pictures, boxes, chunks).of(root)

    def _chunk(self, relations: Relations, key: str) -> tuple[Paragraph | Table, ...]:
        """The blocks of a document that stands whole in this one, as web programs make their .docx."""
        from .readers import READABLE, reader_of, whole_kind

        name = relations.target(key) or ""
        try:
            data = self.package.read(name)
        except PackageFault as fault:
            self.damages.append(_damage(self.path, fault, Place(part=name)))
            return ()
        kind = whole_kind(data, name)
        self.chunks += 1
        if self.depth >= _DEEPEST or self.chunks > _MOST_CHUNKS or kind not in READABLE:
            self.damages.append(Damage(DamageKind.BROKEN, self.path, f"{name} is {kind}", Place(part=name)))
            return ()
        if kind == "docx":
            content = read_docx(self.path, data, self.depth + 1)
        else:
            content = reader_of(kind)(self.path, data)
        self.damages += content.damages
        return tuple(block for block in content.blocks if block.part is Part.BODY)


def _damage(path: Path, fault: PackageFault, place: Place | None = None) -> Damage:
    return Damage(fault.kind, path, fault.detail, place, fault.found)
