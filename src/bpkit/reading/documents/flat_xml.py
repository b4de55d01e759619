"""Documents in one XML file: Word 2003's, Word's flat form, LibreOffice's flat form.

Each is put into the package that its newer brother is, in memory, and read as that.
"""

from __future__ import annotations

import base64
import binascii
import io
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from lxml import etree

from ...model.problems import Kind, UnreadableError
from .content import DocumentContent
from .docx import read_docx
from .docx_parts import parse
from .namespaces import DRAW, HREF, OFFICE, PKG, RELATIONSHIPS, WORD_2003, R, V, W, bare
from .odt import read_odt

_R, _NEW_W = bare(R), bare(W)

_Parts = Callable[[etree._Element], dict[str, bytes]]


def read_word2003(path: Path, data: bytes) -> DocumentContent:
    """A document of Word 2003 in XML."""
    return _read(path, data.replace(bare(WORD_2003).encode(), _NEW_W.encode()), _word2003)


def read_flatopc(path: Path, data: bytes) -> DocumentContent:
    """A Word document whose package is one XML file."""
    return _read(path, data, _flat_package)


def read_fodt(path: Path, data: bytes) -> DocumentContent:
    """An OpenDocument text in one XML file."""
    try:
        return read_odt(path, _zipped(_flat_odt(parse(data, path.name))))
    except UnreadableError as fault:
        return DocumentContent((), (fault.problem(path),))


def _read(path: Path, data: bytes, parts: _Parts) -> DocumentContent:
    try:
        return read_docx(path, _zipped(parts(parse(data, path.name))))
    except UnreadableError as fault:
        return DocumentContent((), (fault.problem(path),))


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
    for number, data in enumerate(list(root.iter(f"{W}binData"))):
        pictures[data.get(f"{W}name", "")] = f"media/image{number}", _binary(data.text)
    for shown in root.iter(f"{V}imagedata"):
        shown.set(f"{{{_R}}}id", shown.get("src", ""))
    relations = "".join(
        f'<Relationship Id="{_escaped(key)}" Type="{_R}/image" Target="{name}"/>'
        for key, (name, _) in pictures.items()
    )
    document = b"<w:document xmlns:w='%s'>%s</w:document>" % (_NEW_W.encode(), etree.tostring(body))
    listed = f"<Relationships xmlns='{bare(RELATIONSHIPS)}'>{relations}</Relationships>"
    parts = {"word/document.xml": document, "word/_rels/document.xml.rels": listed.encode()}
    if (styles := root.find(f"{W}styles")) is not None:
        parts["word/styles.xml"] = etree.tostring(styles)
    return parts | {f"word/{name}": data for name, data in pictures.values()}


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")


def _binary(text: str | None) -> bytes:
    try:
        return base64.b64decode("".join((text or "").split()))
    except (binascii.Error, ValueError):
        return b""


def _flat_package(root: etree._Element) -> dict[str, bytes]:
    return dict(_flat_parts(root))


def _flat_parts(root: etree._Element) -> Iterator[tuple[str, bytes]]:
    for part in root.iter(f"{PKG}part"):
        name = part.get(f"{PKG}name", "").lstrip("/")
        for content in part:
            if content.tag == f"{PKG}xmlData" and len(content):
                yield name, etree.tostring(content[0])
            elif content.tag == f"{PKG}binaryData":
                yield name, _binary(content.text)


def _flat_odt(root: etree._Element) -> dict[str, bytes]:
    parts: dict[str, bytes] = {"mimetype": b"application/vnd.oasis.opendocument.text"}
    for number, data in enumerate(list(root.iter(f"{OFFICE}binary-data"))):
        holder = data.getparent()
        if holder is not None and holder.tag == f"{DRAW}image":
            name = f"Pictures/{number}"
            parts[name] = _binary(data.text)
            holder.set(HREF, name)
            holder.remove(data)
    root.tag = f"{OFFICE}document-content"
    parts["content.xml"] = etree.tostring(root)
    root.tag = f"{OFFICE}document-styles"
    parts["styles.xml"] = etree.tostring(root)
    parts["META-INF/manifest.xml"] = b"<manifest/>"
    return parts
