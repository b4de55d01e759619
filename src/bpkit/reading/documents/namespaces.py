"""The XML namespaces of Office and OpenDocument files, in braces as lxml puts them before a name."""

from __future__ import annotations

# Office Open XML (.docx). Strict files have other names, which `docx_parts.parse` turns into these.
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
