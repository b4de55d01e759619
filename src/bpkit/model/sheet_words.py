"""The words by which a round's sheets explain themselves: forms write them, readers look for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from .levels import Levels
from .programs import MAIN, Column, ColumnKind, Cycle, Level, Paper, Program, Scheme, Table, VoiceKind

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


# What a unit says of itself: its own YAML, or a workbook of the same name ----------------------------

OPENING, CLOSING = "mulai", "selesai"  # the first and the last day of a meeting
SENT, PUBLISHED = "dikirim", "dimuat"  # below the code of a document
KEY, SAID = "kunci", "isi"


class AskedFact(Struct, frozen=True):
    """What a programme wants to know of a unit; `about` is the key of its words, of what `name` says."""

    key: str
    about: str
    name: str = ""
    kind: ColumnKind = ColumnKind.TEXT


def facts_table(level: Level) -> Table:
    """The workbook of a unit's facts, as a list: a row a key."""
    columns = (Column(KEY, "Kunci"), Column("arti", "Arti"), Column(SAID, "Isi"))
    return Table(level.code, f"Data {level.name}", level.code, columns)


def facts_asked(program: Program, level: Level, free: Iterable[str] = ()) -> tuple[AskedFact, ...]:
    """What the programme asks of a unit of this level; `free` are names that its letters ask for besides."""
    found = [*_facts_asked(program, level)]
    known = {one.key for one in found}
    found += [AskedFact(key, "letter") for key in dict.fromkeys(free) if key not in known]
    return tuple({one.key: one for one in found}.values())


def _facts_asked(program: Program, level: Level) -> Iterator[AskedFact]:
    yield from _days_asked(program, level)
    for scheme in (one for one in program.schemes if one.level == level.code):
        for voice in scheme.voices:
            if voice.kind is VoiceKind.SURVEY and voice.sample:
                yield AskedFact(voice.sample, "sample", voice.name, ColumnKind.WHOLE)
    for plan in program.stages:
        if plan.fact and plan.level == level.code:
            yield AskedFact(plan.fact, "takes_part", plan.name, ColumnKind.YES_NO)
    for paper in (one for one in program.papers if one.level == level.code):
        yield from _sendings_asked(paper)


def _days_asked(program: Program, level: Level) -> Iterator[AskedFact]:
    """The days of a meeting, and those on which what no sheet, list or document shows was done."""
    tasks = [one for one in program.tasks if one.level == level.code]
    if program.cycle is Cycle.MEETING or any(one.before is not None for one in tasks):
        yield AskedFact(OPENING, "opening", kind=ColumnKind.DATE)
        yield AskedFact(CLOSING, "closing", kind=ColumnKind.DATE)
    shown: set[str] = {item.due for scheme in program.schemes for item in scheme.root.leaves()}
    shown |= {one.code for one in program.schemes} | {one.code for one in program.tables}
    shown |= {one.code for one in program.papers}
    for task in tasks:
        if task.code not in shown:
            yield AskedFact(task.code, "task", task.name, ColumnKind.DATE)


def _sendings_asked(paper: Paper) -> Iterator[AskedFact]:
    for name in paper.recipients:
        yield AskedFact(f"{paper.code}.{SENT}.{name}", "sent", f"{paper.name}: {name}", ColumnKind.DATE)
    for name in paper.published:
        code = f"{paper.code}.{PUBLISHED}" + (f".{name}" if len(paper.published) > 1 else "")
        yield AskedFact(code, "published", f"{paper.name}: {name}", ColumnKind.DATE)


MAIN_FOLDER = "penilaian"


def folder_of(scheme: Scheme) -> str:
    """The folder, inside a unit's own, in which sheets of the scheme lie."""
    return MAIN_FOLDER if scheme.code == MAIN else scheme.code


# `Daftar Wilayah.xlsx`: the tables of each worksheet, as code -> heading ------------------------------

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
