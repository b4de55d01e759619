"""The zip package that every .xlsx and .docx is and the XML of its parts; equal content gives equal bytes.

And text that people typed, made safe for a cell, how much room it takes there, and how a workbook is printed.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from functools import cache
from posixpath import join, normpath
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


LONGEST_TITLE = 31  # letters of a worksheet's name, in Excel
STAMP = (1980, 1, 1, 0, 0, 0)  # the first moment that zip knows
DATE = b"2010-01-01T00:00:00Z"  # in the properties of files that a library made, in place of its clock
_CLOCK = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")


class Timeless(zipfile.ZipFile):
    """A zip to be written by a library, whatever the computer's clock says: zip knows no day before 1980."""

    def __init__(self, file: Any, mode: Any = "w", compression: int = zipfile.ZIP_DEFLATED, **_: Any) -> None:
        super().__init__(file, mode, compression, strict_timestamps=False)

    def writestr(self, zinfo_or_arcname: str | zipfile.ZipInfo, data: Any, *_: Any, **__: Any) -> None:
        """Write one entry, stamped with zip's first moment."""
        info = zinfo_or_arcname
        if isinstance(info, str):
            info = zipfile.ZipInfo(info, STAMP)
            info.compress_type = self.compression
        super().writestr(info, data)


def read_parts(data: bytes) -> dict[str, bytes]:
    """The parts of a package by name, in their order.

    Raises:
        zipfile.BadZipFile: it is no package.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {info.filename: package.read(info) for info in package.infolist()}


def to_bytes(parts: Mapping[str, bytes], comment: bytes = b"") -> bytes:
    """The package of these parts; the same parts give the same bytes on any day."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        package.comment = comment
        for name, content in parts.items():
            info = zipfile.ZipInfo(name, STAMP)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 0  # or it would say which system made it
            package.writestr(info, content)
    return buffer.getvalue()


def related(parts: Mapping[str, bytes], part: str) -> dict[str, str]:
    """The parts that a part refers to, by the id it calls them; links to the outside are left out."""
    folder, _, name = part.rpartition("/")
    listed = parts.get(f"{folder}/_rels/{name}.rels")
    if listed is None:
        return {}
    return {
        entry.get("Id"): normpath(join("/", folder, entry.get("Target"))).lstrip("/")
        for entry in parse(listed)
        if entry.get("TargetMode") != "External"
    }


def pinned(data: bytes, comment: bytes = b"") -> bytes:
    """A package that a library wrote with the clock in it, with the clock taken out."""
    parts = read_parts(data)
    if properties := parts.get("docProps/core.xml"):
        parts["docProps/core.xml"] = _CLOCK.sub(rb"\g<1>" + DATE + rb"\g<2>", properties)
    return to_bytes(parts, comment)


# Workbooks that openpyxl makes --------------------------------------------------------------------------

HEADING_COLOUR = "1F4E79"  # of the band behind the heads of columns
# The font that column widths are counted in. Arial has a twin of the same widths nearly everywhere; where
# Calibri has none, LibreOffice takes wider digits, and prints all forms at three quarters of their size.
FONT, NORMAL = "Arial", 10.0
WIDE = {False: 94.0, True: 138.0}  # digits of the normal font that A4 takes, upright and lying
LEAST_SIZE = 8.0  # points on paper, below which people of fifty no longer read
_A4 = 9  # as Excel numbers papers


def write_text(cell: Any, text: str) -> None:
    """What a person typed, as the text of a cell: what begins with `=` must never become a formula."""
    if text:
        cell.value = clean(text)
        cell.data_type = "s"  # comes last: openpyxl takes what begins with `=` for a formula
        cell.quotePrefix = text.startswith(("=", "+", "-", "@"))


