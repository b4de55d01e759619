"""Reads a Word document: the zip directory, the few XML parts that carry text, and the head of each photo.

It reads what Word 2007 to 365, Google Docs, LibreOffice and WPS write, transitional or strict. Tracked
changes count as accepted, a text box once, and the placeholder of an empty content control not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, partial
from pathlib import Path

from lxml import etree

from ... import limits
from ...model.place import Place
from ...model.problems import Kind, Problem, UnreadableError
from ...model.signs import regex
from .archive import MC, Package, R, Relationships, W, parse
from .content import (
    Block,
    DocumentContent,
    DocumentPart,
    DocumentTable,
    ListItem,
    OpenParagraph,
    Paragraph,
    face_of,
    marks_are_kept,
    number,
    reader,
)
from .docx_pictures import DRAWING, OBJECT, PICT, DocxPictures, Drawings

MAIN = "word/document.xml"
_FURTHER = (
    ("/header", DocumentPart.HEADER),
    ("/footer", DocumentPart.FOOTER),
    ("/footnotes", DocumentPart.NOTE),
    ("/endnotes", DocumentPart.NOTE),
)

_DEEPEST = limits.DOCUMENTS_DEEP
_MOST_CHUNKS = limits.DOCUMENTS_IN_ONE

COUNTS = "docProps/app.xml"
_COUNTS = regex(rb"<(?:[a-z]+:)?(Pages|Words)>([0-9]{1,7})<")


_P, _TBL, _TR, _TC = W + "p", W + "tbl", W + "tr", W + "tc"
_CHUNK, _RELATION = W + "altChunk", R + "id"
_PPR, _PSTYLE, _JC, _VAL = W + "pPr", W + "pStyle", W + "jc", W + "val"
_NUMBERING, _LIST, _DEPTH = W + "numPr", W + "numId", W + "ilvl"
_RUN, _RPR, _BOLD, _ITALIC, _SIZE = W + "r", W + "rPr", W + "b", W + "i", W + "sz"
_RSTYLE = W + "rStyle"
_STYLED = {"strong": (True, False), "emphasis": (False, True), "intense emphasis": (True, True)}
_TEXT, _BREAK = W + "t", W + "br"
_DRAWN = (DRAWING, PICT, OBJECT)
_FIXED = {W + "tab": "\t", W + "ptab": "\t", _BREAK: "\n", W + "cr": "\n", W + "noBreakHyphen": "-"}
_OFF = ("0", "false", "off")
# What carries neither blocks nor text.
_PROPERTIES = ("sectPr", "sdtPr", "sdtEndPr", "tblPr", "tblGrid", "tblPrEx", "trPr", "tcPr", "rPr")
_SKIPPED = {W + name for name in _PROPERTIES}

# What a reader of the page does not see.
_CHOICE, _FALLBACK = MC + "Choice", MC + "Fallback"
_DELETED, _MOVED, _HIDDEN = W + "del", W + "moveFrom", W + "vanish"
_PLACEHOLDER, _BOX = W + "showingPlcHdr", W + "txbxContent"
_UNTIDY = (_DELETED, _MOVED, _FALLBACK, _CHOICE, _HIDDEN, _PLACEHOLDER, _BOX)
_PICTURED = (W + "drawing", W + "pict")

Boxes = dict[etree._Element, list[etree._Element]]  # by the paragraph that they hang on


@reader
def read_docx(path: Path, data: bytes, depth: int = 0) -> DocumentContent:
    """The content of a Word document; `depth` counts the documents around it."""
    return _DocxReader(path, Package(data), depth).content()


class _DocxReader:
    """One reading of one document."""

    def __init__(self, path: Path, package: Package, depth: int) -> None:
        self.path = path
        self.depth = depth  # documents around this one
        self.chunks = 0
        self.package = package
        self.damages: list[Problem] = []
        self.styles = DocxStyles(package)

    def content(self) -> DocumentContent:
        if any(name.casefold().endswith("vbaproject.bin") for name in self.package):
            self.damages.append(
                Problem(self.path, found="vbaProject.bin", kind=Kind.MACROS, detail="a VBA project")
            )
        main = self._main_part()
        relations = Relationships(self.package, main)
        if relations.outside:
            raise UnreadableError(Kind.UNSAFE, "a relation points outside the package", relations.outside)
        root = parse(self.package.read(main), main)
        body = next((child for child in root if child.tag.endswith("}body")), None)
        if body is None:
            raise UnreadableError(Kind.BROKEN, f"{main} has no body", main)
        blocks = [*self._blocks(body, DocumentPart.BODY, relations)]
        for kind, part in _FURTHER:
            for name in relations.of_type(kind):
                blocks += self._further_part(name, part)
        return DocumentContent(tuple(blocks), tuple(self.damages), counted=self._counted())

    def _counted(self) -> tuple[int, int] | None:
        """Pages and words as Word or LibreOffice counted them when it saved the file."""
        try:
            counts = dict(_COUNTS.findall(self.package.read(COUNTS))) if COUNTS in self.package else {}
        except UnreadableError:
            return None
        return (int(counts[b"Pages"]), int(counts[b"Words"])) if len(counts) == 2 else None

    def _main_part(self) -> str:
        if MAIN in self.package:
            return MAIN
        # SharePoint and some others call it otherwise; the package's own relations tell.
        return next(iter(Relationships(self.package, "").of_type("/officeDocument")), MAIN)

    def _further_part(self, name: str, part: DocumentPart) -> Iterator[Block]:
        """Headers, footers and notes: damage in one of them doesn't hide the rest."""
        try:
            root = parse(self.package.read(name), name)
            yield from self._blocks(root, part, Relationships(self.package, name))
        except UnreadableError as fault:
            self.damages.append(fault.problem(self.path, Place(part=name)))

    def _blocks(self, root: etree._Element, part: DocumentPart, relations: Relationships) -> Iterator[Block]:
        boxes = tidy(root)
        pictures = DocxPictures(self.path, self.package, relations)
        chunks = partial(self._chunk, relations)
        yield from DocxBlocks(part, self.styles, pictures, boxes, chunks).of(root)

    def _chunk(self, relations: Relationships, key: str) -> tuple[Block, ...]:
        """The blocks of a document that stands whole in this one, as web programs make their .docx."""
        from .writing import READABLE, reader_of, whole_kind

        name = relations.target(key) or ""
        try:
            data = self.package.read(name)
        except UnreadableError as fault:
            self.damages.append(fault.problem(self.path, Place(part=name)))
            return ()
        kind = whole_kind(data, name)
        self.chunks += 1
        if self.depth >= _DEEPEST or self.chunks > _MOST_CHUNKS or kind not in READABLE:
            self.damages.append(
                Problem(self.path, place=Place(part=name), kind=Kind.BROKEN, detail=f"{name} is {kind}")
            )
            return ()
        if kind == "docx":
            content = read_docx(self.path, data, self.depth + 1)
        else:
            content = reader_of(kind)(self.path, data)
        self.damages += content.damages
        return tuple(block for block in content.blocks if block.part is DocumentPart.BODY)


