"""The Excel score form, read back from whatever Excel, LibreOffice or WPS made of it.

The form explains itself: named cells hold the head, the row with `Judul Tulisan` is the header, the sheet
`Instrumen` tells which instrument a heading means, and the named row `kaki` ends the table. So rows may be
sorted, columns moved and the file renamed. Where a name is gone, the label beside the cell is looked for.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from ..model.place import Place
from ..model.scores import Score, Sheet, SheetRow, SheetTrouble
from ..model.units import fold
from ..names.people import split_names
from .score_form_head import Head
from .sheets import score_value
from .workbook import Page, WorkbookFault, is_formula, named_cell, number, open_workbook, page, typed

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook

SHEET = "Penilaian"
INSTRUMENTS = "Instrumen"
TITLE = ("judul tulisan", "judul")
CITY = ("korkot/kota", "kota", "korkot", "kabupaten/kota")
REMARK = ("catatan",)
OTHERS = ("no", "no.", "nomor", "jumlah", "lulus", "penulis")
ASIDE = "berhalangan"

_WEIGHT = re.compile(r"\s*[\[(]?\s*(?:bobot\s*:?\s*)?[0-9]+(?:[.,][0-9]+)?\s*%?\s*[\])]?$")


def read_score_form(path: Path, data: bytes) -> Sheet:
    """The sheet that a form holds; what can't be read of it is among its troubles, never an exception.

    A form that nobody has begun (no name, no score, no remark) has neither rows nor troubles.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    try:
        form = _form(open_workbook(data, path))
    except WorkbookFault as fault:
        trouble = SheetTrouble(f"form_{fault.variant}", found=fault.detail)
        return Sheet(path, troubles=(trouble,), sha256=sha256)
    except _NoTable as fault:
        place = Place(sheet=fault.sheet) if fault.sheet else None
        return Sheet(path, troubles=(SheetTrouble(fault.variant, place),), sha256=sha256)
    return form.sheet(path, sha256)


class _NoTable(Exception):  # noqa: N818 - like every fault it becomes a fact
    """The workbook has no table of scores."""

    def __init__(self, variant: str, sheet: str = "") -> None:
        super().__init__(variant)
        self.variant = variant
        self.sheet = sheet


def _form(book: Workbook) -> _Form:
    pages = [page(sheet) for sheet in book.worksheets]
    pages.sort(key=lambda one: fold(one.title) != fold(SHEET))  # the right name first, else any with a header
    for candidate in pages:
        header = next((row for row in candidate.rows if _column(candidate, row, TITLE)), None)
        if header:
            codes = next((_codes(one) for one in pages if fold(one.title) == fold(INSTRUMENTS)), {})
            columns = _score_columns(candidate, header, codes)
            return _Form(book, candidate, header, columns, _last(book, candidate, header))
    if pages and fold(pages[0].title) == fold(SHEET):
        raise _NoTable("form_no_header", pages[0].title)
    raise _NoTable("form_no_sheet")


def _column(sheet: Page, row: int, headings: tuple[str, ...]) -> int | None:
    cells = sheet.rows.get(row, {})
    found = {fold(typed(cells[column])): column for column in sorted(cells, reverse=True)}
    return next((found[heading] for heading in headings if heading in found), None)


def _codes(sheet: Page) -> dict[str, str]:
    """Every way to write an instrument's heading, folded, with the code it means (sheet `Instrumen`)."""
    header = next((row for row in sheet.rows if _column(sheet, row, ("kode",))), 0)
    column = _column(sheet, header, ("kode",))
    named = [_column(sheet, header, (heading,)) for heading in ("kode", "nama pendek", "instrumen")]
    return {
        fold(name): code
        for row in sheet.rows
        if row > header and (code := sheet.text(row, column)) and sheet.text(row, named[1])
        for one in named
        if (name := sheet.text(row, one))
    }


def _score_columns(sheet: Page, header: int, codes: Mapping[str, str]) -> dict[int, str]:
    """Columns of scores with the instrument's code, or with the heading itself where it means none."""
    known = {*TITLE, *CITY, *REMARK, *OTHERS}
    columns = {}
    for column, cell in sheet.rows[header].items():
        heading = fold(typed(cell))
        if heading not in known:
            code = codes.get(heading) or codes.get(_WEIGHT.sub("", heading))
            columns[column] = code or re.sub(r"\s+", " ", typed(cell))
    return columns


