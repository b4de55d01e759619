"""Workbooks in the formats that neither openpyxl nor LibreOffice writes, from the cells of one that they do.

Those of Excel 97 and OpenDocument lie in tests/data/office: LibreOffice made them.
"""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import openpyxl

from make.oldformats import ole

Cells = list[tuple[int, int, Any]]  # row and column from 1, and what stands there
DATE_FORMAT = 14
FIRST_DAY = datetime(1899, 12, 30)


def cells_of(data: bytes) -> dict[str, Cells]:
    """The pages of an .xlsx with their cells; a formula is a text with `=` before it in bytes."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    return {
        sheet.title: [
            (cell.row, cell.column, str(cell.value).encode() if cell.data_type == "f" else cell.value)
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None
        ]
        for sheet in book.worksheets
    }


def package(parts: Mapping[str, bytes | str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def _serial(moment: datetime) -> float:
    return (moment - FIRST_DAY).total_seconds() / 86_400


# .xls --------------------------------------------------------------------------------------------------


def xls_95(pages: Mapping[str, Cells]) -> bytes:
    """A workbook of Excel 95 (BIFF5)."""
    head = _record(0x0809, struct.pack("<4H", 0x0500, 5, 0, 0)) + _record(0x0042, struct.pack("<H", 1252))
    head += b"".join(_record(0x00E0, struct.pack("<2H", 0, n) + bytes(12)) for n in (0, DATE_FORMAT))
    tail = _record(0x000A, b"")
    bodies = [_worksheet(cells) for cells in pages.values()]
    names = [struct.pack("<B", len(title)) + title.encode("cp1252") for title in pages]
    at = len(head) + sum(4 + 6 + len(name) for name in names) + len(tail)
    for name, body in zip(names, bodies, strict=True):
        head += _record(0x0085, struct.pack("<IH", at, 0) + name)
        at += len(body)
    return ole({"Book": head + tail + b"".join(bodies)})


def bare_xls(cells: Cells) -> bytes:
    """One worksheet without anything around it, as pages in PHP send it."""
    return _worksheet(cells)


def _record(number: int, data: bytes) -> bytes:
    return struct.pack("<2H", number, len(data)) + data


def _worksheet(cells: Cells) -> bytes:
    body = _record(0x0809, struct.pack("<4H", 0x0500, 0x10, 0, 0))
    for row, column, value in cells:
        body += _old_cell(struct.pack("<2H", row - 1, column - 1), value)
    return body + _record(0x000A, b"")


def _old_cell(where: bytes, value: Any) -> bytes:  # noqa: PLR0911
    if isinstance(value, bool):
        return _record(0x0205, where + struct.pack("<H2B", 0, value, 0))
    if isinstance(value, bytes):
        return _record(0x0006, where + struct.pack("<HdHIH", 0, 7.0, 0, 0, 0))
    if isinstance(value, str) and value.startswith("#"):
        return _record(0x0205, where + struct.pack("<H2B", 0, 0x07, 1))
    if isinstance(value, str):
        return _record(0x0204, where + struct.pack("<2H", 0, len(value)) + value.encode("cp1252"))
    if isinstance(value, datetime):
        return _record(0x0203, where + struct.pack("<Hd", 1, _serial(value)))
    if float(value) * 100 % 1 == 0 and 5 < value < 1e6:  # as Excel packs it: hundredths
        return _record(0x027E, where + struct.pack("<HI", 0, int(value * 100) << 2 | 3))
    return _record(0x0203, where + struct.pack("<Hd", 0, value))


# .xlsb -------------------------------------------------------------------------------------------------


def xlsb(pages: Mapping[str, Cells]) -> bytes:
    """A binary workbook with shared strings and one style for dates."""
    texts = [value for cells in pages.values() for _, _, value in cells if isinstance(value, str)]
    sheets = [
        _binary(156, struct.pack("<2I", 0, n) + _wide(f"rId{n}") + _wide(title))
        for n, title in enumerate(pages, start=1)
    ]
    kinds = [("worksheet", f"worksheets/sheet{n}.bin") for n in range(1, len(pages) + 1)]
    kinds += [("sharedStrings", "sharedStrings.bin"), ("styles", "styles.bin")]
    styles = [struct.pack("<2H", 0, number) + bytes(12) for number in (0, DATE_FORMAT)]
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": _relations([("officeDocument", "xl/workbook.bin")]),
        "xl/_rels/workbook.bin.rels": _relations(kinds),
        "xl/workbook.bin": _binary(131) + _binary(143) + b"".join(sheets) + _binary(144) + _binary(132),
        "xl/sharedStrings.bin": b"".join(
            [
                _binary(159, struct.pack("<2I", len(texts), len(texts))),
                *(_binary(19, b"\0" + _wide(text)) for text in texts),
                _binary(160),
            ]
        ),
        "xl/styles.bin": _binary(278)
        + _binary(617, struct.pack("<I", 2))
        + b"".join(_binary(47, style) for style in styles)
        + _binary(618)
        + _binary(279),
    }
    for n, cells in enumerate(pages.values(), start=1):
        parts[f"xl/worksheets/sheet{n}.bin"] = _binary_sheet(cells, texts)
    return package(parts)


def _binary(number: int, data: bytes = b"") -> bytes:
    head = bytes([number]) if number < 128 else bytes([number & 0x7F | 0x80, number >> 7])
    size = len(data)
    while size > 127:
        head += bytes([size & 0x7F | 0x80])
        size >>= 7
    return head + bytes([size]) + data


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def _relations(targets: Iterable[tuple[str, str]]) -> str:
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    rows = (
        f'<Relationship Id="rId{n}" Type="{base}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, start=1)
    )
    home = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{home}">{"".join(rows)}</Relationships>'


def _binary_sheet(cells: Cells, texts: list[str]) -> bytes:
    rows, columns = [cell[0] for cell in cells] or [1], [cell[1] for cell in cells] or [1]
    size = struct.pack("<4I", min(rows) - 1, max(rows) - 1, min(columns) - 1, max(columns) - 1)
    body, row = _binary(129) + _binary(148, size) + _binary(145), 0
    for at, column, value in sorted(cells, key=lambda cell: cell[:2]):
        if at != row:
            row = at
            body += _binary(0, struct.pack("<I", row - 1) + bytes(13))
        head = struct.pack("<2I", column - 1, isinstance(value, datetime))
        body += _binary_cell(head, value, texts)
    return body + _binary(146) + _binary(130)


def _binary_cell(head: bytes, value: Any, texts: list[str]) -> bytes:  # noqa: PLR0911
    if isinstance(value, bool):
        return _binary(4, head + bytes([value]))
    if isinstance(value, bytes):
        return _binary(9, head + struct.pack("<dHIB", 7.0, 0, 0, 0))
    if isinstance(value, str) and value.startswith("#"):
        return _binary(3, head + b"\x07")
    if isinstance(value, str):
        return _binary(7, head + struct.pack("<I", texts.index(value)))
    if isinstance(value, datetime):
        return _binary(5, head + struct.pack("<d", _serial(value)))
    if float(value).is_integer():
        return _binary(2, head + struct.pack("<I", (int(value) << 2 | 2) & 0xFFFFFFFF))
    return _binary(5, head + struct.pack("<d", value))


# .ods --------------------------------------------------------------------------------------------------


_SPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (("office", "office"), ("table", "table"), ("text", "text"))
)
_CALC = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'


def flat_ods(tables: str, manifest: str = "<manifest/>") -> bytes:
    """A spreadsheet with these tables."""
    body = f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    return package(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": manifest,
            "content.xml": f"<office:document-content {_SPACES} {_CALC}>{body}</office:document-content>",
        }
    )