# Text: paragraphs, tables and text boxes in reading order --------------------------------------------


class DocxBlocks:
    """Turns the elements of one part into blocks."""

    def __init__(
        self,
        part: DocumentPart,
        styles: DocxStyles,
        pictures: DocxPictures,
        boxes: Boxes,
        chunks: Callable[[str], Iterable[Block]] = lambda _: (),
    ) -> None:
        self._part = part
        self._chunks = chunks  # the blocks of a document inside this one, by the id of its relation
        self._styles = styles
        self._pictures = pictures
        self._drawings = Drawings(pictures)
        self._boxes = boxes
        self._marked = marks_are_kept()

    def of(self, container: etree._Element) -> Iterator[Block]:
        """The blocks in a body, cell, text box, note, content control …, in reading order."""
        for child in container:
            tag = child.tag
            if tag == _P:
                yield self._paragraph(child)
                for box in self._boxes.get(child, ()) if self._boxes else ():
                    yield from self._boxed(box)
            elif tag == _TBL:
                yield from self._table(child)
            elif tag == _CHUNK:
                yield from self._chunks(child.get(_RELATION, ""))
            elif tag not in _SKIPPED:
                yield from self.of(child)

    def _boxed(self, box: etree._Element) -> Iterator[Block]:
        part = DocumentPart.TEXT_BOX if self._part is DocumentPart.BODY else self._part
        yield from DocxBlocks(part, self._styles, self._pictures, self._boxes, self._chunks).of(box)

    def _table(self, table: etree._Element) -> Iterator[Block]:
        """The table, and after it the tables that stood in its cells."""
        rows, nested = [], []
        for row in _inside(table, _TR):
            cells = []
            for cell in _inside(row, _TC):
                blocks = list(self.of(cell))
                cells.append(tuple(block for block in blocks if isinstance(block, Paragraph)))
                nested += [block for block in blocks if isinstance(block, DocumentTable)]
            rows.append(tuple(cells))
        yield DocumentTable(tuple(rows), self._part)
        yield from nested

    def _paragraph(self, paragraph: etree._Element) -> Paragraph:
        # Its children are looked at once: lxml makes an object of each anew whenever it is asked for.
        line = OpenParagraph()
        style, centred = "", False
        item: ListItem | None = None
        first: etree._Element | None = None  # run
        for place, child in enumerate(paragraph):
            tag = child.tag
            if tag == _RUN:
                first = child if first is None else first
                self._run(child, line)
            elif tag != _PPR:
                self._add(child, tag, line)
            elif place == 0:
                style, centred, item = self._properties(child)
        bold, size = (False, None) if first is None else _typed(first)
        text, pictures = "".join(line.text), tuple(line.pictures)
        return Paragraph(text, style, self._part, pictures, bold, centred, size, item, line.marks)

    def _run(self, run: etree._Element, line: OpenParagraph) -> None:
        """The text and pictures of a run, and how it is set."""
        face, before = "", len(line.text)
        for child in run:
            tag = child.tag
            if tag == _TEXT:
                line.text.append(child.text or "")
            elif tag == _RPR and self._marked:
                face = self._face(child)
            else:
                self._add(child, tag, line)
        if face:
            line.faces += ((at, face) for at in range(before, len(line.text)))

    def _face(self, properties: etree._Element) -> str:
        bold = italic = False
        for child in properties:
            tag = child.tag
            if tag == _BOLD:
                bold = child.get(_VAL) not in _OFF
            elif tag == _ITALIC:
                italic = child.get(_VAL) not in _OFF
            elif tag == _RSTYLE:
                bold, italic = _STYLED.get(self._styles.name(child.get(_VAL, "")), (bold, italic))
        return face_of(bold, italic)

    def _add(self, child: etree._Element, tag: str, line: OpenParagraph) -> None:
        """What an element gives, through links, fields, controls, insertions …; its tag is known."""
        if tag == _TEXT:
            line.text.append(child.text or "")
        elif tag in _FIXED:
            line.text.append(_FIXED[tag])
        elif tag in _DRAWN:
            line.pictures += self._drawings.of(child)
        elif tag == _RUN:
            self._run(child, line)
        elif tag != _PPR and tag not in _SKIPPED:
            for inner in child:
                self._add(inner, inner.tag, line)

    def _properties(self, properties: etree._Element) -> tuple[str, bool, ListItem | None]:
        style, centred, item = "", False, None
        for child in properties:
            if child.tag == _PSTYLE:
                style = self._styles.name(child.get(_VAL, ""))
            elif child.tag == _JC:
                centred = child.get(_VAL) == "center"
            elif child.tag == _NUMBERING:
                item = _item(child)
        return style, centred, item