def print_on_a4(sheet: Any, *, lying: bool = True) -> None:
    """Let a worksheet be printed on A4, as wide as the page and as many pages long as it takes."""
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.page_setup.orientation = "landscape" if lying else "portrait"
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    margins = sheet.page_margins
    margins.left = margins.right = 0.45  # inches
    margins.top, margins.bottom, margins.header, margins.footer = 0.5, 0.6, 0.25, 0.3
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def print_beside(sheet: Any, named: str, scale: int = 100) -> None:
    """Print at this percentage over several pages side by side, each with the columns that name a row."""
    sheet.sheet_properties.pageSetUpPr.fitToPage = False
    sheet.page_setup.fitToWidth = sheet.page_setup.fitToHeight = None
    sheet.page_setup.scale = scale
    sheet.print_title_cols = f"{named[0]}:{named[-1]}"
    sheet.page_setup.pageOrder = "overThenDown"


def set_normal_font(book: Any) -> None:
    """Make ours the font that column widths are counted in; openpyxl has no public way to."""
    from openpyxl.styles import Font

    book._fonts[0] = Font(FONT, NORMAL)
    book._named_styles["Normal"].font = Font(FONT, NORMAL)


def book_bytes(book: Any, comment: bytes = b"") -> bytes:
    """The file of a workbook, the zip that it is with a comment; the same content gives the same bytes."""
    from openpyxl.writer.excel import ExcelWriter

    buffer = io.BytesIO()
    ExcelWriter(book, Timeless(buffer)).save()
    return pinned(buffer.getvalue(), comment)


# Text in a cell -----------------------------------------------------------------------------------------

LONGEST = 32_767  # UTF-16 units that a cell of Excel holds

# What XML forbids, and what acts on whoever shows it as it stands: escapes, C1, DEL.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Marks that turn the direction of writing, which Indonesian has no use for: `Kisah\u202excod.exe`.
_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f]")
_NARROW = frozenset("iIjlft.,:;'|!()[]-/ ")
_WIDE = frozenset("mwMW@%—…")


def clean(text: str) -> str:
    """What a person typed, as XML and a cell can carry it; nothing else about it changes.

    Characters that XML forbids or that act on a screen become `�`, line ends become `\\n`, marks that turn
    the direction of writing go away, and what is longer than a cell holds ends in `…`.
    """
    text = sound(text)
    if len(text) > LONGEST // 2 and _units(text) > LONGEST:
        room = LONGEST - len("…")
        text = text.encode("utf-16-le")[: room * 2].decode("utf-16-le", errors="ignore") + "…"
    return text


def sound(text: str) -> str:
    """The same for pages, which hold texts of any length."""
    if text.isascii() and text.isprintable():
        return text
    text = _DIRECTION.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@cache
def _width_of(character: str) -> float:
    if character in _NARROW:
        return 0.55
    if character in _WIDE:
        return 1.6
    if character.isupper():
        return 1.3
    return 2.0 if ord(character) > 0x2E7F else 1.0


def width_of(text: str) -> float:
    """Roughly how wide a text is, in digits of the same font."""
    return sum(map(_width_of, text))


def free_title(name: str, taken: Iterable[str]) -> str:
    """A name as Excel takes it for a worksheet, with a number behind it where it is taken."""
    from openpyxl.workbook.child import INVALID_TITLE_REGEX

    wanted = INVALID_TITLE_REGEX.sub("-", clean(name)).strip("' ") or "-"
    folded = {title.casefold() for title in taken}
    number, free = 1, wanted[:LONGEST_TITLE]
    while free.casefold() in folded:
        number += 1
        mark = f" ({number})"
        free = wanted[: LONGEST_TITLE - len(mark)] + mark
    return free


def line_count(text: str, width: float) -> int:
    """How many lines a text takes when wrapped to a width, in digits of its font; on the safe side."""
    if len(text) * 1.1 <= width and "\n" not in text:
        return 1
    return sum(_wrapped(line, width) for line in text.split("\n"))


def _wrapped(line: str, width: float) -> int:
    lines, used = 1, 0.0
    for word in line.split(" "):
        need = width_of(word)
        if used and used + 0.55 + need > width:
            lines, used = lines + 1, 0.0
        used += need + (0.55 if used else 0)
        while used > width:  # a word longer than the line is broken
            lines, used = lines + 1, used - width
    return lines
