"""HTML and MHTML, which web programs call .doc, and which stand whole inside some .docx (altChunk); text."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Mapping
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from urllib.parse import unquote

from lxml import etree
from lxml import html as lxml_html

from ...model.problems import Kind
from ..images.photos import PicturePlace
from .content import Block, DocumentContent, DocumentTable, OpenParagraph, Paragraph, damaged
from .lengths import CM_A_PIXEL, number

_SKIPPED = {"head", "script", "style", "title", "noscript", "template", "object", "iframe", "svg", "select"}
_BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "center", "dd", "div", "dl", "dt", "figcaption",
    "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "html", "li", "main", "nav",
    "ol", "p", "pre", "section", "ul",
}  # fmt: skip
_STYLES = {"h1": "heading 1", "h2": "heading 2", "h3": "heading 3", "figcaption": "caption"}
_CLASSES = {"msotitle": "title", "msocaption": "caption"}
_DEEPEST = 200  # elements in elements
_MOST_PARTS = 500  # of a MHTML file
_HIDDEN = re.compile(r"(?:display\s*:\s*none|mso-hide\s*:\s*all)", re.IGNORECASE)

Files = Mapping[str, bytes]  # pictures by the addresses they are shown under


def read_html(path: Path, data: bytes) -> DocumentContent:
    """The blocks of an HTML file; pictures count where they stand in it."""
    return _read(path, decoded(data) if _is_marked(data) else _by_own_charset(data), {})


def read_mhtml(path: Path, data: bytes) -> DocumentContent:
    """The blocks of a web archive: its first HTML part, with the pictures that lie beside it."""
    page, files = None, dict[str, bytes]()
    for part in _parts(message_from_bytes(data)):
        body = part.get_payload(decode=True)
        if not isinstance(body, bytes):
            continue
        if part.get_content_type() == "text/html" and page is None:
            charset = part.get_content_charset("") or ""
            page = _by_own_charset(body, charset)
        for name in (part.get("Content-Location", ""), f"cid:{part.get('Content-ID', '').strip('<> ')}"):
            files[name.strip()] = body
    if page is None:
        return damaged(path, Kind.BROKEN, "a web archive without a page")
    return _read(path, page, files)


def _parts(message: Message) -> Iterator[Message]:
    for index, part in enumerate(message.walk()):
        if index > _MOST_PARTS:
            return
        if not part.is_multipart():
            yield part


def _is_marked(data: bytes) -> bool:
    return data[:2] in (b"\xff\xfe", b"\xfe\xff") or data[:3] == b"\xef\xbb\xbf"


def _by_own_charset(data: bytes, charset: str = "") -> str:
    """The text by the charset that the page names itself."""
    found = re.search(rb"charset\s*=\s*[\"']?([A-Za-z0-9_-]+)", data[:4096])
    try:
        return data.decode(charset or (found[1].decode() if found else "utf-8"))
    except (LookupError, UnicodeDecodeError):
        return decoded(data)


def _read(path: Path, page: str, files: Files) -> DocumentContent:
    parser = lxml_html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    page = re.sub(r"\A\s*<\?xml[^>]*\?>", "", page)  # lxml takes no text that names an encoding
    try:
        root = lxml_html.document_fromstring(page, parser=parser)
    except (etree.LxmlError, ValueError) as error:
        return damaged(path, Kind.NO_TEXT, str(error))
    body = root.find("body")
    return DocumentContent(tuple(_HtmlReader(path, files).blocks(body if body is not None else root)))


class _HtmlReader:
    def __init__(self, path: Path, files: Files) -> None:
        self.path, self.files = path, files
        self.found: list[Block] = []
        self.open = OpenParagraph()
        self.style, self.centred = "", False
        self.count = 0

    def blocks(self, element: etree._Element) -> list[Block]:
        """The blocks in an element."""
        self.walk(element, 0, bold=False, centred=False)
        self.end()
        return self.found

    def walk(self, element: etree._Element, depth: int, *, bold: bool, centred: bool) -> None:
        tag = element.tag if isinstance(element.tag, str) else ""
        hidden = _HIDDEN.search(element.get("style", ""))
        if not tag or tag in _SKIPPED or hidden or depth > _DEEPEST:
            return
        if tag == "table":
            self.table(element)
            return
        centred = centred or _is_centred(element)
        bold = bold or tag in ("b", "strong", "h1", "h2", "h3", "h4")
        if tag in _BLOCKS:
            self.end()
            self.style, self.centred = _style(element), centred
        elif tag == "br":
            self.open.text.append("\n")
        elif tag == "img":
            self.show(element)
        self.write(element.text, bold)
        for child in element:
            self.walk(child, depth + 1, bold=bold, centred=centred)
            self.write(child.tail, bold)
        if tag in _BLOCKS:
            self.end()
            self.centred = centred

    def write(self, text: str | None, bold: bool) -> None:
        if text:
            self.open.write(re.sub(r"[ \t\r\n]+", " ", text), bold)

    def end(self) -> None:
        """The paragraph at hand ends here."""
        words = re.sub(r" *\n *", "\n", re.sub(r" {2,}", " ", "".join(self.open.text))).strip()
        if words or self.open.pictures:
            pictures = tuple(self.open.pictures)
            self.found.append(
                Paragraph(words, self.style, pictures=pictures, bold=self.open.bold, centred=self.centred)
            )
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
    if not head.startswith("data:") or not head.endswith("base64"):
        return None
    try:
        return base64.b64decode(re.sub(r"\s+", "", unquote(body)))
    except (binascii.Error, ValueError):
        return None


# Plain text, which people save under a document's name --------------------------------------------------


def read_text(_: Path, data: bytes) -> DocumentContent:
    """The lines of a text, each of them a paragraph."""
    return DocumentContent(tuple(Paragraph(line.strip()) for line in decoded(data).splitlines()))


def decoded(data: bytes) -> str:
    """Text as Notepad saves it: UTF-8 or UTF-16 with their mark, UTF-8 without, else Windows' own code."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")
