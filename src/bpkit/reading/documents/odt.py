"""OpenDocument text (.odt) of LibreOffice, OpenOffice, Word and Google Docs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from msgspec import Struct

from ...model.problems import Kind, Problem, UnreadableError
from ..file_kinds import kind_of
from ..images.captions import alternative_text
from ..images.photos import PicturePlace
from ..images.size import ImageFacts, measure
from .archive import DRAW, FO, HREF, OFFICE, STYLE, SVG, TABLE, TEXT, Package, parse
from .content import (
    CM_A_POINT,
    Block,
    DocumentContent,
    DocumentPart,
    DocumentTable,
    ListItem,
    OpenParagraph,
    Paragraph,
    Picture,
    centimetres,
    number,
    reader,
    sane,
)
from .embedded_objects import MOST_OBJECTS, seen_through

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


# Words that are in the file and not on the page, or that somebody wrote about the text.
_SKIPPED = {
    *(TEXT + name for name in ("tracked-changes", "note-citation", "ruby-text", "script", "hidden-text")),
    *(TEXT + name for name in ("placeholder", "sequence-decls", "variable-decls", "user-field-decls")),
    *(OFFICE + "annotation", OFFICE + "forms", TEXT + "table-of-content-source"),
}
_MACROS = ("Basic/", "Scripts/")
_XML_ID = "{http://www.w3.org/XML/1998/namespace}id"


@reader
def read_odt(path: Path, data: bytes) -> DocumentContent:
    """The blocks of an .odt in reading order; whatever is wrong with it is a damage."""
    package = Package(data)
    if b"encryption-data" in _optional(package, "META-INF/manifest.xml"):
        raise UnreadableError(Kind.PROTECTED, "encryption-data in the manifest")
    content = parse(package.read("content.xml"), "content.xml")
    styles, damages = _styles(path, package)
    document = _OdtReader(path, package, [root for root in (styles, content) if root is not None])
    blocks = tuple(document.blocks_of(content, styles))
    return DocumentContent(blocks, (*damages, *_macros(path, package)), page_cm=_page(styles))


def _styles(path: Path, package: Package) -> tuple[Element | None, tuple[Problem, ...]]:
    """The styles, without which the text can still be read."""
    try:
        data = _optional(package, "styles.xml")
        return (parse(data, "styles.xml") if data else None), ()
    except UnreadableError as fault:
        return None, (Problem(path, found="styles.xml", kind=fault.kind, detail=fault.detail),)


def _optional(package: Package, name: str) -> bytes:
    return package.read(name) if name in package else b""


def _macros(path: Path, package: Package) -> tuple[Problem, ...]:
    lists = ("-lc.xml", "-lb.xml", "/")
    modules = (name for name in package if name.startswith(_MACROS) and not name.endswith(lists))
    return tuple(Problem(path, kind=Kind.MACROS, detail=name) for name in islice(modules, 1))


class _OdtParagraph(OpenParagraph):
    """A paragraph while it is read, with what hangs on it."""

    __slots__ = ("aside", "boxed")

    def __init__(self, part: DocumentPart) -> None:
        super().__init__()
        # A text box in a header is as much the header's as the words beside it.
        self.boxed = DocumentPart.TEXT_BOX if part is DocumentPart.BODY else part
        self.aside: list[Block] = []  # text boxes and notes, which follow their paragraph


class _OdtReader:
    def __init__(self, path: Path, package: Package, roots: list[Element]) -> None:
        self.styles = OdtStyles(roots)
        self.pictures = OdtPictures(path, package, roots, self.styles.filling)
        self.lists = OdtLists()

    def blocks_of(self, content: Element, styles: Element | None) -> Iterator[Block]:
        for tag, part in ((STYLE + "header", DocumentPart.HEADER), (STYLE + "footer", DocumentPart.FOOTER)):
            for element in styles.iter(tag) if styles is not None else ():
                yield from self.blocks(element, part)
        body = content.find(f"{OFFICE}body/{OFFICE}text")
        if body is None:
            raise UnreadableError(Kind.BROKEN, "no text in content.xml", "content.xml")
        yield from self.blocks(body, DocumentPart.BODY)

    def blocks(self, parent: Element, part: DocumentPart) -> list[Block]:
        found: list[Block] = []
        for element in parent:
            if element.tag in (TEXT + "p", TEXT + "h"):
                found += self.paragraph(element, part)
            elif element.tag == TABLE + "table":
                found += self.table(element, part)
            elif str(element.tag).startswith(DRAW):
                found += self.anchored(element, part)
            elif element.tag == TEXT + "list":
                with self.lists.within(element):
                    found += self.blocks(element, part)
            elif element.tag == TEXT + "list-item":
                self.lists.begin(element)
                found += self.blocks(element, part)
            elif element.tag not in _SKIPPED:
                found += self.blocks(element, part)
        return found

    def paragraph(self, element: Element, part: DocumentPart) -> list[Block]:
        own = self.styles.style("paragraph", element.get(TEXT + "style-name", ""))
        line, item = _OdtParagraph(part), self.lists.taken()
        self.inline(element, line, (own.bold, own.italic))
        style = own.name
        if element.tag == TEXT + "h" and not style.startswith(("heading", "title")):
            style = f"heading {element.get(TEXT + 'outline-level', '1')}"
        return [
            line.closed(style, part, own.centred, own.size, item if element.tag == TEXT + "p" else None),
            *line.aside,
        ]

    def anchored(self, element: Element, part: DocumentPart) -> list[Block]:
        """A frame that is anchored to the page stands outside every paragraph."""
        line = _OdtParagraph(part)
        self.drawn(element, line)
        own = [Paragraph("", part=part, pictures=tuple(line.pictures))] if line.pictures else []
        return [*own, *line.aside]

    def inline(self, element: Element, line: _OdtParagraph, face: tuple[bool, bool]) -> None:
        """What stands in an element whose letters are bold or not, in italics or not."""
        bold, italic = face
        line.write(_folded(element.text), bold, italic=italic)
        for child in element:
            self.piece(child, line, face)
            line.write(_folded(child.tail), bold, italic=italic)

    def piece(self, child: Element, line: _OdtParagraph, face: tuple[bool, bool]) -> None:
        tag = str(child.tag)
        if tag == TEXT + "s":
            line.text.append(" " * min(_count(child.get(TEXT + "c")), 100))
        elif tag in _BREAKS:
            line.text.append(_BREAKS[tag])
        elif tag == TEXT + "note":
            line.aside += self.blocks(child, DocumentPart.NOTE)
        elif tag.startswith(DRAW) and tag != DRAW + "a":
            self.drawn(child, line)
        elif tag == TEXT + "span" and (name := child.get(TEXT + "style-name")):
            style = self.styles.style("text", name)
            self.inline(child, line, (face[0] or style.bold, face[1] or style.italic))
        elif tag not in _SKIPPED:
            self.inline(child, line, face)

    def drawn(self, element: Element, line: _OdtParagraph) -> None:
        """A frame with a picture or a text box, a shape with text or a picture in it, or a group of them.

        Groups are gone through one after the other, for files nest them as they like.
        """
        pending = [element]
        while pending:
            shape = pending.pop()
            if shape.tag in (DRAW + "g", DRAW + "a"):
                pending += reversed(shape)
            elif shape.get(DRAW + "display") != "none":
                self.shape(shape, line)

    def shape(self, element: Element, line: _OdtParagraph) -> None:
        line.pictures += self.pictures.shown_by(element)
        if element.tag != DRAW + "frame":
            line.aside += self.blocks(element, line.boxed)
        for box in element.iterchildren(DRAW + "text-box"):
            line.aside += self.blocks(box, line.boxed)

    def table(self, element: Element, part: DocumentPart) -> list[Block]:
        aside: list[Block] = []
        rows = []
        for row in _within(element, TABLE + "table-row"):
            cells = [cell for cell in row if cell.tag in (TABLE + "table-cell", TABLE + "covered-table-cell")]
            rows.append(tuple(self.cell(cell, part, aside) for cell in cells))
        return [DocumentTable(tuple(rows), part), *aside]

    def cell(self, element: Element, part: DocumentPart, aside: list[Block]) -> tuple[Paragraph, ...]:
        blocks = self.blocks(element, part)
        aside += [block for block in blocks if isinstance(block, DocumentTable) or block.part is not part]
        return tuple(block for block in blocks if isinstance(block, Paragraph) and block.part is part)


_BREAKS = {TEXT + "tab": "\t", TEXT + "line-break": "\n", TEXT + "soft-page-break": ""}


class OdtLists:
    """The lists that stand around, and which item begins: only its first paragraph has its number."""

    def __init__(self) -> None:
        self._styles: list[str] = []  # outermost first
        self._counts: dict[
            str, str
        ] = {}  # what the items of a list are counted by: the name of its first part
        self._last: dict[str, str] = {}  # by their style, what the last list was counted by
        self._count = ""
        self._item: ListItem | None = None

    @contextmanager
    def within(self, element: Element) -> Iterator[None]:
        """A list of the body, or one in an item of another."""
        around = self._styles[-1] if self._styles else ""
        style = element.get(TEXT + "style-name") or around
        if not self._styles:
            self._count = self._counted(element, style)
        self._styles.append(style)
        yield
        self._styles.pop()
        self._item = None

    def _counted(self, element: Element, style: str) -> str:
        """What a list is counted by: of one that goes on, what the list before it was."""
        name = element.get(_XML_ID) or element.get(TEXT + "id") or ""
        before = self._counts.get(element.get(TEXT + "continue-list", ""), "")
        if element.get(TEXT + "continue-numbering") == "true":
            before = before or self._last.get(style, "")
        count = before or f"{len(self._counts)}"
        self._counts[name or f"#{len(self._counts)}"] = self._last[style] = count
        return count

    def begin(self, element: Element) -> None:
        """An item; what its style overrides is that of this very item."""
        style = element.get(TEXT + "style-override") or (self._styles[-1] if self._styles else "")
        number = _count(element.get(TEXT + "start-value")) if element.get(TEXT + "start-value") else 0
        self._item = ListItem(style, len(self._styles) - 1, self._count, number)

    def taken(self) -> ListItem | None:
        """The item that a paragraph begins."""
        item, self._item = self._item, None
        return item


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
        width, height = (centimetres(layout.get(f"{FO}page-{side}", "")) for side in ("width", "height"))
        if width and height:
            return width, height
    return None


# What the styles say of paragraphs ----------------------------------------------------------------------

_MOST_PARENTS = 10  # styles in styles; a chain that bites its tail ends there


class OdtStyle(Struct, frozen=True):
    """What the styles say of a paragraph or a stretch of text."""

    name: str = ""
    bold: bool = False
    centred: bool = False
    size: float | None = None
    italic: bool = False


class OdtStyles:
    """Named and automatic styles; what one leaves open its parent says."""

    def __init__(self, roots: list[Element]) -> None:
        self._elements = {
            (style.get(STYLE + "family"), style.get(STYLE + "name")): style
            for root in roots
            for style in root.iter(STYLE + "style")
        }
        self._known: dict[tuple[str, str], OdtStyle] = {}

    def style(self, family: str, name: str) -> OdtStyle:
        """What the style of this family (`paragraph`, `text`) comes to."""
        key = (family, name)
        if key not in self._known:
            self._known[key] = OdtStyle(name)  # a style that is its own ancestor ends here
            self._known[key] = self._resolve(family, name)
        return self._known[key]

    def filling(self, name: str) -> str | None:
        """The name of the picture that a shape in this style is filled with; a texture is none."""
        said: dict[str, str] = {}
        for _ in range(_MOST_PARENTS):
            style = self._elements.get(("graphic", name))
            if style is None:
                break
            for element in style.iterchildren(STYLE + "graphic-properties"):
                said = {**dict(element.attrib), **said}  # type: ignore[arg-type]
            name = style.get(STYLE + "parent-style-name", "")
        tiled = said.get(STYLE + "repeat", "repeat") == "repeat"
        return (
            said.get(DRAW + "fill-image-name") if said.get(DRAW + "fill") == "bitmap" and not tiled else None
        )

    def _resolve(self, family: str, name: str) -> OdtStyle:
        style = self._elements.get((family, name))
        if style is None:
            return OdtStyle(name.replace("_20_", " ").lower())
        parent = self.style(family, style.get(STYLE + "parent-style-name", ""))
        text = style.find(STYLE + "text-properties")
        shape = style.find(STYLE + "paragraph-properties")
        weight = text.get(FO + "font-weight") if text is not None else None
        slant = text.get(FO + "font-style") if text is not None else None
        size = text.get(FO + "font-size", "") if text is not None else ""
        align = shape.get(FO + "text-align") if shape is not None else None
        # An automatic style (P1) has no name that anybody chose; it goes by its parent's.
        named = style.getparent().tag == OFFICE + "styles"  # type: ignore[union-attr]
        display = (style.get(STYLE + "display-name") or name.replace("_20_", " ")).lower()
        return OdtStyle(
            display if named else parent.name,
            parent.bold if weight is None else weight in ("bold", "600", "700", "800", "900"),
            parent.centred if align is None else align == "center",
            _points(size) or parent.size,
            parent.italic if slant is None else slant in ("italic", "oblique"),
        )


def _points(length: str) -> float | None:
    """A length as OpenDocument writes it in points."""
    found = centimetres(length)
    return round(found / CM_A_POINT, 1) if found else None


# Pictures: in frames, as fillings of shapes, and what embedded objects show ------------------------------

_OBJECTS = (DRAW + "object", DRAW + "object-ole")
_DOCUMENTS = ("doc", "xls", "ppt", "docx", "xlsx", "pptx", "zip", "odt", "ods", "odp")
_FORMULA = "Equation Native".encode("utf-16-le")
_OUTSIDE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.\-]+:|/|\.\./|\\\\|[a-zA-Z]:[\\/]")
_ROTATION = re.compile(r"rotate\s*\(\s*(-?[0-9.]+)")
_EIGHTH_TURN = 0.7854  # radians


class OdtPictures:
    """Gives the pictures of frames and shapes; each file is measured once however often it is shown."""

    def __init__(
        self, path: Path, package: Package, roots: Sequence[Element], filling: Callable[[str], str | None]
    ) -> None:
        self._path, self._package, self._filling = path, package, filling  # by the style of a shape
        self._fillings = {
            image.get(DRAW + "name"): image.get(HREF, "")
            for root in roots
            for image in root.iter(DRAW + "fill-image")
        }
        self._filled: dict[str, str | None] = {}  # by style
        self._measured: dict[str, ImageFacts] = {}
        self._previews: dict[tuple[str, str], ImageFacts] = {}

    def shown_by(self, shape: Element) -> Iterator[Picture]:
        """The picture of a frame, and the one that fills a shape or a frame."""
        hrefs = [image.get(HREF, "") for image in shape.iterchildren(DRAW + "image")]
        embedded = next(shape.iterchildren(*_OBJECTS), None)
        if hrefs and embedded is not None:
            yield self._preview(shape, embedded, hrefs)
        elif hrefs:
            yield self._picture(shape, self._best(hrefs))
        style = shape.get(DRAW + "style-name", "")
        if style not in self._filled:
            self._filled[style] = self._filling(style)
        filling = self._filled[style]
        if filling and (href := self._fillings.get(filling)):
            yield self._picture(shape, href)

    def _best(self, hrefs: list[str]) -> str:
        """Of several renderings of one picture the first; of an SVG the one in pixels beside it."""
        there = [href for href in hrefs if self._package.find(_part(href))]
        if len(there) > 1 and PurePosixPath(there[0]).suffix.casefold() == ".svg":
            return there[1]
        return there[0] if there else hrefs[0]

    def _picture(self, shape: Element, href: str) -> Picture:
        spot, part = self._spot(shape, href), self._package.find(_part(href))
        if part is None:
            return spot.linked(href) if _OUTSIDE.match(href) else spot.missing("missing from the document")
        return spot.pictured(self._image(part), self._package.digest(part))

    def _preview(self, shape: Element, embedded: Element, hrefs: list[str]) -> Picture:
        """What was pasted from Paint or the like shows itself; a chart or a workbook is no photo."""
        part = self._package.find(_part(self._best(hrefs)))
        spot = self._spot(shape, hrefs[0])
        if part is None or embedded.tag == DRAW + "object":  # an OpenDocument of its own: a chart, a table
            return spot.pictured(ImageFacts("drawing"), "")
        key = part, embedded.get(HREF, "")
        if key not in self._previews:
            self._previews[key] = self._previewed(*key)
        return spot.preview(self._previews[key], self._package.digest(part))

    def _previewed(self, part: str, href: str) -> ImageFacts:
        """The preview in this part, of the object behind this reference."""
        content, image = self._package.find(_part(href)), self._image(part)
        if len(self._previews) >= MOST_OBJECTS:
            return ImageFacts("drawing")
        try:
            data = self._package.read(content) if content else b""
            if _FORMULA in data or kind_of(data, "") in _DOCUMENTS:
                return ImageFacts("drawing")
            return seen_through(self._package.read(part), "", data) if image.is_drawing else image
        except UnreadableError:
            return image

    def _spot(self, shape: Element, href: str) -> PicturePlace:
        said = [(shape.findtext(SVG + name) or "").strip() for name in ("desc", "title")]
        turned = _ROTATION.search(shape.get(DRAW + "transform", ""))
        eighths = abs(number(turned[1])) / _EIGHTH_TURN % 4 if turned else 0
        size = [centimetres(shape.get(SVG + side, "")) or 0.0 for side in ("width", "height")]
        placed = sane(size[0], size[1], turned=1 <= eighths < 3)
        name = shape.get(DRAW + "name") or PurePosixPath(_part(href)).name
        return PicturePlace(self._path, name, placed, alternative_text(*said))

    def _image(self, part: str) -> ImageFacts:
        if part not in self._measured:
            try:
                self._measured[part] = measure(self._package.stream(part))
            except UnreadableError as fault:
                self._measured[part] = ImageFacts("unknown", trouble=fault.detail)
        return self._measured[part]


def _part(href: str) -> str:
    return href.removeprefix("./")
