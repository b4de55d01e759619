"""The head of the score form: who scored, at which level, in which month, alone or in agreement."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

from ..model.place import Place
from ..model.scores import SheetTrouble
from ..model.signs import plain
from ..model.units import Level, Period, fold
from ..names.degrees import is_degree
from ..names.people import listed, names_several
from ..naming import period_of_folder
from .dates import parse_date
from .workbook import Page, day, is_formula, named_cell, page, typed

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook

Spot = tuple[Page, int, int]  # worksheet, row, column

# Named cell -> the label that stands beside it.
LABELS = {
    "penilai": "Penilai",
    "jabatan": "Jabatan",
    "cara_menilai": "Cara menilai",
    "tanggal": "Tanggal",
    "tingkat": "Tingkat",
    "bulan": "Bulan",
    "rubrik": "Rubrik",
    "sidik_rubrik": "Sidik rubrik (SHA-256)",
}
OTHER_LABELS = {"penilai": ("nama penilai",), "bulan": ("periode",)}  # in tables that people made themselves
MODES = {"": False, "perorangan": False, "kesepakatan": True}  # slide 21: the panel may agree on one score


class Head:
    """The cells above the table, by name, else by the label beside them."""

    def __init__(self, book: Workbook, sheet: Page, header: int) -> None:
        self._page = sheet
        self._cells = {name: _find(book, sheet, header, name) for name in LABELS}
        self.names = self.text("penilai")
        self.agreed = MODES.get(fold(self.text("cara_menilai")), False)
        self.level = _level(self.text("tingkat"))
        self.date = self._day("tanggal") or parse_date(self.text("tanggal"))
        month = self._day("bulan")  # Excel takes a typed `Oktober 2010` for the first of the month
        self.period = Period(month.year, month.month) if month else _period(self.text("bulan"))

    def text(self, name: str) -> str:
        """What is typed in the cell; "" where it is blank or gone."""
        return plain(typed(self._cell(name))).strip()

    def troubles(self) -> Iterator[SheetTrouble]:
        """What the head says in a way that can't be read, and what it does not say though it must."""
        read = {"tingkat": self.level, "tanggal": self.date, "bulan": self.period}
        for name, value in read.items():
            if value is None and self.text(name):
                yield self._trouble("form_head", name)
        if fold(self.text("cara_menilai")) not in MODES:
            yield self._trouble("form_head", "cara_menilai")
        if not self.names:
            yield self._trouble("form_no_assessor", "penilai")
        elif is_formula(self._cell("penilai")):
            yield self._trouble("form_head", "penilai")
        elif self.agreed and any(is_degree(name) for name, _ in listed([self.names])[:1]):
            yield self._trouble("form_no_name_before", "penilai")
        elif not self.agreed and names_several(self.names):
            yield self._trouble("form_several_names", "penilai")

    def _trouble(self, variant: str, name: str) -> SheetTrouble:
        sheet, row, column = self._cells[name] or (None, 0, 0)
        place = sheet.place(row, column) if sheet else Place(sheet=self._page.title)
        return SheetTrouble(variant, place, self.text(name), values={"label": LABELS[name]})

    def _cell(self, name: str) -> object:
        sheet, row, column = self._cells[name] or (None, 0, 0)
        return sheet.rows.get(row, {}).get(column) if sheet else None

    def _day(self, name: str) -> date | None:
        return day(self._cell(name))


def _find(book: Workbook, sheet: Page, header: int, name: str) -> Spot | None:
    """Where a head cell is: by its name, else beside its label above the table."""
    if named := named_cell(book, name):
        home, row, column = named
        return (sheet if home == sheet.title else page(book[home])), row, column
    labels = (fold(LABELS[name]), *OTHER_LABELS.get(name, ()))
    for row, cells in sheet.rows.items():
        for column, cell in cells.items() if row < header else ():
            if fold(plain(typed(cell))).rstrip(" :") in labels:
                return sheet, row, _next_value(cells, column)
    return None


def _next_value(cells: Mapping[int, object], label: int) -> int:
    """The column of the first cell to the right that is no colon; beside the label where there is none."""
    return next((column for column in cells if column > label and typed(cells[column]) != ":"), label + 1)


def _level(text: str) -> Level | None:
    words = fold(text).split()
    return next((level for level in (Level.KORKOT, Level.KMW, Level.KMP) if level.value in words), None)


def _period(text: str) -> Period | None:
    year, month = period_of_folder(text) or (None, None)
    return Period(year, month) if year and month else None
