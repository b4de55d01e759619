"""The template of Lampiran 2 with its sheets of instruments, scores and checks."""

from __future__ import annotations

from typing import Any

from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, OneCellAnchor
from openpyxl.drawing.xdr import XDRPositiveSize2D
from openpyxl.utils.units import cm_to_EMU
from openpyxl.worksheet.worksheet import Worksheet
from template_parts import (
    AFTER_COLON,
    DARK_GREEN,
    GREEN,
    RED,
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
    small_chart_text,
    text,
    widths,
)

FORM = (  # title, place, how the text lies, pattern, width
    ("Peringkat", "peringkat", "center", "0", 10),
    ("Judul Tulisan", "judul", "left", "@", 36),
    ("Penulis", "penulis", "left", "@", 19),
    ("Korkot/Kota", "kota", "left", "@", 17),
    ("Penilai", "penilai", "center", "General", 11.5),
    ("Jumlah", "jumlah", "center", "General", 9.5),
    ("Nilai Akhir (NA)", "nilai_akhir", "center", "0.00", 11),
    ("Lulus", "lulus", "center", "@", 8),
    ("Terpilih", "terpilih", "center", "@", 9),
    ("Keterangan", "keterangan", "left", "@", 32),
)
SUMMARY = (
    ("Jumlah tulisan yang dinilai", "jumlah_tulisan"),
    ("Lulus", "jumlah_lulus"),
    ("Terpilih", "jumlah_terpilih"),
    ("Keputusan", "keputusan"),
)
TEAM = (
    ("No", "tim_nomor", "center", "0"),
    ("Nama", "tim_nama", "left", "@"),
    ("Jabatan", "tim_jabatan", "left", "@"),
    ("Tanda tangan", "tim_tanda", "left", "@"),
)
INSTRUMENTS = (
    ("Peringkat", "instrumen_peringkat", "center", "0", 10),
    ("Judul Tulisan", "instrumen_judul", "left", "@", 40),
    ("Korkot/Kota", "instrumen_kota", "left", "@", 18),
    ("Instrumen", "instrumen_rata", "center", "0.00", 12.5),
    ("Nilai Akhir (NA)", "instrumen_na", "center", "0.00", 11),
)
SHEETS = (
    ("No", "lembar_nomor", "center", "0", 6),
    ("Judul Tulisan", "lembar_judul", "left", "@", 32),
    ("Korkot/Kota", "lembar_kota", "left", "@", 14),
    ("Penilai", "lembar_penilai", "left", "@", 18),
    ("Instrumen", "lembar_skor", "center", "General", 11.5),
    ("Jumlah", "lembar_jumlah", "center", "General", 9),
    ("Dihitung", "lembar_dihitung", "left", "@", 13),
    ("Catatan", "lembar_catatan", "left", "@", 20),
    ("Berkas", "lembar_berkas", "left", "@", 21),
)
CHECKS = (
    ("Baris", "periksa_baris", "center", "0", 7),
    ("Judul Tulisan", "periksa_judul", "left", "@", 34),
    ("Korkot/Kota", "periksa_kota", "left", "@", 16),
    ("Penilai", "periksa_total", "center", "General", 11.5),
    ("Jumlah", "periksa_jumlah", "center", "General", 9),
    ("NA", "periksa_na", "center", "0.00", 10),
    ("Pemecah Seri", "periksa_pemecah", "center", "0.00", 11),
    ("Lulus", "periksa_lulus", "center", "@", 8),
    ("Peringkat", "periksa_peringkat", "center", "0", 10),
    ("Periksa Jumlah", "cocok_jumlah", "center", "@", 10),
    ("Periksa NA", "cocok_na", "center", "@", 10),
    ("Periksa Lulus", "cocok_lulus", "center", "@", 10),
    ("Periksa Peringkat", "cocok_peringkat", "center", "@", 10.5),
    ("Hasil", "cocok", "center", "@", 9),
)


def lampiran_2() -> Workbook:
    """Form Rekapitulasi Penilaian Best Practice."""
    book = new_workbook("Lampiran 2")
    _form(book, book["Lampiran 2"])
    _instruments(book, book.create_sheet("Instrumen"))
    _scores(book, book.create_sheet("Lembar Penilai"))
    _checks(book, book.create_sheet("Periksa"))
    return book


