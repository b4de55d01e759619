"""The score form, read back from whatever Excel, LibreOffice or WPS made of it.

The form explains itself: labels and named cells hold the head, the row with `Judul Tulisan` is the header,
the sheet `Instrumen` tells which instrument a heading means, and the words `Cara mengisi` end the table. So
rows may be sorted, columns moved, the tab and the file renamed, and a tab copied for another assessor.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from ...levels import default_levels
from ...model.dates import parse_date
from ...model.levels import Levels
from ...model.place import Place
from ...model.problems import Kind, Problem, UnreadableError
from ...model.scores import Score, Sheet, SheetRow
from ...model.signs import plain
from ...model.units import Period, fold
from ...naming import period_in
from ...people.names import is_degree, listed, names_several, split_names
from .sheets import cell_value
from .workbooks import open_workbook
from .workbooks.cells import Cell, CellKind, Spreadsheet, Worksheet, area_name, place_in
from .workbooks.labels import Labels, said_where

SHEET = "Penilaian"
INSTRUMENTS = "Instrumen"
TITLE = ("judul tulisan", "judul")
CITY = ("korkot/kota", "kota", "korkot", "kabupaten/kota")
REMARK = ("catatan",)
OTHERS = ("no", "no.", "nomor", "jumlah", "lulus", "penulis")
ASIDE = "berhalangan"
ASSESSOR = ("penilai", "nama penilai")  # as a column: a list of everybody's scores, which is no form
LONGEST_HEADING = 300  # characters of a cell that are looked at for a heading
ENOUGH = 3  # headings in one row that name instruments; whoever has fewer instruments needs all of them

_WEIGHT = re.compile(r"\s*[\[(]?\s*(?:bobot\s*:?\s*)?[0-9]+(?:[.,][0-9]+)?\s*%?\s*[\])]?$")


def read_score_forms(path: Path, data: bytes, levels: Levels | None = None) -> tuple[Sheet, ...]:
    """The sheets that a workbook holds, one a tab; what can't be read is among the problems of a sheet.

    `levels` are the programme's. A form that nobody has begun (no name, no score, no remark) has neither
    rows nor problems.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    try:
        tabs = _tabs(open_workbook(data, path))
    except UnreadableError as fault:
        tabs = [fault.problem(path)]
    codes = (levels or default_levels()).codes
    sheets = [_sheet(tab, path, sha256, codes) for tab in tabs]
    if len(sheets) == 1:
        return tuple(sheets)
    titles = [tab.worksheet.title if isinstance(tab, _Form) else _tab_of(tab) for tab in tabs]
    return tuple(replace(sheet, tab=title) for sheet, title in zip(sheets, titles, strict=True))


def is_form(book: Spreadsheet) -> bool:
    """Whether any tab is a form, and not just any table with titles."""
    return any(
        isinstance(tab, _Form)
        for worksheet in book.worksheets
        if (tab := _tab(book, worksheet, _all_codes(book)))
    )


def is_meant(book: Spreadsheet) -> bool:
    """Whether any tab is a form, or was one before its header was lost."""
    return any(_tab(book, worksheet, _all_codes(book)) for worksheet in book.worksheets)


def has_titles(worksheet: Worksheet) -> bool:
    """Whether a table with titles is on the worksheet."""
    return _header(worksheet) > 0


def _sheet(tab: _Form | Problem, path: Path, sha256: str, levels: Collection[str]) -> Sheet:
    if isinstance(tab, _Form):
        return tab.sheet(sha256, levels)
    return Sheet(path, problems=(tab,), sha256=sha256)


def _tab_of(problem: Problem) -> str:
    return (problem.place.sheet if problem.place else None) or ""


