"""Workbooks that people handed in: opened with care, and their cells as somebody typed them."""

from __future__ import annotations

import contextlib
import math
import re
import warnings
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from io import BytesIO, StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from ..model.place import Place
from .kinds import kind_of

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell
    from openpyxl.workbook.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_PLACE = re.compile(r"('(?:[^']|'')+'|[^'!]+)!\$?([A-Z]{1,2}|[A-W][A-Z]{2})\$?([0-9]{1,7})\b")

MOST_INFLATED = 24 << 20  # bytes; a form with 300 titles has half a megabyte


class WorkbookFault(Exception):  # noqa: N818 - like every fault it becomes a fact
    """Why a file is no workbook that can be read: `protected`, `other_kind`, `too_large` or `damaged`."""

    def __init__(self, variant: str, detail: str = "") -> None:
        super().__init__(f"{variant}: {detail}")
        self.variant = variant
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Page:
    """One worksheet: what is typed in each cell that is not blank, by row and then by column (from 1)."""

    title: str
    rows: Mapping[int, Mapping[int, Cell]]
    merged: tuple[tuple[int, int, int, int, str], ...]  # first and last row, first and last column, name

    def text(self, row: int, column: int | None) -> str:
        """What is typed in the cell; "" where it is blank."""
        cell = self.rows.get(row, {}).get(column or 0)
        return typed(cell) if cell is not None else ""

    def place(self, row: int, column: int) -> Place:
        """The cell as people name it: sheet `Penilaian`, cell `F12`."""
        from openpyxl.utils import get_column_letter

        return Place(sheet=self.title, cell=f"{get_column_letter(column)}{row}")


def open_workbook(data: bytes, path: Path) -> Workbook:
    """The workbook, formulas as formulas.

    Raises:
        WorkbookFault: behind a password, another kind of file, too large once inflated, or damaged.
    """
    kind = kind_of(data, path.name)
    if kind == "encrypted":
        raise WorkbookFault("protected")
    if kind not in ("xlsx", "zip", "empty", "unknown"):
        raise WorkbookFault("other_kind", kind)
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            inflated = sum(entry.file_size for entry in package.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, zlib.error) as error:
        raise WorkbookFault("damaged", str(error)) from error
    if inflated > MOST_INFLATED:
        raise WorkbookFault("too_large", f"{inflated >> 20} MB")
    return _load(data)


def _load(data: bytes) -> Workbook:
    import openpyxl

    try:
        # openpyxl warns of features that it leaves out (they hold no scores), and prints at damaged styles.
        with warnings.catch_warnings(), contextlib.redirect_stdout(StringIO()):
            warnings.simplefilter("ignore")
            return openpyxl.load_workbook(BytesIO(data), keep_links=False)
    except Exception as error:  # openpyxl raises whatever a damaged part makes it stumble on
        raise WorkbookFault("damaged", f"{type(error).__name__}: {error}") from error


def page(sheet: Worksheet) -> Page:
    """The worksheet's cells that are not blank; a sheet said to have a million rows costs no more."""
    rows: dict[int, dict[int, Cell]] = {}
    # Iterating the public way would make up every blank cell up to the last one that is only coloured.
    for (row, column), cell in sorted(sheet._cells.items()):
        if typed(cell):
            rows.setdefault(row, {})[column] = cell  # type: ignore[assignment]
    merged = tuple(
        (area.min_row, area.max_row, area.min_col, area.max_col, area.coord)
        for area in sheet.merged_cells.ranges
    )
    return Page(sheet.title, rows, merged)


def named_cell(book: Workbook, name: str) -> tuple[str, int, int] | None:
    """Worksheet, row and column of a named cell (its first, of an area); None where the name is gone."""
    from openpyxl.utils import column_index_from_string

    text = book.defined_names[name].attr_text if name in book.defined_names else ""
    found = _PLACE.match(text or "")
    title = found[1].strip("'").replace("''", "'") if found else ""
    if not found or title not in (sheet.title for sheet in book.worksheets):
        return None
    return title, int(found[3]), column_index_from_string(found[2])


def typed(cell: object) -> str:
    """What stands in a cell as text: `7.5` for a number, `=A1+B1` for a formula, `2010-10-07` for a date."""
    value = getattr(cell, "value", None)
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.isoformat(" ") if value.time() != time() else value.date().isoformat()
    if is_formula(cell) and not isinstance(value, str):
        return "=" + str(getattr(value, "text", "") or "").removeprefix("=")
    return str(value).strip()


def is_formula(cell: object) -> bool:
    """Whether the cell computes its value."""
    return getattr(cell, "data_type", "") == "f"


def number(cell: object) -> Fraction | None:
    """The number in a cell that holds one, exactly; None for text, dates, booleans, errors and formulas.

    Excel keeps 7.1 as 7.0999999999999996; the shortest decimal that means the same double is what was typed.
    """
    value = getattr(cell, "value", None)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return Fraction(Decimal(repr(value)))


def day(cell: object) -> date | None:
    """The date of a cell that Excel itself takes for a date."""
    value = getattr(cell, "value", None)
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) and not isinstance(value, timedelta) else None
