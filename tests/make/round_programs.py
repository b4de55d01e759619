"""Small programmes of three kinds, as records: a unit that is judged itself, things ranked, a checklist."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from bpkit.model.programs import (
    Band,
    Column,
    ColumnKind,
    Combine,
    Cycle,
    Form,
    Item,
    LeafKind,
    Level,
    Program,
    Scheme,
    Table,
    Voice,
    VoiceKind,
)
from bpkit.model.scores import Scale

HUNDRED = Scale(Fraction(0), Fraction(100), Fraction(5))
FIVE = Scale(Fraction(1), Fraction(5), Fraction(1))

BANDS = (
    Band(Fraction(0), "Belum ada"),
    Band(Fraction(31), "Do"),
    Band(Fraction(51), "Check"),
    Band(Fraction(91), "Penuh"),
)


def scored(code: str, name: str, **more: object) -> Item:
    return Item(code, name, kind=LeafKind.SCORE, scale=HUNDRED, **more)  # type: ignore[arg-type]


SELF = Scheme(
    "utama",
    "Penilaian mandiri",
    "unit",
    "unit",
    Item(
        "",
        "Penilaian mandiri",
        combine=Combine.WEIGHTED,
        items=(
            Item(
                "1",
                "Kepemimpinan",
                weight=Fraction(3, 5),
                combine=Combine.MEAN,
                hints=("Apakah pimpinan menetapkan arah?", "Apakah arah itu diketahui semua staf?"),
                items=(
                    scored(
                        "1.1",
                        "Arah ditetapkan",
                        required=("bukti", "sintesis"),
                        description="Visi, misi dan nilai ditetapkan dan dipakai.",
                    ),
                    scored("1.2", "Staf diberdayakan", required=("bukti",), conditional=True),
                ),
            ),
            Item(
                "2",
                "Hasil",
                weight=Fraction(2, 5),
                combine=Combine.SHARE_OF_YES,
                items=(
                    Item("2.1", "Survei dilakukan", kind=LeafKind.YES_NO, due="kirim"),
                    Item("2.2", "Hasil diumumkan", kind=LeafKind.YES_NO, conditional=True, assumed=True),
                ),
            ),
            Item(
                "3",
                "Catatan wajib",
                weight=Fraction(0),
                kind=LeafKind.SCORE,
                scale=Scale(Fraction(1), Fraction(10), Fraction(1, 2)),
            ),
        ),
    ),
    (
        Voice("asesor", "Asesor", weight=Fraction(60)),
        Voice("tim", "Tim bersama", VoiceKind.AGREED, Fraction(40)),
    ),
    bands=BANDS,
    passing=Fraction(50),
    override=True,
)

RANKING = Scheme(
    "prioritas",
    "Prioritas masalah",
    "masalah",
    "unit",
    Item(
        "",
        "Prioritas masalah",
        combine=Combine.SUM,
        items=(
            Item("U", "Kegentingan", scale=FIVE),
            Item("S", "Keparahan", scale=FIVE),
            Item("G", "Pertumbuhan", scale=FIVE),
        ),
    ),
    (Voice("lembaga", "Lembaga"),),
    ranked=True,
)

PROBLEMS = Table(
    "masalah",
    "Masalah",
    "unit",
    (Column("judul", "Masalah", required=True), Column("uraian", "Uraian")),
    key=("judul",),
)

PLAN = Table(
    "rencana-aksi",
    "Rencana aksi",
    "unit",
    (
        Column("masalah", "Masalah", required=True),
        Column("kegiatan", "Kegiatan", required=True, hint="satu kalimat kerja"),
        Column("biaya", "Biaya (Rp)", ColumnKind.NUMBER),
        Column("peserta", "Peserta", ColumnKind.WHOLE),
        Column("penanggung_jawab", "Penanggung jawab", ColumnKind.PERSON),
        Column("sampai", "Sampai", ColumnKind.DATE),
        Column("status", "Status", ColumnKind.CHOICE, choices=("rencana", "berjalan", "selesai")),
        Column("disetujui", "Disetujui", ColumnKind.YES_NO),
        Column("bukti", "Bukti", ColumnKind.EVIDENCE),
    ),
    key=("masalah", "kegiatan"),
)

PROGRAM = Program(
    "contoh-2012",
    "Penilaian Mandiri Contoh",
    "Peraturan Contoh 1/2012",
    "",
    ("Bobot 60/40 tidak dirinci sumber.", "Predikat berlaku untuk nilai akhir saja."),
    Cycle.YEAR,
    None,
    (Level("unit", "Unit kerja", "unit ({unit})_({periode})"),),
    (SELF, RANKING),
    (PROBLEMS, PLAN),
    (),
    (),
    (
        Form("rekap", "Rekap penilaian mandiri", "unit", "xlsx", shows="utama"),
        Form("rekap-prioritas", "Prioritas masalah", "unit", "xlsx", shows="prioritas"),
        Form("rencana", "Rencana aksi", "unit", "xlsx", shows="rencana-aksi"),
        Form("surat", "Surat pengantar", "unit", "docx", shows="prioritas"),
    ),
    ("BP8",),
    (),
    Path("contoh-2012.yaml"),
    sha256="ab" * 32,
)
