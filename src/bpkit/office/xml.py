"""Reading and writing the XML of a template's parts."""

from __future__ import annotations

from typing import Any

from lxml import etree

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)


def parse(data: bytes | str) -> Any:
    """The root element; lxml's own types say too little about what is in there."""
    return etree.fromstring(data, _PARSER)


def serialise(root: Any) -> bytes:
    """The part of a package that has this root."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def tag(name: str) -> str:
    """The name of an element of a worksheet or workbook as lxml knows it."""
    return f"{{{MAIN}}}{name}"


def path(names: str) -> str:
    """The same for a path of elements: `mergeCells/mergeCell`."""
    return "/".join(map(tag, names.split("/")))