def _item(properties: etree._Element) -> ListItem | None:
    """The list that a paragraph is an item of, and how deep; the list 0 takes a style's numbering away."""
    said = {child.tag: child.get(_VAL, "") for child in properties}
    key = said.get(_LIST, "")
    return ListItem(key, int(number(said.get(_DEPTH, "")))) if key not in ("", "0") else None


def _inside(container: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Rows of a table or cells of a row, also where a content control or a tracked change wraps them."""
    for child in container:
        if child.tag == tag:
            yield child
        elif child.tag not in _SKIPPED:
            yield from _inside(child, tag)


def _typed(run: etree._Element) -> tuple[bool, float | None]:
    """Whether a run is bold, and its size in points, as far as it says so itself."""
    properties = next(iter(run), None)
    bold, size = False, None
    for child in properties if properties is not None and properties.tag == _RPR else ():
        if child.tag == _BOLD:
            bold = child.get(_VAL) not in _OFF
        elif child.tag == _SIZE:
            size = number(child.get(_VAL, "")) / 2 or None
    return bold, size


# What is taken out before anything is read ------------------------------------------------------------


def tidy(root: etree._Element) -> Boxes:
    """Take out the unseen, and lift the text boxes out; they are given under the paragraph they hang on.

    What goes: text deleted or moved away, hidden text, all but the first rendering of one drawing, and the
    placeholders of content controls that nobody has filled in.
    """
    # One pass over the tree tells whether there is anything to do; usually there is not.
    found: dict[str, list[etree._Element]] = {}
    for element in root.iter(*_UNTIDY):
        found.setdefault(element.tag, []).append(element)
    for change in found.get(_DELETED, []) + found.get(_MOVED, []):
        _accept(change)
    for other in found.get(_FALLBACK, []) + found.get(_CHOICE, []):
        if any(True for _ in other.itersiblings(_CHOICE, preceding=True)):
            _remove(other)
    for mark in found.get(_HIDDEN, []):
        if mark.get(_VAL) not in _OFF:
            _remove_hidden(mark)
    for mark in found.get(_PLACEHOLDER, []):
        if mark.get(_VAL) not in _OFF:
            _remove_placeholder(mark)
    return _lifted(root) if _BOX in found else {}


def _accept(change: etree._Element) -> None:
    parent = change.getparent()
    if parent is None:
        return
    if parent.tag == W + "trPr":  # the row itself was deleted
        _remove(parent.getparent())
    elif parent.tag == W + "rPr":  # the paragraph's end was deleted: it runs on into the next
        _join_with_next(next(change.iterancestors(_P), None))
    else:
        _remove(change)


def _join_with_next(paragraph: etree._Element | None) -> None:
    following = paragraph.getnext() if paragraph is not None else None
    if paragraph is None or following is None or following.tag != _P:
        return
    start = 1 if len(following) and following[0].tag == W + "pPr" else 0
    moved = [child for child in paragraph if child.tag != W + "pPr"]
    for index, child in enumerate(moved, start):
        following.insert(index, child)
    _remove(paragraph)


def _remove_hidden(mark: etree._Element) -> None:
    """The run that is hidden; a hidden paragraph mark hides no text."""
    holders = mark.iterancestors()
    next(holders)
    run = next(holders, None)
    if run is not None and run.tag == _RUN:
        _remove(run)


def _remove_placeholder(mark: etree._Element) -> None:
    control = next(mark.iterancestors(W + "sdt"), None)
    content = control.find(W + "sdtContent") if control is not None else None
    for shown in [] if content is None else [*content.iter(W + "t", *_PICTURED)]:
        _remove(shown)


def _lifted(root: etree._Element) -> Boxes:
    boxes: Boxes = {}
    for box in [*root.iter(_BOX)]:
        host = next(box.iterancestors(_P), None)
        if host is not None:
            boxes.setdefault(host, []).append(box)
            _remove(box)
    return boxes


def _remove(element: etree._Element | None) -> None:
    parent = element.getparent() if element is not None else None
    if element is not None and parent is not None:
        parent.remove(element)


# The names of paragraph styles -------------------------------------------------------------------------

# Styles that Word calls so in every language; only for others must `styles.xml` be opened.
_WELL_KNOWN = {
    "Title": "title", "Subtitle": "subtitle", "Caption": "caption", "Normal": "normal",
    "BodyText": "body text", "ListParagraph": "list paragraph", "NoSpacing": "no spacing",
    "NormalWeb": "normal (web)", "Header": "header", "Footer": "footer",
    "FootnoteText": "footnote text", "TextBody": "text body",
} | {f"Heading{level}": f"heading {level}" for level in range(1, 10)}  # fmt: skip
_NAME = regex(rb'<[a-z]+:name [a-z]+:val="([^"]*)"')
_PARENT = regex(rb'<[a-z]+:basedOn [a-z]+:val="([!-~]*?)"')
_STYLE = regex(rb'styleId="([^"]*)"')
_LONGEST_STYLE = limits.STYLE_BYTES
_MEANINGFUL = ("title", "heading 1", "heading 2", "caption")


class DocxStyles:
    """Names of paragraph styles by their ids, in lower case: `title`, `heading 1`, `caption`.

    The styles part is the largest of all, so the few styles that matter are picked out of it unparsed.
    """

    def __init__(self, package: Package) -> None:
        self._package = package
        self._names: dict[str, str] = {}

    def name(self, key: str) -> str:
        """The style's name; a user's own style goes by the built-in one it is based on."""
        if key in _WELL_KNOWN:
            return _WELL_KNOWN[key]
        if key not in self._names:
            self._names[key] = self._look_up(key)
        return self._names[key]

    def _look_up(self, key: str) -> str:
        step, own = key, ""
        for _ in range(10):  # a chain that bites its tail ends here
            name, parent = self._style(step)
            own = own or name
            if _WELL_KNOWN.get(step, name) in _MEANINGFUL:
                return _WELL_KNOWN.get(step, name)
            if not parent:
                break
            step = parent
        return own or key.lower()

    def _style(self, key: str) -> tuple[str, str]:
        """Name and parent of one style; empty where there is no such."""
        start = self._starts.get(key.encode("utf-8", "replace"))
        if start is None:
            return "", ""
        end = self._part.find(b":style>", start, start + _LONGEST_STYLE)
        style = self._part[start : end if end >= 0 else start + _LONGEST_STYLE]
        name, parent = _NAME.search(style), _PARENT.search(style)
        named = name[1].decode("utf-8", "replace").lower() if name else ""
        return named, parent[1].decode() if parent else ""

    @cached_property
    def _starts(self) -> dict[bytes, int]:
        """Where each style begins, by its id; of two with one id the first counts."""
        found = [(style[1], style.start()) for style in _STYLE.finditer(self._part)]
        return dict(reversed(found))

    @cached_property
    def _part(self) -> bytes:
        try:
            return self._package.read("word/styles.xml")
        except UnreadableError:
            return b""  # the text is all there; only the names of its styles are not