def _tabs(book: Spreadsheet) -> list[_Form | Problem]:
    """Every tab that is a form, and every one that was meant as one; the others are nobody's business."""
    codes = _all_codes(book)
    tabs = [tab for worksheet in book.worksheets if (tab := _tab(book, worksheet, codes))]
    if any(isinstance(tab, _Form) for tab in tabs):
        return tabs
    # A table that people made themselves may have nothing but its header.
    tables = (worksheet for worksheet in book.worksheets if _header(worksheet))
    named = sorted(tables, key=lambda worksheet: not _is_called_form(worksheet))
    if named:
        return [_form(book, named[0], _header(named[0]), codes)]
    return tabs or [Problem(book.path, variant="form_no_sheet", kind=Kind.SHEET)]


def _tab(book: Spreadsheet, worksheet: Worksheet, codes: Mapping[str, str]) -> _Form | Problem | None:
    header = _header(worksheet)
    if header == 0:
        meant = _is_called_form(worksheet) or _names_instruments(worksheet, codes) or has_head(worksheet)
        place = Place(sheet=worksheet.title)
        headless = Problem(book.path, place=place, variant="form_no_header", kind=Kind.SHEET)
        return headless if meant and worksheet.rows else None
    if _column(worksheet, header, ASSESSOR):
        return None
    form = _form(book, worksheet, header, codes)
    known = _is_called_form(worksheet) or Head(book, worksheet, header).is_labelled
    return form if known or _knows(worksheet.rows[header].values(), codes) else None


def _form(book: Spreadsheet, worksheet: Worksheet, header: int, codes: Mapping[str, str]) -> _Form:
    return _Form(
        book, worksheet, header, _score_columns(worksheet, header, codes), _last(book, worksheet, header)
    )


@lru_cache(maxsize=8)
def _header(worksheet: Worksheet) -> int:
    """The row of the header; 0 where there is none."""
    return next((row for row in worksheet.rows if _column(worksheet, row, TITLE)), 0)


def _is_called_form(worksheet: Worksheet) -> bool:
    """Whether the tab has the form's name, or that of a copy: `Penilaian (2)`."""
    return bool(re.fullmatch(rf"{fold(SHEET)}(?: ?\([0-9]+\)| ?_?[0-9]+)?", fold(worksheet.title)))


def _names_instruments(worksheet: Worksheet, codes: Mapping[str, str]) -> bool:
    """Whether any row reads like the form's header, though `Judul Tulisan` is not in it."""
    return any(_knows(cells.values(), codes) for cells in worksheet.rows.values())


def _knows(cells: Collection[Cell], codes: Mapping[str, str]) -> bool:
    """Whether cells name instruments of the rubric, enough of them for a header."""
    found = {code for cell in cells if (code := _code(cell.text, codes))}
    return bool(codes) and len(found) >= min(ENOUGH, len(set(codes.values())))


def _column(sheet: Worksheet, row: int, headings: tuple[str, ...]) -> int | None:
    found = sheet.said[row]
    return next((found[heading] for heading in headings if heading in found), None)


def _all_codes(book: Spreadsheet) -> Mapping[str, str]:
    return next(
        (_codes(worksheet) for worksheet in book.worksheets if fold(worksheet.title) == fold(INSTRUMENTS)), {}
    )


@lru_cache(maxsize=8)  # a panel's forms have the same worksheet
def _codes(sheet: Worksheet) -> Mapping[str, str]:
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


def _code(heading: str, codes: Mapping[str, str]) -> str | None:
    """The instrument that a heading means, with or without its weight behind it."""
    folded = fold(heading[:LONGEST_HEADING])
    return codes.get(folded) or codes.get(_unweighted(folded))


@lru_cache(maxsize=1 << 12)
def _unweighted(heading: str) -> str:
    return _WEIGHT.sub("", heading)


def _score_columns(sheet: Worksheet, header: int, codes: Mapping[str, str]) -> dict[int, str]:
    """Columns of scores with the instrument's code, or with the heading itself where it means none."""
    known = {*TITLE, *CITY, *REMARK, *OTHERS}
    return {
        column: _code(cell.text, codes) or re.sub(r"\s+", " ", cell.text)
        for column, cell in sheet.rows[header].items()
        if fold(cell.text) not in known
    }


