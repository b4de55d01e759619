"""Workbooks that a person fills in and bpkit reads back: the Excel twins of YAML files (`Keputusan.xlsx` of a
panel's decision, `Data Tulisan.xlsx` of facts), and the plan of `bpkit fix`.

`reading/panel/decision_form.py`, `reading/facts_table.py` and `work/fix_apply.py` read them. They have no
templates: nothing on them is printed or signed, and what they hold is what the readers look for.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from ..model.facts import Medium
from ..model.levels import Level
from ..model.units import Period
from ..office import (
    FONT,
    HEADING_COLOUR,
    NORMAL,
    book_bytes,
    line_count,
    print_on_a4,
    set_normal_font,
    write_text,
)
from ..wording import say

DECISION_BOOK = "Keputusan.xlsx"
FACTS_BOOK = "Data Tulisan.xlsx"
PHOTOS = 5  # captions that a row has room for: a writing has five photos at most (POB slide 8)
COLUMNS = (
    ("Judul Tulisan", 38), ("Penulis", 24), ("Jabatan", 26), ("Kontak", 18), ("Lembaga", 26),
    ("Alamat Lembaga", 34), ("Kontak Lembaga", 18), ("Sumber", 12), ("Media", 12), ("Jenis", 14),
    ("Jenis Produk", 20), ("Tanggal", 14), *((f"Foto {number}", 26) for number in range(1, PHOTOS + 1)),
    ("Judul di Dalam Tulisan", 38),
)  # fmt: skip
PAGES_OF_FACTS = 5  # beside each other, each with the titles, so that letters are of 8 points or more
SPARE = 15  # rows for writings that come later
PRODUCTS = ("best practice", "produk pengetahuan")
PLAN_COLUMNS = (("number", 6), ("wanted", 12), ("kind", 14), ("old", 48), ("new", 48), ("note", 40))

BOLD = Font(FONT, NORMAL, bold=True)
TITLE = Font(FONT, 14, bold=True)
_HEAD = Font(FONT, NORMAL, bold=True, color="FFFFFF")
_BAND = PatternFill("solid", fgColor=HEADING_COLOUR)
_INPUT = PatternFill("solid", fgColor="FFF9E5")
_EDGE = Side("thin", color="B8BFC6")
_BOX = Border(left=_EDGE, right=_EDGE, top=_EDGE, bottom=_EDGE)
WRAP = Alignment("left", "top", wrap_text=True, indent=1)  # off the border


def decision_book(level: Level, unit: str, period: Period, titles: Sequence[str]) -> bytes:
    """A form for the decision, with a drop-down of these titles; the same arguments give the same bytes."""
    book = Workbook()
    sheet: Any = book.worksheets[0]
    sheet.title = "Keputusan"
    names: Any = book.create_sheet("Judul")
    put(names, 1, 1, say("forms.titles"), BOLD)
    for row, title in enumerate(titles, start=2):
        put(names, row, 1, title)
    names.column_dimensions["A"].width = 70
    for letter, width in zip("ABC", (16, 60, 60), strict=True):
        sheet.column_dimensions[letter].width = width
    put(sheet, 1, 1, say("forms.decision_title"), TITLE)
    head = (("Tingkat", level.name), ("Wilayah", unit), ("Bulan", period.in_words))
    blank = (("Nomor surat", ""), ("Tanggal", ""), ("Alasan", ""))
    for row, (label, value) in enumerate((*head, *blank), start=3):
        put(sheet, row, 1, label, BOLD)
        put(sheet, row, 2, value)
        sheet.cell(row, 1).alignment = sheet.cell(row, 2).alignment = WRAP
        if not value:
            make_input(sheet.cell(row, 2))
    sheet.cell(7, 2).number_format = "dd/mm/yyyy"
    sheet.row_dimensions[8].height = 48
    _decision_table(sheet, len(titles))
    return bytes_of(book)


def _decision_table(sheet: Any, count: int) -> None:
    for column, heading in enumerate(("Urutan", "Judul Tulisan", "Ditarik"), start=1):
        put_heading(sheet, 10, column, heading)
    last = 10 + max(count, 1)
    for row in range(11, last + 1):
        sheet.cell(row, 1).value, sheet.cell(row, 1).alignment = row - 10, Alignment("center", "top")
        for column in (2, 3):
            make_input(sheet.cell(row, column))
    # Titles may be typed as well: a form is older than what came in after it.
    choice = DataValidation("list", formula1=f"Judul!$A$2:$A${max(count, 1) + 1}", allow_blank=True)
    choice.showErrorMessage = False
    choice.add(f"B11:C{last}")
    sheet.add_data_validation(choice)
    for row, line in enumerate(say("forms.decision_help").splitlines(), start=last + 2):
        put(sheet, row, 1, line)
    sheet.freeze_panes = "A11"


def facts_book(titles: Sequence[str]) -> bytes:
    """A form for the facts of these writings, a row each; the same titles give the same bytes."""
    book = Workbook()
    sheet: Any = book.worksheets[0]
    sheet.title = "Data Tulisan"
    last = len(titles) + SPARE + 1
    for column, (heading, width) in enumerate(COLUMNS, start=1):
        put_heading(sheet, 1, column, heading)
        sheet.column_dimensions[get_column_letter(column)].width = width
        for row in range(2, last + 1):
            make_input(sheet.cell(row, column))
            if heading.startswith("Kontak"):
                sheet.cell(row, column).number_format = "@"  # or Excel takes the 0 off 0812…
            elif heading == "Tanggal":
                sheet.cell(row, column).number_format = "dd/mm/yyyy"
    for row, title in enumerate(titles, start=2):
        put(sheet, row, 1, title)
        grow(sheet, row, [(title, COLUMNS[0][1])])
    for heading, words in (("Media", [medium.value for medium in Medium]), ("Jenis Produk", PRODUCTS)):
        letter = get_column_letter(1 + [name for name, _ in COLUMNS].index(heading))
        choice = DataValidation("list", formula1=f'"{",".join(words)}"', allow_blank=True)
        choice.add(f"{letter}2:{letter}{last}")
        sheet.add_data_validation(choice)
    sheet.freeze_panes = "B2"
    sheet.print_title_cols, sheet.print_title_rows = "A:A", "1:1"
    guide: Any = book.create_sheet("Petunjuk")
    guide.column_dimensions["A"].width = 110
    for row, line in enumerate(say("forms.facts_help").splitlines(), start=1):
        put(guide, row, 1, line)
    return bytes_of(book, wide=PAGES_OF_FACTS)


def plan_book(help_text: str, rows: Sequence[tuple[str, str, str, str, bool]]) -> bytes:
    """A plan to review: kind, old, new, note, whether it can be done; a column asks for yes or no."""
    book = Workbook()
    sheet: Any = book.worksheets[0]
    sheet.title = say("fix.book")[:31]
    put(sheet, 1, 1, say("fix.book"), TITLE)
    lines = help_text.splitlines()
    for row, line in enumerate(lines, start=2):
        put(sheet, row, 1, line)
    head = len(lines) + 3
    for column, (name, width) in enumerate(PLAN_COLUMNS, start=1):
        put_heading(sheet, head, column, say(f"fix.column_{name}"))
        sheet.column_dimensions[get_column_letter(column)].width = width
    for row, (kind, old, new, note, can) in enumerate(rows, start=head + 1):
        sheet.cell(row, 1).value = row - head
        for column, text in enumerate((say("fix.yes") if can else "–", kind, old, new, note), start=2):
            put(sheet, row, column, text)
        for column in range(1, len(PLAN_COLUMNS) + 1):
            sheet.cell(row, column).alignment, sheet.cell(row, column).border = WRAP, _BOX
        texts = zip((old, new, note), PLAN_COLUMNS[3:], strict=True)
        grow(sheet, row, [(text, width) for text, (_, width) in texts])
        if can:
            make_input(sheet.cell(row, 2))
    choice = DataValidation("list", formula1=f'"{say("fix.yes")},{say("fix.no")}"', allow_blank=True)
    choice.add(f"B{head + 1}:B{head + max(len(rows), 1)}")
    sheet.add_data_validation(choice)
    sheet.freeze_panes = f"A{head + 1}"
    sheet.print_title_rows = f"{head}:{head}"
    return bytes_of(book)


def put(sheet: Any, row: int, column: int, text: str, font: Font | None = None) -> None:
    """A text that stays a text, whatever it begins with."""
    cell = sheet.cell(row, column)
    write_text(cell, text)
    if font:
        cell.font = font


def put_heading(sheet: Any, row: int, column: int, text: str) -> None:
    """A heading of a column."""
    put(sheet, row, column, text, _HEAD)
    sheet.cell(row, column).fill, sheet.cell(row, column).alignment = _BAND, WRAP


def grow(sheet: Any, row: int, texts: Sequence[tuple[str, float]]) -> None:
    """Make a row as high as its longest text is in the width of its column."""
    lines = max(line_count(text, width - 4) for text, width in texts)
    sheet.row_dimensions[row].height = 15 * lines + 2  # points


def make_input(cell: Any) -> None:
    """A cell that somebody fills in."""
    cell.fill, cell.border, cell.alignment = _INPUT, _BOX, WRAP
    cell.protection = Protection(locked=False)


def bytes_of(book: Workbook, wide: int = 1) -> bytes:
    """The workbook, A4 lying, its first worksheet so many pages wide; equal content gives equal bytes."""
    book.properties.creator = "bpkit"
    set_normal_font(book)
    for sheet in book.worksheets:
        print_on_a4(sheet)
    book.worksheets[0].page_setup.fitToWidth = wide
    return book_bytes(book)