def _last(book: Workbook, sheet: Page, header: int) -> int:
    """The last row that may belong to the table: what is below is the form's foot.

    Programs that put rows in do not all move the name, so its own words go before it.
    """
    named = named_cell(book, "kaki")
    foot = named[1] if named and named[0] == sheet.title and named[1] > header else 0
    below = (row for row in sheet.rows if row > max(header, foot - 1))
    feet = (row for row in below if any(map(_is_foot, sheet.rows[row].values())))
    return next(feet, foot or max(sheet.rows) + 1) - 1


def _is_foot(cell: object) -> bool:
    return fold(typed(cell)).startswith("cara mengisi")


@dataclass(frozen=True, slots=True)
class _Form:
    """A form whose table was found."""

    book: Workbook
    page: Page
    header: int
    columns: Mapping[int, str]
    last: int

    def sheet(self, path: Path, sha256: str) -> Sheet:
        head, rows = Head(self.book, self.page, self.header), tuple(self._rows())
        troubles = (*head.troubles(), *self._twice(), *self._merged(), *self._lost())
        begun = head.names or any(row.scores or row.abstained or row.remark for row in rows)
        return Sheet(
            path=path,
            rubric=head.text("rubrik"),
            level=head.level,
            assessor="" if head.agreed else head.names,
            position=head.text("jabatan"),
            agreed=split_names(head.names) if head.agreed else (),
            date=head.date,
            period=head.period,
            rows=rows if begun else (),
            troubles=troubles if begun else (),
            rubric_sha256=head.text("sidik_rubrik") or None,
            sha256=sha256,
            listed=tuple(row.title for row in rows),
        )

    def _table_rows(self) -> Iterator[int]:
        return (row for row in self.page.rows if self.header < row <= self.last)

    def _rows(self) -> Iterator[SheetRow]:
        title, city, remark = (_column(self.page, self.header, names) for names in (TITLE, CITY, REMARK))
        for row in self._table_rows():
            if name := self.page.text(row, title):
                scores = dict(self._scores(row))
                note = self.page.text(row, remark)
                aside = _is_aside(note) or any(_is_aside(score.text) for score in scores.values())
                yield SheetRow(
                    title=name,
                    scores={code: score for code, score in scores.items() if not _is_aside(score.text)},
                    place=self.page.place(row, title or 1),
                    remark=note,
                    abstained=aside,
                    city=self.page.text(row, city),
                )

    def _scores(self, row: int) -> Iterator[tuple[str, Score]]:
        for column, code in self.columns.items():
            if cell := self.page.rows[row].get(column):
                yield code, Score(typed(cell), _value(cell), self.page.place(row, column))

    def _twice(self) -> Iterator[SheetTrouble]:
        """Two columns for one instrument: nobody can tell which of them counts."""
        seen: dict[str, int] = {}
        for column, code in self.columns.items():
            if code in seen:
                first = self.page.place(self.header, seen[code]).cell or ""
                heading = self.page.text(self.header, column)
                place = self.page.place(self.header, column)
                yield SheetTrouble("form_column_twice", place, heading, values={"first": first})
            seen.setdefault(code, column)

    def _merged(self) -> Iterator[SheetTrouble]:
        """Merged cells hold one value where each title should have its own."""
        of_table = {*self.columns, _column(self.page, self.header, TITLE)}
        for top, bottom, left, right, name in self.page.merged:
            if self.header <= bottom and top <= self.last and of_table & set(range(left, right + 1)):
                yield SheetTrouble("form_merged", Place(sheet=self.page.title, cell=name))

    def _lost(self) -> Iterator[SheetTrouble]:
        """Scores in a row without a title."""
        title = _column(self.page, self.header, TITLE)
        for row in self._table_rows():
            if not self.page.text(row, title):
                column = next(
                    (c for c in self.columns if number(self.page.rows[row].get(c)) is not None), None
                )
                if column:
                    yield SheetTrouble(
                        "form_no_title", self.page.place(row, column), self.page.text(row, column)
                    )


def _is_aside(text: str) -> bool:
    return fold(text).startswith(ASIDE)


def _value(cell: object) -> Fraction | None:
    """A score as a number; one that was typed as text (`7,5` where Excel wants `7.5`) counts too."""
    value = getattr(cell, "value", None)
    return score_value(value) if isinstance(value, str) and not is_formula(cell) else number(cell)
