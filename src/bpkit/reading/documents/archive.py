"""A zip package (.docx, .odt, .xlsx) held in memory, and the XML in its parts.

Parts are inflated one by one, within limits, and never written anywhere.
"""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterator
from functools import cache
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote

from ... import limits
from ...model.problems import Kind, UnreadableError
from ...share.parcels import ZIP_FAULTS
from .content import digest_of

if TYPE_CHECKING:
    from lxml import etree

MIB = 1024 * 1024
MOST_ENTRIES = limits.PACKAGE_ENTRIES
LARGEST_PART = limits.PACKAGE_PART
LARGEST_PACKAGE = limits.PACKAGE
BOMB_SIZE = limits.BOMB_SIZE
BOMB_RATIO = limits.BOMB_RATIO
CHUNK = 64 * 1024
FIRST_CHUNK = 4 * 1024  # enough for the head of most pictures

_LOCAL_HEADER = struct.Struct("<4s22xHH")


class Package:
    """The parts of a package by name; with `rooted` a slash before a name is the package's own root.

    Documents and workbooks both come through it. It inflates by itself, so that no unpacker of Python's
    (lzma, bz2) is ever asked.

    Raises:
        UnreadableError: no zip, under a password, or unsafe as a whole.
    """

    def __init__(self, data: bytes, *, rooted: bool = False) -> None:
        self._data = memoryview(data)
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                entries = archive.infolist()
        except ZIP_FAULTS as error:
            raise UnreadableError(Kind.BROKEN, f"zip: {error}") from error
        self._parts = {entry.filename.replace("\\", "/"): entry for entry in entries}
        _refuse_unsafe(entries, len(data), rooted=rooted)

    def __contains__(self, name: str) -> bool:
        return name in self._parts

    def __iter__(self) -> Iterator[str]:
        return iter(self._parts)

    def find(self, name: str) -> str | None:
        """The part that a reference means: some programs write `%20`, or letters in another case."""
        if name in self._parts:
            return name
        wanted = unquote(name).casefold()
        return next((part for part in self._parts if wanted and part.casefold() == wanted), None)

    def digest(self, name: str) -> str:
        """The content of a part in short, from the directory alone."""
        entry = self._parts[name]
        return digest_of(entry.CRC, entry.file_size)

    def size(self, name: str) -> int:
        """Bytes of a part, inflated."""
        return self._parts[name].file_size

    def packed(self, name: str) -> tuple[object, ...]:
        """What a part is, packed; where all of this is the same, so is what is read.

        Raises:
            UnreadableError: it is not where the directory says.
        """
        entry = self._parts[name]
        return entry.compress_type, entry.file_size, entry.CRC, bytes(self._packed(entry))

    def packed_end(self, name: str) -> bytes:
        """The last packed bytes of a part: its own last bytes, unless its last block was worth deflating."""
        return bytes(self._packed(self._parts[name])[-16:])

    def read(self, name: str) -> bytes:
        """A whole part.

        Raises:
            UnreadableError: missing, damaged, or larger than any honest part.
        """
        if name not in self._parts:
            raise UnreadableError(Kind.BROKEN, f"no part {name}", name)
        if self._parts[name].file_size > LARGEST_PART:
            raise UnreadableError(Kind.UNSAFE, f"{name} is too large", _size(self._parts[name].file_size))
        return b"".join(self.stream(name))

    def stream(self, name: str) -> Iterator[bytes | memoryview]:
        """A part piece by piece, checked against its length and CRC at the end.

        Raises:
            UnreadableError: damaged, or not what the directory says.
        """
        entry = self._parts[name]
        crc = length = 0
        for chunk in self._chunks(entry):
            length += len(chunk)
            if length > entry.file_size:
                raise UnreadableError(Kind.UNSAFE, f"{name} is longer than it says", _size(length))
            crc = zlib.crc32(chunk, crc)
            yield chunk
        if length != entry.file_size or crc != entry.CRC:
            raise UnreadableError(Kind.BROKEN, f"{name} fails its checksum", PurePosixPath(name).name)

    def _chunks(self, entry: zipfile.ZipInfo) -> Iterator[bytes | memoryview]:
        packed = self._packed(entry)
        if entry.compress_type == zipfile.ZIP_STORED:
            yield packed[:FIRST_CHUNK]
            yield from (packed[at : at + CHUNK] for at in range(FIRST_CHUNK, len(packed), CHUNK))
        elif entry.compress_type == zipfile.ZIP_DEFLATED:
            yield from _inflate(packed, entry.filename)
        else:
            raise UnreadableError(Kind.BROKEN, f"{entry.filename}: packing method {entry.compress_type}")

    def _packed(self, entry: zipfile.ZipInfo) -> memoryview:
        try:
            mark, name_length, extra_length = _LOCAL_HEADER.unpack_from(self._data, entry.header_offset)
        except struct.error as error:
            raise UnreadableError(Kind.BROKEN, f"{entry.filename}: no header") from error
        if mark != b"PK\x03\x04":
            raise UnreadableError(Kind.BROKEN, f"{entry.filename}: no header")
        start = entry.header_offset + _LOCAL_HEADER.size + name_length + extra_length
        return self._data[start : start + entry.compress_size]


def _inflate(packed: memoryview, name: str) -> Iterator[bytes]:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    size = FIRST_CHUNK
    try:
        while packed and not inflater.eof:
            # Feeding in slices keeps `unconsumed_tail`, which is a copy, small.
            feed: bytes | memoryview
            feed, packed = packed[:size], packed[size:]
            while feed and not inflater.eof:
                yield inflater.decompress(feed, CHUNK)
                feed = inflater.unconsumed_tail
            size = CHUNK
        yield inflater.flush()
    except zlib.error as error:
        raise UnreadableError(Kind.BROKEN, f"{name}: {error}", PurePosixPath(name).name) from error