def _form(book: Workbook, sheet: Worksheet) -> None:
    widths(sheet, [column[4] for column in FORM])
    text(sheet, "A1:J1", "LAMPIRAN 2", bold=True, horizontal="right")
    text(sheet, "A2:J2", "FORM REKAPITULASI PENILAIAN BEST PRACTICE", size=13, bold=True, horizontal="center")
    text(sheet, "A3:J3", None, size=11, bold=True, horizontal="center")
    name(book, sheet, "program", "A3")
    provisional_line(book, sheet, "A4:J4")
    lines = (("Tingkat", "tingkat"), ("Bulan", "bulan"), ("Rubrik", "rubrik"))
    head_lines(book, sheet, 5, lines, last="J", labels="A")
    heights(sheet, {1: 12, 2: 18, 3: 15, 4: 5, 8: 5})
    header(sheet, 9, [column[0] for column in FORM])
    name(book, sheet, "nama_penilai", "E9")
    model_row(book, sheet, 10, [column[1:4] for column in FORM])
    sheet["B10"].font = sheet["G10"].font = font(9, bold=True)
    colour(sheet, "A10:J10", '$I10="Ya"', DARK_GREEN, bold=True)
    colour(sheet, "A10:J10", '$H10="Ya"', GREEN)
    colour(sheet, "H10", 'AND($H10="Tidak",$A10<>"")', RED)
    sheet.auto_filter.ref = "A9:J10"
    sheet.freeze_panes = "C10"
    row = _summary(book, sheet, 12)
    row = _team(book, sheet, row + 2)
    _chart(sheet, "E12")
    name(book, sheet, "jarak", f"A{row + 1}")
    sheet.row_dimensions[row + 1].height = 60  # so high that the chart ends in it, whatever program saves it
    last = signatures(book, sheet, row + 2, ("B", "B"), ("G", "J"))
    page(sheet, "9:9", f"A1:J{last}", "Lampiran 2: Rekapitulasi Penilaian Best Practice")


def _summary(book: Workbook, sheet: Worksheet, row: int) -> int:
    text(sheet, f"A{row}:D{row}", "REKAPITULASI", bold=True)
    heights(sheet, {row - 1: 14, row: 15})
    name(book, sheet, "kaki", f"A{row - 1}")
    for at, (label, place) in enumerate(SUMMARY, start=row + 1):
        text(sheet, f"A{at}:B{at}", label, vertical="top")
        text(sheet, f"C{at}:D{at}", None, bold=True, vertical="top", wrap=True)
        sheet[f"C{at}"].number_format = AFTER_COLON
        name(book, sheet, place, f"C{at}")
        sheet.row_dimensions[at].height = 14
    return row + len(SUMMARY)


def _team(book: Workbook, sheet: Worksheet, row: int) -> int:
    text(sheet, f"A{row}:D{row}", "TIM PENILAI", bold=True)
    heights(sheet, {row - 1: 14, row: 15})
    header(sheet, row + 1, [column[0] for column in TEAM], height=15)
    model_row(book, sheet, row + 2, [column[1:] for column in TEAM])
    sheet.row_dimensions[row + 2].height = 24
    return row + 2


def _chart(sheet: Worksheet, anchor: str) -> None:
    chart: Any = BarChart()
    chart.type, chart.style, chart.gapWidth, chart.legend = "bar", 10, 45, None
    chart.title = "Nilai Akhir (garis: nilai lulus)"
    chart.add_data(Reference(sheet, min_col=7, min_row=10, max_row=10), titles_from_data=False)
    chart.set_categories(Reference(sheet, min_col=2, min_row=10, max_row=10))
    series = chart.series[0]
    series.graphicalProperties = GraphicalProperties(solidFill="548235")
    series.dLbls = DataLabelList(showVal=True, showSerName=False, showCatName=False, showLegendKey=False)
    chart.x_axis.scaling.orientation = "maxMin"
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.y_axis.scaling.min, chart.y_axis.scaling.max, chart.y_axis.majorUnit = 0, 1000, 700
    chart.y_axis.number_format, chart.y_axis.numFmt.sourceLinked = "0", False
    small_chart_text(chart)
    column, row = ord(anchor[0]) - ord("A"), int(anchor[1:]) - 1
    size = XDRPositiveSize2D(_emu(15), _emu(6.4))
    corner = AnchorMarker(col=column, colOff=_emu(0.5), row=row, rowOff=_emu(0.2))
    chart.anchor = OneCellAnchor(_from=corner, ext=size)
    sheet.add_chart(chart)


