"""A workbook's bytes as pages of cells, whichever program saved them: the content decides, not the ending."""

from __future__ import annotations

from pathlib import Path

from ..kinds import kind_of
from .cells import Book, WorkbookFault
from .ods import read_ods
from .parts import Parts
from .xls import read_xls
from .xlsb import read_xlsb
from .xlsx import read_xlsx

# .xlsx first: the form that `bpkit sheets` makes.
EXTENSIONS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".xltx", ".xltm", ".xlt", ".ots")

_PACKAGES = ("xlsx", "ods", "zip", "docx", "pptx", "odt", "odp")


def open_workbook(data: bytes, path: Path) -> Book:
    """The workbook, its formulas as formulas.

    Raises:
        WorkbookFault: behind a password, another kind of file, too large, or damaged.
    """
    kind = kind_of(data, path.name)
    if kind == "encrypted":
        raise WorkbookFault("protected")
    if kind in _PACKAGES:
        return _packed(data, kind)
    if kind in ("xls", "ole"):
        return read_xls(data)
    if kind in ("empty", "unknown"):
        raise WorkbookFault("damaged", kind)
    raise WorkbookFault("other_kind", "XML Spreadsheet 2003" if _is_xml_2003(data) else kind)


def _packed(data: bytes, kind: str) -> Book:
    parts = Parts(data)
    if kind == "ods" or (kind == "zip" and "content.xml" in parts):
        return read_ods(parts)
    workbook = _workbook(parts)
    if not workbook:
        raise WorkbookFault("damaged" if kind == "xlsx" else "other_kind", kind)
    return (read_xlsb if workbook.endswith(".bin") else read_xlsx)(parts, workbook)


def _workbook(parts: Parts) -> str:
    """The main part: the one that the package names, else whatever is called so; empty where there is none."""
    named = [target for kind, target in parts.related("").values() if kind == "officeDocument"]
    called = [part for part in parts if part.rpartition("/")[2] in ("workbook.xml", "workbook.bin")]
    found = (part for part in (*named, *called) if part in parts)
    return next((part for part in found if part.rpartition("/")[2].casefold().startswith("workbook")), "")


def _is_xml_2003(data: bytes) -> bool:
    """What Excel 2003 calls `XML Spreadsheet`, and programs like to name .xls."""
    return b"urn:schemas-microsoft-com:office:spreadsheet" in data[:4096]