def _last(book: Spreadsheet, sheet: Worksheet, header: int) -> int:
    """The last row that may belong to the table: what is below is the form's foot.

    Programs that put rows in do not all move the name, so its own words go before it.
    """
    named = book.named("kaki", sheet)
    foot = named.row if named and named.sheet == sheet.title and named.row > header else 0
    table = max(header, foot - 1)
    below = (row for row in sheet.rows if row > table)
    feet = (row for row in below if any(map(_is_foot, sheet.rows[row].values())))
    return next(feet, foot or max(sheet.rows) + 1) - 1


def _is_foot(cell: Cell) -> bool:
    return not cell.text[:1].isdigit() and fold(cell.text[:LONGEST_HEADING]).startswith("cara mengisi")


class _Form(Struct, frozen=True):
    """A form whose table was found."""

    book: Spreadsheet
    worksheet: Worksheet
    header: int
    columns: Mapping[int, str]
    last: int

    def sheet(self, sha256: str, levels: Collection[str]) -> Sheet:
        head, rows = Head(self.book, self.worksheet, self.header, levels), tuple(self._rows())
        problems = (*head.problems(), *self._twice(), *self._merged(), *self._lost())
        begun = head.names or any(row.scores or row.abstained or row.remark for row in rows)
        return Sheet(
            path=self.book.path,
            rubric=head.text("rubrik"),
            level=head.level,
            assessor="" if head.agreed else head.names,
            position=head.text("jabatan"),
            agreed=split_names(head.names) if head.agreed else (),
            date=head.date,
            period=head.period,
            rows=rows if begun else (),
            problems=problems if begun else (),
            rubric_sha256=head.text("sidik_rubrik") or None,
            sha256=sha256,
            listed=tuple(row.title for row in rows),
        )

    def _table_rows(self) -> Iterator[int]:
        return (row for row in self.worksheet.rows if self.header < row <= self.last)

    def _rows(self) -> Iterator[SheetRow]:
        title, city, remark = (_column(self.worksheet, self.header, names) for names in (TITLE, CITY, REMARK))
        text = self.worksheet.text
        for row in self._table_rows():
            if name := text(row, title):
                scores, note = self._scores(row), text(row, remark)
                # Nearly every score is a number: told here, for a panel has 100,000.
                aside = [c for c, score in scores.items() if score.value is None and _is_aside(score.text)]
                yield SheetRow(
                    title=name,
                    scores={c: score for c, score in scores.items() if c not in aside} if aside else scores,
                    place=self.worksheet.place(row, title or 1),
                    remark=note,
                    abstained=bool(aside) or _is_aside(note),
                    city=text(row, city),
                    blanks=self._blanks(row, scores),
                )

    def _blanks(self, row: int, scores: Collection[str]) -> dict[str, Place]:
        """The cells of a row in which a score is missing."""
        if len(scores) == len(self.columns):
            return {}
        blanks = {code: column for column, code in self.columns.items() if code not in scores}
        return {code: self.worksheet.place(row, column) for code, column in blanks.items()}

    def _scores(self, row: int) -> dict[str, Score]:
        cells, sheet, number = self.worksheet.rows[row], self.worksheet.title, CellKind.NUMBER
        return {
            code: _number_scored(cell.text, sheet, row, column)
            if cell.kind is number
            else Score(cell.text, cell_value(cell), place_in(sheet, row, column))
            for column, code in self.columns.items()
            if (cell := cells.get(column))
        }

    def _twice(self) -> Iterator[Problem]:
        """Two columns for one instrument: nobody can tell which of them counts."""
        seen: dict[str, int] = {}
        for column, code in self.columns.items():
            if code in seen:
                first = self.worksheet.place(self.header, seen[code]).cell or ""
                yield self._problem("form_column_twice", self.header, column, first=first)
            seen.setdefault(code, column)

    def _merged(self) -> Iterator[Problem]:
        """Merged cells hold one value where each title should have its own."""
        of_table = {*self.columns, _column(self.worksheet, self.header, TITLE)}
        for top, bottom, left, right in self.worksheet.merged:
            inside = any(column and left <= column <= right for column in of_table)
            if inside and self.header <= bottom and top <= self.last:
                area = Place(sheet=self.worksheet.title, cell=area_name(top, bottom, left, right))
                yield Problem(self.book.path, place=area, variant="form_merged", kind=Kind.SHEET)

    def _lost(self) -> Iterator[Problem]:
        """Scores in a row without a title."""
        title = _column(self.worksheet, self.header, TITLE)
        for row in self._table_rows():
            if title not in self.worksheet.rows[row]:
                scored = (column for column in self.columns if self._is_scored(row, column))
                if column := next(scored, None):
                    yield self._problem("form_no_title", row, column)

    def _problem(self, variant: str, row: int, column: int, **values: str) -> Problem:
        """A problem of the cell there."""
        found, place = self.worksheet.text(row, column), self.worksheet.place(row, column)
        return Problem(self.book.path, found, "", place, variant, values, kind=Kind.SHEET)

    def _is_scored(self, row: int, column: int) -> bool:
        cell = self.worksheet.cell(row, column)
        return cell is not None and cell.number is not None


