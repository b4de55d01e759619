"""The parts of a Word document beside its text: safe parsing, relations, style names."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import PurePosixPath

from lxml import etree

from ...model.problems import Kind, UnreadableError
from .archive import Package
from .namespaces import OFFICE_OPEN, RELATIONSHIPS

_RELATION = RELATIONSHIPS + "Relationship"

# Strict OOXML is the same language under other namespaces, which lack the year.
_STRICT = b"http://purl.oclc.org/ooxml/"
_STRICT_NAMES = (
    *(b"wordprocessingml/main", b"officeDocument/relationships", b"officeDocument/math"),
    *(b"drawingml/main", b"drawingml/diagram", b"drawingml/picture", b"drawingml/wordprocessingDrawing"),
)

_PARSER = etree.XMLParser(
    resolve_entities=False,
    no_network=True,
    load_dtd=False,
    huge_tree=False,
    remove_comments=True,
    remove_pis=True,
    collect_ids=False,
)


# In one part: five pages have some 10,000; two hundred pages with a run for every word have this.
MOST_TAGS = 500_000


def parse(data: bytes, name: str) -> etree._Element:
    """The root of one XML part, in transitional namespaces.

    Raises:
        UnreadableError: broken XML, or a document type, which no Word document has and entity tricks need;
            or elements without end, each of which takes a hundred times the room of its letters.
    """
    if data.count(b"<") > MOST_TAGS:
        raise UnreadableError(Kind.UNSAFE, f"{name} has elements without end", f"> {MOST_TAGS} <…>")
    if _STRICT in data[:8192]:
        for strict in _STRICT_NAMES:
            transitional = OFFICE_OPEN.encode() + strict.replace(b"/", b"/2006/")
            data = data.replace(_STRICT + strict, transitional)
    try:
        root = etree.fromstring(data, _PARSER)
    except (etree.XMLSyntaxError, ValueError) as error:
        if _has_document_type(data):
            raise _document_type(name) from error
        raise UnreadableError(Kind.BROKEN, f"{name}: {error}", PurePosixPath(name).name) from error
    if root.getroottree().docinfo.doctype:  # type: ignore[union-attr]
        raise _document_type(name)
    return root


def _has_document_type(data: bytes) -> bool:
    return any("<!DOCTYPE".encode(encoding) in data for encoding in ("ascii", "utf-16-le", "utf-16-be"))


def _document_type(name: str) -> UnreadableError:
    return UnreadableError(Kind.UNSAFE, f"{name} declares a document type", "<!DOCTYPE>")


class Relationships:
    """What one part refers to, by id: targets inside the package by their names."""

    def __init__(self, package: Package, part: str) -> None:
        folder, base = posixpath.split(part)
        self.outside = ""
        self._targets: dict[str, str] = {}
        self._types: dict[str, str] = {}
        self.linked: dict[str, str] = {}  # what lies outside by intention, by id: links, linked pictures
        name = posixpath.join(folder, "_rels", f"{base}.rels")
        if name not in package:
            return
        for relation in parse(package.read(name), name).iter(_RELATION):
            self._add(relation, folder)

    def _add(self, relation: etree._Element, folder: str) -> None:
        key, target = relation.get("Id", ""), relation.get("Target", "")
        if relation.get("TargetMode") == "External":
            self.linked[key] = target
            return
        path = target[1:] if target.startswith("/") else posixpath.join(folder, target)
        if ".." in path or "\\" in path:
            path = posixpath.normpath(path.replace("\\", "/"))
            self.outside = self.outside or (target if path.startswith(("..", "/")) else "")
        self._targets[key] = path
        self._types[key] = relation.get("Type", "")

    def target(self, key: str) -> str | None:
        """The part that this id means."""
        return self._targets.get(key)

    def of_type(self, suffix: str) -> Iterator[str]:
        """The parts whose relation's type ends so, such as `/header`."""
        return (self._targets[key] for key, kind in self._types.items() if kind.endswith(suffix))


# Styles that Word calls so in every language; only for others must `styles.xml` be opened.
_WELL_KNOWN = {
    "Title": "title",
    "Subtitle": "subtitle",
    "Caption": "caption",
    "Normal": "normal",
    "BodyText": "body text",
    "ListParagraph": "list paragraph",
    "NoSpacing": "no spacing",
    "NormalWeb": "normal (web)",
    "Header": "header",
    "Footer": "footer",
    "FootnoteText": "footnote text",
    "TextBody": "text body",
} | {f"Heading{level}": f"heading {level}" for level in range(1, 10)}
_NAME = re.compile(rb'<[a-z]+:name [a-z]+:val="([^"]*)"')
_PARENT = re.compile(rb'<[a-z]+:basedOn [a-z]+:val="([!-~]*?)"')
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
        start = self._part.find(f'styleId="{key}"'.encode())
        if start < 0:
            return "", ""
        style = self._part[start : self._part.find(b":style>", start)]
        name, parent = _NAME.search(style), _PARENT.search(style)
        return name[1].decode("utf-8", "replace").lower() if name else "", parent[
            1
        ].decode() if parent else ""

    @cached_property
    def _part(self) -> bytes:
        try:
            return self._package.read("word/styles.xml")
        except UnreadableError:
            return b""  # the text is all there; only the names of its styles are not