def _refuse_unsafe(entries: list[zipfile.ZipInfo], length: int, *, rooted: bool) -> None:
    if len(entries) > MOST_ENTRIES:
        raise UnreadableError(Kind.UNSAFE, "too many entries", str(len(entries)))
    for entry in entries:
        if entry.flag_bits & 1:
            raise UnreadableError(Kind.PROTECTED, f"{entry.filename} is encrypted", "ZIP")
        if _is_outside(entry.filename.lstrip("/\\") if rooted else entry.filename):
            raise UnreadableError(Kind.UNSAFE, "an entry points outside the package", entry.filename)
        if entry.file_size > BOMB_SIZE and entry.file_size > BOMB_RATIO * entry.compress_size:
            raise UnreadableError(Kind.UNSAFE, f"{entry.filename} is a bomb", _size(entry.file_size))
    inflated = sum(entry.file_size for entry in entries)
    if inflated > LARGEST_PACKAGE:
        raise UnreadableError(Kind.UNSAFE, "too large when inflated", _size(inflated))
    if sum(entry.compress_size for entry in entries) > length:
        raise UnreadableError(Kind.UNSAFE, "entries overlap", _size(inflated))


def _is_outside(name: str) -> bool:
    name = name.replace("\\", "/")
    return name.startswith("/") or name[1:2] == ":" or (".." in name and ".." in name.split("/"))


def _size(count: int) -> str:
    return f"{count / MIB:.0f} MiB"


# XML in packages: names, safe parsing, relations ----------------------------------------------------------

# The namespaces of Office and OpenDocument files, in braces as lxml puts them before a name.
# Office Open XML (.docx). Strict files have other names, which `parse` turns into these.
OFFICE_OPEN = "http://schemas.openxmlformats.org/"
W = f"{{{OFFICE_OPEN}wordprocessingml/2006/main}}"
R = f"{{{OFFICE_OPEN}officeDocument/2006/relationships}}"
A = f"{{{OFFICE_OPEN}drawingml/2006/main}}"
DGM = f"{{{OFFICE_OPEN}drawingml/2006/diagram}}"
WP = f"{{{OFFICE_OPEN}drawingml/2006/wordprocessingDrawing}}"
RELATIONSHIPS = f"{{{OFFICE_OPEN}package/2006/relationships}}"
MC = f"{{{OFFICE_OPEN}markup-compatibility/2006}}"
WPC = "{http://schemas.microsoft.com/office/word/2010/wordprocessingCanvas}"
PKG = "{http://schemas.microsoft.com/office/2006/xmlPackage}"  # a whole package in one XML file

# What Word had before: its own XML, and VML for drawings, which WPS still writes.
WORD_2003 = "{http://schemas.microsoft.com/office/word/2003/wordml}"
V = "{urn:schemas-microsoft-com:vml}"
O = "{urn:schemas-microsoft-com:office:office}"  # noqa: E741 - what every such file calls it

# OpenDocument (.odt).
_OASIS = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
TEXT, TABLE, DRAW, STYLE, OFFICE = (_OASIS % name for name in ("text", "table", "drawing", "style", "office"))
FO, SVG = _OASIS % "xsl-fo-compatible", _OASIS % "svg-compatible"
HREF = "{http://www.w3.org/1999/xlink}href"


def bare(namespace: str) -> str:
    """A namespace as XML declares it, without braces."""
    return namespace.strip("{}")


_RELATION = RELATIONSHIPS + "Relationship"

# Strict OOXML is the same language under other namespaces, which lack the year.
_STRICT = b"http://purl.oclc.org/ooxml/"
_STRICT_NAMES = (
    *(b"wordprocessingml/main", b"officeDocument/relationships", b"officeDocument/math"),
    *(b"drawingml/main", b"drawingml/diagram", b"drawingml/picture", b"drawingml/wordprocessingDrawing"),
)

# In one part: five pages have some 10,000; two hundred pages with a run for every word have this.
MOST_TAGS = limits.XML_TAGS


@cache
def _parser() -> etree.XMLParser:
    from lxml import etree  # takes as long to load as reading five documents, and a share of PDFs needs none

    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )


def parse(data: bytes, name: str) -> etree._Element:
    """The root of one XML part, in transitional namespaces.

    Raises:
        UnreadableError: broken XML, or a document type, which no document has and entity tricks need;
            or elements without end, each of which takes a hundred times the room of its letters.
    """
    from lxml.etree import XMLSyntaxError, fromstring

    if data.count(b"<") > MOST_TAGS:
        raise UnreadableError(Kind.UNSAFE, f"{name} has elements without end", f"> {MOST_TAGS} <…>")
    if _STRICT in data[:8192]:
        for strict in _STRICT_NAMES:
            transitional = OFFICE_OPEN.encode() + strict.replace(b"/", b"/2006/")
            data = data.replace(_STRICT + strict, transitional)
    try:
        root = fromstring(data, _parser())
    except (XMLSyntaxError, ValueError) as error:
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
        inside = posixpath.join(folder, "")
        for relation in parse(package.read(name), name).iter(_RELATION):
            self._add(relation, inside)

    def _add(self, relation: etree._Element, inside: str) -> None:
        key, target = relation.get("Id", ""), relation.get("Target", "")
        if relation.get("TargetMode") == "External":
            self.linked[key] = target
            return
        path = target[1:] if target.startswith("/") else inside + target
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
