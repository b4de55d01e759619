"""OpenDocument text (.odt) of LibreOffice, OpenOffice, Word and Google Docs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from ..model.facts import Damage, DamageKind
from .content import Content, Paragraph, Part, Picture, Table
from .odt_styles import DRAW, FO, OFFICE, STYLE, SVG, TABLE, TEXT, Styles, centimetres
from .package import Package, PackageFault
from .pictures import Spot

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_HREF = "{http://www.w3.org/1999/xlink}href"

# Words that are in the file and not on the page, or that somebody wrote about the text.
_SKIPPED = {
    *(TEXT + name for name in ("tracked-changes", "note-citation", "ruby-text", "script", "hidden-text")),
    *(TEXT + name for name in ("placeholder", "sequence-decls", "variable-decls", "user-field-decls")),
    *(OFFICE + "annotation", OFFICE + "forms", TEXT + "table-of-content-source"),
}
_MACROS = ("Basic/", "Scripts/")


def read_odt(path: Path, data: bytes) -> Content:
    """The blocks of an .odt in reading order; whatever is wrong with it is a damage."""
    from lxml.etree import XMLSyntaxError

    try:
        package = Package(data)
        if b"encryption-data" in _optional(package, "META-INF/manifest.xml"):
            return _damaged(path, DamageKind.PROTECTED, "encryption-data in the manifest")
        content = _parse(package.read("content.xml"))
        styles, damages = _styles(path, package)
        reader = _Reader(path, package, [root for root in (styles, content) if root is not None])
        blocks = tuple(reader.document(content, styles))
    except PackageFault as fault:
        return Content((), (Damage(fault.kind, path, fault.detail, found=fault.found),))
    except (XMLSyntaxError, RecursionError) as error:
        return _damaged(path, DamageKind.BROKEN, str(error))
    return Content(blocks, (*damages, *_macros(path, package)), page_cm=_page(styles))


def _styles(path: Path, package: Package) -> tuple[Element | None, tuple[Damage, ...]]:
    """The styles, without which the text can still be read."""
    from lxml.etree import XMLSyntaxError

    try:
        return _parse(_optional(package, "styles.xml")), ()
    except PackageFault as fault:
        return None, (Damage(fault.kind, path, fault.detail, found="styles.xml"),)
    except XMLSyntaxError as error:
        return None, (Damage(DamageKind.BROKEN, path, str(error), found="styles.xml"),)


def _damaged(path: Path, kind: DamageKind, detail: str) -> Content:
    return Content((), (Damage(kind, path, detail),))


def _optional(package: Package, name: str) -> bytes:
    return package.read(name) if name in package else b""


def _parse(data: bytes) -> Element | None:
    from lxml import etree

    if not data:
        return None
    # A document type is where entities hide that grow without end or fetch other files.
    if b"<!DOCTYPE" in data[:4096]:
        raise PackageFault(DamageKind.UNSAFE, "a document type declaration", "DOCTYPE")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    return etree.fromstring(data, parser)


def _macros(path: Path, package: Package) -> tuple[Damage, ...]:
    modules = [
        name
        for name in package
        if name.startswith(_MACROS) and not name.endswith(("-lc.xml", "-lb.xml", "/"))
    ]
    return (Damage(DamageKind.MACROS, path, modules[0]),) if modules else ()


class _Line:
    """A paragraph while it is read: its text, pictures and what hangs on it."""

    __slots__ = ("aside", "bold", "boxed", "pictures", "plain", "text")

    def __init__(self, part: Part) -> None:
        # A text box in a header is as much the header's as the words beside it.
        self.boxed = Part.TEXT_BOX if part is Part.BODY else part
        self.text: list[str] = []
        self.pictures: list[Picture] = []
        self.aside: list[Paragraph | Table] = []  # text boxes and notes, which follow their paragraph
        self.bold = self.plain = False

    def add(self, text: str | None, bold: bool) -> None:
        if not text:
            return
        self.text.append(text)
        if text.strip():
            self.bold, self.plain = self.bold or bold, self.plain or not bold


class _Reader:
    def __init__(self, path: Path, package: Package, roots: list[Element]) -> None:
        self.path, self.package, self.styles = path, package, Styles(roots)

    def document(self, content: Element | None, styles: Element | None) -> Iterator[Paragraph | Table]:
        for tag, part in ((STYLE + "header", Part.HEADER), (STYLE + "footer", Part.FOOTER)):
            for element in styles.iter(tag) if styles is not None else ():
                yield from self.blocks(element, part)
        body = content.find(f"{OFFICE}body/{OFFICE}text") if content is not None else None
        if body is None:
            raise PackageFault(DamageKind.BROKEN, "no text in content.xml", "content.xml")
        yield from self.blocks(body, Part.BODY)

    def blocks(self, parent: Element, part: Part) -> list[Paragraph | Table]:
        found: list[Paragraph | Table] = []
        for element in parent:
            if element.tag in (TEXT + "p", TEXT + "h"):
                found += self.paragraph(element, part)
            elif element.tag == TABLE + "table":
                found += self.table(element, part)
            elif str(element.tag).startswith(DRAW):
                found += self.anchored(element, part)
            elif element.tag not in _SKIPPED:
                found += self.blocks(element, part)
        return found

    def paragraph(self, element: Element, part: Part) -> list[Paragraph | Table]:
        look = self.styles.look("paragraph", element.get(TEXT + "style-name", ""))
        line = _Line(part)
        self.inline(element, line, look.bold)
        style = look.name
        if element.tag == TEXT + "h" and not style.startswith(("heading", "title")):
            style = f"heading {element.get(TEXT + 'outline-level', '1')}"
        bold = line.bold and not line.plain
        text = "".join(line.text)
        return [
            Paragraph(text, style, part, tuple(line.pictures), bold, look.centred, look.size),
            *line.aside,
        ]

    def anchored(self, element: Element, part: Part) -> list[Paragraph | Table]:
        """A frame that is anchored to the page stands outside every paragraph."""
        line = _Line(part)
        self.drawn(element, line, False)
        own = [Paragraph("", part=part, pictures=tuple(line.pictures))] if line.pictures else []
        return [*own, *line.aside]

    def inline(self, element: Element, line: _Line, bold: bool) -> None:
        line.add(_folded(element.text), bold)
        for child in element:
            self.piece(child, line, bold)
            line.add(_folded(child.tail), bold)

    def piece(self, child: Element, line: _Line, bold: bool) -> None:
        tag = str(child.tag)
        if tag == TEXT + "s":
            line.text.append(" " * min(_count(child.get(TEXT + "c")), 100))
        elif tag in _BREAKS:
            line.text.append(_BREAKS[tag])
        elif tag == TEXT + "note":
            line.aside += self.blocks(child, Part.NOTE)
        elif tag.startswith(DRAW) and tag != DRAW + "a":
            self.drawn(child, line, bold)
        elif tag == TEXT + "span" and (name := child.get(TEXT + "style-name")):
            style = self.styles.look("text", name)
            self.inline(child, line, bold or style.bold)
        elif tag not in _SKIPPED:
            self.inline(child, line, bold)

    def drawn(self, element: Element, line: _Line, bold: bool) -> None:
        """A frame with a picture or a text box, a shape with text, or a group of them."""
        if element.tag in (DRAW + "g", DRAW + "a"):
            for child in element:
                self.drawn(child, line, bold)
        elif element.find(DRAW + "image") is not None:
            line.pictures.append(self.picture(element))
        elif element.tag != DRAW + "frame":
            line.aside += self.blocks(element, line.boxed)
        for box in element.iterchildren(DRAW + "text-box"):
            line.aside += self.blocks(box, line.boxed)

    def picture(self, frame: Element) -> Picture:
        said = (frame.findtext(SVG + "desc") or frame.findtext(SVG + "title") or "").strip()
        placed = centimetres(frame.get(SVG + "width", "")), centimetres(frame.get(SVG + "height", ""))
        placed_cm = (placed[0], placed[1]) if placed[0] and placed[1] else None
        names = [image.get(_HREF, "").removeprefix("./") for image in frame.iterchildren(DRAW + "image")]
        # A chart or formula carries its picture beside it, and a drawing often one in pixels.
        name = next((name for name in names if name in self.package), names[0])
        spot = Spot(self.path, frame.get(DRAW + "name") or PurePosixPath(name).name, placed_cm, said)
        if name not in self.package:
            return spot.missing("linked, not embedded")
        try:
            picture = spot.measured(self.package.stream(name), self.package.digest(name))
        except PackageFault as fault:
            return spot.missing(fault.detail)
        is_object = frame.find(DRAW + "object") is not None or frame.find(DRAW + "object-ole") is not None
        return replace(picture, kind="drawing") if is_object else picture

    def table(self, element: Element, part: Part) -> list[Paragraph | Table]:
        aside: list[Paragraph | Table] = []
        rows = []
        for row in _within(element, TABLE + "table-row"):
            cells = [cell for cell in row if cell.tag in (TABLE + "table-cell", TABLE + "covered-table-cell")]
            rows.append(tuple(self.cell(cell, part, aside) for cell in cells))
        return [Table(tuple(rows), part), *aside]

    def cell(self, element: Element, part: Part, aside: list[Paragraph | Table]) -> tuple[Paragraph, ...]:
        blocks = self.blocks(element, part)
        aside += [block for block in blocks if isinstance(block, Table) or block.part is not part]
        return tuple(block for block in blocks if isinstance(block, Paragraph) and block.part is part)


_BREAKS = {TEXT + "tab": "\t", TEXT + "line-break": "\n", TEXT + "soft-page-break": ""}


def _within(element: Element, tag: str) -> Iterator[Element]:
    """The rows of a table also where header rows and row groups wrap them, but not those of a table in it."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag in (TABLE + "table-header-rows", TABLE + "table-rows", TABLE + "table-row-group"):
            yield from _within(child, tag)


def _folded(text: str | None) -> str:
    """Blanks in the XML count as one; further ones are elements of their own."""
    return re.sub(r"[ \t\r\n]+", " ", text) if text else ""


def _count(text: str | None) -> int:
    return int(text) if text and re.fullmatch(r"[0-9]{1,4}", text) else 1


def _page(styles: Element | None) -> tuple[float, float] | None:
    for layout in styles.iter(STYLE + "page-layout-properties") if styles is not None else ():
        width, height = (
            centimetres(layout.get(FO + "page-width", "")),
            centimetres(layout.get(FO + "page-height", "")),
        )
        if width and height:
            return width, height
    return None
