"""What the tests of the forms share: cells by their header, templates of a user's own, LibreOffice."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.utils import column_index_from_string, get_column_letter, quote_sheetname
from openpyxl.workbook.defined_name import DefinedName

from bpkit.resources import resource

TEMPLATE_2 = resource("templates") / "lampiran-2.xlsx"
TEMPLATE_3 = resource("templates") / "lampiran-3.xlsx"


def opened(data: bytes, *, results: bool = False) -> Any:
    """A workbook; with `results` what its formulas gave when it was written."""
    return load_workbook(io.BytesIO(data), data_only=results)


def rows(sheet: Any) -> list[list[Any]]:
    """Every row of a worksheet as values."""
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def header_row(sheet: Any, first: str) -> int:
    """The row of the header that begins with this."""
    return next(row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 1).value == first)


def headers(sheet: Any, first: str) -> list[Any]:
    """The header's cells."""
    return [cell.value for cell in sheet[header_row(sheet, first)] if cell.value is not None]


def table(sheet: Any, first: str, key: str = "Judul Tulisan") -> list[dict[str, Any]]:
    """The rows below the header, down to the first without a `key`."""
    row = header_row(sheet, first)
    names = [cell.value for cell in sheet[row]]
    rows = []
    for cells in sheet.iter_rows(min_row=row + 1, values_only=True):
        found = dict(zip(names, cells, strict=True))
        if found.get(key) is None:
            break
        rows.append(found)
    return rows


def beside(sheet: Any, label: str) -> Any:
    """What stands right of a label."""
    for row in sheet.iter_rows():
        for index, cell in enumerate(row):
            if cell.value == label:
                return next((other.value for other in row[index + 1 :] if other.value is not None), None)
    raise AssertionError(label)


def texts(sheet: Any) -> list[str]:
    """Every text of a worksheet."""
    return [cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]


def own_template(path: Path, places: dict[str, str]) -> Path:
    """A template that somebody made from nothing: places by name, each as `B7` or `Sheet!B7`."""
    book: Any = Workbook()
    book.active.title = "Lembar"
    for name, where in places.items():
        sheet, _, cells = where.rpartition("!")
        sheet = sheet or "Lembar"
        if sheet not in book.sheetnames:
            book.create_sheet(sheet)
        absolute = ":".join(_absolute(half) for half in cells.split(":"))
        book.defined_names[name] = DefinedName(name, attr_text=f"{quote_sheetname(sheet)}!{absolute}")
    book.save(path)
    return path


def in_a_column(names: Sequence[str], column: str, first: int = 1) -> dict[str, str]:
    """Places one below the other."""
    return {name: f"{column}{row}" for row, name in enumerate(names, start=first)}


def in_a_row(names: Sequence[str], row: int, first: int = 1) -> dict[str, str]:
    """Places side by side."""
    return {name: f"{get_column_letter(column)}{row}" for column, name in enumerate(names, start=first)}


def recalculated(folder: Path, books: dict[str, bytes]) -> dict[str, Any]:
    """The workbooks as LibreOffice reckons them, by name."""
    (folder / "out").mkdir()
    files = []
    for name, data in books.items():
        files.append(folder / f"{name}.xlsx")
        files[-1].write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [shutil.which("soffice") or "soffice", profile, "--headless", "--convert-to", "xlsx"]
    subprocess.run(
        [*command, "--outdir", str(folder / "out"), *map(str, files)],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return {name: load_workbook(folder / "out" / f"{name}.xlsx", data_only=True) for name in books}


def in_two_processes(expression: str) -> list[str]:
    """A digest of what an expression (`module:expression`) gives, from two processes."""
    module, _, called = expression.partition(":")
    program = f"from hashlib import sha256\nfrom {module} import *\nprint(sha256({called}).hexdigest())\n"
    return [
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]


def _absolute(cell: str) -> str:
    letters = cell.rstrip("0123456789")
    return f"${letters}${cell[len(letters) :]}"


DIGIT = 5.6  # points of Arial 10 in LibreOffice; Excel has less
A4 = (595.3, 841.9)
POINTS = 28.35  # of a centimetre


def smallest(sheet: Any) -> float:
    """The smallest letters of a worksheet as they are printed, in points."""
    sizes = [cell.font.sz for row in sheet.iter_rows() for cell in row if cell.value not in (None, "")]
    setup = sheet.page_setup
    scale = (setup.scale or 100) / 100
    if sheet.sheet_properties.pageSetUpPr and sheet.sheet_properties.pageSetUpPr.fitToPage:
        high, wide = A4 if setup.orientation == "landscape" else A4[::-1]
        margins = sheet.page_margins
        pages = setup.fitToWidth or 1
        titles = (sheet.print_title_cols or "").replace("$", "").split(":")
        again = sum(_column_widths(sheet, titles[0], titles[-1])) * (pages - 1) if titles[0] else 0
        used = max((sum(_column_widths(sheet)) + again) * DIGIT, *map(_chart_end, sheet._charts), 1)
        scale = min(1.0, (wide - 72 * (margins.left + margins.right)) * pages / used)
        if setup.fitToHeight:
            tall = sum(sheet.row_dimensions[row].height or 15 for row in range(1, sheet.max_row + 1))
            tall += sum(chart.height * POINTS for chart in sheet._charts)
            scale = min(scale, (high - 72 * (margins.top + margins.bottom)) / tall)
    return float(min(sizes, default=99.0) * scale)


def on_the_border(sheet: Any) -> list[str]:
    """The cells whose text begins right on the line left of it."""
    return [
        cell.coordinate
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and cell.border.left and cell.border.left.style
        if cell.alignment.horizontal in (None, "general", "left") and not cell.alignment.indent
    ]


def _column_widths(sheet: Any, first: str = "A", last: str = "") -> list[float]:
    """In digits of the normal font; a column that nobody set a width for has Excel's own."""
    known: dict[int, float] = {}
    for name, found in sheet.column_dimensions.items():  # with no ends while the workbook is made
        begin = found.min or column_index_from_string(name)
        known |= dict.fromkeys(range(begin, (found.max or begin) + 1), found.width)
    end = column_index_from_string(last) if last else max(sheet.max_column, *known, 1)
    return [known.get(number, 9.0) for number in range(column_index_from_string(first), end + 1)]


def _chart_end(chart: Any) -> float:
    """How far right a chart goes, in points."""
    before = getattr(chart.anchor, "_from", None)
    left = before.col if before else column_index_from_string(chart.anchor.rstrip("0123456789")) - 1
    return float(left * 12 * DIGIT + chart.width * POINTS)