@lru_cache(maxsize=1 << 14)
def _number_scored(text: str, sheet: str, row: int, column: int) -> Score:
    """A score in a cell of numbers; a panel's sheets have the same few in the same cells: one is enough."""
    return Score(text, _exactly(text), place_in(sheet, row, column))


@lru_cache(maxsize=1 << 10)
def _exactly(text: str) -> Fraction:
    return Fraction(text)


def _is_aside(text: str) -> bool:
    return text != "" and not text[:1].isdigit() and fold(text[:LONGEST_HEADING]).startswith(ASIDE)


# The head: who scored, at which level, in which month, alone or in agreement --------------------

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
ENOUGH_LABELS = 3  # that make a head
HEAD = Labels(
    LABELS,
    others={"penilai": ("nama penilai",), "bulan": ("periode",)},  # in tables that people made themselves
    elsewhere=("sidik_rubrik",),  # stands on the worksheet of instruments
    also=("wilayah",),
)
MODES = {"": False, "perorangan": False, "kesepakatan": True}  # slide 21: the panel may agree on one score


class Head:
    """The cells above the table, by the label beside them, else by name."""

    def __init__(
        self, book: Spreadsheet, sheet: Worksheet, header: int, levels: Collection[str] = ()
    ) -> None:
        self._worksheet = sheet
        self._path = book.path
        above = said_where(sheet, header)
        self._cells = {name: HEAD.find(book, sheet, above, name) for name in LABELS}
        self.names = self.text("penilai")
        self.agreed = MODES.get(fold(self.text("cara_menilai")), False)
        self.level = _level(self.text("tingkat"), levels)
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
        found, values = self.text(name), {"label": LABELS[name]}
        return Problem(self._path, found, "", place, variant, values, kind=Kind.SHEET)

    def _cell(self, name: str) -> Cell | None:
        sheet, row, column = self._cells[name] or (None, 0, 0)
        return sheet.cell(row, column) if sheet else None

    def _day(self, name: str) -> date | None:
        cell = self._cell(name)
        return cell.day if cell else None


def has_head(worksheet: Worksheet) -> bool:
    """Whether a worksheet has the form's head, which `Penilai` alone would not make one."""
    return len(said_where(worksheet).keys() & set(map(fold, LABELS.values()))) >= ENOUGH_LABELS


def _level(text: str, levels: Collection[str]) -> str | None:
    words = fold(text).split()
    return next((level for level in levels if level in words), None)
