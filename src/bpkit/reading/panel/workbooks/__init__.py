"""Opens a workbook in any format as worksheets of cells: the content decides, not the extension.

A library would read less: openpyxl refuses what Excel opens (backslashes in part names, styles and properties
that it does not know), calamine and xlrd do not tell a formula from a number, and calamine lays a sheet with
one cell in A1 and one in XFD1048576 out in full. Scores need neither styles nor properties, so these readers
take the few parts that hold cells, in one pass and within limits.
"""

from __future__ import annotations

import re
from itertools import chain
from pathlib import Path

from msgspec.structs import replace

from ....model.extensions import KINDS
from ...file_kinds import kind_of
from .cells import Spreadsheet, unreadable
from .ods import read_flat_ods, read_ods
from .parts import LARGEST, Parts
from .xls import BARE, read_xls
from .xlsx import read_xlsx

_PACKAGES = ("xlsx", "ods", "zip", "docx", "pptx", "odt", "odp")
# What Excel 2003 calls `XML Spreadsheet`, and programs like to name .xls.
_XML_2003 = b"urn:schemas-microsoft-com:office:spreadsheet"
_FLAT = b"urn:oasis:names:tc:opendocument:xmlns:office"


def open_workbook(data: bytes, path: Path) -> Spreadsheet:
    """The workbook, its formulas as formulas.

    Raises:
        UnreadableError: behind a password, another kind of file, too large, or damaged.
    """
    return replace(_opened(data, kind_of(data, path.name)), path=path)


def _opened(data: bytes, kind: str) -> Spreadsheet:
    if kind == "encrypted":
        raise unreadable("protected")
    if kind in _PACKAGES:
        return _packed(data, kind)
    if kind in ("xls", "ole") or data.startswith(BARE):
        return read_xls(data)
    if kind in ("empty", "unknown"):
        raise unreadable("damaged", kind)
    if kind == "xml" and _FLAT in data[:4096] and len(data) <= LARGEST:
        return read_flat_ods(data)
    raise unreadable("other_kind", "XML Spreadsheet 2003" if _XML_2003 in data[:4096] else _named(kind))


def _named(kind: str) -> str:
    """A kind of file as people know it, by its usual extension."""
    return next(iter(KINDS[kind].extensions), kind)


def _packed(data: bytes, kind: str) -> Spreadsheet:
    parts = Parts(data)
    if kind == "ods" or (kind == "zip" and "content.xml" in parts):
        return read_ods(parts)
    workbook = _workbook(parts)
    if not workbook:
        raise unreadable("damaged" if kind == "xlsx" else "other_kind", _named(kind))
    return read_xlsx(parts, workbook)


def _workbook(parts: Parts) -> str:
    """The main part: the one that the package names, else whatever is called so; "" where there is none."""
    named = (target for kind, target in parts.related("").values() if kind == "officeDocument")
    return next((part for part in chain(named, parts) if part in parts and _is_workbook(part)), "")


def _is_workbook(part: str) -> bool:
    return re.fullmatch(r"(?:.*/)?workbook[0-9]*\.(?:xml|bin)", part, re.IGNORECASE) is not None
