"""Documents that are one text file: HTML, web archives, XML of Word and LibreOffice, plain text.

Web programs call HTML and MHTML .doc, and they stand whole inside some .docx (altChunk). Word 2003's XML and
the flat forms of .docx and .odt are put into the package that their newer brothers are, and read as that.
"""

from __future__ import annotations

import base64
import binascii
import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from email import message_from_bytes
from html import escape
from itertools import islice
from pathlib import Path
from urllib.parse import unquote

from lxml import etree
from lxml import html as lxml_html
from msgspec.structs import replace

from ... import limits
from ...model.problems import Kind, UnreadableError
from ...model.signs import UTF_8_MARK, UTF_16_MARKS, decode
from ...model.story import Mark
from ..images.photos import PicturePlace
from .archive import DRAW, HREF, OFFICE, PKG, RELATIONSHIPS, WORD_2003, R, V, W, bare, parse
from .content import (
    CM_A_PIXEL,
    Block,
    DocumentContent,
    DocumentPart,
    DocumentTable,
    OpenParagraph,
    Paragraph,
    number,
    reader,
)
from .docx import read_docx
from .odt import read_odt

_SKIPPED = {"head", "script", "style", "title", "noscript", "template", "object", "iframe", "svg", "select"}
_BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "center", "dd", "div", "dl", "dt", "figcaption",
    "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "html", "li", "main", "nav",
    "ol", "p", "pre", "section", "ul",
}  # fmt: skip
_STYLES = {"h1": "heading 1", "h2": "heading 2", "h3": "heading 3", "figcaption": "caption"}
_CLASSES = {"msotitle": "title", "msocaption": "caption"}
_DEEPEST = limits.HTML_DEPTH
_MOST_PARTS = limits.WEB_PARTS
_MOST_PICTURES = limits.PICTURES
_BOUNDARY = re.compile(rb"boundary\s*=\s*\"?([^\s\";]{1,200})", re.IGNORECASE)
_HIDDEN = re.compile(r"(?:display\s*:\s*none|mso-hide\s*:\s*all)", re.IGNORECASE)

Files = Mapping[str, bytes]  # pictures by the addresses they are shown under


@reader
def read_html(path: Path, data: bytes) -> DocumentContent:
    """The blocks of an HTML file; pictures count where they stand in it."""
    is_marked = data.startswith((*UTF_16_MARKS, UTF_8_MARK))
    return _read_page(path, decode(data) if is_marked else _by_own_charset(data), {})


@reader
def read_mhtml(path: Path, data: bytes) -> DocumentContent:
    """The blocks of a web archive: its first HTML part, with the pictures that lie beside it."""
    page, files = None, dict[str, bytes]()
    for part in islice(message_from_bytes(_first_parts(data)).walk(), _MOST_PARTS + 1):
        body = None if part.is_multipart() else part.get_payload(decode=True)
        if not isinstance(body, bytes):
            continue
        if part.get_content_type() == "text/html" and page is None:
            page = _by_own_charset(body, part.get_content_charset("") or "")
        for name in (part.get("Content-Location", ""), f"cid:{part.get('Content-ID', '').strip('<> ')}"):
            files[name.strip()] = body
    if page is None:
        raise UnreadableError(Kind.BROKEN, "a web archive without a page")
    return _read_page(path, page, files)


def read_text(_: Path, data: bytes) -> DocumentContent:
    """The lines of a text, which people save under a document's name, each of them a paragraph."""
    return DocumentContent(tuple(Paragraph(line.strip()) for line in decode(data).splitlines()))


def _first_parts(data: bytes) -> bytes:
    """A web archive up to the last part that is looked at: to take all of 300,000 apart takes a minute."""
    declared = {re.escape(found[1]) for found in islice(_BOUNDARY.finditer(data), 100)}
    start = b"|".join(rb"^--" + one for one in declared) or rb"(?!)"
    further = next(islice(re.finditer(start, data, re.MULTILINE), _MOST_PARTS, None), None)
    return data[: further.start()] if further else data


def _by_own_charset(data: bytes, charset: str = "") -> str:
    """The text by the charset that the page names itself."""
    found = re.search(rb"charset\s*=\s*[\"']?([A-Za-z0-9_-]+)", data[:4096])
    try:
        return data.decode(charset or (found[1].decode() if found else "utf-8"))
    except (LookupError, UnicodeDecodeError):
        return decode(data)


