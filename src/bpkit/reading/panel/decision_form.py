"""`Keputusan.xlsx`, the Excel twin of `keputusan.yaml`: read back from whatever program saved it.

The row with `Judul Tulisan` and `Ditarik` is the header of its table; what stands above it has its label at
its left. A form that nobody has filled in says nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from pathlib import Path

from msgspec import Struct

from ...levels import default_levels
from ...model.dates import parse_date
from ...model.levels import Levels
from ...model.place import Place
from ...model.problems import Kind, Problem, UnreadableError
from ...model.scores import Decision
from ...model.signs import plain
from ...model.units import fold
from ..fields import meant
from .score_form import TITLE
from .workbooks import open_workbook
from .workbooks.cells import Cell, CellKind, Worksheet

WITHDRAWN = ("ditarik", "judul ditarik")
ORDER = ("urutan", "no", "no.", "nomor")
FOOT = "cara mengisi"
LABELS = {"level": "tingkat", "letter": "nomor surat", "date": "tanggal", "reason": "alasan"}

Titled = tuple[str, Place]


def read_decision_form(path: Path, data: bytes, levels: Levels | None = None) -> Decision | None:
    """The decision that a workbook holds; None where it is no form for one, or can't be opened.

    `levels` are the programme's.
    """
    try:
        worksheets = open_workbook(data, path).worksheets
    except UnreadableError:
        return None
    forms = ((one, row) for one in worksheets for row in one.rows if _is_header(one, row))
    worksheet, header = next(forms, (None, 0))
    if worksheet is None:
        return None
    codes = (levels or default_levels()).codes
    return _DecisionForm(path, worksheet, header, codes).decision(hashlib.sha256(data).hexdigest())


def is_blank_decision(decision: Decision) -> bool:
    """Whether nobody has decided anything in it; the level stands on a form from the start."""
    typed = (decision.letter, decision.date, decision.order, decision.withdrawn, decision.reason)
    return not any(typed) and not decision.problems


def differing(one: Decision, other: Decision) -> list[str]:
    """The keys under which two decisions say something else; a level is compared where both give it."""
    pairs = {
        "tingkat": (one.level or other.level, other.level or one.level),
        "nomor_surat": (one.letter, other.letter),
        "tanggal": (one.date, other.date),
        "urutan": (_folded(one.order), _folded(other.order)),
        "ditarik": (sorted(_folded(one.withdrawn)), sorted(_folded(other.withdrawn))),
        "alasan": (fold(one.reason), fold(other.reason)),
    }
    return [key for key, (mine, theirs) in pairs.items() if mine != theirs]


def _folded(titles: tuple[Titled, ...] | None) -> list[str]:
    return [fold(title) for title, _ in titles or ()]


def _is_header(worksheet: Worksheet, row: int) -> bool:
    return bool(_column(worksheet, row, TITLE) and _column(worksheet, row, WITHDRAWN))


def _column(worksheet: Worksheet, row: int, headings: tuple[str, ...]) -> int | None:
    cells = worksheet.rows[row].items()
    return next((column for column, cell in cells if _said(cell) in headings), None)


def _said(cell: Cell) -> str:
    return fold(cell.text[:100]).rstrip(" :")


class _DecisionForm(Struct, frozen=True):
    path: Path
    worksheet: Worksheet
    header: int
    levels: Collection[str]

    def decision(self, sha256: str) -> Decision:
        typed = {name: self._beside(label) for name, label in LABELS.items()}
        texts = {name: plain(cell.text).strip() if cell else "" for name, (cell, _) in typed.items()}
        date_cell, _ = typed["date"]
        day = (date_cell.day if date_cell else None) or parse_date(texts["date"])
        level = next((one for one in self.levels if one in fold(texts["level"]).split()), None)
        read = {"date": day, "level": level}
        wrong = [name for name, value in read.items() if value is None and texts[name]]
        wrong += [name for name, (cell, _) in typed.items() if cell and cell.kind is CellKind.FORMULA]
        order, withdrawn = self._titles(TITLE), self._titles(WITHDRAWN)
        problems = [self._problem(typed[name][1], texts[name], LABELS[name]) for name in dict.fromkeys(wrong)]
        problems += self._computed()
        return Decision(
            path=self.path,
            level=level,
            letter=texts["letter"],
            date=day,
            order=tuple((title, place) for _, title, place in _in_order(order)) or None,
            withdrawn=tuple((title, place) for _, title, place in withdrawn),
            reason=meant(texts["reason"]),
            problems=tuple(problems),
            sha256=sha256,
        )

    def _beside(self, label: str) -> tuple[Cell | None, Place]:
        """The cell at the right of a label."""
        for row, cells in self.worksheet.rows.items():
            if row >= self.header:
                break
            at = next((column for column, cell in cells.items() if _said(cell) == label), None)
            if at is not None:
                right = (column for column, cell in cells.items() if column > at and cell.text != ":")
                column = next(right, at + 1)
                return self.worksheet.cell(row, column), self.worksheet.place(row, column)
        return None, Place(sheet=self.worksheet.title)

    def _titles(self, headings: tuple[str, ...]) -> list[tuple[int | None, str, Place]]:
        """What stands in a column of the table, each with the number at its left."""
        column = _column(self.worksheet, self.header, headings)
        number = _column(self.worksheet, self.header, ORDER)
        return [
            (_whole(self.worksheet.cell(row, number)), title, self.worksheet.place(row, column or 1))
            for row in self._rows()
            if (title := plain(self.worksheet.text(row, column)).strip())
        ]

    def _rows(self) -> Iterator[int]:
        for row, cells in self.worksheet.rows.items():
            if row > self.header:
                if any(_said(cell).startswith(FOOT) for cell in cells.values()):
                    return
                yield row

    def _computed(self) -> Iterator[Problem]:
        """Titles that a formula gives: nobody chose them."""
        for headings in (TITLE, WITHDRAWN):
            column = _column(self.worksheet, self.header, headings)
            for row in self._rows():
                cell = self.worksheet.cell(row, column)
                if cell and cell.kind is CellKind.FORMULA:
                    yield self._problem(self.worksheet.place(row, column or 1), cell.text, headings[0])

    def _problem(self, place: Place, found: str, label: str) -> Problem:
        values = {"label": label.capitalize()}
        return Problem(self.path, found, "", place, "form_head", values, kind=Kind.SHEET)


def _whole(cell: Cell | None) -> int | None:
    return int(cell.number) if cell and cell.number is not None and cell.number.denominator == 1 else None


def _in_order(titles: list[tuple[int | None, str, Place]]) -> list[tuple[int | None, str, Place]]:
    """By the numbers at the left, where each has its own; else as the rows stand."""
    numbers = [number for number, _, _ in titles]
    if None in numbers or len(set(numbers)) < len(numbers):
        return titles
    return sorted(titles, key=lambda one: one[0] or 0)
