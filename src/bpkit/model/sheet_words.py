"""The words by which a round's sheets and lists explain themselves: forms write them, readers look for them."""

from __future__ import annotations

# Named cell of an answer sheet -> the label that stands beside it.
LABELS = {
    "penilaian": "Penilaian",
    "suara": "Suara",
    "penilai": "Penilai",
    "cara_menilai": "Cara menilai",
    "tanggal": "Tanggal",
    "unit": "Unit",
    "periode": "Periode",
    "program": "Program",
    "sidik_program": "Sidik program (SHA-256)",
}
CODE, ITEM, ANSWER, SCALE, THING = "Kode", "Butir", "Jawaban", "Cara menjawab", "Yang dinilai"
EVIDENCE, DAY = "Bukti", "Tanggal"
FOOT = "Cara mengisi"  # ends the table of any sheet
ALONE, TOGETHER = "Perorangan", "Kesepakatan"

# Other headings that people give the same columns in tables of their own.
CODES = ("kode", "kode butir", "no butir", "nomor butir")
ITEMS = ("butir", "indikator", "pertanyaan", "uraian", "kriteria", "instrumen")
ANSWERS = ("jawaban", "jawab", "nilai", "skor", "capaian", "realisasi")
THINGS = ("yang dinilai", "judul tulisan", "judul", "nama")
NUMBERS = ("no", "no.", "nomor", "#")
FIELDS = {"bukti": EVIDENCE, "tanggal": DAY}  # code of a field -> its heading, where it is not the code


def field_name(code: str) -> str:
    """The heading of a field's column: `Bukti`, `Sintesis`, `Rencana perbaikan`."""
    return FIELDS.get(code) or code.replace("_", " ").replace("-", " ").capitalize()
