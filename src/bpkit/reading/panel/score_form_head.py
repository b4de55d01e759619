"""The head of the score form: who scored, at which level, in which month, alone or in agreement."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ...model.dates import parse_date
from ...model.place import Place
from ...model.problems import Kind, Problem
from ...model.signs import plain
from ...model.units import Level, Period, fold
from ...naming import period_in
from ...people.degrees import is_degree
from ...people.names import listed, names_several
from .workbooks.cells import Cell, CellKind, Spreadsheet, Worksheet

Spot = tuple[Worksheet, int, int]  # worksheet, row, column

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
ENOUGH = 3  # labels that make a head
ELSEWHERE = ("sidik_rubrik",)  # stands on the worksheet of instruments
NO_VALUES = {"wilayah", *map(fold, LABELS.values()), *(one for them in OTHER_LABELS.values() for one in them)}
MODES = {"": False, "perorangan": False, "kesepakatan": True}  # slide 21: the panel may agree on one score


class Head:
    """The cells above the table, by the label beside them, else by name."""

    def __init__(self, book: Spreadsheet, sheet: Worksheet, header: int) -> None:
        self._worksheet = sheet
        self._path = book.path
        self._cells = {name: _find(book, sheet, header, name) for name in LABELS}
        self.names = self.text("penilai")
        self.agreed = MODES.get(fold(self.text("cara_menilai")), False)
        self.level = _level(self.text("tingkat"))
        self.date = self._day("tanggal") or parse_date(self.text("tanggal"))
        month = self._day("bulan")  # Excel takes a typed `Oktober 2010` for the first of the month
        self.period = Period(month.year, month.month) if month else period_in(self.text("bulan"))

    @property
    def is_labelled(self) -> bool:
        """Whether there is a place for the assessor's name."""
        return self._cells["penilai"] is not None

    def text(self, name: str) -> str:
        """What is typed in the cell; "" where it is blank or gone."""
        cell = self._cell(name)
        return plain(cell.text).strip() if cell else ""

    def problems(self) -> Iterator[Problem]:
        """What the head says in a way that can't be read, and what it does not say though it must."""
        read = {"tingkat": self.level, "tanggal": self.date, "bulan": self.period}
        for name, value in read.items():
            if value is None and self.text(name):
                yield self._problem("form_head", name)
        if fold(self.text("cara_menilai")) not in MODES:
            yield self._problem("form_head", "cara_menilai")
        if not self.names:
            yield self._problem("form_no_assessor", "penilai")
        elif (cell := self._cell("penilai")) and cell.kind is CellKind.FORMULA:
            yield self._problem("form_head", "penilai")
        elif self.agreed and any(is_degree(name) for name, _ in listed([self.names])[:1]):
            yield self._problem("form_no_name_before", "penilai")
        elif not self.agreed and names_several(self.names):
            yield self._problem("form_several_names", "penilai")

    def _problem(self, variant: str, name: str) -> Problem:
        sheet, row, column = self._cells[name] or (None, 0, 0)
        place = sheet.place(row, column) if sheet else Place(sheet=self._worksheet.title)
        return Problem(
            self._path,
            found=self.text(name),
            place=place,
            variant=variant,
            values={"label": LABELS[name]},
            kind=Kind.SHEET,
        )

    def _cell(self, name: str) -> Cell | None:
        sheet, row, column = self._cells[name] or (None, 0, 0)
        return sheet.cell(row, column) if sheet else None

    def _day(self, name: str) -> date | None:
        cell = self._cell(name)
        return cell.day if cell else None


def has_head(worksheet: Worksheet) -> bool:
    """Whether a worksheet has the form's head, which `Penilai` alone would not make one."""
    said = {_said(cell) for cells in worksheet.rows.values() for cell in cells.values()}
    return len(said.intersection(map(fold, LABELS.values()))) >= ENOUGH


def _find(book: Spreadsheet, sheet: Worksheet, header: int, name: str) -> Spot | None:
    """Where a head cell is.

    Programs that put rows in do not all move the names, and those of a copied tab may point at the first one:
    a name counts where it is in the row of its label, or where that label is gone.
    """
    labelled = _label(sheet, range(1, header), name)
    if labelled is None and name in ELSEWHERE:
        others = (worksheet for worksheet in book.worksheets if worksheet is not sheet)
        labelled = next((spot for worksheet in others if (spot := _label(worksheet, None, name))), None)
    named = book.named(name, sheet)
    home = next(
        (worksheet for worksheet in book.worksheets if named and worksheet.title == named.sheet), sheet
    )
    if not named or (home is not sheet and name not in ELSEWHERE):
        return labelled
    if labelled and (labelled[0] is not home or labelled[1] != named.row or named.column < labelled[2]):
        return labelled
    return home, named.row, named.column


def _label(sheet: Worksheet, rows: range | None, name: str) -> Spot | None:
    """The cell beside a label."""
    labels = (fold(LABELS[name]), *OTHER_LABELS.get(name, ()))
    for row, cells in sheet.rows.items():
        for column, cell in cells.items() if rows is None or row in rows else ():
            if _said(cell) in labels:
                return sheet, row, _next_value(sheet, row, column)
    return None


def _next_value(sheet: Worksheet, row: int, label: int) -> int:
    """The column of the first cell to the right that is no colon; beside the label where there is none.

    Where the value is blank, what comes next in the row is another label.
    """
    for column, cell in sheet.rows[row].items():
        if column > label and cell.text != ":":
            return label + 1 if _said(cell) in NO_VALUES else column
    return label + 1


def _said(cell: Cell) -> str:
    return fold(cell.text).rstrip(" :")


def _level(text: str) -> Level | None:
    words = fold(text).split()
    return next((level for level in (Level.KORKOT, Level.KMW, Level.KMP) if level.value in words), None)
