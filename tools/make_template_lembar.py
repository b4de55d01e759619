"""Make `templates/lembar-penilaian.xlsx`: run it after changing how the score form looks.

    python tools/make_template_lembar.py

The template is an ordinary workbook with named places. The cells named `skor` and `nama_instrumen` stand for
as many columns as the rubric has instruments, their row for as many rows as there are titles.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from bpkit.office.package import pinned

TARGET = Path(__file__).parents[1] / "templates" / "lembar-penilaian.xlsx"
FONT = "Arial"
LINE = Side(style="thin", color="808080")
BOX = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
HEADING = PatternFill("solid", fgColor="D9E2EC")
TO_FILL = PatternFill("solid", fgColor="FFF9DB")
OPEN = Protection(locked=False)
DATE = "[$-421]d mmmm yyyy"
DOTS = "." * 44

# On the left of the head: typed by the assessor. On the right: filled by bpkit.
LEFT = (
    ("Penilai", "penilai"),
    ("Jabatan", "jabatan"),
    ("Cara menilai", "cara_menilai"),
    ("Tanggal", "tanggal"),
)
RIGHT = (("Tingkat", "tingkat"), ("Wilayah", "wilayah"), ("Bulan", "bulan"), ("Rubrik", "rubrik"))
COLUMNS = (
    ("No", "nomor", 11.5),
    ("Judul Tulisan", "judul", 40),
    ("Korkot/Kota", "kota", 16),
    ("Instrumen", "skor", 9.5),
    ("Jumlah", "jumlah", 8.5),
    ("Lulus", "lulus", 8),
    ("Catatan", "catatan", 25),
)
WEIGHTS, HEADER, MODEL, FOOT = 9, 10, 11, 13
INSTRUMENTS, SCALE = "Instrumen", 12
HELP = """\
Cara mengisi: beri skor pada setiap sel kuning; skor yang boleh dipakai ada pada daftar pilihan di selnya. \
Arti tiap instrumen ada pada catatan di judul kolomnya dan di lembar Instrumen.
Bila Anda penulisnya, kerabatnya, atau karena sebab lain tidak boleh menilai sebuah tulisan, kosongkan \
skornya dan pilih “berhalangan” di kolom Catatan.
Bila tim menyepakati satu skor bersama (POB slide 21), pilih “Kesepakatan” pada Cara menilai dan tulis \
semua nama penilai, dipisahkan titik koma. Jangan mengubah Judul Tulisan.
""".splitlines()


def font(size: float = 10, **more: Any) -> Font:
    return Font(name=FONT, size=size, **more)


def put(sheet: Any, place: str, value: object = None, name: str = "", **styles: Any) -> Any:
    cell = sheet[place]
    cell.value = value
    cell.font = font()
    for key, style in styles.items():
        setattr(cell, key, style)
    if name:
        area = f"'{sheet.title}'!${cell.column_letter}${cell.row}"
        sheet.parent.defined_names[name] = DefinedName(name, attr_text=area)
    return cell


def head(sheet: Any) -> None:
    centre = Alignment(horizontal="center", vertical="center")
    for row, text, name, size in ((1, "LEMBAR PENILAIAN BEST PRACTICE", "", 14), (2, None, "program", 11)):
        sheet.merge_cells(f"A{row}:G{row}")
        put(sheet, f"A{row}", text, name, font=font(size, bold=True), alignment=centre)
    sheet.row_dimensions[1].height, sheet.row_dimensions[2].height = 21, 16
    for row, (label, name) in enumerate(LEFT, start=4):
        put(sheet, f"A{row}", label, alignment=Alignment(vertical="center"))
        sheet.merge_cells(f"B{row}:C{row}")
        typed = Alignment(horizontal="left", indent=1, vertical="center", wrap_text=name == "penilai")
        pattern = DATE if name == "tanggal" else "@"
        put(
            sheet,
            f"B{row}",
            None,
            name,
            alignment=typed,
            fill=TO_FILL,
            protection=OPEN,
            number_format=pattern,
        )
        for column in "BC":
            sheet[f"{column}{row}"].border = BOX
        sheet.row_dimensions[row].height = 18
    sheet["B6"] = "Perorangan"
    for row, (label, name) in enumerate(RIGHT, start=4):
        sheet.merge_cells(f"E{row}:F{row}")
        put(sheet, f"E{row}", label, alignment=Alignment(horizontal="right", vertical="center", indent=1))
        put(
            sheet,
            f"G{row}",
            None,
            name,
            font=font(bold=True),
            alignment=Alignment(vertical="center"),
            number_format="@",
        )


def table(sheet: Any) -> None:
    small = {"font": font(9, italic=True, color="404040"), "alignment": Alignment(horizontal="center")}
    put(sheet, f"C{WEIGHTS}", "Bobot", font=small["font"], alignment=Alignment(horizontal="right"))
    put(sheet, f"D{WEIGHTS}", None, "bobot", **small)
    put(sheet, f"E{WEIGHTS}", None, "jumlah_bobot", **small)
    put(sheet, f"F{WEIGHTS}", None, "nilai_lulus", **small, number_format='"≥ "General')
    wrapped = Alignment(horizontal="center", vertical="center", wrap_text=True)
    for letter, (heading, name, width) in zip("ABCDEFG", COLUMNS, strict=True):
        label = "nama_instrumen" if name == "skor" else ""
        put(
            sheet,
            f"{letter}{HEADER}",
            heading,
            label,
            font=font(8.5, bold=True),
            alignment=wrapped,
            fill=HEADING,
            border=BOX,
        )
        sheet.column_dimensions[letter].width = width
        model(sheet, f"{letter}{MODEL}", name)
    sheet.row_dimensions[HEADER].height, sheet.row_dimensions[MODEL].height = 33, 19


def behaviour(sheet: Any) -> None:
    """What the form does by itself; every range grows with the rows and columns that are put in."""
    aside = f'LEFT(TRIM(LOWER($G{MODEL})),11)="berhalangan"'
    scores = f"$D{MODEL}:$D{MODEL}"
    total = f"ROUND(SUMPRODUCT({scores},$D${WEIGHTS}:$D${WEIGHTS}),6)"
    sheet[f"E{MODEL}"] = f'=IF(OR({aside},COUNT({scores})<COLUMNS({scores})),"",{total})'
    sheet[f"F{MODEL}"] = f'=IF(E{MODEL}="","",IF(E{MODEL}>=$F${WEIGHTS},"Lulus","Tidak"))'
    grey, green, red = (PatternFill(bgColor=colour) for colour in ("E0E0E0", "D5EFD9", "F8D7D3"))
    for area, formula, fill in (
        (f"A{MODEL}:G{MODEL}", aside, grey),
        (f"F{MODEL}", f'$F{MODEL}="Lulus"', green),
        (f"D{MODEL}", f'AND(D{MODEL}="",COUNT(INDEX($D:$D,ROW(),0))>0)', red),
    ):
        sheet.conditional_formatting.add(area, FormulaRule(formula=[formula], fill=fill))  # type: ignore[no-untyped-call]
    choose(
        sheet, f"D{MODEL}", f"{INSTRUMENTS}!$A${SCALE}:$A${SCALE}", "Skor ini tidak ada pada skala rubrik."
    )
    choose(sheet, "B6", '"Perorangan,Kesepakatan"', "Pilih Perorangan atau Kesepakatan.")
    choose(sheet, f"G{MODEL}", '"berhalangan"')


def choose(sheet: Any, area: str, values: str, error: str = "") -> None:
    """A drop-down; without an error anything else may be typed too."""
    rule = DataValidation(type="list", formula1=values, allow_blank=True, showErrorMessage=bool(error))
    rule.errorTitle, rule.error = ("Lembar Penilaian", error) if error else (None, None)
    rule.add(area)
    sheet.add_data_validation(rule)


def model(sheet: Any, place: str, name: str) -> None:
    is_text = name in ("judul", "kota", "catatan")
    cell = put(sheet, place, None, name, border=BOX, number_format="@" if is_text else "General")
    cell.alignment = Alignment(
        horizontal="left" if is_text else "center", vertical="center", wrap_text=is_text, indent=int(is_text)
    )
    if name in ("skor", "catatan"):
        cell.fill, cell.protection = TO_FILL, OPEN
    if name in ("jumlah", "lulus"):
        cell.font = font(bold=True)


def foot(sheet: Any) -> None:
    for row, text in enumerate(HELP, start=FOOT):
        put(
            sheet,
            f"A{row}",
            text,
            "kaki" if row == FOOT else "",
            font=font(9),
            alignment=Alignment(vertical="center"),
        )
    centre = Alignment(horizontal="center", vertical="center")
    last = FOOT + len(HELP)
    lines = (
        (last + 1, "." * 30 + ", " + "." * 36, ""),
        (last + 2, "Penilai,", ""),
        (last + 6, f"( {DOTS} )", "tanda_tangan"),
    )
    for row, text, name in lines:
        sheet.merge_cells(f"E{row}:G{row}")
        put(
            sheet,
            f"E{row}",
            text,
            name,
            alignment=Alignment(horizontal="center", vertical="top", wrap_text=True) if name else centre,
        )


def page(sheet: Any) -> None:
    sheet.freeze_panes = f"D{MODEL}"
    sheet.print_title_rows = f"{WEIGHTS}:{HEADER}"
    sheet.sheet_view.showGridLines = False
    protect(sheet)
    paper(sheet)


def paper(sheet: Any) -> None:
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top, margins.bottom, margins.header, margins.footer = 0.5, 0.6, 0.25, 0.3
    sheet.print_options.horizontalCentered = True
    sheet.oddFooter.left.text, sheet.oddFooter.left.size = "&F", 8
    sheet.oddFooter.right.text, sheet.oddFooter.right.size = "Halaman &P dari &N", 8


def protect(sheet: Any) -> None:
    """Against slips, not against people: there is no password."""
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False  # what is False is allowed


def instruments(sheet: Any) -> None:
    wrapped = Alignment(vertical="top", wrap_text=True)
    put(sheet, "A1", "INSTRUMEN PENILAIAN BEST PRACTICE", font=font(14, bold=True))
    for row, name in ((2, "rubrik_nama"), (3, "rubrik_sumber"), (4, "rubrik_catatan")):
        sheet.merge_cells(f"A{row}:F{row}")
        put(sheet, f"A{row}", None, name, alignment=wrapped, font=font(10 if row == 2 else 9, bold=row == 2))
    columns = (
        ("Kode", "kode", 16),
        ("Nama Pendek", "nama_pendek", 16),
        ("Instrumen", "nama", 28),
        ("Uraian", "uraian", 58),
        ("Kondisi yang Diharapkan", "kondisi", 66),
        ("Bobot", "bobot_instrumen", 8),
    )
    for letter, (heading, name, width) in zip("ABCDEF", columns, strict=True):
        centred = Alignment(horizontal="center", vertical="center", wrap_text=True)
        put(
            sheet, f"{letter}6", heading, font=font(9, bold=True), alignment=centred, fill=HEADING, border=BOX
        )
        cell = put(sheet, f"{letter}7", None, name, alignment=wrapped, border=BOX)
        if letter == "F":
            cell.alignment = Alignment(horizontal="center", vertical="top")
        sheet.column_dimensions[letter].width = width
    put(sheet, "A9", "Sidik rubrik (SHA-256)", font=font(8, color="606060"))
    put(sheet, "C9", None, "sidik_rubrik", font=font(8, color="606060"), number_format="@")
    put(sheet, f"A{SCALE - 1}", "Skor yang dipakai", font=font(9, bold=True), fill=HEADING, border=BOX)
    put(sheet, f"A{SCALE}", None, "skala", alignment=Alignment(horizontal="center"), border=BOX)
    sheet.freeze_panes = "A7"
    sheet.print_title_rows = "6:6"
    sheet.sheet_view.showGridLines = False
    protect(sheet)
    paper(sheet)


def main() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Penilaian"
    for part in (head, table, behaviour, foot, page):
        part(sheet)
    instruments(book.create_sheet(INSTRUMENTS))
    book.properties.creator, book.properties.title = "bpkit", "Lembar Penilaian"
    buffer = io.BytesIO()
    book.save(buffer)
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_bytes(pinned(buffer.getvalue()))


if __name__ == "__main__":
    main()
