"""The template of Lampiran 3."""

from __future__ import annotations

from openpyxl import Workbook
from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet
from template_parts import (
    AFTER_COLON,
    GREEN,
    RED,
    boxed,
    colour,
    font,
    head_lines,
    header,
    heights,
    model_row,
    name,
    new_workbook,
    page,
    provisional_line,
    signatures,
    text,
    widths,
)

COLUMNS = (  # title, place, how the text lies, pattern, width
    ("No", "nomor", "center", "0", 4.5),
    ("Judul Tulisan", "judul", "left", "@", 25),
    ("Jenis Produk", "jenis_produk", "left", "@", 10.5),
    ("Bentuk Media", "bentuk_media", "left", "@", 9),
    ("Penulis", "penulis", "left", "@", 14.5),
    ("Jabatan", "jabatan", "left", "@", 14.5),
    ("Sumber", "sumber", "left", "@", 9.5),
    ("Kontak", "kontak", "left", "@", 13.5),
    ("Tanggal Masuk", "tanggal_masuk", "center", "dd/mm/yyyy", 10.5),
    ("Jumlah Halaman", "jumlah_halaman", "center", "0.0", 9),
    ("Jumlah Foto", "jumlah_foto", "center", "0", 7.5),
    ("Kelengkapan Syarat", "kelengkapan_syarat", "center", "@", 13),
    ("Kekurangan", "kekurangan", "left", "@", 22),
    ("Nilai Akhir", "nilai_akhir", "center", "0.00", 9),
    ("Diusulkan", "diusulkan", "center", "@", 10),
    ("Keterangan", "keterangan", "left", "@", 16),
)
SUMMARY = (
    ("Jumlah Tim Fasilitator (TF)", "jumlah_tf", AFTER_COLON),
    ("Kewajiban produksi bulan ini", "kewajiban", AFTER_COLON),
    ("Produksi bulan ini", "produksi", AFTER_COLON),
    ("Persentase produksi", "persentase", '": "0.0%;;": "0.0%;": "@'),
    ("Diusulkan ke KMW", "usulan", AFTER_COLON),
    ("TF yang belum berproduksi", "tf_belum", AFTER_COLON),
)
PER_CITY = (  # title, place, how the text lies, pattern
    ("No", "kota_nomor", "center", "0"),
    ("Korkot/Kota", "kota_nama", "left", "@"),
    ("Jumlah TF", "kota_tf", "center", "0"),
    ("Kewajiban", "kota_kewajiban", "center", "0"),
    ("Produksi", "kota_produksi", "center", "0"),
    ("Persentase", "kota_persentase", "center", "0.0%"),
    ("Lengkap", "kota_lengkap", "center", "0"),
    ("Diusulkan", "kota_diusulkan", "center", "0"),
    ("Kuota", "kota_kuota", "center", "0"),
    ("TF yang belum berproduksi", "kota_belum", "left", "@"),
)


def lampiran_3() -> Workbook:
    """Form Rekapitulasi Produksi Best Practice dan Produk Pengetahuan."""
    book = new_workbook("Lampiran 3")
    sheet = book["Lampiran 3"]
    widths(sheet, [column[4] for column in COLUMNS])
    text(sheet, "A1:P1", "LAMPIRAN 3", bold=True, horizontal="right")
    text(
        sheet,
        "A2:P2",
        "FORM REKAPITULASI PRODUKSI BEST PRACTICE DAN PRODUK PENGETAHUAN",
        size=13,
        bold=True,
        horizontal="center",
    )
    text(sheet, "A3:P3", None, size=11, bold=True, horizontal="center")
    name(book, sheet, "program", "A3")
    provisional_line(book, sheet, "A4:P4")
    head_lines(
        book, sheet, 5, (("Korkot/Kota", "kota"), ("Propinsi", "provinsi"), ("Bulan", "bulan")), last="P"
    )
    heights(sheet, {1: 12, 2: 18, 3: 15, 4: 5, 8: 5})
    header(sheet, 9, [column[0] for column in COLUMNS])
    _city_heading(book, sheet, 10)
    model_row(book, sheet, 11, [column[1:4] for column in COLUMNS])
    sheet["B11"].font = font(9, bold=True)
    colour(sheet, "L11", '$L11="Tidak Lengkap"', RED)
    colour(sheet, "O11", '$O11="Ya"', GREEN, bold=True)
    sheet.auto_filter.ref = "A9:P11"
    sheet.freeze_panes = "C10"
    row = _summary(book, sheet, 13)
    row = _per_city(book, sheet, row + 2)
    last = signatures(book, sheet, row + 1, ("B", "D"), ("L", "P"))
    page(sheet, "9:9", f"A1:P{last}", "Lampiran 3: Rekapitulasi Produksi Best Practice")
    return book


def _city_heading(book: Workbook, sheet: Worksheet, row: int) -> None:
    text(sheet, f"A{row}:P{row}", None, bold=True)
    boxed(sheet, row, 1, 16)
    sheet[f"A{row}"].fill = PatternFill("solid", start_color="F2F2F2")
    name(book, sheet, "kepala_kota", f"A{row}")
    sheet.row_dimensions[row].height = 16


def _summary(book: Workbook, sheet: Worksheet, row: int) -> int:
    text(sheet, f"A{row}:D{row}", "REKAPITULASI", bold=True)
    name(book, sheet, "kaki", f"A{row - 1}")
    for offset, (label, place, pattern) in enumerate(SUMMARY, start=1):
        at = row + offset
        text(sheet, f"A{at}:B{at}", label, vertical="top")
        text(sheet, f"C{at}:P{at}", None, bold=True, vertical="top", wrap=True)
        sheet[f"C{at}"].number_format = pattern
        name(book, sheet, place, f"C{at}")
        sheet.row_dimensions[at].height = 14
    at = row + len(SUMMARY) + 1
    text(sheet, f"A{at}:P{at}", None, size=8, italic=True)
    name(book, sheet, "catatan_kewajiban", f"A{at}")
    return at


def _per_city(book: Workbook, sheet: Worksheet, row: int) -> int:
    text(sheet, f"A{row}:P{row}", "REKAPITULASI PER KORKOT/KOTA", bold=True)
    header(sheet, row + 1, [column[0] for column in PER_CITY], height=15)
    model_row(book, sheet, row + 2, [column[1:] for column in PER_CITY])
    for at in (row + 1, row + 2):
        boxed(sheet, at, 10, 16)
        sheet.merge_cells(f"J{at}:P{at}")
    name(book, sheet, "per_kota", f"A{row}:P{row + 3}")
    return row + 3
