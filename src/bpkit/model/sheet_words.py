"""The words by which a round's sheets explain themselves: forms write them, readers look for them."""

from __future__ import annotations

from .levels import Levels
from .programs import MAIN, Scheme

ITSELF = ""  # the key of what is judged where that is the unit itself

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
# The same of a panel's decision.
RULING_LABELS = {
    "nomor_surat": "Nomor surat",
    "tanggal": "Tanggal",
    "disetujui": "Disetujui oleh",
    "alasan": "Alasan keputusan",
}
RULED, REASON, ORDER, TOTAL_NAME = "Nilai ditetapkan", "Alasan", "Urutan", "Nilai akhir"
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


def fields_asked(scheme: Scheme) -> tuple[str, ...]:
    """Codes of all fields that stand beside an answer of the scheme, in their order."""
    leaves = tuple(scheme.root.leaves())
    days = ("tanggal",) if any(item.due for item in leaves) else ()
    return tuple(dict.fromkeys((*days, *(code for item in leaves for code in item.required))))


def answer_keys(scheme: Scheme) -> tuple[str, ...]:
    """The keys of a unit's own YAML under which answers to the scheme may stand: `daftar_cek`."""
    names = (scheme.code, scheme.name, *(("jawaban",) if scheme.code == MAIN else ()))
    return tuple(dict.fromkeys(name.casefold().replace(" ", "_").replace("-", "_") for name in names))


MAIN_FOLDER = "penilaian"


def folder_of(scheme: Scheme) -> str:
    """The folder, inside a unit's own, in which sheets of the scheme lie."""
    return MAIN_FOLDER if scheme.code == MAIN else scheme.code


# `Daftar Wilayah.xlsx`: the tables of each worksheet, as code -> heading ------------------------------

ROSTER_BOOK = "Daftar Wilayah.xlsx"
REGIONS = {
    "propinsi": "Propinsi",
    "zona": "Zona",
    "kota": "Kota/Kabupaten",
    "jumlah": "Jumlah TF",
    "tf": "Nama TF",
}
PANELS = {"wilayah": "Tim Penilai", "penilai": "Nama Penilai"}
EXPERTS = {"propinsi": "Propinsi", "ahli": "Nama Tenaga Ahli"}
SIGNERS = {
    "wilayah": "Penandatangan untuk",
    "peran": "Peran",
    "nama": "Nama Penandatangan",
    "jabatan": "Jabatan",
    "nip": "NIP",
}
ROLES = ("mengetahui", "membuat")  # who knows of a form and who made it (POB slide 12)
LETTERHEADS = {"wilayah": "Kop untuk", "nama": "Nama Lembaga", "alamat": "Alamat Lembaga", "tempat": "Tempat"}
WAIVERS = {
    "aturan": "Aturan",
    "berkas": "Berkas",
    "alasan": "Alasan",
    "disetujui": "Disetujui",
    "sampai": "Sampai",
}
SEVERITIES = {"aturan": "Kode Aturan", "tingkat": "Tingkat"}
OBLIGATION = {"kewajiban": "Tulisan Wajib Sebulan"}
UNITS = {f"unit{number}": f"Unit {number}" for number in range(1, 6)}  # from the highest level down
# What stands once, as key -> label: those of bpkit.yaml's keys that are no table, and the first month.
GENERAL = {
    "program": "Nama program",
    "bulan": "Bulan pertama",
    "tahun": "Tahun",
    "bahasa": "Bahasa pesan",
    "rubrik": "Program penilaian",
    "templates": "Folder templat",
    "mulai": "Hari pertama program",
    "situs.judul": "Judul situs",
    "situs.kontak": "Kontak yang tampil di situs",
    "situs.surel": "Surel untuk komentar",
    "situs.whatsapp": "WhatsApp untuk komentar",
    "situs.alamat": "Alamat situs di web",
}
LANGUAGES = {"id": "Indonesia", "en": "Inggris"}
EVERYWHERE = "Semua propinsi"  # what stands in place of a province whose deadlines are everybody's
# Other headings that people give the same columns, folded.
ROSTER_WORDS = {
    "provinsi": "propinsi",
    "nama propinsi": "propinsi",
    "nama provinsi": "propinsi",
    "zona waktu": "zona",
    "kota": "kota",
    "kabupaten": "kota",
    "kota / kabupaten": "kota",
    "nama kota": "kota",
    "jumlah tim fasilitator": "jumlah",
    "nama tim fasilitator": "tf",
    "penilai": "penilai",
    "tenaga ahli": "ahli",
}


def deadline_columns(levels: Levels) -> dict[str, str]:
    """A column for the day of each level, by the level's code: `Batas Korkot`."""
    return {level.code: f"Batas {level.name}" for level in levels}