def _emu(centimetres: float) -> int:
    return int(cm_to_EMU(centimetres))  # type: ignore[no-untyped-call]


def _page_head(sheet: Worksheet, last: str, title: str, note: str) -> None:
    text(sheet, f"A1:{last}1", title, size=12, bold=True)
    text(sheet, f"A2:{last}2", note, size=8, italic=True, wrap=True)
    heights(sheet, {1: 18, 2: 14})


def _instruments(book: Workbook, sheet: Worksheet) -> None:
    widths(sheet, [column[4] for column in INSTRUMENTS])
    note = "Rata-rata skor semua penilai, sebelum dikalikan bobot."
    _page_head(sheet, "E", "NILAI RATA-RATA PER INSTRUMEN", note)
    text(sheet, "C3", "Bobot", bold=True, horizontal="right")
    text(sheet, "D3", None, bold=True, horizontal="center")
    name(book, sheet, "instrumen_bobot", "D3")
    header(sheet, 4, [column[0] for column in INSTRUMENTS])
    name(book, sheet, "instrumen_nama", "D4")
    model_row(book, sheet, 5, [column[1:4] for column in INSTRUMENTS])
    sheet.auto_filter.ref = "A4:E5"
    sheet.freeze_panes = "C5"
    page(sheet, "3:4", "A1:E5", "Lampiran 2: Instrumen")


def _scores(book: Workbook, sheet: Worksheet) -> None:
    widths(sheet, [column[4] for column in SHEETS])
    _page_head(
        sheet,
        "I",
        "LEMBAR PENILAI",
        "Setiap skor dari setiap lembar penilai. Jumlah = skor × bobot. "
        "Skor yang tidak dapat dipakai tertulis sebagaimana diketik.",
    )
    text(sheet, "D3", "Bobot", bold=True, horizontal="right")
    text(sheet, "E3", None, bold=True, horizontal="center")
    name(book, sheet, "lembar_bobot", "E3")
    header(sheet, 4, [column[0] for column in SHEETS])
    name(book, sheet, "lembar_nama", "E4")
    model_row(book, sheet, 5, [column[1:4] for column in SHEETS])
    sheet.auto_filter.ref = "A4:I5"
    sheet.freeze_panes = "E5"
    page(sheet, "3:4", "A1:I5", "Lampiran 2: Lembar Penilai")


def _checks(book: Workbook, sheet: Worksheet) -> None:
    widths(sheet, [column[4] for column in CHECKS])
    _page_head(
        sheet,
        "N",
        "PERIKSA",
        "Rumus menghitung ulang jumlah, NA, kelulusan dan peringkat dari Lembar Penilai, baris demi baris, "
        "lalu membandingkannya dengan Lampiran 2. "
        "Menyaring boleh; mengurutkan ulang membuat baris tidak lagi sejajar.",
    )
    text(sheet, "B3", None, bold=True)
    name(book, sheet, "periksa_ringkasan", "B3")
    text(sheet, "C3:D3", "Nilai lulus", horizontal="right")
    text(sheet, "E3", None, bold=True, horizontal="center")
    name(book, sheet, "periksa_nilai_lulus", "E3")
    header(sheet, 4, [column[0] for column in CHECKS])
    name(book, sheet, "periksa_nama", "D4")
    name(book, sheet, "periksa_nama_pemecah", "G4")
    model_row(book, sheet, 5, [column[1:4] for column in CHECKS])
    colour(sheet, "J5:N5", 'J5="beda"', RED, bold=True)
    colour(sheet, "N5", '$N5="cocok"', GREEN)
    sheet.auto_filter.ref = "A4:N5"
    sheet.freeze_panes = "C5"
    page(sheet, "4:4", "A1:N5", "Lampiran 2: Periksa")
