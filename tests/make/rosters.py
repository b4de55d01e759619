"""`Daftar Wilayah.xlsx` as somebody fills it in."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook

from bpkit.model import sheet_words as words

HEADINGS = {
    "Wilayah": words.REGIONS.values(),
    "Tim Penilai": words.PANELS.values(),
    "Tenaga Ahli": words.EXPERTS.values(),
    "Tenggat": ("Propinsi", "Batas Korkot", "Batas KMW", "Batas KMP", *words.OBLIGATION.values()),
    "Penandatangan": words.SIGNERS.values(),
    "Kop Surat": words.LETTERHEADS.values(),
    "Pengecualian": words.WAIVERS.values(),
    "Tingkat Aturan": words.SEVERITIES.values(),
}
TWO_PROVINCES: dict[str, Any] = {
    "Umum!B5": "Oktober 2010",
    "Wilayah!A5": "Jawa Tengah", "Wilayah!B5": "WIB", "Wilayah!C5": "Semarang", "Wilayah!D5": 9,
    "Wilayah!C6": "Kab. Kudus", "Wilayah!E6": "TF-01; TF-02\nTF-03",
    "Wilayah!A7": "Bali", "Wilayah!B7": "wita", "Wilayah!C7": "Denpasar", "Wilayah!D7": "4",
    "Tim Penilai!A5": "Jawa Tengah", "Tim Penilai!B5": "Siti Rahma, S.Sos", "Tim Penilai!B6": "Budi Santoso",
    "Tim Penilai!A7": "KMP", "Tim Penilai!B7": "Ratih Kumalasari",
    "Tenaga Ahli!A5": "Bali", "Tenaga Ahli!B5": "Made Wirawan, S.E.",
    "Tenggat!B5": 14, "Tenggat!A6": "Bali", "Tenggat!B6": 18, "Tenggat!E6": 12,
}  # fmt: skip


def fill(book: Path, cells: Mapping[str, Any]) -> None:
    """Type into cells: `Wilayah!C5` -> `Semarang`."""
    opened = load_workbook(book)
    for place, value in cells.items():
        sheet, _, cell = place.partition("!")
        opened[sheet][cell] = value
    opened.save(book)


def roster(book: Path, cells: Mapping[str, Any] = TWO_PROVINCES) -> Path:
    """The workbook with its headings where the form has them, and nothing else but these cells."""
    made = Workbook()
    for title, headings in HEADINGS.items():
        sheet: Any = made.create_sheet(title)
        for column, heading in enumerate(headings, start=1):
            sheet.cell(4, column).value = heading
    general: Any = made.create_sheet("Umum")
    for row, label in enumerate(words.GENERAL.values(), start=4):
        general.cell(row, 1).value = label
    book.parent.mkdir(parents=True, exist_ok=True)
    made.save(book)
    fill(book, cells)
    return book