def _read_page(path: Path, page: str, files: Files) -> DocumentContent:
    parser = lxml_html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    page = re.sub(r"\A\s*<\?xml[^>]*\?>", "", page)  # lxml takes no text that names an encoding
    try:
        root = lxml_html.document_fromstring(page, parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise UnreadableError(Kind.NO_TEXT, str(error)) from error
    body = root.find("body")
    return DocumentContent(tuple(_HtmlReader(path, files).blocks(body if body is not None else root)))


def _shifted(paragraph: Paragraph, words: str) -> tuple[Mark, ...]:
    """The marks of a paragraph without the blanks around it; none where blanks in it are gone as well."""
    blanks = paragraph.text.find(words) if words else -1
    if blanks < 0:
        return ()
    cut = ((start - blanks, min(end - blanks, len(words)), face) for start, end, face in paragraph.marks)
    return tuple((max(start, 0), end, face) for start, end, face in cut if end > max(start, 0))


class _HtmlReader:
    def __init__(self, path: Path, files: Files) -> None:
        self.path, self.files = path, files
        self.found: list[Block] = []
        self.open = OpenParagraph()
        self.style, self.centred = "", False
        self.count = 0

    def blocks(self, element: etree._Element) -> list[Block]:
        """The blocks in an element."""
        self.walk(element, 0, bold=False, italic=False, centred=False)
        self.end()
        return self.found

    def walk(self, element: etree._Element, depth: int, *, bold: bool, italic: bool, centred: bool) -> None:
        tag = element.tag if isinstance(element.tag, str) else ""
        hidden = _HIDDEN.search(element.get("style", ""))
        if not tag or tag in _SKIPPED or hidden or depth > _DEEPEST:
            return
        if tag == "table":
            self.table(element)
            return
        centred = centred or _is_centred(element)
        bold = bold or tag in ("b", "strong", "h1", "h2", "h3", "h4")
        italic = italic or tag in ("i", "em")
        if tag in _BLOCKS:
            self.end()
            self.style, self.centred = _style(element), centred
        elif tag == "br":
            self.open.text.append("\n")
        elif tag == "img":
            self.show(element)
        self.write(element.text, bold, italic)
        for child in element:
            self.walk(child, depth + 1, bold=bold, italic=italic, centred=centred)
            self.write(child.tail, bold, italic)
        if tag in _BLOCKS:
            self.end()
            self.centred = centred

    def write(self, text: str | None, bold: bool, italic: bool) -> None:
        if text:
            self.open.write(re.sub(r"[ \t\r\n]+", " ", text), bold, italic=italic)

    def end(self) -> None:
        """The paragraph at hand ends here."""
        words = re.sub(r" *\n *", "\n", re.sub(r" {2,}", " ", "".join(self.open.text))).strip()
        if words or self.open.pictures:
            made = self.open.closed(self.style, DocumentPart.BODY, self.centred)
            self.found.append(replace(made, text=words, marks=_shifted(made, words)))
        self.open, self.style = OpenParagraph(), ""

    def table(self, table: etree._Element) -> None:
        """A table with its cells; tables in a cell follow it."""
        self.end()
        rows, nested = [], list[Block]()
        for row in _own(table, "tr", "table"):
            cells = []
            for cell in _own(row, ("td", "th"), "table"):
                inside = _HtmlReader(self.path, self.files)
                inside.count = self.count
                blocks = inside.blocks(cell)
                self.count = inside.count
                cells.append(tuple(block for block in blocks if isinstance(block, Paragraph)))
                nested += [block for block in blocks if isinstance(block, DocumentTable)]
            rows.append(tuple(cells))
        if any(len(row) > 1 for row in rows):
            self.found.append(DocumentTable(tuple(rows)))
        else:  # a frame around the page
            self.found += [paragraph for row in rows for cell in row for paragraph in cell]
        self.found += nested

    def show(self, image: etree._Element) -> None:
        address = image.get("src", "").strip()
        self.count += 1
        if self.count > _MOST_PICTURES:
            return
        sides = [_pixels(image, side) for side in ("width", "height")]
        placed = (round(sides[0] * CM_A_PIXEL, 2), round(sides[1] * CM_A_PIXEL, 2)) if all(sides) else None
        spot = PicturePlace(self.path, f"image{self.count}", placed, image.get("alt", ""))
        data = _in_address(address) or self.files.get(address) or self.files.get(unquote(address))
        self.open.pictures.append(spot.embedded(data) if data else spot.linked(address))


def _own(container: etree._Element, tags: str | tuple[str, ...], other: str) -> Iterator[etree._Element]:
    """The rows of a table or cells of a row, none of a table inside."""
    for child in container:
        if child.tag in tags if isinstance(tags, tuple) else child.tag == tags:
            yield child
        elif child.tag != other and isinstance(child.tag, str) and child.tag not in ("td", "th"):
            yield from _own(child, tags, other)


def _style(element: etree._Element) -> str:
    classes = element.get("class", "").casefold().split()
    return next((_CLASSES[name] for name in classes if name in _CLASSES), _STYLES.get(str(element.tag), ""))


def _is_centred(element: etree._Element) -> bool:
    said = element.get("align", "") + element.get("style", "")
    return element.tag == "center" or bool(
        re.search(r"\A *center|text-align\s*:\s*center", said, re.IGNORECASE)
    )


def _pixels(image: etree._Element, side: str) -> float:
    found = re.match(r"[0-9.]{1,8}", image.get(side, "")) or re.search(
        rf"(?:^|;)\s*{side}\s*:\s*([0-9.]{{1,8}})px", image.get("style", "")
    )
    return number(found[found.lastindex or 0]) if found else 0.0


def _in_address(address: str) -> bytes | None:
    """The picture that an address itself carries (`data:image/jpeg;base64,…`)."""
    head, _, body = address.partition(",")
    is_data = head.startswith("data:") and head.endswith("base64")
    return _from_base64(unquote(body)) if is_data else None


# XML -----------------------------------------------------------------------------------------------------


@reader
def read_word2003(path: Path, data: bytes) -> DocumentContent:
    """A document of Word 2003 in XML."""
    data = data.replace(bare(WORD_2003).encode(), bare(W).encode())
    return read_docx(path, _zipped(_word2003(parse(data, path.name))))


@reader
def read_flatopc(path: Path, data: bytes) -> DocumentContent:
    """A Word document whose package is one XML file."""
    return read_docx(path, _zipped(_flat_parts(parse(data, path.name))))


@reader
def read_fodt(path: Path, data: bytes) -> DocumentContent:
    """An OpenDocument text in one XML file."""
    return read_odt(path, _zipped(_flat_odt(parse(data, path.name))))


def _zipped(parts: Mapping[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return file.getvalue()


def _word2003(root: etree._Element) -> dict[str, bytes]:
    body = root.find(f"{W}body")
    if body is None:
        raise UnreadableError(Kind.BROKEN, "no body")
    pictures = {}
    for index, data in enumerate(list(root.iter(f"{W}binData"))):
        pictures[data.get(f"{W}name", "")] = f"media/image{index}", _from_base64(data.text)
    for shown in root.iter(f"{V}imagedata"):
        shown.set(f"{R}id", shown.get("src", ""))
    relations = "".join(
        f'<Relationship Id="{escape(key, quote=True)}" Type="{bare(R)}/image" Target="{name}"/>'
        for key, (name, _) in pictures.items()
    )
    document = b"<w:document xmlns:w='%s'>%s</w:document>" % (bare(W).encode(), etree.tostring(body))
    listed = f"<Relationships xmlns='{bare(RELATIONSHIPS)}'>{relations}</Relationships>"
    parts = {"word/document.xml": document, "word/_rels/document.xml.rels": listed.encode()}
    if (styles := root.find(f"{W}styles")) is not None:
        parts["word/styles.xml"] = etree.tostring(styles)
    return parts | {f"word/{name}": data for name, data in pictures.values()}


def _from_base64(text: str | None) -> bytes:
    try:
        return base64.b64decode("".join((text or "").split()))
    except (binascii.Error, ValueError):
        return b""


def _flat_parts(root: etree._Element) -> dict[str, bytes]:
    parts: dict[str, bytes] = {}
    for part in root.iter(f"{PKG}part"):
        for content in part:
            if content.tag == f"{PKG}xmlData" and len(content):
                parts[part.get(f"{PKG}name", "").lstrip("/")] = etree.tostring(content[0])
            elif content.tag == f"{PKG}binaryData":
                parts[part.get(f"{PKG}name", "").lstrip("/")] = _from_base64(content.text)
    return parts


def _flat_odt(root: etree._Element) -> dict[str, bytes]:
    parts: dict[str, bytes] = {"mimetype": b"application/vnd.oasis.opendocument.text"}
    for index, data in enumerate(list(root.iter(f"{OFFICE}binary-data"))):
        holder = data.getparent()
        if holder is not None and holder.tag == f"{DRAW}image":
            name = f"Pictures/{index}"
            parts[name] = _from_base64(data.text)
            holder.set(HREF, name)
            holder.remove(data)
    root.tag = f"{OFFICE}document-content"
    parts["content.xml"] = etree.tostring(root)
    root.tag = f"{OFFICE}document-styles"
    parts["styles.xml"] = etree.tostring(root)
    parts["META-INF/manifest.xml"] = b"<manifest/>"
    return parts
